"""Lists in two columns are read column by column; lines that run over both columns, and lists in one, stay as they are."""

from __future__ import annotations

import pytest

from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Glyph
from payerdiff.ingest.pdf.columns import by_columns

RIGHT = 300.0


def line(base: float, *parts: tuple[float, str]) -> Ink:
    """Return a printed line of words at their places."""
    return Ink.of(
        [
            Glyph(sign, x + 5 * at, x + 5 * at + 4.5, base, 10.0, "Plain", (0.0, 0.0, 0.0), True)
            for x, words in parts
            for at, sign in enumerate(words)
        ]
    )


def read(rows: list[Ink]) -> list[str]:
    """Return the lines in the order in which they are read."""
    return ["".join(row.ink.signs) for group in by_columns(rows) for row in group]


@pytest.mark.parametrize("bullet", ["•", "☐", "▪"])
def test_a_list_in_two_columns_is_read_column_by_column(bullet: str) -> None:
    rows = [
        line(100, (60, f"{bullet} Gout"), (RIGHT, f"{bullet} Asthma in")),
        line(112, (60, f"{bullet} Lupus"), (RIGHT + 10, "adults")),
        line(124, (60, f"{bullet} Acne"), (RIGHT, f"{bullet} Eczema")),
    ]
    assert read(rows) == [f"{bullet} Gout", f"{bullet} Lupus", f"{bullet} Acne", f"{bullet} Asthma in", "adults", f"{bullet} Eczema"]  # fmt: skip


def test_the_right_column_makes_one_list_with_the_left_one() -> None:
    rows = [line(base, (60, "• Gout"), (RIGHT, "• Asthma")) for base in (100, 112)]
    (group,) = by_columns(rows)
    assert [row.shift for row in group] == [0, 0, RIGHT - 60, RIGHT - 60]


def test_a_line_over_both_columns_ends_them() -> None:
    rows = [
        *(line(base, (60, "• Gout"), (RIGHT, "• Asthma")) for base in (100, 112)),
        line(124, (60, "A sentence that runs on over both of the columns of the list")),
    ]
    assert read(rows)[-1].startswith("A sentence")


def test_one_line_with_two_bullets_is_no_list_in_columns() -> None:
    rows = [line(100, (60, "• Gout"), (RIGHT, "• Asthma")), line(112, (60, "• Lupus"))]
    assert len(read(rows)) == len(rows)
