"""A leaf's words in one spelling, at equal length: signs of comparison, bullets and the numbers of items within them."""

from __future__ import annotations

from payerdiff.normalize.rules import Rule

PLAIN_SIGNS = {"\\geq": "≥", "\\leq": "≤", "\\ge": "≥", "\\le": "≤", ">=": "≥", "<=": "≤"}
BULLET = Rule(
    "plain_text.bullet", r"(?<=[\s:;])(?:o|•|▪|\uf0b7)(?=\s+[A-Z])", ": o Phototherapy", "group o is", exact=True
)
"""A bullet within a leaf's words: what it parts are members of a list."""


ITEM = Rule(
    "plain_text.item",
    r"(?:(?<=[\s:;,])|^)\(?(?P<label>\d|[a-hA-H]|i{1,3}|iv|v|vi{1,3})\)(?=\s)",
    "1) gout",
    "two (2)",
    exact=True,
)
"""The number of an item within a leaf's words."""
SERIES = (
    ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
    tuple("abcdefgh"),
    tuple("ABCDEFGH"),
    ("i", "ii", "iii", "iv", "v", "vi"),
)
JOINS = Rule("plain_text.joins", r"\b(and|or)[\s,;:.]*$", "gout, and ", "gout, ")


def without_numbers_of_items(text: str) -> str:
    """Return a text with a semicolon for the number of each item behind the first: `1) gout and 2) age 18 or older`.

    Only where the items are one list that one word joins; what numbers say of lists within lists is for a reader.
    """
    items = list(ITEM.finditer(text)) if ")" in text else []
    labels = tuple(match["label"] for match in items)
    joints = {found[1].lower() for match in items[1:] if (found := JOINS.search(text[: match.start()]))}
    if len(items) < 2 or len(joints) != 1 or not any(series[: len(labels)] == labels for series in SERIES):
        return text
    return ITEM.sub(
        lambda match: ("" if match is items[0] or match["label"] == labels[0] else ";").ljust(len(match.group())), text
    )


def plain_of(text: str) -> str:
    """Return a text with signs of comparison made plain, at equal length."""
    for written, sign in PLAIN_SIGNS.items():
        text = text.replace(written, sign + " " * (len(written) - 1))
    text = without_numbers_of_items(BULLET.sub(";", text))
    return text.replace("\n", " ").replace("\u00a0", " ").replace("´", "'")
