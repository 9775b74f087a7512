"""Policies in time: what was in force on a day, and the history of one policy."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from payerdiff.compare.library import earlier_versions
from payerdiff.compare.library.line_history import LineHistory, line_history
from payerdiff.corpus.library import Library
from payerdiff.corpus.versions.in_force import InForce
from payerdiff.corpus.versions.in_force import in_force as of_day
from payerdiff.corpus.versions.line import Line, found_by
from payerdiff.corpus.versions.remembered import join, lines_of_library
from payerdiff.corpus.versions.renames import renames
from payerdiff.model.comparison import Comparison
from payerdiff.model.errors import PayerdiffError

Places = Iterable[str | os.PathLike[str]]


def in_force(library: Library, day: date, places: Places | None = None) -> InForce:
    """Return a library as it was on a day: of each policy the version that was in force, with a line for each that was not, or is not known to have been.

    `places` are the folders that the library was read from: what their stores remember of documents that are gone counts too. Raises PayerdiffError
    `store-unusable`.

    >>> from payerdiff import api
    >>> held = api.read_library([api.samples() / "bcbsnc"])
    >>> len(in_force(held, date(2026, 1, 1)).library.policies)
    1
    >>> str(in_force(held, date(1999, 1, 1)).remarks[0]).partition(" is")[0]
    'blinatumomab.html: its oldest version'
    """
    return of_day(library, lines_of_library(library, folders(library, places)), day)


def history(policy: str, library: Library, places: Places | None = None) -> list[LineHistory]:
    """Return the history of a policy: a number, a document, a drug, or words of a title, which may name several.

    Each version has the days on which it was in force, the parts of its content that changed, and what the review against the version before found. Policies
    that may be the same one under another name are proposed, never joined. `places` are the folders that the library was read from.
    Raises PayerdiffError: `no-such-policy`, `store-unusable`.

    >>> from payerdiff import api
    >>> (line,) = history("blinatumomab.html", api.read_library([api.samples() / "bcbsnc"]))
    >>> line.payer, [version.document for version in line.versions]
    ('Blue Cross and Blue Shield of North Carolina', ['blinatumomab.html'])
    """
    lines = lines_of_library(library, folders(library, places))
    proposed = renames(lines)
    return [line_history(line, proposed, library.memory) for line in named(policy, lines)]


def with_history(comparison: Comparison, library: Library) -> Comparison:
    """Return a comparison with what the versions of its policies changed, where the library holds earlier ones; else as it is.

    >>> from payerdiff import api
    >>> held = api.read_library([api.samples() / "bcbsnc"])
    >>> with_history(api.compare(held), held).history
    []
    """
    return earlier_versions.with_history(comparison, library.policies, library.memory)


def continues(new: str, old: str, library: Library, folder: str | os.PathLike[str], *, apart: bool = False) -> None:
    """Write down that one policy of a folder continues another one under a new name or number, or with `apart` that it does not after all.

    Both are named as for `history`, so that each names one policy. Raises PayerdiffError: `no-such-policy`, `no-store`, `store-unusable`.

    >>> from payerdiff import api
    >>> continues("X-2", "X-1", api.Library(), "plans")
    Traceback (most recent call last):
    payerdiff.model.errors.PayerdiffError: X-1: no policy has this number, document name, drug or title [no-such-policy]. `payerdiff list` shows what the library holds.
    """
    place = Path(folder)
    lines = lines_of_library(library, [place], joins=not apart)
    join(place, one(old, lines), one(new, lines), apart=apart)


def named(words: str, lines: Sequence[Line]) -> list[Line]:
    """Return the lines that words name. Raises PayerdiffError `no-such-policy`."""
    found = found_by(lines, words)
    if not found:
        raise PayerdiffError("no-such-policy", words, "no policy has this number, document name, drug or title", "`payerdiff list` shows what the library holds.")  # fmt: skip
    return found


def one(words: str, lines: Sequence[Line]) -> Line:
    """Return the one line that words name. Raises PayerdiffError `no-such-policy`."""
    found = named(words, lines)
    if len(found) > 1:
        held = ", ".join(sorted(line.newest.held.path for line in found)[:5])
        raise PayerdiffError("no-such-policy", words, f"{len(found)} policies have this name ({held})", "Give the name of a document.")  # fmt: skip
    return found[0]


def folders(library: Library, places: Places | None) -> list[Path]:
    """Return the folders whose stores count: those of a library that was read with its store."""
    return [Path(p) for p in places or () if Path(p).is_dir()] if library.memory is not None else []
