"""Which rows of a table fit on one sheet: the most telling first, in their order, and what is left out is counted."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from textwrap import shorten

from payerdiff.templates.brief.brief import BriefCell, BriefRow

LINES = 26
"""Lines that a table may have, at the type size of the sheet: Letter landscape and a wide slide leave room for as many."""
LETTERS = 150
"""Letters of one line across all columns."""
TITLE, OF = 22, 26
"""Letters of the two columns that say what a row is about."""
TALLEST = (8, 5, 3)
"""Lines of a cell at most, where there is room and where there is less; longer ones are cut, with an ellipsis."""


def fitted(rows: Sequence[BriefRow], columns: int, lines: int = LINES) -> tuple[tuple[BriefRow, ...], int]:
    """Return the rows that fit, cells cut where they are too long, and how many rows were left out.

    >>> row = BriefRow("Age", "asthma", (BriefCell("18 years or older"),))
    >>> kept, left = fitted([row] * 30, 1)
    >>> len(kept), left
    (26, 4)
    """
    width = max((LETTERS - TITLE - OF) // max(columns, 1), 8)
    for tallest in TALLEST:
        held = [cut(row, width, tallest) for row in rows]
        if sum(height(row, width) for row in held) <= lines:
            return tuple(held), 0
    kept: set[int] = set()
    room = lines
    for at in sorted(range(len(held)), key=lambda at: (held[at].rank, at)):
        need = height(held[at], width)
        if need <= room:
            kept.add(at)
            room -= need
    return tuple(held[at] for at in sorted(kept)), len(held) - len(kept)


def cut(row: BriefRow, width: int, tallest: int) -> BriefRow:
    """Return a row whose cells are no taller than they may be."""
    cells = tuple(
        BriefCell(shorten(c.text, max(width * tallest - len(c.place) - 2, 12), placeholder=" …"), c.place, c.strong, c.open)
        for c in row.cells
    )  # fmt: skip
    return BriefRow(row.title, shorten(row.of, OF * min(TALLEST), placeholder=" …"), cells, row.rank)


def height(row: BriefRow, width: int) -> int:
    """Return how many lines a row takes."""
    tall = [ceil(len(f"{c.text} {c.place}".strip()) / width) for c in row.cells]
    return max(*tall, ceil(len(row.title) / TITLE), ceil(len(row.of) / OF), 1)
