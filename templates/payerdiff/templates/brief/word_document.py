"""Executive page → DOCX: one Letter page across, with text and a table that Word edits as its own."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as Pages
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from payerdiff.templates.brief.brief import Brief, BriefCell, BriefRow
from payerdiff.templates.brief.fixed_archive import fixed
from payerdiff.templates.words import visible

WIDTH = 10.0
"""Inches between the margins."""
LEADS = (1.35, 1.55)
"""Inches of the two columns that say what a row is about."""
FONT, SIZE, SMALL = "Arial", 8.5, 7.5
GRAY, RED = RGBColor(0x4A, 0x4D, 0x50), RGBColor(0xA2, 0x38, 0x0D)
LOGO = 0.45
"""Inches of a logo's height at most."""


def word_document(brief: Brief) -> bytes:
    """Return the sheet as DOCX, the same bytes for the same sheet."""
    document = Document()
    lay_out(document)
    if brief.logo:
        height = Inches(LOGO)
        document.add_paragraph().add_run().add_picture(io.BytesIO(brief.logo.content), height=height)
    heading = document.add_heading(level=1)
    write(heading, brief.title, 17, bold=True)
    write(document.add_paragraph(), brief.question, 10.5, color=GRAY)
    if brief.warning:
        write(document.add_paragraph(), brief.warning, SIZE, bold=True, color=RED)
    fill_table(document, brief)
    for note in brief.notes:
        write(document.add_paragraph(), note, SMALL, color=GRAY)
    for sentence in brief.sentences:
        write(document.add_paragraph(style="List Number"), sentence, SIZE)
    write(document.add_paragraph(), brief.source, 7, color=GRAY)
    core = document.core_properties
    core.title, core.author, core.comments = visible(brief.title), "payerdiff", ""
    out = io.BytesIO()
    document.save(out)
    return fixed(out.getvalue())


def lay_out(document: Pages) -> None:
    """Set the page across, its margins, and a font without space around its lines."""
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Inches(11), Inches(8.5)
    section.left_margin = section.right_margin = Inches(0.5)
    section.top_margin = section.bottom_margin = Inches(0.4)
    for name in ("Normal", "Heading 1", "List Number"):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size = FONT, Pt(SIZE)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
        style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.line_spacing = 1.0


def write(paragraph: Paragraph, text: str, size: float, *, bold: bool = False, italic: bool = False, color: RGBColor | None = None) -> None:  # fmt: skip
    """Add words to a paragraph in our font."""
    run = paragraph.add_run(visible(text))
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic
    run.font.color.rgb = color or RGBColor(0x1B, 0x1D, 0x1F)


def fill_table(document: Pages, brief: Brief) -> None:
    """Write the table, its head repeated where a user makes it longer than a page."""
    leads = LEADS[: len(brief.leads)]
    table = document.add_table(rows=1, cols=len(leads) + len(brief.heads))
    table.autofit = False
    rest = (WIDTH - sum(leads)) / len(brief.heads)
    widths = [*leads, *([rest] * len(brief.heads))]
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, (name, below) in zip(head.cells, (*((lead, "") for lead in brief.leads), *brief.heads), strict=True):
        write(cell.paragraphs[0], name, SIZE, bold=True)
        if below:
            write(cell.paragraphs[0], f"\n{below}", SMALL, color=GRAY)
    for row in brief.rows:
        fill_row(table.add_row(), brief, row)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Inches(width)
            rule_below(cell, row._tr is head._tr)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)


def fill_row(target: _Row, brief: Brief, row: BriefRow) -> None:
    """Write one row, or the head of those below it over the whole width."""
    if not row.cells:
        head = target.cells[0].merge(target.cells[-1])
        write(head.paragraphs[0], row.title, SIZE, bold=True)
        head.paragraphs[0].paragraph_format.keep_with_next = True
        return
    leads = brief.about(row)
    for cell, words, size, color in zip(target.cells, leads, (SIZE, SMALL), (None, GRAY), strict=False):
        write(cell.paragraphs[0], words, size, color=color)
    for cell, told in zip(target.cells[len(leads) :], row.cells, strict=True):
        fill_cell(cell.paragraphs[0], told)


def fill_cell(paragraph: Paragraph, told: BriefCell) -> None:
    """Write one cell, with the page that it rests on."""
    write(paragraph, told.text, SIZE, bold=told.strong, italic=told.open, color=GRAY if told.open else None)
    if told.place:
        write(paragraph, f"  {told.place}", SMALL, color=GRAY)


def rule_below(cell: _Cell, strong: bool) -> None:
    """Draw the line below a cell."""
    borders = OxmlElement("w:tcBorders")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8" if strong else "4"), ("color", "1B1D1F" if strong else "DEDAD0")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)
