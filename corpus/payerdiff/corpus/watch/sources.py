"""The sources of a library, and what is known of each."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, select, update

from payerdiff.corpus.store.schema import SOURCES
from payerdiff.corpus.store.store import Store, add, no_store, open_store
from payerdiff.model.errors import PayerdiffError

WEB = ("http", "https")


@dataclass(frozen=True, slots=True)
class Source:
    """An address or a folder that is watched."""

    address: str
    added: date
    followed: str | None = None
    """The address of the PDF that the page links to, where the policy is there."""
    path: str | None = None
    sha256: str | None = None
    etag: str | None = None
    modified: str | None = None
    checked: date | None = None
    """The day of the last run that reached it."""
    changed: date | None = None
    failing: date | None = None
    """The day since which it cannot be reached; what it gave before stays."""
    failure: str | None = None

    @property
    def is_web(self) -> bool:
        """Return True for an address, False for a folder."""
        return urllib.parse.urlsplit(self.address).scheme in WEB


def watching_store(library: Path) -> Store:
    """Return the store of a library, made where it has none. Raises PayerdiffError: `no-store`, `store-unusable`."""
    if not library.is_dir():
        raise PayerdiffError("no-folder", str(library), "the folder does not exist", "Check the path.")
    store = open_store(library)
    if store is None:
        raise no_store(library)
    return store


def sources_of(store: Store, library: Path) -> list[Source]:
    """Return the sources of a library, by address."""
    names = [column.name for column in SOURCES.columns if column.name != "library"]
    wanted = select(*(SOURCES.c[name] for name in names)).where(SOURCES.c.library == str(library.resolve()))
    with store.asking() as connection:
        return [
            Source(**dict(zip(names, row, strict=True)))
            for row in connection.execute(wanted.order_by(SOURCES.c.address))
        ]


def add_sources(store: Store, library: Path, addresses: list[str], day: date) -> None:
    """Add sources to a library; those that it has stay as they are."""
    rows = [{"library": str(library.resolve()), "address": one, "added": day} for one in addresses]
    with store.writing() as connection:
        add(connection, SOURCES, rows)


def drop_source(store: Store, library: Path, address: str) -> bool:
    """Watch a source no more; what it gave stays. Return False where it is none."""
    own = (SOURCES.c.library == str(library.resolve()), SOURCES.c.address == address)
    with store.writing() as connection:
        return connection.execute(delete(SOURCES).where(*own)).rowcount > 0


def note(store: Store, library: Path, address: str, **known: object) -> None:
    """Write down what is known of a source."""
    own = (SOURCES.c.library == str(library.resolve()), SOURCES.c.address == address)
    with store.writing() as connection:
        connection.execute(update(SOURCES).where(*own).values(**known))


def addresses_in(words: str) -> list[str]:
    """Return the sources that a word means: an address, a folder, or those in a file, one a line. Raises PayerdiffError `no-address`."""
    if urllib.parse.urlsplit(words).scheme in WEB and urllib.parse.urlsplit(words).hostname:
        return [words]
    path = Path(words)
    if path.is_dir():
        return [str(path.resolve())]
    if path.is_file():
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        held = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        return [one for line in held for one in (addresses_in(line) if line != words else ())]
    raise PayerdiffError("no-address", words[:80] or "nothing", "it is neither a web address, a folder, nor a list of them", "Give an address that begins with https://, a folder, or a text file with one a line.")  # fmt: skip
