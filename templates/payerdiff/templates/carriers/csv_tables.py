"""Tables → CSV files that a spreadsheet opens as what they are: text stays text, whatever a document says."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from payerdiff.templates.carriers.workbook import Cited, Sheet, Value
from payerdiff.templates.words import visible

RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula (OWASP, CSV injection)."""


def csv_files(sheets: Sequence[Sheet]) -> dict[str, bytes]:
    """Return a file for each table by its name: UTF-8 with a mark that spreadsheets look for, commas, lines ended as RFC 4180 says."""
    return {f"{sheet.name.lower()}.csv": csv_of(sheet) for sheet in sheets}


def csv_of(sheet: Sheet) -> bytes:
    """Return one table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(title) for title, _ in sheet.columns])
    writer.writerows([[plain(value) for value in row] for row in sheet.rows])
    return out.getvalue().encode("utf-8-sig")


def plain(value: Value) -> str | int | float:
    """Return a cell; a number stays one."""
    if value is None:
        return ""
    if isinstance(value, Cited):
        return value.number
    if isinstance(value, date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else value


def guarded(text: str) -> str:
    """Return a text that no spreadsheet runs: where it begins as a formula would, an apostrophe stands before it.

    >>> guarded("=1+1"), guarded("age ≥ 18")
    ("'=1+1", 'age ≥ 18')
    """
    text = visible(text)
    return f"'{text}" if text.startswith(RUNS) else text
