"""The pages in a real browser, at the width of a desk and of a phone and on paper: no violation of axe-core's, no error, no request."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from browser import CHROMIUM, opened, saved, spills, violations
from ground import sample_files
from reviews import policies, redline

from payerdiff.compare.library.portfolio import portfolio
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.library import by_hash
from payerdiff.ingest.pdf.page_images import PageImages
from payerdiff.model.policy import Policy
from payerdiff.normalize.publication import published
from payerdiff.templates.rendering import render_comparison, render_portfolio, render_review

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
DRUG = "blinatumomab"
WIDTHS = (1440, 390)
KINDS = ("few", "crowd", "review", "portfolio")


def dated(policy: Policy) -> Policy:
    """Return a policy whose wording is later than its first day in force: the longest that can be said of its dates."""
    dates = {"effective": date(2018, 1, 1), "published": date(2025, 6, 17)}
    return policy.model_copy(update={"dates": policy.dates.model_copy(update=dates)})


def many(count: int) -> list[Policy]:
    """Return the policies on one drug, again and again under other payers' names."""
    own = [dated(p.about(DRUG)) for p in policies() if any(d.generic == DRUG for d in p.drugs)]
    return [
        published(p.model_copy(update={"payer": p.payer.model_copy(update={"id": f"plan_{at}", "name": f"{chr(65 + at)}lpha Plan"})}))
        for at, p in enumerate(own[at % len(own)] for at in range(count))
    ]  # fmt: skip


@cache
def page_of(kind: str) -> str:
    """Return a page of each kind."""
    if kind == "review":
        return render_review(redline())
    if kind == "portfolio":
        return render_portfolio(portfolio(policies(), [], date(2026, 1, 15)))
    held = many(11 if kind == "crowd" else 3)
    with closing(PageImages(by_hash([p.source.sha256 for p in held], sample_files()))) as pages:
        return render_comparison(compare(held, DRUG, DRUG), pages.crop)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_can_be_read_by_everybody_and_asks_for_nothing(kind: str, width: int, tmp_path: Path) -> None:
    with opened(saved(page_of(kind), tmp_path), width) as (page, told):
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert spills(page) == []
        assert told == []


WORDS = "document.body.innerText.split(/\\s+/).filter(Boolean).length"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_of_three_policies_meets_few_words_and_everything_unfolds(width: int, tmp_path: Path) -> None:
    with opened(saved(page_of("few"), tmp_path), width) as (page, told):
        assert page.locator("#what ol li").first.bounding_box()["y"] < 900  # type: ignore[index]  # it is shown
        assert 300 < page.evaluate(WORDS) < 3000
        page.locator("#unfold").click()
        assert page.locator("details.fold:not([open])").count() == 0
        assert page.evaluate(WORDS) > 10_000
        assert spills(page) == []
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert told == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 1200)])
def test_the_sentences_of_consequence_stand_right_below_the_payers(width: int, height: int, tmp_path: Path) -> None:
    with opened(saved(page_of("few"), tmp_path), width) as (page, _):
        places = ("#payers", "#what ol li", "#access .legend", "#access table")
        boxes = [page.locator(place).first.bounding_box() for place in places]
        tops = [box["y"] for box in boxes if box is not None]
        assert len(tops) == len(boxes)  # all are shown
        assert tops == sorted(tops)
        last = page.locator("#what > ol li").last.bounding_box()
        assert last is not None and last["y"] + last["height"] < height
        assert 1 <= page.locator("#what > ol li").count() <= 7
        signs = page.locator("#access .legend").inner_text()
        assert "≠" in signs and "∅" in signs


def test_no_word_breaks_within_a_table_of_eight_payers(tmp_path: Path) -> None:
    names = (
        "UnitedHealthcare",
        "RxAdvance",
        "WellSense",
        "Highmark",
        "Alaska Medicaid",
        "Priority Health",
        "Aetna",
        "Tufts",
    )
    held = [p.model_copy(update={"payer": p.payer.model_copy(update={"id": name, "name": name, "short_name": name})}) for p, name in zip(many(8), names, strict=True)]  # fmt: skip
    lines = """() => [...document.querySelectorAll("#access thead th, #who thead th")].flatMap((th) => th.innerText.split(/\\s+/).map((word) => {
      const range = document.createRange(), node = th.firstChild, at = node.data.indexOf(word);
      range.setStart(node, at); range.setEnd(node, at + word.length);
      return [word, new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size];
    })).filter(([, tops]) => tops > 1)"""
    with opened(saved(render_comparison(compare(held, DRUG, DRUG)), tmp_path), 1440) as (page, _):
        assert page.evaluate(lines) == []
        assert page.locator("#who thead th").first.is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_one_indication_is_shown_in_the_grid_and_the_matrix(width: int, tmp_path: Path) -> None:
    held = [p.about("dupilumab") for p in policies() if any(d.generic == "dupilumab" for d in p.drugs)]
    with opened(saved(render_comparison(compare(held, "Dupixent (dupilumab)", "dupilumab")), tmp_path), width) as (page, told):  # fmt: skip
        before = page.locator(".glance tbody:visible").count()
        use = page.locator("#use option").nth(1).get_attribute("value") or "-"
        page.select_option("#use", use)
        assert 0 < page.locator(".glance tbody:visible").count() < before
        assert page.locator("#by-use").input_value().lower() in (use.lower(), "")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert told == []


@pytest.mark.parametrize("width", WIDTHS)
def test_long_names_and_titles_wrap(width: int, tmp_path: Path) -> None:
    """A document may be called anything: nothing on the first screen or below it makes the page wider than the window."""
    long = "Supercalifragilisticexpialidocious" * 4
    held = [
        p.model_copy(update={"title": long, "payer": p.payer.model_copy(update={"name": f"{long} {p.payer.name}", "short_name": f"{long} {at}", "lines_of_business": [long]}), "criteria": [s.model_copy(update={"indication": f"{long} {s.indication}"}) for s in p.criteria]})
        for at, p in enumerate(many(3))
    ]  # fmt: skip
    with opened(saved(render_comparison(compare(held, f"{long} (blinatumomab)", DRUG)), tmp_path), width) as (page, _):
        page.locator("#unfold").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("kind", KINDS)
def test_without_script_a_page_is_a_plain_document(kind: str, tmp_path: Path) -> None:
    """What needs a script is not shown, every word is there, and a link to a passage leads to it."""
    with opened(saved(page_of(kind), tmp_path), 1440, script=False) as (page, told):
        assert page.locator(".js:visible, #px:visible, #steps:visible, .bar[hidden]:visible").count() == 0
        assert page.locator("main section").count() >= 5
        if kind == "crowd":
            page.locator("#access .fold > summary").click()
        if kind != "portfolio":
            link = page.locator("a.c:visible").first
            link.click()
            assert page.url.endswith(link.get_attribute("href") or "-")
            assert page.locator(f"{link.get_attribute('href')}").is_visible()
        assert told == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_passage_opens_beside_the_text_and_focus_comes_back(width: int, tmp_path: Path) -> None:
    with opened(saved(page_of("few"), tmp_path), width) as (page, told):
        page.locator("#matrix > summary").click()
        link = page.locator("#why a.c", has_text="p. 1").first
        shown = page.locator(link.get_attribute("href") or "")
        link.click()
        drawer = page.locator("#drawer")
        assert drawer.is_visible()
        assert drawer.locator("mark").inner_text() == shown.locator("mark").text_content()
        assert drawer.locator("img").evaluate("(x) => x.complete && x.naturalWidth > 100")
        assert violations(page) == []
        page.keyboard.press("Escape")
        assert not drawer.is_visible()
        assert page.evaluate("document.activeElement.getAttribute('href')") == link.get_attribute("href")
        assert told == []


def test_heads_and_questions_of_a_wide_matrix_stay_in_place(tmp_path: Path) -> None:
    with opened(saved(page_of("crowd"), tmp_path), 1440) as (page, _):
        page.locator("#matrix > summary").click()
        region, head, question = page.locator(".mxw"), page.locator("#mx thead th").nth(1), page.locator("#mx tbody tr[id] th").nth(4)  # fmt: skip
        region.scroll_into_view_if_needed()
        before = head.bounding_box(), question.bounding_box()
        region.evaluate("(x) => x.scrollTo(500, 120)")
        after = head.bounding_box(), question.bounding_box()
        assert before[0] and after[0] and before[1] and after[1]
        assert after[0]["y"] == before[0]["y"] and after[0]["x"] == before[0]["x"] - 500
        assert after[1]["x"] == before[1]["x"] and after[1]["y"] == before[1]["y"] - 120


@pytest.mark.parametrize("width", WIDTHS)
def test_a_headline_of_a_long_report_leads_to_its_row(width: int, tmp_path: Path) -> None:
    """Sections of a long report are laid out when they come near: a link must lead to its row all the same."""
    with opened(saved(page_of("crowd"), tmp_path), width) as (page, told):
        page.add_style_tag(content="html{scroll-behavior:auto!important}")
        for link in page.locator(".hl a:visible").all():
            target = page.locator(link.get_attribute("href") or "")
            link.click()
            page.wait_for_timeout(150)
            box = target.bounding_box()
            assert box and -1 <= box["y"] < 900, (link.inner_text(), box)
            page.evaluate("scrollTo(0, 0)")
        assert told == []


@pytest.mark.parametrize("width", WIDTHS)
def test_payers_can_be_picked_and_pairs_found(width: int, tmp_path: Path) -> None:
    with opened(saved(page_of("crowd"), tmp_path), width) as (page, told):
        page.locator("#matrix > summary").click()
        page.locator(".pick summary").click()
        page.locator("#all-out").click()
        for name in ("Clpha", "Elpha"):
            page.locator(".pick label", has_text=name).locator("input").check()
        heads = page.locator("#mx thead th:not([hidden])")
        assert heads.all_inner_texts() == ["Question", "Clpha", "Elpha"]
        assert page.locator("#mx tr[id]").first.locator("td:visible").count() == 2
        page.locator("#pairs > summary").click()
        page.select_option("#by-pair", "Clpha")
        shown = page.locator("details.pair:visible")
        assert shown.count() > 1 and all("Clpha" in (x.get_attribute("data-a"), x.get_attribute("data-b")) for x in shown.all())  # fmt: skip
        assert page.locator("#pairs-shown").inner_text() == f"{shown.count()} of {page.locator('details.pair').count()} pairs"  # fmt: skip
        assert told == []


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper_each_page_has_its_head_and_number(kind: str, tmp_path: Path) -> None:
    with opened(saved(page_of(kind), tmp_path), 1440) as (page, _):
        document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    for number in range(1, len(document) + 1):
        words = "".join(document[number - 1].get_textpage().get_text_range().split())
        assert "payerdiff·" in words and f"{number}/{len(document)}" in words
    document.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_patient_is_tried_and_the_answer_names_its_criterion(width: int, tmp_path: Path) -> None:
    with opened(saved(page_of("few"), tmp_path), width) as (page, told):
        page.locator("#try > summary").click()
        form, out = page.locator("#px form"), page.locator("#out tr")
        before = out.all_inner_texts()
        form.locator("input[aria-label=Age]").fill("45")
        after = out.all_inner_texts()
        assert len(after) == out.count() > 1 and after != before
        refused = next(row for row in out.all() if "does not meet" in row.inner_text())
        refused.locator("a.c").first.click()
        assert page.locator("#drawer mark").inner_text()
        out.first.locator("b").first.evaluate("(x) => { x.textContent = 'depends on what the request leaves open'; }")
        assert spills(page) == []  # the longest result, on a phone too
        assert told == []
