"""The policy's own dates: those that its head names, else those that its log tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from payerdiff.model.policy import Dates, Revision
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import first_date

KINDS_OF_PAPER = r"policy|program|guideline|document|criteria"
NEW = rf"new (?:\w+ )?(?:{KINDS_OF_PAPER}|addition)|addition to"
INITIAL = r"initial (?:\w+ )?(?:review|approval|version|document|development)"
MADE = r"(?:policy|document|guideline|criteria) (?:\w+ )?(?:created|developed|established|adopted|implemented)"
ORIGINAL = r"original(?:ly)? (?:policy|effective|approved)|^\W*(?:new|original|created|implemented)\b"
BEGUN = Rule("origins.begun", rf"\b(?:{NEW}|{INITIAL}|{MADE}|{ORIGINAL})", "Policy created", "Annual review")
"""Words of a log's entry that say that the policy began there."""


def dates_of(meta: dict[str, str], revisions: list[Revision], head: Mapping[str, date]) -> Dates:
    """Return the policy's dates: those of the head, else those of the log's newest entry.

    The oldest entry is the policy's origin only where it says so: many logs keep the last years alone.
    """
    newest = max((r for r in revisions if r.dates.entry), key=lambda r: r.dates.entry or date.min, default=None)
    review = head.get("last_review") or first_date(meta.get("dates.last_review", ""))
    effective = head.get("effective") or first_date(meta.get("dates.effective", ""))
    if newest is not None:
        review = review or newest.dates.reviewed or newest.dates.entry
        effective = effective or newest.dates.effective
    oldest = min((r for r in revisions if r.dates.entry), key=lambda r: r.dates.entry or date.max, default=None)
    begun = oldest.dates.entry if oldest is not None and BEGUN.search(oldest.text) else None
    return Dates(
        original=head.get("original") or first_date(meta.get("dates.original", "")) or begun,
        effective=effective,
        last_review=review,
        next_review=head.get("next_review") or first_date(meta.get("dates.next_review", "")),
        published=head.get("published") or first_date(meta.get("dates.published", "")),
    )
