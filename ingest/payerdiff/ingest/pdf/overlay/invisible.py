"""Words of a PDF that leave no ink on their page: drawn as invisible, or in the color of what lies beneath them.

A scan's words lie unseen over their picture, and are what the picture shows; so words are left out only where the page as drawn is blank at their place.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from ctypes import byref, c_float, c_uint
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from payerdiff.ingest.document import Remark
from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Page
from payerdiff.ingest.pdf.overlay.annotations import placed, spelled
from payerdiff.ingest.pdf.overlay.hidden_layers import characters_of, strike_off

LIGHT = 205
"""Of 255: the darkest channel of a color that may vanish on white paper."""
FAINT = 12
"""Of 255: what the eye does not tell apart."""
SHOWN = 300
"""Characters of invisible words that a finding quotes."""


def without_invisible(page: Page, paper: pypdfium2.PdfPage, remarks: list[Remark]) -> Page:
    """Return a page without words that leave no ink where the page is blank; add a finding that quotes them."""
    doubtful = list(doubtful_of(paper))
    if not doubtful:
        return page
    picture = paper.render(scale=1).to_pil().convert("RGB")
    unseen = [raw for raw in doubtful if is_blank_at(raw, paper, picture)]
    if not unseen:
        return page
    text = paper.get_textpage()
    words = [spelled(lambda held, size, raw=raw: pdfium.FPDFTextObj_GetText(raw, text, held, size)) for raw in unseen]  # type: ignore[misc]
    said = textwrap.shorten(" ".join(" ".join(words).split()), SHOWN, placeholder=" …")
    ink = Ink.of(page.glyphs)
    kept = strike_off(ink, list(characters_of(paper, text, unseen))) if said else []
    text.close()
    if all(kept):
        return page
    remarks.append(Remark("warning", "hidden-text", f"Invisible on page {page.number}, and not read: “{said}”"))
    return replace(page, glyphs=ink.where(kept))


def doubtful_of(paper: pypdfium2.PdfPage) -> Iterator[Any]:
    """Yield the pieces of text of a page that may leave no ink: drawn as invisible, without opacity, or in a light color."""
    red, green, blue, opacity = c_uint(), c_uint(), c_uint(), c_uint()
    for at in range(pdfium.FPDFPage_CountObjects(paper.raw)):
        raw = pdfium.FPDFPage_GetObject(paper.raw, at)
        if pdfium.FPDFPageObj_GetType(raw) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if pdfium.FPDFTextObj_GetTextRenderMode(raw) in UNDRAWN:
            yield raw
            continue
        known = pdfium.FPDFPageObj_GetFillColor(raw, byref(red), byref(green), byref(blue), byref(opacity))
        if known and (opacity.value <= FAINT or min(red.value, green.value, blue.value) >= LIGHT):
            yield raw


UNDRAWN = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})


def is_blank_at(raw: Any, paper: pypdfium2.PdfPage, picture: Any) -> bool:
    """Return True if a page as drawn is of one color where a piece of text stands."""
    low, bottom, high, top = c_float(), c_float(), c_float(), c_float()
    if not pdfium.FPDFPageObj_GetBounds(raw, byref(low), byref(bottom), byref(high), byref(top)):
        return False
    corners = [placed(paper, low.value, bottom.value), placed(paper, high.value, top.value)]
    (left, right), (upper, lower) = (sorted(places) for places in zip(*corners, strict=True))
    box = (max(int(left), 0), max(int(upper), 0), min(int(right) + 1, picture.width), min(int(lower) + 1, picture.height))  # fmt: skip
    if box[0] >= box[2] or box[1] >= box[3]:
        return False  # beside the page: nothing was drawn to hold it against
    return all(most - least <= FAINT for least, most in picture.crop(box).getextrema())
