"""Words → the passages of a library that have them: full text over criteria and terms, from its store."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from payerdiff.corpus.library import Library
from payerdiff.corpus.store.full_text import CLOSE, OPEN
from payerdiff.corpus.store.searching import search


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found."""

    document: str
    payer: str | None
    number: str | None
    title: str | None
    drugs: tuple[str, ...]
    place: str
    """The indication and phase, or the kind of term."""
    page: int
    words: str
    """The payer's words."""
    marks: tuple[tuple[int, int], ...]
    """Where in them stands what was looked for: the first character, and the one behind the last."""


def find(
    words: str, library: Library, places: Iterable[str | os.PathLike[str]], *, drug: str | None = None, most: int = 20
) -> list[FoundPassage]:
    """Return the passages of criteria and terms that have all words, the best first; words in quotes stand one after the other, and other forms of a word count.

    `library` was read with its store from `places`. `drug` is a generic name. Raises PayerdiffError: `no-store`, `store-unusable`.

    >>> import shutil, tempfile
    >>> from payerdiff import api
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = shutil.copy(api.samples() / "bcbsnc" / "blinatumomab.html", folder)
    ...     held = api.read_library([folder], store=True)
    ...     found = find("relapsed refractory", held, [folder], most=1)
    >>> found[0].document, [found[0].words[a:b].lower() for a, b in found[0].marks]
    ('blinatumomab.html', ['relapsed', 'refractory'])
    """
    held = search([Path(p) for p in places], library.readings, words, drug, most)
    return [
        FoundPassage(h.policy.source.name, h.policy.payer.name, h.policy.number, h.policy.title, tuple(d.generic for d in h.policy.drugs), h.place, h.page, *unmarked(h.shown))
        for h in held
    ]  # fmt: skip


def unmarked(shown: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    r"""Return words without the marks around what was found, and where these stood.

    >>> unmarked("age \x02at least\x03 18")
    ('age at least 18', ((4, 12),))
    """
    words, marks, start = "", [], 0
    for sign in shown:
        if sign == OPEN:
            start = len(words)
        elif sign == CLOSE:
            marks.append((start, len(words)))
        else:
            words += sign
    return words, tuple(marks)
