"""Passages as the page shows them: crops of rendered PDF pages, the passage marked. For eyes only; nothing is read from them."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from payerdiff.ingest.document import Box

SCALE = 1.5
"""Pixels a point: body text is legible on a telephone."""
AROUND, TALLEST = 30.0, 230.0
"""Points shown above and below a passage, and at most in all."""
EDGE = 12.0
"""Points of margin that stay beside the page's text."""
COLOURS = 16
PACKED = 6
"""How hard pictures are packed: the last levels take six times as long and save three bytes of a hundred."""
HIT = (205, 226, 240)
GREYS = COLOURS // 2
LEVELS = [round(value * (GREYS - 1) / 255) for value in range(256)]
PALETTE = [
    round(level * 255 / (GREYS - 1) * part / 255)
    for mark in ((255, 255, 255), HIT)
    for level in range(GREYS)
    for part in mark
]
"""The greys from black to white as red, green and blue, then as they look under the mark."""
HELD = 48
"""Rendered pages that are kept: passages of one page follow one another."""


class PageImages:
    """Renders pages of PDFs that are known by their hash; documents of other kinds have none."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self.paths = paths
        self.files: dict[str, pypdfium2.PdfDocument] = {}
        self.pages: OrderedDict[tuple[str, int], Image.Image] = OrderedDict()

    def crop(self, sha256: str, page: int, box: Box) -> bytes | None:
        """Return a passage with the lines around it as PNG, or None where the document has no such page.

        `page` counts from 1; `box` is in points from the page's top left corner.
        """
        whole = self.page(sha256, page)
        if whole is None:
            return None
        left, top, right, bottom = box
        low = max(top - AROUND, 0.0)
        high = min(bottom + AROUND, low + TALLEST, whole.height / SCALE)
        if high - low < 2:
            return None
        part = whole.crop((0, int(low * SCALE), whole.width, int(high * SCALE)))
        place = tuple(int(x * SCALE) for x in (left - 2, top - low - 1, right + 2, min(bottom, high) - low + 1))
        grey = part.convert("L")
        is_grey = ImageChops.difference(part, grey.convert("RGB")).getbbox() is None
        shown = in_greys(grey, place) if is_grey else in_colours(part, place)
        out = io.BytesIO()
        shown.crop((*sides(grey, place), shown.height)).save(out, "PNG", compress_level=PACKED)
        return out.getvalue()

    def page(self, sha256: str, number: int) -> Image.Image | None:
        """Return a rendered page, None where there is none."""
        key = (sha256, number)
        if key in self.pages:
            self.pages.move_to_end(key)
            return self.pages[key]
        pdf = self.file(sha256)
        if pdf is None or not 1 <= number <= len(pdf):
            return None
        try:
            sheet = pdf[number - 1]
            drawn: Any = sheet.render(scale=SCALE).to_pil()
            sheet.close()
        except (
            pypdfium2.PdfiumError
        ):  # a page that was read and cannot be drawn: its words stand in the report all the same
            return None
        self.pages[key] = drawn.convert("RGB")
        if len(self.pages) > HELD:
            self.pages.popitem(last=False)
        return self.pages[key]

    def file(self, sha256: str) -> pypdfium2.PdfDocument | None:
        """Return a document that can be rendered, None for other kinds."""
        path = self.paths.get(sha256)
        if path is None or path.suffix.lower() != ".pdf":
            return None
        if sha256 not in self.files:
            self.files[sha256] = pypdfium2.PdfDocument(path)
        return self.files[sha256]

    def close(self) -> None:
        """Close all documents."""
        for pdf in self.files.values():
            pdf.close()
        self.files.clear()
        self.pages.clear()


def sides(grey: Image.Image, place: tuple[int, ...]) -> tuple[int, int, int]:
    """Return the left, upper and right edge of what is shown of a passage: what is inked or marked, with a margin."""
    inked = ImageChops.invert(grey).getbbox() or (place[0], 0, place[2] + 1, 0)
    margin = int(EDGE * SCALE)
    left, right = min(inked[0], place[0]), max(inked[2], place[2] + 1)
    return max(left - margin, 0), 0, min(right + margin, grey.width)


def in_greys(grey: Image.Image, place: tuple[int, ...]) -> Image.Image:
    """Return a passage without colors, its place marked: half of the palette is greys, the other half the same ones under the mark."""
    shown = grey.point(LEVELS)
    box = (max(place[0], 0), max(place[1], 0), min(place[2] + 1, grey.width), min(place[3] + 1, grey.height))
    if box[0] < box[2] and box[1] < box[3]:
        shown.paste(grey.crop(box).point([level + GREYS for level in LEVELS]), box)
    shown.putpalette(bytes(PALETTE))
    return shown


def in_colours(part: Image.Image, place: tuple[int, ...]) -> Image.Image:
    """Return a passage with colors in it, its place marked, in the colors that come nearest."""
    veil = Image.new("RGB", part.size, "white")
    ImageDraw.Draw(veil).rectangle(place, fill=HIT)
    return ImageChops.multiply(part, veil).quantize(
        COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
