"""Limits on how much is supplied, as a criterion: a request within them meets it; what they say of one above them is not evaluated.

Each policy counts in units of its own, so that who is above one payer's limit may be within another's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.model.policy.base import Span
from payerdiff.model.policy.criteria import Atom, CriteriaSet, Criterion, Meaning, OpenPart
from payerdiff.model.policy.terms import Limit

CAPS = ("quantity", "max_dose", "billable_units")
"""The kinds of limit on how much is supplied."""
QUANTITY = "quantity"
"""The concept of a request within a limit, by whose limit it is."""
WITHIN = "within_limit"
WHOSE = ("", "label")
"""Whose limits that concept speaks of: a policy's own, and the label's."""


def capping(limits: Sequence[Limit]) -> list[Limit]:
    """Return the limits on how much is supplied."""
    return [limit for limit in limits if limit.kind in CAPS]


def as_criteria(name: str, limits: Sequence[Limit], asked: Sequence[Atom]) -> Iterator[CriteriaSet]:
    """Yield limits as a general criterion, met by who meets all that is `asked` of quantities and doses; none without limits or conditions."""
    held = capping(limits)
    if held and asked:
        words, span = "; ".join(dict.fromkeys(map(said, held))), held[0].span
        atoms = [atom.model_copy(update={"text": words, "span": span}) for atom in asked]
        meaning = Meaning(op="any", of=[Meaning(op="all", of=list(range(len(atoms)))), OpenPart(unknown=words)])
        leaf = Criterion(op="leaf", text=words, atoms=atoms, meaning=meaning, partial=True, span=span)
        yield CriteriaSet(id=name, phase="universal", root=Criterion(op="all", children=[leaf], span=span), span=span)


def said(limit: Limit) -> str:
    """Return a limit in the policy's words, with what it is for."""
    return limit.text if limit.scope is None or limit.scope in limit.text else f"{limit.scope}: {limit.text}"


def within(whose: str, span: Span) -> Atom:
    """Return the condition that a request is within somebody's limit."""
    return Atom(concept=QUANTITY, subject=whose or None, op="=", value=WITHIN, text="", span=span)


def by_whose(limits: Sequence[Limit]) -> Iterator[tuple[str, CriteriaSet]]:
    """Yield limits as criteria apart by whose limit a request is said to be within or above: who says nothing of it is not asked."""
    for whose in WHOSE if limits else ():
        for criteria in as_criteria(f"limits {whose}".strip(), limits, [within(whose, limits[0].span)]):
            yield whose, criteria
