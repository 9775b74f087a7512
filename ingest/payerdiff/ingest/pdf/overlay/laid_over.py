"""Annotations on a page that has been set: their words as printed ones, their strikes as tracked changes, their comments as findings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from payerdiff.ingest.document import Box, Line, Mark, Remark
from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Glyph, Page
from payerdiff.ingest.pdf.lines import Sheet
from payerdiff.ingest.pdf.overlay.annotations import CHECKED, UNCHECKED, Annotation

ADVANCE = 0.5
"""Ems that a letter takes where nobody knows its font."""
LEADING = 1.2
ROW = 0.35
"""Share of a line's height that must lie within a box for its words to be meant."""
SHOWN = 400
"""Characters of a comment that a finding quotes."""


def with_what_is_written(page: Page, annotations: Sequence[Annotation]) -> Page:
    """Return a page with what its annotations write on it among its characters."""
    ink = Ink.of(page.glyphs)
    written = written_over(annotations, ink)
    return replace(page, glyphs=ink.and_more(written)) if written else page


def written_over(annotations: Sequence[Annotation], ink: Ink) -> list[Glyph]:
    """Return the words of form fields and of text typed over a page as characters of the page, on the baseline of what stands beside them."""
    return [
        glyph
        for annotation in annotations
        if annotation.is_written
        for glyph in glyphs_of(annotation, ink)
    ]  # fmt: skip


def glyphs_of(annotation: Annotation, ink: Ink) -> Iterator[Glyph]:
    """Yield the characters of an annotation, wrapped at the edge of its box."""
    x0, top, x1, bottom = annotation.boxes[0]
    beside = beside_of(annotation.boxes[0], ink)
    size = annotation.size or (ink.sizes[beside] if beside is not None else min(10.0, 0.7 * (bottom - top)))
    if size <= 0:
        return
    rows = rows_of(annotation, int((x1 - x0) / (ADVANCE * size)))
    base = ink.bases[beside] if beside is not None else bottom - 0.25 * (bottom - top)
    if len(rows) > 1:
        base = top + size
    for row, words in enumerate(rows):
        step = ADVANCE * size
        for at, sign in enumerate(words):
            if not sign.isspace():
                low = x0 + at * step
                yield Glyph(sign, low, low + step, base + row * LEADING * size, size, "", (0.0,), upright=True)


def rows_of(annotation: Annotation, width: int) -> list[str]:
    """Return the words of an annotation by rows; those of a field of one row are never parted."""
    rows = annotation.words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if annotation.is_field:
        return [row for row in rows if row.strip()]
    _, top, _, bottom = annotation.boxes[0]
    if len(rows) == 1 and bottom - top < 2 * LEADING * (annotation.size or 10.0):
        return rows
    return [piece for row in rows for piece in textwrap.wrap(row, max(width, 8))]


def beside_of(box: Box, ink: Ink) -> int | None:
    """Return the place of the character whose line runs through a box, the nearest one; None where the box lies on a line of its own."""
    x0, top, x1, bottom = box
    middle = (top + bottom) / 2
    on_line = [
        at for at, (base, size) in enumerate(zip(ink.bases, ink.sizes, strict=True))
        if ink.upright[at] and top < base < bottom + 0.2 * size and base - size < middle < base + 0.3 * size
    ]  # fmt: skip
    return min(on_line, key=lambda at: min(abs(ink.highs[at] - x0), abs(ink.lows[at] - x1)), default=None)


def strikes_of(sheet: Sheet, page: int, annotations: Sequence[Annotation], remarks: list[Remark]) -> list[Mark]:
    """Return the strikes of a page's annotations as deletions; add a finding for each comment and for what was typed over the page."""
    marks: list[Mark] = []
    if not annotations:
        return marks
    text = "".join(sheet.parts)
    lines = [piece for line in sheet.lines if line.page == page for piece in (line.inner or (line,)) if piece.box]
    for one in annotations:
        covered = [place for box in one.boxes for place in covered_by(sheet, text, lines, box)]
        if one.is_strike:
            marks += [Mark(start, end, "deleted", "stored", one.author, one.date) for start, end in covered]
        where = (min(start for start, _ in covered), max(end for _, end in covered)) if covered else (0, 0)
        if one.words and one.words not in (CHECKED, UNCHECKED):
            remarks.append(remark_of(one, page, where))
    return marks


def remark_of(one: Annotation, page: int, where: tuple[int, int]) -> Remark:
    """Return the finding that an annotation gives."""
    words = textwrap.shorten(one.words, SHOWN, placeholder=" …")
    if one.is_field:
        return Remark("info", "from-a-form-field", f"“{words}” on page {page} is the value of a form field.", *where)
    if one.is_written:
        return Remark("warning", "typed-over", f"“{words}” was typed over page {page}, not printed on it.", *where)
    by = f" by {one.author}" if one.author else ""
    return Remark("info", "comment", f"Comment{by} on page {page}: “{words}”", *where)


def covered_by(sheet: Sheet, text: str, lines: Sequence[Line], box: Box) -> Iterator[tuple[int, int]]:
    """Yield the range of each line's words that lie within a box, by the middle of each character."""
    x0, top, x1, bottom = box
    for line in lines:
        assert line.box is not None
        _, high, _, low = line.box
        if min(low, bottom) - max(high, top) < ROW * (low - high) or not high - 2 <= (top + bottom) / 2 <= low + 2:
            continue
        inked = [at for at in range(line.start, line.end) if not text[at].isspace()]
        inside = [at for at in inked if x0 - 1 <= (sheet.lefts[at] + sheet.rights[at]) / 2 <= x1 + 1]
        if inside:
            yield inside[0], inside[-1] + 1
