"""Text in two columns is read column by column; tables, whose rows begin at one height on both sides, and text of full width are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from drawing import Canvas, pdf

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading

LEFT, RIGHT, PITCH = 72.0, 318.0, 13.0
FIRST = (
    "The plan covers inventamab for adults whose", "disease has not responded to two earlier", "therapies, each of them for twelve weeks.",
    "", "Requests are reviewed by a pharmacist who", "asks for notes where none were sent along.", "",
    "A note of the last visit is always wanted",
)  # fmt: skip
SECOND = (
    "and must be signed by a specialist of the", "department that treats the patient's disease.", "An older note is not looked at in any case,",
    "as what it tells may have changed since.", "", "Renewals are for one year and ask for a note", "that tells of a response to the therapy.",
)  # fmt: skip


def column(page: Canvas, x: float, y: float, lines: Sequence[str]) -> None:
    """Set lines below each other."""
    for at, words in enumerate(lines):
        if words:
            page.text(x, y + at * PITCH, words, 10)


def read(*pages: Canvas) -> list[str]:
    """Return the lines of a file in the order in which they are read."""
    document = read_bytes(pdf(*pages), "page.pdf")
    return [document.text[line.start : line.end] for line in document.lines]


def said(*columns: Sequence[str]) -> list[str]:
    """Return the lines of columns, one after the other."""
    return [words for lines in columns for words in lines if words]


@pytest.mark.parametrize("shift", [0.0, 3.0, 5.5, 9.0])
def test_columns_are_read_one_after_the_other_wherever_their_lines_stand(shift: float) -> None:
    page = Canvas()
    column(page, LEFT, 100, FIRST)
    column(page, RIGHT, 100 + shift, SECOND)
    assert read(page) == said(FIRST, SECOND)


def test_lines_of_full_width_stand_above_and_below_the_columns() -> None:
    page = Canvas()
    page.text(LEFT, 60, "A line of full width above the columns, which runs over the white space between them", 10)
    column(page, LEFT, 100, FIRST)
    column(page, RIGHT, 103, SECOND)
    page.text(LEFT, 230, "Below", 10)
    page.text(LEFT, 250, "A line of full width below the columns, which runs over the white space between them", 10)
    lines = read(page)
    assert lines[0].startswith("A line of full width above")
    assert lines[1:-2] == said(FIRST, SECOND)
    assert lines[-2] == "Below"


def test_columns_end_on_the_next_page() -> None:
    page, rest = Canvas(), Canvas()
    column(page, LEFT, 100, FIRST)
    column(page, RIGHT, 103, SECOND)
    column(rest, LEFT, 100, ("References and what else is left to be told", "1. Inventor A."))
    column(rest, RIGHT, 100, ("History of this policy and of its changes", "2026: written."))
    lines = read(page, rest)
    assert lines[-4:] == ["References and what else is left to be told", "1. Inventor A.", "History of this policy and of its changes", "2026: written."]  # fmt: skip


def test_a_table_without_rules_is_read_row_by_row() -> None:
    page = Canvas()
    rows = [(FIRST[:3], SECOND[:2]), (FIRST[4:6], SECOND[2:4]), (FIRST[7:], SECOND[5:])]
    y = 100.0
    for left, right in rows:
        column(page, LEFT, y, left)
        column(page, RIGHT, y, right)
        y += 4 * PITCH
    assert read(page)[0] == f"{FIRST[0]} {SECOND[0]}"


def test_labels_beside_their_values_are_no_columns() -> None:
    page = Canvas()
    labels = ("Number", "Effective", "Reviewed", "Line of business", "Benefit", "Author")
    for at, words in enumerate(labels):
        page.text(LEFT, 100 + at * 20, words, 10)
        page.text(RIGHT, 104 + at * 20, FIRST[0], 10)
    assert read(page) != said(labels, [FIRST[0]] * len(labels))


def test_lists_in_the_second_column_stand_as_far_in_as_those_in_the_first() -> None:
    page = Canvas()
    column(page, LEFT, 100, FIRST)
    column(page, RIGHT, 103, SECOND)
    page.text(LEFT + 18, 100 + 9 * PITCH, "1. An item of a list that stands in the first", 10)
    page.text(RIGHT + 18, 103 + 9 * PITCH, "2. An item of it that stands in the second", 10)
    items = [line for line in read_bytes(pdf(page), "page.pdf").lines if line.indent > LEFT + 10]
    assert [round(line.indent - LEFT) for line in items] == [18, 18]


def test_an_item_that_hangs_below_its_mark_goes_on_at_the_head_of_the_right_column() -> None:
    page = Canvas()
    for at, words in enumerate(FIRST[:3] + FIRST[4:6]):
        page.text(LEFT, 100 + at * PITCH, f"{at + 1}. {words[:34]}", 10)
    page.text(RIGHT + 12, 100, SECOND[0], 10)
    column(page, RIGHT, 100 + PITCH, [f"{at + 6}. {words[:34]}" for at, words in enumerate(said(SECOND[1:]))])
    lines = read(page)
    assert lines.index(SECOND[0]) == len(FIRST[:3] + FIRST[4:6])


LISTED = ("Coverage Criteria", "Inventamab is medically necessary when ALL", "of the following criteria are met:", "1. Diagnosis of severe plaque psori-", "    asis", "2. Trial and failure of two immuno-", "    modulators or of phototherapy")  # fmt: skip
COUNTED = ("3. Member is 18 years of age", "    or older", "4. Prescribed by a derma-", "    tologist", "", "Approval", "Initial: 6 months")  # fmt: skip


@pytest.mark.parametrize("right", [300.0, 310.0])
@pytest.mark.parametrize("pitch", [13.0, 16.0])
def test_a_list_that_counts_on_in_the_next_column_is_read_on_there(right: float, pitch: float) -> None:
    page = Canvas()
    for x, lines in ((60.0, LISTED), (right, COUNTED)):
        for at, words in enumerate(lines):
            if words:
                page.text(x + 4.5 * (len(words) - len(words.lstrip())), 100 + pitch * at, words.strip(), 10)
    assert read(page) == [words.strip() for words in said(LISTED, COUNTED)]


def test_a_line_that_runs_on_to_the_gutter_does_not_cross_it() -> None:
    page = Canvas()
    column(page, LEFT, 100, [*FIRST[:4], "A LINE IN CAPITALS THAT RUNS ON HE", *FIRST[5:]])
    column(page, RIGHT, 103, SECOND)
    assert read(page) == said([*FIRST[:4], "A LINE IN CAPITALS THAT RUNS ON HE", *FIRST[5:]], SECOND)


def published(*lines: str) -> str:
    """Return a text as it is read."""
    page = Canvas()
    column(page, LEFT, 100, lines)
    return Reading(read_bytes(pdf(page), "page.pdf"), "published").text.replace("\n", " ").strip()


PARTED = ("Asked for is failure of an immuno-", "suppressant, and a consulta-", "tion of a rheuma-", "tologist, as the first-", "line drug.")  # fmt: skip


def test_a_hyphen_that_parts_a_word_at_a_lines_end_is_no_part_of_it() -> None:
    text = published(*PARTED)
    assert "immunosuppressant, and a consultation of a rheumatologist" in text
    assert text.endswith("first- line drug.")


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (("It is for steroid-", "resistant disease only."), "steroid- resistant"),
        (("It is for a non-", "biologic drug only."), "non- biologic"),
        (("An eosinophil-", "driven disease is asked for."), "eosinophil- driven"),
        (("Methotrexate and a metho-", "trexate injection are asked for."), "methotrexate"),
        (("Use of cells is a use of cell-", "therapy, or of a cell-therapy."), "cell- therapy"),
    ],
)
def test_a_hyphen_of_a_words_own_stays_at_a_lines_end(lines: tuple[str, ...], word: str) -> None:
    assert word in published(*lines)
