"""Packed carriers as plain bytes that a mutation can reach: the streams of a PDF inflated, the parts of a Word package one after the other."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

OBJECT = re.compile(rb"^(\d+) 0 obj\b(.*?)^endobj", re.DOTALL | re.MULTILINE)
STREAM = re.compile(rb"(<<.*?>>)\s*stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
LENGTH = re.compile(rb"/Length\d?\s+\d+(?:\s+0\s+R)?")
DEFLATED = re.compile(rb"/Filter\s*/FlateDecode")
ROOT = re.compile(rb"/Root\s+(\d+)\s+0\s+R")
OPENED = b"%PDF-1.4\n%opened\n"
"""How an opened PDF begins: its table of places is written anew by `pdf_of`."""
PART = re.compile(rb"^%part (word/[a-z0-9]+\.xml)\n", re.MULTILINE)
PARTS = ("word/document.xml", "word/numbering.xml", "word/header1.xml", "word/footer1.xml")
DAY = (2026, 1, 1, 0, 0, 0)


def opened_pdf(data: bytes) -> bytes:
    """Return the objects of a PDF with inflated streams, and without its table of places. Fonts stay as they are: their bytes are no text."""
    objects = []
    for number, body in OBJECT.findall(data):
        stream = STREAM.search(body)
        if stream and DEFLATED.search(stream[1]) and b"/Length1" not in stream[1] and b"/FontFile" not in stream[1]:
            said = LENGTH.sub(b"", DEFLATED.sub(b"", stream[1]))
            body = b" %b\nstream\n%b\nendstream\n" % (said, zlib.decompressobj().decompress(stream[2]))
        objects.append(b"%b 0 obj%bendobj\n" % (number, body))
    root = ROOT.search(data)
    return OPENED + b"".join(objects) + b"trailer\n<< /Root %b 0 R >>\n" % (root[1] if root else b"1")


def pdf_of(data: bytes) -> bytes:
    """Return an opened PDF with the lengths of its streams and its table of places; any other bytes as they are."""
    if not data.startswith(OPENED):
        return data
    out, places = bytearray(OPENED), dict[int, int]()
    for number, body in OBJECT.findall(data):
        if int(number) > 9999:
            continue
        stream = STREAM.search(body)
        if stream and not LENGTH.search(stream[1]):
            body = b" %b/Length %d>>\nstream\n%b\nendstream\n" % (stream[1][:-2], len(stream[2]), stream[2])
        places[int(number)] = len(out)
        out += b"%b 0 obj%bendobj\n" % (number, body)
    root = ROOT.search(data, data.rfind(b"trailer"))
    size, table = max(places, default=0) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for at in range(1, size):
        out += b"%010d 00000 %b \n" % (places.get(at, 0), b"n" if at in places else b"f")
    out += b"trailer\n<< /Size %d /Root %b 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, root[1] if root else b"1", table)
    return bytes(out)


def opened_word(data: bytes) -> bytes:
    """Return the parts of a Word package that are read, each behind a line with its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        return b"".join(b"%%part %b\n%b\n" % (n.encode(), package.read(n)) for n in PARTS if n in names)


def word_of(data: bytes) -> bytes:
    """Return parts as a Word package; bytes that name no part as they are."""
    _, *parts = PART.split(data)
    if not parts:
        return data
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, xml in dict(zip(parts[::2], parts[1::2], strict=True)).items():
            package.writestr(zipfile.ZipInfo(name.decode(), DAY), xml)
    return held.getvalue()
