"""A policy in the making: the reading, the ledger's paint, findings, and spans that lead back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Literal

from payerdiff.ingest.reading.reading import Block, Reading
from payerdiff.model.policy import Finding, Ledger, LedgerBlock, Severity, Span
from payerdiff.normalize.draft.passage import Passage, flow
from payerdiff.normalize.rules import Rule

LedgerClass = Literal["criteria", "metadata", "boilerplate", "furniture", "unread"]
CLASSES: tuple[LedgerClass, ...] = ("criteria", "metadata", "boilerplate", "furniture", "unread")

BLANK = Rule("ledger.blank", r"\s+", " ", "adults", exact=True)


@dataclass(slots=True)
class Draft:
    """Collects what is understood of one reading. Text that nobody claims stays `unread`."""

    reading: Reading
    findings: list[Finding] = field(default_factory=list)
    paint: bytearray = field(init=False)
    edges: frozenset[int] = field(init=False)
    """Where pages begin."""

    def __post_init__(self) -> None:
        self.paint = bytearray([len(CLASSES)]) * len(self.reading.text)
        lines = self.reading.document.lines
        self.edges = frozenset(line.start for before, line in pairwise(lines) if line.page != before.page)

    def claim(self, cls: LedgerClass, start: int, end: int) -> None:
        """File characters start:end under a class; a later claim overrides an earlier one."""
        self.paint[start:end] = bytes([CLASSES.index(cls)]) * (end - start)

    def claim_blocks(self, cls: LedgerClass, blocks: Sequence[Block]) -> None:
        """File whole blocks under a class."""
        for block in blocks:
            self.claim(cls, block.start, block.end)

    def span(self, start: int, end: int) -> Span:
        """Return the span of characters start:end of the reading."""
        place = self.reading.place(start, end)
        return Span(page=place.page, bbox=place.box, start=place.start, end=place.end, quote=place.quote)

    def span_of(self, passage: Passage) -> Span:
        """Return the span of a passage; where furniture parts it, of its words before the furniture."""
        offsets = passage.offsets
        end = next((i for i in range(1, len(offsets)) if offsets[i] - offsets[i - 1] > 40), len(offsets))
        return self.span(offsets[0], offsets[end - 1] + 1)

    def note(self, severity: Severity, code: str, message: str, span: Span | None = None) -> None:
        """Add a finding."""
        self.findings.append(Finding(severity=severity, code=code, message=message, span=span))

    def words(self, block: Block) -> str:
        """Return a block's words on one line, without its marker."""
        return self.reading.words(block.body, block.end)

    def passage(self, block: Block) -> Passage:
        """Return a block's words with their offsets."""
        return flow(self.reading.text, [(block.body, block.end)])

    def ledger(self, start: int = 0, end: int | None = None) -> Ledger:
        """Return where every character went, of a part of the reading where one is given.

        White space goes with the text before it; unclaimed text is unread. What the reading leaves out counts once, with its beginning.
        """
        stop = len(self.reading.text) if end is None else end
        text, paint = self.reading.text, self.paint
        unclaimed, unread, furniture = len(CLASSES), CLASSES.index("unread"), CLASSES.index("furniture")
        paint[start:stop] = paint[start:stop].replace(bytes([unclaimed]), bytes([unread]))
        for blank in BLANK.finditer(text, start, stop):
            low, high = blank.span()
            paint[low:high] = bytes([paint[low - 1] if low > start else furniture]) * (high - low)
        counts = [paint.count(bytes([i]), start, stop) for i in range(len(CLASSES))]
        aside = self.reading.set_aside if start == 0 else 0
        return Ledger(
            characters=sum(counts) + aside,
            criteria=counts[0],
            metadata=counts[1],
            boilerplate=counts[2],
            furniture=counts[3] + aside,
            unread=counts[4],
            left_out=self.reading.left_out if start == 0 else 0,
            blocks=list(self.runs(start, stop)),
        )

    def runs(self, start: int, stop: int) -> Iterator[LedgerBlock]:
        """Yield the runs of one class; a run ends with its page, and where struck words were left out."""
        text, document, origins = self.reading.text, self.reading.document, self.reading.origins
        at = start
        for code, group in groupby(self.paint[start:stop]):
            width = len(list(group))
            for low, high in cut(at, at + width, self.edges, origins):
                place = origins[low] if origins else low
                words = None if CLASSES[code] == "furniture" else text[low:high].rstrip()
                yield LedgerBlock(
                    cls=CLASSES[code], start=place, end=place + high - low, characters=high - low, page=document.page_of(place), text=words
                )  # fmt: skip
            at += width


def cut(low: int, high: int, edges: frozenset[int], origins: Sequence[int] | None) -> Iterator[tuple[int, int]]:
    """Yield the parts of a range that lie on one page and without a gap in the document."""
    start = low
    for at in range(low + 1, high):
        here = origins[at] if origins else at
        if here in edges or (origins and here != origins[at - 1] + 1):
            yield start, at
            start = at
    if start < high:
        yield start, high
