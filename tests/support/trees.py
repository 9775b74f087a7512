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


def is_met(node: Criterion, true: set[str]) -> bool:
    """Tell whether a tree is met where exactly the leaves of these words hold: two values, straight from the truth tables."""
    if not node.children:
        return (node.taken_op == "leaf" and node.text in true) or node.taken_op == "all"
    met = [is_met(child, true) for child in node.children]
    return {
        "any": any(met),
        "none": not any(met),
        "if": not met[0] or all(met[1:]),
        "at_least": sum(met) >= (node.k or 1),
    }.get(node.taken_op, all(met))
