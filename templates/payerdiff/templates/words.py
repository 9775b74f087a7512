"""The report's words for terms of the schema."""

from __future__ import annotations

import re

from payerdiff.model import phrasing
from payerdiff.model.policy import Policy

OPS = {
    "all": "all of these",
    "any": "any one of these",
    "none": "none of these",
    "if": "if the first holds, then the second",
    "never": "never",
    "leaf": "",
}
PHASES = {phase: f"{words[:1].upper()}{words[1:]}" for phase, words in phrasing.PHASES.items()}
WAYS = {
    "tightened": "more restrictive",
    "loosened": "less restrictive",
    "both": "more and less restrictive",
    "equivalent": "equivalent",
    "unknown": "direction not determined",
}

MOVES = {"both": "tightened loosened"}
"""The directions that a page's filters know, where a change goes two ways."""
ALL = f"{phrasing.ALL_INDICATIONS[:1].upper()}{phrasing.ALL_INDICATIONS[1:]}"
"""The title of criteria without an indication of their own."""
SURE = {"certain": "certain", "likely": "likely", "open": "needs review"}
ACTIONS = {"insert": "added", "delete": "removed", "replace": "revised", "move": "moved", "format": "reformatted"}
LOG = "revision log"
"""The place of what changed in the revision history itself."""
PLACES = {
    "initial approval": "initial authorization period",
    "renewal approval": "reauthorization period",
    LOG: "revision history",
    "head": "header",
}
"""Places in a document that are no criterion, where readers call them otherwise than the schema."""
SOURCES = {"log": "per revision history", "head": "per header"}
"""What states a date of review."""
NOT_DISCLOSED = "not in the revision history"
DISCLOSED = {"disclosed": "disclosed", "undisclosed": "not disclosed", "not_found": "disclosed, but not found"}
RELATIONS = {
    "equivalent": "cover the same patients",
    "less_restrictive": "the first is less restrictive",
    "more_restrictive": "the first is more restrictive",
    "incomparable": "neither policy is broader; not comparable",
    "depends": "depends on criteria not evaluated automatically",
    "not_addressed": "not addressed by one",
    "unknown": "not determined",
}
"""How two policies relate."""
SIGNS = {"tightened": "▼", "loosened": "▲", "both": "▼▲", "equivalent": "=", "unknown": "?"}
RECOGNISED = {
    "recognised": "a scan read by OCR: check each statement against the page",
    "page-not-read": "pages without a text layer were not read",
}


TURNING = re.compile("[\u061c\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what is written around them (Unicode TR 9): a document could show words in an order that it does not have."""


def visible(text: str) -> str:
    r"""Return a text with each character that turns the direction of writing shown as what it is.

    >>> visible("not \u202ecovered")
    'not [U+202E]covered'
    """
    return text if text.isascii() else TURNING.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)


def caution(policy: Policy) -> str:
    """Return what a reader must know of how a document was read before the first statement drawn from it; empty where it has text throughout."""
    codes = {finding.code for finding in policy.findings}
    return "; ".join(words for code, words in RECOGNISED.items() if code in codes)
