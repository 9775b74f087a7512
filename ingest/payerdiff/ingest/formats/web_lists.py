"""The signs of a web page's list items: those that a browser draws, and numbers that are the terms of a definition list."""

from __future__ import annotations

from collections.abc import Mapping

import lxml.html
from lxml import etree

from payerdiff.ingest.reading.marker import marker_of as sign_of
from payerdiff.ingest.signs import count_of, plainly

ALPHA = "abcdefghijklmnopqrstuvwxyz"


def places_of(numbered: lxml.html.HtmlElement) -> dict[etree._Element, int]:
    """Return how many numbers each item of an ordered list is behind the first one: an item that states its own number has that, and the next ones follow it."""
    start = count_of(numbered.get("start"), 1)
    places: dict[etree._Element, int] = {}
    at = 0
    for item in numbered.iterchildren("li"):
        at = count_of(item.get("value"), start + at) - start
        places[item] = at
        at += 1
    return places


def marker_of(item: lxml.html.HtmlElement, places: Mapping[etree._Element, int]) -> str:
    """Return the sign that a browser draws for a list item: `•`, or the number in its list's style, by the items before it."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "•"
    number = count_of(parent.get("start"), 1) + places.get(item, 0)
    style = parent.get("type") or css_style(parent)
    if style in ("a", "A") and 1 <= number <= 26:
        letter = ALPHA[number - 1]
        return (letter.upper() if style == "A" else letter) + "."
    if style in ("i", "I") and 1 <= number < 4000:  # beyond, browsers draw digits too
        numeral = roman(number)
        return (numeral.upper() if style == "I" else numeral) + "."
    return f"{number}."


def css_style(element: lxml.html.HtmlElement) -> str:
    """Return the HTML list type that a style attribute asks for."""
    style = element.get("style") or ""
    named = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I", "lower-latin": "a"}
    return next((short for word, short in named.items() if word in style), "1")


def roman(number: int) -> str:
    """Return a lower-case Roman numeral.

    >>> roman(14)
    'xiv'
    """
    signs = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    out = ""
    for value, sign in signs:
        while number >= value:
            out, number = out + sign, number - value
    return out


def is_numbered(part: lxml.html.HtmlElement) -> bool:
    """Return True if a term of a definition list is but the number of the text behind it, or a text has such a term: the two are an item."""
    term = part if part.tag == "dt" else part.getprevious()
    following = term.getnext() if term is not None else None
    if term is None or term.tag != "dt" or following is None or following.tag != "dd":
        return False
    words = " ".join(term.text_content().split())
    found = sign_of(f"{words} x")[0]
    return found is not None and plainly(words) == found.text
