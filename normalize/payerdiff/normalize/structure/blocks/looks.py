"""How blocks look beside the body text: what is more prominent, and which lines look like headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule

STEP = 0.7
"""Points of type size that the eye takes for another size."""
SHIFT = 5.0
"""Points of indentation that count for another column."""
POINTS_BACK = Rule("looks.points_back", r"(?:these|this|such|they|it|and|or)\b", "these drugs", "drugs", by="match")
"""The first word of a sentence that speaks of what stands above it, or goes on with it."""
IN_BRACKETS = Rule("looks.in_brackets", r"\([^()]*\)\W*$", "(refer to limitations)", "(HCC) in patients", by="match")
"""Words wholly in brackets: they go on with what stands above them."""
EXAMPLE = Rule(
    "looks.example",
    r"\((?:for example|e\.g\.|i\.e\.|such as|including)",
    "(for example, an antibody)",
    "(Adults)",
    by="match",
)
HOW_MANY = r"(?:all|any|one|both|either|each|two|three|\d)(?: \(\d\))?"
ONLY_JOINS = Rule(
    "looks.only_joins",
    rf"\W*(?:approve )?(?:if |when )?(?:(?:the )?(?:patient|member|individual)s? )?(?:must )?(?:meets? )?(?:at least )?{HOW_MANY} (?:or more )?(?:of (?:the following|these|those)(?: criteria| conditions)?|(?:of these )?apply)\W*$",
    "Approve if all apply:",
    "All of the following in asthma:",
    by="match",
)
"""A line that says how the items below it join, and names nothing."""
VERB = Rule(
    "looks.verb", r"\b(?:is|are|was|were|must|may|will|should|has|have)\b", "asthma is treated", "asthma", exact=True
)
TALL = 1.25
"""Capitals look so much larger than small letters of their size."""
COLUMN = 16.0
"""Points that two numbers of one list may stand apart at the most."""
HEADING = 130
"""Characters of the longest heading."""
WORDY = 16
"""Words of the longest heading."""
SENTENCE = Rule("looks.sentence", r"[.;,]\W*$|\b(?:and|or)\W*$", "Asthma; and", "Asthma")


@dataclass(frozen=True, slots=True)
class Look:
    """A block's type beside the body text, and where it stands."""

    size: float
    """Points above the size of the body text, rounded to what the eye tells apart."""
    bold: bool
    capitals: bool
    indent: float
    level: int = 0
    """The level of a heading where the format states it, else 0."""
    marker: str = ""
    """The style of a heading's number, or that it has a bullet."""
    ordinal: int = 0
    """The heading's number, 0 where it has none."""

    @property
    def larger(self) -> bool:
        """True where the type is larger than the body text."""
        return self.size > 0

    @property
    def smaller(self) -> bool:
        """True where the type is smaller than the body text."""
        return self.size < 0


def looks_of(draft: Draft, blocks: Sequence[Block]) -> list[Look]:
    """Return how each block looks."""
    sizes: Counter[float] = Counter()
    for block in blocks:
        sizes[block.size or 0.0] += block.end - block.start
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    found = []
    for block in blocks:
        words = draft.words(block)[:HEADING]
        capitals = words.isupper() and len(words) > 3
        rise = (block.size or body) * (TALL if capitals else 1) - body
        places = block.marker.places if block.marker and block.kind == "item" else ()
        marker = places[0][0] if places else "bullet" if block.kind == "item" else ""
        found.append(
            Look(
                0.0 if abs(rise) < STEP else round(rise * 2) / 2,
                block.bold,
                capitals,
                block.indent or 0.0,
                block.level if block.kind == "heading" else 0,
                marker,
                places[0][1] if places else 0,
            )
        )
    return found


def over(head: Look, other: Look) -> bool:
    """Return True if a heading keeps its say below another one: it is more prominent."""
    if head.level and other.level:
        return head.level < other.level
    if bool(head.level) != bool(other.level):
        return bool(head.level)
    if head.size != other.size:
        return head.size > other.size
    if head.marker and not other.marker and other.indent < head.indent - SHIFT:
        return False
    if head.ordinal and head.marker == other.marker and other.ordinal == head.ordinal + 1:
        return other.indent - head.indent > COLUMN
    if head.marker and head.marker == other.marker:
        return other.indent - head.indent > SHIFT
    titles = head.larger and head.capitals and other.capitals
    if head.bold != other.bold and not titles:
        return head.bold
    if head.capitals != other.capitals:
        return head.capitals
    if bool(head.marker) != bool(other.marker) and abs(other.indent - head.indent) <= SHIFT:
        return not head.marker
    return other.indent - head.indent > SHIFT


def alike(one: Look, other: Look) -> bool:
    """Return True if two headings look like two of a kind."""
    return (one.size, one.bold, one.marker, one.level) == (other.size, other.bold, other.marker, other.level) and abs(
        one.indent - other.indent
    ) < COLUMN


def heading_like(blocks: Sequence[Block], words: Sequence[str], looks: Sequence[Look], at: int) -> bool:
    """Return True if a block looks like a heading: marked as one, or short, set apart by its type or place, and no sentence."""
    block, text, look = blocks[at], words[at], looks[at]
    if block.kind == "heading":
        return True
    if block.kind == "row" and len(block.cells) == 1 and look.bold and 2 < len(text) <= HEADING:
        return SENTENCE.search(text) is None and len(text.split()) <= WORDY
    if block.kind not in ("paragraph", "item") or not 2 < len(text) <= HEADING or text[:1].islower():
        return False
    if any(rule.match(text) for rule in (POINTS_BACK, ONLY_JOINS, EXAMPLE, IN_BRACKETS)):
        return False
    if SENTENCE.search(text) or len(text.split()) > WORDY or not any(c.isalpha() for c in text[:6]):
        return False
    if block.kind == "item":
        return look.bold and not bolds_its_kind(blocks, looks, at) and not goes_on(blocks, at)
    if look.bold or look.larger or look.capitals:
        return True
    return stands_apart(blocks, words, at)


def goes_on(blocks: Sequence[Block], at: int) -> bool:
    """Return True if the next block is the next item of an item's own list, so that nothing stands below it."""
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    own = blocks[at].marker
    if below is None or own is None or below.kind != "item" or below.marker is None:
        return False
    return bool({(style, ordinal + 1) for style, ordinal in own.places} & set(below.marker.places))


def bolds_its_kind(blocks: Sequence[Block], looks: Sequence[Look], at: int) -> bool:
    """Return True if the items of a bold item's own list are bold too right beside it, so that its weight says nothing."""
    beside = (n for n in (at - 1, at + 1) if 0 <= n < len(blocks) and blocks[n].kind == "item")
    close = [
        n for n in beside if abs(blocks[n].indent - blocks[at].indent) < SHIFT and of_one_list(blocks[n], blocks[at])
    ]
    return bool(close) and all(looks[n].bold for n in close)


def of_one_list(one: Block, other: Block) -> bool:
    """Return True if two items may stand one after the other in a list: by their numbers, or under bullets."""
    if one.marker is None or other.marker is None or not (one.marker.places and other.marker.places):
        return True
    steps = {(style, ordinal + step) for style, ordinal in one.marker.places for step in (-1, 1)}
    return bool(steps & set(other.marker.places))


def stands_apart(blocks: Sequence[Block], words: Sequence[str], at: int) -> bool:
    """Return True if a plain short line stands before a list or a paragraph that is no short line itself."""
    if at + 1 >= len(blocks) or len(words[at].split()) > 9 or VERB.search(words[at]):
        return False
    if words[at].rstrip().endswith(":") and len(words[at].split()) > 5:
        return False
    below = blocks[at + 1]
    if below.kind == "item":
        return at == 0 or blocks[at - 1].kind != "item" or blocks[at].indent <= blocks[at - 1].indent + SHIFT
    return below.kind == "paragraph" and len(words[at + 1].split()) > 12 and len(words[at].split()) <= 7


DEEPER = 0.5
"""What parts two depths where a format counts them."""


def step_of(block: Block) -> float:
    """Return what an item must be set in by to stand below another one: points on paper, a depth where the format has no type sizes."""
    return SHIFT if block.size is not None else DEEPER


VOID = Rule("looks.void", r":\s*(?:n/?a|none|not applicable)\W*$", "Other notes: N/A", "Other notes:")
"""A label that says it has nothing below it."""
