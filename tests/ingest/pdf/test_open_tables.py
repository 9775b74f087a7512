"""Tables that draw no outer border, and bullets of fonts of signs."""

from __future__ import annotations

import pytest
from drawing import Canvas, pdf

from payerdiff.ingest.page import Page, Segment
from payerdiff.ingest.pdf.file import are_blanks, misread_signs, read_pdf
from payerdiff.ingest.pdf.tables import open_ends
from payerdiff.ingest.reading.reading import Block, Reading

LEFT, MIDDLE, RIGHT = 54, 134, 540


def open_table(outer: bool = False, crossed: bool = True) -> Canvas:
    """Return a page with a table of two rows, a label and a list beside it; `crossed` says whether a rule parts the rows."""
    page = Canvas()
    page.text(LEFT, 60, "Inventa for psoriasis")
    page.upright(MIDDLE, 80, 260)
    for y in (80, 130, 260) if outer else (130,) if crossed else ():
        page.line(LEFT, MIDDLE, y)
        page.line(MIDDLE, RIGHT, y)
    if outer:
        page.upright(LEFT, 80, 260)
        page.upright(RIGHT, 80, 260)
    page.text(60, 100, "Exclusion")
    page.text(60, 114, "Criteria")
    page.text(150, 100, "Use with another biologic drug")
    page.text(60, 150, "Required")
    page.text(60, 164, "Information")
    for at, words in enumerate(("1. The member is an adult; AND", "2. One of the following:", "a.A trial of methotrexate; OR", "b. A contraindication")):  # fmt: skip
        page.text(150 + 18 * (at > 1), 150 + 14 * at, words)
    return page


def reading_of(page: Canvas) -> Reading:
    """Return the reading of a page."""
    return Reading(read_pdf(pdf(page), "page.pdf"), "published")


def rows_of(reading: Reading) -> list[Block]:
    """Return the rows of tables."""
    return [block for block in reading.blocks if block.kind == "row"]


@pytest.mark.parametrize("outer", [False, True])
def test_a_table_with_inner_rules_only_is_read_as_one_with_a_border(outer: bool) -> None:
    reading = reading_of(open_table(outer))
    first, second = rows_of(reading)
    assert [reading.words(*cell) for cell in first.cells] == ["Exclusion Criteria", "Use with another biologic drug"]
    assert reading.words(*second.cells[0]) == "Required Information"


def test_an_upright_rule_that_no_other_crosses_makes_no_table() -> None:
    assert rows_of(reading_of(open_table(crossed=False))) == []


def test_the_cells_of_a_row_are_paragraphs_and_items() -> None:
    reading = reading_of(open_table())
    label, listed = reading.cell_blocks(rows_of(reading)[1])
    assert [(block.kind, reading.words(block.start, block.end)) for block in label] == [("paragraph", "Required Information")]  # fmt: skip
    assert [block.marker.text for block in listed if block.marker] == ["1.", "2.", "a.", "b."]


@pytest.mark.parametrize(("signs", "misread"), [("ξx", "ξ"), ("•x", ""), ("ﬁx", ""), ("\xadx", ""), ("´•", "´")])
def test_a_sign_that_pdfium_does_not_have_is_misread(signs: str, misread: str) -> None:
    assert misread_signs(set(signs), "• The member is an adult") == set(misread)


def test_misread_signs_are_blanks_where_pdfium_counts_none_in_their_place() -> None:
    for written, blanks in (("is NOT´covered", True), ("ξs NOT covered", False)):
        assert are_blanks(set("´ξ"), list(written), "is NOT covered") is blanks


def cut(top: float, bottom: float, rule: float) -> Page:
    """Return a page with a table of two columns and one level rule, from a height to a height."""
    uprights = tuple((x, top, bottom) for x in (60.0, 200.0, 550.0))
    return Page(1, 612.0, 792.0, (), (Segment(60.0, 550.0, rule, 0.5, None),), uprights)


def test_a_table_that_the_page_cuts_is_closed_at_its_margin() -> None:
    assert open_ends(cut(480.0, 742.0, 480.0)) == [(60.0, 550.0, 742.0)]
    assert open_ends(cut(36.0, 300.0, 300.0)) == [(60.0, 550.0, 36.0)]


def test_rules_that_end_within_the_page_are_closed_by_nothing() -> None:
    assert open_ends(cut(300.0, 500.0, 300.0)) == []
