"""One door for all formats: path or bytes → Document."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile

from payerdiff.ingest.document import Document, Remark
from payerdiff.ingest.formats import archives
from payerdiff.ingest.formats.office import conversion
from payerdiff.model.errors import PayerdiffError

ACCEPTED = "Use HTML, PDF, DOCX, XLSX, Markdown or plain text, or an FDA label as XML."
LEAD = 100_000
"""Bytes in which a page's first tag is looked for: some servers send pages of blanks before it."""
DEEPEST = 3
"""Files within files that are opened."""
SIGNATURES = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
    b"\x1f\x8b": "a gzip archive",
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


def read_bytes(data: bytes, name: str, depth: int = 0) -> Document:
    """Return the document that bytes hold; the format is told by content, not by the name.

    An archive, a saved page and a portfolio are the one document that they hold. `depth` is how many files are around this one.

    Raises PayerdiffError: `empty`, `unsupported`, `several-documents`, and what the format's reader raises.
    """
    head = data[:LEAD].lstrip(b"\xef\xbb\xbf \t\r\n")[:1024]
    if not data.strip():
        raise PayerdiffError("empty", name, "the file is empty", "Download it again.")
    if data.startswith(b"PK\x03\x04"):
        return read_package(data, name, depth)
    if b"%PDF-" in data[:1024]:
        from payerdiff.ingest.pdf.file import read_pdf

        return read_portfolio(data, name, depth) or read_pdf(data, name)
    if archives.is_saved_page(head):
        return only_one(data, name, archives.held_by_saved_page(data), depth)
    for sign, what in SIGNATURES.items():
        if data.startswith(sign):
            raise PayerdiffError("unsupported", name, f"the file is {what}", ACCEPTED)
    kind = conversion.kind_of(data, name)
    if kind is not None:
        return read_converted(data, name, kind)
    if is_spl(data):
        from payerdiff.ingest.formats.spl import read_spl

        return read_spl(data, name)
    if is_web_page(head, data):
        from payerdiff.ingest.formats.web_page import read_web_page

        return read_web_page(data, name)
    from payerdiff.ingest.formats.text import read_text

    return read_text(data, name)


def read_package(data: bytes, name: str, depth: int) -> Document:
    """Return the document that a ZIP package holds: Word's own, or the one of an archive."""
    from payerdiff.ingest.formats.word import read_word

    try:
        kind = archives.kind_of_package(data)
        if kind in ("odt", "ods"):
            return read_converted(data, name, conversion.ODT if kind == "odt" else conversion.ODS)
        if kind == "xlsx":
            from payerdiff.ingest.formats.office.workbook import read_workbook

            return read_workbook(data, name)
        held = archives.held_by_archive(data, name) if kind == "archive" else []
    except (BadZipFile, NotImplementedError):
        return read_word(data, name)  # which says what is wrong with it
    return only_one(data, name, held, depth) if held else read_word(data, name)


def read_converted(data: bytes, name: str, kind: conversion.Kind) -> Document:
    """Return the document of an office file that LibreOffice saves anew; a finding says so."""
    saved = conversion.converted(data, name, kind)
    document = read_package(saved, name, DEEPEST)
    message = f"The file is {kind.what}, and was read as LibreOffice converts it."
    return replace(document, sha256=hashlib.sha256(data).hexdigest(), remarks=(*document.remarks, Remark("info", "converted", message)))  # fmt: skip


def read_portfolio(data: bytes, name: str, depth: int) -> Document | None:
    """Return the document that is attached to a PDF whose own pages are but a cover; None where it is a document itself."""
    held = [] if depth >= DEEPEST else list(archives.held_by_pdf(data))
    if not held:
        return None
    from payerdiff.ingest.pdf.file import read_pdf

    try:
        own = read_pdf(data, name)
    except PayerdiffError:
        return only_one(data, name, held, depth)
    if len(own.text) <= archives.COVER:
        within = only_one(data, name, held, depth)
        return replace(
            within, lefts=array("f"), rights=array("f")
        )  # pictures of its passages would be taken from the cover
    names = ", ".join(each for each, _ in held)[:200]
    message = f"Files are attached to the PDF ({names}): what they say is not in the result."
    return replace(own, remarks=(*own.remarks, Remark("warning", "part-unread", message)))


def only_one(data: bytes, name: str, held: list[archives.Held], depth: int) -> Document:
    """Return the one document of several files that can be read, under the name of the file that holds it."""
    found: list[tuple[str, Document]] = []
    faults: list[PayerdiffError] = []
    for inner, content in held if depth < DEEPEST else ():
        try:
            found.append((inner, read_bytes(content, name, depth + 1)))
        except PayerdiffError as cause:
            faults.append(cause)
    if len(found) > 1:
        names = ", ".join(inner for inner, _ in found)[:200]
        raise PayerdiffError("several-documents", name, f"it holds {len(found)} documents ({names})", archives.UNPACK)
    if not found:
        raise faults[0] if faults else PayerdiffError("unsupported", name, "it holds no document that can be read", archives.UNPACK)  # fmt: skip
    _, document = found[0]
    return replace(document, sha256=hashlib.sha256(data).hexdigest())


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
