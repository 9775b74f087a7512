"""Words that a page strikes by its style sheet are deleted, whatever the form of the rule that reaches them."""

from __future__ import annotations

import pytest

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_bytes

STRIKE = "{color:red; text-decoration: line-through}"


def read(rules: str, more: str = "") -> Document:
    """Return a page with a style sheet; the words at stake lie in a list."""
    body = f'<ol id="list"><li class="c1"><p>kept</p></li><li class="c2 old"><p data-was="x"><span class="c7">gone</span> {more}</p></li></ol>'
    page = f"<!doctype html><html><head><meta charset=utf-8><style>{rules}</style></head><body>{body}</body></html>"
    return read_bytes(page.encode(), "page.html")


def marked(document: Document) -> list[tuple[str, str]]:
    """Return the tracked words with what was done to them."""
    return [(m.kind, words) for m in document.marks if (words := document.text[m.start : m.end].strip())]


@pytest.mark.parametrize(
    "selector",
    [
        ".c7", "span.c7", "li.old span", "li.old > p > span", "ol li.c2.old p[data-was] .c7", "#list .c7", ".x, .c7",
        "p:not(.kept) > span", "li:nth-child(2)", "li + li", "@media screen { .y {} .c7",
    ],
)  # fmt: skip
def test_every_form_of_selector_strikes_what_it_reaches(selector: str) -> None:
    closing = " }" if selector.startswith("@") else ""
    assert marked(read(f"p{{margin:0}} {selector} {STRIKE}{closing}")) == [("deleted", "gone")]


@pytest.mark.parametrize(
    "rules",
    [
        f".c7 {STRIKE} .c7 {{text-decoration:none}}",
        f"span {STRIKE} .c7 {{text-decoration-line:none}}",
        f".c7 {STRIKE} #list .c7 {{text-decoration:underline}}",
        f".c8 {STRIKE}",
        f"/* .c7 {STRIKE} */ .c7 {{color:red}}",
        f".c7::before {STRIKE} a:hover {STRIKE}",
    ],
)
def test_what_a_stronger_rule_takes_back_is_not_struck(rules: str) -> None:
    assert not marked(read(rules))


@pytest.mark.parametrize(
    "rules", [f"#list .c7 {STRIKE} .c7 {{text-decoration:none}}", ".c7 {text-decoration:line-through !important} #list .c7 {text-decoration:none}"]
)  # fmt: skip
def test_the_more_specific_or_important_rule_holds(rules: str) -> None:
    assert marked(read(rules)) == [("deleted", "gone")]


def test_what_is_underlined_in_color_beside_struck_words_is_inserted() -> None:
    rules = f".c7 {STRIKE} .c9 {{color:red;text-decoration:underline}} .c8 {{text-decoration:underline}}"
    more = '<span class="c9">new</span> <span class="c8">plain</span> “≥ 18”'
    document = read(rules, more)
    assert marked(document) == [("deleted", "gone"), ("inserted", "new")]
    assert document.text == "kept\ngone new plain “≥ 18”\n"


def test_an_item_that_states_its_number_has_it_and_the_next_ones_follow() -> None:
    page = b'<html><body><ol type="A" start="2"><li>x</li><li value="5">y</li><li>z</li><li value="none">w</li></ol></body></html>'
    assert [line.marker for line in read_bytes(page, "list.html").lines] == ["B.", "E.", "F.", "G."]
