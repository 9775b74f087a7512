"""One door for all formats: path or bytes → Document."""

from __future__ import annotations

from pathlib import Path

from payerdiff.ingest.document import Document
from payerdiff.model.errors import PayerdiffError

ACCEPTED = "Use HTML, PDF, DOCX, Markdown or plain text, or an FDA label as XML."
LEAD = 100_000
"""Bytes in which a page's first tag is looked for: some servers send pages of blanks before it."""
SIGNATURES = {
    b"\xd0\xcf\x11\xe0": "an old Microsoft Office file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
    b"\x1f\x8b": "a gzip archive",
    b"{\\rtf": "an RTF file",
}


def read_file(path: Path) -> Document:
    """Read a file. Raises PayerdiffError `no-file` where it cannot be opened, and all that `read_bytes` raises."""
    try:
        data = path.read_bytes()
    except OSError as cause:
        raise PayerdiffError(
            "no-file", str(path), f"the file cannot be opened ({cause.strerror})", "Check the path."
        ) from cause
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Document:
    """Return the document that bytes hold; the format is told by content, not by the name.

    Raises PayerdiffError: `empty`, `unsupported`, and what the format's reader raises.
    """
    head = data[:LEAD].lstrip(b"\xef\xbb\xbf \t\r\n")[:1024]
    if not data.strip():
        raise PayerdiffError("empty", name, "the file is empty", "Download it again.")
    if b"%PDF-" in data[:1024]:
        from payerdiff.ingest.pdf.file import read_pdf

        return read_pdf(data, name)
    if data.startswith(b"PK\x03\x04"):
        from payerdiff.ingest.formats.word import read_word

        return read_word(data, name)
    for sign, what in SIGNATURES.items():
        if data.startswith(sign):
            raise PayerdiffError("unsupported", name, f"the file is {what}", ACCEPTED)
    if is_spl(data):
        from payerdiff.ingest.formats.spl import read_spl

        return read_spl(data, name)
    if is_web_page(head, data):
        from payerdiff.ingest.formats.web_page import read_web_page

        return read_web_page(data, name)
    from payerdiff.ingest.formats.text import read_text

    return read_text(data, name)


def is_spl(data: bytes) -> bool:
    """Return True if the bytes are an FDA label (Structured Product Labeling), by its vocabulary."""
    head = data[:4096]
    return b"urn:hl7-org:v3" in head and b"<document" in head


def is_web_page(head: bytes, data: bytes) -> bool:
    """Return True if the bytes are HTML and not text, by the first tags."""
    start = head[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")):
        return True
    return start.startswith(b"<") and any(tag in data[:20000].lower() for tag in (b"<p", b"<div", b"<table", b"<body"))
