"""Words on one line that know where each of their characters stands in the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.ingest.reading.joining import runs_on


@dataclass(frozen=True, slots=True)
class Passage:
    """Words on one line, and for each of their characters its offset in the reading's text."""

    text: str
    offsets: tuple[int, ...]

    def cut(self, start: int, end: int) -> Passage:
        """Return characters start:end, white space trimmed."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Passage(self.text[start:end], self.offsets[start:end])


def flow(text: str, pieces: Sequence[tuple[int, int]]) -> Passage:
    """Return pieces of a reading as one passage: white space folded, words cut at a line's end put together."""
    chars: list[str] = []
    offsets: list[int] = []
    for start, end in pieces:
        at = start
        while at < end:
            char = text[at]
            if not char.isspace():
                chars.append(char)
                offsets.append(at)
                at += 1
                continue
            stop = at
            while stop < end and text[stop].isspace():
                stop += 1
            broken = "\n" in text[at:stop] and stop < end and runs_on("".join(chars[-6:]), text[stop : stop + 12])
            if chars and chars[-1] != " " and not broken:
                chars.append(" ")
                offsets.append(at)
            at = stop
        if chars and chars[-1] != " " and end < len(text):
            chars.append(" ")
            offsets.append(end)
    return Passage("".join(chars), tuple(offsets)).cut(0, len(chars))
