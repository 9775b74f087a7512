"""Blocks → sections: which heading opens what, by an adapter's openings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.draft.ledger import Draft, LedgerClass
from payerdiff.normalize.rules import Rule

SectionKind = Literal[
    "header", "description", "background", "policy", "initial", "renewal", "universal", "exclusion", "authorization",
    "limits", "dosage", "codes", "references", "log", "guidelines", "boilerplate",
]  # fmt: skip
DEFAULT_CLASS: dict[SectionKind, LedgerClass] = {
    "header": "metadata",
    "description": "boilerplate",
    "background": "boilerplate",
    "boilerplate": "boilerplate",
    "guidelines": "boilerplate",
    "authorization": "metadata",
    "limits": "metadata",
    "dosage": "metadata",
    "codes": "metadata",
    "references": "metadata",
    "log": "metadata",
}
NOTE_NUMBERS = Rule(
    "headings.note_numbers",
    r"[\s*†‡§Ф]*(?:\s\d{1,3}(?:[,\-–]\d{1,3})*|[\s*†‡§Ф])+$",
    "Multiple Myeloma † 1-8",
    "Multiple Myeloma",
    exact=True,
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A heading (regular expression on its words) that opens a section of a kind.

    With `inclusive` the block is a sentence of the section itself, not a heading above it.
    """

    pattern: str
    kind: SectionKind
    inclusive: bool = False


@dataclass(slots=True)
class Section:
    """A run of blocks under one heading."""

    kind: SectionKind
    title: str = ""
    heading: Block | None = None
    blocks: list[Block] = field(default_factory=list)


def plain_title(words: str) -> str:
    """Return a heading without note marks and numbers.

    >>> plain_title("Acute Lymphoblastic Leukemia (ALL) – Adult* † ‡ Ф 1-8")
    'Acute Lymphoblastic Leukemia (ALL) – Adult'
    """
    return NOTE_NUMBERS.sub("", words).strip()


def split(
    draft: Draft, openings: Sequence[Opening], first: SectionKind = "header", others: Sequence[Opening] = ()
) -> list[Section]:
    """Return the sections of a reading and file their text under the section's default class.

    `others` are headings that a family has not: they open a section where they are set as headings are.
    """
    foreign = [(re.compile(o.pattern, re.IGNORECASE), o) for o in others]
    every = re.compile("|".join(f"(?:{o.pattern})" for o in others) or r"(?!)", re.IGNORECASE)
    compiled = [(re.compile(o.pattern, re.IGNORECASE), o) for o in openings]
    heads = [o.pattern for o in openings if not o.inclusive]
    some = re.compile("|".join(f"(?:{pattern})" for pattern in heads) or r"(?!)", re.IGNORECASE)
    sections = [Section(first)]
    for block in (part for whole in draft.reading.blocks for part in parted(draft, whole, some)):
        if block.kind in ("furniture", "balloon"):
            draft.claim("furniture", block.start, block.end)
            continue
        opening = opening_of(draft, block, compiled, some)
        if opening is None and (block.kind == "heading" or (block.kind == "paragraph" and block.bold)):
            opening = opening_of(draft, block, foreign, every)
        if opening is None or goes_on(draft, sections[-1], block):
            sections[-1].blocks.append(block)
        elif opening.inclusive:
            sections.append(Section(opening.kind, blocks=[block]))
        else:
            sections.append(Section(opening.kind, plain_title(title_words(draft, block)), block))
    for section in sections:
        default = DEFAULT_CLASS.get(section.kind)
        if default:
            draft.claim_blocks(default, section.blocks)
            if section.heading:
                draft.claim(default, section.heading.start, section.heading.end)
        elif section.heading:
            draft.claim("criteria", section.heading.start, section.heading.end)
    return sections


def goes_on(draft: Draft, section: Section, block: Block) -> bool:
    """Return True if a line that could be a heading ends the list in the line before it: `Revised criteria, coding,` above `resources`."""
    before = section.blocks[-1] if section.blocks else None
    return before is not None and not block.bold and not before.bold and draft.words(before).endswith(",")


def parted(draft: Draft, block: Block, heads: re.Pattern[str]) -> Iterator[Block]:
    """Yield a block, without a first line that is a heading which nothing but a line's end parts from its text: that one comes first, by itself."""
    end = draft.reading.plain.find("\n", block.start, block.end)
    first = draft.reading.words(block.start, end) if end > 0 and block.kind == "paragraph" else ""
    if not first or not heads.fullmatch(plain_title(first)):
        yield block
        return
    rest = end + 1
    yield replace(block, end=end)
    yield replace(block, start=rest, body=rest)


def title_words(draft: Draft, block: Block) -> str:
    """Return the words that may be a heading: of a table row, its first cell that is not empty."""
    if block.kind == "row" and len(block.cells) > 1:
        words = (draft.reading.words(low, high) for low, high in block.cells if high > low)
        return next((w for w in words if w), "")
    return draft.words(block)


LONGEST = 140
"""Characters of a heading."""


def opening_of(
    draft: Draft, block: Block, compiled: list[tuple[re.Pattern[str], Opening]], some: re.Pattern[str]
) -> Opening | None:
    """Return the opening that a block is, or None; `some` is the expression of all headings at once, as few blocks are one."""
    words = title_words(draft, block)
    plain = plain_title(words) if len(words) < LONGEST else ""
    bare = plain.rstrip(":.")
    is_head = plain != "" and (some.fullmatch(plain) or some.fullmatch(bare)) is not None
    for pattern, opening in compiled:
        if opening.inclusive:
            if pattern.match(words):
                return opening
        elif is_head and (pattern.fullmatch(plain) or pattern.fullmatch(bare)):
            return opening
    return None


def before_heading(value: str, openings: Sequence[Opening]) -> str:
    """Return a label's value without the heading of a section that is printed on the same line, at the other margin.

    >>> before_heading("Medicaid Revision Log", [Opening("Revision Log", "log")])
    'Medicaid'
    """
    words = value.split(" ")
    for at in range(1, len(words)):
        behind = " ".join(words[at:])
        if any(re.fullmatch(opening.pattern, behind) for opening in openings):
            return " ".join(words[:at])
    return value
