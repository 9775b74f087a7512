"""The documents of the local page: kept in a folder, each read by a process of its own, as what is uploaded is not to be trusted.

A file that ends the reader or keeps it from ending is told as such and takes nothing else with it; memory is the process's own and goes with it.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from payerdiff import api
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy

State = Literal["waiting", "reading", "read", "failed"]
LARGEST = 40 * 1024 * 1024
"""Bytes of a document."""
SECONDS = 600
"""How long one document may be read: a scan of a hundred pages is recognized in that time."""
WORKERS = 2
UNSAFE = re.compile(r"[^\w.\- ()]+")
MOST = 2_000
"""Documents on the shelf."""
Result = Policy | CodeReference
Read = Callable[[Path, api.ReadingName | None], Sequence[Result]]
Reading = Callable[[Read], Read]
"""Reads a document, unless what is in it is remembered."""


@dataclass(slots=True)
class Entry:
    """One document: its file, what became of it, and its readings."""

    id: str
    path: Path
    state: State = "waiting"
    failure: PayerdiffError | None = None
    readings: dict[api.ReadingName, Result] = field(default_factory=dict)
    more: tuple[Result, ...] = ()
    """The policies behind the first one, of a document that holds many."""
    turns: int = 0
    """How often it was read: what rests on an earlier reading is made anew."""

    @property
    def taken(self) -> Result | None:
        """Return the reading that comparisons take: the proposed side of a redline."""
        return next(iter(self.readings.values()), None)

    @property
    def is_redline(self) -> bool:
        """Return True if the document shows tracked changes."""
        return "baseline" in self.readings


class Shelf:
    """Holds the documents of one run of the page."""

    def __init__(
        self,
        folder: Path,
        files: Iterable[Path] = (),
        allowed: Sequence[str] = (),
        seconds: float = SECONDS,
        memory: Reading | None = None,
    ) -> None:
        self.folder, self.allowed, self.memory = folder, tuple(allowed), memory
        self.entries: dict[str, Entry] = {}
        self.lock = threading.Lock()
        self.readers = api.Readers(WORKERS, seconds)
        self.pool = ThreadPoolExecutor(WORKERS)
        for path in files:
            self.add(path)

    def keep(self, name: str, content: bytes) -> Entry:
        """Store what was uploaded and have it read. Raises PayerdiffError: `not-accepted`, `too-large`, `too-many`."""
        plain = UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip(" .") or "document"
        if Path(plain).suffix.lower() not in api.ACCEPTED:
            kinds = ", ".join(s.removeprefix(".") for s in api.ACCEPTED)
            raise PayerdiffError("not-accepted", plain, "this file type is not supported", f"Upload one of {kinds}.")
        if len(content) > LARGEST:
            raise PayerdiffError("too-large", plain, f"it is larger than {LARGEST // 1024 // 1024} MB", "Upload the policy without its appendices.")  # fmt: skip
        own = self.folder / hashlib.sha256(content).hexdigest()[:16]
        path = own / plain[-120:]
        if not path.is_file():
            api.write_set({path: content})
        return self.add(path)

    def add(self, path: Path) -> Entry:
        """Have a file read; one that is on the shelf already is not read twice. Raises PayerdiffError `too-many`."""
        key = hashlib.sha256(f"{path.parent}\n{path.name}".encode()).hexdigest()[:12]
        with self.lock:
            if key not in self.entries:
                if len(self.entries) >= MOST:
                    raise PayerdiffError("too-many", path.name, f"there are {MOST} documents on this page", "Remove some, or start the page with --library.")  # fmt: skip
                self.entries[key] = Entry(key, path)
                self.pool.submit(self.read, self.entries[key])
            return self.entries[key]

    def read(self, entry: Entry) -> None:
        """Read one document: the side that comparisons take, and of a redline the other one too."""
        entry.state = "reading"
        read = self.memory(self.readers.read) if self.memory else self.readers.read
        try:
            first, *more = read(entry.path, None)
            held: dict[api.ReadingName, Result] = {first.source.reading: first}
            if first.source.reading == "proposed":
                held["baseline"] = read(entry.path, "baseline")[0]
        except PayerdiffError as failure:
            entry.failure, entry.state = failure, "failed"
            return
        except OSError as cause:
            entry.failure = PayerdiffError("reader-failed", entry.path.name, f"the reader could not be started ({cause})", "Try again.")  # fmt: skip
            entry.state = "failed"
            return
        entry.readings, entry.more, entry.failure, entry.state = held, tuple(more), None, "read"

    def read_again(self, entry: Entry) -> None:
        """Read a document again: what it is corrected by has changed. Until then what was read before is shown."""
        entry.turns += 1
        self.read(entry)

    def remove(self, key: str) -> Entry | None:
        """Take a document off the shelf, and return it; the file stays."""
        with self.lock:
            return self.entries.pop(key, None)

    def held(self) -> list[Entry]:
        """Return the documents as they are now: others may come while they are looked at."""
        with self.lock:
            return list(self.entries.values())

    @property
    def busy(self) -> bool:
        """Return True if a document is still to be read."""
        return any(e.state in ("waiting", "reading") for e in self.held())

    def library(self) -> api.Library:
        """Return what has been read, in the order in which it came, and what could not be."""
        entries = self.held()
        return api.library_of(
            [one for e in entries if e.taken is not None for one in (e.taken, *e.more)],
            [e.failure for e in entries if e.failure is not None],
        )

    def close(self) -> None:
        """Read nothing more, and end what is being read."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.readers.close()
