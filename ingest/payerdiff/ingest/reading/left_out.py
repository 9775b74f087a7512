"""What a reading leaves out of a document: the other side of tracked changes, their markup, and the numbers of notes."""

from __future__ import annotations

from array import array
from itertools import compress

from payerdiff.ingest.document import Document


def dropped(document: Document, name: str, *, changes_only: bool = False) -> tuple[list[tuple[int, int]], set[int]]:
    """Return the ranges that a reading leaves out, and with `changes_only` the characters of the other side."""
    other = {"proposed": "deleted", "baseline": "inserted"}.get(name)
    kinds = {other} if changes_only else {other, "markup", "reference"}
    ranges = [(m.start, m.end) for m in document.marks if m.kind in kinds]
    if not changes_only:
        return ranges, set()
    return ranges, {i for low, high in ranges for i in range(low, high)}


def kept_text(document: Document, name: str) -> tuple[str, array[int] | None]:
    """Return the reading's text and, for each character, its offset in the document (None where they are equal)."""
    ranges, _ = dropped(document, name)
    if not ranges:
        return document.text, None
    keep = bytearray(b"\x01") * len(document.text)
    for low, high in ranges:
        keep[low:high] = bytes(high - low)
    origins = array("l", compress(range(len(keep)), keep))
    return "".join(compress(document.text, keep)), origins
