"""Labels of items as the words above a list name them: `1 or 2, and 3`, `a through d`, `either I or II is met, and III–V are met`."""

from __future__ import annotations

import re

from payerdiff.normalize.rules import Rule

ONE = r"(?:[a-z]|[ivx]{1,4}|\d{1,2})"
TO = r"\s*(?:[-–]|\bthrough\b|\bthru\b|\bto\b)\s*"
RANGE = Rule("label_lists.range", rf"\b(?P<first>{ONE}){TO}(?P<last>{ONE})\b(?!\.\d)", "a through d", "a or d")
MET = Rule(
    "label_lists.met",
    r"\s+(?:(?:is|are)\s+)?(?:met|true|satisfied|present)\b",
    "either I or II is met",
    "either I or II",
)
ITEMS = r"(?:criteri(?:on|a)|conditions?|items?|requirements?|indications?)"
LABELED = rf"\(?{ONE}\)?(?:(?:{TO}|\s*,\s*(?:and|or)?\s*|\s+(?:and|or)\s+)\(?{ONE}\)?)*"
POINTS = Rule(
    "label_lists.points",
    rf"(?:(?:all|both|each|either|any|one)(?: of)? )?(?:the )?(?:following )?{ITEMS}\s+{LABELED}(?:,?\s+(?:below|above))?,?\s+(?:is|are)\s+(?:met|true|satisfied|present)",
    "criteria A through C below are met",
    "criteria for asthma are met",
    by="fullmatch",
)
"""A condition that says no more than which items below are asked for."""
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
LONGEST = 20
"""Labels of the longest range that is taken for one."""


def spelled_out(words: str) -> str:
    """Return words on labels without `is met`, and with each range as the labels that it holds.

    >>> spelled_out("I or II is met, and III–V are met"), spelled_out("1 through 3")
    ('I or II, and III, IV, V', '1, 2, 3')
    """
    return RANGE.sub(lambda found: ", ".join(labels_of(found)), MET.sub("", words))


def labels_of(found: re.Match[str]) -> list[str]:
    """Return the labels from one to another; the two as they are written where they are no range."""
    first, last = found["first"], found["last"]
    low = [first.lower(), last.lower()]
    for all_of in (ROMAN, [str(number) for number in range(1, 100)], [chr(code) for code in range(97, 123)]):
        if not all(label in all_of for label in low):
            continue
        start, end = (all_of.index(label) for label in low)
        if 0 < end - start <= LONGEST:
            return [label.upper() if first.isupper() else label for label in all_of[start : end + 1]]
    return [found[0]]
