"""What an executive page says: one sheet that is forwarded without the report behind it, in plain values for any carrier."""

from __future__ import annotations

from dataclasses import dataclass, replace

SENTENCES = 7
"""Sentences of consequence at most."""
LAST = 9
"""The rank of rows that are told only where there is room for all others."""


@dataclass(frozen=True, slots=True)
class BriefCell:
    """One cell: its words, where they stand in the document, and how it is set."""

    text: str
    place: str = ""
    strong: bool = False
    """True where the payers' answers differ; silence is no answer."""
    open: bool = False
    """True where the answer was not evaluated: it is set in italics and is no answer."""


@dataclass(frozen=True, slots=True)
class BriefRow:
    """One row: what is asked, for what, and the cells; `rank` says which rows go first where not all of them fit.

    One without cells is the head of the rows below it, which are all about what it names.
    """

    title: str
    of: str
    cells: tuple[BriefCell, ...]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class BriefBlock:
    """The rows about one indication: they stay together, so that what is read downward is about one thing."""

    title: str
    rows: tuple[BriefRow, ...]
    note: str = ""
    """What all payers answer alike, in a sentence."""
    is_shared: bool = False
    """True for what holds in every indication."""


@dataclass(frozen=True, slots=True)
class Logo:
    """The user's own sign: the file's bytes, and its type."""

    content: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Brief:
    """One sheet."""

    title: str
    question: str
    warning: str
    """What must be known before the first answer; empty where there is nothing."""
    leads: tuple[str, ...]
    """What the columns that say what a row is about are called: one, where the rows stand below heads, or two."""
    heads: tuple[tuple[str, str], ...]
    """The columns: a name and a line below it."""
    rows: tuple[BriefRow, ...]
    notes: tuple[str, ...]
    """What the table leaves out and how to read it."""
    sentences: tuple[str, ...]
    source: str
    """From which documents it was made, and by which version."""
    logo: Logo | None = None

    def about(self, row: BriefRow) -> tuple[str, ...]:
        """Return what a row is about, a text for each leading column."""
        return (row.title, row.of)[: len(self.leads)]

    def titled(self, title: str | None, logo: Logo | None) -> Brief:
        """Return the sheet with the user's title and sign, where they are given."""
        return replace(self, title=title or self.title, logo=logo)
