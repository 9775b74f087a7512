"""The log of what people did in a library: one line of JSON for each action, only ever added to.

Notes, confirmations and the status of reviews are what the log says of them; nothing of it is kept anywhere else. A line that was cut short by a crash is
told and left out; the next one starts on a line of its own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from payerdiff.corpus.writing.turns import turn
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Frozen

FILE = "actions.jsonl"
What = Literal["upload", "remove", "note", "withdraw", "confirm", "correct", "assign", "decide"]
Decision = Literal["no action", "accept", "follow up", "escalate"]
LONGEST = 4000
"""Characters of a note or a rationale."""


class Action(Frozen):
    """One action; what it does not speak of is null."""

    at: datetime
    """When, in UTC."""
    who: str = Field(min_length=1, max_length=200)
    what: What
    document: str | None = None
    """The SHA-256 of the document that it is about; of a review, of the new version."""
    against: str | None = None
    """The SHA-256 and reading of a review's old version."""
    name: str | None = None
    """The document's name on that day."""
    place: str | None = None
    """The criterion or term: its number in the document (`3.0.1`); null for the document as a whole."""
    words: str | None = None
    """The payer's words there."""
    text: str | None = Field(default=None, max_length=LONGEST)
    """A note, a reason or a rationale."""
    value: str | None = None
    """To whom a review is assigned, what was decided, how a criterion was corrected, or which note is withdrawn (its number in the log)."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An action and the line of the log that it stands on, from 1."""

    line: int
    action: Action


@dataclass(frozen=True, slots=True)
class Standing:
    """How a review stands: who has it, and the newest decision."""

    assigned: Logged | None = None
    decided: Logged | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What was done in a library so far."""

    actions: Sequence[Logged] = ()
    odd: Sequence[int] = ()
    """The lines of the log that cannot be read."""

    def notes(self, document: str) -> list[Logged]:
        """Return the notes on a document, by its SHA-256, that were not withdrawn, the oldest first."""
        gone = {one.action.value for one in self.actions if one.action.what == "withdraw"}
        own = (one for one in self.actions if one.action.what == "note" and one.action.document == document)
        return [one for one in own if str(one.line) not in gone]

    def confirmations(self, document: str) -> dict[str, Logged]:
        """Return the places of a document that somebody confirmed, with the newest confirmation; a correction after it ends it."""
        found: dict[str, Logged] = {}
        for one in self.actions:
            own = one.action
            if own.document != document or own.place is None:
                continue
            if own.what == "confirm":
                found[own.place] = one
            elif own.what == "correct":
                found.pop(own.place, None)
        return found

    def standing(self, old: str, new: str) -> Standing:
        """Return how the review of two versions, by the SHA-256 and reading of each, stands."""
        own = [one for one in self.actions if (one.action.against, one.action.document) == (old, new)]
        return Standing(
            next((one for one in reversed(own) if one.action.what == "assign"), None),
            next((one for one in reversed(own) if one.action.what == "decide"), None),
        )


class ActionLog:
    """The log of one library."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, action: Action) -> None:
        """Write an action down, on the disk before this returns. Raises PayerdiffError `cannot-write`."""
        line = action.model_dump_json(exclude_none=True).encode() + b"\n"
        try:
            with turn(self.path.parent), self.path.open("a+b") as file:
                file.seek(0, os.SEEK_END)
                if file.tell() and not ends_line(file.fileno(), file.tell()):
                    line = b"\n" + line  # what stands before it was cut short
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as cause:
            raise PayerdiffError("cannot-write", str(self.path), f"the action cannot be written down ({cause.strerror})", "Check the folder and the disk.") from cause  # fmt: skip

    def read(self) -> Record:
        """Return what was written down, in its order."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return Record()
        found: list[Logged] = []
        odd: list[int] = []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found.append(Logged(number, Action.model_validate_json(line)))
            except ValidationError:
                odd.append(number)
        return Record(found, odd)


def ends_line(file: int, size: int) -> bool:
    """Return True if an open file ends with the end of a line."""
    return os.pread(file, 1, size - 1) == b"\n"
