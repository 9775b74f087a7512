"""The report's words for terms of the schema."""

from __future__ import annotations

from payerdiff.normalize.schema import Policy

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


def caution(policy: Policy) -> str:
    """Return what a reader must know of how a document was read before the first statement drawn from it; empty where it has text throughout."""
    codes = {finding.code for finding in policy.findings}
    return "; ".join(words for code, words in RECOGNISED.items() if code in codes)
