"""Labels and their values: `Effective Date: May 1, 2025`, a label with its value on the right, or in the line below.

Where several labels stand side by side, each has the value in its own column; where the format has no geometry, the values below stand
in the order of the labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from payerdiff.normalize.head.printed import Cell, Row
from payerdiff.normalize.rules import Rule

Shape = Callable[[str], tuple[int, int] | None]
"""Returns where the value stands in the words behind a label, None where there is none."""
SEPARATOR = Rule("labels.separator", r"[\s:.\-–—|#*_…]*", ": ", "May", exact=True, by="match")
BELOW = 3
"""Lines below a label in which its value is looked for."""
NUMBERED = r"(?:policy|document|guideline|program|reference|coverage policy) (?:number|no\.|#|id)"
WHICH_DATE = r"current|original|last|next|policy|version|annual|most recent|date of|of last"
DATE_OF_WHAT = (
    r"publish(?:ed)?|issued?|approval|created|revision|review|effective|posted|archived|supersedes|last approval"
)
WHERE_IT_BELONGS = r"line(?:s|\(s\))? of business|region(?:\(s\)|s)?|benefit(?:\(s\)|s)?|category|page|status|doc(?:ument)? id|date of origin|keywords|related polic(?:y|ies)"
OTHER = Rule(
    "labels.other",
    rf"(?<!\w)(?:{NUMBERED}|(?:policy |document )?title|subject|section|topic|version|(?:(?:{WHICH_DATE}|{DATE_OF_WHAT}) ?)+(?:date|review)s?|{WHERE_IT_BELONGS})\s*(?:[:#]|\.{{3}})",
    "Last Review Date:",
    "Asthma:",
)
"""A further label on the same line: the value before it ends there."""


@dataclass(frozen=True, slots=True)
class Labeled:
    """A value and where it and its label stand."""

    value: str
    label: str
    row: int
    start: int
    end: int
    same_line: bool
    colon: bool


def labeled(
    rows: Sequence[Row], label: Rule | re.Pattern[str], shape: Shape, only: Sequence[int] | None = None
) -> Iterator[Labeled]:
    """Yield the values of a label, in document order; `only` are the rows in which it may stand, where the caller knows."""
    for at in range(len(rows)) if only is None else only:
        row = rows[at]
        if not label.search(row.text):
            continue
        for place, cell in enumerate(row.cells):
            for match in label.finditer(cell.text):
                found = value_of(rows, at, place, cell, match, shape)
                if found:
                    yield found


def value_of(
    rows: Sequence[Row], at: int, place: int, cell: Cell, match: re.Match[str], shape: Shape
) -> Labeled | None:
    """Return the value of one label: behind it, right of it, or below it."""
    rest = cell.text[match.end() :]
    other = OTHER.search(rest)
    rest = rest[: other.start()] if other else rest
    lead = SEPARATOR.match(rest)
    body = rest[lead.end() if lead else 0 :]
    colon = ":" in rest[: lead.end() if lead else 0] or match[0].rstrip().endswith(":")
    if body.strip():
        found = shape(body)
        return told(cell, match, body[slice(*found)], at, True, colon, cell.end) if found else None
    if place + 1 < len(rows[at].cells) and not other:
        right = rows[at].cells[place + 1]
        found = shape(right.text)
        if found and not OTHER.match(right.text):
            return told(cell, match, right.text[slice(*found)], at, True, colon, right.end)
    if match.start() > 2 and not colon:
        return None
    return value_below(rows, at, place, cell, match, shape, colon)


def value_below(
    rows: Sequence[Row], at: int, place: int, cell: Cell, match: re.Match[str], shape: Shape, colon: bool
) -> Labeled | None:
    """Return the value that stands below a label."""
    order = place if cell.left is None else 0
    for row in rows[at + 1 : at + 1 + BELOW]:
        cells = [other for other in row.cells if other.stands_below(cell)]
        for below in cells[order:] + cells[:order]:
            found = shape(below.text)
            if found and not OTHER.match(below.text):
                return told(cell, match, below.text[slice(*found)], at, False, colon, below.end)
        if any(SEPARATOR.fullmatch(below.text) is None and OTHER.match(below.text) is None for below in cells):
            return None
    return None


def told(cell: Cell, match: re.Match[str], value: str, row: int, same_line: bool, colon: bool, end: int) -> Labeled:
    """Return a label's value."""
    return Labeled(" ".join(value.split()), match[0].strip(), row, cell.start, end, same_line, colon)
