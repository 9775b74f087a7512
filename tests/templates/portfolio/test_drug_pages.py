"""A page for each drug of a library: its indications by payer, what changed, what is due, and the way there and back."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import lxml.html
import pytest
from browser import CHROMIUM, opened, violations
from reviews import policies, redline

from payerdiff import api
from payerdiff.compare.library.divergence import Divergence
from payerdiff.compare.library.portfolio import Portfolio, portfolio
from payerdiff.model.policy import Dates
from payerdiff.templates.portfolio.drug_views import page_names
from payerdiff.templates.rendering import render_drug

DRUG = "blinatumomab"


@cache
def whole() -> Portfolio:
    """Return the portfolio of the samples, with an older version of one of them."""
    sides = redline()
    older = Dates(effective=date(2023, 1, 1), last_review=date(2023, 1, 1))
    source = sides.old.source.model_copy(update={"name": "old.pdf", "sha256": "0" * 64})
    others = [p for p in policies() if p.source.sha256 != sides.new.source.sha256]
    old = sides.old.model_copy(update={"dates": older, "revisions": [], "source": source})
    return portfolio([*others, sides.new, old], [], date(2026, 1, 15))


@cache
def pages() -> dict[str, str]:
    """Return the portfolio with its drugs' pages."""
    return api.portfolio_pages(whole(), "mine.html")


def parsed(name: str) -> lxml.html.HtmlElement:
    """Return a page parsed."""
    return lxml.html.document_fromstring(pages()[name])


def test_every_drug_has_a_page_that_the_portfolio_leads_to_and_that_leads_back() -> None:
    names = page_names(whole())
    assert list(names) == [d.drug for d in whole().divergence] and len(set(names.values())) == len(names) > 5
    assert set(pages()) == {"mine.html", *(f"mine-drugs/{name}" for name in names.values())}
    assert {f"mine-drugs/{name}" for name in names.values()} <= set(parsed("mine.html").xpath("//a/@href"))
    for name in names.values():
        page = parsed(f"mine-drugs/{name}")
        links = set(page.xpath("//a/@href"))
        assert "../mine.html" in links and {link[1:] for link in links if link[0] == "#"} <= set(page.xpath("//@id"))


def test_drugs_whose_names_become_one_have_files_of_their_own() -> None:
    twins = [Divergence(drug=name, documents=[], hashes=[], payers=[], questions=0, answered=0, opposed=0, parted=0) for name in ("a b", "a-b", "A B", "é")]  # fmt: skip
    assert list(page_names(whole().model_copy(update={"divergence": twins})).values()) == ["a-b.html", "a-b-2.html", "a-b-3.html", "drug.html"]  # fmt: skip


def test_a_page_tells_what_the_portfolio_tells_of_the_drug() -> None:
    told = next(d for d in whole().divergence if d.drug == DRUG)
    page = parsed(f"mine-drugs/{DRUG}.html")
    rows = page.xpath("//table[caption='Policies by review status']/tbody/tr")
    shown = {p.document: p for p in whole().policies if p.sha256 in told.hashes}
    assert len(rows) == len(told.hashes) == len(shown) > 2
    assert sum("overdue" in r.text_content() for r in rows) == sum(p.standing == "overdue" for p in shown.values())
    uses = page.xpath("//table[@id='by-use']/tbody/tr")
    assert [len(r[1].xpath("./a")) for r in uses] == [len(one.hashes) for one in told.indications] and uses
    assert f"{told.opposed} of {told.answered} questions" in page.get_element_by_id("differ").text_content()
    entries = [s for p in shown.values() for r in p.revisions for s in r.statements]
    assert len(page.xpath("//table[@id='entries']/tbody/tr")) >= len(entries) > 5


def test_the_newest_change_stands_in_the_table_and_on_the_axis_with_its_direction() -> None:
    (step,) = whole().steps
    page = parsed(f"mine-drugs/{DRUG}.html")
    (row,) = page.xpath("//table[caption='Newer versions compared with the previous ones']/tbody/tr")
    assert str(step.clinical) in row[3].text_content() and "more restrictive" in row[2].text_content()
    for name in (f"mine-drugs/{DRUG}.html", "mine.html"):
        (turn,) = parsed(name).xpath("//section[@id='years']//ul[@class='turns']/li")
        assert str(step.dated) in turn.text_content() and "more restrictive" in turn.text_content()
    assert "old.pdf" not in {small.text_content() for small in page.xpath("//section[@id='payers']//small")}


def test_the_portfolio_is_indexed_by_payer_and_by_indication_with_links_to_the_drugs() -> None:
    page = parsed("mine.html")
    replaced = {step.old for step in whole().steps}
    held = [p for p in whole().policies if p.document not in replaced]
    rows = {r[0].text_content(): r for r in page.xpath("//table[@id='by-payer']/tbody/tr")}
    assert set(rows) == {p.payer or "payer not named" for p in held} and len(rows) > 5
    for name, row in rows.items():
        own = [p for p in held if (p.payer or "payer not named") == name]
        late = sum(p.standing == "overdue" for p in own)
        assert row[1].text_content() == f"{len(own)}{f', {late} overdue' if late else ''}"
        assert {a.text_content() for a in row[2].xpath("./a")} == {d for p in own for d in p.drugs}
    uses: dict[str, int] = {}
    for one in whole().divergence:
        for use in one.indications:
            uses[use.indication.lower()] = uses.get(use.indication.lower(), 0) + len(set(use.hashes))
    shown = {r[0].text_content().lower(): sum(int(b.text_content()) for b in r[1].xpath("./b")) for r in page.xpath("//table[@id='by-use']/tbody/tr")}  # fmt: skip
    assert shown == uses and len(uses) > 5


def test_versions_whose_number_counts_them_are_one_policy_on_the_page_of_their_drug() -> None:
    own = next(p.about(DRUG) for p in policies() if any(d.generic == DRUG for d in p.drugs))
    held = [
        own.model_copy(update={"number": number, "dates": Dates(effective=date(year, 1, 1)), "revisions": [], "source": own.source.model_copy(update={"sha256": str(year) * 16, "name": f"{year}.pdf"})})
        for year, number in ((2024, "2024 P 1234-5"), (2025, "2025 P 1234-6"))
    ]  # fmt: skip
    told = portfolio(held, [], date(2026, 1, 15))
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(render_drug(told, DRUG, "mine.html"))
    assert page.find_class("dek")[0].text_content().startswith("1 policy")
    assert len(told.steps) == 1


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1440, 390])
def test_a_drug_is_reached_by_search_and_its_page_can_be_read_by_everybody(width: int, tmp_path: Path) -> None:
    (tmp_path / "mine-drugs").mkdir()
    for name, text in pages().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with opened((tmp_path / "mine.html").as_uri(), width) as (page, told):
        page.locator("[data-seek='by-drug']").fill("blina")
        page.locator("#by-drug tbody tr:visible th a").click()
        assert page.locator("h1").inner_text().startswith("Blinatumomab")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("#q").fill("kmt2a")
        assert 0 < page.locator("#entries tbody tr:visible").count() < page.locator("#entries tbody tr").count()
        assert [line.rpartition("/")[2] for line in told] == [
            "blinatumomab.html"
        ]  # the page that was led to, and nothing else
