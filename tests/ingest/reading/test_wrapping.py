"""Where an item of a page goes on: also where only its first line is set in, and the rest stands at the margin."""

from __future__ import annotations

from pathlib import Path

import pytest
from drawing import Canvas, pdf

from payerdiff.ingest.reader import read_file
from payerdiff.ingest.reading.reading import Reading, reading_names

MARGIN, INSET = 72, 90
FULL = "Words that fill a whole line of the page, up to the edge at which all of the others end"
FIRST = "1. Patients who were treated for at least three months before the first request and"


def items(tmp_path: Path, *lines: tuple[float, str]) -> list[str]:
    """Return the words of the list items of a page that sets these lines, each at its place from the left."""
    page = Canvas()
    for at in range(4):
        page.text(MARGIN, 80 + 14 * at, f"{FULL}{'.,;:'[at]}")
    for at, (x, words) in enumerate(lines):
        page.text(x, 160 + 14 * at, words)
    path = tmp_path / "policy.pdf"
    path.write_bytes(pdf(page))
    document = read_file(path)
    reading = Reading(document, reading_names(document)[0])
    return [" ".join(reading.text[b.body : b.end].split()) for b in reading.blocks if b.kind == "item"]


def test_an_item_of_which_only_the_first_line_is_set_in_is_one_item(tmp_path: Path) -> None:
    second = "were seen by a specialist, with a letter of each of the hospitals, and then also of"
    third = "Sample City that says so; and"
    read = items(tmp_path, (INSET, FIRST), (MARGIN, second), (MARGIN, third), (INSET, "2. Age at least 18 years."))
    assert read == [f"{FIRST[3:]} {second} {third}", "Age at least 18 years."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FIRST, "Other words open a sentence of their own here."),
        (f"{FIRST[:-3]}now.", "or else they stand behind the end of a sentence."),
        ("1. A short line", "would have had room for what stands below it."),
    ],
    ids=["capital", "ended", "short"],
)
def test_what_stands_at_the_margin_below_an_item_is_none_of_it_unless_its_line_was_full(
    tmp_path: Path, first: str, second: str
) -> None:
    assert items(tmp_path, (INSET, first), (MARGIN, second)) == [first[3:]]
