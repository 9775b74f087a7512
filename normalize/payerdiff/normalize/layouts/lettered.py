"""Criteria as lettered indications: `A. Disease (must meet all):` opens a set, with its numbered items below it."""

from __future__ import annotations

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import Group, Result, close_group, take
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.outline.lead_ins import Introduction, introduce
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section

MUST_MEET = Rule("lettered.must_meet", r"\s*\(must meet.*?\)", "Asthma (must meet all)", "Asthma (severe)", exact=True)


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
            title = MUST_MEET.sub("", title).strip(" :")
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


LETTERED = Layout(read_lettered)
