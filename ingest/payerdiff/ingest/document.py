"""What a file says and where: text, lines with geometry, and tracked marks.

A `Document` is the one noun that this room makes. It knows nothing of payers. Offsets count characters of
`Document.text`, which holds everything that was read, struck words and running heads included; nothing is
removed here, only labeled. Lengths are PDF points (1/72 inch), measured from the page's top left corner;
for formats without pages `indent` counts columns (text) or list depth (HTML).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal

Box = tuple[float, float, float, float]
LineKind = Literal["text", "heading", "item", "row", "furniture", "balloon"]
MarkKind = Literal["inserted", "deleted", "markup", "reference"]
Confidence = Literal["stored", "drawn", "transcribed", "recognised"]
WORD = re.compile(r"\S+")
START = attrgetter("start")
OR_EQUAL = {">": "≥", "<": "≤"}
"""What a sign of inequality stands for where it is underlined, as templates do that lack the others: `text` holds what is drawn."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of characters that tracked changes, markup or a reference number cover.

    `markup` are characters of the carrier itself (`~~`, `**`, `<u>`); `reference` are raised note numbers.
    """

    start: int
    end: int
    kind: MarkKind
    confidence: Confidence = "stored"
    author: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or one table row.

    `level` is the heading level, or the depth of a list item where the format states it; `marker` is the
    item's sign where the format draws it without writing it (HTML lists); `cells` are the ranges of a row.
    """

    start: int
    end: int
    page: int
    indent: float = 0.0
    box: Box | None = None
    size: float | None = None
    bold: bool = False
    kind: LineKind = "text"
    level: int = 0
    marker: str | None = None
    cells: tuple[tuple[int, int], ...] = ()
    gap: float = 0.0
    """White space above, in line heights; 0 where the line follows at the usual pitch."""
    inner: tuple[Line, ...] = ()
    """The printed lines of a row's cells, where the format has them."""
    column: tuple[float, float] | None = None
    """The left and right edge of the column of text that it stands in, where its page has several; `indent` is measured as if it stood in the first."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader noticed: becomes a finding of the policy."""

    severity: Literal["info", "warning", "error"]
    code: str
    message: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that one file says, in reading order."""

    name: str
    sha256: str
    media_type: str
    text: str
    lines: tuple[Line, ...]
    pages: int = 1
    marks: tuple[Mark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    paginated: bool = False
    lefts: array[float] = field(default_factory=lambda: array("f"))
    rights: array[float] = field(default_factory=lambda: array("f"))
    """Left and right edge of each character of `text`, where the format has geometry; else empty."""
    properties: tuple[tuple[str, str], ...] = ()
    """What the file itself says of its author, company and title: no part of the text."""

    @property
    def is_redlined(self) -> bool:
        """True where the file shows tracked changes."""
        return any(mark.kind in ("inserted", "deleted") for mark in self.marks)

    @property
    def is_plain_text(self) -> bool:
        """True where the format keeps neither type nor indentation."""
        return self.media_type in ("text/plain", "text/markdown")

    def page_of(self, offset: int) -> int:
        """Return the 1-based page on which the character at `offset` stands."""
        return self.line_at(offset).page if self.lines else 1

    def line_at(self, offset: int) -> Line:
        """Return the line that holds the character at `offset`, or the last one before it."""
        at = bisect_right(self.lines, offset, key=START) - 1
        return self.lines[max(at, 0)]

    def printed(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the ranges of printed words within characters start:end; a blank has the edges of what it parts, a line's end has none."""
        return (word.span() for word in WORD.finditer(self.text, start, end))

    def box_of(self, start: int, end: int) -> Box | None:
        """Return the box around characters start:end on the page of `start`, or None without geometry."""
        if not self.lefts:
            return None
        page = self.page_of(start)
        first = max(bisect_right(self.lines, start, key=START) - 1, 0)
        boxes = []
        for line in (self.lines[at] for at in range(first, len(self.lines))):
            if line.start >= end or line.page != page:
                break
            low, high = max(line.start, start), min(line.end, end)
            inked = list(self.printed(low, high)) if line.box else []
            if line.box and inked:
                left = min(min(self.lefts[start:stop]) for start, stop in inked)
                right = max(max(self.rights[start:stop]) for start, stop in inked)
                boxes.append((left, line.box[1], right, line.box[3]))
        if not boxes:
            return None
        return (
            round(min(b[0] for b in boxes), 2),
            round(min(b[1] for b in boxes), 2),
            round(max(b[2] for b in boxes), 2),
            round(max(b[3] for b in boxes), 2),
        )
