"""Criteria laid out by indication and phase: `A. Asthma`, below it `1. Initial Authorization`, `2. Reauthorization`.

Below a phase stand nested items, joined by lines of their own (`-AND-`), and the sentence that says for how long an
authorization is issued. A document about one indication may letter its phases and name no indication.
"""

from __future__ import annotations

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE, Group, Result, close_group, take
from payerdiff.normalize.criteria.statements import read_statements
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section, plain_title

RENEWAL = Rule(
    "by_phase.renewal",
    r"^(?:re-?authori[sz]ation|renewal|continuation|continued)\b",
    "Reauthorization",
    "Initial Authorization",
)
INITIAL = Rule(
    "by_phase.initial",
    r"^(?:initial|new) (?:authori[sz]ation|approval|therapy|criteria)\b|^authori[sz]ation$",
    "Initial Authorization",
    "Initial dose",
)
MANDATES = Rule("by_phase.mandates", r"\bstate mandates may apply\b", "State mandates may apply", "State law")
LONGEST = 90


def read_phased(draft: Draft, section: Section, _phase: Phase, result: Result) -> None:
    """Read the indications of a section, each with its phases."""
    indication: str | None = None
    group: Group | None = None
    phase: Phase = "initial"

    def close() -> None:
        if group is not None:
            close_group(draft, group, phase, result, "", None)

    for block in section.blocks:
        words = draft.words(block)
        opened = phase_of(block, words)
        if opened is not None:
            close()
            named = group is not None and not group.entries and group.title is not None
            group, phase = Group(indication, group.heading if named and group else block), opened
            draft.claim("criteria", block.start, block.end)
        elif names_indication(block, words):
            close()
            indication, phase = plain_title(words).rstrip(":"), "initial"
            group = Group(indication, block)
            draft.claim("criteria", block.start, block.end)
        else:
            group = group or Group(indication, section.heading)
            add(draft, group, block, words, phase, result)
    close()


def add(draft: Draft, group: Group, block: Block, words: str, phase: Phase, result: Result) -> None:
    """File one block below a phase; a connector on a line of its own joins the items above and below it.

    Behind the sentence on the authorization the list is closed: footnotes there stay unread, as they may bear on an item.
    """
    alone = CONNECTOR_LINE.match(words)
    if alone is not None:
        draft.claim("criteria", block.start, block.end)
        if group.entries:
            group.entries[-1].joint = alone.group(1).lower()
    elif not group.closed or (block.marker is not None and block.marker.kind == "label"):
        known = len(result.approvals)
        take(draft, group, block, phase, result)
        group.closed = len(result.approvals) > known
    elif MANDATES.search(words):
        draft.claim("boilerplate", block.start, block.end)


def phase_of(block: Block, words: str) -> Phase | None:
    """Return the phase that a short line opens, or None."""
    if len(words) > LONGEST or block.kind not in ("item", "heading", "paragraph"):
        return None
    return "renewal" if RENEWAL.match(words) else "initial" if INITIAL.match(words) else None


ENDED = Rule("by_phase.ended", r"[.;:]$|\b(?:and|or)$", "Diagnosis of asthma;", "Asthma", exact=True)


def names_indication(block: Block, words: str) -> bool:
    """Tell whether a line is a lettered heading: short, with a capital letter for its number, no sentence."""
    lettered = block.marker is not None and any(style == "ALPHA" for style, _ in block.marker.places)
    return lettered and len(words) <= LONGEST and not ENDED.search(words.rstrip())


BY_PHASE = Layout(read_phased, refusals=read_statements)
