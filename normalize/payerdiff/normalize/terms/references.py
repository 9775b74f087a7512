"""Cited sources."""

from __future__ import annotations

from payerdiff.model.policy import Reference
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section

ACCESSED = Rule(
    "references.accessed",
    r"\b(?:last\s+)?accessed\s+(?:on\s+)?([A-Z][a-z]+\.?\s+(?:\d{1,2},\s+)?\d{4}|\d{1,2}/\d{1,2}/\d{2,4})",
    "Accessed March 3, 2024",
    "Published March 3, 2024",
)


def read_references(draft: Draft, section: Section) -> list[Reference]:
    """Return the cited sources of a section."""
    found = []
    for block in section.blocks:
        if block.kind == "row":
            continue
        words = draft.words(block)
        if len(words) < 12:
            continue
        number = block.marker.places[0][1] if block.marker and block.marker.places else None
        accessed = ACCESSED.search(words)
        found.append(
            Reference(
                number=number,
                text=words,
                accessed=accessed.group(1) if accessed else None,
                span=draft.span(block.start, block.end),
            )
        )
    return found
