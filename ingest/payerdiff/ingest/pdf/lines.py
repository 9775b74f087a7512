"""Characters → printed lines: baselines, word gaps, raised note marks, and where each character stands."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter, sub

from payerdiff.ingest.document import OR_EQUAL, Box, Confidence, Line, LineKind, Mark
from payerdiff.ingest.ink import Ink, in_a_row
from payerdiff.ingest.page import Color, Segment
from payerdiff.ingest.pdf.strokes import covered_by, covers, lines_through, or_equal
from payerdiff.ingest.pdf.weights import face_of, is_heavy
from payerdiff.ingest.signs import BULLETS, POWER_OF_TEN

BASE = itemgetter(0)
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
    gutter: float | None = None
    """Where the right one of two columns begins, in which the last page ended."""
    lefts: array[float] = field(default_factory=lambda: array("f"))
    rights: array[float] = field(default_factory=lambda: array("f"))

    def write(self, text: str, lefts: list[float], rights: list[float]) -> None:
        """Append a line whose characters stand at these places."""
        self.parts += text, "\n"
        self.length += len(text) + 1
        for edges, known in ((lefts, self.lefts), (rights, self.rights)):
            known.fromlist(edges)
            known.append(0.0)


def rows_of(ink: Ink) -> list[Ink]:
    """Group characters into printed lines, top to bottom, each sorted by x; raised marks join their line."""
    rows: list[list[tuple[int, int]]] = []
    base = size = 0.0
    for here, em, start, end in sorted(ink.runs(), key=BASE):
        if rows and here - base <= 0.55 * (size if size > em else em):
            rows[-1].append((start, end))
            if em > size * 1.1:
                base = here
            if em > size:
                size = em
        else:
            rows.append([(start, end)])
            base, size = here, em
    return [in_a_row(ink, row) for row in rows]


def face_and_boldness(fonts: Sequence[str]) -> tuple[str, bool]:
    """Return the font that most of a line is set in, and True if most of it is set in a bold face."""
    if fonts.count(fonts[0]) == len(fonts):
        return fonts[0], is_heavy(fonts[0])
    return face_of(fonts), sum(map(is_heavy, fonts)) > 0.6 * len(fonts)


def raised(row: Ink, base: float, size: float) -> frozenset[int]:
    """Return the places of raised note marks in a line; an exponent of a unit is none."""
    limit, lift = 0.82 * size, 0.15 * size
    if (row.sizes[0] if row.even else min(row.sizes)) >= limit:
        return frozenset()
    high = {at for at, em in enumerate(row.sizes) if em < limit and base - row.bases[at] > lift}
    if not high:
        return frozenset()
    found: set[int] = set()
    at = 0
    while at < len(row):
        end = at
        while end < len(row) and end in high:
            end += 1
        if end > at:
            before = "".join(row.signs[max(0, at - 6) : at])
            run = "".join(row.signs[at:end])
            unit = POWER_OF_TEN.search(before) or (UNIT_BEFORE.search(before) and run.strip() in EXPONENTS)
            if NOTE.fullmatch(run) and not unit:
                found.update(range(at, end))
        at = end + 1
    return frozenset(found)


def set_row(
    sheet: Sheet,
    row: Ink,
    page: int,
    segments: Sequence[Segment],
    heights: Sequence[float],
    kind: LineKind = "text",
) -> Line:
    """Write one printed line to the sheet, with its marks, and return it.

    Its characters are looked at one by one only where something is drawn through, beneath or above them.
    """
    signs, lows = row.signs, row.lows
    size, base = (round(row.sizes[0], 1), row.bases[0]) if row.even else type_of(row.sizes, row.bases)
    strikes, underlines = lines_through(row, segments, heights) if segments else ([], [])
    if segments and any(sign in signs for sign in OR_EQUAL):
        drawn = or_equal(row, segments, heights)
        signs = [drawn.get(at, sign) for at, sign in enumerate(signs)]
    notes = raised(row, base, size)
    gaps = gaps_of(row, 0.7 * size)
    text, lefts, rights = spelled(signs, lows, row.highs, gaps)
    start = sheet.length
    sheet.write(text, lefts, rights)
    if strikes or underlines or notes:
        runs = runs_of(row, signs, start, frozenset(gaps), strikes, underlines, notes)
        keep_runs(sheet, runs, text, start, page, base)
    box: Box = (lows[0], base - 0.8 * size, max(rights), base + 0.22 * size)
    face, bold = face_and_boldness(row.fonts)
    line = Line(start, start + len(text), page, lows[0], box, size, bold, kind)
    sheet.lines.append(line)
    sheet.faces[start] = face
    return line


def gaps_of(row: Ink, floor: float) -> list[int]:
    """Return the places of the characters in front of which a word ends; `floor` is the least type size that a gap is measured by."""
    sizes, apart = row.sizes, list(map(sub, row.lows[1:], row.highs))
    if row.even or sizes.count(sizes[0]) == len(sizes):
        least = WORD_GAP * max(sizes[0], floor) - overlap_of(apart, sizes[0])
        return [at for at, gap in enumerate(apart, 1) if gap > least]
    return [at for at, gap in enumerate(apart, 1) if gap > WORD_GAP * max(min(sizes[at], sizes[at - 1]), floor)]


def overlap_of(apart: Sequence[float], size: float) -> float:
    """Return by how much the letters of a line that is set tight overlap, in points, of the distances between them; 0 of any other line.

    >>> overlap_of([-0.5, -0.5, 0.5], 10.0), overlap_of([0.0, 0.0], 10.0)
    (0.5, 0.0)
    """
    if not apart or min(apart) >= -TIGHT * size:
        return 0.0
    middle = sorted(apart)[len(apart) // 2]
    return -middle if middle < -TIGHT * size else 0.0


def spelled(
    signs: Sequence[str], lows: Sequence[float], highs: Sequence[float], gaps: Sequence[int]
) -> tuple[str, list[float], list[float]]:
    """Return a line's text with a blank in each gap, and both edges of each of its characters."""
    lefts, rights = list(lows), list(highs)
    for gap in reversed(gaps):
        lefts.insert(gap, highs[gap - 1])
        rights.insert(gap, lows[gap])
    words = ["".join(signs[low:high]) for low, high in pairwise((0, *gaps, len(signs)))]
    text = " ".join(words)
    if len(text) == len(lefts):
        return text, lefts, rights
    parts = list(signs)  # a ligature was taken apart
    for gap in reversed(gaps):
        parts.insert(gap, " ")
    wide = [len(part) for part in parts]
    return text, for_each_letter(lefts, wide), for_each_letter(rights, wide)


def for_each_letter(edges: Sequence[float], wide: Sequence[int]) -> list[float]:
    """Return edges as often as their signs have letters."""
    return [x for x, letters in zip(edges, wide, strict=True) for _ in range(letters)]


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
    row: Ink,
    signs: Sequence[str],
    start: int,
    gaps: frozenset[int],
    strikes: Sequence[Segment],
    underlines: Sequence[Segment],
    notes: frozenset[int],
) -> list[tuple[str, int, int, Color]]:
    """Return the runs of a line whose first character has the offset `start`: struck, underlined, notes."""
    runs = Runs(start)
    struck, underlined = ({at for segment in own for at in covered_by(row, segment)} for own in (strikes, underlines))
    for at, (sign, low) in enumerate(zip(signs, row.lows, strict=True)):
        if at in gaps:
            end = row.highs[at - 1]
            if covers(strikes, end, low):
                runs.mark("struck", 1, row.color(at))
            elif covers(underlines, end, low):
                runs.mark("underlined", 1, row.color(at))
            runs.at += 1
        if at in struck:
            runs.mark("struck", len(sign), row.color(at))
        elif at in underlined:
            runs.mark("underlined", len(sign), row.color(at))
        if at in notes:
            runs.mark("note", len(sign), row.color(at))
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
