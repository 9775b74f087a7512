"""What was in force on a day: of each line the version of that day, with the lines that had none, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payerdiff.corpus.library import Library
from payerdiff.corpus.versions.line import Line
from payerdiff.model.policy import Policy

READ_EARLIER = "the document is gone, and an earlier version of payerdiff read it. Included as it was read."


@dataclass(frozen=True)
class Remark:
    """What must be known of one policy on that day."""

    policy: Policy
    words: str

    def __str__(self) -> str:
        """The document, and what is to be known of it."""
        return f"{self.policy.source.name}: {self.words}"


@dataclass(frozen=True)
class InForce:
    """A library as it was on a day, and what is left out of it."""

    library: Library
    remarks: tuple[Remark, ...]
    """The policies that were not in force, or are not known to have been, with the reason; and those that could not be read again."""


def in_force(library: Library, lines: Sequence[Line], day: date) -> InForce:
    """Return the policies of a library that were in force on a day, in the order of their lines.

    A policy that bears no date is in force from the day on which its document was first there, and before that it is not known to be. Pages about codes stay.
    """
    found, remarks = [], []
    for line in lines:
        version = line.on(day)
        if version is None:
            remarks.append(Remark(line.newest.held.policy, why_not(line, day)))
        else:
            found.append(version.held.policy)
            if version.held.is_stale:
                remarks.append(Remark(version.held.policy, READ_EARLIER))
    return InForce(
        Library(tuple(found), library.references, library.failures, library.memory, library.readings), tuple(remarks)
    )


def why_not(line: Line, day: date) -> str:
    """Return why no version of a line was in force on a day."""
    oldest = line.versions[0]
    if oldest.since is None:
        return f"no date is stated, so it is not known to have been in force on {day}. Left out."
    if oldest.since <= day:
        return f"no longer published since {line.newest.until}. Left out."
    if oldest.basis == "first seen":
        return f"no date is stated and the document was first seen on {oldest.since}, so it is not known to have been in force on {day}. Left out."
    return f"its oldest version is in force since {oldest.since} ({oldest.basis}). Left out."
