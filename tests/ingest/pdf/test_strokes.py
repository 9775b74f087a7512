"""Tracked changes as PDFs draw them: what is struck, what is inserted, and what only looks like it."""

from __future__ import annotations

from centene_sample import centene_sample
from drawing import Canvas, pdf

from payerdiff.corpus.library import samples
from payerdiff.ingest.document import Document
from payerdiff.ingest.pdf.file import read_pdf
from payerdiff.ingest.reader import read_file
from payerdiff.ingest.reading.reading import Reading, ReadingName

RED = (0.8, 0.1, 0.1)
REDLINE = samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"


def body_words(document: Document, name: ReadingName) -> str:
    """Return all words of a reading but its page furniture."""
    reading = Reading(document, name)
    parts = []
    for block in reading.blocks:
        if block.kind not in ("furniture", "balloon"):
            ranges = block.cells or ((block.start, block.end),)
            parts += [reading.words(*cell) for cell in ranges]
    return " ".join(" ".join(parts).split())


def author_words(side: str) -> str:
    """Return what the sample's author wrote before or after the changes, as the recipe has it."""
    paper = centene_sample()
    return " ".join(" ".join(paper.old if side == "old" else paper.new).split())


def test_a_redline_with_all_changes_rejected_reads_as_the_old_policy() -> None:
    assert body_words(read_file(REDLINE), "baseline") == author_words("old")


def test_a_redline_with_all_changes_accepted_reads_as_the_new_policy() -> None:
    assert body_words(read_file(REDLINE), "proposed") == author_words("new")


def marked(document: Document, kind: str) -> list[str]:
    """Return the words under marks of a kind."""
    return [document.text[m.start : m.end] for m in document.marks if m.kind == kind]


def test_a_strike_drawn_as_a_line_and_one_drawn_as_a_rectangle_are_both_deletions() -> None:
    page = Canvas()
    page.text(72, 100, "Age at least ", 11)
    page.text(136, 100, "eighteen", 11, RED)
    page.line(136, 177, 96.5, RED)
    page.text(72, 130, "Weight over ", 11)
    page.text(136, 130, "forty", 11, RED)
    page.box(136, 159.5, 126, 0.7, RED)
    document = read_pdf(pdf(page), "struck.pdf")
    assert marked(document, "deleted") == ["eighteen", "forty"]
    assert "eighteen" not in Reading(document, "proposed").text
    assert "eighteen" in Reading(document, "baseline").text


def test_an_underline_in_the_color_of_struck_words_is_an_insertion() -> None:
    page = Canvas()
    page.text(72, 100, "old", 11, RED)
    page.line(72, 88.5, 96.5, RED)
    page.text(92, 100, "new", 11, RED)
    page.line(92, 112.5, 101.5, RED)
    document = read_pdf(pdf(page), "both.pdf")
    assert (marked(document, "deleted"), marked(document, "inserted")) == (["old"], ["new"])


def test_underlined_headings_links_table_rules_and_shading_are_no_changes() -> None:
    page = Canvas()
    page.text(72, 80, "Underlined heading", 12)
    page.line(72, 172, 81.5)
    page.text(72, 110, "www.example.org", 11, (0, 0, 0.9))
    page.line(72, 155, 111.5, (0, 0, 0.9))
    page.line(60, 550, 135)
    page.text(72, 138.5, "words that a table rule crosses", 11)
    page.box(60, 550, 150, 16, (0.8, 0.8, 0.8))
    page.text(72, 162, "shaded cell", 11)
    document = read_pdf(pdf(page), "clean.pdf")
    assert not document.is_redlined


def test_balloons_in_the_margin_are_kept_apart_from_the_list_that_they_stand_beside() -> None:
    page = Canvas()
    page.text(72, 100, "1. Diagnosis of the disease as the", 11)
    page.text(470, 104, "Formatted: Font: Italic", 8)
    page.text(84, 114, "chart shows it;", 11)
    page.text(72, 130, "2. Age at least 18 years;", 11)
    document = read_pdf(pdf(page), "balloon.pdf")
    blocks = Reading(document, "published").blocks
    words = [Reading(document, "published").words(b.body, b.end) for b in blocks if b.kind == "item"]
    assert words == ["Diagnosis of the disease as the chart shows it;", "Age at least 18 years;"]
    assert [document.text[x.start : x.end] for x in document.lines if x.kind == "balloon"] == [
        "Formatted: Font: Italic"
    ]


BLUE = (0.1, 0.2, 0.8)


def test_two_authors_colors_are_both_read() -> None:
    """An inserted color is known by a strike of the same author, or by a change bar: a link is colored and underlined too."""
    page = Canvas()
    for y, color in ((100, RED), (140, BLUE)):
        page.text(72, y, "deleted by one", 11, color)
        page.line(72, 144.2, y - 3.5, color)
        page.text(160, y, "added by another", 11, color)
        page.line(160, 245.6, y + 1.5, color)
    document = read_pdf(pdf(page), "two.pdf")
    assert (marked(document, "deleted"), marked(document, "inserted")) == (["deleted by one"] * 2, ["added by another"] * 2)  # fmt: skip


def test_a_change_bar_makes_an_underlined_colored_word_beside_it_an_insertion() -> None:
    page = Canvas()
    page.upright(60, 88, 104)
    page.text(72, 100, "Age at least", 11)
    page.text(138, 100, "fifteen", 11, RED)
    page.line(138, 169, 101.5, RED)
    page.text(72, 140, "see the", 11)
    page.text(112, 140, "handbook", 11, BLUE)
    page.line(112, 160, 141.5, BLUE)
    document = read_pdf(pdf(page), "bar.pdf")
    assert marked(document, "inserted") == ["fifteen"]


def test_a_deleted_list_item_goes_with_its_number() -> None:
    page = Canvas()
    page.text(72, 100, "a. First item of the list;", 11)
    page.text(72, 118, "b.", 11, RED)
    page.text(84, 118, "Second item, struck;", 11, RED)
    page.line(72, 186, 114.5, RED)
    page.text(72, 136, "c. Third item of the list;", 11)
    document = read_pdf(pdf(page), "item.pdf")
    new = Reading(document, "proposed")
    assert [new.words(b.body, b.end) for b in new.blocks] == ["First item of the list;", "Third item of the list;"]
    old = Reading(document, "baseline")
    assert [old.words(b.body, b.end) for b in old.blocks] == ["First item of the list;", "Second item, struck;", "Third item of the list;"]  # fmt: skip


def test_strokes_that_part_the_links_of_a_menu_are_no_change_bars() -> None:
    page = Canvas()
    for x, words in ((72, "Handbook"), (140, "Contact"), (200, "Privacy")):
        page.text(x, 100, words, 11, BLUE)
        page.line(x, x + {"Handbook": 48, "Contact": 39, "Privacy": 38}[words], 101.5, BLUE)
        page.upright(x + 56, 90, 103)
    document = read_pdf(pdf(page), "menu.pdf")
    assert not document.is_redlined


def test_an_underlined_sign_of_inequality_is_or_equal() -> None:
    page = Canvas()
    page.text(72, 100, "Patient is > 18 years of age; BMI is < 40; LDL > 70")
    first = read_pdf(pdf(page), "plain.pdf")
    at = [first.text.index(">"), first.text.index("<")]
    for place in at:
        page.line(first.lefts[place], first.rights[place], 101.5)
    document = read_pdf(pdf(page), "underlined.pdf")
    assert "is ≥ 18" in document.text and "is ≤ 40" in document.text and "LDL > 70" in document.text


def test_a_heading_underlined_as_a_whole_keeps_its_sign() -> None:
    page = Canvas()
    page.text(72, 100, "Patients > 18 years of age")
    page.line(72, 220, 101.5)
    assert "> 18" in read_pdf(pdf(page), "heading.pdf").text
