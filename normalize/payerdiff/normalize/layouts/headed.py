"""Criteria sections → CriteriaSets, for the ways in which templates lay them out.

`lettered`: `A. Disease (must meet all):` opens a set (Centene). `headed`: a short heading opens a set (Magellan).
`statements`: each sentence is a set, its list below it (Blue plans). `introduced`: introduced.py (FEP). `phased`: phased.py (UnitedHealthcare).
`labelled`: labelled.py (FDA labels). `approving`: approving.py (Cigna). `questions`: question_sets.py (electronic prior authorization). `listed`: preferred_list.py (preferred drug lists). `stated`: statements for and against in one section, each telling its phase. `free`: a document of no known
template, by what its section looks like.
"""

from __future__ import annotations

import re
from typing import Literal

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE, INTRO, Group, Result, close_group, entry_of, take
from payerdiff.normalize.criteria.tree import states_requirement
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.approve_blocks import read_approving
from payerdiff.normalize.layouts.by_phase import read_phased
from payerdiff.normalize.layouts.drug_list import read_preferred_list
from payerdiff.normalize.layouts.label_sections import read_labelled
from payerdiff.normalize.layouts.labelled_lines import read_introduced
from payerdiff.normalize.layouts.question_sets import read_question_sets
from payerdiff.normalize.layouts.sentences import read_stated, read_statements, speaks_in_statements
from payerdiff.normalize.outline.lead_ins import Introduction, introduce
from payerdiff.normalize.outline.nesting import connector_of
from payerdiff.normalize.sections.headings import Section, plain_title
from payerdiff.normalize.terms.approvals import APPROVAL_LINE

Layout = Literal[
    "lettered", "headed", "statements", "introduced", "phased", "labelled", "stated", "approving", "questions", "listed", "free",
]  # fmt: skip


def read_criteria(draft: Draft, section: Section, layout: Layout, result: Result) -> None:
    """Read one criteria section into the result."""
    phase: Phase = section.kind if section.kind in ("initial", "renewal", "universal", "exclusion") else "initial"
    if layout == "lettered":
        read_lettered(draft, section, phase, result)
    elif layout == "introduced" and phase != "exclusion":
        result.sets += read_introduced(draft, section, phase, sum(1 for s in result.sets if s.phase == phase))
    elif layout == "phased" and phase != "exclusion":
        read_phased(draft, section, result)
    elif layout == "free" and speaks_in_statements(draft, section):
        read_stated(draft, section, result)
    elif layout in ("free", "headed"):
        read_headed(draft, section, phase, result)
    elif layout == "approving" and phase != "exclusion":
        read_approving(draft, section, result)
    elif layout == "questions":
        read_question_sets(draft, section, result)
    elif layout == "listed":
        read_preferred_list(draft, section, result)
    elif layout == "stated":
        read_stated(draft, section, result)
    elif layout == "labelled" and phase != "exclusion":
        read_labelled(draft, section, result)
    else:
        read_statements(draft, section, phase, result)


def read_lettered(draft: Draft, section: Section, phase: Phase, result: Result) -> None:
    """Read `A. Disease (must meet all):` with its numbered items below it."""
    roman = section.heading.marker.text.strip("().") if section.heading and section.heading.marker else ""
    group: Group | None = None
    introduction: Introduction | None = None
    number = ""
    single = phase == "exclusion"

    def close() -> None:
        if group is not None:
            close_group(draft, group, phase, result, number, introduction)

    for block in section.blocks:
        if opens_letter(block) and not single:
            close()
            draft.claim("criteria", block.start, block.end)
            introduction = introduce(draft.passage(block))
            title = introduction.condition.text if introduction.condition else draft.words(block)
            title = re.sub(r"\s*\(must meet.*?\)", "", title).strip(" :")
            group = Group(title, block)
            number = ".".join(p for p in (roman, block.marker.text.strip("().") if block.marker else "") if p)
        else:
            if group is None:
                group, number, introduction = (
                    Group(section.title.rstrip(":") if single else None, section.heading),
                    roman,
                    None,
                )
            take(draft, group, block, phase, result)
    close()


def opens_letter(block: Block) -> bool:
    """Tell whether a block is a capital-lettered item."""
    return block.marker is not None and any(style == "ALPHA" for style, _ in block.marker.places)


def read_headed(draft: Draft, section: Section, phase: Phase, result: Result) -> None:
    """Read headings with bulleted items below them."""
    group: Group | None = None
    swallowing = False
    for block in section.blocks:
        words = draft.words(block)
        alone = CONNECTOR_LINE.match(words)
        if alone:  # a line of its own that joins the items above and below it
            draft.claim("criteria", block.start, block.end)
            if group is not None and group.entries:
                group.entries[-1].joint = alone.group(1).lower()
            continue
        if is_heading(draft, block, words):
            if group is not None:
                close_group(draft, group, phase, result, "", None)
            draft.claim("criteria", block.start, block.end)
            group, swallowing = Group(plain_title(words).rstrip(":"), block), False
            continue
        if swallowing and block.kind == "item":
            draft.claim("boilerplate", block.start, block.end)
            continue
        swallowing = (
            block.kind == "note" and words.rstrip("0123456789 ,-–").endswith(":") and not states_requirement(words)
        )
        if group is None:
            group = Group(None, section.heading)
        if phase == "exclusion" and block.kind == "note" and not group.entries:  # a starred sentence that refuses
            entry = entry_of(draft, block)
            words = entry.passage.text
            entry.passage = entry.passage.cut(len(words) - len(words.lstrip("*†‡§ ")), len(words))
            group.entries.append(entry)
            continue
        take(draft, group, block, phase, result)
    if group is not None:
        close_group(draft, group, phase, result, "", None)


def is_heading(draft: Draft, block: Block, words: str) -> bool:
    """Tell whether a block is an indication's heading: short, unmarked, without a sentence's end."""
    if block.kind == "heading":
        return True
    if block.kind != "paragraph" or len(words) > 150 or INTRO.search(words) or APPROVAL_LINE.match(words):
        return False
    if connector_of(words) or re.search(r"[.;,]$", words):
        return False
    return words[:1].isupper() if draft.reading.document.is_plain_text else block.bold
