"""The fast engine beneath pdfplumber: same characters, same tables, and a fallback where they disagree."""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from dataclasses import replace
from typing import Any

import pdf_oxide
import pdfplumber
import pypdfium2
import pytest
from drawing import Canvas, pdf
from ground import SHARED

from payerdiff.corpus.library import samples
from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Page
from payerdiff.ingest.pdf import file
from payerdiff.ingest.pdf.file import read_pdf
from payerdiff.ingest.pdf.glyphs import (
    SIGN,
    each_char_once,
    glyphs_of_oxide,
    glyphs_of_plumber,
    strokes_of,
)
from payerdiff.ingest.pdf.pdfium_glyphs import glyphs_of_pdfium
from payerdiff.ingest.pdf.tables import grids_of
from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.errors import PayerdiffError


def by_oxide(chars: Any, height: float) -> Ink:
    """Return the characters that the fast engine gives."""
    return glyphs_of_oxide(chars, list(map(SIGN, chars)), height, 0.0)


PDFS = sorted(samples().rglob("*.pdf"))


@pytest.mark.parametrize("path", PDFS, ids=lambda p: p.stem)
def test_the_fast_engine_gives_the_characters_and_places_that_pdfplumber_gives(path) -> None:  # type: ignore[no-untyped-def]  # a Path from the list above
    fast = pdf_oxide.PdfDocument(str(path))
    with pdfplumber.open(path) as reference:
        for number, page in enumerate(reference.pages):
            ours = by_oxide(fast.extract_chars(number), float(page.height))
            theirs = glyphs_of_plumber(page.chars)
            assert Counter(g.char for g in ours) == Counter(g.char for g in theirs)
            places = sorted((round(g.x0), g.char) for g in theirs)
            assert sum(
                a == b for a, b in zip(sorted((round(g.x0), g.char) for g in ours), places, strict=True)
            ) > 0.98 * len(places)


@pytest.mark.parametrize("path", PDFS, ids=lambda p: p.stem)
def test_tables_found_on_the_fast_engines_strokes_are_those_that_pdfplumber_finds(path) -> None:  # type: ignore[no-untyped-def]  # a Path from the list above
    fast = pdf_oxide.PdfDocument(str(path))
    with pdfplumber.open(path) as reference:
        for number, page in enumerate(reference.pages):
            segments, uprights = strokes_of(fast.extract_paths(number), float(page.height), 0.0)
            glyphs = by_oxide(fast.extract_chars(number), float(page.height))
            ours = grids_of(Page(number + 1, 612, 792, glyphs, segments, uprights), list(glyphs), None)
            theirs = [t for t in page.find_tables() if max(sum(c is not None for c in r.cells) for r in t.rows) >= 2]
            assert [len(g.rows) for g in ours] == [len(t.rows) for t in sorted(theirs, key=lambda t: t.bbox[1])]


def test_a_page_on_which_the_engines_disagree_is_read_by_pdfplumber_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = Canvas()
    page.text(72, 100, "Diagnosis of B-ALL; AND")
    monkeypatch.setattr(file, "glyphs_of_oxide", lambda *_: Ink.of(()))
    document = read_pdf(pdf(page), "one.pdf")
    assert "Diagnosis of B-ALL; AND" in document.text
    assert [r.code for r in document.remarks] == ["engine-fallback"]


def test_characters_drawn_twice_are_told_as_pdfplumber_tells_them() -> None:
    page = Canvas()
    for x, y, size, bold in ((72, 100, 11, False), (72.4, 100, 11, False), (72, 100.6, 11, False), (72, 100, 11, True), (74, 100, 12, False)):  # fmt: skip
        page.text(x, y, "Adherence to all doses", size, bold=bold)
    page.text(72, 120, "llama ll")
    with pdfplumber.open(io.BytesIO(pdf(page))) as reference:
        drawn = reference.pages[0]
        assert each_char_once(drawn.chars) == drawn.dedupe_chars().chars
        assert len(each_char_once(drawn.chars)) < len(drawn.chars)


@pytest.mark.parametrize("path", PDFS, ids=lambda p: p.stem)
def test_pdfiums_own_characters_make_the_same_lines(path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]  # a Path from the list above
    def from_pdfium(number, fast, paper, *_):  # type: ignore[no-untyped-def]  # as read_page
        page = true_page(number, fast, paper, *_)
        words = paper.get_textpage()
        return replace(page, glyphs=glyphs_of_pdfium(words, page.height, 0.0))

    true_page = file.read_page
    wanted = read_pdf(path.read_bytes(), path.name)
    monkeypatch.setattr(file, "read_page", from_pdfium)
    found = read_pdf(path.read_bytes(), path.name)
    lines = [[d.text[line.start : line.end] for line in d.lines] for d in (wanted, found)]
    assert sum(a == b for a, b in zip(*lines, strict=False)) >= 0.97 * max(map(len, lines))


def test_letters_that_a_page_slants_stand_in_their_line() -> None:
    page = Canvas()
    page.text(72, 100, "Diagnosis of B-ALL;")
    page.parts.append("BT 0 0 0 rg /F1 11 Tf 1 0 0.25 1 180 692 Tm (or else) Tj ET")
    page.parts.append("BT 0 0 0 rg /F1 11 Tf 0 1 -1 0 30 300 Tm (Draft) Tj ET")
    words = pypdfium2.PdfDocument(pdf(page))[0].get_textpage()
    glyphs = glyphs_of_pdfium(words, 792.0, 0.0)
    assert {g.char for g in glyphs if not g.upright} == set("Draft")
    assert {round(g.size, 2) for g in glyphs} == {11.0}
    slanted = sorted((g for g in glyphs if g.upright and g.x0 > 179), key=lambda g: g.x0)
    assert "".join(g.char for g in slanted) == "orelse"
    assert slanted[1].x1 < slanted[2].x0 - 1 and abs(slanted[0].x1 - slanted[1].x0) < 0.2


BLANKS = (b"", b"q Q", b"BT /F1 11 Tf 72 700 Td () Tj [ ] TJ ET", b"BT /F1 11 Tf 72 700 Td ( ) Tj ET")
"""What empty pages are drawn with."""


@pytest.mark.parametrize(
    ("filler", "codes"),
    [
        (b"BT (Children) Tj ET", ["page-damaged"]),
        (zlib.compress(b"BT /F1 11 Tf ((( Td << Children Tj ET"), ["page-damaged"]),
        *((zlib.compress(blank), []) for blank in BLANKS),
    ],
)
def test_a_page_with_words_that_no_engine_finds_is_damaged_and_an_empty_one_is_not(
    filler: bytes, codes: list[str]
) -> None:
    pages = [Canvas(), Canvas()]
    pages[0].text(72, 100, "Adults with asthma")
    pages[1].parts.append("filler")
    whole = pdf(*pages)
    packed = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\n" % (len(filler), filler)
    second = whole.rindex(b"/MediaBox [0 0 612 792]")
    torn = whole[:second] + whole[second:].replace(b"[0 0 612 792]", b"[0 0        ]").replace(b"<< /Length 6 >>\nstream\nfiller\n", packed)  # fmt: skip
    assert torn != whole
    document = read_pdf(torn, "torn.pdf")
    assert document.text.split() == ["Adults", "with", "asthma"]
    assert [r.code for r in document.remarks if "Page 2" in r.message] == codes


def test_a_damaged_page_costs_that_page_alone_and_is_named() -> None:
    pages = [Canvas(), Canvas()]
    for page, words in zip(pages, ("Adults with asthma", "Children with asthma"), strict=True):
        page.text(72, 100, words)
    whole = pdf(*pages)
    second = re.search(rb"/Kids \[\d+ 0 R (\d+)", whole)
    assert second is not None
    torn = whole[: second.start(1)] + b"9" * len(second[1]) + whole[second.end(1) :]
    document = read_pdf(torn, "torn.pdf")
    assert document.text.split() == ["Adults", "with", "asthma"] and document.pages == 2
    assert [(r.severity, r.code, "Page 2" in r.message) for r in document.remarks] == [("error", "page-damaged", True)]
    with pytest.raises(PayerdiffError, match="damaged"):
        read_pdf(re.sub(rb"/Kids \[\d+", b"/Kids [" + b"9" * 1, torn, count=1), "gone.pdf")


def test_running_heads_and_feet_that_cut_a_list_in_two_are_furniture() -> None:
    pages = []
    for number, words in enumerate(
        (("1. First criterion goes on", None), ("over the page's edge;", "2. Second criterion;")), 1
    ):
        page = Canvas()
        page.text(72, 40, "CLINICAL POLICY", 9)
        page.text(72, 700 if number == 1 else 90, f"{words[0]}", 11)
        if words[1]:
            page.text(72, 120, words[1], 11)
        page.text(280, 760, f"Page {number} of 2", 9)
        pages.append(page)
    document = read_pdf(pdf(*pages), "cut.pdf")
    reading = Reading(document, "published")
    kinds = Counter(b.kind for b in reading.blocks)
    assert kinds["furniture"] == 4
    assert {reading.words(b.start, b.end) for b in reading.blocks if b.kind == "furniture"} == {
        "CLINICAL POLICY",
        "Page 1 of 2",
        "Page 2 of 2",
    }


def test_a_raised_note_number_is_kept_apart_from_the_word_before_it() -> None:
    page = Canvas()
    page.text(72, 100, "Universal Criteria ", 12)
    page.text(172, 95, "1,9", 7)
    page.text(72, 130, "15 mcg/m", 12)
    page.text(126, 125, "2", 7)
    page.text(131, 130, "/day", 12)
    document = read_pdf(pdf(page), "raised.pdf")
    text = Reading(document, "published").text
    assert "Universal Criteria" in text and "1,9" not in text
    assert "mcg/m2/day" in text.replace(" ", "")


def test_every_character_has_its_place_on_the_page() -> None:
    document = read_pdf(next(p for p in PDFS if "blincyto" in p.name).read_bytes(), "sample.pdf")
    at = document.text.index("Blincyto")
    box = document.box_of(at, at + 8)
    assert box is not None and 0 < box[0] < box[2] < 612 and 0 < box[1] < box[3] < 792


def test_no_letter_of_a_real_page_is_lost_where_the_fast_engine_gives_it_no_name() -> None:
    folder = SHARED / "documents" / "BCBSNE"
    if not folder.is_dir():
        pytest.skip("the real documents do not lie beside this checkout")
    text = read_pdf((folder / "bcbsne_X165_hyperoxaluria_oxlumo.pdf").read_bytes(), "ligatures.pdf").text
    assert "Scientific evidence" in text and "identified" in text and "genetic testing" in text
    assert "\ufffd" not in text


@pytest.mark.parametrize("spacing", [0.0, -0.3, -0.6, -0.9, 0.8])
def test_words_part_where_they_do_however_tight_or_wide_a_line_is_set(spacing: float) -> None:
    words = "Diagnosis of moderate to severe plaque psoriasis in an adult; AND"
    page = Canvas()
    page.parts.append(f"BT /F1 11 Tf {spacing} Tc 72 692 Td ({words}) Tj ET")
    page.text(72, 120, "Written as usual: trial and failure of one topical agent")
    assert read_pdf(pdf(page), "tight.pdf").text.splitlines()[:1] == [words]
