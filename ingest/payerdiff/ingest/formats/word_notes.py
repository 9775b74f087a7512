"""What hangs on the text of a Word file: footnotes, endnotes, comments, and files that it takes in whole."""

from __future__ import annotations

import posixpath
import textwrap
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from payerdiff.ingest.document import Remark
from payerdiff.ingest.formats.word_package import W, parse, unpacked

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
SHOWN = 400
"""Characters of a comment that a finding quotes."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of a reviewer."""

    words: str
    author: str | None
    date: str | None


@dataclass(slots=True)
class Attachments:
    """What the text of a file refers to, and which of it has been seen."""

    notes: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    """Footnotes and endnotes by kind and number."""
    comments: dict[str, Comment] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The characters that a comment is about."""
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Files that are taken in whole, by their relation."""
    waiting: list[etree._Element] = field(default_factory=list)
    """Notes of the paragraph in the making."""
    later: list[etree._Element] = field(default_factory=list)
    """Notes of headings and of words above a list: they stand behind the text."""

    def see(self, element: etree._Element, at: int) -> None:
        """Take note of an element at a character of the text: where a comment begins or ends, which note is referred to."""
        number = element.get(f"{W}id") or ""
        if element.tag in NOTES:
            note = self.notes.get((NOTES[str(element.tag)], number))
            self.waiting += [] if note is None else [note]
        elif element.tag == f"{W}commentRangeStart":
            self.places[number] = (at, at)
        elif element.tag in (f"{W}commentRangeEnd", f"{W}commentReference"):
            start, end = self.places.get(number, (max(at - 1, 0), at))
            self.places[number] = (start, max(end, at) if end == start else end)

    def remarks(self, length: int) -> Iterator[Remark]:
        """Yield a finding for each comment, also for one that points nowhere."""
        for number, comment in self.comments.items():
            start, end = self.places.get(number, (0, 0))
            by = f" by {comment.author}" if comment.author else ""
            on = f" on {comment.date[:10]}" if comment.date else ""
            words = textwrap.shorten(comment.words, SHOWN, placeholder=" …")
            yield Remark("info", "comment", f"Comment{by}{on}: “{words}”", start, min(end, length))


def attachments_of(package: zipfile.ZipFile, names: set[str]) -> Attachments:
    """Return the notes, comments and files that a package holds beside its text."""
    found = Attachments()
    for kind in ("footnote", "endnote"):
        part = f"word/{kind}s.xml"
        for note in parse(unpacked(package, part)).iter(f"{W}{kind}") if part in names else ():
            if note.get(f"{W}type") in (None, "normal"):
                found.notes[kind, note.get(f"{W}id") or ""] = note
    for one in parse(unpacked(package, "word/comments.xml")).iter(f"{W}comment") if "word/comments.xml" in names else ():  # fmt: skip
        words = " ".join("".join(t.text or "" for t in p.iter(f"{W}t", f"{W}delText")) for p in one.iter(f"{W}p"))
        found.comments[one.get(f"{W}id") or ""] = Comment(
            " ".join(words.split()), one.get(f"{W}author"), one.get(f"{W}date")
        )
    found.files = files_of(package, names)
    return found


def files_of(package: zipfile.ZipFile, names: set[str]) -> dict[str, tuple[str, bytes]]:
    """Return the files that the text takes in whole, by the name of their relation."""
    part = "word/_rels/document.xml.rels"
    found = {}
    for relation in parse(unpacked(package, part)) if part in names else ():
        target = relation.get("Target") or ""
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"word/{target}")
        if (relation.get("Type") or "").endswith("/aFChunk") and place in names:
            found[relation.get("Id") or ""] = (place.rpartition("/")[2], unpacked(package, place))
    return found
