"""Between which ages a tree of criteria can be met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from payerdiff.compare.access.ends import End, Fold
from payerdiff.compare.access.request import Request
from payerdiff.compare.access.standing import standing
from payerdiff.model import concepts
from payerdiff.model.policy import Atom, CriteriaSet, Criterion
from payerdiff.model.units import MONTHS

ADULT = 18.0


@dataclass(frozen=True, slots=True)
class Ages:
    """From and up to which age, in years; `words` are what says so, `open_low` and `open_high` are true where words that were not evaluated may narrow a limit."""

    low: float = 0.0
    high: float = inf
    open_low: bool = False
    open_high: bool = False
    words: tuple[tuple[Criterion, Atom | None], ...] = ()

    @property
    def is_stated(self) -> bool:
        """Return True if words speak of an age, evaluated or not."""
        return bool(self.words or self.low or self.open_low or self.open_high)

    @property
    def said_by(self) -> tuple[Criterion, Atom | None] | None:
        """Return the first condition that gives an age."""
        return next((pair for pair in self.words if pair[1] is not None), None)


ANY_AGE = Ages()
OPEN = Ages(open_low=True, open_high=True)
"""What words on an age say that were not evaluated."""


def ages_of(sets: Sequence[CriteriaSet], request: Request, *, together: bool) -> Ages:
    """Return the ages of several sets that must be met `together`, or of which one must be.

    Where the patient cannot meet the criteria, as they are read, the ages that they ask of others are taken.
    """
    for strict in (True, False):
        found = [of_set(criteria, request, strict=strict) for criteria in sets]
        open_to_patient = [ages for ages in found if ages is not None]
        if open_to_patient and (len(open_to_patient) == len(found) or not together):
            return both(open_to_patient) if together else either(open_to_patient)
    return ANY_AGE


def of_set(criteria: CriteriaSet, request: Request, *, strict: bool) -> Ages | None:
    """Return the ages of a set, by its criteria and by the population of its title."""
    fold: Fold[Ages | None] = Fold(
        of_end=lambda end: of_end(end, request, strict=strict), under=under, nothing=ANY_AGE, never=None
    )
    found = fold.of(criteria.root)
    return both([found, Ages(low=ADULT)]) if found is not None and criteria.narrowed_to == "adult" else found


def under(node: Criterion, found: Sequence[Ages | None]) -> Ages | None:
    """Return the ages at which several nodes can be met, under the operator of the node above them."""
    op = node.taken_op
    if op in ("none", "if"):
        return ANY_AGE
    own = [ages for ages in found if ages is not None]
    if op in ("any", "at_least"):
        return either(own) if own else None
    return None if len(own) < len(found) else both(own)


def of_end(end: End, request: Request, *, strict: bool) -> Ages | None:
    """Return the ages that one end of a leaf asks for."""
    asked = [atom for atom in end.leaf.atoms if atom.concept == concepts.AGE and not atom.negated]
    if len({(atom.op, atom.value) for atom in asked}) > 1 and any(m.concept == "drug" for m in end.leaf.mentions):
        return of_drug(end.leaf, asked, request) if set(map(id, asked)) & set(map(id, end.node.atoms)) else ANY_AGE
    ages = [limits(end.leaf, atom) for atom in end.node.atoms if atom.concept == concepts.AGE and not atom.negated]
    if ages:
        return both(ages)
    if not end.node.atoms and any(m.concept == concepts.AGE for m in end.mentions):
        return OPEN
    return None if strict and standing(end, request).answer == "unmet" else ANY_AGE


def of_drug(leaf: Criterion, asked: Sequence[Atom], request: Request) -> Ages:
    """Return the age that a leaf of several states for the drug that is requested (`18 years, 6 years for A`; `A: 6 years, B: 18 years`); not known where it does not name the drug."""
    named = [(m.start, m.subject == request.drug) for m in leaf.mentions if m.concept == "drug"]
    places = sorted((leaf.text.find(atom.text), at) for at, atom in enumerate(asked))
    drug_first = min(named)[0] < places[0][0]
    own = next((start for start, is_own in named if is_own), None)
    if own is not None and places[0][0] >= 0:
        near = [at for place, at in places if (place > own if drug_first else place < own)]
        if near:
            return limits(leaf, asked[near[0 if drug_first else -1]])
    return replace(OPEN, words=((leaf, asked[0]),))


def names_an_age(end: End) -> bool:
    """Return True if one end of a leaf names an age that stands elsewhere: `the age that the label gives`, `an age beyond the labeling`."""
    bare = all(atom.concept == concepts.SUPPORT for atom in end.node.atoms)
    return bare and any(m.concept == concepts.AGE for m in end.mentions)


def limits(leaf: Criterion, atom: Atom) -> Ages:
    """Return the ages of one condition, in years; `over` and `under` whole years count by the limit itself."""
    months = MONTHS.get(atom.unit or "")
    if months is None or isinstance(atom.value, (str, list)) or atom.value is None:
        return OPEN
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
        any(a.open_low for a in ages),
        any(a.open_high for a in ages),
        words,
    )


def either(ages: Sequence[Ages]) -> Ages:
    """Return the ages that lie within one of some: a limit stands where an alternative without open words has it, since words can only narrow the others.

    >>> either([Ages(), Ages(open_low=True)]).open_low, either([Ages(low=18), Ages(open_low=True)]).open_low
    (False, True)
    """
    words = tuple(pair for one in ages for pair in one.words)
    low, high = min(a.low for a in ages), max(a.high for a in ages)
    open_low = all(a.open_low for a in ages if a.low == low)
    open_high = all(a.open_high for a in ages if a.high == high)
    return Ages(low, high, open_low, open_high, words)
