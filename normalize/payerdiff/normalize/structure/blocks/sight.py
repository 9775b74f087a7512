"""Blocks → what is seen of each: its signs, whether it looks like a heading, what it names, and the headings above it."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts, closing_of, cues_of, opens_list
from payerdiff.normalize.structure.blocks.hanging import hang
from payerdiff.normalize.structure.blocks.list_rows import Unfolded
from payerdiff.normalize.structure.blocks.looks import VOID, heading_like, looks_of
from payerdiff.normalize.structure.blocks.names import (
    BRACKETS,
    TAKEN,
    kind_of,
    name_in,
    named_by,
    names_a_diagnosis,
    names_with_products,
)
from payerdiff.normalize.structure.blocks.plain_heads import (
    heads_a_list,
    heads_a_part,
    heads_beside,
    heads_what_is_below,
    is_named_like_its_peer,
    outright,
)


def facts_of(draft: Draft, blocks: Sequence[Block], tables: Unfolded | None = None) -> list[Facts]:
    """Return what is seen of each block, with the headings above it: those of its column and its row too, where tables were unfolded."""
    looks = looks_of(draft, blocks)
    all_words = [draft.words(block) for block in blocks]
    found: list[Facts] = []
    for at, block in enumerate(blocks):
        words = all_words[at]
        facts = Facts(
            at,
            block,
            words,
            looks[at],
            heading_like(blocks, all_words, looks, at),
            cues_of(words),
            closes=closing_of(words),
        )
        facts.titled = title_of(facts)
        facts.opens = opens_list(blocks, at)
        if (
            facts.opens
            and facts.closes == "colon"
            and facts.titled is None
            and len(words) < TITLE
            and outright(words[:40])
        ):
            facts.titled = "phase"
        if facts.titled in (None, "drug") and is_named_like_its_peer(found, facts):
            facts.titled = "disease"
        below = blocks[at + 1] if at + 1 < len(blocks) else None
        if facts.titled is None and heads_a_use(facts, below, all_words):
            facts.titled = "disease"
        facts.heading = (
            facts.heading
            or heads_a_list(found, facts)
            or heads_a_part(facts)
            or heads_what_is_below(found, facts, below, all_words)
            or names_a_product(facts)
        )
        if facts.heading and not (facts.titled == "disease" and heads_beside(found, facts)):
            facts.kind = kind_of(name_in(words))  # one of several uses is a use, whatever else its name says
        if COPYRIGHT.match(words) or VOID.search(words):
            facts.heading, facts.kind = False, None
        if facts.kind == "approval" and VALUED.search(words) and not facts.names:
            facts.heading, facts.kind = False, None
        found.append(facts)
    mend_narrow(found)
    if tables is not None:
        head_cells(found, tables)
    hang(found, [facts.heading for facts in found], tables.over if tables else {})
    return found


def names_a_product(facts: Facts) -> bool:
    """Return True for a line in bold that is the name of a drug: it heads what is below it, in small letters too (`ixekizumab (Taltz)`)."""
    bold = facts.look.bold and facts.titled == "drug" and facts.block.kind in ("paragraph", "item")
    return bold and facts.words[:1].islower() and not facts.closes and not facts.cues


def title_of(facts: Facts) -> str | None:
    """Return what a block's words name by themselves: `disease`, `drug`, `phase` or None."""
    if len(TAKEN.sub("", BRACKETS.sub("", name_in(facts.words)))) < TITLE:
        return named_by(facts.words)
    return "disease" if facts.look.bold and names_with_products(facts.words) else None


def heads_a_use(facts: Facts, below: Block | None, all_words: Sequence[str]) -> bool:
    """Return True for `Diagnosis of asthma` as the heading of a use: by its type, or with a sentence right below it that leads over to a list.

    An item is what is asked for.
    """
    if facts.block.kind not in ("heading", "paragraph") or below is None or not names_a_diagnosis(facts.words):
        return False
    leads = below.kind == "paragraph" and bool({"leads", "grants"} & cues_of(all_words[facts.at + 1]))
    return facts.heading or (leads and closing_of(all_words[facts.at + 1]) == "colon")


def head_cells(found: Sequence[Facts], tables: Unfolded) -> None:
    """Let the heads of a table's columns and rows be headings."""
    heads = {*(start for held in tables.over.values() for start in held), *tables.labels}
    for facts in found:
        if facts.block.start in heads and not facts.heading:
            facts.heading, facts.kind = True, kind_of(name_in(facts.words))


COPYRIGHT = Rule("sight.copyright", r"\W*(?:copyright\b|©)", "Copyright © 2025 of an association", "Rights", by="match")
"""A line on rights parts no section from another."""
NARROW, BESIDE = 2, 40.0
"""Words of a line of a label that a narrow column breaks; points from there to the text beside it."""


def mend_narrow(found: Sequence[Facts]) -> None:
    """Let the lines of a label that a narrow column breaks name together what none of them names alone: `FDA-`, `Approved`, `Indication(s):`."""
    start = 0
    for at, facts in enumerate(found):
        first = found[start]
        if (
            facts.heading
            and facts.block.kind == "paragraph"
            and len(facts.words.split()) <= NARROW
            and abs(facts.block.indent - first.block.indent) < 2
            and facts.block.page == first.block.page
        ):
            continue
        run = found[start:at]
        if len(run) > 1 and facts.block.indent > first.block.indent + BESIDE:
            kind = kind_of(" ".join(one.words for one in run))
            for one in run:
                one.kind, one.titled = kind, None
        start = at if facts.heading and len(facts.words.split()) <= NARROW else at + 1


VALUED = Rule("sight.valued", r":\s*\S", "Age: 18", "Age:", exact=True)
"""A label with its value behind it."""


TITLE = 110
"""Characters of the longest title."""
