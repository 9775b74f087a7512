"""The characters of a page with ruled tables → printed lines and table rows in reading order; a table within a cell stays a table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from payerdiff.ingest.document import Box, Line
from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Page
from payerdiff.ingest.pdf.columns import Row, by_columns
from payerdiff.ingest.pdf.lines import Sheet, rows_of, set_row
from payerdiff.ingest.pdf.page_columns import parts_of
from payerdiff.ingest.pdf.tables import Grid


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table with the characters inside it, and the tables that stand within its cells."""

    grid: Grid
    ink: Ink
    within: tuple[Grid, ...] = ()
    column: tuple[float, float] | None = None
    """The edges of the column of text that it stands in, where its page has several."""


def in_reading_order(body: Ink, grids: Sequence[Grid], begun: float | None = None) -> Iterator[Row | Table]:
    """Yield printed lines, and tables with the characters inside them: from top to bottom, columns of text one after the other."""
    outer = [grid for grid in grids if not any(is_within(grid, other) for other in grids)]
    outside = body.at(parted(body, outer)[0]) if outer else body
    for part in parts_of(body, outside, outer, grids, begun):
        held = [grid for grid in outer if grid in part.grids]
        free, tables = apart(part.ink, held, part.grids)
        items: list[tuple[float, Row | Table]] = [(table.grid.box[1], table) for table in tables]
        rows = [(group[0].ink.bases[0], row) for group in by_columns(list(rows_of(free))) for row in group]
        for _, item in sorted([*rows, *items], key=itemgetter(0)):
            yield replace(item, column=part.column) if part.column else item


def apart(body: Ink, outer: Sequence[Grid], grids: Sequence[Grid]) -> tuple[Ink, list[Table]]:
    """Return the characters outside of all tables, and the tables, each with those that stand within it."""
    if not outer:
        return body, []
    outside, inside = parted(body, outer)
    tables = [
        Table(grid, body.at(held), tuple(one for one in grids if is_within(one, grid)))
        for grid, held in zip(outer, inside, strict=True)
    ]
    return body.at(outside), tables


def is_within(grid: Grid, other: Grid) -> bool:
    """Return True if a table of several rows stands within a cell of another table, which holds more than that table."""
    if grid is other or len(grid.rows) < LEAST:
        return False
    return any(holds(cell, grid) for row in other.rows for cell in row)


def holds(cell: Box, grid: Grid) -> bool:
    """Return True if a table stands within a cell."""
    left, top, right, bottom = grid.box
    return cell[0] <= left and cell[1] <= top and right <= cell[2] and bottom <= cell[3]


LEAST = 2
"""Rows that a table within a cell has at least: one row alone may be a frame around words."""


def parted(body: Ink, grids: Sequence[Grid]) -> tuple[list[int], list[list[int]]]:
    """Return the places of the characters outside of all tables, and of those inside each."""
    free: list[int] = []
    inside: list[list[int]] = [[] for _ in grids]
    for base, size, start, end in body.runs():
        middle = base - 0.3 * size
        boxes = [(at, grid.box) for at, grid in enumerate(grids) if grid.box[1] <= middle <= grid.box[3]]
        if not boxes:
            free.extend(range(start, end))
            continue
        lows = body.lows[start:end]
        at, (left, _, right, _) = boxes[0]
        if len(boxes) == 1 and left - 1 <= min(lows) and max(lows) <= right + 1:
            inside[at].extend(range(start, end))
            continue
        for place, x in enumerate(lows, start):
            held = next((at for at, box in boxes if box[0] - 1 <= x <= box[2] + 1), None)
            (free if held is None else inside[held]).append(place)
    return free, inside


def set_table(sheet: Sheet, table: Table, page: Page, heights: list[float]) -> None:
    """Write a ruled table, one line a row; its cells keep their inner line breaks, and a table within a cell its rows."""
    held = table.ink
    middles = [base - 0.3 * size for base, size in zip(held.bases, held.sizes, strict=True)]
    held = held.at(sorted(range(len(held)), key=middles.__getitem__))
    middles.sort()
    centers = [(x0 + x1) / 2 for x0, x1 in zip(held.lows, held.highs, strict=True)]
    for boxes in table.grid.rows:
        start, first = sheet.length, len(sheet.lines)
        cells: list[tuple[int, int]] = []
        for left, top, right, bottom in boxes:
            band = range(bisect_left(middles, top), bisect_left(middles, bottom))
            low = sheet.length
            ink = held.at([at for at in band if left <= centers[at] < right])
            set_cell(sheet, ink, [one for one in table.within if holds((left, top, right, bottom), one)], page, heights)
            cells.append((low, max(low, sheet.length - 1)))
        written = sheet.lines[first:]
        if written:
            sheet.lines[first:] = [row_line(written, start, sheet.length - 1, cells)]


def set_cell(sheet: Sheet, ink: Ink, within: Sequence[Grid], page: Page, heights: list[float]) -> None:
    """Write what a cell holds: its printed lines, and the tables within it where they stand between them."""
    outer = [grid for grid in within if not any(is_within(grid, other) for other in within)]
    free, tables = apart(ink, outer, within)
    lines: list[tuple[float, Ink | Table]] = [(row.bases[0], row) for row in rows_of(free)]
    lines += [(table.grid.box[1], table) for table in tables]
    for _, item in sorted(lines, key=itemgetter(0)):
        if isinstance(item, Table):
            set_table(sheet, item, page, heights)
        else:
            set_row(sheet, item, page.number, page.segments, heights)


def row_line(written: list[Line], start: int, end: int, cells: list[tuple[int, int]]) -> Line:
    """Return the one line of a table row whose printed lines are `written`."""
    boxes = [line.box for line in written if line.box]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    bold = all(line.bold for line in written)
    cut = tuple(cells)
    return Line(start, end, written[0].page, box[0], box, written[0].size, bold, "row", cells=cut, inner=tuple(written))
