"""One reading of a document: as published, with every tracked change rejected, or with every one accepted.

A reading has its own text, in which the other side's words, markup and note numbers do not stand; each of
its characters leads back to the document's. Struck text can therefore never be read as live text, and all
later rooms work on plain strings.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from payerdiff.ingest.document import Box, Document, Line, LineKind
from payerdiff.ingest.reading.joining import is_within_brackets, join_words
from payerdiff.ingest.reading.left_out import dropped, kept_text
from payerdiff.ingest.reading.marker import (
    ROUND,
    Marker,
    are_neighbors,
    decimal_of,
    marker_of,
    tight_letters,
)
from payerdiff.ingest.reading.pitch import body_edge, usual_pitch, wrap_width

ReadingName = Literal["published", "baseline", "proposed"]
BlockKind = Literal["heading", "paragraph", "item", "note", "row", "furniture", "balloon"]
BALLOON = re.compile(r"^(?:Formatted(?::| Table\b)|Deleted:|Commented \[)")
CONNECTOR_ALONE = re.compile(r"^(?:AND|OR|and|or)[:;,.]?$")
ALLELES = r"\*\d+[A-Z]?\s*(?:,|/|;|and|or|&)\s*\*\d"
"""Variants of a gene, named by a star: `*2, *3`."""
FOOTNOTE = re.compile(rf"^(?!{ALLELES})(?:\*{{1,3}}|[†‡§Ф¥±◊^]+)\s?(?=\S)")
TERMINAL = re.compile(r"(?:[.;:?!]|[;,]\s*(?:and|or)|\b(?:AND|OR))\s*[*†‡§]*\s*$")
PARTED = re.compile(r"(?:;\s*(?:and|or)|\b(?:AND|OR))$")
"""How an item without a mark closes: the next one stands in a paragraph of its own."""
BLANKS = dict.fromkeys((9, 160, 8194, 8195, 8199, 8201, 8239), " ")
WIDER = 0.6
"""What the pitch may exceed the usual one by where a sentence that has not ended goes on in lower case at the same indent."""
FULL_LINE = 0.55
"""Share of the longest line from which on a line of hard-wrapped text counts as full."""
LOWER = re.compile(r"[a-z]{2}")
WITHIN = re.compile(r"[a-z]|(?:OR|AND) [A-Z(]")
"""How a line begins that stands within a sentence."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, footnote or table row; offsets count in the reading's text.

    `body` is where the words begin after the list marker. `indent` is the marker's place: points, columns or
    list depth, whichever the format has.
    """

    kind: BlockKind
    start: int
    end: int
    body: int
    page: int
    indent: float = 0.0
    marker: Marker | None = None
    level: int = 0
    bold: bool = False
    size: float | None = None
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in the document: what a Span needs."""

    page: int
    box: Box | None
    start: int
    end: int
    quote: str


class Reading:
    """A document read one way. `text` is the reading's text, `blocks` its parts in order."""

    def __init__(self, document: Document, name: ReadingName) -> None:
        self.document = document
        self.name = name
        self.text, self.origins = kept_text(document, name)
        self.left_out = len(dropped(document, name, changes_only=True)[1])
        self.set_aside = len(document.text) - len(self.text) - self.left_out

    @cached_property
    def plain(self) -> str:
        """The text with every kind of blank written as a plain one; offsets are the same."""
        return self.text.translate(BLANKS)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of this reading; every line of the document is in exactly one."""
        return tuple(compose(self, self.document.lines))

    def cell_blocks(self, block: Block) -> list[list[Block]]:
        """Return the blocks that a row's cells hold, cell by cell: paragraphs and list items; none where the format keeps no lines in cells."""
        near = self.rows.get(block.page, ())
        around = [x for x in near if self.view(x.start) <= block.start and block.end <= self.view(x.end)]
        if not around:
            return []
        line = min(around, key=lambda x: x.end - x.start)
        held = ([one for one in line.inner if low <= one.start < high] for low, high in line.cells)
        return [compose(self, lines) for lines in held]

    @cached_property
    def rows(self) -> dict[int, list[Line]]:
        """The rows of tables whose cells' lines are known, by page; with those of tables within cells."""
        found: dict[int, list[Line]] = {}
        known = list(self.document.lines)
        for line in known:
            if line.inner:
                found.setdefault(line.page, []).append(line)
                known += line.inner
        return found

    def words(self, start: int, end: int) -> str:
        """Return a passage on one line: white space folded, words that a line's end cut put together.

        >>> join_words("multi-\\nagent therapy,\\n  MRD- \\nnegative")
        'multi-agent therapy, MRD-negative'
        """
        return join_words(self.text[start:end])

    def place(self, start: int, end: int) -> Place:
        """Return the way back to the document for characters start:end of this reading (white space trimmed)."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if self.origins is None or start >= end:
            low, high = start, end
        else:
            low, high = self.origins[start], self.origins[end - 1] + 1
        document = self.document
        return Place(document.page_of(low), document.box_of(low, high), low, high, self.text[start:end])

    def view(self, offset: int) -> int:
        """Return the offset in this reading of the document's character at `offset` (or of the next one kept)."""
        if self.origins is None:
            return offset
        return bisect_left(self.origins, offset)


def reading_names(document: Document) -> tuple[ReadingName, ...]:
    """Return the readings that a document has; the one to take by default comes first."""
    return ("proposed", "baseline") if document.is_redlined else ("published",)


@dataclass(slots=True)
class Printed:
    """A line of the document as the reading sees it."""

    line: Line
    start: int
    end: int
    body: int
    marker: Marker | None
    words: str


def printed_lines(reading: Reading, lines: Sequence[Line]) -> list[Printed]:
    """Return lines of the document in the reading's offsets, list markers told from words."""
    found = []
    for line in lines:
        start, end = reading.view(line.start), reading.view(line.end)
        while start < end and reading.text[start].isspace():
            start += 1
        while end > start and reading.text[end - 1].isspace():
            end -= 1
        words = reading.text[start:end]
        marker, width = (None, 0)
        if line.kind in ("text", "item"):
            marker, width = marker_of(words, line.marker)
        found.append(Printed(line, start, end, start + width, marker, words[width:]))
    mark_by_neighbors(found)
    return found


def mark_by_neighbors(lines: Sequence[Printed]) -> None:
    """Give the lines a marker whose sign alone is not enough: a decimal number beside its neighbor, a round bullet among others."""
    numbered = [(p, *found) for p in lines if p.line.kind in ("text", "item") and (found := decimal_of(p.words))]
    for at, (printed, marker, parts) in enumerate(numbered):
        near = (other for _, _, other in (*numbered[max(0, at - 1) : at], *numbered[at + 1 : at + 2]))
        if printed.marker is None and any(are_neighbors(parts, other) or are_neighbors(other, parts) for other in near):
            give(printed, marker)
    bare = [printed.words if printed.marker is None and printed.line.kind == "text" else None for printed in lines]
    for at, letter in tight_letters(bare, [(p.marker, p.line.indent) for p in lines]):
        give(lines[at], letter)
    rounds = {round(p.line.indent) for p in lines if p.marker is not None and p.marker.text == "o"}
    for printed in lines:
        match = ROUND.match(printed.words) if printed.marker is None and printed.line.kind == "text" else None
        if match and any(abs(printed.line.indent - place) <= 4 for place in rounds):
            give(printed, Marker("bullet", "o", match.end(), ()))


def give(printed: Printed, marker: Marker) -> None:
    """Let a marker open a line."""
    printed.marker, printed.body, printed.words = marker, printed.body + marker.width, printed.words[marker.width :]


def compose(reading: Reading, source: Sequence[Line]) -> list[Block]:
    """Join printed lines, of a document or of a cell, into blocks. Running heads and balloons between two lines of one item do not part it."""
    document = reading.document
    lines = printed_lines(reading, source)
    longest = max((p.end - p.start for p in lines), default=0)
    wrapped = document.is_plain_text and longest < 200
    width = wrapped_at(lines) if wrapped else 0
    pitch = usual_pitch(source) if document.paginated else 0.0
    right = body_edge(source) if document.paginated else 0.0
    blocks: list[Block] = []
    open_at: int | None = None  # index of the block that a next line may continue
    last: Printed | None = None
    hang = 0.0
    for printed in lines:
        kind = block_kind(printed)
        if kind in ("furniture", "balloon", "row") or printed.start >= printed.end:
            if printed.end > printed.start:
                blocks.append(block_of(kind, printed, reading))
            if kind == "row":
                open_at = None
            continue
        joins = False
        if open_at is not None and last is not None:
            if document.paginated:
                joins = continues_on_page(blocks[open_at], last, printed, pitch, hang, right)
            elif wrapped:
                joins = continues_in_text(last, printed, longest, width)
        if joins and open_at is not None:
            old = blocks[open_at]
            if hang == 0.0:
                hang = printed.line.indent
            if open_at == len(blocks) - 1:
                blocks[open_at] = replace(old, end=printed.end)
            else:  # furniture stands between: the block goes on behind it
                start, page = printed.start, printed.line.page
                blocks.append(
                    replace(old, start=start, end=printed.end, body=start, page=page, marker=CONTINUED, cells=())
                )
                open_at = len(blocks) - 1
        else:
            blocks.append(block_of(kind, printed, reading))
            open_at, hang = len(blocks) - 1, 0.0
        wrapped_off = joins and last is not None and CONNECTOR_ALONE.match(printed.words)
        last = replace(printed, words=f"{last.words} {printed.words}") if wrapped_off and last else printed
    return blocks


CONTINUED = Marker("continued", "", 0, ())
"""Marks a block that goes on with the item before it, across a page's foot and head."""


def block_kind(printed: Printed) -> BlockKind:
    """Return what a printed line opens."""
    kind: LineKind = printed.line.kind
    if kind in ("furniture", "balloon", "heading", "row"):
        return kind
    if BALLOON.match(printed.words):
        return "balloon"
    if printed.marker is not None:
        return "item" if printed.words.strip() else "furniture"
    return "note" if FOOTNOTE.match(printed.words) else "paragraph"


def block_of(kind: BlockKind, printed: Printed, reading: Reading) -> Block:
    """Return a new block that opens with a line."""
    line = printed.line
    cells = tuple((reading.view(low), reading.view(high)) for low, high in line.cells) if kind == "row" else ()
    return Block(
        kind,
        printed.start,
        printed.end,
        printed.body,
        line.page,
        line.indent,
        printed.marker,
        line.level,
        line.bold,
        line.size,
        cells,
    )


def continues_on_page(block: Block, last: Printed, new: Printed, pitch: float, hang: float, right: float) -> bool:
    """Return True if a printed line goes on with the block above it, by geometry and type."""
    above, line = last.line, new.line
    if CONNECTOR_ALONE.match(new.words):
        return True
    if new.marker is not None or line.kind == "heading" or above.kind == "heading" or FOOTNOTE.match(new.words):
        return False
    ended = TERMINAL.search(last.words) is not None
    within = not ended and WITHIN.match(new.words) is not None
    if abs((line.size or 0) - (above.size or 0)) > 0.9 and not (within and abs(line.indent - above.indent) < 3):
        return False
    if line.bold and not above.bold and (line.size or 0) > (above.size or 0) + 0.9:
        return False
    if line.bold != above.bold and (ended or line.bold or len(last.words) < 60) and not LOWER.match(new.words):
        return False
    right = line.column[1] if line.column else right
    if line.bold and not above.bold and would_fit(above, new, right):
        return False
    same_page = line.page == above.page and line.column == above.column
    if same_page and line.box and above.box and line.size:
        step = (line.box[3] - above.box[3]) / line.size
        goes_on = not ended and new.words[:1].islower() and abs(line.indent - above.indent) < 3
        if step > pitch + (WIDER if goes_on else 0.27) or step < -0.5:
            return False
    if not same_page and (ended or new.words[:1].isupper()):
        hangs = abs(line.indent - hang) < 4 if hang else line.indent > block.indent + 3
        return not ended and block.marker is not None and hangs
    if hang and abs(line.indent - hang) > 5:
        return False
    if block.marker is not None:
        if line.indent < block.indent - 3:
            return wraps_to_the_margin(last, new, right, hang > 0)
        if line.bold and line.indent < block.indent + 4 and new.words[:1].isupper():
            return False
        width = right - (line.column[0] if line.column else block.indent)
        short = above.box is not None and right - above.box[2] > 0.3 * width
        return not (ended and (line.indent < block.indent + 4 or short))
    short = above.box is not None and right - above.box[2] > 0.25 * right
    short = short or (line.column is not None and would_fit(above, new, right))
    if ended and short and not last.words.endswith(("and", "or")):
        return False
    outdented = line.indent < block.indent - 5 and hang == 0
    if ended and outdented and above.box is not None and right - above.box[2] > 0.1 * right:
        return False
    if PARTED.search(last.words) and new.words[:1].isupper() and (short or last.words.endswith(("and", "or"))):
        return False
    return hang > 0 or abs(line.indent - block.indent) < 30


def wraps_to_the_margin(last: Printed, new: Printed, right: float, begun: bool) -> bool:
    """Return True if a line goes on with an item of which only the first line is set in: a sentence goes on with a word that did not fit above.

    The first such line opens in lower case; where the item has `begun` to stand at the margin, a name may open the next.
    """
    if last.line.page != new.line.page or last.line.box is None or new.line.box is None:
        return False
    if TERMINAL.search(last.words) or not (begun or new.words[:1].islower()):
        return False
    return not would_fit(last.line, new, right)


def would_fit(above: Line, new: Printed, right: float) -> bool:
    """Return True if the first word of a line would have fitted into the line above it, within a right edge."""
    line = new.line.box
    if above.box is None or line is None or not new.words.strip():
        return False
    word = (line[2] - line[0]) * (len(new.words.split()[0]) + 1) / len(new.words)
    return above.box[2] + word <= right


def wrapped_at(lines: Sequence[Printed]) -> int:
    """Return the width at which a text was wrapped, 0 where its lines keep none."""
    return wrap_width([(length_of(above), length_with(above, below), runs_on_to(above, below)) for above, below in itertools.pairwise(lines)])  # fmt: skip


def runs_on_to(above: Printed, below: Printed) -> bool:
    """Return True if a sentence goes on in the next line."""
    plain = below.marker is None and not below.line.gap
    return plain and below.words[:1].islower() and not TERMINAL.search(above.words)


def length_of(printed: Printed) -> int:
    """Return the length of a line of text with its indentation."""
    return int(printed.line.indent) + printed.end - printed.start


def length_with(printed: Printed, following: Printed) -> int:
    """Return the length that a line would have with the first word of the next one."""
    return length_of(printed) + len(f" {following.words.partition(' ')[0]}")


def continues_in_text(last: Printed, new: Printed, longest: int, width: int) -> bool:
    """Return True if a line of a hard-wrapped text goes on with the block above it; not where its first word would have fitted there, in a text that keeps a `width`."""
    if CONNECTOR_ALONE.match(new.words):
        return True
    if new.marker is not None or FOOTNOTE.match(new.words) or "heading" in (new.line.kind, last.line.kind):
        return False
    ended = TERMINAL.search(last.words) is not None
    runs_on = not ended and new.words[:1].islower()
    beside = last.marker is not None and not ended and not new.line.gap and new.words[:1] in "(["
    if beside or is_within_brackets(last.words, new.words):
        return True
    if new.line.gap:
        return runs_on and not new.line.bold
    if width and length_with(last, new) <= width:
        return False
    return runs_on or last.end - last.start >= FULL_LINE * min(longest, 110)
