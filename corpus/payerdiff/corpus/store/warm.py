"""Libraries read with what their stores remember: only what is new is read, and kept as soon as it is.

The outcome is that of reading everything. A store that cannot be used costs no result: the documents are read, and the user is told in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from payerdiff.corpus.apart import Read
from payerdiff.corpus.library import Library, library_of, outcomes
from payerdiff.corpus.memory import TELLS
from payerdiff.corpus.store.fingerprint import sha256_of
from payerdiff.corpus.store.opening import reason, unusable
from payerdiff.corpus.store.store import ReadingKey, Store, open_store, reading_key
from payerdiff.corpus.store.surveys import Found, survey
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.errors import PayerdiffError


@dataclass(slots=True)
class Shelf:
    """A folder of documents and its store; without one, or after it failed, nothing is kept."""

    folder: Path
    files: Sequence[Path]
    store: Store | None = None
    keys: dict[Path, ReadingKey] = field(default_factory=dict)
    sizes: dict[Path, int] = field(default_factory=dict)

    def open(self) -> None:
        """Open the store, if the library may have one."""
        try:
            self.store = open_store(self.folder)
        except PayerdiffError as failure:
            TELLS.warning("%s Nothing is kept, and all documents are read.", failure)

    def weigh(self, side: ReadingName | None) -> None:
        """Find out under which keys the documents are kept, as they lie there now."""
        for path in self.files:
            try:
                self.sizes[path] = path.stat().st_size
                self.keys[path] = reading_key(path, sha256_of(path), side)
            except OSError:  # reading it says so in the words of the document's own error
                continue

    def known(self, side: ReadingName | None) -> Mapping[Path, Read | PayerdiffError]:
        """Return what the store remembers of the documents as they lie there now."""
        if self.store is None:
            return {}
        self.weigh(side)
        hashes = {path: key.hash for path, key in self.keys.items()}
        try:
            held = self.store.readings(list(dict.fromkeys(hashes.values())))
        except SQLAlchemyError as cause:
            self.give_up(cause)
            return {}
        return {path: held[key] for path, key in hashes.items() if key in held}

    def keep(self, path: Path, outcome: Read | PayerdiffError) -> None:
        """Keep what was read of a document, unless the file was another one by the time it was read."""
        key = self.keys.get(path)
        if self.store is None or key is None or not is_of(outcome, key.sha256, path):
            return
        try:
            self.store.keep(key, self.sizes[path], outcome)
        except SQLAlchemyError as cause:
            self.give_up(cause)

    def look_through(self, day: date) -> None:
        """Write down which documents lie in the folder today."""
        if self.store is None:
            return
        base = self.folder.resolve()
        files = {below(path, base): Found(key.sha256, self.sizes[path]) for path, key in self.keys.items()}
        unread = {below(path, base) for path in self.files if path not in self.keys}
        try:
            with self.store.writing() as connection:
                survey(connection, str(base), files, unread, day)
        except SQLAlchemyError as cause:
            self.give_up(cause)

    def give_up(self, cause: Exception) -> None:
        """Keep nothing more, and say why."""
        self.store = None
        TELLS.warning("%s Nothing more is kept.", unusable(str(self.folder), reason(cause)))


def below(path: Path, base: Path) -> str:
    """Return the path of a document below its library's folder."""
    return path.parent.resolve().joinpath(path.name).relative_to(base).as_posix()


def is_of(outcome: Read | PayerdiffError, sha256: str, path: Path) -> bool:
    """Return True if an outcome is that of the content that was hashed before."""
    if not isinstance(outcome, PayerdiffError):
        return all(one.source.sha256 == sha256 for one in outcome)
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


def read_remembered(
    shelves: Sequence[Shelf],
    files: Sequence[Path],
    reading: ReadingName | None,
    progress: Callable[[int], Callable[[Path], None]],
    day: date,
) -> Library:
    """Read the documents of libraries, in the order of `files`, from their stores where they know them.

    `progress` gets the number of documents that have to be read, and returns what is called for each of them.
    """
    held: dict[Path, Read | PayerdiffError] = {}
    home: dict[Path, Shelf] = {}
    for shelf in shelves:
        shelf.open()
        home |= dict.fromkeys(shelf.files, shelf)
        held |= shelf.known(reading)
    missing = [path for path in dict.fromkeys(files) if path not in held]
    if missing:
        for path, outcome in zip(missing, outcomes(missing, reading, progress(len(missing)), apart=len(files) > 1), strict=True):  # fmt: skip
            held[path] = outcome
            if path in home:
                home[path].keep(path, outcome)
    for shelf in shelves:
        shelf.look_through(day)
    found = [held[path] for path in files]
    read = [one for outcome in found if not isinstance(outcome, PayerdiffError) for one in outcome]
    memory = next((shelf.store for shelf in shelves if shelf.store is not None), None)
    return library_of(read, [f for f in found if isinstance(f, PayerdiffError)], memory, [key.hash for shelf in shelves for key in shelf.keys.values()])  # fmt: skip
