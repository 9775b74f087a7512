"""Which rows of a table fit on one sheet: the most telling first, in their order, and what is left out is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from textwrap import shorten

from payerdiff.templates.brief.brief import LAST, Brief, BriefCell, BriefRow

HEIGHT = 535
"""Points between the margins of a Letter page across; a wide slide has as many."""
SPACE, LINE = 4, 10
"""Points of a row's space and rule, and of each line of it."""
LEAST = 60
"""Points that a table has in any case."""
LETTERS = 150
"""Letters of one line across all columns."""
TITLE, OF = 22, 26
"""Letters of the two columns that say what a row is about."""
TALLEST = (8, 5, 3)
"""Lines of a cell at most, where there is room and where there is less; longer ones are cut, with an ellipsis."""


def filled(brief: Brief, rows: Sequence[BriefRow], whole: str) -> Brief:
    """Return a sheet with the rows that it has room for; `whole` is what has the others."""
    kept, left = fitted(rows, len(brief.heads), room(brief))
    rest = (f"{left} more {'row' if left == 1 else 'rows'} in the full {whole}.",) if left else ()
    return replace(brief, rows=kept, notes=(*brief.notes, *rest))


def room(brief: Brief) -> int:
    """Return the points that are left for the rows of the table, after all other words of the sheet."""
    width = width_of(len(brief.heads))
    used = 21 * lines_of(brief.title, 64) + 13 * lines_of(brief.question, 130) + 12 * lines_of(brief.warning, 140)
    used += 16 + 11 * max((lines_of(name, width) + lines_of(below, width) for name, below in brief.heads), default=0)
    used += sum(13 * lines_of(note, 180) for note in brief.notes) + 13
    in_two = sum(12 * lines_of(words, 76) for words in brief.sentences) / 2 + 24
    in_one = sum(13 * lines_of(words, 155) for words in brief.sentences)
    used += int(max(in_two, in_one)) + 10 * lines_of(brief.source, 200) + 14
    return max(HEIGHT - used, LEAST)


def lines_of(text: str, letters: int) -> int:
    """Return how many lines a text takes.

    >>> lines_of("", 10), lines_of("a word or two", 10)
    (0, 2)
    """
    return ceil(len(text) / letters)


def width_of(columns: int) -> int:
    """Return the letters of a line of one column."""
    return max((LETTERS - TITLE - OF) // max(columns, 1), 8)


def fitted(rows: Sequence[BriefRow], columns: int, points: int) -> tuple[tuple[BriefRow, ...], int]:
    """Return the rows that fit, cells cut where they are too long, and how many rows were left out.

    Each question has a row before one of them has a second; of a question's rows, those of the lowest rank are first.

    >>> row = BriefRow("Age", "asthma", (BriefCell("18 years or older"),))
    >>> kept, left = fitted([row] * 30, 1, 26 * 14)
    >>> len(kept), left
    (26, 4)
    """
    width = width_of(columns)
    for tallest in TALLEST:
        held = [cut(row, width, tallest) for row in rows]
        if sum(height(row, width) for row in held) <= points:
            return tuple(held), 0
    kept: set[int] = set()
    room = points
    for at in in_turn(held):
        need = height(held[at], width)
        if need <= room:
            kept.add(at)
            room -= need
    return tuple(held[at] for at in sorted(kept)), len(held) - len(kept)


def in_turn(rows: Sequence[BriefRow]) -> list[int]:
    """Return the places of rows in the order in which they are taken."""
    turns: dict[str, int] = {}
    taken = []
    for at in sorted(range(len(rows)), key=lambda at: (rows[at].rank, at)):
        turns[rows[at].title] = turns.get(rows[at].title, -1) + 1
        taken.append((rows[at].rank == LAST, turns[rows[at].title], rows[at].rank, at))
    return [at for *_, at in sorted(taken)]


def cut(row: BriefRow, width: int, tallest: int) -> BriefRow:
    """Return a row whose cells are no taller than they may be."""
    cells = tuple(
        BriefCell(shorten(c.text, max(width * tallest - len(c.place) - 2, 12), placeholder=" …"), c.place, c.strong, c.open)
        for c in row.cells
    )  # fmt: skip
    return BriefRow(row.title, shorten(row.of, OF * min(TALLEST), placeholder=" …"), cells, row.rank)


def height(row: BriefRow, width: int) -> int:
    """Return how many points a row takes."""
    tall = [lines_of(f"{c.text} {c.place}".strip(), width) for c in row.cells]
    return SPACE + LINE * max(*tall, lines_of(row.title, TITLE), lines_of(row.of, OF), 1)
