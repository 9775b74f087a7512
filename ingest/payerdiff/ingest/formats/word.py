"""DOCX → Document: paragraphs, lists, table rows, and tracked changes as Word stores them, with author and date.

Read with lxml straight from the package: python-docx's `.text` drops every inserted and deleted character.
`w:moveFrom` is a deletion and `w:moveTo` an insertion; field codes are no text; text boxes follow their paragraph; heads
and feet are furniture. A list's number is computed as Word shows it with all changes accepted.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from payerdiff.ingest.document import OR_EQUAL, Document, Line, LineKind, Mark, MarkKind
from payerdiff.ingest.formats.web_lists import ALPHA, roman
from payerdiff.ingest.signs import count_of, plainly, points_of
from payerdiff.model.errors import PayerdiffError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHANGES: dict[str, MarkKind] = {
    f"{W}ins": "inserted",
    f"{W}moveTo": "inserted",
    f"{W}del": "deleted",
    f"{W}moveFrom": "deleted",
}
TEXTS = frozenset({f"{W}t", f"{W}delText"})
SILENT = frozenset({f"{W}instrText", f"{W}delInstrText", f"{W}pPr", f"{W}rPr", f"{W}txbxContent", f"{W}sectPr"})
BLANKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
BULLET_SIGNS = {"\uf0b7": "•", "\uf0a7": "▪", "o": "o", "-": "-", "–": "–"}


@dataclass(slots=True)
class Sheet:
    """Collects text, lines and marks."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Append text."""
        self.parts.append(text)
        self.length += len(text)


@dataclass(slots=True)
class Numbering:
    """The lists of a document: format, text and indentation of each level, and how far each has counted."""

    levels: dict[tuple[str, int], tuple[str, str, float]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The list and level that a style of paragraphs gives."""

    def label(self, number: str, level: int) -> str:
        """Return the sign of the next item of a list at a level."""
        form, text, _ = self.levels.get((number, level), ("bullet", "•", 0.0))
        for deeper in [key for key in self.counts if key[0] == number and key[1] > level]:
            del self.counts[deeper]
        self.counts[number, level] = self.counts.get((number, level), 0) + 1
        if form == "bullet":
            return BULLET_SIGNS.get(text, "•")
        own = written(self.counts[number, level], form)
        return own + (text[-1] if text and text[-1] in ".)" else ".")


def written(count: int, form: str) -> str:
    """Return a count in a list's style.

    >>> written(3, "lowerLetter"), written(4, "upperRoman"), written(2, "decimal")
    ('c', 'IV', '2')
    """
    if form in ("lowerLetter", "upperLetter") and count <= 26:
        return ALPHA[count - 1] if form == "lowerLetter" else ALPHA[count - 1].upper()
    if form in ("lowerRoman", "upperRoman"):
        return roman(count) if form == "lowerRoman" else roman(count).upper()
    return str(count)


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
        if "word/styles.xml" in names:
            numbering.styles = listing_styles(parse(unpacked(package, "word/styles.xml")))
        sheet = Sheet()
        for part in sorted(n for n in names if n.startswith("word/header")):
            write_blocks(sheet, parse(unpacked(package, part)), numbering, "furniture")
        write_blocks(sheet, body, numbering, "text")
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
        marks=tuple(sorted(sheet.marks, key=lambda m: (m.start, m.end))),
        properties=tuple(properties_of(parts)),
    )


ENCRYPTED = 0x1
"""The flag of an encrypted part."""


def unpacked(package: zipfile.ZipFile, part: str) -> bytes:
    """Return the bytes of a part. Raises BadZipFile whatever is wrong with it: that it is not there, its packing, its length, its place in the file."""
    try:
        return package.read(part)
    except (zlib.error, EOFError, ValueError, KeyError) as cause:
        raise zipfile.BadZipFile(str(cause)) from cause


PROPERTIES = ("docProps/core.xml", "docProps/app.xml")
NAMED = frozenset({"creator", "title", "subject", "Company"})


def properties_of(parts: Sequence[bytes]) -> Iterator[tuple[str, str]]:
    """Yield what the package says of its author, company and title."""
    for part in parts:
        for element in parse(part):
            name = etree.QName(element).localname
            if name in NAMED and (element.text or "").strip():
                yield name, " ".join((element.text or "").split())


def parse(data: bytes) -> etree._Element:
    """Parse a part; entities and networks stay closed."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def numbering_of(package: zipfile.ZipFile, names: set[str]) -> Numbering:
    """Return the list definitions of a package."""
    found = Numbering()
    if "word/numbering.xml" not in names:
        return found
    root = parse(unpacked(package, "word/numbering.xml"))
    abstract = {a.get(f"{W}abstractNumId"): a for a in root.iter(f"{W}abstractNum")}
    for num in root.iter(f"{W}num"):
        ref = num.find(f"{W}abstractNumId")
        source = abstract.get(ref.get(f"{W}val")) if ref is not None else None
        for lvl in source.iter(f"{W}lvl") if source is not None else ():
            level = count_of(lvl.get(f"{W}ilvl"), 0)
            indent = lvl.find(f"{W}pPr/{W}ind")
            left = points_of(indent.get(f"{W}left")) if indent is not None else 18.0 * level
            found.levels[num.get(f"{W}numId") or "", level] = (
                value(lvl, "numFmt") or "decimal",
                value(lvl, "lvlText") or "",
                left,
            )
    return found


def listing_styles(root: etree._Element) -> dict[str, tuple[str, int]]:
    """Return the styles whose paragraphs are items of a list, by themselves or by the style that they are based on."""
    own: dict[str, tuple[str, int] | None] = {}
    bases: dict[str, str | None] = {}
    for style in root.iter(f"{W}style"):
        name = style.get(f"{W}styleId") or ""
        num = style.find(f"{W}pPr/{W}numPr")
        number = value(num, "numId") if num is not None else None
        own[name] = (number, count_of(value(num, "ilvl"), 0)) if num is not None and number else None
        bases[name] = value(style, "basedOn")
    found: dict[str, tuple[str, int]] = {}
    for name in own:
        at: str | None = name
        seen: set[str] = set()
        while at in own and at not in seen and own[at] is None:
            seen.add(at)
            at = bases[at]
        listed = own.get(at or "")
        if listed is not None and listed[0] != "0":
            found[name] = listed
    return found


def value(element: etree._Element, tag: str) -> str | None:
    """Return the value of a property."""
    child = element.find(f"{W}{tag}")
    return child.get(f"{W}val") if child is not None else None


def write_blocks(sheet: Sheet, element: etree._Element, numbering: Numbering, kind: LineKind) -> None:
    """Write paragraphs and tables in order; content controls are looked through."""
    for child in element:
        if child.tag == f"{W}p":
            write_paragraph(sheet, child, numbering, kind)
        elif child.tag == f"{W}tbl":
            for row in child.iter(f"{W}tr"):
                if next(row.iterancestors(f"{W}tbl")) is child:  # those of a table within a cell stand in its row
                    write_row(sheet, row, numbering, kind)
        elif child.tag not in SILENT:
            write_blocks(sheet, child, numbering, kind)


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
    end = sheet.length
    if end == start:
        return None, 0
    live = end - start - sum(m.end - m.start for m in sheet.marks[first:] if m.kind == "deleted")
    marker, indent = marker_of(paragraph, numbering, count=live > 0)
    level = heading_level(paragraph)
    shown: LineKind = "furniture" if kind == "furniture" else "heading" if level else "item" if marker else "text"
    return Line(start, end, 1, indent, None, None, heavy > 0.6 * (end - start), shown, level, marker), heavy


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
        else:
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
    line = run.find(f"{W}rPr/{W}u")
    if line is not None and line.get(f"{W}val") != "none":
        text = OR_EQUAL.get(text.strip(), text)
    if change is not None:
        sheet.marks.append(
            Mark(sheet.length, sheet.length + len(text), change.kind, "stored", change.author, change.date)
        )
    sheet.write(text)
    props = run.find(f"{W}rPr/{W}b")
    return len(text) if props is not None and props.get(f"{W}val") not in ("0", "false") else 0


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
