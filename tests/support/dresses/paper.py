"""Carriers on paper: a PDF in one column or in two."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from drawing import Canvas, pdf
from dresses.rows import Heads, Row, with_heads

WIDTH = 0.5
"""Of a letter, as a share of the type size."""
STEP_IN, HANG = 18.0, 18.0


class Sheet:
    """Pages that lines are set on, from the top down, with a running foot."""

    def __init__(self, left: float, right: float, columns: int = 1) -> None:
        self.pages = [Canvas()]
        self.bounds = [(left, right)] if columns == 1 else [(left, 294.0), (318.0, right)]
        self.column, self.y = 0, 60.0

    def room(self, height: float) -> None:
        """Go on in the next column or on the next page where a line has no room."""
        if self.y + height < 720:
            return
        self.column, self.y = self.column + 1, 60.0
        if self.column == len(self.bounds):
            self.column = 0
            self.foot()
            self.pages.append(Canvas())

    def foot(self) -> None:
        """Set the running foot."""
        self.pages[-1].text(72, 760, f"Inventa policy S.100 Page {len(self.pages)}", 8)

    def put(
        self, words: str, indent: float, mark: str = "", size: float = 11, bold: bool = False, underlined: bool = False
    ) -> None:
        """Set words, wrapped, behind their mark."""
        low, high = self.bounds[self.column]
        hang = max(HANG, 6.5 * len(mark)) if mark else 0
        width = int((high - low - indent - hang) / (WIDTH * size))
        for at, line in enumerate(textwrap.wrap(words, width)):
            self.room(size * 1.2)
            low, _ = self.bounds[self.column]
            x = low + indent + hang
            if mark and at == 0:
                self.pages[-1].text(low + indent, self.y, mark, size)
            self.pages[-1].text(x, self.y, line, size, bold=bold)
            if underlined:
                self.pages[-1].line(x, x + len(line) * WIDTH * size, self.y + 2)
            self.y += size * 1.2

    def done(self) -> bytes:
        """Return the file."""
        self.foot()
        return pdf(*self.pages)


def as_pdf(rows: Sequence[Row], heads: Heads, columns: int = 1) -> tuple[str, bytes]:
    """Return a PDF, its lists set in."""
    sheet = Sheet(72, 540, columns)
    for row, head in with_heads(rows, heads):
        if head is not None:
            sheet.y += 8
            sheet.room(40)
            sheet.put(head.words, 0, "", head.size, head.bold, head.underlined)
            sheet.y += 3
        elif row.kind == "title":
            sheet.put(row.words, 0, "", 18, True)
        else:
            inset = STEP_IN * (row.depth + 1) if row.kind in ("item", "joint") else 0
            sheet.put(row.words, inset, row.mark)
            sheet.y += 4 if row.kind in ("plain", "lead") else 1.5
    return "page.pdf", sheet.done()
