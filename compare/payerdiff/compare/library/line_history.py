"""The history of one policy: its versions with the days on which each was in force, and what each changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from payerdiff.compare.library.divergence import known_step
from payerdiff.corpus.memory import Memory
from payerdiff.corpus.versions.line import Basis, Held, Line, Version, changed
from payerdiff.corpus.versions.renames import Rename
from payerdiff.model.policy import Frozen, VersionStep


class VersionEntry(Frozen):
    """One version of a policy in its history."""

    document: str
    """The path of its document below the library's folder."""
    sha256: str
    since: date | None = None
    basis: Basis
    """What `since` rests on."""
    until: date | None = None
    seen: date | None = None
    gone: date | None = None
    """The day from which no copy of its document was there any more."""
    stale: bool = False
    """True where the document is gone and an earlier version of the program read it."""
    copies: list[str] = Field(default_factory=list)
    changed: list[str] = Field(default_factory=list)
    """The parts of the content in which it differs from the version before: criteria, terms and codes, dates and revision history, other text."""
    step: VersionStep | None = None
    """What the review against the version before found."""


class Proposal(Frozen):
    """Another policy that may be this one under another name or number; nobody has confirmed it."""

    relation: Literal["continues", "continued by"]
    document: str
    number: str | None = None
    title: str | None = None
    reason: str


class LineHistory(Frozen):
    """A policy in time (`payerdiff.history/1`)."""

    schema_: Literal["payerdiff.history/1"] = Field(default="payerdiff.history/1", alias="schema")
    payer: str | None = None
    number: str | None = None
    title: str | None = None
    drugs: list[str] = Field(default_factory=list)
    withdrawn: date | None = None
    versions: list[VersionEntry]
    proposals: list[Proposal] = Field(default_factory=list)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def line_history(line: Line, renames: Iterable[Rename], memory: Memory | None = None) -> LineHistory:
    """Return the history of a line, the oldest version first, each with its review against the one before."""
    newest = line.newest.held.policy
    proposals = [p for one in renames for p in proposal(line, one)]
    entries = [entry(line.versions, at, memory) for at in range(len(line.versions))]
    return LineHistory(
        payer=newest.payer.name or newest.payer.author, number=newest.number, title=newest.title, drugs=[d.generic for d in newest.drugs],
        withdrawn=line.withdrawn, versions=entries, proposals=proposals,
    )  # fmt: skip


def entry(versions: Sequence[Version], at: int, memory: Memory | None) -> VersionEntry:
    """Return one version of a line, with what it changed against the one before."""
    version, before = versions[at], versions[at - 1] if at else None
    held = version.held
    return VersionEntry(
        document=held.path, sha256=held.policy.source.sha256, since=version.since, basis=version.basis, until=version.until, seen=version.seen,
        gone=version.gone, stale=held.is_stale, copies=sorted({one.path for one in version.copies} - {held.path}),
        changed=changed(before, version) if before else [], step=known_step(before.held.policy, held.policy, memory) if before else None,
    )  # fmt: skip


def proposal(line: Line, rename: Rename) -> Iterable[Proposal]:
    """Yield what a proposed rename says of a line."""
    if rename.new.key == line.key:
        yield told("continues", rename.old.newest.held, rename.reason)
    if rename.old.key == line.key:
        yield told("continued by", rename.new.newest.held, rename.reason)


def told(relation: Literal["continues", "continued by"], other: Held, reason: str) -> Proposal:
    """Return a proposal that names the other policy."""
    return Proposal(relation=relation, document=other.path, number=other.policy.number, title=other.policy.title, reason=reason)  # fmt: skip
