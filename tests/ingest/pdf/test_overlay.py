"""What lies on top of a PDF's pages is read with them: strikes, comments, text typed over the page, values of form fields."""

from __future__ import annotations

import pytest
from laid.layers import LEADING, TOP, layered, printed, width

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading

LINES = [
    "Alphamab is medically necessary when ALL of the following criteria are met:",
    "1. Member is an adult",
    "2. Trial and failure of betamab or of",
    "another biologic product",
    "3. Prescribed by a specialist",
]
CORNERS = {"as drawn": (0, 1, 2, 3), "around": (0, 1, 3, 2), "from below": (2, 3, 0, 1)}


def quad(row: int, order: tuple[int, ...] = (0, 1, 2, 3), words: str | None = None) -> str:
    """Return the corners of a printed line, in some order."""
    y, right = TOP - LEADING * row, 72 + width(words or LINES[row])
    corners = ((72, y + 9), (right, y + 9), (72, y - 2), (right, y - 2))
    return " ".join(f"{x:g} {y:g}" for x, y in (corners[at] for at in order))


def annotated(*annotations: str, lines: list[str] = LINES, page: str = "", form: str = "") -> Document:
    """Return a page with annotations."""
    objects = {10 + at: f"<< /Type /Annot /F 4 {one} >>" for at, one in enumerate(annotations)}
    refs = " ".join(f"{number} 0 R" for number in objects)
    fields = f"/AcroForm << /Fields [{form}] /DR << /Font << /Helv 3 0 R >> >> /DA (/Helv 0 Tf 0 g) >>" if form else ""
    data = layered(printed(lines), objects, page=f"/Annots [{refs}] {page}", catalog=fields)
    return read_bytes(data, "annotated.pdf")


def marked(document: Document) -> list[str]:
    """Return the words that are deleted."""
    return [document.text[m.start : m.end] for m in document.marks if m.kind == "deleted"]


@pytest.mark.parametrize("order", CORNERS.values(), ids=CORNERS)
@pytest.mark.parametrize("page", ["", "/CropBox [20 30 600 780]"], ids=["plain", "cropped"])
def test_a_strike_over_two_lines_deletes_both_with_its_author_and_comment(order: tuple[int, ...], page: str) -> None:
    strike = f"/Subtype /StrikeOut /Rect [72 690 400 720] /QuadPoints [{quad(2, order)} {quad(3, order)}]"
    document = annotated(f"{strike} /T (Reviewer) /M (D:20260102) /Contents (no longer asked for)", page=page)
    assert marked(document) == [LINES[2], LINES[3]]
    assert {(m.author, m.date) for m in document.marks} == {("Reviewer", "2026-01-02")}
    assert "biologic" not in Reading(document, "proposed").text
    assert "biologic" in Reading(document, "baseline").text
    (remark,) = document.remarks
    assert (remark.code, document.text[remark.start : remark.end]) == ("comment", "\n".join(LINES[2:4]))
    assert "Reviewer" in remark.message and "no longer asked for" in remark.message


def test_a_strike_on_a_turned_page_deletes_what_it_lies_on() -> None:
    x = 612 - (500 - LEADING)
    drawing = f"q 0 1 -1 0 612 0 cm\n{printed(LINES, top=500)}\nQ"
    strike = f"<< /Type /Annot /Subtype /StrikeOut /F 4 /Rect [{x - 9} 72 {x + 2} {72 + width(LINES[1])}] >>"
    document = read_bytes(layered(drawing, {10: strike}, page="/Rotate 90 /Annots [10 0 R]"), "turned.pdf")
    assert marked(document) == [LINES[1]]


def test_a_strike_without_pieces_deletes_what_its_rectangle_holds_and_one_through_a_word_that_word() -> None:
    y = TOP - LEADING
    assert marked(annotated(f"/Subtype /StrikeOut /Rect [72 {y - 2} 300 {y + 9}]")) == [LINES[1]]
    start = 72 + width("1. Member is ") - 4
    word = f"/Subtype /StrikeOut /Rect [0 0 1 1] /QuadPoints [{start} {y + 9} 300 {y + 9} {start} {y - 2} 300 {y - 2}]"
    assert marked(annotated(word)) == ["an adult"]


def test_a_hidden_strike_deletes_nothing() -> None:
    assert not annotated(f"/Subtype /StrikeOut /F 2 /Rect [72 690 400 720] /QuadPoints [{quad(2)}]").marks


def test_a_highlight_with_words_is_a_comment_and_changes_nothing() -> None:
    document = annotated(f"/Subtype /Highlight /Rect [72 690 400 720] /QuadPoints [{quad(1)}] /Contents (lower this)")
    assert [r.code for r in document.remarks] == ["comment"]
    assert not document.marks


@pytest.mark.parametrize("size", ["/Helv 11 Tf 0 g", "0 g /Helv 0 Tf"])
def test_text_typed_over_a_page_is_read_in_its_place_and_named(size: str) -> None:
    y = TOP - LEADING * 5
    document = annotated(f"/Subtype /FreeText /Rect [72 {y - 3} 500 {y + 11}] /DA ({size}) /Contents (4. Screening is done)")  # fmt: skip
    assert document.text.splitlines()[-1] == "4. Screening is done"
    assert [r.code for r in document.remarks] == ["typed-over"]


FIELDS = {
    "text": "/Subtype /Widget /FT /Tx /T (a) /V (6 months)",
    "on its parent": "/Subtype /Widget /Parent 20 0 R",
    "choice": "/Subtype /Widget /FT /Ch /Ff 131072 /T (a) /Opt [[(m6) (6 months)] [(m12) (12 months)]] /V (m6)",
    "plain choice": "/Subtype /Widget /FT /Ch /T (a) /Opt [(6 months) (12 months)] /V (6 months)",
}


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_the_value_of_a_field_stands_where_the_field_is(field: str) -> None:
    lines = [*LINES, "Initial approval:"]
    y = TOP - LEADING * 5
    objects = {
        10: f"<< /Type /Annot /F 4 /Rect [160 {y - 4} 240 {y + 12}] {field} >>",
        20: "<< /FT /Tx /T (a) /V (6 months) /Kids [10 0 R] >>",
    }
    root = "20" if "/Parent" in field else "10"
    form = f"/AcroForm << /Fields [{root} 0 R] /DR << /Font << /Helv 3 0 R >> >> /DA (/Helv 0 Tf 0 g) >>"
    document = read_bytes(layered(printed(lines), objects, page="/Annots [10 0 R]", catalog=form), "form.pdf")
    assert document.text.splitlines()[-1] == "Initial approval: 6 months"
    assert [r.code for r in document.remarks] == ["from-a-form-field"]


@pytest.mark.parametrize("kind", ["", "/Ff 32768"], ids=["check boxes", "radio buttons"])
def test_a_ticked_box_is_told_from_one_that_is_not(kind: str) -> None:
    lines = ["Line of business", "    Commercial", "    Medicaid"]
    objects: dict[int, str | bytes | tuple[str, bytes]] = {}
    for at, state in ((10, "Yes"), (11, "Off")):
        y = TOP - LEADING * (at - 9)
        look = f"/AP << /N << /{'Yes' if kind == '' else at} 13 0 R /Off 13 0 R >> >>"
        own = f"/FT /Btn /T (box{at}) /V /{state}" if not kind else "/Parent 12 0 R"
        on = ("Yes" if not kind else str(at)) if state == "Yes" else "Off"
        objects[at] = f"<< /Type /Annot /Subtype /Widget /F 4 /Rect [72 {y - 2} 82 {y + 9}] {own} /AS /{on} {look} >>"
    objects[12] = f"<< /FT /Btn /T (line) {kind} /V /10 /Kids [10 0 R 11 0 R] >>"
    objects[13] = ("/Type /XObject /Subtype /Form /BBox [0 0 10 10]", b"")
    form = f"/AcroForm << /Fields [{'12 0 R' if kind else '10 0 R 11 0 R'}] >>"
    drawing = printed(lines[:1]) + printed(["Commercial", "Medicaid"], 90, TOP - LEADING)
    document = read_bytes(layered(drawing, objects, page="/Annots [10 0 R 11 0 R]", catalog=form), "boxes.pdf")
    assert document.text.splitlines()[1:] == ["☒ Commercial", "☐ Medicaid"]
