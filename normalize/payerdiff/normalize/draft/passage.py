"""Words on one line that know where each of their characters stands in the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.ingest.reading.joining import runs_on
from payerdiff.normalize.rules import Rule

WORD = Rule("passage.word", r"\S+", "adults", " ", exact=True)


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
    words: list[str] = []
    offsets: list[int] = []
    tail = ""  # how the passage ends so far
    for start, end in pieces:
        at = start
        for word in WORD.finditer(text, start, end):
            low, high = word.span()
            if low > at:
                broken = "\n" in text[at:low] and runs_on(tail, text[low : low + 12])
                if tail and tail[-1] != " " and not broken:
                    words.append(" ")
                    offsets.append(at)
                    tail = (tail + " ")[-6:]
            words.append(word.group())
            offsets.extend(range(low, high))
            tail = (tail + word.group())[-6:]
            at = high
        if tail and tail[-1] != " " and (at < end or end < len(text)):
            words.append(" ")
            offsets.append(min(at, end))
            tail = (tail + " ")[-6:]
    return Passage("".join(words), tuple(offsets)).cut(0, len(offsets))
