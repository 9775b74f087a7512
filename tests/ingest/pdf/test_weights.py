"""Lines in a heavier weight of the text's family are bold; other families and other lines stay as they are."""

from __future__ import annotations

import pytest

from payerdiff.ingest.document import Line
from payerdiff.ingest.pdf.weights import with_weights


def lines_in(*faces: tuple[str, int]) -> tuple[list[Line], dict[int, str]]:
    """Return lines of so many characters in these fonts, one behind the other, with the font of each."""
    found, fonts, at = [], {}, 0
    for font, length in faces:
        found.append(Line(at, at + length, 1))
        fonts[at] = font
        at += length + 1
    return found, fonts


@pytest.mark.parametrize(
    ("font", "bold"),
    [
        ("ABCDEF+SansPro-Roman", True),
        ("ABCDEF+SansPro-Medium", True),
        ("ABCDEF+SansPro-Light", False),
        ("ABCDEF+OtherSans-Medium", False),
        ("ABCDEF+SansPro-Book", False),
    ],
)
def test_a_line_is_bold_where_its_weight_is_above_that_of_the_text(font: str, bold: bool) -> None:
    lines, faces = lines_in(("XYZABC+SansPro-Book", 500), (font, 20), ("XYZABC+SansPro-Book", 300))
    assert [line.bold for line in with_weights(lines, faces)] == [False, bold, False]


def test_a_row_is_bold_where_all_its_lines_are() -> None:
    inner, faces = lines_in(("Sans-Medium", 10), ("Sans-Regular", 10))
    text = Line(50, 900, 1)
    faces[50] = "Sans-Regular"
    both = Line(0, 21, 1, kind="row", inner=tuple(inner))
    head = Line(0, 10, 1, kind="row", inner=(inner[0],))
    assert [line.bold for line in with_weights([both, head, text], faces)] == [False, True, False]
