"""Comments of a Word document: no part of its text, and told as what somebody said beside it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from payerdiff.ingest.document import Remark

PART = "word/comments.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONGEST = 300
"""Characters of a comment that are told."""


def comments_of(part: etree._Element) -> Iterator[Remark]:
    """Yield the comments of a document that have words."""
    for comment in part.iter(f"{W}comment"):
        paragraphs = ("".join(node.text or "" for node in own.iter(f"{W}t")) for own in comment.iter(f"{W}p"))
        words = " ".join(" ".join(paragraphs).split())
        author = " ".join((comment.get(f"{W}author") or "").split())
        if words:
            yield Remark("info", "comment", f"A comment{f' by {author[:60]}' if author else ''}: “{words[:LONGEST]}”.")
