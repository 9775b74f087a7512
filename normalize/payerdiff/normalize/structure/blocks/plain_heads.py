"""Headings that no type shows: items with a list of their own below them, and plain lines that name a part of a policy and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts, closing_of, cues_of
from payerdiff.normalize.structure.blocks.looks import SHIFT, step_of
from payerdiff.normalize.structure.blocks.names import (
    BRACKETS,
    NOT_NAMES,
    WORD,
    kind_of,
    name_in,
    names_a_use_before,
)

LISTED = ("and", "or", "semicolon")
"""How an item closes that another one follows."""
PARTS = frozenset({"approval", "log", "reference", "codes", "limit", "dosage", "boilerplate", "description"})


def heads_a_part(facts: Facts) -> bool:
    """Return True for a plain line of few words that name a part of a policy and nothing else: `Coverage duration`."""
    words = facts.words.split()
    if facts.block.kind != "paragraph" or len(words) > 8 or not facts.words[:1].isupper():
        return False
    if facts.closes in ("and", "or", "stop", "semicolon") or facts.cues & {"span", "date", "code"}:
        return False
    if facts.titled == "phase" and facts.closes == "colon":
        return True
    capitals = all(word[:1].isupper() for word in words if len(word) > 3)
    kind = kind_of(facts.words)
    return (kind in PARTS and len(words) <= 4) or (kind is not None and capitals and len(words) > 1)


def heads_a_text(before: Sequence[Facts], facts: Facts, below: Block | None, all_words: Sequence[str]) -> bool:
    """Return True for a numbered line that names something, with a sentence below it that leads over to a list."""
    numbered = facts.marked and facts.block.marker is not None and facts.block.marker.kind == "label"
    if numbered and is_title(facts) and below is not None and below.kind == "paragraph":
        return facts.closes in ("", "colon") and len(all_words[facts.at + 1]) > len(facts.words)
    named = facts.names or (facts.titled == "phase" and outright(facts.words))
    if not numbered or not named or facts.closes or below is None or below.kind != "paragraph":
        return False
    if before and before[-1].marked and (before[-1].closes in LISTED or goes_on_a_list(before, facts)):
        return False
    return closing_of(all_words[facts.at + 1]) == "colon" or bool(
        {"leads", "grants"} & cues_of(all_words[facts.at + 1])
    )


def goes_on_a_list(before: Sequence[Facts], facts: Facts) -> bool:
    """Return True if an item denies something, or has the number behind that of the item right above it, which neither is a heading nor rules on coverage: it is asked for like that one."""
    sibling = sibling_before(before, facts)
    beside = sibling is not None and sibling is before[-1] and not sibling.heading
    return DENIES.match(facts.words) is not None or (beside and not before[-1].cues & RULING)


RULING = frozenset({"grants", "rules", "refuses"})
"""Signs of words that rule on coverage."""
TITLE = 9
"""Words of the longest numbered title of a part."""
SMALL = frozenset({"of", "for", "and", "or", "the", "that", "to", "in", "a", "an", "with", "by", "on"})


def is_title(facts: Facts) -> bool:
    """Return True for words that name a part of a policy and are written as a title: `Review of Documentation for Medical Necessity`."""
    words = facts.words.rstrip(" :").split()
    if not 1 < len(words) <= TITLE or "person" in facts.cues or kind_of(facts.words) is None:
        return False
    return all(word[:1].isupper() or word in SMALL or not word[:1].isalpha() for word in words)


def heads_what_is_below(before: Sequence[Facts], facts: Facts, below: Block | None, all_words: Sequence[str]) -> bool:
    """Return True for a line that names what the text right below it lays down."""
    return heads_a_text(before, facts, below, all_words) or heads_its_sentence(facts, below, all_words)


def heads_its_sentence(facts: Facts, below: Block | None, all_words: Sequence[str]) -> bool:
    """Return True for a plain line that names what the sentence right below it begins with, where that sentence lays down coverage.

    `Madeup Panel (0999U)`, `Madeup Panel is considered medically necessary for …`: what was said above of another service ends there.
    """
    if (
        below is None
        or {below.kind, facts.block.kind} != {"paragraph"}
        or facts.closes
        or not facts.words[:1].isupper()
    ):
        return False
    name = [word.lower() for word in WORD.findall(BRACKETS.sub("", facts.words))]
    sentence = all_words[facts.at + 1]
    behind = [word.lower() for word in WORD.findall(sentence)][: len(name) + 1]
    if not 1 < len(name) <= TITLE or behind[:-1] != name or behind[-1] not in ("is", "are", "may"):
        return False
    return bool({"grants", "rules"} & cues_of(sentence))


@cache
def phases_outright() -> re.Pattern[str]:
    """Return the expression of words that name a phase and nothing else."""
    return re.compile("|".join(lexicon.table("structure")["outright"].values()), re.IGNORECASE)


def outright(words: str) -> bool:
    """Return True if words name a phase and nothing else."""
    return phases_outright().search(words) is not None


DENIES = Rule("plain_heads.denies", r"(?:no|not|none|absence|without)\b", "no asthma", "asthma", by="match")


SHOWN = "shown|evidenced|demonstrated|documented|confirmed|supported|proven"
MANNER = rf"and|plus|as (?:{SHOWN}|defined) by|(?:{SHOWN}) by|defined as"
AMONG = rf"(?:{MANNER}) (?:at least )?(?:one|any|all|both|either|each|two|three)"
SAYS_HOW = Rule("plain_heads.says_how", rf"\b{AMONG}\b[^.;:]*:\W*$", "Asthma, as shown by either:", "Asthma: all of the following:")  # fmt: skip
"""How an item asks for more than what it names: it is a condition with its list, and no title."""


def heads_a_list(before: Sequence[Facts], facts: Facts) -> bool:
    """Return True if an item is the heading of the list below it: it names something, and stands in no list of alternatives."""
    if not facts.marked or facts.closes in LISTED or DENIES.match(facts.words):
        return False
    if (
        ASKED.match(facts.words) or SAYS_HOW.search(facts.words) or names_a_use_before(facts.words)
    ) and not facts.look.bold:
        return False
    sibling = sibling_before(before, facts)
    if sibling is not None and sibling.closes in LISTED:
        return False
    if facts.look.bold and facts.opens and "leads" in facts.cues and not {"person", "needs"} <= facts.cues:
        return "rules" not in facts.cues and not is_asked_for(before)
    name = name_in(facts.words)
    if not facts.titled and not (
        facts.opens and kind_of(name) and len(WORD.findall(BRACKETS.sub("", name))) <= 9 and not NOT_NAMES.search(name)
    ):
        return False
    if not facts.opens and not (facts.titled == "phase" and facts.closes == "colon"):
        return False
    if is_asked_for(before):  # looks far back: last
        return False
    if sibling is None and (peer := peer_before(before, facts)) is not None and not peer.opens:
        return False
    first = sibling
    while (
        facts.names
        and first is not None
        and not first.opens
        and (earlier := sibling_before(before[: first.at], first)) is not None
    ):
        first = earlier
    if first is not None and first.opens:
        return first.heading
    if first is not None and all_are_asked_for(before):
        return False
    parent = parent_of(before[: sibling.at] if sibling else before, sibling or facts)
    return parent is None or parent.heading or ("leads" not in parent.cues and not parent.names)


def is_named_like_its_peer(before: Sequence[Facts], facts: Facts) -> bool:
    """Return True if an item names something before it leads over to its list, and so does the heading before it: `Madeupitis when all …`."""
    if not facts.marked or not facts.opens or "leads" not in facts.cues:
        return False
    name = name_in(facts.words)
    if name == facts.words.strip(" :.–-") or NOT_NAMES.search(name) or len(WORD.findall(name)) > NAME:
        return False
    return heads_beside(before, facts)


NAME = 9
"""Words of the longest name of a use that no vocabulary knows."""


def heads_beside(before: Sequence[Facts], facts: Facts) -> bool:
    """Return True if the item before, at the same place and under the same bullet, is a heading that names a disease or a drug."""
    for other in reversed(before):
        if other.heading and not other.marked:
            return False
        if (
            other.marked
            and abs(other.block.indent - facts.block.indent) < step_of(facts.block)
            and alike_marked(other, facts)
        ):
            return other.heading and other.names
    return False


def alike_marked(one: Facts, other: Facts) -> bool:
    """Return True if two items stand under one kind of bullet or number."""
    a, b = one.block.marker, other.block.marker
    if a is None or b is None:
        return False
    return bool({s for s, _ in a.places} & {s for s, _ in b.places}) if a.places else a.text == b.text


ASKED = Rule(
    "plain_heads.asked",
    r"\b(?:one|any|all|both|either|each|none) of the following\b",
    "one of the following",
    "the following",
)
COVERED = Rule("plain_heads.covered", r"\b(?:cover(?:age|ed)|approv\w+|authori[sz]\w+|medically necessary|medical necessity|recommended)\b", "is medically necessary", "is a drug")  # fmt: skip


def is_asked_for(before: Sequence[Facts]) -> bool:
    """Return True if the line above a list asks for its items: a patient must have one of them."""
    lead = next((other for other in reversed(before) if not other.marked), None)
    if lead is None or lead.heading or lead.closes != "colon":
        return False
    return ASKED.search(lead.words) is not None and not COVERED.search(lead.words)


ALL_ASKED = Rule("plain_heads.all_asked", r"\b(?:all|both|each|every one) of the following\b", "when ALL of the following are met", "when one of the following is met")  # fmt: skip


def all_are_asked_for(before: Sequence[Facts]) -> bool:
    """Return True if the line above a list asks for all of its items: a disease among them is one that the patient has besides."""
    lead = next((other for other in reversed(before) if not other.marked), None)
    return lead is not None and not lead.heading and lead.closes == "colon" and ALL_ASKED.search(lead.words) is not None


def sibling_before(before: Sequence[Facts], facts: Facts) -> Facts | None:
    """Return the item of the number before, None where there is none near its place."""
    marker = facts.block.marker
    wanted = {(style, ordinal - 1) for style, ordinal in marker.places if ordinal > 1} if marker else set()
    if not wanted:
        return None
    for other in reversed(before):
        if (
            other.block.marker
            and wanted & set(other.block.marker.places)
            and abs(other.block.indent - facts.block.indent) < 3 * SHIFT
        ):
            return other
        if other.heading and not other.marked:
            return None
    return None


def is_among(found: Sequence[Facts], facts: Facts) -> bool:
    """Return True if an item is asked for in a list: it says how what it names is shown, or the item above it asks for it."""
    if not facts.marked or facts.heading:
        return False
    if names_a_use_before(facts.words):
        return True
    if SAYS_HOW.search(facts.words) and not heads_beside(found[: facts.at], facts):
        return True
    sibling = sibling_before(found[: facts.at], facts)
    if sibling is not None and sibling.opens and not sibling.heading and all_are_asked_for(found[: facts.at]):
        return True
    parent = parent_of(found[: facts.at], facts)
    return (
        parent is not None
        and not parent.heading
        and parent.closes == "colon"
        and ASKED.search(parent.words) is not None
    )


def peer_before(before: Sequence[Facts], facts: Facts) -> Facts | None:
    """Return the item before at the same place of the same list of bullets, None where there is none."""
    for other in reversed(before):
        if not other.marked or other.block.indent < facts.block.indent - step_of(facts.block):
            return None
        if abs(other.block.indent - facts.block.indent) < step_of(facts.block):
            return other if alike_marked(other, facts) else None
    return None


def parent_of(before: Sequence[Facts], facts: Facts) -> Facts | None:
    """Return the item that an item is set in below, None where a line that is no item parts them."""
    for other in reversed(before):
        if not other.marked and (other.heading or other.block.indent <= facts.block.indent):
            return None
        if other.marked and other.block.indent < facts.block.indent - step_of(facts.block):
            return other
    return None
