"""The order of payers for one matter: who covers whom and more, as far as it is proved; what cannot be ordered stays unordered.

A partial order, not a score: payers who approve the same patients share a place, and an edge leads from a place to the next narrower
ones, with a patient who shows that they differ. It rests on what is proved of pairs, so it is transitive.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from payerdiff.model.comparison import Order, OrderEdge, Relation, RelationKind, Witness

Pair = tuple[int, int]


def order_of(pairs: Sequence[Relation], keys: Sequence[str]) -> list[Order]:
    """Return the order of the payers who speak of a matter, by the relations of its pairs; none where there is but one."""
    if len(keys) < 2:
        return []
    kinds: dict[tuple[str, str], RelationKind] = {}
    patients: dict[tuple[str, str], Witness | None] = {}
    for r in pairs:
        kinds |= {(r.a, r.b): r.relation, (r.b, r.a): r.relation}
        patients |= {(r.a, r.b): r.only_a, (r.b, r.a): r.only_b}
    places: list[list[str]] = []
    for key in keys:
        same = next((p for p in places if kinds[p[0], key] == "equivalent"), None)
        if same is None:
            places.append([key])
        else:
            same.append(key)
    wider = wider_places(pairs, places)
    shown = {(x, y): patients[min(places[x]), min(places[y])] for x, y in next_steps(wider, len(places))}
    rest = [pair for pair in combinations(range(len(places)), 2) if not {pair, pair[::-1]} & wider]
    apart = [(x, y) for x, y in rest if kinds[places[x][0], places[y][0]] == "incomparable"]
    return [
        Order(
            phase=pairs[0].phase, indication=pairs[0].indication, places=places,
            edges=[OrderEdge(wider=x, narrower=y, witness=witness) for (x, y), witness in sorted(shown.items()) if witness is not None],
            unordered=apart, undetermined=[pair for pair in rest if pair not in apart],
        )
    ]  # fmt: skip


def wider_places(pairs: Sequence[Relation], places: Sequence[Sequence[str]]) -> set[Pair]:
    """Return which places cover all whom other places cover, and more; what follows over a third place is among them."""
    at = {key: n for n, place in enumerate(places) for key in place}
    ends = {"less_restrictive": lambda r: (at[r.a], at[r.b]), "more_restrictive": lambda r: (at[r.b], at[r.a])}
    wider = {ends[r.relation](r) for r in pairs if r.relation in ends}
    while more := {(x, z) for x, y in wider for other, z in wider if other == y} - wider:
        wider |= more
    return wider


def next_steps(wider: set[Pair], count: int) -> list[Pair]:
    """Return the pairs between which no third place stands."""
    return sorted((x, y) for x, y in wider if not any((x, z) in wider and (z, y) in wider for z in range(count)))
