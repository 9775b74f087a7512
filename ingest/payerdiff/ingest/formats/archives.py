"""Files that hold others: archives (ZIP), saved pages (MHTML), portfolios (PDF with files attached) → what they hold.

Only what may be a document is unpacked, up to a size; what operating systems add is left out.
"""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Iterator

from payerdiff.ingest.formats.word_package import ENCRYPTED, unpacked
from payerdiff.model.errors import PayerdiffError

Held = tuple[str, bytes]
ENDINGS = (
    ".pdf",
    ".docx",
    ".html",
    ".htm",
    ".mht",
    ".mhtml",
    ".xml",
    ".md",
    ".txt",
    ".zip",
    ".odt",
    ".ods",
    ".rtf",
    ".doc",
    ".xls",
    ".xlsx",
)
MOST = 200
"""Documents that an archive may hold."""
LARGEST = 60_000_000
"""Bytes that its documents may have together, unpacked."""
COVER = 1_000
"""Characters of text that the cover of a portfolio has at most."""
UNPACK = "Unpack it and give its documents one by one; `list`, `compare` and a library take all of them as they are."


def kind_of_package(data: bytes) -> str:
    """Return what kind of package a ZIP file is: `word`, `xlsx`, `odt`, `ods`, or `archive`. Raises BadZipFile where it is damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        if "word/document.xml" in names:
            return "word"
        if "xl/workbook.xml" in names:
            return "xlsx"
        sign = unpacked(package, "mimetype") if "mimetype" in names else b""
        return "odt" if b"opendocument.text" in sign else "ods" if b"opendocument.spreadsheet" in sign else "archive"


def held_by_archive(data: bytes, name: str) -> list[Held]:
    """Return the documents of an archive. Raises PayerdiffError: `too-large`, `encrypted`."""
    found: list[Held] = []
    size = 0
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [part for part in package.infolist() if not part.is_dir() and is_document(part.filename)]
        if len(parts) > MOST:
            raise PayerdiffError("too-large", name, f"the archive holds more than {MOST} documents", UNPACK)
        for part in parts:
            if part.flag_bits & ENCRYPTED:
                raise PayerdiffError("encrypted", name, "the archive is encrypted", UNPACK)
            size += part.file_size
            if size > LARGEST:
                raise PayerdiffError("too-large", name, "the archive holds more than 60 MB", UNPACK)
            found.append((part.filename.rpartition("/")[2], unpacked(package, part.filename)))
    return found


def is_document(path: str) -> bool:
    """Return True if a file of an archive may be a document by its name."""
    parts = path.replace("\\", "/").split("/")
    return not any(part.startswith((".", "__MACOSX")) for part in parts) and path.lower().endswith(ENDINGS)


def is_saved_page(head: bytes) -> bool:
    """Return True if bytes begin like a web page that a browser saved in one file."""
    start = head[:2000].lower()
    return b"mime-version:" in start and b"content-type:" in start and b"multipart/" in start


def held_by_saved_page(data: bytes) -> list[Held]:
    """Return the page of a file that a browser saved, as UTF-8: the part that the others belong to."""
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=email.policy.default)
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    root = str(message["content-type"].params.get("start", "")) if message["content-type"] else ""
    chosen = [part for part in pages if root and str(part["content-id"] or "") == root] or pages[:1]
    return [("page.html", decoded(part.get_payload(decode=True), part.get_content_charset())) for part in chosen]


def decoded(payload: object, charset: str | None) -> bytes:
    """Return a page's bytes as UTF-8 where its part names another encoding; the page's own word for it is as good where it does not."""
    data = payload if isinstance(payload, bytes) else b""
    if charset is None or charset.lower() in ("utf-8", "us-ascii"):
        return data
    try:
        return data.decode(charset, "replace").encode()
    except LookupError:
        return data


def held_by_pdf(data: bytes) -> Iterator[Held]:
    """Yield the documents that are attached to a PDF."""
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    with file:
        for at in range(min(file.count_attachments(), MOST)):
            try:
                attached = file.get_attachment(at)
                name, held = attached.get_name(), bytes(attached.get_data())
            except pypdfium2.PdfiumError:
                continue
            if is_document(name) and len(held) <= LARGEST:
                yield name, held
