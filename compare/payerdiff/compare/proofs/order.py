"""The order of payers for one matter: who covers whom and more, as far as it can be proved; what cannot be ordered stays unordered.

A partial order, not a score: payers who approve the same patients share a place, and an edge leads from a place to the next narrower
ones, with a patient who shows that they differ. Open criteria are taken as met for all payers at once, so the order is transitive.
"""

from __future__ import annotations

from itertools import permutations

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.model.comparison import Order, OrderEdge


def order_of(matter: Matter, indication: str) -> list[Order]:
    """Return the order of the payers who speak of a matter; none where there is but one, or a patient was not confirmed."""
    keys = list(matter.sides)
    if len(keys) < 2:
        return []
    taken = matter.opens(keys, met=True)
    beyond = {(a, b) for a, b in permutations(keys, 2) if matter.can(matter.formulas[a], -matter.formulas[b], *taken)}
    places: list[list[str]] = []
    for key in keys:
        same = next((p for p in places if (p[0], key) not in beyond and (key, p[0]) not in beyond), None)
        if same is None:
            places.append([key])
        else:
            same.append(key)
    wider = {
        (x, y)
        for x, y in permutations(range(len(places)), 2)
        if (places[x][0], places[y][0]) in beyond and (places[y][0], places[x][0]) not in beyond
    }
    edges = []
    for x, y in sorted(wider):
        if any((x, z) in wider and (z, y) in wider for z in range(len(places))):
            continue  # it follows from the steps between
        a, b = min(places[x]), min(places[y])  # whoever stands first in a place, the patient is the same
        witness = matter.witness(a, b, [matter.formulas[a], -matter.formulas[b], *taken])
        if witness is None:
            return []
        edges.append(OrderEdge(wider=x, narrower=y, witness=witness))
    unordered = [(x, y) for x in range(len(places)) for y in range(x + 1, len(places)) if not {(x, y), (y, x)} & wider]
    return [Order(phase=matter.phase, indication=indication, places=places, edges=edges, unordered=unordered)]
