"""A criterion with alternatives is no conjunction: not in the plain check, not in what a set is about, not in its caps."""

from __future__ import annotations

from hypothesis import given, settings
from trees import NOWHERE, PEOPLE, drawn, leaf, meant

from payerdiff.compare.logic.judge import holds
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Meaning, OpenPart
from payerdiff.normalize.criteria.patients.feasibility import can_be_met
from payerdiff.normalize.criteria.subjects import diseases_asked
from payerdiff.normalize.terms.limits import limits_of_criteria


def marker(state: str) -> Atom:
    """Return a state of a marker."""
    return Atom(concept="biomarker", subject="Ph", op="=", value=state, text=state, span=NOWHERE)


def disease(name: str) -> Atom:
    """Return a diagnosis."""
    return Atom(concept="diagnosis", op="=", value=name, text=name, span=NOWHERE)


def dose(most: float) -> Atom:
    """Return a cap on the dose."""
    return Atom(concept="dose", op="<=", value=most, unit="mg/day", text=f"{most:g} mg", span=NOWHERE)


def test_states_that_exclude_one_another_are_no_contradiction_as_alternatives() -> None:
    both = [marker("positive"), marker("negative")]
    assert not can_be_met(leaf("both", *both))
    assert not can_be_met(meant(Meaning(op="all", of=[0, 1]), *both))
    assert can_be_met(meant(Meaning(op="any", of=[0, 1]), *both))
    narrowed = Criterion(op="all", children=[meant(Meaning(op="any", of=[0, 1]), *both), leaf("x", marker("unavailable"))])  # fmt: skip
    assert not can_be_met(narrowed), "neither alternative goes with it"
    assert can_be_met(meant(Meaning(op="any", of=[Meaning(op="all", of=[0, 1]), OpenPart(unknown="x")]), *both))


@settings(max_examples=300)
@given(drawn())
def test_what_the_plain_check_finds_no_patient_meets(root: Criterion) -> None:
    assert can_be_met(root) or not any(holds(root, person) for person in PEOPLE)


def test_a_set_is_about_the_diseases_that_its_criteria_ask_for() -> None:
    one = meant(Meaning(op="all", of=[0, Meaning(op="none", of=[1])]), disease("asthma"), disease("AML"))
    assert list(diseases_asked(CriteriaSet(id="x", phase="initial", root=one))) == ["asthma"]
    either = meant(Meaning(op="any", of=[0, 1]), disease("asthma"), disease("AML"))
    assert list(diseases_asked(CriteriaSet(id="x", phase="initial", root=either))) == ["asthma", "AML"]


def test_a_dose_is_capped_where_no_other_way_is_left() -> None:
    for one, caps in (
        (leaf("x", dose(5)), [5.0]),
        (meant(Meaning(op="any", of=[0, 1]), dose(5), disease("asthma")), []),
    ):
        assert [x.value for x in limits_of_criteria([CriteriaSet(id="x", phase="initial", root=one)])] == caps
