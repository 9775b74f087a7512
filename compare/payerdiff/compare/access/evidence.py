"""The words that a fact rests on: a few of the payer's own, as they stand on their page."""

from __future__ import annotations

from payerdiff.model.access.facts import AccessEvidence
from payerdiff.model.policy import Atom, Criterion, Span

LONGEST, SHORTEST = 12, 5
"""How many words a quote has."""


def evidence_of(leaf: Criterion | None, atom: Atom | None = None) -> AccessEvidence | None:
    """Return the words of a condition, with those that follow in its leaf where it is short; None where they have no place."""
    passage = leaf.span if leaf is not None else None
    if atom is None:
        return quoted(passage)
    if passage is None or len(atom.span.quote.split()) >= SHORTEST or atom.span.page != passage.page:
        return quoted(atom.span)
    start = passage.quote.find(atom.span.quote)
    return quoted(passage, around=(start, start + len(atom.span.quote))) if start >= 0 else quoted(atom.span)


def quoted(span: Span | None, around: tuple[int, int] | None = None) -> AccessEvidence | None:
    """Return the first words of a passage, or those around a part of it."""
    if span is None or not span.quote.strip():
        return None
    words = span.quote.split()
    at = 0
    if around is not None:
        before, inside = len(span.quote[: around[0]].split()), len(span.quote[around[0] : around[1]].split())
        at = max(0, before - max(0, SHORTEST - inside))
        at = min(at, max(0, len(words) - SHORTEST))
    return AccessEvidence(words=" ".join(words[at : at + LONGEST]), page=span.page, span=span)
