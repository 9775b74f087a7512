"""A small DOCX writer for the sample documents: bullets four levels deep, tables, notes, real tracked changes.

Text carries its own marks: `{-gone-}` is a tracked deletion, `{+new+}` a tracked insertion, `^1,9^` is raised,
`**bold**` is bold. `Paper.old` and `Paper.new` collect what the author wrote before and after, paragraph by
paragraph: the truth that the tests hold the PDF's two readings against.
"""

from __future__ import annotations

import re
from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

TOKEN = re.compile(r"\{-(?P<del>.*?)-\}|\{\+(?P<ins>.*?)\+\}|\^(?P<sup>[^^]+)\^|\*\*(?P<bold>.+?)\*\*", re.DOTALL)
WHEN = "2025-09-05T09:00:00Z"
AUTHOR = "Sample Author"
LEVELS = (("\u2022", "OpenSymbol"), ("o", "Courier New"), ("\u25aa", "OpenSymbol"), ("\u2013", "Liberation Sans"))


def old_text(text: str) -> str:
    """Return a marked text with every change rejected."""
    return plain(re.sub(r"\{\+.*?\+\}", "", text).replace("{-", "").replace("-}", ""))


def new_text(text: str) -> str:
    """Return a marked text with every change accepted."""
    return plain(re.sub(r"\{-.*?-\}", "", text, flags=re.DOTALL).replace("{+", "").replace("+}", ""))


def plain(text: str) -> str:
    """Return a text without bold and raised marks (raised notes are no words)."""
    return " ".join(re.sub(r"\^[^^]+\^", "", text).replace("**", "").split())


class Paper:
    """One sample document."""

    def __init__(self, font: str = "Liberation Sans", size: float = 10.5) -> None:
        self.docx = docx.Document()
        self.old: list[str] = []
        self.new: list[str] = []
        normal = self.docx.styles["Normal"]
        normal.font.name, normal.font.size = font, Pt(size)
        normal.paragraph_format.space_after = Pt(4)
        section = self.docx.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Pt(612), Pt(792)
        section.left_margin = section.right_margin = Pt(72)
        section.top_margin = section.bottom_margin = Pt(64)
        self.size = size
        self.changes = 0
        self.numbering = self.bullets()

    def bullets(self) -> int:
        """Add a bullet list with four levels and return its number."""
        part = self.docx.part.numbering_part.element
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), "77")
        for level, (sign, font) in enumerate(LEVELS):
            lvl = OxmlElement("w:lvl")
            lvl.set(qn("w:ilvl"), str(level))
            for tag, value in (("w:start", "1"), ("w:numFmt", "bullet"), ("w:lvlText", sign), ("w:lvlJc", "left")):
                child = OxmlElement(tag)
                child.set(qn("w:val"), value)
                lvl.append(child)
            props, ind = OxmlElement("w:pPr"), OxmlElement("w:ind")
            ind.set(qn("w:left"), str(360 * (level + 1)))
            ind.set(qn("w:hanging"), "360")
            props.append(ind)
            run, fonts = OxmlElement("w:rPr"), OxmlElement("w:rFonts")
            for slot in ("w:ascii", "w:hAnsi", "w:cs"):
                fonts.set(qn(slot), font)
            run.append(fonts)
            lvl.append(props)
            lvl.append(run)
            abstract.append(lvl)
        first = part.find(qn("w:num"))
        part.insert(list(part).index(first) if first is not None else len(part), abstract)
        num = OxmlElement("w:num")
        num.set(qn("w:numId"), "77")
        ref = OxmlElement("w:abstractNumId")
        ref.set(qn("w:val"), "77")
        num.append(ref)
        part.append(num)
        return 77

    def para(
        self, text: str, *, indent: float = 0, hanging: float = 0, bold: bool = False, size: float | None = None
    ) -> None:
        """Add a paragraph; `indent` and `hanging` in points."""
        paragraph = self.docx.add_paragraph()
        paragraph.paragraph_format.left_indent = Pt(indent + hanging)
        paragraph.paragraph_format.first_line_indent = Pt(-hanging)
        self.write(paragraph, text, bold=bold, size=size)
        self.keep(text)

    def bullet(self, level: int, text: str) -> None:
        """Add a bulleted item; level 0 to 3."""
        paragraph = self.docx.add_paragraph()
        props = paragraph._p.get_or_add_pPr()
        num, ilvl, number = OxmlElement("w:numPr"), OxmlElement("w:ilvl"), OxmlElement("w:numId")
        ilvl.set(qn("w:val"), str(level))
        number.set(qn("w:val"), str(self.numbering))
        num.append(ilvl)
        num.append(number)
        props.append(num)
        self.write(paragraph, text)
        self.keep(f"{LEVELS[level][0]} {text}")

    def item(self, label: str, text: str, depth: int) -> None:
        """Add a numbered item with its label typed, hung at `depth`; a wholly changed item takes its label along."""
        whole = re.fullmatch(r"\{([-+])(.*)\1\}", text, re.DOTALL)
        single = whole is not None and text.count("{") == 1
        shown = f"{{{text[1]}{label} {text[2:-2]}{text[1]}}}" if single else f"{label} {text}"
        self.para(shown, indent=18 * depth, hanging=18)

    def table(self, rows: list[list[str]], widths: list[float], bold_head: bool = True) -> None:
        """Add a ruled table; widths in points."""
        table = self.docx.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.autofit = False
        for at, cells in enumerate(rows):
            row = table.add_row()
            for cell, text, width in zip(row.cells, cells, widths, strict=True):
                cell.width = Pt(width)
                lines = text.split("\n")
                for n, line in enumerate(lines):
                    paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
                    paragraph.paragraph_format.space_after = Pt(0)
                    self.write(paragraph, line, bold=bold_head and at == 0)
                    self.keep(line)
        self.docx.add_paragraph()

    def running(self, head: list[str], foot: str, *, first: bool = True) -> None:
        """Set the running head (not on the first page unless `first`) and the foot with the page number."""
        section = self.docx.sections[0]
        section.different_first_page_header_footer = not first
        for at, line in enumerate(head):
            paragraph = section.header.paragraphs[0] if at == 0 else section.header.add_paragraph()
            paragraph.add_run(line).bold = at == 0
        for footer in (section.footer, section.first_page_footer):
            paragraph = footer.paragraphs[0]
            paragraph.add_run(foot).font.size = Pt(8)
            paragraph = footer.add_paragraph()
            paragraph.add_run("Page ").font.size = Pt(8)
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            paragraph._p.append(field)

    def write(self, paragraph: Paragraph, text: str, *, bold: bool = False, size: float | None = None) -> None:
        """Write marked text into a paragraph."""
        at = 0
        for match in TOKEN.finditer(text):
            self.run(paragraph, text[at : match.start()], bold, size)
            if match.group("del") is not None:
                self.tracked(paragraph, "w:del", match.group("del"), bold, size)
            elif match.group("ins") is not None:
                self.tracked(paragraph, "w:ins", match.group("ins"), bold, size)
            elif match.group("sup") is not None:
                run = paragraph.add_run(match.group("sup"))
                run.font.superscript = True
                run.bold = bold
            else:
                self.run(paragraph, match.group("bold"), True, size)
            at = match.end()
        self.run(paragraph, text[at:], bold, size)

    def run(self, paragraph: Paragraph, text: str, bold: bool, size: float | None) -> None:
        """Write one run."""
        if text:
            run = paragraph.add_run(text)
            run.bold = bold
            if size:
                run.font.size = Pt(size)

    def tracked(self, paragraph: Paragraph, tag: str, text: str, bold: bool, size: float | None) -> None:
        """Write one tracked run."""
        self.run(paragraph, text, bold, size)
        run = paragraph.runs[-1]._r
        self.changes += 1
        change = OxmlElement(tag)
        change.set(qn("w:id"), str(self.changes))
        change.set(qn("w:author"), AUTHOR)
        change.set(qn("w:date"), WHEN)
        holder = run.getparent()
        assert holder is not None  # a run stands in a paragraph
        holder.replace(run, change)
        change.append(run)
        if tag == "w:del":
            for node in run.findall(qn("w:t")):
                node.tag = qn("w:delText")
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def keep(self, text: str) -> None:
        """Note what the author wrote before and after."""
        for texts, read in ((self.old, old_text), (self.new, new_text)):
            words = read(text)
            if words:
                texts.append(words)

    def save(self, path: Path) -> None:
        """Write the DOCX."""
        self.docx.save(str(path))
