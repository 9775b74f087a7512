"""What a digest tells: each thing that happened to a policy, and what the whole rests on."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from payerdiff.compare.library.portfolio import Unreadable
from payerdiff.corpus.versions.line import Basis
from payerdiff.model.policy import Frozen, VersionStep

Event = Literal["new", "changed", "withdrawn"]
ORDER: tuple[Event, ...] = ("changed", "new", "withdrawn")


class Note(Frozen):
    """What a review found, in a few lines."""

    step: VersionStep
    loses: list[str] = Field(default_factory=list)
    """Example patients who met the criteria before and do not now, with the place."""
    gains: list[str] = Field(default_factory=list)
    """Example patients who meet them now and did not before."""
    undisclosed: list[str] = Field(default_factory=list)
    """Clinical changes that the revision history does not disclose, by their place."""


class Item(Frozen):
    """One thing that happened."""

    event: Event
    clinical: bool
    """False where only wording, references, dates or the like changed. A new or withdrawn policy is clinical."""
    day: date
    """The day on which it was noticed; where a library was first looked through, the policy's own date."""
    payer: str
    number: str | None = None
    title: str | None = None
    drugs: list[str] = Field(default_factory=list)
    brands: list[str] = Field(default_factory=list)
    document: str
    sha256: str
    before: str | None = None
    """The document of the version before."""
    in_force: date | None = None
    basis: Basis
    parts: list[str] = Field(default_factory=list)
    """The parts of the content that changed."""
    note: Note | None = None
    renamed: str | None = None
    """A policy that may be this one under another name; nobody has confirmed it."""
    rules: list[str] = Field(default_factory=list)
    """The rules that asked for it."""


class WatchedSource(Frozen):
    """A watched source, and how old what it gave is."""

    address: str
    reached: date | None = None
    """The day of the last run that reached it."""
    failing: date | None = None
    """The day since which it cannot be reached: what it published since then is not in the digest."""
    failure: str | None = None


class Scope(Frozen):
    """What a digest rests on."""

    documents: int
    policies: int
    surveyed: date | None = None
    """The day on which a document of the library was last seen to come, change or go; None where nothing is remembered."""
    unreadable: list[Unreadable] = Field(default_factory=list)
    stale: list[str] = Field(default_factory=list)
    """Documents that are gone and that an earlier version of the program read."""
    corrected: list[str] = Field(default_factory=list)
    """Documents of which a criterion was corrected by hand."""
    sources: list[WatchedSource] = Field(default_factory=list)


class Digest(Frozen):
    """What happened in a library between two days (`payerdiff.digest/1`)."""

    schema_: Literal["payerdiff.digest/1"] = Field(default="payerdiff.digest/1", alias="schema")
    since: date
    until: date
    items: list[Item]
    others: int = 0
    """Things that happened and that no rule asked for."""
    scope: Scope

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
