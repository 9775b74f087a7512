"""What somebody filled into a PDF's form: printed onto its pages, as every engine reads these and none of them the fields."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

FORMS = frozenset({pdfium.FORMTYPE_ACRO_FORM, pdfium.FORMTYPE_XFA_FOREGROUND})
"""Forms whose fields PDFium knows."""
WRITTEN = frozenset({pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX})
"""Fields with words; a box that is ticked has none."""


def with_fields_printed(data: bytes, referee: pypdfium2.PdfDocument) -> bytes:
    """Return a file with the words of its fields on its pages; the same bytes where no field has any, or where that cannot be done."""
    if referee.get_formtype() not in FORMS:
        return data
    try:
        with pypdfium2.PdfDocument(data) as own:
            own.init_forms()
            if own.formenv is None or not any(has_words(own, number) for number in range(len(own))):
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


def has_words(own: pypdfium2.PdfDocument, number: int) -> bool:
    """Return True if a field on page `number` (0-based) has words."""
    page = own[number]
    try:
        return any(value.strip() for value in values(own, page))
    finally:
        page.close()


def values(own: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[str]:
    """Yield what the fields of a page with words hold."""
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        field = pdfium.FPDFPage_GetAnnot(page, at)
        if not field:
            continue
        try:
            if pdfium.FPDFAnnot_GetFormFieldType(own.formenv, field) in WRITTEN:
                size = pdfium.FPDFAnnot_GetFormFieldValue(own.formenv, field, None, 0)
                held = (ctypes.c_ushort * (size // 2))()
                pdfium.FPDFAnnot_GetFormFieldValue(own.formenv, field, held, size)
                yield bytes(held).decode("utf-16-le", "replace").rstrip("\0")
        finally:
            pdfium.FPDFPage_CloseAnnot(field)
