"""Every dress that a carrier can show: what it cannot show (two bullets alike without a depth, signs that a font lacks) is no dress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, product

from dresses.paper import as_pdf
from dresses.rows import HEADS, JOINS, MARKS, ORDERS, Heads, Joins, Order, Row, dressed
from dresses.text import as_markdown, as_text
from dresses.web import TYPES, as_definitions, as_web_lists, as_web_paragraphs, as_web_table, as_web_terms
from dresses.word import as_word, as_word_lists

Carrier = Callable[[Sequence[Row], Heads], tuple[str, bytes]]
Listed = Callable[[Sequence[Row], Heads, str | None], tuple[str, bytes]]
TWO_COLUMNS = "two columns"
CARRIERS: dict[str, Carrier] = {
    "word": as_word, "pdf": as_pdf, "paragraphs": as_web_paragraphs, "markdown": as_markdown, "text": as_text,
    TWO_COLUMNS: partial(as_pdf, columns=2),
}  # fmt: skip
LISTS: dict[str, Listed] = {
    "lists": as_web_lists,
    "table": as_web_table,
    "definitions": as_definitions,
    "word lists": as_word_lists,
    "terms": as_web_terms,
}
ALIKE = frozenset({"• • •", "- - -", "☐ ☐ ☐", "no marks"})
"""Marks that do not tell one list from the list around it: only how far they are set in does."""
UNSHOWN: dict[str, frozenset[str]] = {
    "pdf": frozenset({"• o ▪", "☐ ☐ ☐"}),
    TWO_COLUMNS: frozenset({"• o ▪", "☐ ☐ ☐", "no marks"}),
    "paragraphs": ALIKE,
    "markdown": frozenset({"no marks"}),
    "text": ALIKE,
}
"""Marks that a carrier cannot show: the test's own fonts lack them, or it sets nothing in, or its lines are too short to tell where one without a mark ends."""


@dataclass(frozen=True, slots=True)
class Dress:
    """A way to set the policy."""

    carrier: str
    marks: str
    joins: Joins
    heads: Heads
    order: Order

    def file(self) -> tuple[str, bytes]:
        """Return the name and the bytes of the policy's file."""
        return self.on(list(dressed(MARKS[self.marks], self.joins, self.order)))

    def on(self, rows: Sequence[Row]) -> tuple[str, bytes]:
        """Return the name and the bytes of a file with other lines in this dress."""
        if self.carrier in LISTS:
            return LISTS[self.carrier](rows, self.heads, TYPES.get(self.marks))
        return CARRIERS[self.carrier](rows, self.heads)

    def __str__(self) -> str:
        """Return the dress as one line."""
        return "|".join((self.carrier, self.marks, self.joins, self.heads, self.order))


def dresses() -> Iterator[Dress]:
    """Yield each carrier with each of its marks and connectors; headings and their order take turns."""
    turns = cycle(product(HEADS, ORDERS))
    for carrier, marks, joins in product(sorted((*CARRIERS, *LISTS), key=TWO_COLUMNS.__eq__), MARKS, JOINS):
        if can_show(carrier, marks, joins):
            yield Dress(carrier, marks, joins, *next(turns))


def can_show(carrier: str, marks: str, joins: Joins) -> bool:
    """Return True if a carrier can show marks: lines on paper that nothing but their end parts may be one sentence."""
    if carrier in LISTS:
        return marks in TYPES or (marks == "• • •" and carrier != "terms")
    if carrier == "pdf" and marks == "no marks":
        return joins in ("end", "line")
    return marks not in UNSHOWN.get(carrier, frozenset())
