"""Characters of one PDF page: what the engines give, brought to one shape.

pdf_oxide reads the page (same characters and positions as pdfplumber on 95,000 characters, some fifty times
faster); pypdfium2's raw text is the referee, and where the two disagree pdfplumber reads the page instead.
Coordinates are points from the page's top left corner, `base` is the baseline.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any, NamedTuple

Colour = tuple[float, ...]

LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
BULLETS = "•◦▪■□●○‣⁃−–—§·ü➢✓✔\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d\uf06f\uf0e0\uf0a8\uf0be"
"""Glyphs that open a list item; the private-use ones are Wingdings and Symbol codes as PDFs carry them."""


class Glyph(NamedTuple):
    """One printed character. `x0`, `x1`, `base`, `size` in points; `base` grows downwards."""

    char: str
    x0: float
    x1: float
    base: float
    size: float
    font: str
    colour: Colour
    upright: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A thin horizontal stroke or filled rectangle: may be a strike, an underline or a table rule."""

    x0: float
    x1: float
    y: float
    thickness: float
    colour: Colour | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page as drawn."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    segments: tuple[Segment, ...]
    uprights: tuple[tuple[float, float, float], ...]
    """Thin vertical strokes as (x, top, bottom): table borders and change bars."""
    recognised: bool = False
    """True where the page had no text layer and was read by OCR."""


def glyphs_of_oxide(chars: Any, height: float, left: float) -> tuple[Glyph, ...]:
    """Return the inked characters of pdf_oxide's list; its white space is synthetic and left out."""
    found = []
    for char in chars:
        sign = char.char
        if sign.isspace() or not sign or sign == "\ufffd":  # icons have no character: pdfplumber drops them too
            continue
        x = char.origin_x - left
        upright = -1 < char.rotation_degrees < 1
        place = (x, x + char.advance_width, height - char.origin_y, char.font_size)
        found.append(Glyph(LIGATURES.get(sign, sign), *place, char.font_name, char.color, upright))
    return tuple(found)


def glyphs_of_plumber(chars: list[dict[str, Any]]) -> tuple[Glyph, ...]:
    """Return the same shape from pdfplumber's character dictionaries."""
    found = []
    for char in chars:
        if char["text"].isspace() or not char["text"]:
            continue
        colour = char.get("non_stroking_color")
        colour = tuple(float(c) for c in colour) if isinstance(colour, (tuple, list)) else (0.0,)
        base = float(char["bottom"]) - 0.21 * float(char["size"])
        found.append(
            Glyph(
                LIGATURES.get(char["text"], char["text"]),
                float(char["x0"]),
                float(char["x1"]),
                base,
                float(char["size"]),
                str(char["fontname"]),
                colour,
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

    def keep(x0: float, y0: float, x1: float, y1: float, width: float, colour: Colour | None) -> None:
        x0, x1 = sorted((x0 - left, x1 - left))
        top, bottom = sorted((height - y0, height - y1))
        if bottom - top <= 2.0 and x1 - x0 > 1.0:
            flat.append(Segment(x0, x1, (top + bottom) / 2, max(bottom - top, width), colour))
        elif x1 - x0 <= 2.5 and bottom - top > 4.0:
            upright.append(((x0 + x1) / 2, top, bottom))

    for path in paths:
        stroke, fill = path.get("stroke_color"), path.get("fill_color")
        drawn_in = stroke or fill
        colour = tuple(drawn_in) if drawn_in else None
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
                        keep(*edge, width, colour)
                else:
                    keep(x, y, x + w, y + h, 0.0, colour)
                drawn = True
            elif step["op"] == "move_to":
                at = (step["x"], step["y"])
            elif step["op"] == "line_to" and at is not None:
                if stroke:
                    keep(at[0], at[1], step["x"], step["y"], width, colour)
                    drawn = True
                at = (step["x"], step["y"])
        if not drawn and fill:  # a filled polygon: its box is what is seen
            x, y, w, h = path["bbox"]
            keep(x, y, x + w, y + h, 0.0, colour)
    return tuple(sorted(flat, key=lambda s: (s.y, s.x0))), tuple(upright)
