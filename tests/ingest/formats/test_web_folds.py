"""Parts of a page that a click unfolds are read; what it shows nobody is told."""

from __future__ import annotations

import pytest

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_bytes

PANEL = "<p>Adults only</p>"


def read(body: str) -> Document:
    """Return a page."""
    return read_bytes(f"<!doctype html><html><body><p>Alphamab</p>{body}</body></html>".encode(), "page.html")


@pytest.mark.parametrize(
    "body",
    [
        f'<button aria-expanded="false" aria-controls="a">Criteria</button><div id="a" hidden>{PANEL}</div>',
        f'<button data-bs-target="#a">Criteria</button><section id="a" style="display: none">{PANEL}</section>',
        f'<h3><button aria-expanded="false">Criteria</button></h3><div hidden>{PANEL}</div>',
        f'<p><a href="#a">Criteria</a></p><div id="a" style="display:none">{PANEL}</div>',
        f'<p>Criteria</p><div class="collapse" style="display:none">{PANEL}</div>',
        f'<p>Criteria</p><div role="tabpanel" hidden>{PANEL}</div>',
        f"<details><summary>Criteria</summary>{PANEL}</details>",
    ],
    ids=["controls", "bootstrap", "heading", "link", "class", "tab", "details"],
)
def test_what_a_click_unfolds_is_read_with_its_heading(body: str) -> None:
    document = read(body)
    assert document.text == "Alphamab\nCriteria\nAdults only\n"
    assert not document.remarks


@pytest.mark.parametrize("how", ["hidden", 'style="display:none"', 'style="display : none" class="note"'])
def test_what_is_shown_to_nobody_is_a_finding(how: str) -> None:
    document = read(f"<div {how}>{PANEL}</div>")
    assert document.text == "Alphamab\n"
    assert [(r.code, "Adults only" in r.message) for r in document.remarks] == [("hidden-text", True)]


def test_other_buttons_are_no_text() -> None:
    assert read("<button>Print</button>").text == "Alphamab\n"
