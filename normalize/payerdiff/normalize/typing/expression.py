"""What a leaf means: typed conditions joined by any, all, none, at least k and if, with the parts that are not typed named as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from payerdiff.model.policy import AtomOp

Join = Literal["all", "any", "none", "at_least", "if"]
Value = str | float | tuple[str | float, ...] | None
REVERSED: dict[AtomOp, AtomOp] = {
    "=": "!=", "!=": "=", "in": "not_in", "not_in": "in", "with": "without", "without": "with",
    "<": ">=", ">=": "<", ">": "<=", "<=": ">",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """One typed condition before it has a span; `start` and `end` count characters of the leaf's text."""

    concept: str
    op: AtomOp
    value: Value
    start: int
    end: int
    subject: str | None = None
    unit: str | None = None
    outcome: str | None = None
    duration: str | None = None
    count: int | None = None
    role: str | None = None
    negated: bool = False

    @property
    def values(self) -> tuple[str | float, ...]:
        """Return the values, one or several."""
        return self.value if isinstance(self.value, tuple) else () if self.value is None else (self.value,)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words that no rule gives a meaning."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under one operator."""

    op: Join
    parts: tuple[Expression, ...]
    k: int | None = None

    @property
    def start(self) -> int:
        """Return where the first part begins."""
        return min(part.start for part in self.parts)

    @property
    def end(self) -> int:
        """Return where the last part ends."""
        return max(part.end for part in self.parts)


Expression = Condition | Unknown | Group


def joined(op: Join, parts: Sequence[Expression]) -> Expression:
    """Return parts under an operator: groups of the same operator are dissolved, alternatives of one concept become one condition."""
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, Group) and part.op == op and op in ("all", "any") else (part,)
    if op == "any":
        flat = merged(flat)
    unique = without_twins(flat)
    return unique[0] if len(unique) == 1 else Group(op, tuple(unique))


def merged_unknowns(parts: Sequence[Expression]) -> list[Expression]:
    """Return the parts with what is not typed as one part, behind the others."""
    loose = [p for p in parts if isinstance(p, Unknown)]
    if len(loose) < 2:
        return list(parts)
    whole = Unknown("", min(p.start for p in loose), max(p.end for p in loose))
    return [*(p for p in parts if not isinstance(p, Unknown)), whole]


def without_twins(parts: Sequence[Expression]) -> list[Expression]:
    """Return the parts, each condition once however often it is said (`MRD-positive (MRD+)`)."""
    found: list[Expression] = []
    for part in parts:
        at = next((i for i, other in enumerate(found) if are_twins(other, part)), None)
        if at is None:
            found.append(part)
            continue
        first = found[at]
        assert isinstance(first, Condition)
        found[at] = replace(first, start=min(first.start, part.start), end=max(first.end, part.end))
    return found


def are_twins(a: Expression, b: Expression) -> bool:
    """Return True if two conditions differ by their place alone."""
    return (
        isinstance(a, Condition)
        and isinstance(b, Condition)
        and replace(a, start=0, end=0) == replace(b, start=0, end=0)
    )


def merged(parts: Sequence[Expression]) -> list[Expression]:
    """Return alternatives with those that differ in value alone as one condition of several values, and one therapy's outcomes as one condition.

    >>> [c.value for c in merged([Condition("prescriber", "=", "neurologist", 0, 5), Condition("prescriber", "=", "pediatrician", 9, 14)])]
    [('neurologist', 'pediatrician')]
    """
    found: list[Expression] = []
    for part in parts:
        at = next((i for i, other in enumerate(found) if are_alternatives(other, part)), None)
        if at is None:
            with_outcomes(found, part)
            continue
        first = found[at]
        assert isinstance(first, Condition) and isinstance(part, Condition)
        values = tuple(dict.fromkeys((*first.values, *part.values)))
        op: AtomOp = "in" if first.op == "=" and len(values) > 1 else first.op
        found[at] = replace(first, op=op, value=values if len(values) > 1 else values[0], start=min(first.start, part.start), end=max(first.end, part.end))  # fmt: skip
    return found


def with_outcomes(found: list[Expression], part: Expression) -> None:
    """Add an alternative to those found: another outcome of the same therapies is one more of theirs (`failed, or contraindicated`)."""
    for at, other in enumerate(found):
        if isinstance(part, Condition) and isinstance(other, Condition) and part.outcome and other.outcome:
            said = dict.fromkeys((*other.outcome.split(" or "), *part.outcome.split(" or ")))
            outcome = " or ".join(sorted(said, key=OUTCOME_ORDER.index))
            if are_twins(replace(other, outcome=outcome), replace(part, outcome=outcome)) and not part.negated:
                low, high = min(other.start, part.start), max(other.end, part.end)
                found[at] = replace(other, outcome=outcome, start=low, end=high)
                return
    found.append(part)


OUTCOME_ORDER = ("failed", "intolerant", "contraindicated", "tried")
"""The outcomes of a therapy in the order in which they are named."""


def are_alternatives(a: Expression, b: Expression) -> bool:
    """Return True if two conditions ask for values of one kind, so that either value satisfies both put together by `or`."""
    if not isinstance(a, Condition) or not isinstance(b, Condition):
        return False
    if a.op not in ("=", "in", "with") or b.op not in ("=", "in", "with") or (a.op == "with") != (b.op == "with"):
        return False
    if isinstance(a.value, float | int) or isinstance(b.value, float | int) or a.negated or b.negated:
        return False
    return key(a) == key(b) and a.count is None and b.count is None


def key(c: Condition) -> tuple[object, ...]:
    """Return what two conditions must share to be alternatives of one kind."""
    return (c.concept, c.subject, c.unit, c.outcome, c.duration, c.role)


OPPOSITE = {"positive": "negative", "negative": "positive"}
"""The states of a marker that deny each other: `not mutated` is negative."""


def denied(part: Expression) -> Expression:
    """Return the denial of an expression."""
    if isinstance(part, Condition):
        if part.op in ("with", "without") or not is_named(part):
            return replace(part, op=REVERSED[part.op])
        if part.concept == "biomarker" and part.value in OPPOSITE and not part.negated:
            return replace(part, value=OPPOSITE[str(part.value)])
        return replace(part, negated=not part.negated)
    if isinstance(part, Unknown):
        return Group("none", (part,))
    if part.op == "none":
        return part.parts[0] if len(part.parts) == 1 else Group("any", part.parts)
    if part.op == "any":
        return joined("all", [denied(p) for p in part.parts])
    return Group("none", (part,))


def is_named(c: Condition) -> bool:
    """Return True if a condition is about names and not about a number."""
    return not any(isinstance(v, float | int) for v in c.values)


def conditions_of(part: Expression) -> Iterator[Condition]:
    """Yield the conditions of an expression in the order of their words."""
    if isinstance(part, Condition):
        yield part
    elif isinstance(part, Group):
        for child in part.parts:
            yield from conditions_of(child)


def unknowns_of(part: Expression) -> Iterator[Unknown]:
    """Yield the parts that are not typed."""
    if isinstance(part, Unknown):
        yield part
    elif isinstance(part, Group):
        for child in part.parts:
            yield from unknowns_of(child)
