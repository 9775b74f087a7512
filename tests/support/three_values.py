"""A second reading of expressions: true, false or open, from which facts hold; tests hold the parse of a drawn criterion to how it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from payerdiff.normalize.typing.expression import OPPOSITE, REVERSED, Condition, Expression, Unknown

Facts = Mapping[Condition, bool]


def bare(c: Condition) -> Condition:
    """Return a condition without its place."""
    return replace(c, start=0, end=0)


class ForeignConditionError(AssertionError):
    """A condition that was not drawn."""


def truth(part: Expression, facts: Facts) -> bool | None:
    """Return whether an expression holds; None where what is not typed decides it."""
    if isinstance(part, Unknown):
        return None
    if isinstance(part, Condition):
        return truth_of(bare(part), facts)
    found = [truth(p, facts) for p in part.parts]
    if part.op == "if":
        return either(denied(found[0]), found[1])
    if part.op == "none":
        return denied(either(*found))
    if part.op == "any":
        return either(*found)
    least = part.k if part.op == "at_least" and part.k else len(found)
    if found.count(True) >= least:
        return True
    return None if found.count(True) + found.count(None) >= least else False


def truth_of(c: Condition, facts: Facts) -> bool | None:
    """Return whether a condition holds, of several values or denied as it may be."""
    if len(c.values) > 1 and (c.negated or c.op == "not_in"):
        return denied(truth_of(replace(c, op="in", negated=False), facts))
    if len(c.values) > 1:
        op = "=" if c.op == "in" else c.op
        ones = [truth_of(replace(c, op=op, value=v, count=None), facts) for v in c.values]
        return ones.count(True) >= c.count if c.count else either(*ones)
    if c in facts:
        return facts[c]
    for other in (
        replace(c, negated=not c.negated),
        replace(c, op=REVERSED[c.op]),
        replace(c, value=OPPOSITE.get(str(c.value))),
    ):
        if other in facts:
            return not facts[other]
    if c.concept == "prior_therapy" and c.duration is None:  # who tried it for so long has tried it
        for known, holds in facts.items():
            if replace(known, duration=None) == c:
                return True if holds else None
    raise ForeignConditionError(c)


def either(*found: bool | None) -> bool | None:
    """Return whether one of several holds."""
    return True if True in found else None if None in found else False


def denied(found: bool | None) -> bool | None:
    """Return the opposite."""
    return None if found is None else not found
