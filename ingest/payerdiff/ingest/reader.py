"""One door for all formats: path or bytes → Document."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
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
FEWEST = 2
"""Documents that make several."""
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
    return read_bytes(bytes_of(path), path.name)


def read_each(path: Path) -> list[Document]:
    """Read all documents that a file holds: those of an archive or a portfolio, the only one of any other file. What of them cannot be read is a finding of the first.

    Raises PayerdiffError: as `read_file` does, `several-documents` aside.
    """
    data, name = bytes_of(path), path.name
    held = held_in(data, name)
    found, faults = opened(held, 0) if len(held) > 1 else ([], [])
    if len(found) < FEWEST:
        return [read_bytes(data, name)]
    own = hashlib.sha256(data).hexdigest()
    documents = [
        replace(one, name=f"{name}/{inner}", sha256=own, lefts=array("f"), rights=array("f")) for inner, one in found
    ]
    return [replace(documents[0], remarks=(*documents[0].remarks, *unread(faults))), *documents[1:]]


def held_in(data: bytes, name: str) -> list[archives.Held]:
    """Return the documents that an archive holds, or a PDF that is but their cover; none for any other file."""
    if data.startswith(b"PK\x03\x04"):
        try:
            return archives.held_by_archive(data, name) if archives.kind_of_package(data) == "archive" else []
        except (BadZipFile, NotImplementedError):
            return []
    if b"%PDF-" not in data[:1024]:
        return []
    held = list(archives.held_by_pdf(data))
    return held if len(held) > 1 and is_cover(data, name) else []


def is_cover(data: bytes, name: str) -> bool:
    """Return True if a PDF says next to nothing itself."""
    from payerdiff.ingest.pdf.file import read_pdf

    try:
        return len(read_pdf(data, name).text) <= archives.COVER
    except PayerdiffError:
        return True


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises PayerdiffError `no-file` where it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as cause:
        raise PayerdiffError(
            "no-file", str(path), f"the file cannot be opened ({cause.strerror})", "Check the path."
        ) from cause


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
    found, faults = opened(held, depth)
    if len(found) > 1:
        names = ", ".join(inner for inner, _ in found)[:200]
        raise PayerdiffError("several-documents", name, f"it holds {len(found)} documents ({names})", archives.UNPACK)
    if not found:
        raise faults[0] if faults else PayerdiffError("unsupported", name, "it holds no document that can be read", archives.UNPACK)  # fmt: skip
    _, document = found[0]
    own = hashlib.sha256(data).hexdigest()
    return replace(document, name=name, sha256=own, remarks=(*document.remarks, *unread(faults)))


def opened(held: list[archives.Held], depth: int) -> tuple[list[tuple[str, Document]], list[PayerdiffError]]:
    """Return the documents that files within another one hold, and what is wrong with the others."""
    found: list[tuple[str, Document]] = []
    faults: list[PayerdiffError] = []
    for inner, content in held if depth < DEEPEST else ():
        try:
            found.append((inner, read_bytes(content, inner, depth + 1)))
        except PayerdiffError as cause:
            faults.append(cause)
    return found, faults


def unread(faults: list[PayerdiffError]) -> Iterator[Remark]:
    """Yield a finding on each file within another one that cannot be read; one that holds nothing says nothing."""
    for fault in faults:
        if fault.code != "empty":
            yield Remark("warning", "part-unread", f"{fault.document}, within the file, cannot be read: {fault.found}.")


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
