"""PDF → Document: pages, lines, tables, furniture and drawn tracked changes.

One pass: each page is read once by pdf_oxide; pdfplumber takes over a page whose characters do not agree
with pypdfium2's count, and finds the tables of pages that have ruled grids.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any, NoReturn

import pdf_oxide
import pdfplumber
import pypdfium2
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import LIT
from pdfplumber.utils.exceptions import PdfminerException

from payerdiff.ingest.document import Document, Mark, Remark
from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Page
from payerdiff.ingest.pdf import font_cache
from payerdiff.ingest.pdf.columns import Row
from payerdiff.ingest.pdf.drawn_bullets import drawn_bullets, pictures_of
from payerdiff.ingest.pdf.glyphs import (
    SIGN,
    each_char_once,
    glyphs_of_oxide,
    glyphs_of_plumber,
    strokes_of,
)
from payerdiff.ingest.pdf.hyphens import cut_words
from payerdiff.ingest.pdf.lines import Sheet, rows_of, set_row
from payerdiff.ingest.pdf.overlay.annotations import annotations_of, form_of
from payerdiff.ingest.pdf.overlay.hidden_layers import without_hidden
from payerdiff.ingest.pdf.overlay.invisible import without_invisible
from payerdiff.ingest.pdf.overlay.laid_over import strikes_of, with_what_is_written
from payerdiff.ingest.pdf.pdfium_glyphs import glyphs_of_pdfium
from payerdiff.ingest.pdf.strokes import balloon_edge, is_chromatic, is_close
from payerdiff.ingest.pdf.table_rows import Table, in_reading_order, set_table
from payerdiff.ingest.pdf.tables import grids_of
from payerdiff.ingest.pdf.weights import with_weights
from payerdiff.ingest.reading.furniture import label_furniture
from payerdiff.ingest.scan.pages import HOW, Scans
from payerdiff.ingest.signs import LIGATURES
from payerdiff.model.errors import PayerdiffError

TOLERATED = 0.01
"""Share of characters by which the fast engine may differ from the referee before pdfplumber reads the page."""

NAMELESS = "\ufffd"
DAMAGES = (pypdfium2.PdfiumError, PdfminerException, RuntimeError)
"""What the three engines say of a page that is broken."""
UNWRITTEN = "\ufffe\x02\ufffd"
"""What PDFium gives for a hyphen at a line's end and for icons without a character."""

UNSEEN = frozenset({"\xad", NAMELESS})
"""A hyphen that is drawn at a line's end only, and what stands for a sign without a name."""

SHOWN = re.compile(rb"T[jJ]\b")
"""The operators that show words on a page."""
SHOWN_NOTHING = re.compile(rb"(?:\(\s*\)|<\s*>|\[\s*\])\s*T[jJ]\b")

logging.getLogger("pdfminer").setLevel(logging.ERROR)
logging.getLogger("pdf_oxide").setLevel(logging.CRITICAL)  # what it could not read, findings say


def read_pdf(data: bytes, name: str) -> Document:
    """Return the document that a PDF's bytes hold.

    Raises PayerdiffError: `damaged`, `encrypted`, `scanned` (pictures without text, and OCR is not installed),
    `nothing-written` (no page has any words).
    """
    with font_cache.emptied():
        return read_alone(data, name)


def read_alone(data: bytes, name: str) -> Document:
    """Return the document; the fast engine must know no fonts of another one."""
    referee = open_referee(data, name)
    fast = open_fast(data, name)
    remarks: list[Remark] = []
    sheet = Sheet()
    scans = Scans()
    bars: dict[int, list[tuple[float, float]]] = {}
    stored: list[Mark] = []
    broken: list[tuple[int, Exception]] = []
    with referee, PlumberPages(data) as plumber:
        pages, form = len(referee), form_of(referee)
        properties = tuple(properties_of(referee))
        for number in range(pages):
            try:
                paper = referee[number]
                drawn = read_page(number, fast, paper, plumber, remarks)
            except DAMAGES as cause:
                broken.append((number + 1, cause))
                continue
            page = scans.read(paper, drawn, pages)
            annotations = annotations_of(paper, form)
            bars[page.number] = set_page(sheet, with_what_is_written(page, annotations))
            stored += strikes_of(sheet, page.number, annotations, remarks)
    remarks.extend(damage_of(broken))
    if not any(line.end > line.start for line in sheet.lines):
        if broken:
            refuse_damage(name, broken)
        if scans.unread:
            raise PayerdiffError("scanned", name, "no page has a text layer", HOW)
        raise PayerdiffError(
            "nothing-written", name, "no page has any words", "Download it again, or print it to PDF again."
        )
    text = "".join(sheet.parts)
    marks = in_order([*drawn_marks(sheet, bars), *stored, *cut_words(text, sheet.lines)])
    remarks.extend(scans.remarks(sheet.lines, marks, pages))
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/pdf",
        text=text,
        lines=label_furniture(tuple(with_weights(sheet.lines, sheet.faces)), text, pages),
        pages=pages,
        marks=marks,
        remarks=tuple(remarks),
        paginated=True,
        lefts=sheet.lefts,
        rights=sheet.rights,
        properties=properties,
    )


def in_order(marks: list[Mark]) -> tuple[Mark, ...]:
    """Return marks by where they begin."""
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))


def damage_of(broken: list[tuple[int, Exception]]) -> Iterator[Remark]:
    """Yield a finding for each page that cannot be read."""
    for number, cause in broken:
        message = f"Page {number} cannot be read ({cause}): nothing on it is in the result."
        yield Remark("error", "page-damaged", message)


def refuse_damage(name: str, broken: list[tuple[int, Exception]]) -> NoReturn:
    """Refuse a file of which no page can be read; one damaged page among others costs that page alone, and is named."""
    number, cause = broken[0]
    raise PayerdiffError(
        "damaged", name, f"page {number} cannot be read ({cause})", "Download it again, or print it to PDF again."
    ) from cause


def open_fast(data: bytes, name: str) -> Any:
    """Open the file with the fast engine."""
    try:
        return pdf_oxide.PdfDocument.from_bytes(data)
    except (RuntimeError, ValueError, OSError) as cause:
        raise PayerdiffError(
            "damaged",
            name,
            f"the PDF's structure cannot be read ({cause})",
            "Download it again, or print it to PDF again.",
        ) from cause


def properties_of(referee: pypdfium2.PdfDocument) -> Iterator[tuple[str, str]]:
    """Yield what the file says of itself, entries without words left out."""
    for key in ("Author", "Company", "Title", "Subject"):
        value = " ".join(str(referee.get_metadata_value(key)).split())
        if value:
            yield key, value


def open_referee(data: bytes, name: str) -> pypdfium2.PdfDocument:
    """Open the file with PDFium, which tells damage and encryption apart."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as cause:
        if "password" in str(cause).lower():
            raise PayerdiffError(
                "encrypted", name, "the PDF requires a password", "Save a copy without a password and use that."
            ) from cause
        raise PayerdiffError(
            "damaged", name, "the PDF is damaged or cut short", "Download it again, or print it to PDF again."
        ) from cause


class PlumberPages:
    """pdfplumber's pages, opened only when one is needed."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.opened: Any = None
        self.contents: list[Any] | None = None

    def __enter__(self) -> PlumberPages:
        return self

    def __exit__(self, *exc: object) -> None:
        self.opened = None  # its own `close` asks a broken file for all its pages once more

    def chars(self, number: int) -> Any:
        """Return the characters of page `number` (0-based). Raises RuntimeError: what it stumbles over in a damaged file may be an error of any kind."""
        try:
            if self.opened is None:
                self.opened = pdfplumber.open(io.BytesIO(self.data))
            return self.opened.pages[number].chars
        except Exception as cause:
            words = " ".join(str(cause).split())[:100]
            raise RuntimeError(f"pdfplumber: {type(cause).__name__}: {words}") from cause

    def is_torn(self, number: int) -> bool:
        """Return True if page `number` (0-based), on which no engine finds a letter, cannot be read: they show it as an empty one."""
        try:
            if self.contents is None:  # not by pdfplumber's pages: it needs sound boxes
                self.contents = [page.contents for page in PDFPage.get_pages(io.BytesIO(self.data))]
            return any(map(has_lost_words, map(resolve1, self.contents[number])))
        except Exception:  # who cannot look at a page has nothing to say of it
            return False


def has_lost_words(part: Any) -> bool:
    """Return True if a part of a page on which no engine finds a letter cannot be unpacked, or shows words all the same."""
    packed = part.rawdata
    if not packed or part.decipher is not None:
        return False
    filters = [name for name, _ in part.get_filters()]
    if filters not in ([], [LIT("FlateDecode")]):
        return False
    try:
        drawn = zlib.decompressobj().decompress(packed) if filters else packed
    except zlib.error:
        return True
    return len(SHOWN.findall(drawn)) > len(SHOWN_NOTHING.findall(drawn))


def read_page(number: int, fast: Any, paper: pypdfium2.PdfPage, plumber: PlumberPages, remarks: list[Remark]) -> Page:
    """Read one page, PDFium's `paper`, with the fast engine, or with pdfplumber where the two disagree.

    Where a font keeps the names of letters to itself, the fast engine knows neither them nor their widths, and sets what follows amiss:
    such a page's characters are PDFium's own.
    """
    width, height = paper.get_size()
    words = paper.get_textpage()
    text = words.get_text_range()
    low_x, low_y, _, high_y = box_of(number, fast, paper)
    rotated = bool(paper.get_rotation())
    chars = [] if rotated else fast.extract_chars(number)
    signs = list(map(SIGN, chars))
    kinds = set(signs)
    misread = misread_signs(kinds, text)
    if misread and are_blanks(misread, signs, text):
        kept = [sign not in misread for sign in signs]
        chars, signs, misread = list(compress(chars, kept)), list(compress(signs, kept)), set()
    if NAMELESS in kinds or misread:
        ink = glyphs_of_pdfium(words, high_y, low_x)
    else:
        ink = glyphs_of_oxide(chars, signs, high_y, low_x)
        expected, seen = len(inked(text)), len("".join(ink.signs))
        disagree = abs(seen - expected) > max(3, TOLERATED * expected)
        if rotated or disagree:
            ink = Ink.of(
                glyphs_of_plumber(each_char_once(plumber.chars(number)))
            )  # bold by overprinting is no second word
        if disagree and not rotated:
            message = (
                f"Page {number + 1} was read by pdfplumber: the fast engine gave {seen} characters, PDFium {expected}."
            )
            remarks.append(Remark("info", "engine-fallback", message))
    words.close()
    if not ink.signs and plumber.is_torn(number):
        raise RuntimeError("its content is damaged")
    if not ink.are_placed():
        raise RuntimeError("letters without a place")
    paths = fast.extract_paths(number)
    segments, uprights = strokes_of(paths, high_y, low_x)
    ink = ink.and_more(drawn_bullets([*paths, *pictures_of(paper)], ink, high_y, low_x))
    page = Page(number + 1, width, height or high_y - low_y, ink, segments, uprights)
    page = without_hidden(page, paper, remarks) if fast.get_layers() else page
    return without_invisible(page, paper, remarks)


def box_of(number: int, fast: Any, paper: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """Return the box of a page that is seen, as the fast engine has it.

    The engine looks a page up among all pages, each time. PDFium has it at hand where the page itself states its box and nothing cuts it.
    """
    own: tuple[float, float, float, float] | None
    own = paper.get_cropbox(fallback_ok=False) or paper.get_mediabox(fallback_ok=False)
    if own and own == paper.get_bbox():
        return own
    return fast.page_crop_box(number) or fast.page_media_box(number)  # type: ignore[no-any-return]  # an untyped library


def misread_signs(signs: set[str], text: str) -> set[str]:
    """Return the signs of the fast engine that PDFium's text of the page does not have: a font's own name for another sign, or for a blank.

    Ligatures and soft hyphens have several names, and count for nothing.
    """
    unusual = {s for s in signs if not s.isascii() and not s.isspace() and s not in LIGATURES and s not in UNSEEN}
    return {sign for sign in unusual if sign not in text}


def are_blanks(misread: set[str], signs: Sequence[str], text: str) -> bool:
    """Return True if signs that PDFium does not have stand where it has no sign at all: it counts as many characters as there are without them."""
    expected = len(inked(text))
    all_of_them = len(inked("".join(signs)))
    without = all_of_them - sum(sign in misread for sign in signs)
    return abs(without - expected) < abs(all_of_them - expected)


def inked(text: str) -> str:
    """Return a text without white space and without what PDFium gives for a hyphen at a line's end and for icons."""
    written = "".join(text.split())
    for sign in UNWRITTEN:
        written = written.replace(sign, "")
    return written


def set_page(sheet: Sheet, page: Page) -> list[tuple[float, float]]:
    """Write a page to the sheet: body lines, table rows, then balloons. Return its change bars."""
    sheet.confidence = "recognised" if page.recognised else "drawn"
    ink = Ink.of(page.glyphs)
    edge = balloon_edge(page, ink)
    upright = ink.where(ink.upright)
    body = upright if edge is None else upright.where([x < edge for x in upright.lows])
    heights = [s.y for s in page.segments]
    ended: list[float | None] = []
    for item in in_reading_order(body, grids_of(page, body, edge), sheet.gutter):
        first = len(sheet.lines)
        if isinstance(item, Row):
            set_row(sheet, item.ink, page.number, page.segments, heights)
        else:
            set_table(sheet, item, page, heights)
        set_aside(sheet, first, item, min(body.lows))
        ended.append(item.column[0] if item.column else None)
    sheet.gutter = next((place for place in reversed(ended[-AT_FOOT:]) if place is not None), None)
    if edge is not None:
        for row in rows_of(upright.where([x >= edge for x in upright.lows])):
            set_row(sheet, row, page.number, (), (), "balloon")
    if len(upright) < len(ink):
        for row in rows_of(ink.where([not stands for stands in ink.upright])):
            set_row(sheet, row, page.number, (), (), "furniture")
    return bars_beside(page, body)


AT_FOOT = 3
"""Lines at a page's foot, running ones among them, within which its columns end where they go on on the next page."""


def set_aside(sheet: Sheet, first: int, item: Row | Table, left: float) -> None:
    """Let the lines from the `first` on, those of one item, stand as far to the left as if their column were the first one."""
    shift = item.shift if isinstance(item, Row) else 0.0
    shift += item.column[0] - left if item.column else 0.0
    if shift or item.column:
        sheet.lines[first:] = [
            replace(line, indent=line.indent - shift, column=item.column) for line in sheet.lines[first:]
        ]


def bars_beside(page: Page, body: Ink) -> list[tuple[float, float]]:
    """Return the vertical extents of the change bars of a page.

    A change bar stands alone in the margin: a vertical stroke that meets a horizontal one is a table's border, and several
    of one height side by side part the words of a menu.
    """
    if not body:
        return []
    free = [u for u in page.uprights if not any(s.x0 - 2.5 <= u[0] <= s.x1 + 2.5 and u[1] - 2.5 <= s.y <= u[2] + 2.5 for s in page.segments)]  # fmt: skip
    if not free:
        return []
    left, right = min(body.lows), max(body.highs)
    found = []
    for x, top, bottom in free:
        outside = (x < left - 3 or x > right + 3) and bottom - top < 0.6 * page.height
        alone = not any(abs(u[0] - x) > 3 and abs(u[1] - top) < 1 and abs(u[2] - bottom) < 1 for u in page.uprights)
        if outside and alone:
            found.append((top, bottom))
    return found


def drawn_marks(sheet: Sheet, bars: dict[int, list[tuple[float, float]]]) -> list[Mark]:
    """Return the marks of the document: strikes, note numbers, and the underlines that are insertions.

    An underline is one where its words have the color of struck words, or a change bar stands beside them.
    """
    struck = {run.color for run in sheet.struck}
    marks = list(sheet.marks)
    for run in sheet.underlined:
        beside = any(top <= run.base <= bottom + 3 for top, bottom in bars.get(run.page, ()))
        twin = any(is_close(run.color, color) for color in struck)
        if is_chromatic(run.color) and (beside or twin):
            marks.append(Mark(run.start, run.end, "inserted", run.confidence))
    return marks
