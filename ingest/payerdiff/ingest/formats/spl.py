"""FDA label (Structured Product Labeling, HL7 v3 XML as DailyMed serves it) → Document.

The text is what DailyMed shows: the head (title, labeler, product, effective time, set id, version) as lines of their own, then the
sections with their titles as headings, paragraphs, list items and table rows. What stands only in attributes of other elements (codes,
identifiers of sections) is no text. Entities are not resolved, and nothing is fetched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from payerdiff.ingest.document import Document, Line
from payerdiff.ingest.formats.web_page import CELL, Frame, Sheet
from payerdiff.model.errors import PayerdiffError

NAMESPACE = "urn:hl7-org:v3"
HEAD = "FDA label (Structured Product Labeling)"
"""The first line of every such document."""
DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})\d*$")
ISO = r"\1-\2-\3"
HIGHLIGHTS = "HIGHLIGHTS OF PRESCRIBING INFORMATION"
PRODUCT_DATA = "48780-1"
"""LOINC code of the section that lists products; its facts stand in the head."""
INLINE = frozenset({"content", "sub", "sup", "linkHtml", "footnote", "footnoteRef", "br"})
LETTERS = {"littlealpha": "abcdefghijklmnopqrstuvwxyz", "bigalpha": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def read_spl(data: bytes, name: str) -> Document:
    """Return the document of a label. Raises PayerdiffError `damaged` where the XML is cut or broken, `empty` without sections."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as cause:
        raise PayerdiffError("damaged", name, f"the label's XML cannot be read ({cause.msg})", "Download it again.") from cause  # fmt: skip
    sections = [s for s in root.iterfind(path("component/structuredBody/component/section")) if code_of(s) != PRODUCT_DATA]  # fmt: skip
    if not sections:
        raise PayerdiffError("empty", name, "the label has no sections", "Use the label's XML from DailyMed.")
    sheet = Sheet()
    for level, words in head_lines(root):
        line(sheet, words, Frame(kind="heading", level=1) if level else Frame())
    for section in sections:
        write_section(section, 1, sheet)
    write_highlights(root, sheet)
    sheet.close()
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/xml",
        text="".join(sheet.parts),
        lines=tuple(sheet.lines),
    )


def path(steps: str) -> str:
    """Return a path in the label's namespace."""
    return "/".join(f"{{{NAMESPACE}}}{step}" for step in steps.split("/"))


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname


def words_in(element: etree._Element | None) -> str:
    """Return an element's text on one line."""
    if element is None or not isinstance(element.tag, str):  # a comment or an entity says nothing
        return ""
    return " ".join("".join(map(str, element.itertext())).split())


def code_of(section: etree._Element) -> str:
    """Return a section's LOINC code."""
    code = section.find(path("code"))
    return code.get("code", "") if code is not None else ""


def head_lines(root: etree._Element) -> Iterator[tuple[int, str]]:
    """Yield the head: first what it is, then each fact with its name."""
    yield 1, HEAD
    title = words_in(root.find(path("title")))
    if title:
        yield 0, f"Title: {title}"
    for organization in root.iterfind(path("author/assignedEntity/representedOrganization/name")):
        yield 0, f"Labeler: {words_in(organization)}"
    for product in root.iter(path("manufacturedProduct")):
        brand = words_in(product.find(path("name")))
        generic = words_in(product.find(path("asEntityWithGeneric/genericMedicine/name")))
        if brand:
            yield 0, f"Product: {brand}" + (f" ({generic})" if generic else "")
        for code in product.findall(path("code")):
            if code.get("code"):
                yield 0, f"NDC: {code.get('code')}"
    for name, where, attribute in (
        ("Effective time", "effectiveTime", "value"),
        ("Set id", "setId", "root"),
        ("Version", "versionNumber", "value"),
    ):
        found = root.find(path(where))
        value = found.get(attribute, "") if found is not None else ""
        if value:
            yield 0, f"{name}: {DAY.sub(ISO, value)}"


def line(sheet: Sheet, words: str, frame: Frame) -> None:
    """Write one line."""
    sheet.close()
    sheet.write(words, frame)
    sheet.close()


def write_section(section: etree._Element, level: int, sheet: Sheet) -> None:
    """Write a section: its title as a heading, its text, then the sections within it."""
    title = words_in(section.find(path("title")))
    if title:
        line(sheet, title, Frame(kind="heading", level=min(level + 1, 6), bold=True))
    for text in section.iterfind(path("text")):
        write_text(text, Frame(), sheet)
    for inner in section.iterfind(path("component/section")):
        write_section(inner, level + 1, sheet)


def write_highlights(root: etree._Element, sheet: Sheet) -> None:
    """Write the label's summary of itself, which stands beside the sections, under a heading of its own."""
    texts = list(root.iter(path("highlight")))
    if texts:
        line(sheet, HIGHLIGHTS, Frame(kind="heading", level=2, bold=True))
    for highlight in texts:
        for text in highlight.iterfind(path("text")):
            write_text(text, Frame(), sheet)


def write_text(element: etree._Element, frame: Frame, sheet: Sheet) -> None:
    """Write an element of the narrative block and what follows inside it."""
    if not isinstance(element.tag, str):  # an entity, shown as it is written
        sheet.write(element.text or "", frame)
        return
    name = local(element)
    if name == "tr":
        write_row(element, sheet)
        return
    if name == "br":
        sheet.write(" ", frame)
        return
    parent = element.getparent()
    if name == "caption" and parent is not None and local(parent) == "item":
        return  # it is the item's sign
    inner = within(element, name, frame)
    if name not in INLINE:
        sheet.close()
    if element.text and name not in ("list", "table", "tbody", "thead"):
        sheet.write(element.text, inner)
    for child in element:
        write_text(child, inner, sheet)
        if child.tail:
            sheet.write(child.tail, inner)
    if name not in INLINE:
        sheet.close()


def within(element: etree._Element, name: str, frame: Frame) -> Frame:
    """Return what holds inside an element."""
    if name == "list":
        places = {item: at for at, item in enumerate(element.iterchildren(path("item")))}
        return Frame(frame.kind, frame.level, frame.depth + 1, None, frame.bold, places=places)
    if name == "item":
        return Frame("item", frame.depth, frame.depth, marker_of(element, frame.places), frame.bold)
    if name == "caption":
        return Frame(frame.kind, frame.level, frame.depth, None, True)
    if name == "content" and "bold" in (element.get("styleCode") or "").lower():
        return Frame(frame.kind, frame.level, frame.depth, frame.marker, True)
    return frame


def marker_of(item: etree._Element, places: Mapping[etree._Element, int]) -> str:
    """Return the sign of a list item: the one it brings, `•`, or its number in the list's style, by the items before it."""
    own = words_in(item.find(path("caption")))
    if own:
        return own
    parent = item.getparent()
    if parent is None or parent.get("listType") != "ordered":
        return "•"
    number = 1 + places.get(item, 0)
    letters = LETTERS.get((parent.get("styleCode") or "").lower())
    return f"{letters[number - 1]}." if letters and number <= len(letters) else f"{number}."


def write_row(row: etree._Element, sheet: Sheet) -> None:
    """Write a table row as one line with cells."""
    sheet.close()
    start = sheet.length
    cells: list[tuple[int, int]] = []
    held = [cell for cell in row if isinstance(cell.tag, str)]  # no comments, no entities
    for cell in held:
        words = words_in(cell)
        if cells:
            sheet.parts.append(CELL)
            sheet.length += 1
        cells.append((sheet.length, sheet.length + len(words)))
        sheet.parts.append(words)
        sheet.length += len(words)
    if any(high > low for low, high in cells):
        bold = all(local(cell) == "th" for cell in held)
        sheet.lines.append(Line(start, sheet.length, 1, 0.0, None, None, bold, "row", cells=tuple(cells)))
        sheet.parts.append("\n")
        sheet.length += 1
    sheet.start, sheet.heavy, sheet.blank = sheet.length, 0, True
