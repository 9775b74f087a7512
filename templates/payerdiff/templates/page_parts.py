"""Parts that several pages show: headlines, and entries of a payer's own log."""

from __future__ import annotations

from dataclasses import dataclass

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
