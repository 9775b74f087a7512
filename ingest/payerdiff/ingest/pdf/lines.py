"""Glyphs → printed lines: baselines, word gaps, raised note marks, and where each character stands."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from payerdiff.ingest.document import OR_EQUAL, Box, Confidence, Line, LineKind, Mark
from payerdiff.ingest.page import Color, Glyph, Segment
from payerdiff.ingest.pdf.strokes import covers, lines_through, or_equal
from payerdiff.ingest.pdf.weights import face_of, is_heavy
from payerdiff.ingest.signs import BULLETS, POWER_OF_TEN

BY_BASE = itemgetter(3)
BY_X = itemgetter(1)
WORD_GAP = 0.16
"""A gap of this many ems parts two words."""
TIGHT = 0.02
"""A line whose letters mostly overlap by more than this many ems is set tight: its words stand nearer, too."""
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
    faces: dict[int, str] = field(default_factory=dict)
    """The font that most of a line is set in, by the line's start."""
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


def bold_share(fonts: Sequence[str]) -> bool:
    """Return True if most of a line, whose characters are set in these fonts, is set in a bold face."""
    if fonts.count(fonts[0]) == len(fonts):
        return is_heavy(fonts[0])
    return sum(map(is_heavy, fonts)) > 0.6 * len(fonts)


def raised(row: Sequence[Glyph], sizes: Sequence[float], base: float, size: float) -> frozenset[int]:
    """Return the places of raised note marks in a line; an exponent of a unit is none."""
    limit, lift = 0.82 * size, 0.15 * size
    if min(sizes) >= limit:
        return frozenset()
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
    """Write one printed line to the sheet, with its marks, and return it.

    The characters are read by columns (all signs, all left edges, …); the glyphs themselves only where something is drawn through, beneath or above them.
    """
    signs, lows, highs, bases, sizes, fonts, _, _ = zip(*row, strict=True)
    size, base = type_of(sizes, bases)
    strikes, underlines = lines_through(row, segments, heights) if segments else ([], [])
    if segments and not OR_EQUAL.keys().isdisjoint(signs):
        drawn = or_equal(row, segments, heights)
        signs = tuple(drawn.get(at, sign) for at, sign in enumerate(signs))
    notes = raised(row, sizes, base, size)
    gaps = gaps_of(lows, highs, sizes, 0.7 * size)
    text, lefts, rights = spelled(signs, lows, highs, gaps)
    start = sheet.length
    sheet.write(text + "\n", [*lefts, 0.0], [*rights, 0.0])
    if strikes or underlines or notes:
        runs = runs_of(row, signs, start, frozenset(gaps), strikes, underlines, notes)
        keep_runs(sheet, runs, text, start, page, base)
    box: Box = (lows[0], base - 0.8 * size, max(rights), base + 0.22 * size)
    line = Line(start, start + len(text), page, lows[0], box, size, bold_share(fonts), kind)
    sheet.lines.append(line)
    sheet.faces[start] = face_of(fonts)
    return line


def gaps_of(lows: Sequence[float], highs: Sequence[float], sizes: Sequence[float], floor: float) -> list[int]:
    """Return the places of the characters in front of which a word ends; `floor` is the least type size that a gap is measured by."""
    if sizes.count(sizes[0]) == len(sizes):
        least = WORD_GAP * max(sizes[0], floor) - overlap_of(lows, highs, sizes[0])
        return [at for at, (low, high) in enumerate(zip(lows[1:], highs, strict=False), 1) if low - high > least]
    return [
        at
        for at in range(1, len(lows))
        if lows[at] - highs[at - 1] > WORD_GAP * max(min(sizes[at], sizes[at - 1]), floor)
    ]


def overlap_of(lows: Sequence[float], highs: Sequence[float], size: float) -> float:
    """Return by how much the letters of a line that is set tight overlap, in points; 0 of any other line.

    >>> overlap_of([0.0, 4.5, 9.0, 14.5], [5.0, 9.5, 14.0, 19.5], 10.0), overlap_of([0.0, 5.0, 10.0], [5.0, 10.0, 15.0], 10.0)
    (0.5, 0.0)
    """
    apart = sorted([low - high for low, high in zip(lows[1:], highs, strict=False)])
    middle = apart[len(apart) // 2] if apart else 0.0
    return -middle if middle < -TIGHT * size else 0.0


def spelled(
    signs: Sequence[str], lows: Sequence[float], highs: Sequence[float], gaps: Sequence[int]
) -> tuple[str, list[float], list[float]]:
    """Return a line's text with a blank in each gap, and both edges of each of its characters."""
    chars: list[str] = []
    lefts: list[float] = []
    rights: list[float] = []
    for low, high in pairwise((0, *gaps, len(signs))):
        if low:
            chars.append(" ")
            lefts.append(highs[low - 1])
            rights.append(lows[low])
        word = "".join(signs[low:high])
        chars.append(word)
        if len(word) == high - low:
            lefts.extend(lows[low:high])
            rights.extend(highs[low:high])
        else:  # a ligature that was taken apart
            lefts.extend(x for sign, x in zip(signs[low:high], lows[low:high], strict=True) for _ in sign)
            rights.extend(x for sign, x in zip(signs[low:high], highs[low:high], strict=True) for _ in sign)
    return "".join(chars), lefts, rights


def type_of(sizes: Sequence[float], bases: Sequence[float]) -> tuple[float, float]:
    """Return the type size of a line (the largest of those that fill a fifth of it) and its baseline."""
    if sizes.count(sizes[0]) == len(sizes) and bases.count(bases[0]) == len(bases):
        return round(sizes[0], 1), bases[0]
    counts = Counter(round(size, 1) for size in sizes)
    most = max(counts.values())
    size = max(s for s, n in counts.items() if n >= 0.2 * len(sizes) or n == most)
    found = sorted(base for own, base in zip(sizes, bases, strict=True) if abs(own - size) < 0.6) or [bases[0]]
    return size, found[len(found) // 2]


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


def runs_of(
    row: Sequence[Glyph],
    signs: Sequence[str],
    start: int,
    gaps: frozenset[int],
    strikes: Sequence[Segment],
    underlines: Sequence[Segment],
    notes: frozenset[int],
) -> list[tuple[str, int, int, Color]]:
    """Return the runs of a line whose first character has the offset `start`: struck, underlined, notes."""
    runs = Runs(start)
    for at, (sign, glyph) in enumerate(zip(signs, row, strict=True)):
        if at in gaps:
            end = row[at - 1].x1
            if covers(strikes, end, glyph.x0):
                runs.mark("struck", 1, glyph.color)
            elif covers(underlines, end, glyph.x0):
                runs.mark("underlined", 1, glyph.color)
            runs.at += 1
        if covers(strikes, glyph.x0, glyph.x1):
            runs.mark("struck", len(sign), glyph.color)
        elif covers(underlines, glyph.x0, glyph.x1):
            runs.mark("underlined", len(sign), glyph.color)
        if at in notes:
            runs.mark("note", len(sign), glyph.color)
        runs.at += len(sign)
    return runs.found


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
