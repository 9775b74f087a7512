"""Tables → XLSX: typed cells, frozen heads, filters, a page set up for paper.

Text of a document is written as text, whatever it looks like: no cell becomes a formula or a link; the only links are our own, to passages
in the same file. The file carries no clock:
the same result gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from payerdiff.templates.words import visible

LONGEST = 32_000
"""Characters that a cell may hold (the format's own limit is 32,767)."""
EVIDENCE = "Evidence"
"""The sheet that passages stand on, a row a number."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage's number: a cell that leads to its row on the sheet of evidence."""

    number: int


Value = str | int | float | date | Cited | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, its columns with their widths in characters, its rows."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Value, ...], ...]
    pick: str | None = None
    """The column whose cells offer a choice."""
    choices: tuple[str, ...] = ()
    frozen: int = 1
    """Columns that stay when the rest scrolls."""


def workbook(title: str, made_on: date | None, sheets: Sequence[Sheet]) -> bytes:
    """Return the file; it bears the date that is given, as a clock would change the bytes."""
    out = io.BytesIO()
    day_of = made_on or date(2000, 1, 1)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {"title": title, "keywords": "payerdiff", "created": datetime(day_of.year, day_of.month, day_of.day)}
        )
        head = book.add_format({"bold": True, "bottom": 1, "valign": "bottom", "text_wrap": True})
        body = book.add_format({"valign": "top", "text_wrap": True})
        day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"})
        for sheet in sheets:
            write(book.add_worksheet(sheet.name), sheet, head, body, day)
    return out.getvalue()


def write(page: Worksheet, sheet: Sheet, head: Format, body: Format, day: Format) -> None:
    """Write a table with its head frozen, filters, and a page set up for paper."""
    for column, (title, width) in enumerate(sheet.columns):
        page.write_string(0, column, title, head)
        page.set_column(column, column, width)
    for at, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            put(page, at, column, value, body, day)
    last = max(len(sheet.rows), 1)
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    if sheet.pick is not None:
        column = [title for title, _ in sheet.columns].index(sheet.pick)
        page.data_validation(1, column, last, column, {"validate": "list", "source": list(sheet.choices)})
    page.set_landscape()
    page.set_paper(1)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&A&RPage &P of &N")


def put(page: Worksheet, row: int, column: int, value: Value, body: Format, day: Format) -> None:
    """Write one cell by its type; text that is too long for a cell says that it was cut."""
    if value is None:
        page.write_blank(row, column, None, body)
    elif isinstance(value, Cited):
        page.write_url(row, column, f"internal:'{EVIDENCE}'!A{value.number + 1}", body, f"[{value.number}]")
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value, body)
    else:
        value = visible(value)
        text = (
            value if len(value) <= LONGEST else f"{value[:LONGEST]} … (cut: the cell is full; the JSON has all of it)"
        )
        page.write_string(row, column, text, body)
