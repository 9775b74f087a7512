"""Criteria below headings: a short heading opens a set, with bulleted items below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import CriteriaSet, Phase
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE, INTRO, Group, Result, close_group, entry_of, take
from payerdiff.normalize.criteria.sentence_sets import together
from payerdiff.normalize.criteria.tree import states_requirement
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.outline.nesting import connector_of
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import DATE
from payerdiff.normalize.sections.headings import Section, plain_title
from payerdiff.normalize.terms.approvals import APPROVAL_LINE


def read_headed(draft: Draft, section: Section, phase: Phase, result: Result) -> None:
    """Read headings with bulleted items below them."""
    group: Group | None = None
    swallowing = False
    known = len(result.sets)
    goes_on: list[int] = []
    for block in section.blocks:
        words = draft.words(block)
        if not any(sign.isalpha() for sign in words):  # numbers of references on a line of their own
            draft.claim("boilerplate", block.start, block.end)
            continue
        alone = CONNECTOR_LINE.match(words)
        if alone:  # a line of its own that joins the items above and below it
            draft.claim("criteria", block.start, block.end)
            if group is not None and group.entries:
                group.entries[-1].joint = alone.group(1).lower()
            continue
        if QUALIFIES.match(words):
            draft.claim("metadata" if DATE.search(words) else "unread", block.start, block.end)
            if group is not None and group.entries:
                close_group(draft, group, phase, result, "", None)
                goes_on.append(len(result.sets) - 1)
                group = Group(group.title, group.heading)
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
    join_parts(result, known, goes_on)
    join_universal(result, known)


def join_parts(result: Result, known: int, goes_on: Sequence[int]) -> None:
    """Put the sets that a line cut in two into one again: each part joins its items by its own connectors, and all parts are required."""
    for at in reversed(goes_on):
        if at + 1 < len(result.sets):
            result.sets[at : at + 2] = [together(result.sets[at], result.sets[at + 1])]
    if goes_on:
        result.sets[known:] = renumbered(result.sets[known:], result.sets[:known])


def join_universal(result: Result, known: int) -> None:
    """Let what stands above all headings hold for all indications too, where a heading below it opens the criteria that hold for all."""
    own = [one for one in result.sets[known:] if one.phase == "universal"]
    first = result.sets[known] if known < len(result.sets) else None
    if not own or first is None or first.phase != "initial" or first.indication is not None:
        return
    whole = own[0].model_copy(update={"root": together(first, *own).root})
    rest = [one for one in result.sets[known + 1 :] if one.phase != "universal"]
    result.sets[known:] = [whole, *renumbered(rest, result.sets[:known])]


def renumbered(sets: Sequence[CriteriaSet], before: Sequence[CriteriaSet]) -> list[CriteriaSet]:
    """Return sets numbered anew within their phases, behind those before them."""
    counts = Counter(one.phase for one in before)
    found = []
    for one in sets:
        counts[one.phase] += 1
        found.append(one.model_copy(update={"id": f"{one.phase}-{counts[one.phase]}"}))
    return found


QUALIFIES = Rule("headed.qualifies", r"(?:note:?\s+)?(?:applicable to|applies to|effective)\b[^.;]{0,90}$", "Applicable to Commercial members only", "Asthma", by="match")  # fmt: skip
"""A line that says for whom or from when the criteria around it hold: no use of its own."""
ENDED = Rule("headed.ended", r"[.;,]$", "Must have asthma.", "Asthma", exact=True)


def is_heading(draft: Draft, block: Block, words: str) -> bool:
    """Tell whether a block is an indication's heading: short, unmarked, without a sentence's end."""
    if block.kind == "heading":
        return True
    if block.kind != "paragraph" or len(words) > 150 or INTRO.search(words) or APPROVAL_LINE.match(words):
        return False
    if connector_of(words) or ENDED.search(words):
        return False
    return words[:1].isupper() if draft.reading.document.is_plain_text else block.bold


HEADED = Layout(read_headed)
