"""What is seen of each block: its words' signs, whether it looks like a heading, what it names, and the headings above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule, Signs
from payerdiff.normalize.structure.blocks.looks import Look, step_of
from payerdiff.normalize.structure.blocks.roles import Role

CLOSES = (
    ("and", Rule("facts.closes_and", r"(?:^|[\s;,.)])and\W*$", "Asthma; and", "Asthma")),
    ("or", Rule("facts.closes_or", r"(?:^|[\s;,.)])or\W*$", "Asthma; or", "Asthma")),
    ("colon", Rule("facts.closes_colon", r":\W*$", "Asthma:", "Asthma")),
    ("semicolon", Rule("facts.closes_semicolon", r";\W*$", "Asthma;", "Asthma")),
    ("stop", Rule("facts.closes_stop", r"[.?!]\W*$", "Asthma.", "Asthma")),
)


@cache
def cues() -> Signs:
    """Return the signs of a block's words, by name."""
    plain = ("code", "field")
    table = lexicon.table("structure")["cues"]
    return Signs((name, pattern, 0 if name in plain else re.IGNORECASE) for name, pattern in table.items())


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


LONG, END = 400, 160
"""So much of a block is searched for signs: of its beginning, and of its end where it leads over to a list."""


@lru_cache(maxsize=4_096)
def cues_of(words: str) -> frozenset[str]:
    """Return the signs that a block's words show.

    >>> "leads" in cues_of("It is covered. " * 40 + "All of the following must be met:")
    True
    """
    text = words[:LONG]
    if len(words) > LONG and words.rstrip().endswith(":"):
        text = f"{text} {words[max(len(words) - END, LONG) :]}"
    return cues().in_text(text)


def closing_of(words: str) -> str:
    """Return how a block's words end: with a connector or a sign, or nothing."""
    return next((name for name, pattern in CLOSES if pattern.search(words[-12:])), "")
