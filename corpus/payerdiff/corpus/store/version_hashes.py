"""Four hashes of a policy's content, which class a change before anything is compared: criteria, terms and codes, dates and log, the rest.

Where a thing stands (pages, offsets, boxes, ids) is no content, and neither is white space: a document set anew has the same hashes.
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import JsonValue

from payerdiff.corpus.store.fingerprint import digest
from payerdiff.model.policy import Policy

CRITERIA = ("criteria", "exclusions")
TERMS = ("approvals", "limits", "codes", "dosage", "jurisdictions")
DATES = ("dates", "revisions")
REST = ("payer", "number", "title", "benefit", "drugs", "references", "changes")
PLACES = frozenset({"span", "id", "page", "start", "end", "bbox"})
"""Fields that say where a thing stands, or number it."""
RULED = frozenset({"criteria", "metadata"})
"""Classes of the ledger whose text is in the other parts already, and what is on every page."""


class VersionHashes(NamedTuple):
    """The hashes of the four parts."""

    criteria: str
    terms: str
    dates: str
    rest: str


def version_hashes(policy: Policy) -> VersionHashes:
    """Return the four hashes of a policy.

    The rest has what is outside criteria, terms, dates and log: the head, cited sources, and the words that no part has.
    """
    plain = policy.model_dump(mode="json", by_alias=True)
    beside = [" ".join(b.text.split()) for b in policy.ledger.blocks if b.text and b.cls not in RULED]
    criteria, terms, dates, rest = (
        {name: content(plain[name]) for name in names} for names in (CRITERIA, TERMS, DATES, REST)
    )
    return VersionHashes(digest(criteria), digest(terms), digest(dates), digest([rest, beside]))


def content(value: JsonValue) -> JsonValue:
    """Return a value without where it stands, and with single spaces.

    >>> content({"text": "at  least\\n18", "span": {"page": 3}})
    {'text': 'at least 18'}
    """
    if isinstance(value, dict):
        return {name: content(part) for name, part in value.items() if name not in PLACES}
    if isinstance(value, list):
        return [content(part) for part in value]
    return " ".join(value.split()) if isinstance(value, str) else value
