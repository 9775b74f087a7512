"""The report's words for terms of the schema."""

from __future__ import annotations

import re

from payerdiff.model.policy import Policy

OPS = {
    "all": "all of these",
    "any": "any one of these",
    "none": "none of these",
    "if": "if the first holds, then the second",
    "never": "never",
    "leaf": "",
}
PHASES = {
    "initial": "Initial approval",
    "renewal": "Continued therapy",
    "universal": "For every use",
    "exclusion": "Not covered",
}
WAYS = {
    "tightened": "tightened",
    "loosened": "loosened",
    "both": "tightened and loosened",
    "equivalent": "same",
    "unknown": "not decided",
}
SIGNS = {"tightened": "▼", "loosened": "▲", "both": "▼▲", "equivalent": "=", "unknown": "?"}
RECOGNISED = {
    "recognised": "a scan, its words recognised by OCR: hold each statement against the page",
    "page-not-read": "pages without text left unread",
}


TURNING = re.compile("[\u061c\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what is written around them (Unicode TR 9): a document could show words in an order that it does not have."""


def visible(text: str) -> str:
    r"""Return a text with each character that turns the direction of writing shown as what it is.

    >>> visible("not \u202ecovered")
    'not [U+202E]covered'
    """
    return TURNING.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)


def caution(policy: Policy) -> str:
    """Return what a reader must know of how a document was read before the first statement drawn from it; empty where it has text throughout."""
    codes = {finding.code for finding in policy.findings}
    return "; ".join(words for code, words in RECOGNISED.items() if code in codes)
