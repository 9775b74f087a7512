"""What a web page hides: parts that a click unfolds are read, what it shows nobody is told in a finding."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import lxml.html

from payerdiff.ingest.document import Remark


def is_control(element: lxml.html.HtmlElement) -> bool:
    """Return True if a button opens a part of the page: its words are the heading of that part."""
    return element.tag == "button" and any(element.get(name) is not None for name in OPENERS)


OPENERS = ("aria-controls", "data-target", "data-bs-target", "aria-expanded")
FOLDED = re.compile(r"\b(?:accordion|collaps|expand|panel|tab|toggle|fold)", re.IGNORECASE)
"""Classes of parts that a click opens."""


def opened_by_controls(root: lxml.html.HtmlElement) -> frozenset[str]:
    """Return the names of the parts of a page that its buttons, tabs and links open."""
    found: set[str] = set()
    for element in root.iter("button", "a", "div", "h2", "h3", "h4", "h5", "li", "label", "span"):
        for name in (*OPENERS[:3], "href", "for"):
            found.update(
                one.lstrip("#.") for one in (element.get(name) or "").split() if name != "href" or one[0] == "#"
            )
    return frozenset(found)


def is_folded(element: lxml.html.HtmlElement, opened: frozenset[str]) -> bool:
    """Return True if a click shows a part of the page that is hidden at first: whoever reads the page reads it too."""
    if (
        element.get("hidden") == "until-found"
        or element.get("role") == "tabpanel"
        or (element.get("id") or "") in opened
    ):
        return True
    before = element.getprevious()
    opens = before is not None and (is_control(before) or before.find(".//button[@aria-expanded]") is not None)
    return opens or FOLDED.search(element.get("class") or "") is not None


def is_hidden(element: lxml.html.HtmlElement) -> bool:
    """Return True if a page hides an element by attribute or style."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def unseen(hidden: list[str]) -> Iterator[Remark]:
    """Yield a finding on words that the page shows nobody."""
    if hidden:
        words = textwrap.shorten(" … ".join(hidden), 300, placeholder=" …")
        yield Remark("info", "hidden-text", f"Hidden on the page, and not read: “{words}”")
