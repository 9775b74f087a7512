"""How much is asked for, where criteria of some payer speak of it: what the limits of the others say of that request is not evaluated, and nobody `meets` them unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from payerdiff.compare.logic.conditions import atoms_of
from payerdiff.compare.logic.diseases import same_disease
from payerdiff.compare.logic.sides import Side
from payerdiff.model.policy import Atom, Limit
from payerdiff.model.policy.caps import QUANTITY, as_criteria, capping, within
from payerdiff.normalize.disease_names import diseases

BELOW = ("<", "<=")
DOSE = "dose"


def capped(sides: Mapping[str, Side], indication: str) -> dict[str, Side]:
    """Return sides that ask for their policies' own limits, where criteria of any of them ask for a quantity or a dose."""
    asked: dict[tuple[object, ...], Atom] = {}
    for key in sorted(sides):
        asked |= {(a.concept, a.subject, a.op, str(a.value), a.unit): a for a in amounts(sides[key])}
    return {key: with_limits(side, indication, list(asked.values())) for key, side in sides.items()}


def with_limits(side: Side, indication: str, asked: Sequence[Atom]) -> Side:
    """Return a side that asks for its limits; as it is where it has none, or its criteria ask for them."""
    own = any(atom.concept == QUANTITY and not atom.subject for atom in amounts(side))
    more = () if own else tuple(as_criteria("limits", limits_of(side, indication), asked))
    return replace(side, universal=(*side.universal, *more)) if more else side


def amounts(side: Side) -> Iterator[Atom]:
    """Yield the conditions of a side that keep a quantity or a dose within a limit."""
    for _, place in side.leaves:
        for atom in atoms_of(place.node):
            if atom.concept == QUANTITY:
                yield within(atom.subject or "", atom.span)
            elif atom.concept == DOSE and atom.op in BELOW and not atom.negated:
                yield atom


def limits_of(side: Side, indication: str) -> list[Limit]:
    """Return the limits on how much is supplied for an indication: its own, else those that are for no other one."""
    held = [(limit, limit.scope or "") for limit in capping(side.policy.limits)]
    titles = {s.indication.casefold() for s in side.policy.criteria if s.indication and s.diseases}
    mine = {indication.casefold(), *(s.indication.casefold() for s in side.uses if s.indication)}
    own = [x for x, scope in held if scope.casefold() in mine or any(same_disease(d.canonical, indication) for d in diseases(scope))]  # fmt: skip
    return own or [x for x, scope in held if scope.casefold() not in titles and not diseases(scope)]
