"""The gate for builds: new restrictions with the patients who lose, and assertions."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutations import MUTATIONS
from reviews import policies, redline

from payerdiff.compare.changes.direction import OPPOSITE
from payerdiff.compare.checks.assertions import Assertion, outcome, read_assertions
from payerdiff.compare.checks.gate import new_restrictions, side_of
from payerdiff.compare.logic.judge import judge
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Policy


def named(payer: str) -> Policy:
    """Return a sample policy."""
    return next(p for p in policies() if p.payer.id == payer)


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.payer.id)
def test_a_policy_restricts_nothing_against_itself(policy: Policy) -> None:
    assert new_restrictions(policy, policy).restrictions == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_tightens_is_a_restriction_and_what_loosens_is_none(name: str) -> None:
    mutate, direction = MUTATIONS[name]
    for policy in policies():
        mutant = mutate(policy)
        for old, new, way in ((policy, mutant, direction), (mutant, policy, OPPOSITE[direction])):
            if old is None or new is None:
                continue
            found = new_restrictions(old, new).restrictions
            assert bool(found) == (way == "tightened"), (policy.payer.id, [(r.kind, r.text) for r in found])
            for r in found:
                assert (r.kind == "patients") == (r.witness is not None)
                if r.witness:
                    old_side, new_side = (side_of(p, tuple(s for s in p.criteria if s.phase == r.phase)).alone() for p in (old, new))  # fmt: skip
                    assert judge(old_side, r.witness.patient).ruling == "approve"
                    assert judge(new_side, r.witness.patient).ruling == "refuse"


def test_the_sample_redline_may_take_coverage_and_as_open_words_decide_that_is_not_called_certain() -> None:
    found = new_restrictions(redline().old, redline().new).restrictions
    lost = [r for r in found if r.kind == "patients"]
    assert ("initial", "B-Cell Acute Lymphoblastic Leukemia") in [(r.phase, r.indication) for r in lost]
    # An adult loses nothing by an alternative for children that is gone; what else was lost hangs on remarks such as "(adults only)".
    assert {r.sure for r in lost} == {"likely"}


def test_a_use_under_another_title_is_no_loss() -> None:
    policy = named("aspirus_health_plan")
    sets = [s.model_copy(update={"indication": f"{s.indication} (new title)"}) for s in policy.criteria[::-1]]
    found = new_restrictions(policy, policy.model_copy(update={"criteria": sets})).restrictions
    assert not [r for r in found if r.kind == "patients"]


def test_barriers_are_counted_on_the_easiest_path() -> None:
    policy = named("louisiana_healthcare_connections")
    for most, holds in ((1, True), (0, False)):
        assert outcome(policy, Assertion(name="x", indication="B-cell", at_most={"prescriber": most})).holds is holds
    step = Assertion(name="x", at_most={"step": 0})
    assert outcome(policy, step).holds
    assert not outcome(named("uhc"), step).holds
    assert outcome(named("uhc"), step.model_copy(update={"of": ["imatinib"]})).holds


def test_approvals_and_patients_are_held_to_what_is_asserted() -> None:
    policy = named("louisiana_healthcare_connections")
    assert outcome(policy, Assertion(name="x", approval_months=6)).holds
    short = outcome(policy, Assertion(name="x", approval_months=24))
    assert not short.holds and short.why
    newborn = Assertion(name="x", ruling="refuse", patient=Patient(age=0.5, diagnosis=["B-ALL"]))
    assert not outcome(policy, newborn).holds  # another use could still cover
    assert outcome(policy, newborn.model_copy(update={"ruling": "depends"})).holds


def test_an_assertion_that_speaks_of_nothing_fails() -> None:
    found = outcome(policies()[0], Assertion(name="x", indication="no such disease", at_most={"step": 1}))
    assert not found.holds and found.why == ["no criteria for that phase and indication"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[assertion]]\nname = 'x'\n", "give one of"),
        ("[[assertion]]\nname = 'x'\nat_most = { step = 1 }\napproval_months = 6\n", "give one of"),
        ("[[assertion]]\nname = 'x'\nat_most = { leap = 1 }\n", "at_most.leap"),
        ("name = 'x'\n", "`assertion`: field required"),
        ("[[assertion", "not valid TOML"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PayerdiffError, match=says) as refusal:
        read_assertions(path)
    assert refusal.value.code == "not-assertions"


def test_a_gate_that_holds_nothing_does_not_pass() -> None:
    policy = policies()[0]
    empty = policy.model_copy(update={"criteria": []})
    found = new_restrictions(empty, policy)
    assert found.held == 0 and "nothing to compare" in " ".join(
        r.text for r in found.restrictions if r.kind == "undecided"
    )
