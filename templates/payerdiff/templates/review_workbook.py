"""ChangeReview → XLSX: the committee's register, with typed cells, frozen heads, filters and a list of decisions to pick from.

Text of a document is written as text, whatever it looks like: no cell becomes a formula or a link. The file carries no clock:
the same review gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from payerdiff.compare.review_schema import ChangeReview, ReviewedChange
from payerdiff.templates.review_views import SIGNS, WAYS
from payerdiff.templates.words import PHASES

LONGEST = 32_000
"""Characters that a cell may hold (the format's own limit is 32,767)."""
DECISIONS = ["accept", "accept with amendment", "question to the payer", "reject"]
Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, its columns with their widths in characters, its rows."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Value, ...], ...]
    pick: str | None = None
    """The column whose cells offer the decisions."""


def review_workbook(review: ChangeReview) -> bytes:
    """Return the workbook."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": f"{review.new.title or review.new.source.name}: what changed", "created": made_on(review)})  # fmt: skip
        head = book.add_format({"bold": True, "bottom": 1, "valign": "bottom", "text_wrap": True})
        body = book.add_format({"valign": "top", "text_wrap": True})
        day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"})
        for sheet in sheets(review):
            write(book.add_worksheet(sheet.name), sheet, head, body, day)
    return out.getvalue()


def made_on(review: ChangeReview) -> datetime:
    """Return the date that the file bears: the new version's, as a clock would change the bytes."""
    stated = review.new.dates.last_review or review.new.dates.effective or date(2000, 1, 1)
    return datetime(stated.year, stated.month, stated.day)


def write(page: Worksheet, sheet: Sheet, head: Format, body: Format, day: Format) -> None:
    """Write a table with its head frozen, filters, and a page set up for paper."""
    for column, (title, width) in enumerate(sheet.columns):
        page.write_string(0, column, title, head)
        page.set_column(column, column, width)
    for at, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            put(page, at, column, value, body, day)
    last = max(len(sheet.rows), 1)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    if sheet.pick is not None:
        column = [title for title, _ in sheet.columns].index(sheet.pick)
        page.data_validation(1, column, last, column, {"validate": "list", "source": DECISIONS})
    page.set_landscape()
    page.set_paper(1)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&A&RPage &P of &N")


def put(page: Worksheet, row: int, column: int, value: Value, body: Format, day: Format) -> None:
    """Write one cell by its type; text that is too long for a cell says that it was cut."""
    if value is None:
        page.write_blank(row, column, None, body)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int):
        page.write_number(row, column, value, body)
    else:
        text = (
            value if len(value) <= LONGEST else f"{value[:LONGEST]} … (cut: the cell is full; the JSON has all of it)"
        )
        page.write_string(row, column, text, body)


def register(review: ChangeReview) -> Sheet:
    """Return the change register: one row a change."""
    told = {s.id: s.text for r in review.new.revisions for s in r.statements}
    columns = (
        ("Change", 8), ("Kind", 13), ("Direction", 14), ("How sure", 10), ("Indication", 24), ("Phase", 16), ("Where", 16), ("What was done", 12),
        ("Before", 50), ("After", 50), ("Old page", 8), ("New page", 8), ("Told by the log", 40), ("Decision", 20), ("Initials", 9),
    )  # fmt: skip
    order = sorted(review.changes, key=lambda c: c.kind != "clinical")
    return Sheet("Register", columns, tuple(row_of(c, told) for c in order), "Decision")


def row_of(change: ReviewedChange, told: dict[str, str]) -> tuple[Value, ...]:
    """Return a change as a row of the register."""
    pages = [s.page if s and s.quote else None for s in (change.old_span, change.new_span)]
    return (
        change.id, change.kind, WAYS[change.direction], change.sure, change.indication, PHASES[change.phase].lower() if change.phase else None,
        change.where, change.op, change.before or None, change.after or None, *pages, "\n".join(told.get(s, s) for s in change.log) or "not told", None, None,
    )  # fmt: skip


def verdicts(review: ChangeReview) -> Sheet:
    """Return the verdict of each phase and indication."""
    columns = (("Indication", 40), ("Phase", 20), ("Direction", 24), ("Sign", 6), ("Approved before, refused now", 60), ("Refused before, approved now", 60), ("Unless", 60))  # fmt: skip
    rows = []
    for v in review.verdicts:
        ways = ["\n".join([*([f"a patient: {', '.join(w.words)}"] if w.words else []), *w.meets, *([f"the other version asks: {w.fails}"] if w.fails else [])]) if w else None for w in (v.witness_lost, v.witness_gained)]  # fmt: skip
        rows.append((v.indication or "every use", PHASES[v.phase].lower(), WAYS[v.direction], SIGNS[v.direction], *ways, "\n".join(v.unless) or None))  # fmt: skip
    return Sheet("Verdicts", columns, tuple(rows))


def audit(review: ChangeReview) -> Sheet:
    """Return the disclosure audit."""
    words = {c.id: c.after or c.before for c in review.changes}
    names = {"disclosed": "told and done", "undisclosed": "done and not told", "not_found": "told and not found"}
    rows = tuple(
        (names[d.status], d.statement.text if d.statement else words[d.changes[0]], d.statement.kind.replace("_", " ") if d.statement else None, ", ".join(d.changes) or None)
        for d in review.disclosure
    )  # fmt: skip
    return Sheet("Audit", (("Answer", 20), ("Words", 90), ("Kind", 18), ("Changes", 30)), rows)


def log(review: ChangeReview) -> Sheet:
    """Return the new version's log, the newest entry first."""
    columns = (
        ("Date", 12),
        ("Precision", 10),
        ("Approved", 12),
        ("Effective", 12),
        ("Entry", 100),
        ("Kinds", 30),
        ("Page", 6),
    )
    rows = tuple(
        (r.dates.entry, r.precision, r.dates.approved, r.dates.effective, r.text, ", ".join(dict.fromkeys(s.kind.replace("_", " ") for s in r.statements)) or None, r.span.page)
        for r in reversed(review.new.revisions)
    )  # fmt: skip
    return Sheet("Log", columns, rows)


def sources(review: ChangeReview) -> Sheet:
    """Return which documents were read, and what was found about them."""
    columns = (("Side", 8), ("Document", 40), ("SHA-256", 70), ("Reading", 14), ("Template", 12), ("Last review", 12), ("Effective", 12), ("Unread characters", 12))  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (side, p.source.name, p.source.sha256, p.source.reading, p.source.template, p.dates.last_review, p.dates.effective, p.ledger.unread)
        for side, p in (("old", review.old), ("new", review.new))
    ]  # fmt: skip
    rows += [("finding", f.code, f.message, f.severity, None, None, None, None) for f in review.findings]
    return Sheet("Sources", columns, tuple(rows))


def sheets(review: ChangeReview) -> Sequence[Sheet]:
    """Return the tables as data."""
    return (register(review), verdicts(review), audit(review), log(review), sources(review))
