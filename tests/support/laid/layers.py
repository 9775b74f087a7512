"""PDFs written object by object, for what no drawing program writes: annotations, form fields, layers, attached files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
LEADING = 16
TOP = 740


def printed(lines: Sequence[str], left: float = 72, top: float = TOP) -> str:
    """Return the drawing of lines of 11 points, one beneath the other."""
    rows = [f"1 0 0 1 {left} {top - LEADING * at} Tm ({words.translate(ESCAPED)}) Tj" for at, words in enumerate(lines)]
    return "\n".join(["BT /F1 11 Tf", *rows, "ET"])


ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def width(words: str) -> float:
    """Return about how wide words are in 11 points."""
    return 5.1 * len(words)


def layered(
    drawing: str,
    objects: Mapping[int, str | bytes | tuple[str, bytes]] | None = None,
    *,
    page: str = "",
    catalog: str = "",
    resources: str = "",
) -> bytes:
    """Return a PDF of one page; `objects` are further ones, from number 10 on: a dictionary, or one with its stream."""
    body: dict[int, str | bytes | tuple[str, bytes]] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        2: "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        3: FONT,
        4: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R "
        f"/Resources << /Font << /F1 3 0 R >> {resources} >> {page} >>",
        5: ("", drawing.encode("cp1252")),
        **(objects or {}),
    }
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number in sorted(body):
        places[number] = len(out)
        held = body[number]
        if isinstance(held, tuple):
            head, data = held
            held = f"<< /Length {len(data)} {head} >>\nstream\n".encode() + data + b"\nendstream"
        out += b"%d 0 obj\n" % number + (held.encode("latin-1") if isinstance(held, str) else held) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(body) + 1)
    for number in range(1, max(body) + 1):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (max(body) + 1, start))
