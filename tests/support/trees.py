"""Criteria trees made by hand, and a payer who asks for one."""

from __future__ import annotations

from functools import cache

from reviews import policies

from payerdiff.compare.matter import Side
from payerdiff.normalize.schema import Atom, CriteriaSet, Criterion, Policy, Span

NOWHERE = Span(page=1, start=0, end=0, quote="")


def leaf(text: str, *atoms: Atom, label: str | None = None) -> Criterion:
    """Return a leaf."""
    return Criterion(op="leaf", text=text, atoms=list(atoms), span=NOWHERE, label=label)


@cache
def bare_policy() -> Policy:
    """Return a policy to put criteria into."""
    return policies()[0].model_copy(update={"criteria": [], "exclusions": [], "approvals": []})


def side(root: Criterion) -> Side:
    """Return one payer whose only criteria are a tree."""
    return Side(bare_policy(), (), (CriteriaSet(id="initial-1", phase="initial", indication="x", root=root),))
