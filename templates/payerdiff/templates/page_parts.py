"""Parts that several pages show: headlines, and entries of a payer's own log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from payerdiff.model.comparison import Headline
from payerdiff.model.phrasing import listed
from payerdiff.model.policy import Revision
from payerdiff.templates.evidence import Exhibit


@dataclass(frozen=True, slots=True)
class HeadlineView:
    """One headline with the rows that it leads to."""

    text: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One log entry."""

    date: str
    text: str
    kinds: str
    exhibit: Exhibit


def headlines_of(found: Iterable[Headline]) -> tuple[HeadlineView, ...]:
    """Return headlines as a page shows them."""
    return tuple(HeadlineView(one.text, tuple(one.refs)) for one in found)


def log_entry(revision: Revision, exhibit: Exhibit) -> RevisionView:
    """Return an entry of a payer's log, dated by the month where it names no day."""
    day = str(revision.dates.entry)
    kinds = listed([one.kind.replace("_", " ") for one in revision.statements], "and")
    return RevisionView(day[:7] if revision.precision == "month" else day, revision.text, kinds, exhibit)
