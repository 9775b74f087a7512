"""What a document says does not depend on what was read before it in the same process."""

from __future__ import annotations

import pytest

from payerdiff.ingest.document import Document
from payerdiff.ingest.pdf import font_widths
from payerdiff.ingest.pdf.file import read_pdf

METRICS = {"a": 556, "b": 556, "c": 500, "d": 556, "e": 556, "g": 556, "i": 222, "n": 556, "o": 556, "r": 333, "s": 500, "t": 278, "u": 556, "y": 500, " ": 278}  # fmt: skip


def word_pdf(font: str, *lines: str) -> bytes:
    """Return a PDF as Word writes it: a font that is not embedded, the width 0 for characters that the document does not use.

    Each test has a font of its own: what the engine remembers of one must not hang on the tests before it.
    """
    used = set("".join(lines))
    widths = " ".join(str(METRICS.get(chr(code), 556) if chr(code) in used else 0) for code in range(32, 122))
    drawn = []
    for at, line in enumerate(lines):
        x = 72.0
        for part in line.split("|"):  # each part is placed on its own, right behind the one before it
            drawn.append(f"BT /F8 11 Tf {x:.2f} {700 - 20 * at} Td ({part}) Tj ET")
            x += sum(METRICS[char] for char in part) * 11 / 1000
    stream = "\n".join(drawn)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F8 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        f"<< /Type /Font /Subtype /TrueType /Name /F8 /BaseFont /{font} /Encoding /WinAnsiEncoding /FontDescriptor 6 0 R /FirstChar 32 /LastChar 121 /Widths 7 0 R >>",
        f"<< /Type /FontDescriptor /FontName /{font} /Flags 32 /ItalicAngle -12 /Ascent 905 /Descent -208 /CapHeight 728 /AvgWidth 441 /MaxWidth 1876 /FontWeight 400 /StemV 44 /FontBBox [-517 -208 1359 728] >>",
        f"[{widths}]",
    ]
    out = b"%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(f"{p:010d} 00000 n \n".encode() for p in places)  # fmt: skip
    return out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()


def two_documents(font: str) -> tuple[bytes, bytes]:
    """Return two documents in one font, each with letters that the other does not use."""
    return word_pdf(font, "eat beans", "as a treat"), word_pdf(font, "young|est cousin", "is in your court")


def test_a_document_reads_the_same_behind_another_with_a_font_of_the_same_name() -> None:
    first, second = two_documents("FirstTest-Italic")
    read_pdf(first, "first.pdf")
    behind, alone = read_pdf(second, "second.pdf"), font_widths.read_anew(second, "second.pdf")
    assert alone is not None
    assert behind == alone
    assert behind.text.split("\n")[:2] == ["youngest cousin", "is in your court"]


def test_without_a_fresh_process_the_document_says_that_its_fonts_are_muddled(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(data: bytes, name: str) -> Document | None:
        return None

    first, second = two_documents("SecondTest-Italic")
    monkeypatch.setattr(font_widths, "read_anew", fails)
    read_pdf(first, "first.pdf")
    assert [r.code for r in read_pdf(second, "second.pdf").remarks if r.severity == "warning"] == ["fonts-muddled"]


def test_letters_without_width_or_with_another_one_are_noticed_in_known_fonts_only() -> None:
    known = {("Arial", "a"): 0.556, ("Arial", "b"): 0.556}
    assert font_widths.is_muddled({("Arial", "x"): 0.0}, known)
    assert font_widths.is_muddled({("Arial", "a"): 0.278}, known)
    assert not font_widths.is_muddled({("Arial", "a"): 0.556, ("Arial", "x"): 0.5}, known)
    assert not font_widths.is_muddled({("Times", "x"): 0.0}, known)
