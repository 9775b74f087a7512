"""Printed lines → words on one line: white space folded, words that a line's end cut put together."""

from __future__ import annotations

import re

CUT = re.compile(r"(?:[a-z]{3,}|[A-Z]?[a-z]{3,}|\d)-$")
WHOLE = re.compile(r"(?:^|[\s(/])(?:[A-Z]|[a-z]{3,})-$")
"""What stands before the hyphen of `B-ALL` and `non-Hodgkin`: one letter, or a small word."""
SIGN = re.compile(r"^(?:positive|negative|like|unavailable|mutated|rearranged)\b")
CLOSES = re.compile(r"^[;:,.)]")


def join_words(text: str) -> str:
    """Fold white space; a hyphen at a line's end joins without a blank where it cut a word."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    out = ""
    for line in lines:
        if out and runs_on(out, line):
            out += line
        else:
            out = f"{out} {line}" if out else line
    return " ".join(out.split())


def runs_on(before: str, after: str) -> bool:
    """Return True if a line's end parts no words: after a cut word or number, and before closing punctuation.

    A hyphen may also be a sign: `Ph-` and `MRD-` keep their blank unless `positive` or the like goes on.

    >>> runs_on("multi-", "agent"), runs_on("days 1-", "7,"), runs_on("MRD-", "negative"), runs_on("with B-", "ALL")
    (True, True, True, True)
    >>> runs_on("Ph-", "disease"), runs_on("MRD-", "ALL")
    (False, False)
    """
    if CLOSES.match(after):
        return True
    if not before.endswith("-") or len(before) < 2 or before[-2].isspace():
        return False
    if SIGN.match(after):
        return True
    if WHOLE.search(before) and after[:1].isupper():
        return True
    cut = CUT.search(before)
    return cut is not None and (after[:1].isdigit() if before[-2].isdigit() else after[:1].islower())


def is_within_brackets(before: str, words: str) -> bool:
    """Return True if a line closes the bracket that the line before left open.

    >>> is_within_brackets("is a test (refer to the", "limitations section)"), is_within_brackets("is a test", "(refer to the section)")
    (True, False)
    """
    return any(before.rfind(low) > before.rfind(high) and closes(words, low, high) for low, high in ("()", "[]"))


def closes(words: str, low: str, high: str) -> bool:
    """Return True if words close a bracket before they open one."""
    at = words.find(high)
    return at >= 0 and low not in words[:at]
