"""Which exclusions of a policy count against a request."""

from __future__ import annotations

from payerdiff.compare.logic.diseases import same_disease
from payerdiff.compare.logic.formulas import values_of
from payerdiff.model import concepts
from payerdiff.model.policy import CriteriaSet, Criterion, Policy, meetable

LISTED = 2
"""Diseases alone that make a list of exclusions one of uses."""


def counting(policy: Policy, indication: str = "") -> tuple[CriteriaSet, ...]:
    """Return the exclusions that count against a request: all but those that only name what the criteria leave.

    Where it is asked for one indication, a list of uses that are not covered counts by the uses that are that indication.
    """
    found = (s for s in policy.exclusions if not s.names_the_rest)
    return tuple(kept for s in found if (kept := of_use(s, indication)) is not None) if indication else tuple(found)


def of_use(criteria: CriteriaSet, indication: str) -> CriteriaSet | None:
    """Return an exclusion without the other uses that it lists, None where nothing is left; one that is no list of uses comes back whole."""
    items = criteria.root.children
    uses = [item for item in items if item.atoms and {atom.concept for atom in item.atoms} == {concepts.DISEASE}]
    others = [item for item in items if item not in uses and any(leaf.atoms for leaf in meetable(item))]
    if criteria.root.taken_op != "any" or len(uses) < LISTED or len(uses) <= len(others):
        return criteria
    kept = [item for item in items if item in others or any(same_disease(d, indication) for d in diseases_of(item))]
    return criteria.model_copy(update={"root": criteria.root.model_copy(update={"children": kept})}) if kept else None


def diseases_of(leaf: Criterion) -> list[str]:
    """Return the diseases that a leaf's conditions name."""
    return [value for atom in leaf.atoms if atom.concept == concepts.DISEASE for value in values_of(atom)]
