"""XLSX → Document: each sheet's rows from top to bottom, one that holds several cells as a table's row.

Read with lxml straight from the package, as Word files are. Sheets, rows and columns that Excel shows nobody are no text, and a finding quotes them.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import textwrap
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from lxml import etree

from payerdiff.ingest.document import Document, Line, Mark, Remark
from payerdiff.ingest.formats.word_package import ENCRYPTED, PROPERTIES, parse, properties_of, unpacked
from payerdiff.ingest.signs import count_of, plainly
from payerdiff.model.errors import PayerdiffError

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
DATES = frozenset([*range(14, 18), 22, *range(27, 37), *range(50, 59)])
"""Excel's own formats that show a number as a date."""
DATE = re.compile(r"[ymd]", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
EPOCH = date(1899, 12, 30)
MOST = 500_000
"""Cells of a workbook that are read."""
OWN = b"<cp:keywords>payerdiff</cp:keywords>"
"""How a workbook of this program says whose it is."""
LARGEST = 300_000_000
"""Bytes that a workbook may hold unpacked."""
SHOWN = 300
BLANKS = {9: " ", 13: " ", 160: " "}
TITLES = ("sheet", "tabelle", "feuil", "hoja")
"""How a program names a sheet by itself."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: its words, those of them that are struck, and whether it is bold."""

    words: str
    struck: tuple[tuple[int, int], ...] = ()
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell is set."""

    bold: bool = False
    struck: bool = False
    shown: str = ""
    """`date` or `percent` where a number is shown as one."""


@dataclass(slots=True)
class Book:
    """Collects the text of a workbook."""

    strings: list[Cell] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    cells: int = 0

    def write(self, words: str) -> None:
        """Append text."""
        self.parts.append(words)
        self.length += len(words)


def read_workbook(data: bytes, name: str) -> Document:
    """Return the document that an XLSX file holds. Raises PayerdiffError: `damaged`, `encrypted`, `empty`, `too-large`."""
    book = Book()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            check(package, name)
            names = set(package.namelist())
            if "xl/sharedStrings.xml" in names:
                book.strings = [rich(one) for one in parse(unpacked(package, "xl/sharedStrings.xml")).iter(f"{MAIN}si")]
            if "xl/styles.xml" in names:
                book.styles = list(styles_of(parse(unpacked(package, "xl/styles.xml"))))
            for number, (title, part, shown) in enumerate(sheets_of(package, names), 1):
                write_sheet(book, parse(unpacked(package, part)), title, number, shown=shown, name=name)
            remarks = [*unseen(book), *beside(package, names)]
            parts = [unpacked(package, part) for part in PROPERTIES if part in names]
    except (zipfile.BadZipFile, NotImplementedError, etree.XMLSyntaxError) as cause:
        raise PayerdiffError("damaged", name, "the workbook is damaged", "Open it in Excel and save it again.") from cause  # fmt: skip
    if any(OWN in part for part in parts):
        raise PayerdiffError("not-a-policy", name, "it is a workbook that payerdiff wrote, which quotes policies", "Give the documents that it was made from, or move it out of the folder.")  # fmt: skip
    text = "".join(book.parts)
    if not text.strip():
        raise PayerdiffError("empty", name, "the workbook has no text", "Check that it is the right file.")
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        text=text,
        lines=tuple(book.lines),
        marks=tuple(book.marks),
        pages=max((line.page for line in book.lines), default=1),
        remarks=tuple(remarks),
        properties=tuple(properties_of(parts)),
    )


def check(package: zipfile.ZipFile, name: str) -> None:
    """Refuse a package that is encrypted or holds too much. Raises PayerdiffError: `encrypted`, `too-large`."""
    held = package.infolist()
    if any(part.flag_bits & ENCRYPTED for part in held):
        raise PayerdiffError("encrypted", name, "the workbook is encrypted", "Save a copy without a password and use that.")  # fmt: skip
    if sum(part.file_size for part in held) > LARGEST:
        raise too_large(name)


def too_large(name: str) -> PayerdiffError:
    """Return the error for a workbook that holds more than any policy does."""
    return PayerdiffError("too-large", name, "the workbook holds more than half a million cells", "Split it and give the parts.")  # fmt: skip


def sheets_of(package: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield the sheets of a workbook in their order: title, part, and whether Excel shows it."""
    links = "xl/_rels/workbook.xml.rels"
    targets = {}
    for one in parse(unpacked(package, links)) if links in names else ():
        target = one.get("Target") or ""
        targets[one.get("Id")] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    for sheet in parse(unpacked(package, "xl/workbook.xml")).iter(f"{MAIN}sheet"):
        part = targets.get(sheet.get(RELATION), "")
        if part in names:
            yield sheet.get("name") or "", part, sheet.get("state") not in ("hidden", "veryHidden")


def styles_of(root: etree._Element) -> Iterator[Style]:
    """Yield how cells are set, by their number."""
    fonts = [(is_on(font, "b"), is_on(font, "strike")) for font in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    forms = {one.get("numFmtId"): QUOTED.sub("", one.get("formatCode") or "") for one in root.iter(f"{MAIN}numFmt")}
    for one in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        at, form = count_of(one.get("fontId"), 0), one.get("numFmtId")
        bold, struck = fonts[at] if 0 <= at < len(fonts) else (False, False)
        code = forms.get(form, "")
        dated = count_of(form, 0) in DATES or (code != "General" and DATE.search(code) is not None)
        yield Style(bold, struck, "date" if dated else "percent" if form in ("9", "10") or "%" in code else "")


def is_on(font: etree._Element, name: str) -> bool:
    """Return True if a font has a property."""
    found = font.find(f"{MAIN}{name}")
    return found is not None and found.get("val") not in ("0", "false")


def rich(string: etree._Element) -> Cell:
    """Return a string with the parts of it that are struck; how East Asian signs are read aloud is no part of it."""
    words, struck, heavy = "", [], 0
    for run in string.iterchildren(f"{MAIN}t", f"{MAIN}r"):
        said = plainly(run.text or "") if run.tag == f"{MAIN}t" else plainly("".join(t.text or "" for t in run.iterfind(f"{MAIN}t")))  # fmt: skip
        look = run.find(f"{MAIN}rPr")
        if look is not None and is_on(look, "strike") and said:
            struck.append((len(words), len(words) + len(said)))
        heavy += len(said) if look is not None and is_on(look, "b") else 0
        words += said
    return Cell(words, tuple(struck), bool(words) and heavy > 0.6 * len(words))


def write_sheet(book: Book, root: etree._Element, title: str, number: int, *, shown: bool, name: str) -> None:
    """Write the rows of a sheet; its title stands above them where somebody gave it one."""
    unseen_columns = {
        at
        for one in root.iterfind(f"{MAIN}cols/{MAIN}col")
        if one.get("hidden") in ("1", "true")
        for at in range(count_of(one.get("min"), 1), min(count_of(one.get("max"), 1), 16_384) + 1)
    }
    rows: list[dict[int, Cell]] = []
    for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        cells = dict(cells_of(book, row, name))
        gone = cells if not shown or row.get("hidden") in ("1", "true") else {k: v for k, v in cells.items() if k in unseen_columns}  # fmt: skip
        book.hidden += [cell.words for cell in gone.values() if cell.words.strip()]
        kept = {at: cell for at, cell in cells.items() if at not in gone and cell.words.strip()}
        rows += [kept] if kept else []
    if not rows:
        return
    if title.strip() and not title.strip().lower().startswith(TITLES):
        start = book.length
        book.write(" ".join(plainly(title).split()))
        book.lines.append(Line(start, book.length, number, kind="heading", level=1))
        book.write("\n")
    columns = sorted({at for row in rows if len(row) > 1 for at in row})
    for each in rows:
        write_row(book, each, columns, number)


def cells_of(book: Book, row: etree._Element, name: str) -> Iterator[tuple[int, Cell]]:
    """Yield the cells of a row that hold something, by their column. Raises PayerdiffError `too-large`."""
    at = 0
    for one in row.iterchildren(f"{MAIN}c"):
        book.cells += 1
        if book.cells > MOST:
            raise too_large(name)
        place = PLACE.fullmatch(one.get("r") or "")
        at = column_of(place[1]) if place else at + 1
        yield at, shown_by(book, one)


def column_of(letters: str) -> int:
    """Return the number of a column.

    >>> column_of("A"), column_of("Z"), column_of("AB")
    (1, 26, 28)
    """
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def shown_by(book: Book, one: etree._Element) -> Cell:
    """Return what a cell shows."""
    at = count_of(one.get("s"), 0)
    style = book.styles[at] if 0 <= at < len(book.styles) else Style()
    kind, value = one.get("t"), one.findtext(f"{MAIN}v") or ""
    inline = one.find(f"{MAIN}is")
    if inline is not None:
        found = rich(inline)
    elif kind == "s":
        place = count_of(value, -1)
        found = book.strings[place] if 0 <= place < len(book.strings) else Cell("")
    elif kind in ("str", "e"):
        found = Cell(plainly(value))
    elif kind == "b":
        found = Cell("TRUE" if value == "1" else "FALSE")
    else:
        found = Cell(number_as(value, style.shown))
    struck = ((0, len(found.words)),) if style.struck else found.struck
    return Cell(found.words, struck, found.bold or style.bold)


def number_as(value: str, shown: str) -> str:
    """Return a stored number as Excel shows it.

    >>> number_as("6", ""), number_as("0.2", "percent"), number_as("46082", "date")
    ('6', '20%', '03/01/2026')
    """
    try:
        number = float(value)
    except ValueError:
        return value
    if shown == "date" and 1 <= number < 2_958_466:
        return f"{EPOCH + timedelta(days=int(number)):%m/%d/%Y}"
    return f"{number * 100:.10g}%" if shown == "percent" else f"{number:.15g}"


def write_row(book: Book, row: Mapping[int, Cell], columns: Sequence[int], page: int) -> None:
    """Write a row: as a table's where it holds several cells, else the lines of its only cell."""
    start = book.length
    several = len(row) > 1
    ranges: list[tuple[int, int]] = []
    inner: list[Line] = []
    for at in columns if several else row:
        if ranges:
            book.write("\t")
        low = book.length
        if at in row:
            inner += write_cell(book, row[at], page)
        ranges.append((low, book.length))
    if several:
        bold = all(cell.bold for cell in row.values())
        book.lines.append(Line(start, book.length, page, bold=bold, kind="row", cells=tuple(ranges), inner=tuple(inner)))  # fmt: skip
    else:
        book.lines += inner
    book.write("\n")


def write_cell(book: Book, cell: Cell, page: int) -> Iterator[Line]:
    """Write the words of a cell, and yield its lines."""
    low = book.length
    said = cell.words.translate(BLANKS)
    book.write(said)
    book.marks += [Mark(low + a, low + b, "deleted", "drawn") for a, b in cell.struck if b > a]
    at = low
    for words in said.split("\n"):
        if words.strip():
            yield Line(at, at + len(words), page, float(len(words) - len(words.lstrip())), bold=cell.bold)
        at += len(words) + 1


def unseen(book: Book) -> Iterator[Remark]:
    """Yield a finding on what stands in sheets, rows and columns that Excel hides."""
    said = textwrap.shorten(" | ".join(" ".join(one.split()) for one in book.hidden), SHOWN, placeholder=" …")
    if said:
        yield Remark("warning", "hidden-text", f"Hidden in the workbook, and not read: “{said}”")


def beside(package: zipfile.ZipFile, names: set[str]) -> Iterator[Remark]:
    """Yield a finding for each comment of a cell, and one on words in text boxes, which are not read."""
    for part in sorted(n for n in names if re.fullmatch(r"xl/(?:comments/?)?comments?\d*\.xml", n)):
        for one in parse(unpacked(package, part)).iter(f"{MAIN}comment"):
            words = " ".join("".join(t.text or "" for t in one.iter(f"{MAIN}t")).split())
            yield Remark("info", "comment", f"Comment on cell {one.get('ref') or '?'}: “{textwrap.shorten(words, SHOWN, placeholder=' …')}”")  # fmt: skip
    drawn = [t.text or "" for part in sorted(n for n in names if re.fullmatch(r"xl/drawings/drawing\d+\.xml", n)) for t in parse(unpacked(package, part)).iter(f"{DRAWING}t")]  # fmt: skip
    said = textwrap.shorten(" ".join(" ".join(drawn).split()), SHOWN, placeholder=" …")
    if said:
        yield Remark("warning", "part-unread", f"Text boxes of the workbook are not read: “{said}”")
