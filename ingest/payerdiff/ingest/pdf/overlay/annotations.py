"""The annotations of a page: what was struck, commented on, typed over it or filled into its fields.

The engines read what a page draws; an annotation is no part of that, though a reader sees both. PDFium names them, resolves what a field
inherits from its parents, and turns their places into those of the page as it is seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes import POINTER, byref, c_char_p, c_int, c_ushort, cast, create_string_buffer
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from payerdiff.ingest.document import Box

SCALE = 1000
"""Parts of a point in which PDFium is asked for places: it answers in whole numbers."""
HIDDEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
UNSPOKEN = frozenset({pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_LINK})
"""A popup repeats the words of the annotation that it belongs to."""
CHECKED, UNCHECKED = "☒", "☐"
LARGEST = 2_000
"""Annotations of one page that are read: no reviewer writes more."""
TYPE_SIZE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s{1,3}Tf")
DAY = re.compile(r"D?:?(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True, slots=True)
class Annotation:
    """What somebody laid over a page; boxes as on the page that is seen, from its top left corner."""

    kind: int
    boxes: tuple[Box, ...]
    """The pieces of line that a strike or a highlight covers; else where it lies."""
    words: str
    author: str | None = None
    date: str | None = None
    size: float = 0.0
    """The size of its type, where it says so."""

    @property
    def is_strike(self) -> bool:
        """True where words are struck out."""
        return self.kind == int(pdfium.FPDF_ANNOT_STRIKEOUT)

    @property
    def is_written(self) -> bool:
        """True where its words are seen on the page as if they were printed."""
        return self.kind in (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET)

    @property
    def is_field(self) -> bool:
        """True of a form field."""
        return self.kind == int(pdfium.FPDF_ANNOT_WIDGET)


def form_of(file: pypdfium2.PdfDocument) -> Any:
    """Return the form of a file, opened so that its fields know what their parents say; None where it has none."""
    if file.get_formtype() == pdfium.FORMTYPE_NONE:
        return None
    with suppress(pypdfium2.PdfiumError):  # a form of another kind (XFA)
        file.init_forms()
    return file.formenv


def annotations_of(paper: pypdfium2.PdfPage, form: Any) -> list[Annotation]:
    """Return the annotations of a page that are seen and say something; `form` is the form of the file, None where it has none."""
    found: list[Annotation] = []
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(paper), LARGEST)):
        raw = pdfium.FPDFPage_GetAnnot(paper, at)
        if not raw:
            continue
        try:
            found.extend(annotation_of(raw, paper, form))
        finally:
            pdfium.FPDFPage_CloseAnnot(raw)
    return found


def annotation_of(raw: Any, paper: pypdfium2.PdfPage, form: Any) -> Iterator[Annotation]:
    """Yield an annotation, unless it is hidden or says nothing."""
    kind = pdfium.FPDFAnnot_GetSubtype(raw)
    if kind in UNSPOKEN or pdfium.FPDFAnnot_GetFlags(raw) & HIDDEN:
        return
    words = value_of(raw, form) if kind == pdfium.FPDF_ANNOT_WIDGET else text_of(raw, b"Contents")
    if not words and kind != pdfium.FPDF_ANNOT_STRIKEOUT:
        return
    boxes = tuple(boxes_of(raw, paper))
    if not boxes:
        return
    day = DAY.match(text_of(raw, b"M"))
    size = TYPE_SIZE.search(text_of(raw, b"DA"))
    yield Annotation(
        kind,
        boxes,
        words,
        text_of(raw, b"T") or None if kind != pdfium.FPDF_ANNOT_WIDGET else None,
        "-".join(day.groups()) if day else None,
        float(size[1]) if size else 0.0,
    )


def text_of(raw: Any, key: bytes) -> str:
    """Return the words that an annotation holds under a key."""
    return spelled(lambda held, size: pdfium.FPDFAnnot_GetStringValue(raw, c_char_p(key), held, size))


def spelled(ask: Callable[[Any, int], int]) -> str:
    """Return the words that PDFium writes into a buffer once it was asked for their length."""
    size = ask(None, 0)
    if size <= 2:
        return ""
    held = create_string_buffer(size)
    ask(cast(held, POINTER(c_ushort)), size)
    return held.raw[: size - 2].decode("utf-16-le", "replace").strip()


def value_of(raw: Any, form: Any) -> str:
    """Return what a field shows: its choices as they are worded, its text, or whether it is ticked; "" where it is no field to fill in."""
    if form is None:
        return text_of(raw, b"V")
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, raw)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        return CHECKED if pdfium.FPDFAnnot_IsChecked(form, raw) else UNCHECKED
    if kind in (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        chosen = [
            spelled(lambda held, size, at=at: pdfium.FPDFAnnot_GetOptionLabel(form, raw, at, held, size))  # type: ignore[misc]
            for at in range(min(pdfium.FPDFAnnot_GetOptionCount(form, raw), LARGEST))
            if pdfium.FPDFAnnot_IsOptionSelected(form, raw, at)
        ]
        if chosen:
            return ", ".join(chosen)
    elif kind not in (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_UNKNOWN):
        return ""
    return spelled(lambda held, size: pdfium.FPDFAnnot_GetFormFieldValue(form, raw, held, size)) or text_of(raw, b"V")


def boxes_of(raw: Any, paper: pypdfium2.PdfPage) -> Iterator[Box]:
    """Yield where an annotation lies: each piece of line that it covers, else its rectangle."""
    points = pdfium.FS_QUADPOINTSF()
    pieces = 0
    for at in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(raw), LARGEST)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(raw, at, byref(points)):
            pieces += 1
            xs = (points.x1, points.x2, points.x3, points.x4)
            ys = (points.y1, points.y2, points.y3, points.y4)
            yield seen(paper, min(xs), min(ys), max(xs), max(ys))
    if pieces:
        return
    place = pdfium.FS_RECTF()
    if pdfium.FPDFAnnot_GetRect(raw, byref(place)):
        across, along = sorted((place.left, place.right)), sorted((place.bottom, place.top))
        yield seen(paper, across[0], along[0], across[1], along[1])


def seen(paper: pypdfium2.PdfPage, left: float, low: float, right: float, high: float) -> Box:
    """Return a box of the page's own coordinates as it lies on the page that is seen, turned as that is."""
    corners = [at for x in (left, right) for y in (low, high) for at in [placed(paper, x, y)]]
    return (
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )


def placed(paper: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Return a point in points from the top left corner of the page as it is seen."""
    width, height = paper.get_size()
    across, down = c_int(), c_int()
    pdfium.FPDF_PageToDevice(paper, 0, 0, int(width * SCALE), int(height * SCALE), 0, x, y, byref(across), byref(down))
    return across.value / SCALE, down.value / SCALE
