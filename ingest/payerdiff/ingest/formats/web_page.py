"""HTML → Document: headings, paragraphs, lists, table rows and stored changes.

lxml parses (28 times faster than BeautifulSoup over lxml); BeautifulSoup takes over where lxml finds no body.
`Document.text` is the text that the page shows, one line a block; offsets count in it. Navigation, buttons
and link bars are kept as furniture. Scripts, styles and comments are not text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from payerdiff.ingest.document import OR_EQUAL, Document, Line, LineKind, Mark, MarkKind
from payerdiff.ingest.formats.web_folds import (
    is_control,
    is_folded,
    is_hidden,
    opened_by_controls,
    unseen,
    unseen_names,
)
from payerdiff.ingest.formats.web_lists import is_numbered, marker_of, places_of
from payerdiff.ingest.formats.web_markup import parse
from payerdiff.ingest.reading.marker import marker_of as sign_of
from payerdiff.ingest.signs import POWER_OF_TEN, plainly
from payerdiff.model.errors import PayerdiffError

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "center",
        "caption",
    ]
)
SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "iframe",
        "object",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "title",
        "meta",
        "link",
    ]
)
ASIDE = frozenset(["nav", "footer", "aside"])
CHANGES: dict[str, MarkKind] = {
    "ins": "inserted",
    "del": "deleted",
    "s": "deleted",
    "strike": "deleted",
    "u": "inserted",
}
CELL = "\t"


@dataclass(slots=True)
class Frame:
    """What the walk knows on its way down."""

    kind: LineKind = "text"
    level: int = 0
    depth: int = 0
    marker: str | None = None
    bold: bool = False
    aside: bool = False
    change: MarkKind | None = None
    raised: bool = False
    places: Mapping[etree._Element, int] = field(default_factory=dict)
    """Of an ordered list: how many items stand before each."""


@dataclass(slots=True)
class Sheet:
    """Collects text, lines and marks."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    start: int = 0
    heavy: int = 0
    frame: Frame = field(default_factory=Frame)
    cells: list[tuple[int, int]] | None = None
    inner: list[Line] = field(default_factory=list)
    """The lines of the cells of the row in the making."""
    listed: bool = False
    """True in a cell that holds a list: it is text of several lines, not a value."""
    rows: int = 0
    blank: bool = True
    folded: frozenset[str] = frozenset()
    """What the page's controls open."""
    unseen: frozenset[str] = frozenset()
    """Classes and names that its style sheets hide."""
    hidden: list[str] = field(default_factory=list)
    """Words that the page shows nobody."""

    def write(self, words: str, frame: Frame) -> None:
        """Append inline text, white space folded."""
        folded = plainly(re.sub(r"[ \t\r\n\f]+", " ", words))
        if self.blank:
            folded = folded.lstrip(" ")
        if not folded:
            return
        if self.start == self.length:
            self.frame = Frame(frame.kind, frame.level, frame.depth, frame.marker, frame.bold, frame.aside)
        if frame.change:
            self.marks.append(Mark(self.length, self.length + len(folded), frame.change, "stored"))
        if frame.raised:
            self.marks.append(Mark(self.length, self.length + len(folded), "reference", "stored"))
        if frame.bold:
            self.heavy += len(folded.strip())
        self.parts.append(folded)
        self.length += len(folded)
        self.blank = folded.endswith(" ")

    def close(self) -> None:
        """End the present line."""
        written = self.length - self.start
        if self.cells is not None:
            if written:
                self.inner.append(self.line(written))
            if written and not self.blank:
                self.parts.append("\n")
                self.length += 1
                self.blank = True
            self.start, self.heavy = self.length, 0
            return
        if written:
            self.lines.append(self.line(written))
            self.parts.append("\n")
            self.length += 1
        self.start, self.heavy, self.blank = self.length, 0, True

    def line(self, written: int) -> Line:
        """Return the present line."""
        frame = self.frame
        kind: LineKind = "furniture" if frame.aside else frame.kind
        bold = self.heavy > 0.6 * written
        return Line(self.start, self.length, 1, float(frame.depth), None, None, bold, kind, frame.level, frame.marker)


def read_web_page(data: bytes, name: str) -> Document:
    """Return the document that an HTML page holds. Raises PayerdiffError: `empty` where it shows no text, `damaged`, `not-a-policy` for a report of this program."""
    root = parse(data, name)
    if any(meta.get("name") == "generator" and meta.get("content") == "payerdiff" for meta in root.iter("meta")):
        raise PayerdiffError(
            "not-a-policy",
            name,
            "it is a report that payerdiff wrote, which quotes policies",
            "Give the documents that it was made from, or move it out of the folder.",
        )
    sheet = Sheet(folded=opened_by_controls(root), unseen=unseen_names(root))
    walk(root, Frame(), sheet)
    sheet.close()
    text = "".join(sheet.parts)
    if not text.strip():
        raise PayerdiffError(
            "empty",
            name,
            "the page has no text",
            "Save the page from a browser after it has loaded, and use that file.",
        )
    struck = any(mark.kind == "deleted" for mark in sheet.marks)
    marks = [m for m in sheet.marks if m.kind != "inserted" or struck or b"<ins" in data.lower()]
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/html",
        text=text,
        lines=tuple(sheet.lines),
        marks=tuple(sorted(marks, key=lambda m: (m.start, m.end))),
        properties=tuple(properties_of(root)),
        remarks=tuple(unseen(sheet.hidden)),
    )


META = frozenset(
    {"author", "og:site_name", "og:title", "application-name", "publisher", "dcterms.publisher", "copyright"}
)
"""Names of `<meta>` elements that tell who published a page."""


def properties_of(root: lxml.html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield what the page's own head says of its publisher and title."""
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        content = " ".join((meta.get("content") or "").split())
        if name in META and content:
            yield name, content
    for title in root.iter("title"):
        words = " ".join(title.text_content().split())
        if words:
            yield "title", words
        break


def walk(element: lxml.html.HtmlElement, frame: Frame, sheet: Sheet) -> None:
    """Write an element and what follows inside it."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or (tag in SILENT and not is_control(element)):
        return
    if is_hidden(element, sheet.unseen) and not is_folded(element, sheet.folded):
        words = " ".join(element.text_content().split())
        sheet.hidden += [words] if " " in words and not frame.aside else []
        return
    if tag == "br":
        if sheet.cells is None or sheet.listed:
            sheet.close()
        else:
            sheet.write(" ", frame)
        return
    if tag == "tr" and is_data_row(element):
        write_row(element, frame, sheet)
        return
    block = tag in BLOCKS or is_control(element)
    numbered = tag in ("dt", "dd") and is_numbered(element)
    if block and not (numbered and tag == "dd"):
        sheet.close()
    inner = below(element, tag, frame)
    if numbered:
        inner.kind, inner.level, inner.marker = "item", frame.depth, "•"
    if element.text:
        sheet.write(OR_EQUAL.get(element.text.strip(), element.text) if is_underlined(element) else element.text, inner)
    for child in element:
        walk(child, inner, sheet)
        if child.tail:
            sheet.write(child.tail, inner)
        if tag == "li" and inner.marker is not None and sheet.start == sheet.length and sheet.lines:
            inner = Frame(**{**{s: getattr(inner, s) for s in Frame.__slots__}, "marker": None})
    if numbered and tag == "dt":
        sheet.write(" ", inner)
    elif block:
        sheet.close()


def below(element: lxml.html.HtmlElement, tag: str, frame: Frame) -> Frame:
    """Return what holds inside an element."""
    inner = Frame(**{s: getattr(frame, s) for s in Frame.__slots__})
    if is_control(element):
        inner.kind, inner.level, inner.marker = "heading", frame.level or 3, None
    elif re.fullmatch(r"h[1-6]", tag):
        inner.kind, inner.level, inner.marker = "heading", int(tag[1]), None
    elif tag in ("ul", "ol", "dl"):
        inner.depth, inner.kind, inner.marker = frame.depth + 1, "text", None
        if tag == "ol":
            inner.places = places_of(element)
    elif tag == "li":
        inner.kind, inner.level, inner.marker = "item", frame.depth, marker_of(element, frame.places)
    elif tag in ("b", "strong"):
        inner.bold = True
    elif tag in CHANGES:
        inner.change = CHANGES[tag]
    elif tag == "sup":
        inner.raised = is_note(element.text_content()) and not POWER_OF_TEN.search(words_before(element))
    if tag in ASIDE or (element.get("role") or "") in ("navigation", "banner", "contentinfo"):
        inner.aside = True
    style = (element.get("style") or "").replace(" ", "").lower()
    if "line-through" in style:
        inner.change = "deleted"
    elif "font-weight:bold" in style or "font-weight:700" in style:
        inner.bold = True
    return inner


def is_underlined(element: lxml.html.HtmlElement) -> bool:
    """Return True if an element draws a line beneath its words."""
    return element.tag == "u" or re.search(r"text-decoration[^;]*underline", element.get("style") or "") is not None


def words_before(element: lxml.html.HtmlElement) -> str:
    """Return the words that stand right before an element in its parent."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or ""
    return parent.text or "" if parent is not None else ""


def is_note(words: str) -> bool:
    """Return True if raised text is a note number (a unit's exponent or a trade mark is not)."""
    return (
        re.fullmatch(r"[\s\d,;\-–*†‡§]+", words) is not None and words.strip() not in ("2", "3")
    ) or words.strip() in ("†", "‡", "*")


def is_data_row(row: lxml.html.HtmlElement) -> bool:
    """Return True if a row holds data: two cells or more, none of them a layout (lists, headings, tables within)."""
    cells = [c for c in row if c.tag in ("td", "th")]
    return len(cells) > 1 and not any(c.find(".//table") is not None or c.find(".//h2") is not None for c in cells)


def holds_items(cell: lxml.html.HtmlElement) -> bool:
    """Return True if a cell holds items: those of a list, or lines with bullets or numbers."""
    if cell.find(".//li") is not None:
        return True
    return sum(sign_of((one.tail or "").strip())[0] is not None for one in cell.iter("br")) > 1


def write_row(row: lxml.html.HtmlElement, frame: Frame, sheet: Sheet) -> None:
    """Write a table row as one line with cells."""
    sheet.close()
    start = sheet.length
    cells: list[tuple[int, int]] = []
    sheet.cells, sheet.inner = cells, []
    bold = all(c.tag == "th" for c in row if c.tag in ("td", "th"))
    for cell in (c for c in row if c.tag in ("td", "th")):
        if cells:
            sheet.parts.append(CELL)
            sheet.length += 1
        low, first = sheet.length, len(sheet.parts)
        sheet.start, sheet.blank, sheet.listed = sheet.length, True, holds_items(cell)
        walk(cell, frame, sheet)
        sheet.close()
        cells.append((low, low + len("".join(sheet.parts[first:]).rstrip())))
    sheet.cells = None
    if any(high > low for low, high in cells):
        kind: LineKind = "furniture" if frame.aside else "row"
        inner = tuple(sheet.inner)
        sheet.lines.append(
            Line(start, sheet.length, 1, float(frame.depth), None, None, bold, kind, cells=tuple(cells), inner=inner)
        )
        sheet.parts.append("\n")
        sheet.length += 1
    sheet.start, sheet.heavy, sheet.blank = sheet.length, 0, True
