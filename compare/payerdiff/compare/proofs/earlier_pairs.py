"""The relations of pairs of payers that earlier comparisons proved: a payer's new version costs the pairs that it is one of, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from pydantic import TypeAdapter, ValidationError

from payerdiff.compare.logic.sides import Side
from payerdiff.corpus.memory import TELLS, Memory, contents
from payerdiff.model.comparison import Relation
from payerdiff.model.policy import Phase

KIND = "relations"
"""What a memory keeps these under: of each pair its relations in all matters, in their order."""
RELATIONS = TypeAdapter(list[Relation])
MANY = 8
"""Payers from which on each pair is weighed by a solver of its own: one that knows all of them takes longer for every question the more they are."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One indication and phase, with the sides that speak of it."""

    indication: str
    phase: Phase
    sides: Mapping[str, Side]

    @property
    def is_by_pairs(self) -> bool:
        """Return True if what is proved of a pair rests on no third payer."""
        return len(self.sides) > MANY


@dataclass(slots=True)
class Earlier:
    """What a memory knows of the pairs of one comparison, and what was proved of the others."""

    memory: Memory | None = None
    rests_on: dict[Pair, list[str]] = field(default_factory=dict)
    known: dict[Pair, Iterator[Relation]] = field(default_factory=dict)
    made: dict[Pair, list[Relation]] = field(default_factory=dict)

    def recalled(self, a: str, b: str) -> Relation | None:
        """Return the next relation of two payers, matter by matter in their order, None where it is not known."""
        own = self.known.get((a, b))
        return None if own is None else next(own)

    def proved(self, relation: Relation) -> None:
        """Take in what was proved of two payers in a matter."""
        pair = relation.a, relation.b
        if pair in self.rests_on:
            self.made.setdefault(pair, []).append(relation)

    def keep(self) -> None:
        """Keep what was proved."""
        if self.memory is not None and self.made:
            self.memory.remember_all(KIND, [(self.rests_on[p], RELATIONS.dump_json(own, by_alias=True)) for p, own in self.made.items()])  # fmt: skip


def earlier(memory: Memory | None, matters: Sequence[Asked], label: Side | None) -> Earlier:
    """Return what a memory knows of the pairs that speak of some matters."""
    if memory is None:
        return Earlier()
    shared = hash_of(label, {}) if label else ""
    policies: dict[str, str] = {}
    rests_on: dict[Pair, list[str]] = {}
    counts: dict[Pair, int] = {}
    for matter in matters:
        if not matter.is_by_pairs:
            continue
        hashes = {key: hash_of(side, policies, key) for key, side in matter.sides.items()}
        for a, b in combinations(matter.sides, 2):
            rests_on.setdefault((a, b), [a, b, shared]).extend((matter.phase, matter.indication, hashes[a], hashes[b]))
            counts[a, b] = counts.get((a, b), 0) + 1
    bodies = memory.recall_all(KIND, list(rests_on.values()))
    known = {pair: read(body, counts[pair]) for pair, body in zip(rests_on, bodies, strict=True) if body is not None}
    return Earlier(memory, rests_on, {pair: iter(own) for pair, own in known.items() if own})


def read(body: bytes, count: int) -> list[Relation]:
    """Return the relations of a pair as they were kept, none where they are not what this program writes."""
    try:
        found = RELATIONS.validate_json(body)
    except ValidationError as cause:
        TELLS.warning("Stored relations are not what this program writes (%d errors). They are proved again.", cause.error_count())  # fmt: skip
        return []
    return found if len(found) == count else []


def hash_of(side: Side, policies: dict[str, str], key: str = "") -> str:
    """Return the hash of a side: of its policy as a whole, and of what of it speaks; `policies` holds the hashes of policies by their payers."""
    if key not in policies:
        (policies[key],) = contents([side.policy])
    own = [*contents(side.universal), "", *contents(side.uses), "", *contents(side.against), "", *side.aside]
    return " ".join([policies[key], *own])
