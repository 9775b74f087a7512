"""Which policies are overdue: dates of the head, of the log, of a stated next review; months known without a day."""

from __future__ import annotations

import json
from datetime import date

import jsonschema
import pytest
from readings import sample_library

from payerdiff.compare.changes.review import review
from payerdiff.compare.library.portfolio import Portfolio, Unreadable, gaps_of, portfolio
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.compare.side_by_side.label import is_label
from payerdiff.corpus.policy_lines import dated as dated_by
from payerdiff.model.policy import CriteriaSet, Dates, EntryDates, Policy, Revision, Span, to_json

DAY = date(2026, 1, 15)
NOWHERE = Span(page=1, start=0, end=0, quote="")


def policies() -> list[Policy]:
    """Return the sample policies."""
    return list(sample_library().policies)


def whole() -> Portfolio:
    """Return the portfolio of the samples."""
    return portfolio(policies(), [Unreadable(document="torn.pdf", code="damaged", message="torn.pdf: cut short")], DAY)


def dated(dates: Dates, *entries: tuple[date, str]) -> Policy:
    """Return a policy with dates and log entries of its own."""
    log = [
        Revision(
            dates=EntryDates(entry=day), precision="month" if precision == "month" else "day", text="x", span=NOWHERE
        )
        for day, precision in entries
    ]
    return policies()[0].model_copy(update={"dates": dates, "revisions": log})


@pytest.mark.parametrize(
    ("dates", "entries", "standing", "due"),
    [
        (Dates(last_review=date(2025, 1, 14)), (), "overdue", date(2026, 1, 14)),
        (Dates(last_review=date(2025, 1, 15)), (), "due", date(2026, 1, 15)),
        (Dates(last_review=date(2025, 6, 1)), (), "current", date(2026, 6, 1)),
        (Dates(last_review=date(2024, 1, 1), next_review=date(2027, 1, 1)), (), "current", date(2027, 1, 1)),
        (Dates(), ((date(2025, 1, 1), "month"),), "due", date(2026, 1, 31)),
        (Dates(), ((date(2024, 2, 29), "day"),), "overdue", date(2025, 2, 28)),
        (Dates(), (), "unknown", None),
    ],
)
def test_a_review_is_due_a_year_after_the_last(
    dates: Dates, entries: tuple[tuple[date, str], ...], standing: str, due: date | None
) -> None:
    (found,) = portfolio([dated(dates, *entries)], [], DAY).policies
    assert (found.standing, found.due) == (standing, due)


def test_a_year_without_an_entry_is_a_gap_and_thirteen_months_are_not() -> None:
    log = dated(Dates(), (date(2020, 1, 1), "day"), (date(2021, 2, 1), "day"), (date(2023, 1, 1), "day")).revisions
    assert [(g.start, g.months) for g in gaps_of(log)] == [(date(2021, 2, 1), 23)]


def test_overdue_policies_stand_first_and_nothing_is_left_out() -> None:
    found = whole()
    ways = [p.standing for p in found.policies]
    assert ways == sorted(ways, key=["overdue", "due", "current", "unknown"].index)
    assert {p.document for p in found.policies} == {p.source.name for p in policies()}
    jsonschema.validate(json.loads(to_json(found)), Portfolio.model_json_schema(by_alias=True, mode="serialization"))


def test_the_payers_of_a_drug_are_held_against_each_other_as_its_report_holds_them() -> None:
    held = [p for p in policies() if not is_label(p)]
    found = {d.drug: d for d in portfolio(held, [], DAY).divergence}
    own = [p for p in held if any(d.generic == "blinatumomab" for d in p.drugs)]
    told, report = found["blinatumomab"], compare([p.about("blinatumomab") for p in own], "x", "blinatumomab")
    assert sorted(told.documents) == sorted(p.source.name for p in own) and len(own) > 2
    assert (told.questions, told.parted) == (len(report.matrix), sum(r.divergent or r.silence for r in report.matrix))
    shared = [
        {c.summary for c in r.cells if c.summary}
        for r in report.matrix
        if sum(c.summary is not None for c in r.cells) > 1
    ]
    assert (told.answered, told.opposed) == (len(shared), sum(len(s) > 1 for s in shared))
    assert sum(told.relations.values()) * 2 == len(report.relations)
    assert [d.opposed for d in portfolio(held, [], DAY).divergence] == sorted((d.opposed for d in found.values()), reverse=True)  # fmt: skip
    assert set(found) == {d.generic for p in held for d in p.drugs}


def without(policy: Policy, criteria: CriteriaSet) -> Policy:
    """Return a policy without one of its sets and without the words of it."""
    assert criteria.span and criteria.root.span
    low, high = criteria.span.start, criteria.root.span.end
    blocks = [
        b.model_copy(update={"text": ""}) if b.text and low <= b.start < high else b for b in policy.ledger.blocks
    ]
    ledger = policy.ledger.model_copy(update={"blocks": blocks})
    return policy.model_copy(update={"criteria": [s for s in policy.criteria if s != criteria], "ledger": ledger})


def test_a_newer_version_is_reviewed_against_the_older_and_takes_its_place() -> None:
    new = next(p for p in policies() if p.source.reading == "proposed")
    older = Dates(effective=date(2023, 1, 1), last_review=date(2023, 1, 1))
    old = without(new, new.criteria[-1]).model_copy(update={"dates": older, "revisions": [], "source": new.source.model_copy(update={"name": "old.pdf", "sha256": "0" * 64})})  # fmt: skip
    found = portfolio([new, old], [], DAY)
    (step,) = found.steps
    assert (step.old, step.new, step.dated) == ("old.pdf", new.source.name, dated_by(new))
    result = review(old, new)
    assert (
        step.changes == len(result.changes) and step.clinical == sum(c.kind == "clinical" for c in result.changes) > 0
    )
    assert step.untold == sum(c.kind == "clinical" and not c.log for c in result.changes)
    assert sum(step.directions.values()) == len(result.verdicts)
    assert [d.documents for d in found.divergence] == [[new.source.name]] * len(found.divergence)
    twin = old.model_copy(update={"dates": new.dates, "revisions": new.revisions})
    assert portfolio([new, twin], [], DAY).steps == []  # one date: two copies, and neither is a version of the other


@pytest.mark.parametrize(("day", "first"), [(date(2026, 1, 1), date(2026, 1, 1)), (date(2026, 6, 30), date(2026, 4, 1)), (date(2025, 12, 31), date(2025, 10, 1))])  # fmt: skip
def test_a_quarter_is_one_of_the_calendar(day: date, first: date) -> None:
    assert portfolio([], [], day).quarter == first
