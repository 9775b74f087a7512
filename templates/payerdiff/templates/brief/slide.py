"""Executive page → PPTX: one wide slide, with text boxes and a table that PowerPoint edits as its own."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Inches, Pt

from payerdiff.templates.brief.brief import Brief, BriefCell
from payerdiff.templates.brief.fixed_archive import fixed
from payerdiff.templates.words import visible

WIDE, HIGH, MARGIN = 13.333, 7.5, 0.45
LEADS = (1.6, 1.9)
"""Inches of the two columns that say what a row is about."""
FONT, SIZE, SMALL = "Arial", 9, 8
INK, GRAY, RED = (RGBColor.from_string(color) for color in ("1B1D1F", "4A4D50", "A2380D"))
LINE = 0.19
"""Inches of a line of the table."""
TITLE_ONLY = 5
"""The layout that has a title and no other place for text."""


def slide(brief: Brief) -> bytes:
    """Return the sheet as PPTX, the same bytes for the same sheet."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    page = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    top = 0.25
    title = page.shapes.title
    place(title, MARGIN, top, WIDE - 2 * MARGIN - (1.8 if brief.logo else 0), 0.42)
    write(title.text_frame, [(brief.title, 20, True, INK)])
    if brief.logo:
        size = min(0.5, 1.7 * brief.logo.height / brief.logo.width)
        picture = page.shapes.add_picture(io.BytesIO(brief.logo.content), 0, Inches(top), height=Inches(size))
        picture.left = Inches(WIDE - MARGIN) - picture.width
    lines = [(brief.question, 11.0, False, GRAY)]
    lines += [(brief.warning, float(SIZE), True, RED)] if brief.warning else []
    box(page, top + 0.42, 0.2 + 0.18 * len(lines), lines)
    below = top + 0.72 + 0.18 * len(lines)
    below += fill_table(page, brief, below) + 0.05
    told = [(note, float(SMALL), False, GRAY) for note in brief.notes]
    told += [(f"{at}. {words}", 9.5, False, INK) for at, words in enumerate(brief.sentences, 1)]
    told += [(brief.source, 7.0, False, GRAY)]
    box(page, below, HIGH - below - 0.1, told)
    core = deck.core_properties
    core.title, core.author, core.last_modified_by, core.comments = visible(brief.title), "payerdiff", "payerdiff", ""
    out = io.BytesIO()
    deck.save(out)
    return fixed(out.getvalue())


Line = tuple[str, float, bool, RGBColor]
"""A paragraph: its words, size, weight and color."""


def place(shape: BaseShape, left: float, top: float, width: float, height: float) -> None:
    """Put a shape to its place, in inches."""
    for name, value in (("left", left), ("top", top), ("width", width), ("height", height)):
        setattr(shape, name, Inches(value))


def box(page: Slide, top: float, height: float, lines: list[Line]) -> None:
    """Add a text box over the whole width."""
    shape = page.shapes.add_textbox(Inches(MARGIN), Inches(top), Inches(WIDE - 2 * MARGIN), Inches(height))
    write(shape.text_frame, lines)


def write(frame: TextFrame, lines: list[Line]) -> None:
    """Write paragraphs into a frame without margins of its own."""
    for name in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
        setattr(frame, name, 0)
    frame.word_wrap = True
    for at, (words, size, bold, color) in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment, paragraph.space_after = 1, Pt(1)
        add_run(paragraph, words, size, bold=bold, color=color)


def add_run(paragraph: _Paragraph, words: str, size: float, *, bold: bool = False, italic: bool = False, color: RGBColor = INK) -> None:  # fmt: skip
    """Add words to a paragraph."""
    run = paragraph.add_run()
    run.text = visible(words)
    run.font.name, run.font.size, run.font.bold, run.font.italic = FONT, Pt(size), bold, italic
    run.font.color.rgb = color


def fill_table(page: Slide, brief: Brief, top: float) -> float:
    """Write the table and return its height in inches, as far as it is known before it is drawn."""
    count, wide, leads = 1 + len(brief.rows), WIDE - 2 * MARGIN, LEADS[: len(brief.leads)]
    shape = page.shapes.add_table(count, len(leads) + len(brief.heads), Inches(MARGIN), Inches(top), Inches(wide), Inches(LINE * count))  # fmt: skip
    table = shape.table
    plain(shape)
    each = (wide - sum(leads)) / len(brief.heads)
    for column, width in zip(table.columns, [*leads, *([each] * len(brief.heads))], strict=True):
        column.width = Inches(width)
    for cell, (name, below) in zip(table.rows[0].cells, (*((lead, "") for lead in brief.leads), *brief.heads), strict=True):  # fmt: skip
        fill_cell(cell, BriefCell(name, strong=True), heavy=True)
        if below:
            add_run(cell.text_frame.add_paragraph(), below, SMALL, color=GRAY)
    total = LINE * 2
    for target, row in zip(list(table.rows)[1:], brief.rows, strict=True):
        cells = list(target.cells)
        if not row.cells:
            cells[0].merge(cells[-1])
            fill_cell(cells[0], BriefCell(row.title, strong=True))
            total += LINE
            continue
        for cell, told in zip(cells, (*map(BriefCell, brief.about(row)), *row.cells), strict=True):
            fill_cell(cell, told)
        letters = each * 15
        total += LINE * max(
            1, *(-(-len(f"{c.text} {c.place}") // int(letters)) for c in row.cells), -(-len(row.of) // 30)
        )
    return total


def fill_cell(cell: _Cell, told: BriefCell, *, heavy: bool = False) -> None:
    """Write one cell, with the page that it rests on and the line below it."""
    rule_below(cell, heavy)
    frame = cell.text_frame
    write(frame, [])
    for name, value in (("margin_left", 0.0), ("margin_right", 0.08), ("margin_top", 0.015), ("margin_bottom", 0.015)):
        setattr(cell, name, Inches(value))
    paragraph = frame.paragraphs[0]
    add_run(paragraph, told.text, SIZE, bold=told.strong, italic=told.open, color=GRAY if told.open else INK)
    if told.place:
        add_run(paragraph, f"  {told.place}", SMALL, color=GRAY)


def rule_below(cell: _Cell, heavy: bool) -> None:
    """Draw the line below a cell."""
    properties = cell._tc.get_or_add_tcPr()
    color = "1B1D1F" if heavy else "DEDAD0"
    properties.append(
        parse_xml(
            f'<a:lnB {nsdecls("a")} w="{9525 if heavy else 6350}"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:lnB>'
        )
    )


def plain(shape: GraphicFrame) -> None:
    """Take the colors of the standard table style off: rules alone, no fill."""
    style = shape._element.graphic.graphicData.tbl.tblPr
    for name in ("firstRow", "bandRow"):
        style.attrib.pop(name, None)
    style.find("{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId").text = RULED


RULED = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The style of tables that is called "No Style, No Grid"."""
