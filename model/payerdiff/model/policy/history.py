"""What changed: the entries of the revision history, the tracked changes of a redline, and what a newer version changed, in numbers."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from payerdiff.model.policy.base import Direction, Frozen, Kind, Span


class EntryDates(Frozen):
    """The dates of one entry of the revision history."""

    entry: date | None = None
    reviewed: date | None = None
    effective: date | None = None
    approved: date | None = None
    notified: date | None = None


class Statement(Frozen):
    """One change that an entry of the revision history states."""

    id: str
    text: str
    kind: Literal["added", "removed", "revised", "clarified", "annual_review", "codes", "references", "administrative"]
    target: str | None = None


class Revision(Frozen):
    """One entry of the payer's revision history."""

    dates: EntryDates
    precision: Literal["day", "month"] = "day"
    text: str
    statements: list[Statement] = Field(default_factory=list)
    span: Span


class Change(Frozen):
    """A tracked change found in this one document."""

    id: str
    op: Literal["insert", "delete", "replace", "move", "format"]
    before: str = ""
    after: str = ""
    where: str = ""
    criterion: str | None = None
    kind: Kind
    direction: Direction = "unknown"
    confidence: Literal["stored", "drawn", "transcribed", "recognised"]
    author: str | None = None
    date: str | None = None
    span: Span


class VersionStep(Frozen):
    """What a policy's newer version changed, where the library holds both."""

    old: str
    new: str
    payer: str
    title: str
    dated: date | None
    """The newer version's date."""
    changes: int
    clinical: int
    untold: int
    """Clinical changes that the newer version's log does not tell."""
    directions: dict[Direction, int] = Field(default_factory=dict)
    """Sets of criteria by the way they moved."""
    headline: str | None = None
