"""Between which ages a tree of criteria can be met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from payerdiff.compare.access.ends import End, Fold, operator_of
from payerdiff.compare.access.request import Request
from payerdiff.compare.access.standing import standing
from payerdiff.model import concepts
from payerdiff.model.policy import Atom, CriteriaSet, Criterion
from payerdiff.model.units import MONTHS

ADULT = 18.0


@dataclass(frozen=True, slots=True)
class Ages:
    """From and up to which age, in years; `words` are what says so, `open` is true where words on an age were not evaluated."""

    low: float = 0.0
    high: float = inf
    open: bool = False
    words: tuple[tuple[Criterion, Atom | None], ...] = ()


ANY_AGE = Ages()


def ages_of(criteria: CriteriaSet, request: Request) -> Ages:
    """Return the ages of a set, by its criteria and by the population of its title."""
    found = through(criteria.root, request) or ANY_AGE
    if criteria.narrowed_to == "adult":
        return both([found, Ages(low=ADULT)])
    return found


def through(root: Criterion, request: Request) -> Ages | None:
    """Return the ages at which a tree can be met; None where the patient cannot meet it whatever the age."""
    fold: Fold[Ages | None] = Fold(of_end=lambda end: of_end(end, request), under=under, nothing=ANY_AGE, never=None)
    return fold.of(root)


def under(node: Criterion, found: Sequence[Ages | None]) -> Ages | None:
    """Return the ages at which several nodes can be met, under the operator of the node above them."""
    op = operator_of(node)
    if op in ("none", "if"):
        return ANY_AGE
    own = [ages for ages in found if ages is not None]
    if op in ("any", "at_least"):
        return either(own) if own else None
    return None if len(own) < len(found) else both(own)


def of_end(end: End, request: Request) -> Ages | None:
    """Return the ages that one end of a leaf asks for."""
    ages = [limits(end.leaf, atom) for atom in end.node.atoms if atom.concept == concepts.AGE and not atom.negated]
    if ages:
        return both(ages)
    if not end.node.atoms and any(m.concept == concepts.AGE for m in end.mentions):
        return Ages(open=True)
    return None if standing(end, request).answer == "unmet" else ANY_AGE


def limits(leaf: Criterion, atom: Atom) -> Ages:
    """Return the ages of one condition, in years; `over` and `under` whole years count by the limit itself."""
    months = MONTHS.get(atom.unit or "")
    if months is None or isinstance(atom.value, (str, list)) or atom.value is None:
        return Ages(open=True)
    years = round(float(atom.value) * months / MONTHS["year"], 2)
    words = ((leaf, atom),)
    if atom.op in (">=", ">"):
        return Ages(low=years, words=words)
    if atom.op in ("<=", "<"):
        return Ages(high=years, words=words)
    return Ages(low=years, high=years, words=words)


def both(ages: Sequence[Ages]) -> Ages:
    """Return the ages that lie within all of some."""
    words = tuple(pair for one in ages for pair in one.words)
    return Ages(
        max((a.low for a in ages), default=0.0),
        min((a.high for a in ages), default=inf),
        any(a.open for a in ages),
        words,
    )


def either(ages: Sequence[Ages]) -> Ages:
    """Return the ages that lie within one of some."""
    words = tuple(pair for one in ages for pair in one.words)
    return Ages(min(a.low for a in ages), max(a.high for a in ages), any(a.open for a in ages), words)
