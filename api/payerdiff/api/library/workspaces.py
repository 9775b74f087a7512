"""A library as a workspace: what is uploaded stays in it, is read once, and bears people's notes, corrections and decisions."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from payerdiff.api.documents import read_library
from payerdiff.corpus.library import Library
from payerdiff.corpus.store.opening import FOLDER
from payerdiff.corpus.store.warm import Shelf
from payerdiff.corpus.workspace import actions, people
from payerdiff.corpus.workspace.correcting import correction_of, nodes_of, write_correction
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.concepts import REGISTER
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.phrasing import say
from payerdiff.model.policy import Atom, Criterion, Policy, Span

UPLOADS = "uploads"
REMOVED = "removed"
Read = Callable[[Path, ReadingName | None], Sequence[Policy | CodeReference]]


class Workspace:
    """One library: its folder, the record of what was done in it, and the people who may act. `folder` is made where there is none.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     space = Workspace(Path(folder) / "plans")
    ...     token = space.invite("J. Ortiz")
    ...     space.act("J. Ortiz", "note", document="0f3a", text="Ask the committee")
    ...     space.person(token), [one.action.text for one in space.record().notes("0f3a")]
    ('J. Ortiz', ['Ask the committee'])
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder.resolve()
        self.own = self.folder / FOLDER
        self.log = actions.ActionLog(self.own / actions.FILE)
        self.mark, self.known = self.listed()

    def listed(self) -> tuple[object, dict[str, str]]:
        """Return the people who have a token, and a mark of their list that is another one when the list is."""
        path = self.own / people.FILE
        try:
            told = path.stat()
        except FileNotFoundError:
            return None, {}
        return (told.st_ino, told.st_mtime_ns, told.st_size), people.people_of(path)

    @property
    def uploads(self) -> Path:
        """Return the folder of what was uploaded."""
        return self.folder / UPLOADS

    @property
    def people(self) -> list[str]:
        """Return the names of those who have a token."""
        return sorted(self.known.values())

    def invite(self, name: str) -> str:
        """Return a new token for a person, which ends an older one. Raises PayerdiffError: `not-people`, `cannot-write`."""
        token = people.add_person(self.own / people.FILE, name)
        self.mark, self.known = self.listed()
        return token

    def person(self, token: str) -> str | None:
        """Return whose token it is now: another process may have invited somebody, and so ended an older token."""
        if self.is_other_list():
            self.mark, self.known = self.listed()
        given = people.hashed(token)
        return next((name for mark, name in self.known.items() if hmac.compare_digest(mark, given)), None)

    def is_other_list(self) -> bool:
        """Return True if the list of people is no longer the one that is known."""
        try:
            told = (self.own / people.FILE).stat()
        except FileNotFoundError:
            return self.mark is not None
        return (told.st_ino, told.st_mtime_ns, told.st_size) != self.mark

    def remembering(self, read: Read) -> Read:
        """Return what reads a document, unless the library's store knows what is in it; what is new is kept there."""

        def held(path: Path, side: ReadingName | None) -> Sequence[Policy | CodeReference]:
            shelf = Shelf(self.folder, [path])
            shelf.open()
            try:
                outcome = shelf.known(side).get(path)
                if outcome is None:
                    outcome = attempt(read, path, side)
                    shelf.keep(path, outcome)
            finally:
                if shelf.store is not None:
                    shelf.store.close()
            if isinstance(outcome, PayerdiffError):
                raise outcome
            return outcome

        return held

    def library(self) -> Library:
        """Return the library, read with its store."""
        return read_library([self.folder], store=True)

    def act(self, who: str, what: actions.What, **told: str | None) -> None:
        """Write down what a person did. Raises PayerdiffError: `no-note` where the words are too long, `cannot-write`."""
        try:
            action = actions.Action(at=datetime.now(UTC).replace(microsecond=0), who=who, what=what, **told)
        except ValidationError as cause:
            raise PayerdiffError("no-note", told.get("name") or "this note", cause.errors()[0]["msg"].lower(), "Write less.") from cause  # fmt: skip
        self.log.add(action)

    def record(self) -> actions.Record:
        """Return what was done so far."""
        return self.log.read()

    def took(self, path: Path) -> bool:
        """Return True if a document was uploaded; the others lie in the library's folder."""
        return path.is_relative_to(self.uploads)

    def remove(self, path: Path, sha256: str | None, who: str) -> None:
        """Set an uploaded document aside: it can be taken back by hand. Raises PayerdiffError: `not-uploaded`, `cannot-write`."""
        if not self.took(path):
            raise PayerdiffError("not-uploaded", path.name, "it lies in the library's own folder and was not uploaded here", "Take it out of the folder.")  # fmt: skip
        place = self.own / REMOVED
        place.mkdir(parents=True, exist_ok=True)
        path.replace(free_name(place, path))
        self.act(who, "remove", document=sha256, name=path.name)

    def correct(self, path: Path, policy: Policy, place: str, right: Mapping[str, Any], who: str, reason: str, today: date) -> None:  # fmt: skip
        """Correct one criterion of a policy of a document, by its place (`0/2.1`: the policy, then the set and the items).

        `right` has the fields `op`, `k`, `atoms` or `partial` of a correction. Raises PayerdiffError: `no-such-criterion`, `not-a-correction`, `cannot-write`.
        """
        correction = correction_of(policy, place.partition("/")[2], right, who, reason, today)
        write_correction(path, self.folder, correction)
        self.act(
            who, "correct", document=policy.source.sha256, name=path.name, place=place, words=correction.criterion, text=reason, value=said(right),
        )  # fmt: skip

    @staticmethod
    def criterion(policy: Policy, number: str) -> Criterion | None:
        """Return a criterion by its number in a policy (`2.1`), None where there is none."""
        return next((node for at, _, node in nodes_of(policy) if at == number), None)


def attempt(read: Read, path: Path, side: ReadingName | None) -> Sequence[Policy | CodeReference] | PayerdiffError:
    """Return what is read in a document, or why it cannot be."""
    try:
        return read(path, side)
    except PayerdiffError as failure:
        return failure


def free_name(place: Path, path: Path) -> Path:
    """Return a hidden name under which nothing lies yet."""
    names = (place / f".{at or ''}{'-' if at else ''}{path.parent.name}-{path.name}" for at in range(10_000))
    return next(name for name in names if not name.exists())


def said(right: Mapping[str, Any]) -> str:
    """Return what is right, in a few words.

    >>> said({"op": "at_least", "k": 2}), said({"atoms": []}), said({"partial": False})
    ('items are joined by at least 2', 'no typed condition', 'the typed conditions say all of it')
    >>> said({"atoms": [{"concept": "age", "op": ">=", "value": 21.0, "unit": "year"}]})
    'age 21 years or older'
    """
    if "op" in right:
        return (
            f"items are joined by {str(right['op']).replace('_', ' ')}{' ' + str(right['k']) if right.get('k') else ''}"
        )
    if "atoms" in right:
        nowhere = Span(page=1, start=0, end=0, quote="")
        told = [(REGISTER[one["concept"]], say(Atom(**one, text="", span=nowhere))) for one in right["atoms"]]
        return "; ".join(f"{one.title.lower()}{' ' if one.measure == 'age' else ': '}{words}" for one, words in told) or "no typed condition"  # fmt: skip
    return "the typed conditions say " + ("only a part of it" if right["partial"] else "all of it")
