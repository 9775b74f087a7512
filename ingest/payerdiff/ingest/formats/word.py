"""DOCX → Document: paragraphs, lists, table rows, and tracked changes as Word stores them, with author and date.

Read with lxml straight from the package: python-docx's `.text` drops every inserted and deleted character.
`w:moveFrom` is a deletion and `w:moveTo` an insertion; field codes are no text; text boxes follow their paragraph; heads
and feet are furniture. A list's number is computed as Word shows it with all changes accepted.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from payerdiff.ingest.document import OR_EQUAL, Document, Line, LineKind, Mark, MarkKind, Remark
from payerdiff.ingest.formats.web_page import read_web_page
from payerdiff.ingest.formats.word_lists import Numbering, listing_styles, numbering_of
from payerdiff.ingest.formats.word_looks import Styles, is_colored, is_on, is_unseen, styles_in, unseen
from payerdiff.ingest.formats.word_notes import Attachments, R, attachments_of
from payerdiff.ingest.formats.word_package import ENCRYPTED, PROPERTIES, W, parse, properties_of, unpacked, value
from payerdiff.ingest.signs import count_of, plainly, points_of
from payerdiff.model.errors import PayerdiffError

CHANGES: dict[str, MarkKind] = {
    f"{W}ins": "inserted",
    f"{W}moveTo": "inserted",
    f"{W}del": "deleted",
    f"{W}moveFrom": "deleted",
}
TEXTS = frozenset({f"{W}t", f"{W}delText"})
SILENT = frozenset({f"{W}instrText", f"{W}delInstrText", f"{W}pPr", f"{W}rPr", f"{W}txbxContent", f"{W}sectPr"})
BLANKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


@dataclass(slots=True)
class Sheet:
    """Collects text, lines and marks."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    attached: Attachments = field(default_factory=Attachments)
    by_hand: list[Mark] = field(default_factory=list)
    """Words underlined in color: inserted where others were struck by hand."""
    hidden: list[str] = field(default_factory=list)
    """Words that Word shows nobody."""
    styles: Styles = field(default_factory=Styles)

    def write(self, text: str) -> None:
        """Append text."""
        self.parts.append(text)
        self.length += len(text)


def read_word(data: bytes, name: str) -> Document:
    """Return the document that a DOCX file holds. Raises PayerdiffError: `damaged`, `unsupported`, `empty`."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        names = set(package.namelist())
        if any(part.flag_bits & ENCRYPTED for part in package.infolist()):
            raise PayerdiffError(
                "encrypted", name, "the DOCX package is encrypted", "Save a copy without a password and use that."
            )
        if "word/document.xml" not in names:
            raise PayerdiffError(
                "unsupported",
                name,
                "the file is a ZIP container without a Word document",
                "Use DOCX, HTML, PDF, Markdown or plain text.",
            )
        body = parse(unpacked(package, "word/document.xml"))
        numbering = numbering_of(package, names)
        sheet = Sheet(attached=attachments_of(package, names))
        if "word/styles.xml" in names:
            styles = parse(unpacked(package, "word/styles.xml"))
            numbering.styles, sheet.styles = listing_styles(styles), styles_in(styles)
        for part in sorted(n for n in names if n.startswith("word/header")):
            write_blocks(sheet, parse(unpacked(package, part)), numbering, "furniture")
        write_blocks(sheet, body, numbering, "text")
        for note in sheet.attached.later:
            write_blocks(sheet, note, numbering, "text")
        for part in sorted(n for n in names if n.startswith("word/footer")):
            write_blocks(sheet, parse(unpacked(package, part)), numbering, "furniture")
        parts = [unpacked(package, part) for part in PROPERTIES if part in names]
    except (zipfile.BadZipFile, NotImplementedError, etree.XMLSyntaxError) as cause:
        raise PayerdiffError(
            "damaged", name, "the DOCX package is damaged", "Open it in Word and save it again."
        ) from cause
    text = "".join(sheet.parts)
    if not text.strip():
        raise PayerdiffError("empty", name, "the document has no text", "Check that it is the right file.")
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        text=text,
        lines=tuple(sheet.lines),
        marks=tuple(sorted([*sheet.marks, *inserted_by_hand(sheet)], key=lambda m: (m.start, m.end))),
        remarks=(*sheet.remarks, *unseen(sheet.hidden), *sheet.attached.remarks(len(text))),
        properties=tuple(properties_of(parts)),
    )


def write_blocks(sheet: Sheet, element: etree._Element, numbering: Numbering, kind: LineKind) -> None:
    """Write paragraphs and tables in order; content controls are looked through."""
    for child in element:
        if child.tag == f"{W}p":
            write_paragraph(sheet, child, numbering, kind)
        elif child.tag == f"{W}tbl":
            for row in child.iter(f"{W}tr"):
                if next(row.iterancestors(f"{W}tbl")) is child:  # those of a table within a cell stand in its row
                    write_row(sheet, row, numbering, kind)
        elif child.tag == f"{W}altChunk":
            write_file(sheet, child.get(f"{R}id") or "")
        elif child.tag not in SILENT:
            sheet.attached.see(child, sheet.length)
            write_blocks(sheet, child, numbering, kind)


def write_file(sheet: Sheet, relation: str) -> None:
    """Write a file that the text takes in whole, as its own reader reads it."""
    name, data = sheet.attached.files.get(relation, ("", b""))
    if not data.strip():
        return
    try:
        inner = read_word(data, name) if data.startswith(b"PK") else read_web_page(data, name)
    except PayerdiffError as cause:
        message = f"A file within the document cannot be read: {cause.found}."
        sheet.remarks.append(Remark("warning", "part-unread", message))
        return
    at = sheet.length
    sheet.write(inner.text)
    sheet.lines += [moved(line, at) for line in inner.lines]
    sheet.marks += [replace(mark, start=mark.start + at, end=mark.end + at) for mark in inner.marks]
    sheet.remarks += [replace(said, start=said.start + at, end=said.end + at) for said in inner.remarks]


def moved(line: Line, by: int) -> Line:
    """Return a line of a text that begins at a later character."""
    return replace(
        line,
        start=line.start + by,
        end=line.end + by,
        cells=tuple((low + by, high + by) for low, high in line.cells),
        inner=tuple(moved(one, by) for one in line.inner),
    )


def write_paragraph(sheet: Sheet, paragraph: etree._Element, numbering: Numbering, kind: LineKind) -> None:
    """Write one paragraph as a line, then the text boxes that hang on it."""
    line, _ = line_of(sheet, paragraph, numbering, kind)
    if line is not None:
        sheet.lines.append(line)
        sheet.write("\n")
    for box in boxes_in(paragraph):
        write_blocks(sheet, box, numbering, kind)


def line_of(sheet: Sheet, paragraph: etree._Element, numbering: Numbering, kind: LineKind) -> tuple[Line | None, int]:
    """Write one paragraph; return it as a line, None where it has no words, and how many characters are bold."""
    start = sheet.length
    first = len(sheet.marks)
    heavy = write_runs(sheet, paragraph)
    write_notes(sheet, paragraph)
    end = sheet.length
    if end == start:
        return None, 0
    live = end - start - sum(m.end - m.start for m in sheet.marks[first:] if m.kind == "deleted")
    marker, indent = marker_of(paragraph, numbering, count=live > 0)
    level = heading_level(paragraph)
    shown: LineKind = "furniture" if kind == "furniture" else "heading" if level else "item" if marker else "text"
    return Line(start, end, 1, indent, None, None, heavy > 0.6 * (end - start), shown, level, marker), heavy


def write_notes(sheet: Sheet, paragraph: etree._Element) -> None:
    """Write the notes of a paragraph behind its words, which they narrow; those of headings and of words above a list come behind the text."""
    notes, sheet.attached.waiting = sheet.attached.waiting, []
    leads = sheet.parts and sheet.parts[-1].rstrip().endswith(":")
    if leads or heading_level(paragraph):
        sheet.attached.later += notes
        return
    for note in notes:
        for part in note.iter(f"{W}p"):
            sheet.write("\n")
            write_runs(sheet, part)
    sheet.attached.waiting = []


def boxes_in(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes that hang on an element; those within a box hang on the paragraphs of that box."""
    for child in element:
        if child.tag == f"{W}txbxContent":
            yield child
        else:
            yield from boxes_in(child)


def heading_level(paragraph: etree._Element) -> int:
    """Return the heading level that a paragraph's style gives, or 0."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = (style.get(f"{W}val") or "") if style is not None else ""
    return count_of(name[-1:], 0) if name.lower().startswith("heading") else 0


def marker_of(paragraph: etree._Element, numbering: Numbering, *, count: bool) -> tuple[str | None, float]:
    """Return the sign that Word draws before a paragraph, and its indentation in points."""
    indent = paragraph.find(f"{W}pPr/{W}ind")
    left = points_of(indent.get(f"{W}left")) if indent is not None else 0.0
    number, level = list_of(paragraph, numbering)
    if number in (None, "0"):
        return None, left
    own = numbering.levels.get((number or "", level))
    place = left or (own[2] if own else 18.0 * level)
    return (numbering.label(number or "", level) if count else "•"), place


def list_of(paragraph: etree._Element, numbering: Numbering) -> tuple[str | None, int]:
    """Return the list and level of a paragraph: its own, else those of its style, headings aside: they count sections."""
    num = paragraph.find(f"{W}pPr/{W}numPr")
    if num is not None:
        return value(num, "numId"), count_of(value(num, "ilvl"), 0)
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    if style is None or heading_level(paragraph):
        return None, 0
    return numbering.styles.get(style.get(f"{W}val") or "", (None, 0))


def write_runs(sheet: Sheet, element: etree._Element, change: Mark | None = None) -> int:
    """Write the text below an element with its marks; return how many characters are bold."""
    heavy = 0
    for child in element:
        if not isinstance(child.tag, str) or child.tag in SILENT:
            continue
        if child.tag in CHANGES:
            inner = Mark(0, 0, CHANGES[child.tag], "stored", child.get(f"{W}author"), child.get(f"{W}date"))
            heavy += write_runs(sheet, child, stronger(change, inner))
        elif child.tag in TEXTS or child.tag in BLANKS:
            heavy += write_text(sheet, child, element, change)
        elif child.tag == f"{W}footnoteRef" or child.tag == f"{W}endnoteRef":
            continue
        else:
            sheet.attached.see(child, sheet.length)
            heavy += write_runs(sheet, child, change)
    return heavy


def stronger(outer: Mark | None, inner: Mark) -> Mark:
    """Return the mark that holds where changes are nested: what was inserted and then deleted is in neither side."""
    return outer if outer is not None and outer.kind == "deleted" else inner


def write_text(sheet: Sheet, node: etree._Element, run: etree._Element, change: Mark | None) -> int:
    """Write one text node; return how many of its characters are bold."""
    text = BLANKS.get(str(node.tag)) or node.text or ""
    text = plainly(text.replace("\n", " "))
    if not text:
        return 0
    if is_unseen(run, sheet.styles):
        sheet.hidden.append(text)
        return 0
    line = run.find(f"{W}rPr/{W}u")
    if line is not None and line.get(f"{W}val") != "none":
        text = OR_EQUAL.get(text.strip(), text)
    if change is None and is_on(run, "strike", "dstrike"):
        change = Mark(0, 0, "deleted", "drawn")
    elif change is None and line is not None and line.get(f"{W}val") != "none" and is_colored(run):
        sheet.by_hand.append(Mark(sheet.length, sheet.length + len(text), "inserted", "drawn"))
    if change is not None:
        sheet.marks.append(
            Mark(sheet.length, sheet.length + len(text), change.kind, change.confidence, change.author, change.date)
        )
    sheet.write(text)
    return len(text) if is_on(run, "b") else 0


def inserted_by_hand(sheet: Sheet) -> list[Mark]:
    """Return what was inserted by hand: words underlined in color, in a file where others are struck by hand."""
    return sheet.by_hand if any(mark.confidence == "drawn" for mark in sheet.marks) else []


def write_row(sheet: Sheet, row: etree._Element, numbering: Numbering, kind: LineKind) -> None:
    """Write a table row as one line; a row that is deleted or inserted as a whole carries the mark."""
    line = row_line(sheet, row, numbering, kind)
    if line is not None:
        sheet.lines.append(line)
        sheet.write("\n")


def row_line(sheet: Sheet, row: etree._Element, numbering: Numbering, kind: LineKind) -> Line | None:
    """Write a row, and return its line with those of its cells; None where it holds nothing. A table within a cell keeps its rows."""
    start = sheet.length
    cells: list[tuple[int, int]] = []
    inner: list[Line] = []
    heavy = 0
    for cell in cells_of(row):
        if cells:
            sheet.write("\t")
        low = sheet.length
        for at, part in enumerate(parts_of(cell)):
            if at and sheet.length > low:
                sheet.write("\n")
            if part.tag == f"{W}tr":
                line = row_line(sheet, part, numbering, kind)
            else:
                line, bold_in = line_of(sheet, part, numbering, kind)
                heavy += bold_in
            inner += [line] if line is not None else []
        cells.append((low, sheet.length))
    if sheet.length <= start:
        return None
    mark_whole(sheet, row, start)
    shown: LineKind = "furniture" if kind == "furniture" else "row" if len(cells) > 1 else "text"
    bold = heavy > 0.6 * (sheet.length - start)
    parted = (tuple(cells), tuple(inner)) if len(cells) > 1 else ((), ())
    return Line(start, sheet.length, 1, 0.0, None, None, bold, shown, cells=parted[0], inner=parted[1])


def mark_whole(sheet: Sheet, row: etree._Element, start: int) -> None:
    """Mark a row that is deleted or inserted as a whole."""
    kinds: tuple[tuple[str, MarkKind], ...] = ((f"{W}ins", "inserted"), (f"{W}del", "deleted"))
    for tag, change in kinds:
        whole = row.find(f"{W}trPr/{tag}")
        if whole is not None:
            author, date = whole.get(f"{W}author"), whole.get(f"{W}date")
            sheet.marks.append(Mark(start, sheet.length, change, "stored", author, date))


def parts_of(cell: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs of a cell and the rows of the tables within it, in their order."""
    own = next(cell.iterancestors(f"{W}tbl"), None)
    for part in cell.iter(f"{W}p", f"{W}tr"):
        around = next(part.iterancestors(f"{W}tbl"), None)
        outer = next(around.iterancestors(f"{W}tbl"), None) if around is not None and part.tag == f"{W}tr" else around
        if outer is own:
            yield part


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    """Yield the cells of a row, content controls looked through."""
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from cells_of(child)
