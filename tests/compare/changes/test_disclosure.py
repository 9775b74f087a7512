"""The review of the Louisiana redline as it was read by hand, and what logs and marks contradict."""

from __future__ import annotations

import json

import jsonschema
import pytest
from reviews import policies, redline

from payerdiff.compare.changes.review import review
from payerdiff.model.policy import (
    EntryDates,
    Finding,
    Statement,
    to_json,
)  # fmt: skip
from payerdiff.model.review import ChangeReview


def test_the_redline_is_tightened_for_some_and_loosened_for_others_with_a_way_each() -> None:
    verdict = next(v for v in redline().verdicts if v.phase == "initial" and "B-Cell" in (v.indication or ""))
    assert verdict.direction == "both"
    assert verdict.witness_lost and verdict.witness_gained
    continued = next(v for v in redline().verdicts if v.phase == "renewal" and "B-Cell" in (v.indication or ""))
    assert continued.direction == "equivalent"


def test_every_statement_of_the_redlines_log_is_borne_out() -> None:
    told = [d for d in redline().disclosure if d.statement is not None]
    assert len(told) == 7
    assert {d.status for d in told} == {"disclosed"}


@pytest.mark.parametrize(
    ("words", "where", "direction"),
    [
        ("(adults only)", "I.A.4.b.i", "tightened"),
        ("must have MRD-positive", "I.A.4.b.ii", "tightened"),
        ("evidence of coverage", "III.A", "tightened"),
    ],
)
def test_what_the_redlines_log_leaves_out_is_found_with_its_direction(words: str, where: str, direction: str) -> None:
    silent = {i for d in redline().disclosure if d.status == "undisclosed" for i in d.changes}
    found = [c for c in redline().changes if c.where == where and words in c.after + c.before]
    assert [(c.direction, c.id in silent) for c in found] == [(direction, True)]


def test_what_the_redlines_log_tells_is_joined_to_its_change() -> None:
    told = {c.where: c.log for c in redline().changes}
    assert told["I.A.4.c.iv"] and told["I.A.4.e.i"] and told["I.A.4.c.i"]


def test_the_review_validates_against_its_schema() -> None:
    jsonschema.validate(
        json.loads(to_json(redline())), ChangeReview.model_json_schema(by_alias=True, mode="serialization")
    )


def test_a_mark_that_the_log_contradicts_leaves_its_direction_open_and_says_the_other() -> None:
    old, new = redline().old, redline().new
    change = next(c for c in redline().changes if c.where == "I.A.4.b.i")
    doubt = Finding(
        severity="warning", code="polarity-contradicted", message="as marked …, turned round …", span=change.new_span
    )
    doubted = review(old, new.model_copy(update={"findings": [*new.findings, doubt]}))
    found = next(c for c in doubted.changes if c.where == "I.A.4.b.i")
    assert (change.direction, change.turned) == ("tightened", None)
    assert (found.direction, found.sure, found.turned) == ("tightened", "open", "loosened")
    verdict = next(v for v in doubted.verdicts if v.phase == "initial" and "B-Cell" in (v.indication or ""))
    assert found.after in verdict.unless


def test_codes_that_went_in_silence_and_a_rewritten_log_are_findings() -> None:
    policy = next(p for p in policies() if p.codes and p.revisions)
    mutant = policy.model_copy(update={"codes": policy.codes[1:], "revisions": policy.revisions[1:]})
    found = {f.code: f.message for f in review(policy, mutant).findings}
    assert policy.codes[0].code in found["codes-dropped-untold"]
    assert policy.revisions[0].text[:60] in found["log-rewritten"]


def test_a_statement_that_nothing_carries_out_is_a_finding() -> None:
    policy = next(p for p in policies() if p.revisions and p.revisions[-1].dates.entry)
    statement = Statement(id="R99.1", text="removed the requirement for genetic counselling", kind="removed")
    newest = max(r.dates.entry for r in policy.revisions if r.dates.entry)
    entry = policy.revisions[0].model_copy(
        update={
            "dates": EntryDates(entry=newest.replace(year=newest.year + 1)),
            "text": statement.text,
            "statements": [statement],
        }
    )
    result = review(policy, policy.model_copy(update={"revisions": [*policy.revisions, entry]}))
    assert [d.status for d in result.disclosure if d.statement] == ["not_found"]
    assert any(f.code == "told-not-found" and "genetic counselling" in f.message for f in result.findings)
