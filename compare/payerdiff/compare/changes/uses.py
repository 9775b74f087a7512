"""One set of criteria for several diseases: a verdict for each, where the set as a whole moved both ways.

A list of alternatives that diseases head (`1. Mantle cell lymphoma`, with criteria below it) holds what a reader looks for by disease. One
verdict over all of them would be right for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from payerdiff.compare.changes.content_edits import Draft
from payerdiff.compare.changes.leaf_match import headed_alternative
from payerdiff.model.polarity import walk
from payerdiff.model.policy import CriteriaSet, Criterion, Span
from payerdiff.model.words import plain_words


def uses_of(criteria: CriteriaSet) -> dict[str, Criterion]:
    """Return the diseases that head the alternatives of a set's required list, each with its alternative."""
    for place in walk(criteria.root):
        group = place.node
        if place.required and group.taken_op == "any":
            heads = [headed_alternative(group, at) for at in range(len(group.children))]
            if heads and all(heads):
                return {head: child for head, child in zip(heads, group.children, strict=True) if head}
    return {}


def narrowed(criteria: CriteriaSet, use: str | None) -> CriteriaSet:
    """Return a set as it is for one of its diseases."""
    kept = uses_of(criteria).get(use or "")
    if kept is None:
        return criteria

    def without_others(node: Criterion) -> Criterion:
        kids = [kept] if any(child is kept for child in node.children) else [without_others(c) for c in node.children]
        return node.model_copy(update={"children": kids})

    return criteria.model_copy(update={"root": without_others(criteria.root), "indication": use})


def paired_uses(old: CriteriaSet, new: CriteriaSet) -> list[tuple[str | None, str | None]]:
    """Return the diseases of two versions' sets as pairs, in the new order, then those that went; empty where there is one at most."""
    left, right = ({" ".join(plain_words(use)): use for use in uses_of(side)} for side in (old, new))
    if len(left.keys() | right.keys()) < 2 or not left or not right:
        return []
    return [(left.get(key), use) for key, use in right.items()] + [(use, None) for key, use in left.items() if key not in right]  # fmt: skip


def with_use(draft: Draft, old: CriteriaSet, new: CriteriaSet) -> Draft:
    """Return a change with the disease that it is about, where it stands below one; else as it is."""
    for criteria, places in ((new, draft.new_places), (old, draft.old_places)):
        for use, node in uses_of(criteria).items():
            inside = [place.node.span for place in walk(node) if place.node.span]
            if places and all(any(is_within(span, own) for own in inside) for span, _ in places):
                return replace(draft, indication=use)
    return draft


def is_within(span: Span, other: Span) -> bool:
    """Return True if a passage lies within another."""
    return other.start <= span.start and span.end <= other.end


def about(drafts: Sequence[Draft], use: str, own: Sequence[str]) -> list[Draft]:
    """Return the changes that concern a disease: its own, and those that are about none of the set's diseases in particular."""
    return [d for d in drafts if d.indication == use or d.indication not in own]
