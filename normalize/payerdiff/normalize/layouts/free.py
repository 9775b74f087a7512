"""Criteria of a document whose template is not known: as sentences or below headings, by what the section looks like."""

from __future__ import annotations

from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import Result
from payerdiff.normalize.criteria.statements import AGAINST
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.outline.list_ends import FOR, RULE, SENTENCE
from payerdiff.normalize.sections.headings import Section


def free(spoken: Layout, other: Layout) -> Layout:
    """Return the layout that reads a section in sentences as `spoken`, and any other as `other`."""

    def read(draft: Draft, section: Section, phase: Phase, result: Result) -> None:
        chosen = spoken if speaks_in_statements(draft, section) else other
        chosen.read(draft, section, result)

    return Layout(read)


def speaks_in_statements(draft: Draft, section: Section) -> bool:
    """Tell whether a section says in sentences what is covered and what is not."""
    sentences = (draft.words(b) for b in section.blocks if b.kind == "paragraph")
    if any(len(words) > SENTENCE and (FOR.search(words) or AGAINST.search(words)) for words in sentences):
        return True
    items = [b for b in section.blocks if b.kind == "item" and b.marker]
    styles = {style for style, ordinal in items[0].marker.places if ordinal == 1} if items and items[0].marker else ()
    outer = [draft.words(b) for b in items if b.marker and any(style in styles for style, _ in b.marker.places)]
    ruling = [words for words in outer if len(words) > SENTENCE and RULE.search(words)]
    return len(ruling) > 1 and 2 * len(ruling) > len(outer) and any(AGAINST.search(words) for words in ruling)
