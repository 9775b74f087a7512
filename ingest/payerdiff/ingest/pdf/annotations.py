"""What people added to a PDF with a viewer: words filled into its form or typed onto its pages, words struck, and comments.

No engine reads any of it with the page. Fields and typed words are printed onto the pages; what is struck is a stroke through its words like one that was drawn.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import suppress
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


def with_fields_printed(data: bytes, referee: pypdfium2.PdfDocument) -> bytes:
    """Return a file with the words of its form's fields on its pages; the same bytes where it has none, or where that cannot be done."""
    if referee.get_formtype() not in FORMS:
        return data
    with suppress(pypdfium2.PdfiumError, RuntimeError), pypdfium2.PdfDocument(data) as own:
        own.init_forms()
        if any(has_words(own, own[number]) for number in range(len(own))):
            return flattened(own)
    return data  # its pages are read as they are, and say so themselves if they are damaged


def with_words_printed(data: bytes) -> bytes:
    """Return a file with the words that were typed onto its pages as words of these; the same bytes where that cannot be done."""
    with suppress(pypdfium2.PdfiumError, RuntimeError), pypdfium2.PdfDocument(data) as own:
        own.init_forms()
        return flattened(own)
    return data


def flattened(own: pypdfium2.PdfDocument) -> bytes:
    """Return a file in which what was added to pages is a part of them."""
    for number in range(len(own)):
        page = own[number]
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()
    printed = io.BytesIO()
    own.save(printed, flags=pdfium.FPDF_REMOVE_SECURITY)
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


def has_words(own: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> bool:
    """Return True if a field on a page of an opened form has words."""
    if own.formenv is None:
        return False
    fields = (one for one in each(page) if pdfium.FPDFAnnot_GetFormFieldType(own.formenv, one) in WRITTEN)
    return any(words_by(pdfium.FPDFAnnot_GetFormFieldValue, own.formenv, one) for one in fields)


def is_typed_on(page: pypdfium2.PdfPage) -> bool:
    """Return True if words were typed onto a page."""
    return any(pdfium.FPDFAnnot_GetSubtype(one) == pdfium.FPDF_ANNOT_FREETEXT and contents(one) for one in each(page))


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
