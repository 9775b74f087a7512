"""CSV: the same tables as the workbook, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from reviews import policies

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.templates.carriers.comparison_workbook import sheets
from payerdiff.templates.carriers.csv_tables import RUNS, csv_files, csv_of
from payerdiff.templates.carriers.workbook import Cited, Sheet
from payerdiff.templates.words import visible


def read(content: bytes) -> list[list[str]]:
    """Return a file as Python's own reader takes it."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_each_table_is_a_file_with_a_row_for_each_of_its_rows() -> None:
    result = compare([p for p in policies() if any(d.generic == "blinatumomab" for d in p.drugs)], "Blincyto")
    tables = sheets(result)
    files = csv_files(tables)
    assert files == csv_files(sheets(result))
    for sheet in tables:
        head, *body = read(files[f"{sheet.name.lower()}.csv"])
        assert head == [title for title, _ in sheet.columns]
        assert len(body) == len(sheet.rows)
        for row, shown in zip(sheet.rows, body, strict=True):
            for value, cell in zip(row, shown, strict=True):
                expected = "" if value is None else str(value.number if isinstance(value, Cited) else value)
                assert cell in (expected, f"'{expected}")
                assert not cell.startswith(RUNS) or not isinstance(value, str)


@pytest.mark.parametrize("words", ["=cmd|'/c calc'!A0", "@SUM(1)", "+1+1", "-2+3", "\t=1", 'a "quoted", line\nand more', "\u202eright to left"])  # fmt: skip
def test_what_a_document_says_stays_text(words: str) -> None:
    (_, (cell, number)) = read(csv_of(Sheet("X", (("A", 1), ("=B", 1)), ((words, -5),))))
    shown = visible(words)
    assert cell == (f"'{shown}" if shown.startswith(RUNS) else shown) and number == "-5"
    assert read(csv_of(Sheet("X", (("=B", 1),), ())))[0] == ["'=B"]
