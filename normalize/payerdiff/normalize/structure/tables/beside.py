"""Tables that stand behind a list of criteria and ask for nothing: doses by weight, examples of a class."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.roles import Role

ASKING = frozenset({"person", "needs", "grants", "rules", "refuses", "leads"})
"""What is seen of words that ask for something."""
LONGEST = 8
"""Words of a cell that names or measures something, at the most."""
LEADING = ("colon", "and", "or")
FEWEST = 2


def set_beside(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with the rows of a table behind a list that is closed as notes, where every cell of all rows is brief and none asks for anything.

    A table below a heading, or below words that lead over to it, is what they say.
    """
    mended = list(roles)
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and is_of(found[at], found[end]) and mended[end] == "criterion":
            end += 1
        if end - at >= FEWEST and at and tells_only(found, at, end):
            mended[at:end] = ["note"] * (end - at)
        at = max(end, at + 1)
    return mended


def is_of(first: Facts, facts: Facts) -> bool:
    """Return True if a row may be one of the table that another opens."""
    cells = len(first.block.cells)
    return first.block.kind == facts.block.kind == "row" and len(facts.block.cells) == cells > 1


def tells_only(found: Sequence[Facts], start: int, end: int) -> bool:
    """Return True if rows stand behind a closed list and hold brief cells that ask for nothing."""
    before = found[start - 1]
    closed = before.closes == "stop" or (before.closes not in LEADING and not before.heading)
    return closed and not any(facts.cues & ASKING or is_long(facts) for facts in found[start:end])


def is_long(facts: Facts) -> bool:
    """Return True if a row holds more words than its cells may."""
    return len(facts.words.split()) > LONGEST * len(facts.block.cells)
