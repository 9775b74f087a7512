"""List bullets that a page draws as shapes or sets as pictures and not as characters: browsers and layout programs print the markers of lists so.

A small shape, about as wide as high, right in front of a line's first character is that line's bullet: a filled disc, an open circle, a square.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from ctypes import c_float
from itertools import compress, repeat
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Glyph

SMALLEST, LARGEST = 0.15, 0.62
"""A bullet's width in ems of the line that it stands before; a larger square is a box to tick."""
OBLONG = 0.35
"""What its width and height may differ by, as a share of the larger."""
NEAREST, FARTHEST = 0.1, 3.2
"""Ems from a bullet to the words behind it."""
WIDEST = 9.0
"""Points that a bullet is wide or tall at most."""
HIGHEST, LOWEST = 0.75, 0.02
"""Ems above the baseline between which a bullet's middle lies."""


def drawn_bullets(paths: Sequence[Mapping[str, Any]], glyphs: Sequence[Glyph], height: float, left: float) -> list[Glyph]:  # fmt: skip
    """Return a glyph for each drawn bullet of a page, set on the baseline of its line.

    `paths` are the page's vector graphics and its pictures, in points from the lower left corner; `height` and `left` turn them into the
    glyphs' coordinates.
    """
    shapes = list(small_shapes(paths, height, left))
    if not shapes:
        return []
    ink = Ink.of(glyphs)
    order = sorted(compress(range(len(ink)), ink.upright), key=ink.bases.__getitem__)
    bases = [ink.bases[at] for at in order]
    found: list[Glyph] = []
    for sign, x0, x1, top, bottom in shapes:
        middle = (top + bottom) / 2
        beside = order[bisect_left(bases, middle) : bisect_right(bases, middle + 30)]
        on_line = [at for at in beside if LOWEST * ink.sizes[at] <= ink.bases[at] - middle <= HIGHEST * ink.sizes[at]]
        behind = [at for at in on_line if ink.lows[at] >= x1]
        if not behind:
            continue
        first = ink[min(behind, key=ink.lows.__getitem__)]
        if not is_bullet(x1 - x0, bottom - top, first, x1):
            continue
        if any(ink.highs[at] <= x0 + 0.5 and x0 - ink.highs[at] < FARTHEST * ink.sizes[at] for at in on_line):
            continue  # a shape between words is a dash or a picture
        found.append(Glyph(sign, x0, x1, first.base, first.size, first.font, first.color, upright=True))
    return found


def pictures_of(paper: pypdfium2.PdfPage) -> list[dict[str, Any]]:
    """Return the small pictures of a page in the shape of its vector graphics: a picture that stands where a bullet stands is a round one."""
    found = []
    low, base, high, top = c_float(), c_float(), c_float(), c_float()
    for drawn in map(pdfium.FPDFPage_GetObject, repeat(paper.raw), range(pdfium.FPDFPage_CountObjects(paper))):
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        if not pdfium.FPDFPageObj_GetBounds(drawn, low, base, high, top):
            continue
        box = (low.value, base.value, high.value - low.value, top.value - base.value)
        if max(box[2:]) <= WIDEST:
            found.append({"bbox": box, "operations": [{"op": "curve_to"}], "fill_color": (0.0, 0.0, 0.0)})
    return found


def is_bullet(width: float, tall: float, first: Glyph, right: float) -> bool:
    """Return True if a shape's size and its distance from the first character behind it are a bullet's."""
    em = first.size or 1.0
    square = abs(width - tall) <= OBLONG * max(width, tall)
    return square and SMALLEST <= width / em <= LARGEST and NEAREST <= (first.x0 - right) / em <= FARTHEST


def small_shapes(paths: Sequence[Mapping[str, Any]], height: float, left: float) -> Iterator[tuple[str, float, float, float, float]]:  # fmt: skip
    """Yield shapes small enough for a bullet as (sign, x0, x1, top, bottom), each place once."""
    seen: set[tuple[int, int]] = set()
    for path in paths:
        x, y, width, tall = path["bbox"]
        if not (1.0 <= width <= WIDEST and 1.0 <= tall <= WIDEST):
            continue
        filled = path.get("fill_color") is not None
        kinds = {step["op"] for step in path.get("operations") or ()}
        sign = ("•" if filled else "◦") if "curve_to" in kinds else "▪" if filled else ""
        place = (round(x), round(y))
        if sign and place not in seen:
            seen.add(place)
            yield sign, x - left, x + width - left, height - y - tall, height - y
