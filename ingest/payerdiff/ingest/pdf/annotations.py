"""What people added to a PDF with a viewer: words filled into its form or typed onto its pages, words struck, and comments.

No engine reads any of it with the page. Fields and typed words are printed onto the pages; what is struck is a stroke through its words like one that was drawn.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from payerdiff.ingest.document import Remark
from payerdiff.ingest.page import Segment

FORMS = frozenset({pdfium.FORMTYPE_ACRO_FORM, pdfium.FORMTYPE_XFA_FOREGROUND})
"""Forms whose fields PDFium knows."""
WRITTEN = frozenset({pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX})
"""Fields with words; a box that is ticked has none."""
COMMENTED = frozenset({
    pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY, pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_CARET,
})  # fmt: skip
"""What bears a comment beside the page."""
HIDDEN = 2
LONGEST = 300
"""Characters of a comment that are told."""


def with_words_printed(data: bytes, referee: pypdfium2.PdfDocument) -> bytes:
    """Return a file with the words of its fields, and those that were typed onto it, on its pages; the same bytes where there are none, or where that cannot be done."""
    try:
        is_form = referee.get_formtype() in FORMS
        if not is_form and not any(is_typed_on(referee, number) for number in range(len(referee))):
            return data
        with pypdfium2.PdfDocument(data) as own:
            if is_form:
                own.init_forms()
            if not any(has_words(own, number) or is_typed_on(own, number) for number in range(len(own))):
                return data
            for number in range(len(own)):
                page = own[number]
                pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
                page.close()
            printed = io.BytesIO()
            own.save(printed, flags=pdfium.FPDF_REMOVE_SECURITY)
    except (
        pypdfium2.PdfiumError,
        RuntimeError,
    ):  # the pages are read as they are, and say so themselves if they are damaged
        return data
    return printed.getvalue()


def each(page: pypdfium2.PdfPage) -> Iterator[Any]:
    """Yield what was added to a page and is seen."""
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        one = pdfium.FPDFPage_GetAnnot(page, at)
        if not one:
            continue
        try:
            if not pdfium.FPDFAnnot_GetFlags(one) & HIDDEN:
                yield one
        finally:
            pdfium.FPDFPage_CloseAnnot(one)


def has_words(own: pypdfium2.PdfDocument, number: int) -> bool:
    """Return True if a field on page `number` (0-based) of an opened form has words."""
    if own.formenv is None:
        return False
    page = own[number]
    fields = (one for one in each(page) if pdfium.FPDFAnnot_GetFormFieldType(own.formenv, one) in WRITTEN)
    return any(words_by(pdfium.FPDFAnnot_GetFormFieldValue, own.formenv, one) for one in fields)


def is_typed_on(own: pypdfium2.PdfDocument, number: int) -> bool:
    """Return True if words were typed onto page `number` (0-based)."""
    return any(pdfium.FPDFAnnot_GetSubtype(one) == pdfium.FPDF_ANNOT_FREETEXT and contents(one) for one in each(own[number]))  # fmt: skip


def contents(one: Any) -> str:
    """Return the words of what was added."""
    return words_by(pdfium.FPDFAnnot_GetStringValue, one, b"Contents")


def words_by(ask: Any, *about: object) -> str:
    """Return the words that PDFium gives in UTF-16, white space as one blank."""
    size = ask(*about, None, 0)
    held = (ctypes.c_ushort * (size // 2))()
    ask(*about, held, size)
    return " ".join(bytes(held).decode("utf-16-le", "replace").rstrip("\0").split())


def struck(page: pypdfium2.PdfPage, height: float, left: float) -> list[Segment]:
    """Return the strokes through the words of a page that somebody struck."""
    found = []
    for one in each(page):
        if pdfium.FPDFAnnot_GetSubtype(one) != pdfium.FPDF_ANNOT_STRIKEOUT:
            continue
        for at in range(pdfium.FPDFAnnot_CountAttachmentPoints(one)):
            box = pdfium.FS_QUADPOINTSF()
            if pdfium.FPDFAnnot_GetAttachmentPoints(one, at, box):
                across, down = (box.x1, box.x2, box.x3, box.x4), (box.y1, box.y2, box.y3, box.y4)
                middle = height - (min(down) + max(down)) / 2
                found.append(Segment(min(across) - left, max(across) - left, middle, 0.5, None, of_viewer=True))
    return found


def comments(page: pypdfium2.PdfPage, number: int) -> Iterator[Remark]:
    """Yield what people wrote beside page `number` (from 1)."""
    for one in each(page):
        words = contents(one) if pdfium.FPDFAnnot_GetSubtype(one) in COMMENTED else ""
        if words:
            yield Remark("info", "comment", f"A comment on page {number}: “{words[:LONGEST]}”.")
