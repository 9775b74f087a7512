"""What a document says does not depend on what was read before it in the same process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from readings import digests

from payerdiff.ingest.pdf import font_cache
from payerdiff.ingest.pdf.file import read_pdf
from payerdiff.model.errors import PayerdiffError

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


def test_a_document_reads_the_same_behind_another_with_a_font_of_the_same_name(tmp_path: Path) -> None:
    paths = [tmp_path / "first.pdf", tmp_path / "second.pdf"]
    for path, data in zip(paths, two_documents("FirstTest-Italic"), strict=True):
        path.write_bytes(data)
    behind, before, alone = digests(paths, 1), digests(paths[::-1], 2), digests(paths[1:], 3)
    assert behind == before
    assert behind[paths[1]] == alone[paths[1]]


def test_words_stand_where_their_own_document_sets_them() -> None:
    first, second = two_documents("SecondTest-Italic")
    for _ in range(2):
        assert read_pdf(first, "first.pdf").text.split("\n")[:2] == ["eat beans", "as a treat"]
        assert read_pdf(second, "second.pdf").text.split("\n")[:2] == ["youngest cousin", "is in your court"]


def test_a_document_that_is_refused_leaves_no_font_behind() -> None:
    """It has no words: nothing of its fonts is seen, and yet the engine has them."""
    with pytest.raises(PayerdiffError, match="nothing-written"):
        read_pdf(word_pdf("FifthTest-Italic", "  "), "blank.pdf")
    assert read_pdf(two_documents("FifthTest-Italic")[1], "second.pdf").text.split("\n")[0] == "youngest cousin"


def test_the_engine_keeps_as_many_fonts_as_are_put_in_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one fewer, the first document's font is still there. Where that is so no more, the engine has changed: then mend `CAPACITY`, or do without."""
    first, second = two_documents("ThirdTest-Italic")
    read_pdf(first, "first.pdf")
    monkeypatch.setattr(font_cache, "CAPACITY", font_cache.CAPACITY - 1)
    assert read_pdf(second, "second.pdf").text.split("\n")[0] == "young est cousin"


def test_documents_that_threads_read_at_once_do_not_mix() -> None:
    first, second = two_documents("FourthTest-Italic")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda data: read_pdf(data, "thread.pdf").text.split("\n")[0], [first, second] * 8))
    assert found == ["eat beans", "youngest cousin"] * 8
