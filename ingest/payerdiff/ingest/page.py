"""One page as drawn: its characters and strokes, whoever read them (an engine of a PDF, or OCR).

Coordinates are points from the page's top left corner, `base` is the baseline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

Color = tuple[float, ...]


class Glyph(NamedTuple):
    """One printed character. `x0`, `x1`, `base`, `size` in points; `base` grows downwards."""

    char: str
    x0: float
    x1: float
    base: float
    size: float
    font: str
    color: Color
    upright: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A thin horizontal stroke or filled rectangle: may be a strike, an underline or a table rule."""

    x0: float
    x1: float
    y: float
    thickness: float
    color: Color | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page as drawn."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    segments: tuple[Segment, ...]
    uprights: tuple[tuple[float, float, float], ...]
    """Thin vertical strokes as (x, top, bottom): table borders and change bars."""
    recognised: bool = False
    """True where the page had no text layer and was read by OCR."""
