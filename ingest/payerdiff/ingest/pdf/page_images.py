"""Passages as the page shows them: crops of rendered PDF pages, the passage marked. For eyes only; nothing is read from them."""

from __future__ import annotations

import hashlib
import io
from collections import OrderedDict
from collections.abc import Iterable, Mapping
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
        veil = Image.new("RGB", part.size, "white")
        place = tuple(int(x * SCALE) for x in (left - 2, top - low - 1, right + 2, min(bottom, high) - low + 1))
        ImageDraw.Draw(veil).rectangle(place, fill=HIT)
        marked = ImageChops.multiply(part, veil)
        inked = ImageChops.invert(marked.convert("L")).getbbox()
        if inked is not None:
            margin = int(EDGE * SCALE)
            marked = marked.crop((max(inked[0] - margin, 0), 0, min(inked[2] + margin, marked.width), marked.height))
        out = io.BytesIO()
        marked.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(out, "PNG", compress_level=PACKED)  # fmt: skip
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


def by_hash(wanted: Iterable[str], files: Iterable[Path]) -> dict[str, Path]:
    """Return where documents lie, by their hashes, whatever they are called."""
    missing, places = set(wanted), dict[str, Path]()
    for path in files:
        if not missing:
            break
        own = hashlib.sha256(path.read_bytes()).hexdigest()
        if own in missing:
            places[own] = path
            missing.discard(own)
    return places
