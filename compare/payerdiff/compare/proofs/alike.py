"""Payers whose criteria for a matter are the same in every word: what is proved of one holds of all, under its own key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from payerdiff.compare.logic.sides import Side
from payerdiff.model.comparison import Relation


def first_alike(sides: Mapping[str, Side]) -> dict[str, str]:
    """Return for each payer the first one whose side says the same, itself where none before it does."""
    found: dict[str, str] = {}
    seen: dict[tuple[str, ...], list[str]] = {}
    for key, side in sides.items():
        words = tuple(place.node.text for _, place in side.leaves)
        firsts = seen.setdefault(words, [])
        found[key] = next((first for first in firsts if say_the_same(sides[first], side)), key)
        if found[key] == key:
            firsts.append(key)
    return found


def say_the_same(one: Side, other: Side) -> bool:
    """Return True if nothing that a proof looks at or tells differs between two sides."""
    return one is other or all(a == b for a, b in zip(looked_at(one), looked_at(other), strict=True))


def looked_at(side: Side) -> tuple[object, ...]:
    """Return what proofs look at in a side: its criteria, and what its policy has of drugs, approvals and text that was not read."""
    policy = side.policy
    return side.uses, side.universal, side.against, side.aside, policy.drugs, policy.approvals, side.overlooked(), side.unread_criteria()  # fmt: skip


@dataclass(slots=True)
class Pairs:
    """The relations proved so far of one matter, by the first payers that say the same as those of a pair."""

    alike: Mapping[str, str]
    known: dict[tuple[str, str, bool], Relation] = field(default_factory=dict)

    def key(self, a: str, b: str) -> tuple[str, str, bool]:
        """Return what the relation of two payers is known by; which of their names comes first decides the order of a patient's answers."""
        return self.alike[a], self.alike[b], a < b

    def recalled(self, a: str, b: str) -> Relation | None:
        """Return the relation of two payers where that of payers who say the same is known, else None."""
        known = self.known.get(self.key(a, b))
        return None if known is None else under(known, a, b)


def under(relation: Relation, a: str, b: str) -> Relation:
    """Return a relation as that of two other payers."""
    names = {relation.a: a, relation.b: b}
    return relation.model_copy(
        update={
            "a": a, "b": b, "reasons": [r.model_copy(update={"policy": names[r.policy]}) for r in relation.reasons],
            "own": {names[key]: words for key, words in relation.own.items()}, "beyond": {names[key]: held for key, held in relation.beyond.items()},
        }
    )  # fmt: skip
