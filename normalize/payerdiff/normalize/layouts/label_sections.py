"""The indications of a drug's label: a numbered subsection each, or an item each of one list.

A list below a sentence that ends with a colon names alternatives. Limitations of use are exclusions; the note that an indication stands
under accelerated approval asks nothing of a patient.
"""

from __future__ import annotations

from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import Group, Result, close_group, entry_of
from payerdiff.normalize.criteria.statements import read_statements
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.outline.lead_ins import Introduction
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section

NUMBERED = Rule("label_sections.numbered", r"^\d+(?:\.\d+)*\s+", "1.2 Asthma", "Asthma 1.2", exact=True)
LIMITATION = Rule("label_sections.limitation", r"^limitations? of use\b", "Limitations of Use", "No limitation of use")
STANDING = Rule(
    "label_sections.standing",
    r"\b(?:approved under accelerated approval|continued approval .{0,40}contingent)\b",
    "approved under accelerated approval based on response",
    "approved for adults",
)
USE = Rule(
    "label_sections.use",
    r"\b(?:indicated )?(?:for the treatment of|treatment of|to treat|for|to|in)\b\s+(.+?)(?:[.;]|$)",
    "indicated for the treatment of severe asthma.",
    "indicated",
    exact=True,
)
LONGEST = 110


def read_labelled(draft: Draft, section: Section, _phase: Phase, result: Result) -> None:
    """Read the indications of a label's section into the result."""
    whole = Group(None, section.heading)
    group = whole
    alternatives = False
    for block in section.blocks:
        words = draft.words(block)
        if block.kind == "heading":
            close(draft, group, alternatives, result)
            draft.claim("criteria", block.start, block.end)
            limits = LIMITATION.match(NUMBERED.sub("", words))
            group, alternatives = Group("Limitations of use" if limits else NUMBERED.sub("", words), block), False
        elif STANDING.search(words):
            draft.claim("boilerplate", block.start, block.end)
        elif LIMITATION.match(words):
            limit = Group("Limitations of use", block, [entry_of(draft, block)])
            close_group(draft, limit, "exclusion", result, "", None)
        elif block.kind == "item" and group is whole and words:
            close_group(draft, Group(use_of(words), block, [entry_of(draft, block)]), "initial", result, "", None)
        elif words.rstrip().endswith(":"):
            draft.claim("criteria", block.start, block.end)
            alternatives = True
        elif words:
            group.entries.append(entry_of(draft, block))
    close(draft, group, alternatives, result)


def close(draft: Draft, group: Group, alternatives: bool, result: Result) -> None:
    """Add the set of one subsection, or of a section without any."""
    if not group.entries:
        return
    if group.title == "Limitations of use":
        close_group(draft, group, "exclusion", result, "", None)
        return
    group.title = group.title or use_of(group.entries[0].passage.text)
    introduction = Introduction(None, "any", None, ()) if alternatives and len(group.entries) > 1 else None
    close_group(draft, group, "initial", result, "", introduction)


def use_of(words: str) -> str:
    """Return the use that a sentence of a label names, short enough for a title.

    >>> use_of("DRUGEX is indicated for the treatment of adults with severe asthma. Do not use it for relief of attacks.")
    'adults with severe asthma'
    """
    match = USE.search(words)
    use = match.group(1) if match else words
    return use if len(use) <= LONGEST else use[:LONGEST].rsplit(" ", 1)[0]


LABEL_SECTIONS = Layout(read_labelled, refusals=read_statements)
