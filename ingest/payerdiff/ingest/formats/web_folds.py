"""What a web page hides: parts that a click unfolds are read, what it shows nobody is told in a finding."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import lxml.html

from payerdiff.ingest.document import Remark
from payerdiff.ingest.formats.web_styles import outer_rules


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


UNSEEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?:^|;)(?:opacity|font-size):0(?:\.0*)?(?:px|pt|em|%)?(?:;|!|$)"
)
"""Declarations, without blanks, that let nobody see an element."""
NAMED = re.compile(r"(?:[a-z][a-z0-9]*)?[.#][\w-]+", re.IGNORECASE)
SHOWN_BY = re.compile(r"display:(?!none)|visibility:visible|opacity:0?\.?[1-9]")
WHITE = re.compile(r"(?:^|;)color:(?:white|#fff(?:fff)?|rgb\(255,255,255\))(?:;|!|$)")


def unseen_names(root: lxml.html.HtmlElement) -> frozenset[str]:
    """Return the classes (`.x`) and names (`#y`) that the style sheets of a page hide from everybody.

    Not those that another rule shows, or that a script speaks of: a click unfolds these. What rules for other media hide is seen.
    """
    hidden: set[str] = set()
    shown: set[str] = set()
    for sheet in root.iter("style"):
        for selectors, body in outer_rules(sheet.text or ""):
            plain = re.sub(r"\s+", "", body).lower()
            if SHOWN_BY.search(plain):
                shown.update(one.lower() for one in re.findall(r"[.#][\w-]+", selectors))
            elif UNSEEN.search(plain):
                names = (one.strip() for one in selectors.split(","))
                hidden.update(re.sub(r"^[a-z0-9]+", "", one.lower()) for one in names if NAMED.fullmatch(one))
    scripts = " ".join(script.text or "" for script in root.iter("script")).lower() if hidden - shown else ""
    return frozenset(name for name in hidden - shown if name[1:] not in scripts)


def is_hidden(element: lxml.html.HtmlElement, names: frozenset[str] = frozenset()) -> bool:
    """Return True if a page hides an element by attribute or style, or under one of the `names` of its style sheets, or writes it in white on white."""
    style = re.sub(r"\s+", "", element.get("style") or "").lower()
    if (style and UNSEEN.search(style)) or element.get("hidden") is not None:
        return True
    if names and "display:" not in style:
        own = {f".{one}" for one in (element.get("class") or "").lower().split()} | {f"#{element.get('id')}".lower()}
        if own & names:
            return True
    pale = WHITE.search(style) is not None or (element.get("color") or "").lower() in ("white", "#ffffff")
    return pale and not any(has_ground(one) for one in (element, *element.iterancestors()))


def has_ground(element: lxml.html.HtmlElement) -> bool:
    """Return True if a color may lie beneath an element's words: its own, or one that a class may give it."""
    return "background" in (element.get("style") or "") or any(
        element.get(n) for n in ("bgcolor", "background", "class")
    )


def unseen(hidden: list[str]) -> Iterator[Remark]:
    """Yield a finding on words that the page shows nobody."""
    if hidden:
        words = textwrap.shorten(" … ".join(hidden), 300, placeholder=" …")
        yield Remark("info", "hidden-text", f"Hidden on the page, and not read: “{words}”")
