"""What is seen of each block: its words' signs, whether it looks like a heading, what it names, and the headings above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.looks import SHIFT, Look, alike, heading_like, looks_of, over, step_of
from payerdiff.normalize.structure.names import (
    BRACKETS,
    NOT_NAMES,
    TAKEN,
    WORD,
    kind_of,
    name_in,
    named_by,
    names_with_products,
)
from payerdiff.normalize.structure.roles import Role

CLOSES = (
    ("and", Rule("facts.closes_and", r"(?:^|[\s;,.)])and\W*$", "Asthma; and", "Asthma")),
    ("or", Rule("facts.closes_or", r"(?:^|[\s;,.)])or\W*$", "Asthma; or", "Asthma")),
    ("colon", Rule("facts.closes_colon", r":\W*$", "Asthma:", "Asthma")),
    ("semicolon", Rule("facts.closes_semicolon", r";\W*$", "Asthma;", "Asthma")),
    ("stop", Rule("facts.closes_stop", r"[.?!]\W*$", "Asthma.", "Asthma")),
)


@cache
def cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the signs of a block's words, by name."""
    plain = ("code", "field")
    return tuple(
        (name, re.compile(pattern, 0 if name in plain else re.IGNORECASE))
        for name, pattern in lexicon.table("structure")["cues"].items()
    )


@dataclass(slots=True)
class Facts:
    """What is seen of one block."""

    at: int
    block: Block
    words: str
    look: Look
    heading: bool
    """True where the block looks like a heading: by its type, its length and what follows."""
    cues: frozenset[str]
    kind: str | None = None
    """The kind of section that a heading's words name."""
    titled: str | None = None
    """`disease`, `drug` or `phase` where the words are a name and no sentence."""
    opens: bool = False
    """True for an item with a list of its own below it."""
    closes: str = ""
    role: Role | None = None
    above: list[Facts] = field(default_factory=list)
    """The headings that the block stands below, outermost first."""

    @property
    def names(self) -> bool:
        """True where a heading names a disease or a drug."""
        return self.titled in ("disease", "drug")

    @property
    def marked(self) -> bool:
        """True for an item of a list."""
        return self.block.kind == "item"


def facts_of(draft: Draft, blocks: Sequence[Block]) -> list[Facts]:
    """Return what is seen of each block, with the headings above it."""
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
        if len(TAKEN.sub("", BRACKETS.sub("", name_in(words)))) < TITLE:
            facts.titled = named_by(words)
        elif looks[at].bold and names_with_products(words):
            facts.titled = "disease"
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
        facts.heading = (
            facts.heading or heads_a_list(found, facts) or heads_a_part(facts) or heads_a_text(facts, below, all_words)
        )
        if facts.heading:
            facts.kind = kind_of(name_in(words))
        if facts.kind == "approval" and VALUED.search(words) and not facts.names:
            facts.heading, facts.kind = False, None
        found.append(facts)
    mend_narrow(found)
    hang(found, [facts.heading for facts in found])
    return found


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


def heads_a_text(facts: Facts, below: Block | None, all_words: Sequence[str]) -> bool:
    """Return True for a numbered line that names something, with a sentence below it that leads over to a list."""
    numbered = facts.marked and facts.block.marker is not None and facts.block.marker.kind == "label"
    named = facts.names or (facts.titled == "phase" and outright(facts.words))
    if not numbered or not named or facts.closes or below is None or below.kind != "paragraph":
        return False
    return bool({"leads", "grants"} & cues_of(all_words[facts.at + 1]))


VALUED = Rule("facts.valued", r":\s*\S", "Age: 18", "Age:", exact=True)
"""A label with its value behind it."""


@cache
def phases_outright() -> re.Pattern[str]:
    """Return the expression of words that name a phase and nothing else."""
    return re.compile("|".join(lexicon.table("structure")["outright"].values()), re.IGNORECASE)


def outright(words: str) -> bool:
    """Return True if words name a phase and nothing else."""
    return phases_outright().search(words) is not None


LISTED = ("and", "or", "semicolon")
"""How an item closes that another one follows."""
DENIES = Rule("facts.denies", r"(?:no|not|none|absence|without)\b", "no asthma", "asthma", by="match")


def heads_a_list(before: Sequence[Facts], facts: Facts) -> bool:
    """Return True if an item is the heading of the list below it: it names something, and stands in no list of alternatives."""
    if not facts.marked or facts.closes in LISTED or DENIES.match(facts.words):
        return False
    if ASKED.match(facts.words) and not facts.look.bold:
        return False
    sibling = sibling_before(before, facts)
    if sibling is not None and sibling.closes in LISTED:
        return False
    if facts.look.bold and facts.opens and "leads" in facts.cues and not {"person", "needs"} <= facts.cues:
        return not is_asked_for(before)
    name = name_in(facts.words)
    if not facts.titled and not (
        facts.opens and kind_of(name) and len(WORD.findall(BRACKETS.sub("", name))) <= 9 and not NOT_NAMES.search(name)
    ):
        return False
    if not facts.opens and not (facts.titled == "phase" and facts.closes == "colon"):
        return False
    if is_asked_for(before):  # looks far back: last
        return False
    if sibling is not None and sibling.opens:
        return sibling.heading
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
    "facts.asked",
    r"\b(?:one|any|all|both|either|each|none) of the following\b",
    "one of the following",
    "the following",
)
COVERED = Rule("facts.covered", r"\b(?:cover(?:age|ed)|approv\w+|authori[sz]\w+|medically necessary|recommended)\b", "is medically necessary", "is a drug")  # fmt: skip


def is_asked_for(before: Sequence[Facts]) -> bool:
    """Return True if the line above a list asks for its items: a patient must have one of them."""
    lead = next((other for other in reversed(before) if not other.marked), None)
    if lead is None or lead.heading or lead.closes != "colon":
        return False
    return ASKED.search(lead.words) is not None and not COVERED.search(lead.words)


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


def parent_of(before: Sequence[Facts], facts: Facts) -> Facts | None:
    """Return the item that an item is set in below, None where a line that is no item parts them."""
    for other in reversed(before):
        if not other.marked and (other.heading or other.block.indent <= facts.block.indent):
            return None
        if other.marked and other.block.indent < facts.block.indent - step_of(facts.block):
            return other
    return None


def opens_list(blocks: Sequence[Block], at: int) -> bool:
    """Return True for an item below which items of another sign stand, set in further or numbered from the first."""
    if at + 1 >= len(blocks) or blocks[at].kind != "item" or blocks[at + 1].kind != "item":
        return False
    own, below = blocks[at].marker, blocks[at + 1].marker
    if own is None or below is None:
        return False
    styles = {style for style, _ in own.places}
    first = any(ordinal == 1 and style not in styles for style, ordinal in below.places)
    return first or blocks[at + 1].indent > blocks[at].indent + step_of(blocks[at])


TITLE = 110
"""Characters of the longest title."""
LONG = 400
"""So much of a block is searched for signs."""


def cues_of(words: str) -> frozenset[str]:
    """Return the signs that a block's words show."""
    text = words[:LONG]
    return frozenset(name for name, pattern in cues() if pattern.search(text))


def closing_of(words: str) -> str:
    """Return how a block's words end: with a connector or a sign, or nothing."""
    return next((name for name, pattern in CLOSES if pattern.search(words[-12:])), "")


def hang(found: Sequence[Facts], heads: Sequence[bool]) -> None:
    """Give each block the headings that it stands below: a heading ends those that are no more prominent once text stood below them."""
    stack: list[Facts] = []
    nested: dict[int, Look] = {}
    filled = False
    for facts, opens in zip(found, heads, strict=True):
        if opens and filled:
            stack = standing(stack, facts, nested)
        past = next((at for at, head in enumerate(stack) if goes_past(head, facts)), len(stack))
        stack = stack[:past]
        facts.above = list(stack)
        if opens:
            if stack and not filled and facts.names:
                nested.setdefault(stack[-1].at, facts.look)
            stack.append(facts)
        filled = not opens


def goes_past(head: Facts, facts: Facts) -> bool:
    """Return True if an item is the next of the list that a heading is an item of, and so does not stand below it."""
    own, other = head.block.marker, facts.block.marker
    if not head.marked or not facts.marked or own is None or other is None:
        return False
    follows = {(style, ordinal + 1) for style, ordinal in own.places} & set(other.places)
    return bool(follows) and facts.block.indent < head.block.indent + step_of(facts.block)


def standing(stack: Sequence[Facts], new: Facts, nested: Mapping[int, Look]) -> list[Facts]:
    """Return the headings that go on to hold below a new one: those more prominent, and those that hold names which look like it."""
    stays = [over(head.look, new.look) or holds(head, new, nested) for head in stack]
    return [head for at, head in enumerate(stack) if stays[at]]


def holds(head: Facts, new: Facts, nested: Mapping[int, Look]) -> bool:
    """Return True if a heading opens a section of names, and a new heading is a name that looks like the first of them."""
    return head.at in nested and not head.names and new.names and alike(nested[head.at], new.look)
