"""Words on layers of a PDF that are switched off: an engine gives them, the page does not show them.

Which layers are shown hangs on the file's defaults, on groups of layers and on what they are made for; so the page is drawn, and words of a
layer are left out where it looks the same without them.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterator
from ctypes import POINTER, byref, c_double, c_ulong, c_ushort, c_void_p, cast, create_string_buffer
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from payerdiff.ingest.document import Remark
from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Page
from payerdiff.ingest.pdf.overlay.annotations import placed, spelled

SCALE = 2
MOST = 60
"""Pieces of text of one page that are looked at one by one."""
LAYER = "OC"
"""The mark of what belongs to a layer."""


def without_hidden(page: Page, paper: pypdfium2.PdfPage, remarks: list[Remark]) -> Page:
    """Return a page without the words of layers that are switched off; add a finding that quotes them."""
    layered = [
        one.raw for one in paper.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1) if is_layered(one.raw)
    ]
    unseen = list(unseen_of(paper, layered)) if layered else []
    if not unseen:
        return page
    text = paper.get_textpage()
    words = [spelled(lambda held, size, raw=raw: pdfium.FPDFTextObj_GetText(raw, text, held, size)) for raw in unseen]  # type: ignore[misc]
    characters = list(characters_of(paper, text, unseen))
    text.close()
    said = textwrap.shorten(" … ".join(words), 300, placeholder=" …")
    remarks.append(Remark("warning", "hidden-text", f"On a layer of page {page.number} that is switched off, and not read: “{said}”"))  # fmt: skip
    ink = Ink.of(page.glyphs)
    return replace(page, glyphs=ink.where(strike_off(ink, characters)))


def unseen_of(paper: pypdfium2.PdfPage, layered: list[Any]) -> Iterator[Any]:
    """Yield what of a page's layers leaves no ink: the page looks the same without it."""
    whole = drawn(paper)
    if drawn_without(paper, layered) == whole:
        yield from layered
        return
    for one in layered[:MOST]:
        if drawn_without(paper, [one]) == whole:
            yield one


def drawn(paper: pypdfium2.PdfPage) -> bytes:
    """Return a page as drawn."""
    picture: bytes = paper.render(scale=SCALE).to_pil().tobytes()
    return picture


def drawn_without(paper: pypdfium2.PdfPage, words: list[Any]) -> bytes:
    """Return a page as drawn without some of its words."""
    modes = [pdfium.FPDFTextObj_GetTextRenderMode(one) for one in words]
    for one in words:
        pdfium.FPDFTextObj_SetTextRenderMode(one, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    picture = drawn(paper)
    for one, mode in zip(words, modes, strict=True):
        pdfium.FPDFTextObj_SetTextRenderMode(one, mode)
    return picture


def characters_of(paper: pypdfium2.PdfPage, text: Any, words: list[Any]) -> Iterator[tuple[bool, str, float, float]]:
    """Yield the characters of a page with whether they are some words' own, and where they begin and stand on the page as it is seen."""
    own = {address(one) for one in words}
    x, y = c_double(), c_double()
    for at in range(pdfium.FPDFText_CountChars(text)):
        pdfium.FPDFText_GetCharOrigin(text, at, byref(x), byref(y))
        hidden = address(pdfium.FPDFText_GetTextObject(text, at)) in own
        yield hidden, chr(pdfium.FPDFText_GetUnicode(text, at)), *placed(paper, x.value, y.value)


def address(pointer: Any) -> int:
    """Return where something of PDFium's lies: the same for the same thing."""
    return cast(pointer, c_void_p).value or 0


def strike_off(ink: Ink, characters: list[tuple[bool, str, float, float]]) -> list[bool]:
    """Return which characters stay: those that are not hidden, or that are seen at the same place."""
    places: dict[tuple[str, int], list[tuple[bool, float]]] = defaultdict(list)
    for hidden, sign, left, base in characters:
        places[sign, round(base)].append((hidden, left))
    kept = []
    for at, sign in enumerate(ink.signs):
        bases = range(round(ink.bases[at]) - 1, round(ink.bases[at]) + 2)
        slack = 0.3 * max(ink.sizes[at], 1.0)
        here = [one for base in bases for one in places.get((sign, base), ()) if abs(one[1] - ink.lows[at]) < slack]
        kept.append(not here or not all(hidden for hidden, _ in here))
    return kept


def is_layered(raw: Any) -> bool:
    """Return True if something drawn belongs to a layer."""
    return any(name == LAYER for name in marks_of(raw))


def marks_of(raw: Any) -> Iterator[str]:
    """Yield the names of the marks of something drawn."""
    held, size = create_string_buffer(64), c_ulong()
    for at in range(max(pdfium.FPDFPageObj_CountMarks(raw), 0)):
        mark = pdfium.FPDFPageObj_GetMark(raw, at)
        if pdfium.FPDFPageObjMark_GetName(mark, cast(held, POINTER(c_ushort)), len(held), byref(size)):
            yield held.raw[: max(size.value - 2, 0)].decode("utf-16-le", "replace")
