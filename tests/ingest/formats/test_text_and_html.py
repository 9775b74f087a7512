"""Markdown, plain text and HTML: marks, lists, lost bullets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payerdiff.ingest.formats.web_lists import roman
from payerdiff.ingest.formats.web_page import read_web_page
from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.marker import places_of, roman_value
from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.errors import PayerdiffError


def squeeze(text: str) -> str:
    """Fold white space."""
    return re.sub(r"\s+", " ", text).strip()


WORDS = st.text(alphabet="abcdefg ", min_size=1, max_size=12).filter(lambda s: s.strip() == s and s)


@given(st.lists(st.tuples(st.sampled_from(["keep", "del", "ins"]), WORDS), min_size=1, max_size=8))
def test_rejecting_gives_the_old_text_and_accepting_gives_the_new(parts: list[tuple[str, str]]) -> None:
    forms = {"keep": "{}", "del": "~~{}~~", "ins": "<ins>{}</ins>"}
    text = "x " + " ".join(forms[kind].format(words) for kind, words in parts) + " ~~y~~"
    document = read_bytes(text.encode(), "drawn.md")
    old = "x " + " ".join(words if kind != "ins" else "" for kind, words in parts) + " y"
    new = "x " + " ".join(words if kind != "del" else "" for kind, words in parts)
    assert squeeze(Reading(document, "baseline").text) == squeeze(old)
    assert squeeze(Reading(document, "proposed").text) == squeeze(new)


@given(st.integers(min_value=1, max_value=39))
def test_roman_numerals_are_read_as_they_are_written(number: int) -> None:
    assert roman_value(roman(number)) == number
    assert ("roman", number) in places_of(roman(number))


def test_a_text_keeps_every_letter_of_its_file() -> None:
    text = "I. Criteria\n\n 1. Age  ~~18~~ <u>15</u>;\n"
    assert read_bytes(text.encode(), "a.md").text == text


def test_html_changes_lists_and_tables_are_read() -> None:
    page = b"""<html><body><h2>Criteria</h2><ol type="a"><li>Age <del>18</del><ins>15</ins> years;</li><li>Diagnosis</li></ol>
    <table><tr><th>Code</th><th>What</th></tr><tr><td>J9039</td><td>Injection</td></tr></table><nav>Home</nav></body></html>"""
    document = read_bytes(page, "p.html")
    proposed = Reading(document, "proposed")
    assert "Age 15 years;" in proposed.text and "Age 18 years;" in Reading(document, "baseline").text
    assert [b.marker.text for b in proposed.blocks if b.marker] == ["a.", "b."]
    assert [tuple(proposed.words(*c) for c in b.cells) for b in proposed.blocks if b.kind == "row"] == [
        ("Code", "What"),
        ("J9039", "Injection"),
    ]
    assert [proposed.words(b.start, b.end) for b in proposed.blocks if b.kind == "furniture"] == ["Home"]


def test_an_underline_alone_is_no_insertion() -> None:
    assert not read_bytes(b"<html><body><p>A <u>heading</u></p></body></html>", "u.html").is_redlined
    assert not read_bytes(b"A <u>heading</u> here\n", "u.md").is_redlined


def test_bullets_that_extraction_dropped_are_reported() -> None:
    lines = ["Heading", ""] + [f" Item number {n} of the list; AND" for n in range(12)] + ["Closing words"] * 12
    document = read_bytes("\n".join(lines).encode(), "lost.txt")
    assert [r.code for r in document.remarks] == ["bullets-lost"]
    assert sum(1 for x in document.lines if x.marker == "") == 12


@pytest.mark.parametrize("tag", ["<u>&gt;</u>", '<span style="text-decoration: underline">&gt;</span>'])
def test_an_underlined_sign_of_inequality_is_or_equal_on_a_page(tag: str) -> None:
    document = read_bytes(f"<html><body><p>Age is {tag} 18 years, LDL &gt; 70</p></body></html>".encode(), "page.html")
    assert "is ≥ 18" in document.text and "LDL > 70" in document.text


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("1.1 Age of 18 years\n1.2 Seen by a specialist\n2.1 Another list", ["1.1", "1.2", "2.1"]),
        ("1.2 Given at home\n1.2.1 By a nurse\n1.3 Or in a clinic", ["1.2", "1.2.1", "1.3"]),
        ("1.5 Units are given\nOnce a day", [None, None]),
        ("1.1 Age of 18 years\n7.4 Of something else", [None, None]),
        ("III.General testing\nA. The member is ill", ["III.", "A."]),
        ("o Tacrolimus\no an oral steroid", ["o", "o"]),
        ("It is an o.\no of no list.", [None, None]),
    ],
)
def test_a_marker_that_only_its_neighbors_tell_is_one_beside_them(text: str, markers: list[str | None]) -> None:
    document = read_bytes(text.replace("\n", "\n\n").encode(), "list.txt")
    blocks = Reading(document, "published").blocks
    assert [block.marker.text if block.marker else None for block in blocks] == markers


def test_a_report_of_this_program_is_no_policy_though_it_quotes_some() -> None:
    page = b'<html><head><meta name="generator" content="payerdiff"></head><body><p>Coverage criteria: age 18.</p></body></html>'
    with pytest.raises(PayerdiffError) as error:
        read_web_page(page, "report.html")
    assert error.value.code == "not-a-policy"
    assert "age 18" in read_web_page(page.replace(b"payerdiff", b"another tool"), "page.html").text


def test_lines_that_a_semicolon_joins_are_items_where_a_line_is_a_paragraph() -> None:
    names = ("ALK", "BRAF", "BRCA", "EGFR", "FLT3", "IDH1", "KRAS", "MET", "RET")
    items = [f"{name} testing for members with cancer;" for name in names] + ["ROS1 testing for members with cancer"]
    prose = (
        "The plan considers each of these tests medically necessary for members with the cancer that is named, and no other. "
        * 3
    )
    document = read_bytes("\n".join([prose, "These tests are covered:", *items, "", prose]).encode(), "page.txt")
    assert [line.kind for line in document.lines] == ["text", "text", *["item"] * 10, "text"]
    assert [remark.code for remark in document.remarks] == ["bullets-lost"]
    wrapped = read_bytes("\n".join(["These tests are covered:", *items]).encode(), "page.txt")
    assert {line.kind for line in wrapped.lines} == {"text"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The Madeupra\n®\n test is covered when: \n- x", ["The Madeupra ® test is covered when:", "- x"]),
        ("Tests such as Madeupra\n™\n, Inventa\n®\n) are covered \n", ["Tests such as Madeupra ™ , Inventa ® ) are covered"]),
        ("The Madeupra\n® \n- It is new\n", ["The Madeupra ®", "- It is new"]),
        ("Covered tests\n\n®\nWords", ["Covered tests", "®", "Words"]),
    ],
)  # fmt: skip
def test_a_raised_trade_mark_on_a_line_of_its_own_breaks_no_sentence(text: str, lines: list[str]) -> None:
    document = read_bytes(text.encode(), "page.txt")
    assert [squeeze(document.text[line.start : line.end]) for line in document.lines] == lines


@pytest.mark.parametrize(("line", "kind"), [("*2, *3, *4", None), ("*Not for children", "note"), ("*2 doses", "note")])
def test_variants_that_stars_name_are_no_footnote(line: str, kind: str | None) -> None:
    document = read_bytes(f"- CYP3A5, including common variants\n  {line}\n- Other genes\n".encode(), "page.txt")
    kinds = {block.kind for block in Reading(document, "published").blocks}
    assert kinds == ({"item"} if kind is None else {"item", kind})
