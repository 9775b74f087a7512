"""Changes within a criterion whose conditions are joined by more than `and`: their direction, proved over the parts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from trees import PEOPLE, bare_policy, leaf, meanings, meant

from payerdiff.compare.changes.direction import OPPOSITE, of_leaves
from payerdiff.compare.changes.leaf_match import equal_leaves
from payerdiff.compare.changes.review import review
from payerdiff.compare.logic.judge import holds
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Direction, Meaning, OpenPart, Span
from payerdiff.model.review import ChangeReview

PLACE = Span(page=1, start=0, end=0, quote="")
ADULT = Atom(concept="age", op=">=", value=18.0, unit="year", text="18 years or older", span=PLACE)
TEEN = Atom(concept="age", op=">=", value=12.0, unit="year", text="12 years or older", span=PLACE)
HEAVY = Atom(concept="weight", op=">=", value=40.0, unit="kg", text="40 kg or more", span=PLACE)
ASTHMA = Atom(concept="diagnosis", op="=", value="asthma", text="asthma", span=PLACE)
LARGE, SMALL = OpenPart(unknown="large for age"), OpenPart(unknown="small for age")


def any_(*of: int | Meaning | OpenPart) -> Meaning:
    """Return alternatives."""
    return Meaning(op="any", of=list(of))


def all_(*of: int | Meaning | OpenPart) -> Meaning:
    """Return what must hold together."""
    return Meaning(op="all", of=list(of))


BOTH, EITHER = leaf("18 years and 40 kg", ADULT, HEAVY), meant(any_(0, 1), ADULT, HEAVY, text="18 years or 40 kg")
CHANGES: dict[str, tuple[Criterion, Criterion, Direction, str]] = {
    "and made or": (BOTH, EITHER, "loosened", "certain"),
    "alternative added": (EITHER, meant(any_(0, 1, 2), ADULT, HEAVY, ASTHMA, text="18 years, 40 kg or asthma"), "loosened", "certain"),
    "first alternative added": (leaf("18 years", ADULT), meant(any_(0, 1), ADULT, HEAVY, text="18 years or 40 kg"), "loosened", "certain"),
    "limit lowered in an alternative": (EITHER, meant(any_(0, 1), TEEN, HEAVY, text="12 years or 40 kg"), "loosened", "certain"),
    "limit lowered beside words": (
        meant(any_(0, LARGE), ADULT, text="18 years or large for age"), meant(any_(0, LARGE), TEEN, text="12 years or large for age"), "loosened", "certain",
    ),
    "alternative in other words added": (EITHER, meant(any_(0, 1, LARGE), ADULT, HEAVY, text="18 years, 40 kg or large for age"), "loosened", "likely"),
    "conjunct added": (EITHER, meant(all_(2, any_(0, 1)), ADULT, HEAVY, ASTHMA, text="asthma, and 18 years or 40 kg"), "tightened", "certain"),
    "conjunct in other words added": (BOTH, meant(all_(0, 1, LARGE), ADULT, HEAVY, text="18 years, 40 kg and large for age"), "tightened", "likely"),
    "condition set before it": (BOTH, meant(Meaning(op="if", of=[2, all_(0, 1)]), ADULT, HEAVY, ASTHMA, text="in asthma 18 years and 40 kg"), "loosened", "certain"),
    "excluded one more": (
        meant(Meaning(op="none", of=[0]), ASTHMA, text="no asthma"), meant(Meaning(op="none", of=[0, 1]), ASTHMA, ADULT, text="no asthma, no adults"), "tightened", "certain",
    ),
    "asked for and then excluded": (BOTH, meant(Meaning(op="none", of=[0, 1]), ADULT, HEAVY, text="neither 18 years nor 40 kg"), "both", "certain"),
}  # fmt: skip


def reviewed(old: Criterion, new: Criterion, op: str = "all") -> ChangeReview:
    """Return the review of two versions whose only criterion is one leaf, in a group of an operator."""
    roots = [Criterion.model_validate({"op": op, "children": [one]}) for one in (old, new)]
    before, after = (
        bare_policy().model_copy(update={"criteria": [CriteriaSet(id="initial-1", phase="initial", indication="x", root=root)]})
        for root in roots
    )  # fmt: skip
    return review(before, after)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("op", ["all", "none"])
def test_a_change_of_how_conditions_join_goes_its_way(name: str, back: bool, op: str) -> None:
    old, new, way, sure = CHANGES[name]
    if back:
        old, new, way = new, old, OPPOSITE[way]
    assert of_leaves(old, new) == (way, sure)
    found = reviewed(old, new, op)
    wanted = OPPOSITE[way] if op == "none" else way
    assert [(c.kind, c.direction) for c in found.changes] == [("clinical", wanted)]
    if sure == "certain":
        (verdict,) = found.verdicts
        assert verdict.direction == wanted
        assert (verdict.witness_lost is not None) == (wanted in ("tightened", "both"))
        assert (verdict.witness_gained is not None) == (wanted in ("loosened", "both"))


def test_words_that_changed_leave_the_direction_to_the_words() -> None:
    old, new = (meant(any_(0, part), ADULT, text=f"18 years or {part.unknown}") for part in (LARGE, SMALL))
    assert of_leaves(old, new) == ("unknown", "open")


def test_alternatives_in_another_order_are_no_change() -> None:
    turned = meant(any_(1, 0), ADULT, HEAVY, text="40 kg, or else 18 years")
    assert equal_leaves(EITHER, turned) and not equal_leaves(EITHER, BOTH)
    assert {(c.kind, c.direction) for c in reviewed(EITHER, turned).changes} == {("editorial", "equivalent")}


def test_a_list_of_alternatives_and_the_criterion_that_says_them_all_are_one() -> None:
    listed = Criterion(op="any", children=[leaf("18 years", ADULT), leaf("40 kg", HEAVY)])
    assert {(c.kind, c.direction) for c in reviewed(listed, EITHER).changes} == {("editorial", "equivalent")}
    assert {(c.kind, c.direction) for c in reviewed(EITHER, listed).changes} == {("editorial", "equivalent")}


def test_a_denial_is_not_the_same_as_what_it_denies() -> None:
    denied = ASTHMA.model_copy(update={"negated": True})
    assert not equal_leaves(leaf("severe asthma", ASTHMA), leaf("asthma absent", denied))


@settings(max_examples=150)
@given(meanings(untyped=False), meanings(untyped=False))
def test_the_direction_of_a_change_is_that_of_all_patients(old: Criterion, new: Criterion) -> None:
    way, sure = of_leaves(old, new)
    assert sure == "certain"
    before, after = ({at for at, person in enumerate(PEOPLE) if holds(one, person)} for one in (old, new))
    lost, gained = bool(before - after), bool(after - before)
    assert (lost, gained) == {"equivalent": (False, False), "tightened": (True, False), "loosened": (False, True), "both": (True, True)}[way]  # fmt: skip
