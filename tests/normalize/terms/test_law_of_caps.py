"""Drawn caps come back whole from every layout and every carrier, none lost, none added: sentences, lines, lists and tables, in text, HTML, Word and PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from drawing import Canvas, pdf
from dresses.paper import as_pdf
from dresses.rows import Row
from dresses.text import as_text
from dresses.web import as_web_paragraphs
from dresses.word import as_word, packed, paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading, reading_names
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.terms.caps.quantities import read_quantities

Drawn = tuple[str, int, int]
"""The form or the unit, its number, the days or weeks that it is for."""
Cap = tuple[str, float, str | None, float | None, str | None]
NAMES = ("Inventa", "Madeupra", "Fictavo")
PIECES = st.tuples(
    st.sampled_from(["tablet", "syringe", "pen", "vial", "patch"]), st.integers(2, 90), st.integers(2, 112)
)
DOSES = st.tuples(st.sampled_from(["mg", "mg/kg", "mcg", "IU/kg"]), st.integers(2, 600), st.integers(2, 26))


def several(one: st.SearchStrategy[Drawn]) -> st.SearchStrategy[list[Drawn]]:
    """Return caps of two or three products, none like another."""
    return st.lists(one, min_size=2, max_size=3, unique=True)


def plural(form: str) -> str:
    """Return a form in the plural."""
    return "patches" if form == "patch" else f"{form}s"


def rate(cap: Drawn) -> str:
    """Return a cap on pieces, or on a dose, in words."""
    unit, count, time = cap
    return (
        f"{count} {unit} every {time} weeks"
        if unit[:2] in ("mg", "mc", "IU")
        else f"{count} {plural(unit)} per {time} days"
    )


def meant(caps: Sequence[Drawn]) -> list[Cap]:
    """Return the caps as limits."""
    return sorted(
        ("max_dose", float(n), unit, float(t), "week")
        if unit[:2] in ("mg", "mc", "IU")
        else ("quantity", float(n), unit, float(t), "day")
        for unit, n, t in caps
    )


def read(file: tuple[str, bytes]) -> list[Cap]:
    """Return the limits that a file states."""
    document = read_bytes(file[1], file[0])
    draft = Draft(Reading(document, reading_names(document)[0]))
    return sorted(
        (x.kind, x.value, x.unit, x.per_value, x.per_unit) for x in read_quantities(draft, draft.reading.blocks)
    )


LINES: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "sentences": ("Coverage", lambda name, said: f"{name} is limited to {said}."),
    "lines": ("Quantity limits", lambda name, said: f"{name}: {said}"),
    "ceilings": ("Quantity limits", lambda name, said: f"{name} – no more than {said}"),
    "refusals": ("Coverage", lambda name, said: f"The member does not receive more than {said}."),
}
PIECE_LINES: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "granted behind": ("Coverage", lambda name, said: f"{name}: {said} is covered."),
    "requests": ("Coverage", lambda name, said: f"Is the request for less than or equal to {said}?"),
    "label on the line": ("Coverage", lambda name, said: f"Quantity limit: {name} – {said}"),
    "ways": ("Frequency/Quantity/Duration", lambda name, said: f"{name}: {said}"),
}
CARRIERS = {"text": as_text, "paragraphs": as_web_paragraphs, "word": as_word, "pdf": as_pdf}


def hold_lines(head: str, say: Callable[[str, str], str], carrier: str, caps: Sequence[Drawn]) -> None:
    """Hold that caps come back whole from lines below a head, each in the words of a layout."""
    rows = [Row("title", "Inventa policy"), Row("head", head, 1)]
    rows += [Row("plain", say(name, rate(cap))) for name, cap in zip(NAMES, caps, strict=False)]
    assert read(CARRIERS[carrier](rows, "bold")) == meant(caps)


@settings(max_examples=6, deadline=None)
@given(several(PIECES) | several(DOSES))
@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("layout", LINES)
def test_caps_in_lines_come_back_whole(layout: str, carrier: str, caps: list[Drawn]) -> None:
    hold_lines(*LINES[layout], carrier, caps)


@settings(max_examples=6, deadline=None)
@given(several(PIECES))
@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("layout", PIECE_LINES)
def test_pieces_in_lines_come_back_whole(layout: str, carrier: str, caps: list[Drawn]) -> None:
    hold_lines(*PIECE_LINES[layout], carrier, caps)


@settings(max_examples=6, deadline=None)
@given(several(PIECES))
@pytest.mark.parametrize("carrier", CARRIERS)
def test_caps_of_one_sentence_come_back_whole(carrier: str, caps: list[Drawn]) -> None:
    said = "; ".join(rate(cap) for cap in caps)
    rows = [Row("title", "Inventa policy"), Row("head", "Coverage", 1), Row("plain", f"Inventa: maximum {said}")]
    assert read(CARRIERS[carrier](rows, "bold")) == meant(caps)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("days", [3, 7, 34])
def test_the_days_that_a_fill_is_for_are_a_cap(carrier: str, days: int) -> None:
    rows = [Row("title", "Inventa policy"), Row("head", "Coverage", 1), Row("plain", f"The first fill is limited to a {days}-day supply.")]  # fmt: skip
    assert read(CARRIERS[carrier](rows, "bold")) == [("quantity", float(days), "day supply", 1.0, "fill")]
    rows[-1] = Row("plain", f"The member has tried it for {days} days, with a {days}-day supply of samples.")
    assert read(CARRIERS[carrier](rows, "bold")) == []


def web_table(rows: Sequence[Sequence[str]]) -> tuple[str, bytes]:
    """Return a page with a table."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return "page.html", f"<html><body><h1>Inventa policy</h1><table>{body}</table></body></html>".encode()


def web_nested(rows: Sequence[Sequence[str]]) -> tuple[str, bytes]:
    """Return a page with a table within a cell of another."""
    inner = web_table(rows)[1].decode().partition("<table>")[2].partition("</table>")[0]
    outer = f"<table><tr><td>Preferred</td><td>Criteria</td></tr><tr><td>Inventa</td><td>Member has asthma.<table>{inner}</table></td></tr></table>"
    return "page.html", f"<html><body><h1>Inventa policy</h1>{outer}</body></html>".encode()


def word_rows(rows: Sequence[Sequence[str]]) -> str:
    """Return a table of Word."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def word_table(rows: Sequence[Sequence[str]]) -> tuple[str, bytes]:
    """Return a Word file with a table."""
    return packed([paragraph("Inventa policy"), word_rows(rows)])


def word_nested(rows: Sequence[Sequence[str]]) -> tuple[str, bytes]:
    """Return a Word file with a table within a cell of another."""
    cell = f"<w:tc>{paragraph('Member has asthma.')}{word_rows(rows)}{paragraph('')}</w:tc>"
    head = f"<w:tr><w:tc>{paragraph('Preferred')}</w:tc><w:tc>{paragraph('Criteria')}</w:tc></w:tr>"
    outer = f"<w:tbl>{head}<w:tr><w:tc>{paragraph('Inventa')}</w:tc>{cell}</w:tr></w:tbl>"
    return packed([paragraph("Inventa policy"), outer])


def ruled(canvas: Canvas, rows: Sequence[Sequence[str]], left: float, top: float, wide: float) -> float:
    """Set a ruled table and return where it ends."""
    edges = [left + wide * at for at in range(len(rows[0]) + 1)]
    for at, row in enumerate(rows):
        for x, cell in zip(edges, row, strict=False):
            canvas.text(x + 4, top + 22 * at + 15, cell, 9)
    end = top + 22 * len(rows)
    for at in range(len(rows) + 1):
        canvas.line(edges[0], edges[-1], top + 22 * at)
    for x in edges:
        canvas.upright(x, top, end)
    return end


def paper_table(rows: Sequence[Sequence[str]]) -> tuple[str, bytes]:
    """Return a PDF with a ruled table."""
    canvas = Canvas()
    canvas.text(72, 60, "Inventa policy", 18, bold=True)
    ruled(canvas, rows, 72, 90, 150)
    return "page.pdf", pdf(canvas)


def paper_nested(rows: Sequence[Sequence[str]]) -> tuple[str, bytes]:
    """Return a PDF with a ruled table within a cell of another."""
    canvas = Canvas()
    canvas.text(72, 60, "Inventa policy", 18, bold=True)
    canvas.text(64, 100, "Inventa", 9)
    canvas.text(164, 100, "Member has asthma.", 9)
    end = ruled(canvas, rows, 166, 112, 120)
    for y in (86, end + 10):
        canvas.line(60, 550, y)
    for x in (60, 160, 550):
        canvas.upright(x, 86, end + 10)
    return "page.pdf", pdf(canvas)


TABLES = {
    "web": web_table, "web nested": web_nested, "word": word_table, "word nested": word_nested, "paper": paper_table, "paper nested": paper_nested,
}  # fmt: skip
HEADS = ("Quantity limit", "Maximum", "Dispensing limit", "QL")
DOSE_HEADS = ("Maximum", "Dose limit", "Maximum dose", "Dose not to exceed")


@settings(max_examples=5, deadline=None)
@given(several(PIECES), st.sampled_from(HEADS))
@pytest.mark.parametrize("carrier", TABLES)
def test_pieces_in_a_column_come_back_whole(carrier: str, caps: list[Drawn], head: str) -> None:
    rows = [("Drug", head), *((name, rate(cap)) for name, cap in zip(NAMES, caps, strict=False))]
    assert read(TABLES[carrier](rows)) == meant(caps)


@settings(max_examples=5, deadline=None)
@given(several(DOSES), st.sampled_from(DOSE_HEADS))
@pytest.mark.parametrize("carrier", TABLES)
def test_doses_in_a_column_come_back_whole(carrier: str, caps: list[Drawn], head: str) -> None:
    rows = [("Drug", head), *((name, rate(cap)) for name, cap in zip(NAMES, caps, strict=False))]
    assert read(TABLES[carrier](rows)) == meant(caps)


@settings(max_examples=5, deadline=None)
@given(several(PIECES))
@pytest.mark.parametrize("carrier", TABLES)
def test_a_cap_parted_into_columns_comes_back_whole(carrier: str, caps: list[Drawn]) -> None:
    rows = [
        ("Drug", "Quantity limit", "Time period"),
        *((name, f"{n} {plural(form)}", f"{days} days") for name, (form, n, days) in zip(NAMES, caps, strict=False)),
    ]
    assert read(TABLES[carrier](rows)) == meant(caps)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 600), st.integers(2, 56)), min_size=2, max_size=3, unique=True))
@pytest.mark.parametrize("head", ["Billable units", "Billable units (J0001 5 mg = 1 unit)", "Maximum allowable units"])
@pytest.mark.parametrize("carrier", TABLES)
def test_units_below_a_head_of_units_are_billed(carrier: str, head: str, caps: list[tuple[int, int]]) -> None:
    rows = [
        ("Drug", head),
        *((name, f"{n} units per {days} days") for name, (n, days) in zip(NAMES, caps, strict=False)),
    ]
    wanted = sorted(("billable_units", float(n), "billable unit", float(days), "day") for n, days in caps)
    assert read(TABLES[carrier](rows)) == wanted


@settings(max_examples=5, deadline=None)
@given(several(PIECES), st.integers(1, 500))
@pytest.mark.parametrize("carrier", TABLES)
def test_the_largest_daily_dose_stands_beside_what_is_dispensed(carrier: str, caps: list[Drawn], dose: int) -> None:
    rows = [
        ("Drug", "Max daily dose", "Max quantity per month"),
        *((name, f"{dose + at} mg", f"{n} {plural(form)}") for at, (name, (form, n, _)) in enumerate(zip(NAMES, caps, strict=False))),
    ]  # fmt: skip
    doses: list[Cap] = [("max_dose", float(dose + at), "mg/day", None, None) for at in range(len(caps))]
    assert read(TABLES[carrier](rows)) == sorted(doses + [("quantity", float(n), form, 1.0, "month") for form, n, _ in caps])  # fmt: skip
