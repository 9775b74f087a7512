"""Bullets that a page draws as shapes: the marker of the line behind them, and nothing else is one."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from drawing import Canvas, pdf

from payerdiff.ingest.page import Glyph
from payerdiff.ingest.pdf.drawn_bullets import drawn_bullets, pictures_of
from payerdiff.ingest.pdf.file import read_pdf

HEIGHT = 800.0


def line(x: float, base: float, text: str = "Adults", size: float = 10.0) -> list[Glyph]:
    """Return the glyphs of a line, five points a character."""
    return [Glyph(c, x + 5 * i, x + 5 * i + 5, base, size, "Sans", (0.0,), True) for i, c in enumerate(text)]


def shape(x: float, middle: float, width: float = 3.0, tall: float = 3.0, *, filled: bool = True, op: str = "curve_to") -> dict[str, Any]:  # fmt: skip
    """Return a drawn shape whose middle lies `middle` points from the page's top."""
    color = (0.0, 0.0, 0.0)
    return {
        "bbox": (x, HEIGHT - middle - tall / 2, width, tall), "operations": [{"op": op}],
        "fill_color": color if filled else None, "stroke_color": None if filled else color,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("drawn", "sign"),
    [(shape(40, 96), "•"), (shape(40, 96, filled=False), "◦"), (shape(40, 96, op="rectangle"), "▪")],
)
def test_a_small_shape_before_a_line_is_its_bullet(drawn: dict[str, Any], sign: str) -> None:
    (found,) = drawn_bullets([drawn], line(50, 100), HEIGHT, 0.0)
    assert (found.char, found.base, found.x0) == (sign, 100, 40)


@pytest.mark.parametrize(
    "drawn",
    [
        shape(40, 96, 8, 8),  # a box to tick
        shape(40, 96, 6, 1.5),  # a dash
        shape(10, 96),  # too far away
        shape(40, 120),  # beside no line
        shape(60, 96),  # among the words
        shape(40, 96, filled=False, op="rectangle"),  # an outlined box
    ],
)
def test_other_shapes_are_no_bullets(drawn: dict[str, Any]) -> None:
    assert drawn_bullets([drawn], line(50, 100), HEIGHT, 0.0) == []


def test_a_shape_between_words_is_no_bullet() -> None:
    assert drawn_bullets([shape(85, 96)], [*line(50, 100), *line(95, 100)], HEIGHT, 0.0) == []


def test_a_bullet_drawn_twice_is_one() -> None:
    assert len(drawn_bullets([shape(40, 96), shape(40.2, 96)], line(50, 100), HEIGHT, 0.0)) == 1


def picture(x: float, y: float, width: float) -> str:
    """Return what a page's stream says to set a square picture of one gray point."""
    return f"q {width} 0 0 {width} {x} {792 - y} cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q"


def test_a_small_picture_before_a_line_is_its_bullet_and_a_large_one_is_none() -> None:
    page = Canvas()
    page.parts += [picture(56, 98, 4), picture(20, 118, 30)]
    page.text(72, 100, "Adults with asthma; or")
    page.text(72, 120, "Children with asthma")
    data = pdf(page)
    assert [round(p["bbox"][0]) for p in pictures_of(pypdfium2.PdfDocument(data)[0])] == [56]
    assert "• Adults with asthma; or\nChildren with asthma" in read_pdf(data, "pictures.pdf").text
