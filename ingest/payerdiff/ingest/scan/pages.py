"""Pages without a text layer: told apart from empty ones, recognized where the extra is installed, and said to be so.

Whatever OCR gave is marked: a finding names the pages, another each line that is not certain, another the words that
stand struck, for a person to hold against the page. A page that nobody recognized is named too: nothing is passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium

from payerdiff.ingest.document import Box, Line, Mark, Remark
from payerdiff.ingest.page import Page

if TYPE_CHECKING:
    from payerdiff.ingest.scan.ocr import Scan

FEW = 100
"""A page with fewer characters whose picture covers it is a scan with a stamp or a running head over it."""
COVERED = 0.6
"""Share of a page that a picture of the page itself covers."""
STRAY = 0.15
"""Share of a page's ink outside recognized lines from which on it is named."""
HOW = "Install the extra to have such pages recognized: pip install 'payerdiff[ocr]'."

log = logging.getLogger("payerdiff.recognize")


@dataclass(slots=True)
class Scans:
    """Collects what the scanned pages of one document gave."""

    recognised: list[int] = field(default_factory=list)
    """1-based numbers of the pages that OCR read."""
    unread: list[int] = field(default_factory=list)
    """Pages that hold a picture of text and were not read, for want of the extra."""
    unsure: list[tuple[int, Box]] = field(default_factory=list)
    stray: list[tuple[int, float]] = field(default_factory=list)

    def read(self, sheet: pypdfium2.PdfPage, page: Page, pages: int) -> Page:
        """Return the page as OCR reads it where it is a scan, else as it is."""
        if not is_scanned(sheet, page):
            return page
        from payerdiff.ingest.scan import ocr, rows

        if not ocr.is_installed():
            self.unread.append(page.number)
            return page
        log.info("recognising the words of page %d of %d, a scan", page.number, pages)
        scan: Scan = ocr.recognize(picture_of(sheet, rows.DPI), page.number)
        self.recognised.append(page.number)
        self.unsure.extend((page.number, box) for box in scan.unsure)
        if scan.stray > STRAY:
            self.stray.append((page.number, scan.stray))
        return scan.page

    def remarks(self, lines: Sequence[Line], marks: Sequence[Mark], pages: int) -> Iterator[Remark]:
        """Yield what a reader of the result must know of these pages."""
        if self.recognised:
            which = numbers(self.recognised) if len(self.recognised) < pages else "all pages"
            yield Remark("warning", "recognised", f"No text layer on {which}: the words there were recognized by OCR. Check every criterion against the page before relying on it.")  # fmt: skip
        if self.unread:
            yield Remark("error", "page-not-read", f"Not read because they are pictures without text: {numbers(self.unread)}. {HOW}")  # fmt: skip
        for number, share in self.stray:
            yield Remark("warning", "ink-not-recognised", f"Page {number}: {share:.0%} of what is printed is not in a recognized line (a picture, a stamp or handwriting).")  # fmt: skip
        for line in lines:
            if any(number == line.page and line.box and overlap(box, line.box) for number, box in self.unsure):
                yield Remark("warning", "recognised-unsure", f"Page {line.page}: a line was recognized with low confidence; see the page.", line.start, line.end)  # fmt: skip
        drawn = [mark for mark in marks if mark.confidence == "recognised" and mark.kind in ("deleted", "inserted")]
        if drawn:
            yield Remark("warning", "marks-in-scan", f"{len(drawn)} passages appear struck or underlined in the scan: check each on its page before relying on it.", drawn[0].start, drawn[0].end)  # fmt: skip


def is_scanned(sheet: pypdfium2.PdfPage, page: Page) -> bool:
    """Return True if a page is a picture of text, neither a page with text nor an empty one."""
    if len(page.glyphs) >= FEW:
        return False
    if page.glyphs:
        return picture_share(sheet) >= COVERED
    return any(True for _ in sheet.get_objects())


def picture_share(sheet: pypdfium2.PdfPage) -> float:
    """Return the share of the page that its largest picture covers."""
    width, height = sheet.get_size()
    shares = [0.0]
    for held in sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = held.get_bounds()
        shares.append(max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(top, height) - max(bottom, 0)))
    return max(shares) / ((width * height) or 1.0)


def picture_of(sheet: pypdfium2.PdfPage, dpi: int) -> Any:
    """Return the page as an array of height × width × 3 bytes, blue-green-red."""
    return sheet.render(scale=dpi / 72).to_numpy()[:, :, :3].copy()


def overlap(a: Box, b: Box) -> bool:
    """Return True if two boxes are largely one line's: they share width and most of their height."""
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) - max(a[1], b[1]) > 0.5 * min(a[3] - a[1], b[3] - b[1])


def numbers(pages: Sequence[int]) -> str:
    """Return page numbers in words, neighbors as a range.

    >>> numbers([1, 2, 3, 7])
    'pages 1–3, 7'
    """
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ("page " if len(pages) == 1 else "pages ") + ", ".join(f"{a}–{b}" if b > a else f"{a}" for a, b in runs)
