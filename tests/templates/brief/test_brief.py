"""The executive page: one sheet, text that can be edited, the same bytes each time, and nothing left out without being counted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import lxml.html
import pypdfium2
import pytest
from browser import CHROMIUM, opened, saved, violations
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pptx import Presentation
from reviews import blincyto, policies, redline
from trees import asking, twofold

from payerdiff import api
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.comparison import Comparison, Headline
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.templates.brief.brief import LAST, SENTENCES, Brief, BriefBlock, BriefCell, BriefRow
from payerdiff.templates.brief.comparison_brief import WIDE, comparison_brief
from payerdiff.templates.brief.review_brief import different, review_brief, together
from payerdiff.templates.brief.sheet import filled, filled_by_blocks, fitted, height, room, tall, width_of
from payerdiff.templates.brief.slide import slide
from payerdiff.templates.brief.word_document import word_document
from payerdiff.templates.rendering import render_brief
from payerdiff.templates.review.verdict_views import verdict_words

STEPS = "Failure of methotrexate for at least 3 months"
OPEN = "Failure of two of the agents that the formulary lists"
LONG = "Failure of an adequate trial, with documentation of doses and dates, of each of the following agents unless contraindicated"


@cache
def about_one_drug() -> Comparison:
    """Return a comparison that has access facts."""
    drug = "blinatumomab"
    held = [p.about(drug) for p in policies() if any(d.generic == drug for d in p.drugs)]
    return compare(held, "Blincyto (blinatumomab)", drug)


def crowd() -> Comparison:
    """Return a comparison of more payers than a sheet has columns for."""
    many = [asking(STEPS, number=number) for number in range(2, 12)] + [asking(OPEN, number=12)]
    return compare(many, "Tremfya (guselkumab)", "guselkumab")


def sheets() -> list[Brief]:
    """Return a sheet of each kind: few payers, many, questions without facts, a review."""
    return [comparison_brief(about_one_drug()), comparison_brief(crowd()), comparison_brief(blincyto()), review_brief(redline())]  # fmt: skip


def fullest() -> Brief:
    """Return a sheet as full as one may be: long titles, long cells, a warning, all its sentences."""
    row = BriefRow(
        "Quantity limit", "Plaque psoriasis and psoriatic arthritis", (BriefCell(LONG, "p. 3", strong=True),) * 5, 0
    )
    heads = tuple(
        (f"Community Health Plan {at}", "Commercial, Medicare, pharmacy benefit, effective 2025-07-29")
        for at in range(5)
    )
    sheet = Brief(
        title=f"Tremfya (guselkumab): {LONG}", question=LONG, warning=LONG, leads=("Requirement", "Indication"), heads=heads,
        rows=(), notes=(LONG, LONG), sentences=(LONG * 2,) * SENTENCES, source=LONG,
    )  # fmt: skip
    return filled(sheet, [row] * 40, "report")


def text_of(content: bytes) -> str:
    """Return all words of an office file's own text."""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        names = [n for n in held.namelist() if n == "word/document.xml" or n.startswith("ppt/slides/slide")]
        return " ".join(re.sub(r"<[^>]+>", " ", held.read(name).decode()) for name in names)


def test_office_files_have_the_same_bytes_and_no_clock() -> None:
    for sheet in sheets():
        for make in (word_document, slide):
            content = make(sheet)
            assert content == make(sheet)
            with zipfile.ZipFile(io.BytesIO(content)) as held:
                assert held.testzip() is None
                assert {info.date_time for info in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}
                assert str(datetime.now(UTC).year).encode() not in held.read("docProps/core.xml")


def test_each_carrier_has_every_word_as_text_and_a_table_of_its_own() -> None:
    for sheet in sheets():
        assert sheet.rows
        word, deck = word_document(sheet), slide(sheet)
        (table,) = Document(io.BytesIO(word)).tables
        (page,) = Presentation(io.BytesIO(deck)).slides
        (drawn,) = [shape.table for shape in page.shapes if shape.has_table]
        html: lxml.html.HtmlElement = lxml.html.document_fromstring(render_brief(sheet))
        for at, row in enumerate(sheet.rows, 1):
            wanted = [*sheet.about(row), *(" ".join(f"{c.text} {c.place}".split()) for c in row.cells)]
            shown = [" ".join(x.text_content().split()) for x in html.xpath(f"//tbody/tr[{at}]/*")]
            assert wanted == shown
            width = len(wanted)  # the head of a block is one cell over all columns
            assert wanted == [" ".join(cell.text.split()) for cell in table.rows[at].cells[:width]]
            assert wanted == [" ".join(cell.text.split()) for cell in list(drawn.rows[at].cells)[:width]]
        for words in (sheet.title, sheet.question, *sheet.notes, *sheet.sentences, sheet.source):
            told = " ".join(words.split())
            for content in (text_of(word), text_of(deck)):
                assert told in " ".join(content.replace("&amp;", "&").split())
            assert told in " ".join(html.text_content().split())


def test_facts_of_the_sheet_are_those_of_the_comparison() -> None:
    result = about_one_drug()
    sheet = comparison_brief(result)
    assert [name for name, _ in sheet.heads] == result.names
    (row,) = [r for r in sheet.rows if r.title == "Initial authorization"]
    months = [next((f.initial_months for f in result.access if f.policy == key), None) for key in result.keys]
    for cell, value in zip(row.cells, months, strict=True):
        assert (f"{value:g} month" in cell.text) if value else not cell.text[0].isdigit()


@pytest.mark.parametrize("count", [2, 7])
def test_no_indication_is_missing_on_the_sheet_and_none_has_an_answer_that_nobody_gave(count: int) -> None:
    payers = [twofold(asking(*(STEPS, "Failure of adalimumab")[: 1 + at % 2], number=at)) for at in range(2, 2 + count)]
    result = compare([*payers[1:], twofold(asking(OPEN, number=99)), payers[0]], "Tremfya (guselkumab)", "guselkumab")
    sheet = comparison_brief(result)
    titles = [row.title.removesuffix(" ≠").lower() for row in sheet.rows if row.cells]
    assert titles[:2] == list(dict.fromkeys(f.indication for f in result.access))
    told = [cell for cell in sheet.rows[1].cells if SEE_TEXT in cell.text]
    assert told and all(cell.open for cell in told) == (count < WIDE)


def test_an_answer_that_was_not_evaluated_is_never_set_as_an_answer() -> None:
    result = compare([asking(STEPS), asking(OPEN, number=3)], "Tremfya (guselkumab)", "guselkumab")
    (row,) = [r for r in comparison_brief(result).rows if r.title == "Conventional steps"]
    decided, undecided = row.cells
    assert (decided.open, undecided.open, undecided.strong) == (False, True, False)


def test_a_direction_without_an_example_patient_is_not_told_as_nobody() -> None:
    verdict = (
        redline().verdicts[1].model_copy(update={"direction": "loosened", "witness_lost": None, "witness_gained": None})
    )
    known = next(v for v in redline().verdicts if v.witness_lost and v.indication != verdict.indication)
    sheet = review_brief(redline().model_copy(update={"verdicts": [known, verdict]}))
    (row,) = [r for r in sheet.rows if r.of == verdict.indication]
    told = dict(zip([head for head, _ in sheet.heads], [cell.text for cell in row.cells], strict=True))
    assert (told["Loses coverage"], told["Gains coverage"]) == ("none found", "no example patient; see the changes")
    bare = review_brief(redline().model_copy(update={"verdicts": [verdict]}))
    assert [head for head, _ in bare.heads] == ["Direction", "What changed"]


def test_rows_that_say_the_same_are_one_and_none_is_lost() -> None:
    cells = [(BriefCell("less"),), (BriefCell("more"),)]
    rows = [
        BriefRow(phase, use, cells[use == "b"], 0) for use in "abc" for phase in ("Initial approval", "Reauthorization")
    ]
    assert [(r.title, r.of) for r in together(rows)] == [("Initial approval and reauthorization", "a and c"), ("Initial approval and reauthorization", "b")]  # fmt: skip
    assert [(r.title, r.of) for r in together(rows[:3])] == [("Initial approval and reauthorization", "a"), ("Initial approval", "b")]  # fmt: skip


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_what_is_left_out_of_a_change_stands_in_both_texts(old: list[str], new: list[str]) -> None:
    before, after = different(old, new)
    start = next(i for i in range(len(old) + 1) if " ".join(old[i:]).startswith(before))
    cut = len(old) - len(before.split())
    assert len(new) - len(after.split()) == cut
    assert old == new or before != after
    assert old[:start] == new[:start]


def indications_of(rows: Sequence[BriefRow]) -> list[list[str]]:
    """Return the titles of the rows below each head."""
    found: list[list[str]] = []
    for row in rows:
        if row.cells:
            found[-1].append(row.title)
        else:
            found.append([])
    return found


@given(st.lists(st.integers(1, 14), min_size=1, max_size=6), st.integers(1, 8), st.integers(0, 300))
@settings(max_examples=40, deadline=None)
def test_rows_stand_below_the_indication_that_they_are_about_and_what_is_left_out_is_named(sizes: list[int], columns: int, letters: int) -> None:  # fmt: skip
    blocks = [
        BriefBlock(f"Use {at}", tuple(BriefRow(f"Fact {at}.{n}", "", (BriefCell("yes " * (letters // 4)),) * columns) for n in range(size)))
        for at, size in enumerate(sizes)
    ]  # fmt: skip
    bare = replace(
        comparison_brief(about_one_drug()), heads=(("A", ""),) * columns, leads=("Requirement",), rows=(), notes=()
    )
    sheet = filled_by_blocks(bare, blocks, "report")
    kept = indications_of(sheet.rows)
    heads = [row.title for row in sheet.rows if not row.cells]
    for head, facts in zip(heads, kept, strict=True):
        assert facts and all(fact.startswith(f"Fact {head.split()[1]}.") for fact in facts)
    cut = [head for head, facts in zip(heads, kept, strict=True) if len(facts) < sizes[int(head.split()[1])]]
    assert len(cut) < 2
    missing = sum(sizes) - sum(map(len, kept))
    told = " ".join(sheet.notes)
    assert (f"{missing} more row" in told) == (missing > 0)
    assert all(block.title in told for block in blocks if block.title not in heads)
    assert tall([row for row in sheet.rows if row.cells], width_of(columns, 1)) + 14 * len(heads) <= room(bare)


def test_indications_of_which_all_say_the_same_are_told_once() -> None:
    result = about_one_drug()
    heads = [row.title for row in comparison_brief(result).rows if not row.cells]
    assert len(heads) == len(set(heads)) and heads


def test_what_does_not_fit_is_counted() -> None:
    rows = [BriefRow(f"Fact {at}", "", (BriefCell("yes"),), rank=at % 3) for at in range(39)]
    kept, left = fitted(rows, 1, 30 * 14)
    assert (len(kept), left) == (30, 9)
    assert sum(r.rank == 2 for r in kept) == sum(r.rank == 2 for r in rows) - 9
    many = about_one_drug().model_copy(update={"headlines": [Headline(text=f"Difference {at}.", kind="only", policies=[], refs=[]) for at in range(SENTENCES + 4)]})  # fmt: skip
    assert "4 more differences in the full report." in comparison_brief(many).notes


def test_every_question_has_a_row_before_one_has_a_second() -> None:
    ranks = (("Phototherapy", LAST), ("Age", 0), ("Steps", 1))
    rows = [BriefRow(title, use, (BriefCell("yes"),), rank) for title, rank in ranks for use in "abcd"]
    assert [(r.title, r.of) for r in fitted(rows, 1, 3 * 14)[0]] == [("Age", "a"), ("Age", "b"), ("Steps", "a")]


@given(st.lists(st.builds(BriefRow, st.text(max_size=60), st.text(max_size=200), st.tuples(st.builds(BriefCell, st.text(max_size=400)), st.builds(BriefCell, st.text(max_size=400))), st.integers(0, 2)), max_size=50))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_table_never_grows_beyond_its_lines(rows: list[BriefRow]) -> None:
    kept, left = fitted(rows, 2, 364)
    assert sum(height(row, width_of(2)) for row in kept) <= 364 and len(kept) + left == len(rows)


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_sheet_is_one_page_however_full_and_everybody_can_read_it(tmp_path: Path) -> None:
    for sheet in (*sheets(), fullest()):
        for width in (1440, 390):
            with opened(saved(render_brief(sheet), tmp_path), width) as (page, told):
                assert violations(page) == [] and told == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert 60 <= room(sheet) <= 460
        document = pypdfium2.PdfDocument(api.print_pdf(render_brief(sheet)))
        assert len(document) == 1, sheet.title
        document.close()


def test_title_and_logo_are_the_users(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (300, 100), (10, 90, 134)).save(logo)
    carriers: tuple[api.BriefCarrier, ...] = ("html", "docx", "pptx")
    for carrier in carriers:
        content = api.brief(redline(), carrier, title="For the committee", logo=logo)
        words = content.decode() if carrier == "html" else text_of(content)
        assert "For the committee" in words and verdict_words(redline()) not in words.split("What changed")[0]
        if carrier == "html":
            assert "data:image/png;base64," in words
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as held:
                assert any(logo.read_bytes() == held.read(name) for name in held.namelist() if name.endswith(".png"))
    (tmp_path / "logo.svg").write_text("<svg/>")
    with pytest.raises(PayerdiffError) as failed:
        api.brief(redline(), logo=tmp_path / "logo.svg")
    assert failed.value.code == "not-a-logo"
    with pytest.raises(PayerdiffError) as failed:
        api.brief_carrier("sheet.odt")
    assert failed.value.code == "no-such-brief"
