"""Conditions that only say more of a diagnosis (how severe, how active) as its qualifiers in the JSON, and back.

In Python each stands beside its diagnosis as a condition of its own: every evaluator asks for both, and none can forget the one. The JSON of a
criterion has them within the diagnosis, in `qualifiers`: `severe asthma` is one condition there. The two say the same, and lead back to each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from payerdiff.model import concepts

Told = dict[str, Any]
"""A value as JSON has it."""


class Condition(Protocol):
    """What counts of a typed condition here."""

    @property
    def concept(self) -> str: ...
    @property
    def op(self) -> str: ...
    @property
    def value(self) -> object: ...
    @property
    def negated(self) -> bool: ...


def host_of(condition: Condition) -> str | None:
    """Return the concept that a condition only says more of; None where it asks for something by itself."""
    values = condition.value if isinstance(condition.value, list) else [condition.value]
    concept = concepts.of(condition.concept)
    only_says_more = condition.op in ("=", "in") and not condition.negated and set(values) <= set(concept.qualifying)
    return concept.qualifies if only_says_more and values else None


def folded(told: Told, conditions: Sequence[Condition]) -> Told:
    """Return the JSON of a criterion with qualifiers within the conditions that they qualify."""
    hosts = hosts_of(conditions, told["meaning"])
    if not hosts:
        return told
    held = {at: [told["atoms"][i] for i in own] for at, own in hosts.items()}
    gone = {i for own in hosts.values() for i in own}
    left = [at for at in range(len(conditions)) if at not in gone]
    atoms = [told["atoms"][at] | ({"qualifiers": held[at]} if at in held else {}) for at in left]
    return told | {"atoms": atoms, "meaning": without(told["meaning"], {at: new for new, at in enumerate(left)})}


def hosts_of(conditions: Sequence[Condition], meaning: Told | None) -> dict[int, list[int]]:
    """Return the conditions that have qualifiers, each with those that stand right before it, else right behind it."""
    kinds = [host_of(c) for c in conditions]
    found: dict[int, list[int]] = {}
    for at, condition in enumerate(conditions):
        first = at
        while first and kinds[first - 1] == condition.concept:
            first -= 1
        last = at + 1
        while last < len(kinds) and kinds[last] == condition.concept and first == at:
            last += 1
        behind = last < len(kinds) and conditions[last].concept == condition.concept
        own = [*range(first, at), *(() if behind else range(at + 1, last))]
        if own and kinds[at] is None and is_one_demand([*own, at], meaning, len(conditions)):
            found[at] = own
    return found


def is_one_demand(group: Sequence[int], meaning: Told | None, count: int) -> bool:
    """Return True if conditions are asked for together, side by side and nowhere else."""
    lists = [list(range(count))] if meaning is None else [of for op, of in groups(meaning) if op == "all"]
    every = lists if meaning is None else [of for _, of in groups(meaning)]
    run = sorted(group)
    together = any(of[at : at + len(run)] == run for of in lists for at in range(len(of)))
    return together and all(sum(of.count(i) for of in every) == 1 for i in run)


def groups(meaning: Told) -> Iterator[tuple[str, list[object]]]:
    """Yield each operator of a meaning with its parts."""
    yield meaning["op"], meaning["of"]
    for part in meaning["of"]:
        if isinstance(part, dict) and "op" in part:
            yield from groups(part)


def without(meaning: Told | None, numbers: Mapping[int, int]) -> Told | None:
    """Return a meaning with the numbers that its conditions have now; one that is left alone of its group stands by itself."""
    if meaning is None:
        return None
    parts: list[object] = []
    for part in meaning["of"]:
        if isinstance(part, int):
            parts += [numbers[part]] if part in numbers else []
            continue
        inner = without(part, numbers) if "op" in part else part
        lone = inner["op"] == "all" and len(inner["of"]) == 1 if inner and "op" in inner else False
        parts.append(inner["of"][0] if inner and lone else inner)
    return meaning | {"of": parts}


def unfolded(told: Told) -> Told:
    """Return the JSON of a criterion with each qualifier as a condition of its own, where it stands in the words."""
    atoms: list[object] = []
    places: list[list[int]] = []
    for atom in told.get("atoms") or []:
        held = atom.get("qualifiers") or [] if isinstance(atom, dict) else []
        before = [q for q in held if q["span"]["start"] < atom["span"]["start"]]
        bare = {k: v for k, v in atom.items() if k != "qualifiers"} if held else atom
        first = len(atoms)
        atoms += [*before, bare, *(q for q in held if q not in before)]
        places.append(list(range(first, len(atoms))))
    if len(atoms) == len(places):
        return told
    return told | {"atoms": atoms, "meaning": with_all(told.get("meaning"), places)}


def with_all(meaning: Told | None, places: Sequence[Sequence[int]]) -> Told | None:
    """Return a meaning in which each condition is asked for with its qualifiers."""
    if meaning is None:
        return None
    parts: list[object] = []
    for part in meaning["of"]:
        if isinstance(part, dict):
            parts.append(with_all(part, places) if "op" in part else part)
        elif meaning["op"] == "all" or len(places[part]) == 1:
            parts += places[part]
        else:
            parts.append({"op": "all", "k": None, "of": list(places[part])})
    return meaning | {"of": parts}
