"""Characters by columns are the same characters."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from payerdiff.ingest.ink import Ink, in_a_row
from payerdiff.ingest.page import Glyph
from payerdiff.ingest.pdf.lines import rows_of

GLYPHS = st.lists(
    st.builds(
        Glyph, st.sampled_from("ab"), st.integers(0, 30).map(float), st.integers(31, 60).map(float), st.sampled_from((10.0, 12.0, 30.0)),
        st.sampled_from((-8.0, 8.0, 11.0)), st.just("Sans"), st.just((0.0,)), st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


def row_by_row(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Return printed lines, glyph by glyph: what `rows_of` gives by columns."""
    rows: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if rows and glyph.base - base <= 0.55 * max(size, glyph.size):
            rows[-1].append(glyph)
            base = glyph.base if glyph.size > size * 1.1 else base
            size = max(size, glyph.size)
        else:
            rows.append([glyph])
            base, size = glyph.base, glyph.size
    return [sorted(row, key=lambda g: g.x0) for row in rows]


@given(GLYPHS)
def test_columns_give_back_their_glyphs(glyphs: list[Glyph]) -> None:
    ink = Ink.of(glyphs)
    assert list(ink) == glyphs
    assert list(ink.where(ink.upright)) == [g for g in glyphs if g.upright]
    assert list(ink.at(range(len(glyphs))[::-1])) == glyphs[::-1]
    assert list(ink.and_more(glyphs)) == glyphs * 2


@given(GLYPHS)
def test_runs_are_all_characters_in_order_each_on_one_baseline_in_one_size(glyphs: list[Glyph]) -> None:
    runs = Ink.of(glyphs).runs()
    assert list(chain.from_iterable(range(start, end) for _, _, start, end in runs)) == list(range(len(glyphs)))
    assert all({(g.base, g.size) for g in glyphs[start:end]} == {(base, size)} for base, size, start, end in runs)


@given(GLYPHS)
def test_lines_by_columns_are_the_lines_that_are_put_together_glyph_by_glyph(glyphs: list[Glyph]) -> None:
    rows = rows_of(Ink.of(glyphs))
    assert [list(row) for row in rows] == row_by_row(glyphs)
    assert all(len({(g.base, g.size) for g in row}) == 1 for row in rows if row.even)


def test_pieces_in_any_order_make_one_line_from_left_to_right() -> None:
    glyphs = [Glyph(char, x, x + 5, 10.0, 8.0, "Sans", (0.0,), True) for char, x in zip("cabd", (20.0, 5.0, 10.0, 30.0), strict=True)]  # fmt: skip
    assert "".join(in_a_row(Ink.of(glyphs), [(1, 3), (0, 1), (3, 4)]).signs) == "abcd"
