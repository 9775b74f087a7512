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


STYLED = [
    ("<style>.w { display: none }</style>", 'class="w"'),
    ("<style>p{margin:0} div.w, .q {color:red; visibility:hidden}</style>", 'class="a w"'),
    ("<style>/* .w {} */ #w { display:none !important; }</style>", 'id="w"'),
    ("", 'style="visibility: hidden"'),
    ("", 'style="color: #FFFFFF"'),
    ("", 'style="font-size: 0px"'),
    ("", 'style="opacity:0"'),
]


@pytest.mark.parametrize(("sheet", "how"), STYLED)
@pytest.mark.parametrize("tag", ["div", "span"])
def test_what_a_style_shows_to_nobody_is_a_finding(sheet: str, how: str, tag: str) -> None:
    if "div.w" in sheet and tag == "span":
        sheet = sheet.replace("div.w", ".w")
    document = read(f"{sheet}<p>Betamab</p><{tag} {how}>Adults only</{tag}>")
    assert document.text == "Alphamab\nBetamab\n"
    assert [(r.code, "Adults only" in r.message) for r in document.remarks] == [("hidden-text", True)]


@pytest.mark.parametrize(
    ("sheet", "how"),
    [
        ("<style>@media print { .w { display: none } }</style>", 'class="w"'),
        ("<style>.w{display:none} .w.open{display:block}</style>", 'class="w"'),
        ("<style>.w{display:none}</style><script>$('.w').show()</script>", 'class="w"'),
        ("<style>body .w{display:none}</style>", 'class="w"'),
        ("<style>.w{display:none}</style>", 'class="panel w"'),
        ("<style>.w{background:navy}</style>", 'class="w" style="color:white"'),
        ("", 'style="opacity:0.8;font-size:0.9em"'),
    ],
)
def test_what_some_reader_sees_is_read(sheet: str, how: str) -> None:
    assert read(f"{sheet}<div {how}>Adults only</div>").text == "Alphamab\nAdults only\n"
