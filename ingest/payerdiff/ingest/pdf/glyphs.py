"""Characters of one PDF page: what the engines give, brought to one shape (`page.py`).

pdf_oxide reads the page (same characters and positions as pdfplumber on 95,000 characters, some fifty times
faster); pypdfium2's raw text is the referee, and where the two disagree pdfplumber reads the page instead.
"""

from __future__ import annotations

from itertools import compress
from operator import add, attrgetter, itemgetter
from typing import Any

from pdfplumber.utils.clustering import cluster_objects

from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Color, Glyph, Segment
from payerdiff.ingest.signs import LIGATURES

SIGN = attrgetter("char")
PROPERTIES = ("origin_x", "advance_width", "origin_y", "font_size", "font_name", "rotation_degrees")
COLUMNS = tuple(map(attrgetter, PROPERTIES))
"""What is asked of the fast engine's characters, one property of all of them at a time."""


def glyphs_of_oxide(chars: Any, signs: list[str], height: float, left: float) -> Ink:
    """Return the inked ones of pdf_oxide's characters, whose `signs` are known; its white space is synthetic and left out."""
    kinds = set(signs)
    inked = {sign for sign in kinds if sign and sign != "\ufffd" and not sign.isspace()}
    if len(inked) < len(kinds):  # icons have no character: pdfplumber drops them too
        drawn = list(map(inked.__contains__, signs))
        chars, signs = list(compress(chars, drawn)), list(compress(signs, drawn))
    if not inked.isdisjoint(LIGATURES):
        signs = [LIGATURES.get(sign, sign) for sign in signs]
    xs, advances, ys, sizes, fonts, angles = (list(map(column, chars)) for column in COLUMNS)
    lows = [x - left for x in xs] if left else xs
    level = {angle: -1 < angle < 1 for angle in set(angles)}
    upright = [True] * len(chars) if all(level.values()) else [level[angle] for angle in angles]
    return Ink(signs, lows, list(map(add, lows, advances)), [height - y for y in ys], sizes, fonts, chars, upright)


def each_char_once(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return pdfplumber's characters without those that repeat one of the same face within a point of its place.

    The same characters as its own `dedupe_chars` gives, which looks each of them up in the whole list to put them in order: quadratic.
    """
    alike: dict[tuple[Any, ...], list[tuple[int, float, float]]] = {}
    for at, char in enumerate(chars):
        face = (char["upright"], char["text"], char["fontname"], char["size"])
        alike.setdefault(face, []).append((at, char["doctop"], char["x0"]))
    kept = [
        min(spot, key=itemgetter(1, 2))[0]
        for placed in alike.values()
        for row in cluster_objects(placed, itemgetter(1), 1)
        for spot in cluster_objects(row, itemgetter(2), 1)
    ]
    return [chars[at] for at in sorted(kept)]


def glyphs_of_plumber(chars: list[dict[str, Any]]) -> tuple[Glyph, ...]:
    """Return the same shape from pdfplumber's character dictionaries."""
    found = []
    for char in chars:
        if char["text"].isspace() or not char["text"]:
            continue
        color = char.get("non_stroking_color")
        color = tuple(float(c) for c in color) if isinstance(color, (tuple, list)) else (0.0,)
        base = float(char["bottom"]) - 0.21 * float(char["size"])
        found.append(
            Glyph(
                LIGATURES.get(char["text"], char["text"]),
                float(char["x0"]),
                float(char["x1"]),
                base,
                float(char["size"]),
                str(char["fontname"]),
                color,
                bool(char["upright"]),
            )
        )
    return tuple(found)


def strokes_of(
    paths: list[dict[str, Any]], height: float, left: float
) -> tuple[tuple[Segment, ...], tuple[tuple[float, float, float], ...]]:
    """Return the thin horizontal segments and the thin vertical strokes of a page's vector graphics."""
    flat: list[Segment] = []
    upright: list[tuple[float, float, float]] = []

    def keep(x0: float, y0: float, x1: float, y1: float, width: float, color: Color | None) -> None:
        x0, x1 = sorted((x0 - left, x1 - left))
        top, bottom = sorted((height - y0, height - y1))
        if bottom - top <= 2.0 and x1 - x0 > 1.0:
            flat.append(Segment(x0, x1, (top + bottom) / 2, max(bottom - top, width), color))
        elif x1 - x0 <= 2.5 and bottom - top > 4.0:
            upright.append(((x0 + x1) / 2, top, bottom))

    for path in paths:
        stroke, fill = path.get("stroke_color"), path.get("fill_color")
        drawn_in = stroke or fill
        color = tuple(drawn_in) if drawn_in else None
        width = float(path.get("stroke_width") or 0) if stroke else 0.0
        at: tuple[float, float] | None = None
        drawn = False
        for step in path.get("operations") or ():
            if step["op"] == "rectangle":
                x, y, w, h = step["x"], step["y"], step["width"], step["height"]
                if stroke and not fill:  # an outlined box has four edges
                    for edge in (
                        (x, y, x + w, y),
                        (x, y + h, x + w, y + h),
                        (x, y, x, y + h),
                        (x + w, y, x + w, y + h),
                    ):
                        keep(*edge, width, color)
                else:
                    keep(x, y, x + w, y + h, 0.0, color)
                drawn = True
            elif step["op"] == "move_to":
                at = (step["x"], step["y"])
            elif step["op"] == "line_to" and at is not None:
                if stroke:
                    keep(at[0], at[1], step["x"], step["y"], width, color)
                    drawn = True
                at = (step["x"], step["y"])
        if not drawn and fill:  # a filled polygon: its box is what is seen
            x, y, w, h = path["bbox"]
            keep(x, y, x + w, y + h, 0.0, color)
    return tuple(sorted(flat, key=lambda s: (s.y, s.x0))), tuple(upright)
