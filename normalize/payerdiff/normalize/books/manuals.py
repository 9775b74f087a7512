"""Manuals → one policy a section: headings with numbers that the table of contents lists, each with its own text.

A section is read as any document of no known template is; its number is the policy's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from payerdiff.ingest.document import Document
from payerdiff.ingest.reading.reading import Reading
from payerdiff.normalize.head.printed import Row
from payerdiff.normalize.rules import Rule

TITLE = Rule(
    "manuals.title",
    r"^(?P<number>\d{2,3}(?:\.\d{1,3}){1,3})\s*[-–—]+\s*(?P<title>[A-Z(][^.]{4,160})$",
    "190.11 - Home Monitoring",
    "190.11 - a",
    exact=True,
)
LISTED = Rule(
    "manuals.listed", r"^\d{2,3}(?:\.\d{1,3}){0,3}\s*[-–—]", "190.11 - Home Monitoring", "Home Monitoring", exact=True
)
FEWEST = 5
LEAST = 400
"""Characters that a section must have to say anything; shorter ones point to others or are retired."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of a manual."""

    number: str
    title: str
    start: int
    end: int


def chapters_of(reading: Reading, rows: Sequence[Row]) -> list[Chapter]:
    """Return the sections of a manual: those whose heading the table of contents lists before; nothing where a document is none."""
    seen: dict[str, int] = {}
    heads: list[tuple[str, str, int]] = []
    for at, row in enumerate(rows):
        match = TITLE.match(row.text)
        if not match or row.furniture:
            continue
        seen[match["number"]] = seen.get(match["number"], 0) + 1
        beside = [other.text for other in rows[max(0, at - 1) : at + 2] if other is not row]
        if seen[match["number"]] > 1 and not any(LISTED.match(text) for text in beside):
            heads.append((match["number"], match["title"].strip(), row.cells[0].start))
    if len(heads) < FEWEST:
        return []
    found = [
        Chapter(number, title, start, following)
        for (number, title, start), following in zip(
            heads, [*(s for _, _, s in heads[1:]), len(reading.text)], strict=True
        )
    ]
    return [replace(found[0], start=0), *found[1:]]


def is_empty(chapter: Chapter) -> bool:
    """Return True if a section says next to nothing."""
    return chapter.end - chapter.start < LEAST


def part_of(reading: Reading, chapter: Chapter, first: int) -> Document:
    """Return the document with the lines of one section, from `first` on; offsets stay those of the whole."""
    document = reading.document
    lines = tuple(line for line in document.lines if first <= reading.view(line.start) < chapter.end)
    return replace(document, lines=lines, remarks=())
