"""Glyphs → printed lines: baselines, word gaps, raised note marks, and where each character stands."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter

from payerdiff.ingest.document import Box, Confidence, Line, LineKind, Mark
from payerdiff.ingest.page import Color, Glyph, Segment
from payerdiff.ingest.pdf.strokes import covers, lines_through, or_equal
from payerdiff.ingest.signs import BULLETS, POWER_OF_TEN

BY_BASE = itemgetter(3)
BY_X = itemgetter(1)
WORD_GAP = 0.16
"""A gap of this many ems parts two words."""
SIGNS = frozenset(BULLETS)
UNIT_BEFORE = re.compile(r"(?:\b|[^A-Za-z])(?:[cmkµμn]?m|k?g|10|L)$")
EXPONENTS = frozenset({"2", "3", "6", "9", "12"})
NOTE = re.compile(r"[\d,;\-–\s*†‡§Ф¥±◊]+$")


@dataclass(frozen=True, slots=True)
class DrawnRun:
    """A run of characters with a line through or beneath it."""

    start: int
    end: int
    page: int
    base: float
    color: Color
    confidence: Confidence = "drawn"


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
    confidence: Confidence = "drawn"
    """How sure the marks of the page that is being set are."""
    lefts: array[float] = field(default_factory=lambda: array("f"))
    rights: array[float] = field(default_factory=lambda: array("f"))

    def write(self, text: str, lefts: Sequence[float], rights: Sequence[float]) -> None:
        """Append text whose characters stand at these places."""
        self.parts.append(text)
        self.length += len(text)
        self.lefts.extend(lefts)
        self.rights.extend(rights)


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs into printed lines, top to bottom, each sorted by x; raised marks join their line."""
    rows: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(glyphs, key=BY_BASE):
        here, em = glyph[3], glyph[4]
        if rows and here - base <= 0.55 * (size if size > em else em):
            rows[-1].append(glyph)
            if em > size * 1.1:
                base = here
            if em > size:
                size = em
        else:
            rows.append([glyph])
            base, size = here, em
    for row in rows:
        row.sort(key=BY_X)
    return rows


def bold_share(row: Sequence[Glyph]) -> bool:
    """Return True if most of a line is set in a bold face."""
    heavy = sum(1 for g in row if is_heavy(g[5]))
    return heavy > 0.6 * len(row)


@cache
def is_heavy(font: str) -> bool:
    """Return True if a font is bold by its name."""
    return "bold" in font.lower() or "black" in font.lower()


def raised(row: Sequence[Glyph], base: float, size: float) -> frozenset[int]:
    """Return the places of raised note marks in a line; an exponent of a unit is none."""
    limit, lift = 0.82 * size, 0.15 * size
    high = {at for at, g in enumerate(row) if g[4] < limit and base - g[3] > lift}
    if not high:
        return frozenset()
    found: set[int] = set()
    at = 0
    while at < len(row):
        end = at
        while end < len(row) and end in high:
            end += 1
        if end > at:
            before = "".join(g.char for g in row[max(0, at - 6) : at])
            run = "".join(g.char for g in row[at:end])
            unit = POWER_OF_TEN.search(before) or (UNIT_BEFORE.search(before) and run.strip() in EXPONENTS)
            if NOTE.fullmatch(run) and not unit:
                found.update(range(at, end))
        at = end + 1
    return frozenset(found)


def set_row(
    sheet: Sheet,
    row: Sequence[Glyph],
    page: int,
    segments: Sequence[Segment],
    heights: Sequence[float],
    kind: LineKind = "text",
) -> Line:
    """Write one printed line to the sheet, with its marks, and return it."""
    size, base = type_of(row)
    strikes, underlines = lines_through(row, segments, heights) if segments else ([], [])
    signs = or_equal(row, segments, heights) if segments else {}
    notes = raised(row, base, size)
    start = sheet.length
    set_runs = bool(strikes or underlines or notes)
    runs = Runs(start)
    chars: list[str] = []
    lefts: list[float] = []
    rights: list[float] = []
    end = None
    floor = 0.7 * size
    for at, glyph in enumerate(row):
        char, x0, x1 = signs.get(at, glyph[0]), glyph[1], glyph[2]
        if end is not None and x0 - end > WORD_GAP * max(min(glyph[4], row[at - 1][4]), floor):
            if set_runs and covers(strikes, end, x0):
                runs.mark("struck", 1, glyph.color)
            elif set_runs and covers(underlines, end, x0):
                runs.mark("underlined", 1, glyph.color)
            runs.at += 1
            chars.append(" ")
            lefts.append(end)
            rights.append(x0)
        width = len(char)
        if set_runs:
            if strikes and covers(strikes, x0, x1):
                runs.mark("struck", width, glyph.color)
            elif underlines and covers(underlines, x0, x1):
                runs.mark("underlined", width, glyph.color)
            if at in notes:
                runs.mark("note", width, glyph.color)
        runs.at += width
        chars.append(char)
        if width == 1:
            lefts.append(x0)
            rights.append(x1)
        else:  # a ligature that was taken apart
            lefts.extend([x0] * width)
            rights.extend([x1] * width)
        end = x1
    text = "".join(chars)
    sheet.write(text + "\n", [*lefts, 0.0], [*rights, 0.0])
    keep_runs(sheet, runs.found, text, start, page, base)
    box: Box = (row[0].x0, base - 0.8 * size, max(rights), base + 0.22 * size)
    line = Line(start, start + len(text), page, row[0].x0, box, size, bold_share(row), kind)
    sheet.lines.append(line)
    return line


def type_of(row: Sequence[Glyph]) -> tuple[float, float]:
    """Return the type size of a line (the largest of those that fill a fifth of it) and its baseline."""
    first = row[0]
    if all(g[4] == first[4] and g[3] == first[3] for g in row):
        return round(first.size, 1), first.base
    sizes = Counter(round(g[4], 1) for g in row)
    most = max(sizes.values())
    size = max(s for s, n in sizes.items() if n >= 0.2 * len(row) or n == most)
    bases = sorted(g[3] for g in row if abs(g[4] - size) < 0.6) or [first.base]
    return size, bases[len(bases) // 2]


@dataclass(slots=True)
class Runs:
    """Collects neighboring characters that share a line through or beneath them; `at` is the next offset."""

    at: int
    found: list[tuple[str, int, int, Color]] = field(default_factory=list)

    def mark(self, kind: str, width: int, color: Color) -> None:
        """Mark the next `width` characters."""
        last = self.found[-1] if self.found else None
        if last is not None and last[0] == kind and last[2] == self.at:
            self.found[-1] = (kind, last[1], self.at + width, last[3])
        else:
            self.found.append((kind, self.at, self.at + width, color))


def keep_runs(
    sheet: Sheet, runs: list[tuple[str, int, int, Color]], text: str, origin: int, page: int, base: float
) -> None:
    """File the runs of one line: strikes and notes as marks, underlines for later judgment.

    A stroke through a lone list sign is part of the sign.
    """
    for kind, low, high, color in runs:
        if kind == "note":
            sheet.marks.append(Mark(low, high, "reference", sheet.confidence))
        elif kind == "underlined":
            sheet.underlined.append(DrawnRun(low, high, page, base, color, sheet.confidence))
        elif text[low - origin : high - origin].strip() not in SIGNS:
            sheet.marks.append(Mark(low, high, "deleted", sheet.confidence))
            sheet.struck.append(DrawnRun(low, high, page, base, color))
