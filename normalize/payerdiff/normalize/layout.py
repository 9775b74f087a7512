"""Criteria sections → CriteriaSets, for the ways in which templates lay them out.

`lettered`: `A. Disease (must meet all):` opens a set (Centene). `headed`: a short heading opens a set (Magellan).
`statements`: each sentence is a set, its list below it (Blue plans). `introduced`: introduced.py (FEP). `phased`: phased.py (UnitedHealthcare).
`labelled`: labelled.py (FDA labels).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from payerdiff.ingest.reading import Block
from payerdiff.normalize.approvals import APPROVAL_LINE, read_approval
from payerdiff.normalize.criteria import Introduction, introduce, join, leaf_of, states_requirement
from payerdiff.normalize.draft import Draft
from payerdiff.normalize.groups import CONNECTOR_LINE, INTRO, Group, Result, close_group, entry_of, population_of, take
from payerdiff.normalize.introduced import read_introduced
from payerdiff.normalize.labelled import read_labelled
from payerdiff.normalize.outline import connector_of
from payerdiff.normalize.phased import read_phased
from payerdiff.normalize.schema import CriteriaSet, Criterion, Phase
from payerdiff.normalize.sections import Section, plain_title

Layout = Literal["lettered", "headed", "statements", "introduced", "phased", "labelled"]
USE = re.compile(
    r"\b(?:for the treatment of|treatment of|when used for|for)\s+(?:patients with\s+|individuals with\s+|members with\s+)?(.+?)[.:]?$",
    re.IGNORECASE,
)


def read_criteria(draft: Draft, section: Section, layout: Layout, result: Result) -> None:
    """Read one criteria section into the result."""
    phase: Phase = section.kind if section.kind in ("initial", "renewal", "universal", "exclusion") else "initial"
    if layout == "lettered":
        read_lettered(draft, section, phase, result)
    elif layout == "headed":
        read_headed(draft, section, phase, result)
    elif layout == "introduced" and phase != "exclusion":
        result.sets += read_introduced(draft, section, phase, sum(1 for s in result.sets if s.phase == phase))
    elif layout == "phased" and phase != "exclusion":
        read_phased(draft, section, result)
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


def read_statements(draft: Draft, section: Section, phase: Phase, result: Result) -> None:
    """Read sentences that each state a rule; a list belongs to the sentence above it."""
    at = 0
    blocks = section.blocks
    while at < len(blocks):
        block = blocks[at]
        words = draft.words(block)
        if APPROVAL_LINE.match(words):
            draft.claim("metadata", block.start, block.end)
            result.approvals.append(read_approval(draft, draft.passage(block), phase, None))
            at += 1
            continue
        end = list_end(draft, blocks, at)
        if end == at + 1 and INTRO.search(words):  # it leads over to the next section
            draft.claim("criteria", block.start, block.end)
            at = end
            continue
        add_statement(draft, blocks[at], blocks[at + 1 : end], phase, result)
        at = end


def list_end(draft: Draft, blocks: Sequence[Block], at: int) -> int:
    """Return the index behind the list that a sentence introduces (the next index where it introduces none).

    Items may have lost their signs: after a colon, sentences that close with `;` or a connector are items, and
    so is the one after the last of them.
    """
    end = at + 1
    if not re.search(r":\s*$|\b(?:following|either|when)\b.*:\s*$", draft.words(blocks[at])):
        while end < len(blocks) and blocks[end].kind == "item":
            end += 1
        return end
    while end < len(blocks) and (blocks[end].kind == "item" or is_open(draft.words(blocks[end]))):
        end += 1
    if (
        end < len(blocks)
        and end > at + 1
        and blocks[end].kind == "paragraph"
        and is_open(draft.words(blocks[end - 1]))
        and not APPROVAL_LINE.match(draft.words(blocks[end]))
    ):
        end += 1
    return end


def is_open(words: str) -> bool:
    """Tell whether an item's words say that another item follows."""
    return connector_of(words) is not None or words.rstrip().endswith(";")


def add_statement(draft: Draft, head: Block, items: Sequence[Block], phase: Phase, result: Result) -> None:
    """Add the set of one sentence and its list."""
    draft.claim("criteria", head.start, head.end)
    passage = draft.passage(head)
    entries = [entry_of(draft, block) for block in items]
    introduction = introduce(passage)
    if entries:
        root = join(draft, entries, "", introduction)
        if phase == "exclusion" and introduction.op is None:
            root = (
                root.model_copy(update={"op": "any"})
                if root.children
                else Criterion(op="any", children=[root], span=root.span)
            )
        elif introduction.condition is not None and phase != "exclusion":
            lead = leaf_of(draft, introduction.condition, None)
            root = Criterion(op="all", children=[lead, root], span=draft.span(head.start, items[-1].end))
    else:
        root = Criterion(
            op="any" if phase == "exclusion" else "all",
            children=[leaf_of(draft, passage, None)],
            span=draft.span_of(passage),
        )
    actual: Phase = phase
    result.sets.append(
        CriteriaSet(
            id=f"{actual}-{sum(1 for s in result.sets if s.phase == actual) + 1}",
            phase=actual,
            indication=indication_of(passage.text, introduction, bool(entries), phase),
            population=population_of(introduction.condition.text if introduction.condition else None),
            root=root,
            span=draft.span(head.start, head.end),
        )
    )


REFUSED = re.compile(
    r"\b(?:considered|is|are)\s+(not medically necessary|investigational|experimental|not covered)\b", re.IGNORECASE
)


def indication_of(text: str, introduction: Introduction, has_items: bool, phase: Phase) -> str | None:
    """Return the use that a sentence names (for an exclusion, in what way it is refused), or None."""
    if phase == "exclusion":
        refused = REFUSED.search(text)
        return refused.group(1).lower() if refused else None
    if has_items:
        return introduction.condition.text if introduction.condition else None
    match = USE.search(text)
    return match.group(1) if match and len(match.group(1)) < 120 else None
