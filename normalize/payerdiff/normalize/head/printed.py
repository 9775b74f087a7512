"""A reading as rows of cells: what stands side by side on one line is told apart by the white space between.

Heads set labels and values in columns without rules; a line's text alone runs them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from payerdiff.ingest.document import Line
from payerdiff.ingest.reading.reading import Reading
from payerdiff.normalize.draft.passage import WORD
from payerdiff.normalize.rules import Rule

WIDE = 1.3
"""White space, as a multiple of the type size, from which on words of one line stand in columns of their own."""
BLANKS = Rule("printed.blanks", r"\s{3,}|\s*\|\s+|\t+", "a   b", "a b", exact=True)
"""What parts columns where the format has no geometry."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words on one line that no wide space parts; offsets count in the reading's text."""

    start: int
    end: int
    text: str
    row: int
    left: float | None = None
    right: float | None = None

    def stands_below(self, other: Cell) -> bool:
        """Return True if the two share a column; where the format has no geometry, nobody knows, and any may."""
        if self.left is None or other.left is None or self.right is None or other.right is None:
            return True
        return self.left < other.right + 6 and other.left < self.right + 6


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line: its cells, its page, and whether it is a running head or foot."""

    cells: tuple[Cell, ...]
    page: int
    furniture: bool
    size: float
    bold: bool
    text: str
    """The words of all cells."""
    level: int = 0
    """The level of a heading, where the format states it."""


def printed_rows(reading: Reading) -> list[Row]:
    """Return the rows of a reading, in order; empty ones are left out."""
    rows: list[Row] = []
    for line in reading.document.lines:
        cells = tuple(cells_of(reading, line, len(rows)))
        if cells:
            aside = line.kind in ("furniture", "balloon")
            words = " ".join(cell.text for cell in cells)
            level = line.level if line.kind == "heading" else 0
            rows.append(Row(cells, line.page, aside, line.size or 0.0, line.bold, words, level))
    return rows


def cells_of(reading: Reading, line: Line, row: int) -> Iterator[Cell]:
    """Yield the cells of a line."""
    ranges = line.cells or ((line.start, line.end),)
    for low, high in ranges:
        start, end = reading.view(low), reading.view(high)
        for begin, stop in parts_of(reading, start, end, line.size or 10.0):
            text = " ".join(reading.plain[begin:stop].split())
            if text:
                left, right = edges(reading, begin, stop)
                yield Cell(begin, stop, text, row, left, right)


def parts_of(reading: Reading, start: int, end: int, size: float) -> Iterator[tuple[int, int]]:
    """Yield the ranges between wide spaces."""
    document, text = reading.document, reading.plain
    if not document.lefts:
        at = start
        for gap in BLANKS.finditer(text, start, end):
            yield trimmed(text, at, gap.start())
            at = gap.end()
        yield trimmed(text, at, end)
        return
    at, before = start, None
    origins, lefts, rights = reading.origins, document.lefts, document.rights
    for word in WORD.finditer(text, start, end):
        for place in (
            range(*word.span()) if origins else (word.start(),)
        ):  # within a word nothing is wide but what was left out
            if before is not None and lefts[origins[place] if origins else place] - before > WIDE * size:
                yield trimmed(text, at, place)
                at = place
            before = rights[origins[place]] if origins else rights[word.end() - 1]
    yield trimmed(text, at, end)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def edges(reading: Reading, start: int, end: int) -> tuple[float | None, float | None]:
    """Return the left and right edge of a range, None without geometry."""
    document = reading.document
    if not document.lefts or start >= end:
        return None, None
    low, high = (reading.origins[start], reading.origins[end - 1]) if reading.origins else (start, end - 1)
    return document.lefts[low], document.rights[high]
