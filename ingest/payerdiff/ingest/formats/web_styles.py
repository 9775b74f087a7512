"""Words that a page strikes by its style sheet: the rules that reach them are written to the elements themselves.

Word processors and content managers save tracked changes so (`.c7 { text-decoration: line-through }`). Selectors are soupsieve's, whatever
their form; of several rules the more specific one holds, then the later one, as in a browser.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import soupsieve
from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning

SHEET = re.compile(rb"<style[^>]{0,200}>(.*?)</style", re.IGNORECASE | re.DOTALL)
DECORATION = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:([^;]*)", re.IGNORECASE)
COLOR = re.compile(r"(?:^|;)\s*color\s*:", re.IGNORECASE)
COMMA = re.compile(r",(?![^(\[]*[)\]])")
WEIGHTS = (re.compile(r"#[\w-]+"), re.compile(r"\.[\w-]+|\[[^\]]*\]|(?<!:):(?!:|not|is|where)[\w-]+"), re.compile(r"(?:^|[\s>+~])[a-z][\w-]*", re.IGNORECASE))  # fmt: skip
MOST = 1_000
"""Selectors on decoration that a page may have; no hand writes more."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector and how it decorates words."""

    selector: str
    weight: tuple[bool, int, int, int, int]
    value: str
    colored: bool

    @property
    def strikes(self) -> bool:
        """True where it strikes words out."""
        return "line-through" in self.value


def with_strikes(data: bytes, encoding: str | None) -> bytes:
    """Return a page whose words struck by its style sheet are struck by their own style; as it is where there are none."""
    sheets = b"\n".join(SHEET.findall(data)) if b"line-through" in data.lower() else b""
    rules = list(rules_of(sheets.decode(encoding or "cp1252", "replace")))
    if not any(rule.strikes for rule in rules) or len(rules) > MOST:
        return data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(data, "lxml", from_encoding=encoding)
    decorated = list(holding(soup, rules))
    if not any(rule.strikes for _, rule in decorated):
        return data
    for element, rule in decorated:
        own = str(element.get("style") or "")
        if rule.strikes and not DECORATION.search(own):
            element["style"] = f"text-decoration:line-through;{own}"
        elif "underline" in rule.value and rule.colored and element.name == "span":
            element.name = "u"  # what is underlined in color beside struck words was inserted
    return str(soup).encode()


def blocks_of(sheets: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the selectors and declarations of style sheets, and whether a rule is within another one: for certain media or devices."""
    written, *remarks = sheets.split("/*")
    depth = 0
    for part in (written + "".join(one.partition("*/")[2] for one in remarks)).split("}"):
        head, opens, body = part.rpartition("{")
        inner = depth > 0 or "{" in head
        depth = max(depth + part.count("{") - 1, 0)
        if opens:
            yield head.rpartition("{")[2].rpartition(";")[2].strip(), body, inner


def outer_rules(sheets: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and declarations that hold on every device."""
    return ((selectors, body) for selectors, body, inner in blocks_of(sheets) if not inner)


def rules_of(sheets: str) -> Iterator[Rule]:
    """Yield the rules of style sheets on the decoration of words."""
    for order, (selectors, body, _) in enumerate(blocks_of(sheets)):
        values = DECORATION.findall(body)
        for selector in COMMA.split(selectors) if values else ():
            ids, classes, names = (len(weight.findall(selector)) for weight in WEIGHTS)
            important = "!important" in values[-1]
            colored = COLOR.search(body) is not None
            yield Rule(selector.strip(), (important, ids, classes, names, order), values[-1].lower(), colored)


def holding(soup: BeautifulSoup, rules: list[Rule]) -> Iterator[tuple[Tag, Rule]]:
    """Yield each element that a rule decorates with the rule that holds for it."""
    best: dict[int, tuple[Tag, Rule]] = {}
    for rule in sorted(rules, key=lambda one: one.weight):
        try:
            reached = soupsieve.select(rule.selector, soup)
        except (soupsieve.SelectorSyntaxError, ValueError, NotImplementedError):
            continue  # a selector of a browser's own, or an at-rule
        best.update({id(element): (element, rule) for element in reached})
    yield from best.values()
