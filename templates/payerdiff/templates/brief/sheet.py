"""Which rows of a table fit on one sheet: the most telling first, in their order, and what is left out is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from payerdiff.model.phrasing import listed
from payerdiff.templates.brief.brief import LAST, Brief, BriefBlock, BriefCell, BriefRow
from payerdiff.templates.cutting import fitted as cut_to

HEIGHT = 545
"""Points between the margins of a Letter page across; a wide slide has as many."""
SPACE, LINE = 4, 10
"""Points of a row's space and rule, and of each line of it."""
BELOW = 44
"""Points for what is the same for all, and for what is left out, below a table by indications."""
LEAST = 60
"""Points that a table has in any case."""
LETTERS = 170
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


def filled_by_blocks(brief: Brief, blocks: Sequence[BriefBlock], whole: str) -> Brief:
    """Return a sheet with the blocks that it has room for, each whole; of the first indication that does not fit, the rows that tell most. What is left out is named."""
    width, points = width_of(len(brief.heads), len(brief.leads)), room(brief) - BELOW
    kept: list[BriefRow] = []
    left: list[str] = []
    missing = 0
    for tallest in TALLEST:
        kept, left, missing, used, parted = [], [], 0, 0, False
        for block in blocks:
            rows = [cut(row, width, tallest) for row in block.rows]
            head = SPACE + LINE
            fits, out = rows, 0
            if used + head + tall(rows, width) > points:
                fits, out = ([], len(rows)) if parted else some_of(rows, width, points - used - head)
                parted = True
            if fits:
                kept += [BriefRow(block.title, "", ()), *fits]
                used += head + tall(fits, width)
            left += [] if fits else [block.title]
            missing += out
        if not missing:
            break
    shown = {row.title for row in kept if not row.cells}
    alike = the_same([block for block in blocks if block.title in shown])
    return replace(brief, rows=tuple(kept), notes=(*alike, *brief.notes, *left_out(missing, left, whole)))


def the_same(blocks: Sequence[BriefBlock]) -> list[str]:
    """Return what all payers answer alike, in one note: indications of which that is the same are named together.

    >>> the_same([BriefBlock("Asthma", (), "age: 6"), BriefBlock("COPD", (), "age: 6")])
    ['The same for all: age: 6 (Asthma and COPD).']
    """
    held: dict[str, list[str]] = {}
    for block in blocks:
        if block.note:
            held.setdefault(block.note, []).append(block.title)
    told = "; ".join(f"{note} ({listed(titles, 'and')})" for note, titles in held.items())
    return [f"The same for all: {told}."] if told else []


def left_out(rows: int, blocks: Sequence[str], whole: str) -> list[str]:
    """Return what a sheet has no room for, in a sentence.

    >>> left_out(12, ["Asthma"], "report"), left_out(0, [], "report")
    (['12 more rows in the full report: Asthma.'], [])
    """
    if not rows:
        return []
    named = f": {listed(blocks, 'and')}" if blocks else ""
    return [f"{rows} more {'row' if rows == 1 else 'rows'} in the full {whole}{named}."]


def some_of(rows: Sequence[BriefRow], width: int, points: int) -> tuple[list[BriefRow], int]:
    """Return the rows of lowest rank that have room together, in their order, and how many others there are."""
    taken: list[int] = []
    for at in in_turn(rows):
        if tall([rows[i] for i in (*taken, at)], width) <= points:
            taken.append(at)
    return [rows[at] for at in sorted(taken)], len(rows) - len(taken)


def tall(rows: Sequence[BriefRow], width: int) -> int:
    """Return how many points some rows take."""
    return sum(height(row, width) for row in rows)


def room(brief: Brief) -> int:
    """Return the points that are left for the rows of the table, after all other words of the sheet."""
    width = width_of(len(brief.heads), len(brief.leads))
    used = 21 * lines_of(brief.title, 64) + 13 * lines_of(brief.question, 130) + 12 * lines_of(brief.warning, 140)
    used += 16 + 11 * max((lines_of(name, width) + lines_of(below, width) for name, below in brief.heads), default=0)
    used += sum(12 * lines_of(note, 190) for note in brief.notes) + 6
    in_two = sum(12 * lines_of(words, 76) for words in brief.sentences) / 2 + 14
    in_one = sum(12 * lines_of(words, 160) for words in brief.sentences)
    used += int(max(in_two, in_one)) + 10 * lines_of(brief.source, 220) + 10
    return max(HEIGHT - used, LEAST)


def lines_of(text: str, letters: int) -> int:
    """Return how many lines a text takes.

    >>> lines_of("", 10), lines_of("a word or two", 10)
    (0, 2)
    """
    return ceil(len(text) / letters)


def width_of(columns: int, leads: int = 2) -> int:
    """Return the letters of a line of one column beside those that say what a row is about."""
    return max((LETTERS - TITLE - (OF if leads > 1 else 0)) // max(columns, 1), 8)


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
        BriefCell(cut_to(c.text, max(width * tallest - len(c.place) - 2, 12)), c.place, c.strong, c.open)
        for c in row.cells
    )  # fmt: skip
    return BriefRow(row.title, cut_to(row.of, OF * tallest), cells, row.rank)


def height(row: BriefRow, width: int) -> int:
    """Return how many points a row takes."""
    tall = [lines_of(f"{c.text} {c.place}".strip(), width) for c in row.cells]
    return SPACE + LINE * max(*tall, lines_of(row.title, TITLE), lines_of(row.of, OF), 1)
