"""Lines that may be one policy under two names or numbers: proposed, with the reason, and joined by nobody but a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from payerdiff.corpus.policy_lines import identity_of
from payerdiff.corpus.versions.line import Line


@dataclass(frozen=True)
class Rename:
    """A line that another one may continue."""

    old: Line
    new: Line
    reason: str


def renames(lines: Sequence[Line]) -> list[Rename]:
    """Return pairs of lines of one payer that may be one policy, the older first: they share a number, a title or all criteria.

    The older line's last version must be older than the newer line's first one; of several that are, only the one closest in time is proposed.
    """
    found: dict[tuple[str, str], Rename] = {}
    for why, shared in SIGNS.items():
        groups: dict[tuple[str, ...], list[Line]] = {}
        for line in lines:
            if sign := shared(line):
                groups.setdefault((line.newest.held.policy.payer.id, *sign), []).append(line)
        for same in groups.values():
            for new in same:
                older = [(since, old.key, old) for old in same if (since := older_by(old, new))]
                if older:
                    old = max(older, key=lambda one: one[:2])[2]
                    found.setdefault((old.key, new.key), Rename(old, new, why))
    return list(found.values())


def older_by(old: Line, new: Line) -> date | None:
    """Return the date of a line's last version where it is older than the first one of another line."""
    before, after = old.newest.since, new.versions[0].since
    return before if before and after and before < after else None


def number_of(line: Line) -> tuple[str, ...]:
    """Return the number of a line's newest version, as a sign."""
    number = line.newest.held.policy.number
    return ("".join(number.lower().split()),) if number else ()


def title_of(line: Line) -> tuple[str, ...]:
    """Return the title of a line's newest version with the lines of business, as a sign."""
    known = identity_of(line.newest.held.policy)
    return (known.title, known.lines) if known else ()


def place_of(line: Line) -> tuple[str, ...]:
    """Return where the document of a line's newest version lies or lay, as a sign; nothing where that is not remembered."""
    held = line.newest.held
    return (held.library, held.path) if held.seen else ()


def criteria_of(line: Line) -> tuple[str, ...]:
    """Return the hash of the criteria of a line's newest version, as a sign; nothing where it has none."""
    return (line.newest.held.hashes.criteria,) if line.newest.held.policy.criteria else ()


SIGNS: dict[str, Callable[[Line], tuple[str, ...]]] = {
    "same number, other title": number_of,
    "same title, other number": title_of,
    "same criteria, other title": criteria_of,
    "took its place, other title": place_of,
}
"""What two lines may share, by the reason that is given."""
