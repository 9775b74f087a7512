"""Tracked changes as a PDF draws them: strikes through words, underlines beneath them, balloons beside them.

Measured rule (Word, LibreOffice, Chromium output): with r = (baseline - y) / size a segment is a strike at
0.10 to 0.48 and an underline at -0.32 to 0.10. A rule of a table or a page head runs past the words that
it happens to cross; a strike ends where its words end. An underline counts as an insertion only in a
document that shows strikes or change bars, and only where its words are colored: links and headings are underlined too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter

from payerdiff.ingest.document import OR_EQUAL
from payerdiff.ingest.page import Color, Glyph, Page, Segment

STRIKE = (0.10, 0.48)
UNDERLINE = (-0.32, 0.10)
BALLOON_HEADS = ("Formatted", "Deleted:", "Commented", "Comment[", "Inserted:")
"""Without blanks, as glyphs are."""


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
    glyphs: Sequence[Glyph], segments: Sequence[Segment], heights: Sequence[float]
) -> tuple[list[Segment], list[Segment]]:
    """Return the segments that strike, and those that underline, the glyphs of one line (sorted by x).

    `heights` are the segments' y values, ascending. A segment counts only where it ends with the words that
    it covers (within half a character) and has their color.
    """
    strikes: list[Segment] = []
    underlines: list[Segment] = []
    if not glyphs or not segments:
        return strikes, underlines
    size = max([g[4] for g in glyphs])
    base = sorted([g[3] for g in glyphs])[len(glyphs) // 2]
    at = bisect_left(heights, base - STRIKE[1] * size - 1)
    while at < len(segments) and segments[at].y <= base - UNDERLINE[0] * size + 1:
        segment = segments[at]
        at += 1
        covered = [g for g in glyphs if min(g.x1, segment.x1) - max(g.x0, segment.x0) >= (g.x1 - g.x0) / 2]
        if not covered or segment.thickness > max(0.15 * size, 0.8):
            continue
        slack = 0.55 * size
        if covered[0].x0 - segment.x0 > slack or segment.x1 - covered[-1].x1 > slack:
            continue
        ratio = (covered[0].base - segment.y) / covered[0].size
        if not is_close(segment.color, covered[len(covered) // 2].color):
            continue
        if STRIKE[0] < ratio <= STRIKE[1]:
            strikes.append(segment)
        elif UNDERLINE[0] <= ratio <= UNDERLINE[1]:
            underlines.append(segment)
    return strikes, underlines


def or_equal(glyphs: Sequence[Glyph], segments: Sequence[Segment], heights: Sequence[float]) -> dict[int, str]:
    """Return the places of `>` and `<` that have a stroke of their own beneath them, and the sign that is thereby drawn: ≥ or ≤.

    Templates without these signs underline the others; read by their letters alone, an age limit would refuse who just meets it.
    """
    found: dict[int, str] = {}
    for place, glyph in enumerate(glyphs):
        if glyph.char not in OR_EQUAL:
            continue
        low = bisect_left(heights, glyph.base - UNDERLINE[1] * glyph.size)
        high = bisect_left(heights, glyph.base - UNDERLINE[0] * glyph.size)
        wide = glyph.x1 - glyph.x0
        if any(abs(s.x0 - glyph.x0) <= 0.5 * wide and abs(s.x1 - glyph.x1) <= 0.5 * wide for s in segments[low:high]):
            found[place] = OR_EQUAL[glyph.char]
    return found


def covers(segments: Sequence[Segment], x0: float, x1: float) -> bool:
    """Return True if a segment covers at least half of x0..x1."""
    return any(min(x1, s.x1) - max(x0, s.x0) >= (x1 - x0) / 2 for s in segments)


def balloon_edge(page: Page) -> float | None:
    """Return the x at which margin balloons begin on a page, or None where it has none.

    Balloons stand right of the body, so only a head in the right part of the page counts.
    """
    rows: dict[int, list[Glyph]] = {}
    limit = 0.6 * page.width
    for glyph in [g for g in page.glyphs if g[1] > limit]:
        rows.setdefault(round(glyph[3]), []).append(glyph)
    edges = []
    for row in rows.values():
        row.sort(key=itemgetter(1))
        written = "".join([g[0] for g in row])
        for head in BALLOON_HEADS:
            place = written.find(head)
            if place == 0 or (place > 0 and row[place].x0 - row[place - 1].x1 > 1.2 * row[place].size):
                edges.append(row[place].x0)
    return min(edges) - 0.5 if edges else None
