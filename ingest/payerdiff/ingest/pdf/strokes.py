"""Tracked changes as a PDF draws them: strikes through words, underlines beneath them, balloons beside them.

Measured rule (Word, LibreOffice, Chromium output): with r = (baseline - y) / size a segment is a strike at
0.10 to 0.48 and an underline at -0.32 to 0.10. A rule of a table or a page head runs past the words that
it happens to cross; a strike ends where its words end. An underline counts as an insertion only in a
document that shows strikes or change bars, and only where its words are colored: links and headings are underlined too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from payerdiff.ingest.document import OR_EQUAL
from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Color, Page, Segment

STRIKE = (0.10, 0.48)
UNDERLINE = (-0.32, 0.10)
BALLOON_HEADS = ("Formatted", "Deleted:", "Commented", "Comment[", "Inserted:")
"""Without blanks, as glyphs are."""
FIRST_LETTER = re.compile(f"[{''.join(sorted({head[0] for head in BALLOON_HEADS}))}]")


def rgb(color: Color | None) -> tuple[float, float, float]:
    """Return red, green and blue (0..1) of a gray, RGB or CMYK color; black where none is given."""
    if not color:
        return (0.0, 0.0, 0.0)
    if len(color) == 1:
        return (color[0], color[0], color[0])
    if len(color) == 4:
        c, m, y, k = color
        return ((1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k))
    return (color[0], color[1], color[2])


def is_chromatic(color: Color | None) -> bool:
    """Return True if a color is neither black, white nor gray."""
    channels = rgb(color)
    return max(channels) - min(channels) > 0.15


def is_close(a: Color | None, b: Color | None) -> bool:
    """Return True if two colors look alike."""
    return all(abs(x - y) <= 0.25 for x, y in zip(rgb(a), rgb(b), strict=True))


def lines_through(
    row: Ink, segments: Sequence[Segment], heights: Sequence[float]
) -> tuple[list[Segment], list[Segment]]:
    """Return the segments that strike, and those that underline, the characters of one line (sorted by x).

    `heights` are the segments' y values, ascending. A segment counts only where it ends with the words that
    it covers (within half a character) and has their color.
    """
    strikes: list[Segment] = []
    underlines: list[Segment] = []
    if not row or not segments:
        return strikes, underlines
    size, base = (row.sizes[0], row.bases[0]) if row.even else (max(row.sizes), sorted(row.bases)[len(row) // 2])
    at = bisect_left(heights, base - STRIKE[1] * size - 1)
    while at < len(segments) and segments[at].y <= base - UNDERLINE[0] * size + 1:
        segment = segments[at]
        at += 1
        covered = covered_by(row, segment)
        if not covered or segment.thickness > max(0.15 * size, 0.8):
            continue
        slack = 0.55 * size
        if row.lows[covered[0]] - segment.x0 > slack or segment.x1 - row.highs[covered[-1]] > slack:
            continue
        ratio = (row.bases[covered[0]] - segment.y) / row.sizes[covered[0]]
        if not is_close(segment.color, row.color(covered[len(covered) // 2])):
            continue
        if STRIKE[0] < ratio <= STRIKE[1]:
            strikes.append(segment)
        elif UNDERLINE[0] <= ratio <= UNDERLINE[1]:
            underlines.append(segment)
    return strikes, underlines


def covered_by(row: Ink, segment: Segment) -> list[int]:
    """Return the places of the characters of a line of which a segment covers half of the width or more."""
    left, right = segment.x0, segment.x1
    edges = enumerate(zip(row.lows, row.highs, strict=True))
    return [
        at for at, (x0, x1) in edges if (x1 if x1 <= right else right) - (x0 if x0 >= left else left) >= (x1 - x0) / 2
    ]


def or_equal(row: Ink, segments: Sequence[Segment], heights: Sequence[float]) -> dict[int, str]:
    """Return the places of `>` and `<` that have a stroke of their own beneath them, and the sign that is thereby drawn: ≥ or ≤.

    Templates without these signs underline the others; read by their letters alone, an age limit would refuse who just meets it.
    """
    found: dict[int, str] = {}
    for place, sign in enumerate(row.signs):
        if sign not in OR_EQUAL:
            continue
        _, x0, x1, base, size, *_ = row[place]
        low = bisect_left(heights, base - UNDERLINE[1] * size)
        high = bisect_left(heights, base - UNDERLINE[0] * size)
        wide = x1 - x0
        if any(abs(s.x0 - x0) <= 0.5 * wide and abs(s.x1 - x1) <= 0.5 * wide for s in segments[low:high]):
            found[place] = OR_EQUAL[sign]
    return found


def covers(segments: Sequence[Segment], x0: float, x1: float) -> bool:
    """Return True if a segment covers at least half of x0..x1."""
    return any(min(x1, s.x1) - max(x0, s.x0) >= (x1 - x0) / 2 for s in segments)


def opening_places(signs: Sequence[str]) -> list[int]:
    """Return the places of the letters with which the head of a balloon may begin."""
    text = "".join(signs)
    if len(text) == len(signs):
        return [found.start() for found in FIRST_LETTER.finditer(text)]
    return [at for at, sign in enumerate(signs) if FIRST_LETTER.match(sign)]  # a ligature was taken apart


def balloon_edge(page: Page, ink: Ink) -> float | None:
    """Return the x at which margin balloons begin on a page, or None where it has none.

    Balloons stand right of the body, so only a head in the right part of the page counts.
    """
    limit = 0.6 * page.width
    rows: dict[int, list[int]] = {round(ink.bases[at]): [] for at in opening_places(ink.signs) if ink.lows[at] > limit}
    for base, _, start, end in ink.runs() if rows else ():
        if round(base) in rows:
            rows[round(base)].extend([at for at in range(start, end) if ink.lows[at] > limit])
    edges = []
    for places in rows.values():
        row = ink.at(sorted(places, key=ink.lows.__getitem__))
        written = "".join(row.signs)
        for head in BALLOON_HEADS:
            place = written.find(head)
            if place == 0 or (place > 0 and row.lows[place] - row.highs[place - 1] > 1.2 * row.sizes[place]):
                edges.append(row.lows[place])
    return min(edges) - 0.5 if edges else None
