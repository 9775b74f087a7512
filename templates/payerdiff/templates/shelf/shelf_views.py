"""The local page's documents → what it shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document on the shelf."""

    id: str
    file: str
    state: str
    message: str
    redline: bool
    name: str = ""
    title: str = ""
    place: str = ""
    drugs: str = ""
    review: str = ""
    typed: str = ""
    doubts: int = 0
    removable: bool = True


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A drug that policies are about."""

    generic: str
    title: str
    count: int
    payers: tuple[str, ...] = ()
    """Who may be chosen."""
    indications: tuple[str, ...] = ()
    """What may be chosen, as the policies call it."""


@dataclass(frozen=True, slots=True)
class VersionPair:
    """An old and a new version of one policy, by their marks, and what they are called."""

    old: str
    new: str
    policy: str
    file: str
    against: str
    assigned: str = ""
    """Who has the review, in words; empty where nobody does."""
    decided: str = ""
    """What was decided, by whom, when and why."""


@dataclass(frozen=True, slots=True)
class ShelfView:
    """Everything on the page."""

    documents: tuple[DocumentRow, ...]
    subjects: tuple[SubjectRow, ...]
    versions: tuple[tuple[str, str], ...]
    """Policies that may be reviewed: their mark (document and reading) and their words."""
    steps: tuple[VersionPair, ...]
    busy: bool
    prints: bool
    """True where a browser of this machine can write a PDF."""
    done: int
    problems: tuple[str, ...] = ()
    workspace: str = ""
    """The folder in which everything is kept; empty where nothing is."""
    decisions: tuple[str, ...] = ()
    """What may be decided on a review."""
