"""One document on the local page: its criteria and terms, each with what people said of it and the forms to say more."""

from __future__ import annotations

from dataclasses import dataclass


def anchor(place: str) -> str:
    """Return the name under which a place of a document is found on its page.

    >>> anchor("0/2.1"), anchor("0/approval 1")
    ('p0-2-1', 'p0-approval-1')
    """
    return "p" + "".join(sign if sign.isalnum() else "-" for sign in place)


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note, who wrote it and when, and its number in the log."""

    line: int
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A criterion: its number in the document, its words, what they were read as, and what people said of it."""

    number: str
    label: str
    text: str
    """The payer's words; of a list, how its items are joined."""
    is_list: bool
    op: str
    """The operator of a list, as a correction names it."""
    typed: str
    state: str
    """How far the words were evaluated; empty for a list."""
    page: int | None
    corrected: str
    confirmed: str
    notes: tuple[NoteView, ...]
    children: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class CriteriaView:
    """One set of criteria."""

    title: str
    phase: str
    root: PlaceView


@dataclass(frozen=True, slots=True)
class TermView:
    """An approval or a limit, its page, and the notes on it."""

    number: str
    text: str
    words: str
    page: int
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True)
class PolicyView:
    """One policy of a document."""

    at: int
    title: str
    head: tuple[tuple[str, str], ...]
    sets: tuple[CriteriaView, ...]
    terms: tuple[TermView, ...]
    findings: tuple[tuple[str, str], ...]
    """Severity and message of each."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The whole page."""

    id: str
    file: str
    policies: tuple[PolicyView, ...]
    notes: tuple[NoteView, ...]
    """On the document as a whole."""
    concepts: tuple[tuple[str, str], ...]
    """Name and title of the concepts that a correction may give."""
    ops: tuple[str, ...]
    """The operators of a condition."""


@dataclass(frozen=True, slots=True)
class HitView:
    """A passage that was found: parts of its words, each with whether it was looked for."""

    policy: str
    where: str
    document: str
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class StatementView:
    """What an answer says of one policy, and the payer's words that it rests on."""

    payer: str
    document: str
    says: str
    words: str
    page: int | None


@dataclass(frozen=True, slots=True)
class FoundView:
    """The answer to a search or a question."""

    words: str
    head: str
    hits: tuple[HitView, ...] = ()
    statements: tuple[StatementView, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the log."""

    at: str
    who: str
    what: str
    about: str
    said: str


@dataclass(frozen=True, slots=True)
class LogView:
    """The log, the newest action first."""

    rows: tuple[ActionRow, ...]
    odd: tuple[int, ...]
    """Lines that cannot be read."""
