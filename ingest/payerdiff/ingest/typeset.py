"""Glyphs → printed lines: baselines, word gaps, raised note marks, and where each character stands."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.document import Box, Line, LineKind, Mark
from payerdiff.ingest.glyphs import BULLETS, Colour, Glyph, Segment
from payerdiff.ingest.redline import covers, lines_through

WORD_GAP = 0.16
"""A gap of this many ems parts two words."""
SIGNS = frozenset(BULLETS)
NOTE = re.compile(r"[\d,;\-–\s*†‡§Ф¥±◊]+$")


@dataclass(frozen=True, slots=True)
class DrawnRun:
    """A run of characters with a line through or beneath it."""

    start: int
    end: int
    page: int
    base: float
    colour: Colour


@dataclass(slots=True)
class Sheet:
    """Collects the text of a document while its pages are set; offsets are positions in the joined text."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    struck: list[DrawnRun] = field(default_factory=list)
    underlined: list[DrawnRun] = field(default_factory=list)
    """Underlined runs are judged when the whole document is known."""
    lefts: array[float] = field(default_factory=lambda: array("f"))
    rights: array[float] = field(default_factory=lambda: array("f"))

    def write(self, text: str, left: float = 0.0, right: float = 0.0) -> None:
        """Append text whose characters stand at left..right."""
        self.parts.append(text)
        self.length += len(text)
        self.lefts.extend([left] * len(text))
        self.rights.extend([right] * len(text))


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs into printed lines, top to bottom, each sorted by x; raised marks join their line."""
    rows: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(glyphs, key=lambda g: (round(g.base, 1), g.x0)):
        if rows and glyph.base - base <= 0.55 * max(size, glyph.size):
            rows[-1].append(glyph)
            if glyph.size > size * 1.1:
                base, size = glyph.base, glyph.size
            size = max(size, glyph.size)
        else:
            rows.append([glyph])
            base, size = glyph.base, glyph.size
    for row in rows:
        row.sort(key=lambda g: g.x0)
    return rows


def bold_share(row: Sequence[Glyph]) -> bool:
    """Tell whether most of a line is set in a bold face."""
    heavy = sum(1 for g in row if "bold" in g.font.lower() or "black" in g.font.lower())
    return heavy > 0.6 * len(row)


def raised(row: Sequence[Glyph], base: float, size: float) -> list[bool]:
    """Tell for each glyph of a line whether it is a raised note mark (not an exponent)."""
    high = [g.size < 0.82 * size and base - g.base > 0.15 * size for g in row]
    at = 0
    while at < len(row):
        if not high[at]:
            at += 1
            continue
        end = at
        while end < len(row) and high[end]:
            end += 1
        before = "".join(g.char for g in row[max(0, at - 3) : at])
        run = "".join(g.char for g in row[at:end])
        unit = re.search(r"(?:\b|[^A-Za-z])(?:c?m|k?g|10|L)$", before) is not None and run in ("2", "3", "6", "9", "12")
        if unit or not NOTE.fullmatch(run):
            high[at:end] = [False] * (end - at)
        at = end
    return high


def set_row(
    sheet: Sheet,
    row: Sequence[Glyph],
    page: int,
    segments: Sequence[Segment],
    heights: Sequence[float],
    kind: LineKind = "text",
) -> Line:
    """Write one printed line to the sheet, with its marks, and return it."""
    sizes = Counter(round(g.size, 1) for g in row)
    size = max(s for s, n in sizes.items() if n >= 0.2 * len(row) or n == max(sizes.values()))
    bases = [g.base for g in row if abs(g.size - size) < 0.6] or [row[0].base]
    base = sorted(bases)[len(bases) // 2]
    strikes, underlines = lines_through(row, segments, heights)
    notes = raised(row, base, size)
    start = sheet.length
    runs: list[tuple[str, int, int, Colour]] = []

    def mark(kind: str, width: int, colour: Colour) -> None:
        if runs and runs[-1][0] == kind and runs[-1][2] == sheet.length:
            runs[-1] = (kind, runs[-1][1], sheet.length + width, runs[-1][3])
        else:
            runs.append((kind, sheet.length, sheet.length + width, colour))

    last: Glyph | None = None
    for glyph, note in zip(row, notes, strict=True):
        if last is not None and glyph.x0 - last.x1 > WORD_GAP * max(min(glyph.size, last.size), 0.7 * size):
            if strikes and covers(strikes, last.x1, glyph.x0):
                mark("struck", 1, glyph.colour)
            elif underlines and covers(underlines, last.x1, glyph.x0):
                mark("underlined", 1, glyph.colour)
            sheet.write(" ", last.x1, glyph.x0)
        width = len(glyph.char)
        if strikes and covers(strikes, glyph.x0, glyph.x1):
            mark("struck", width, glyph.colour)
        elif underlines and covers(underlines, glyph.x0, glyph.x1):
            mark("underlined", width, glyph.colour)
        if note:
            mark("note", width, glyph.colour)
        sheet.write(glyph.char, glyph.x0, glyph.x1)
        last = glyph
    keep_runs(sheet, runs, page, base)
    box: Box = (row[0].x0, base - 0.8 * size, max(g.x1 for g in row), base + 0.22 * size)
    line = Line(start, sheet.length, page, row[0].x0, box, size, bold_share(row), kind)
    sheet.lines.append(line)
    sheet.write("\n")
    return line


def keep_runs(sheet: Sheet, runs: list[tuple[str, int, int, Colour]], page: int, base: float) -> None:
    """File the runs of one line: strikes and notes as marks, underlines for later judgement.

    A stroke through a lone list sign is part of the sign.
    """
    text = "".join(sheet.parts[-(sheet.length - runs[0][1]) :]) if runs else ""
    origin = runs[0][1] if runs else 0
    for kind, low, high, colour in runs:
        words = text[low - origin : high - origin]
        if kind == "note":
            sheet.marks.append(Mark(low, high, "reference", "drawn"))
        elif kind == "underlined":
            sheet.underlined.append(DrawnRun(low, high, page, base, colour))
        elif words.strip() not in SIGNS:
            sheet.marks.append(Mark(low, high, "deleted", "drawn"))
            sheet.struck.append(DrawnRun(low, high, page, base, colour))
