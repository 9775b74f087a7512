"""Sentences and items that lay down coverage by themselves, and items beside them that name what their list is about."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.outline.list_ends import RULE
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import step_of
from payerdiff.normalize.structure.blocks.names import NOT_NAMES, named_by, use_in
from payerdiff.normalize.structure.blocks.plain_heads import parent_of
from payerdiff.normalize.structure.outline import Told

POINTS_ON = r"^(?:[A-Z][\w ,/-]{2,50}: )?(?:all )?(?:the )?(?:\w+ )?criteria (?:for|of|in|below)\b[^.;:]{0,60}\b(?:must|are to|have to) be met\W*$"
REVIEWED = r"(?:conditions?|services?|drugs?|products?|procedures?|codes?|indications?|medications?)"
NEEDS_REVIEW = rf"^(?:the )?following (?:\w+ )?{REVIEWED}(?:\(s\))? (?:\w+ )?requires? (?:prior|pre)[ -]?\w*[^.:]*\W*$"
LEADS_OVER = Rule(
    "topics.leads_over",
    rf":\W*$|{POINTS_ON}|{NEEDS_REVIEW}|\b(?:the following|as follows)\b[^.]*$|\bfollowing\b[^.]*\b(?:criteria|conditions|requirements)\b[^.:]*\.\W*$",
    "when the following is met",
    "when this is met",
)
SPOKEN = 40
"""Characters at least of an item that lays down coverage by itself."""


def whole_words(told: Sequence[Told], at: int) -> str:
    """Return the words of a block with the paragraph that goes on with it: a change of type within a sentence parts them on paper."""
    words = told[at].facts.words
    following = told[at + 1].facts if at + 1 < len(told) else None
    if following is None or following.block.kind != "paragraph" or not following.words[:1].islower():
        return words
    return words if words.rstrip().endswith((".", ":", ";")) else f"{words} {following.words}"


def topics(told: Sequence[Told]) -> set[int]:
    """Return the places of items that name what their list is about, in a numbered list of which some items lay down coverage.

    `1. Carrier testing: (a and b)`, `2. Panels are medically necessary when …`: each covers by itself, so they are no requirements beside one another.
    """
    runs: list[list[int]] = []
    done: list[list[int]] = []
    for at, one in enumerate(told):
        marker, block = one.block.marker, one.block
        if not one.facts.marked or marker is None or not (marker.places or use_in(one.facts.words)):
            continue
        runs = [
            run
            for run in runs
            if told[run[-1]].block.indent <= block.indent + step_of(block) or told[run[-1]].block.page < block.page
        ]
        own = next((run for run in reversed(runs) if is_next(told[run[-1]].block, block)), None)
        if own is None:
            runs.append(own := [])
            done.append(own)
        own.append(at)
    found: set[int] = set()
    for run in done:
        ruling = [at for at in run if rules_itself(told, at)]
        named = [at for at in run if at not in ruling and names_its_list(told[at].facts)]
        if ruling and 2 * (len(ruling) + len(named)) > len(run):
            found.update(at for at in run if at not in ruling and heads_its_list(told[at].facts))
        elif parts_by_use(told, run):
            found.update(run)
    return found


USES = 2
"""Items at least of a list that is parted by use."""


def parts_by_use(told: Sequence[Told], run: Sequence[int]) -> bool:
    """Return True for a list of its own whose items all say for which use they are: nobody has to meet what is asked of the others."""
    uses = [use_in(told[at].facts.words) for at in run]
    if len(run) < USES or not all(uses):
        return False
    sick = [use for use in uses if use and named_by(use) == "disease"]
    return 2 * len(sick) >= len(run) and parent_of([one.facts for one in told[: run[0]]], told[run[0]].facts) is None


def is_next(block: Block, other: Block) -> bool:
    """Return True if an item has the next number of a list, at its place."""
    if block.marker and other.marker and not block.marker.places:
        return block.marker.text == other.marker.text and abs(block.indent - other.indent) < step_of(block)
    wanted = {(style, ordinal + 1) for style, ordinal in (block.marker.places if block.marker else ())}
    return abs(block.indent - other.indent) < step_of(block) and bool(
        wanted & set(other.marker.places if other.marker else ())
    )


def rules_itself(told: Sequence[Told], at: int) -> bool:
    """Return True if an item lays down coverage by itself and leads over to a list."""
    words = whole_words(told, at)
    return len(words) > SPOKEN and RULE.search(words) is not None and LEADS_OVER.search(words) is not None


def names_its_list(facts: Facts) -> bool:
    """Return True if an item names what the list below it is about: a name, a colon, and no words that ask for anything."""
    return heads_its_list(facts) and facts.closes == "colon" and not NOT_NAMES.search(facts.words)


def heads_its_list(facts: Facts) -> bool:
    """Return True if an item has a list below it, joins no other item, and does not say how its list joins."""
    return facts.opens and facts.closes in ("colon", "") and "leads" not in facts.cues
