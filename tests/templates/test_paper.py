"""What reports put on paper: the answers by default, everything by choice, each with its number of pages said before."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from browser import CHROMIUM, opened, saved
from command import run
from playwright.sync_api import Page
from reviews import policies, redline

from payerdiff import api
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.normalize.publication import published
from payerdiff.templates.rendering import render_comparison, render_review

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
DRUG = "blinatumomab"
KINDS = {"few": 3, "eight": 8, "crowd": 11}
CORE = {"what", "access", "terms", "register", "signoff"}


@cache
def page_of(kind: str) -> str:
    """Return a report of few payers, of as many as have columns, of more, or a review."""
    if kind == "review":
        return render_review(redline())
    own = [p.about(DRUG) for p in policies() if any(d.generic == DRUG for d in p.drugs)]
    many = [
        published(p.model_copy(update={"payer": p.payer.model_copy(update={"id": f"plan_{at}", "name": f"{chr(65 + at)}lpha Plan"})}))
        for at, p in enumerate(own[at % len(own)] for at in range(KINDS[kind]))
    ]  # fmt: skip
    return render_comparison(compare(many, DRUG, DRUG))


def printed(page: Page) -> tuple[str, int]:
    """Return the words on paper without their spaces, and the number of pages."""
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    words = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in document)
    count = len(document)
    document.close()
    return words, count


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("kind", [*KINDS, "review"])
def test_paper_is_short_unless_everything_is_chosen(kind: str, script: bool, tmp_path: Path) -> None:
    with opened(saved(page_of(kind), tmp_path), 1440, script=script) as (page, told):
        words, count = printed(page)
        assert "Thisprinthas" in words and count <= (12 if kind == "crowd" else 8)
        page.emulate_media(media="print")
        shown = {s.get_attribute("id") for s in page.locator("main > section").all() if s.is_visible()}
        assert shown and shown <= CORE
        page.emulate_media(media="null")
        box = page.locator("#whole")
        box.evaluate("(x) => { x.checked = true; }") if script else box.check()
        whole, pages = printed(page)
        assert "Thisprinthas" not in whole and pages > count
        assert told == []


def test_everything_is_printed_whatever_is_folded(tmp_path: Path) -> None:
    with opened(saved(page_of("few"), tmp_path), 1440, script=False) as (page, _):
        page.locator("#whole").check()
        words, _ = printed(page)
        wanted = page.locator("ol.ev li mark").all_text_contents()
    assert len(wanted) > 20
    shown = sum("".join(text.split())[:25] in words for text in wanted)
    assert shown > 0.9 * len(wanted)  # a page may break within the words


@pytest.mark.parametrize("kind", ["few", "review"])
def test_how_many_pages_each_choice_takes_is_said_before(kind: str, tmp_path: Path) -> None:
    with opened(saved(page_of(kind), tmp_path), 1440) as (page, told):
        page.evaluate("window.print = () => { window.printed = document.getElementById('whole').checked; }")
        page.locator("#paper").click()
        buttons = page.locator("#sheets button")
        some, every = (int(words.rsplit(": ", 1)[1].split()[0]) for words in buttons.all_text_contents())
        assert 0 < some < every
        for button, wanted in ((buttons.last, True), (buttons.first, False)):
            button.click()
            assert page.evaluate("window.printed") is wanted
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert not page.locator("#whole").is_checked() and page.locator("#evidence").is_visible()
        assert told == []


def test_the_pdf_of_the_command_line_is_short_unless_everything_is_asked_for(tmp_path: Path) -> None:
    redlined = next((api.samples() / "centene").glob("*redline*.pdf"))
    pages: list[int] = []
    for words in ((), ("--paper", "everything")):
        target = tmp_path / f"{len(pages)}.html"
        done = run("changes", str(redlined), "--out", str(target), "--pdf", *words, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        document = pypdfium2.PdfDocument(target.with_suffix(".pdf"))
        pages.append(len(document))
        document.close()
    assert 0 < pages[0] < pages[1]
