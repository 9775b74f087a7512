"""Payers whose criteria are the same in every word: proved once, told under each one's key, and only where nothing differs."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from trees import NOWHERE, age, leaf, side

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.sides import Side
from payerdiff.compare.proofs.alike import Pairs, first_alike
from payerdiff.compare.proofs.earlier_pairs import MANY
from payerdiff.compare.proofs.easiest_path import easiest_paths
from payerdiff.compare.proofs.relations import relate, related
from payerdiff.model.policy import Approval, Criterion

ROOTS = (
    Criterion(op="all", children=[age(">=", 18), leaf("open words")]),
    Criterion(op="all", children=[age(">=", 12)]),
    Criterion(op="any", children=[age("<", 12), leaf("other words")]),
)
SIDES = {f"p{at}": side(ROOTS[at % len(ROOTS)].model_copy()) for at in range(MANY + 2)}


def test_what_is_recalled_of_payers_who_say_the_same_is_what_is_proved_of_each_pair() -> None:
    known = Pairs(first_alike(SIDES))
    with Matter(SIDES, "initial") as matter:
        for a, b in combinations(SIDES, 2):
            with Matter({key: SIDES[key] for key in (a, b)}, "initial") as own:
                assert related(matter, a, b, "x", known) == relate(own, a, b, "x")
    assert len(known.known) < len(list(combinations(SIDES, 2)))


def test_the_path_of_payers_who_say_the_same_is_what_is_found_for_each() -> None:
    with Matter(SIDES, "initial") as matter:
        assert easiest_paths(matter, "x", first_alike(SIDES)) == easiest_paths(matter, "x")


def changed(one: Side, **fields: object) -> Side:
    """Return a side whose policy is otherwise."""
    return replace(one, policy=one.policy.model_copy(update=fields))


def test_sides_that_differ_in_anything_told_are_not_alike() -> None:
    one = side(ROOTS[0])
    ledger = one.policy.ledger.model_copy(update={"unread": one.policy.ledger.unread + 1})
    others = {
        "operator": side(ROOTS[0].model_copy(update={"op": "any"})),
        "aside": replace(one, aside=("another clause",)),
        "unread": changed(one, ledger=ledger),
        "approval": changed(one, approvals=[Approval(phase="initial", text="6 months", span=NOWHERE)]),
        "drug": changed(one, drugs=[]),
    }
    assert first_alike({"one": one, "same": side(ROOTS[0].model_copy())}) == {"one": "one", "same": "one"}
    for name, other in others.items():
        assert first_alike({"one": one, name: other}) == {"one": "one", name: name}
