"""The page of all policies: every statement of every log, searchable; what could not be read."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import lxml.html
import pytest
from browser import CHROMIUM, measured
from readings import sample_library

from payerdiff.compare.library.portfolio import Portfolio, Unreadable, portfolio
from payerdiff.model.policy import Policy
from payerdiff.templates.rendering import render_portfolio


@cache
def policies() -> list[Policy]:
    """Return the sample policies."""
    return list(sample_library().policies)


def whole() -> Portfolio:
    """Return the portfolio of the samples."""
    unread = [Unreadable(document="torn.pdf", code="damaged", message="torn.pdf: cut short")]
    return portfolio(policies(), unread, date(2026, 1, 15))


def parsed(page: str) -> lxml.html.HtmlElement:
    """Return a page parsed."""
    return lxml.html.document_fromstring(page)


def test_the_page_holds_every_statement_of_every_log_and_what_was_not_read() -> None:
    page = render_portfolio(whole())
    assert page == render_portfolio(whole())
    tree = parsed(page)
    shown = [" ".join(x.text_content().split()) for x in tree.xpath("//table[@id='entries']//span[@class='w']")]
    told = [" ".join(s.text.split()) for p in policies() for r in p.revisions for s in r.statements]
    assert sorted(told) == sorted(x for x in shown if x in set(told))
    assert {a[1:] for a in tree.xpath("//a/@href")} <= set(tree.xpath("//@id"))
    assert "torn.pdf" in tree.get_element_by_id("unread").text_content()


def test_drugs_quarter_and_unread_text_are_those_of_the_data() -> None:
    held = whole()
    tree = parsed(render_portfolio(held))
    rows = tree.xpath("//table[@id='by-drug']/tbody/tr")
    shared = [d for d in held.divergence if len(d.documents) > 1]
    assert [r[0].text_content() for r in rows] == [d.drug for d in shared] != []
    for row, told in zip(rows, shared, strict=True):
        assert row[2].text_content().startswith(f"{told.opposed} of {told.answered} shared questions")
        assert len(row[1].xpath(".//a")) == len(told.documents)
    late = {p.document for p in held.policies if p.standing == "overdue"}
    assert sum("overdue" in x.text_content() for x in tree.xpath("//table[@id='by-drug']//td[1]/div")) == sum(d in late for x in shared for d in x.documents)  # fmt: skip
    unread = {f"{p.unread:,}" for p in held.policies if p.unread}
    assert {r[1].text_content() for r in tree.xpath("//table[caption='Unread text by policy']/tbody/tr")} == unread


def test_what_a_log_tells_of_the_quarter_stands_in_it() -> None:
    day = date(2025, 9, 30)
    tree = parsed(render_portfolio(portfolio(policies(), [], day)))
    shown = tree.get_element_by_id("news").text_content()
    first = date(2025, 7, 1)
    told = [s.text for p in policies() for r in p.revisions if r.dates.entry and first <= r.dates.entry <= day for s in r.statements]  # fmt: skip
    assert told and all(text in shown for text in told)
    before = [s.text for p in policies() for r in p.revisions if r.dates.entry and r.dates.entry < first for s in r.statements if s.text not in told]  # fmt: skip
    assert before and not any(text in shown for text in before if len(text) > 40)


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1440, 390])
def test_the_logs_can_be_searched_by_words_and_kind(width: int, tmp_path: Path) -> None:
    seek = "(()=>{const q=d.getElementById('q'),k=d.getElementById('k');q.value='kmt2a';k.value='removed';k.dispatchEvent(new Event('change'));return [...d.querySelectorAll('#entries tbody tr')].filter(r=>r.offsetHeight>0).length})()"
    found = measured(render_portfolio(whole()), width, tmp_path, hits=seek)
    wanted = [
        s
        for p in policies()
        for r in p.revisions
        for s in r.statements
        if "kmt2a" in s.text.lower() and s.kind == "removed"
    ]
    assert found["hits"] == len(wanted) > 0
    assert found["wide"] <= width
