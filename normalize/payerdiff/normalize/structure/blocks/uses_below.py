"""Lists of the uses that a whole document is for (`For the indications listed below:`): they say for whom its criteria are, and ask for nothing.

A table between two items does not end the list: the next number goes on with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, Role

USES = r"(?:following )?(?:covered )?(?:indications?|diagnos[ei]s|uses?|conditions?)(?:\(s\))?"
LISTED = r"(?:(?:that are )?(?:listed|named|shown) )?(?:below|here)?"
BELOW = Rule("uses_below.below", rf"^\W*(?:this (?:program|policy) applies to|for)\s+(?:the )?{USES}\s*{LISTED}\b[^.:;]{{0,40}}:\W*$", "For the indication(s) listed below (new starts only):", "For the following patients:", by="match")  # fmt: skip
"""What leads over to the uses that a document is for."""
SEVERAL = 2
"""Uses at least of a list."""


def lists_of_uses(found: Sequence[Facts]) -> list[list[Facts]]:
    """Return the lists of uses that a document is for: their items, which name diseases and say nothing else."""
    lists = (list(items_of(found, at)) for at, facts in enumerate(found) if BELOW.match(facts.words))
    return [items for items in lists if len(items) >= SEVERAL]


def items_of(found: Sequence[Facts], at: int) -> Iterator[Facts]:
    """Yield the items of the list below a line, and those further down that go on with its numbers before another list begins."""
    last, open_ = 0, True
    for facts in found[at + 1 :]:
        number = number_of(facts)
        if not facts.marked:
            open_ = False
        elif facts.titled == "disease" and (number == last + 1 or open_):
            last = max([number or 0, last, *further(facts.words)])
            yield facts
        elif open_ or number == 1:
            return


def number_of(facts: Facts) -> int | None:
    """Return the number of an item, None where it has none."""
    places = facts.block.marker.places if facts.block.marker else ()
    return next((place for style, place in places if style == "arabic"), None)


FURTHER = Rule("uses_below.further", r"(?<=\s)(\d{1,2})\.\s+(?=[A-Z])", "Asthma 4. Gout", "Asthma", exact=True)
"""An item of a second column, on the line of an item of the first."""


def further(words: str) -> list[int]:
    """Return the numbers of items that stand on the line of another."""
    return [int(match[1]) for match in FURTHER.finditer(words)]


def uses_in(items: Sequence[Facts]) -> list[str]:
    """Return the uses that the items of a list name, in the order of their words."""
    return [name.strip(" .;,") for facts in items for name in FURTHER.compiled.sub("\n", facts.words).split("\n")]


def told_by_uses(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with the uses that a document is for as description."""
    mended = list(roles)
    for facts in (facts for items in lists_of_uses(found) for facts in items):
        if mended[facts.at] in CRITERIAL:
            mended[facts.at], facts.heading = "description", False
    return mended
