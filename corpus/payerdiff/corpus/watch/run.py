"""A run over the sources of a library: what changed is put into its folder, and nothing is deleted.

Each source is a step of its own: the file is there whole before the store knows of it, so that a run that was killed is only repeated.
"""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bs4 import BeautifulSoup

from payerdiff.corpus.apart_worker import Job, answer_to
from payerdiff.corpus.fetching import SUFFIX
from payerdiff.corpus.library import SUFFIXES, files_of
from payerdiff.corpus.store.fingerprint import sha256_of
from payerdiff.corpus.store.opening import FOLDER
from payerdiff.corpus.store.store import Store
from payerdiff.corpus.watch.fetching import Fetcher, Given, NotFetchedError
from payerdiff.corpus.watch.sources import Source, note, sources_of
from payerdiff.corpus.writing.fleeting import fleeting_folder
from payerdiff.corpus.writing.whole_files import write_set
from payerdiff.model.errors import PayerdiffError

PLACE = "watched"
"""The folder in the library into which sources' documents are put."""
EARLIER = "earlier"
"""The folder beside the store that keeps the documents that were replaced. Their names are hidden: they are not read again."""
ELSEWHERE = frozenset({"not-a-policy", "empty"})
"""Why a page may hold no policy although a PDF that it links to does."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run found at one source."""

    address: str
    changed: tuple[str, ...] = ()
    """The documents that are new or replaced, by their paths below the library's folder."""
    failure: str | None = None


def run(store: Store, library: Path, fetcher: Fetcher, day: date, told: Callable[[str], object]) -> Iterator[Checked]:
    """Look at each source of a library, and yield what was found there. One that fails keeps what it gave before."""
    for source in sources_of(store, library):
        told(f"looking at {source.address[:70]}")
        try:
            found = from_web(store, library, source, fetcher, day) if source.is_web else from_folder(library, source)
        except (NotFetchedError, PayerdiffError, OSError) as cause:
            words = str(cause)[:300]
            note(store, library, source.address, failing=source.failing or day, failure=words)
            yield Checked(source.address, failure=words)
            continue
        known: dict[str, object] = {"checked": day, "failing": None, "failure": None}
        note(store, library, source.address, **known, **({"changed": day} if found else {}))
        yield Checked(source.address, tuple(found))


def from_folder(library: Path, source: Source) -> list[str]:
    """Put the documents of a folder that the library does not have by content into its own, and return their paths. Raises OSError."""
    folder = Path(source.address)
    if not folder.is_dir():
        raise OSError("the folder is not there")
    base = library / PLACE / (identifier(folder.name) or "folder")
    changed = []
    for path in files_of([folder]):
        target = base / path.relative_to(folder)
        if not target.exists() or sha256_of(target) != sha256_of(path):
            put(library, target, path.read_bytes())
            changed.append(target.relative_to(library).as_posix())
    return changed


def from_web(store: Store, library: Path, source: Source, fetcher: Fetcher, day: date) -> list[str]:
    """Put the document of an address into the library if it changed, and return its path. Raises NotFetchedError, OSError."""
    followed = paper_now(fetcher.fetch(source.address), source) if source.followed else None
    address = followed or source.address
    there = source.path is not None and followed == source.followed and (library / source.path).is_file()
    found = fetcher.fetch(address, source.etag if there else None, source.modified if there else None)
    if found.content is None:
        return []
    if followed is None and (link := link_of(found, address)):
        followed, found = link, fetcher.fetch(link)
        address = link
    content = found.content or b""
    sha256 = hashlib.sha256(content).hexdigest()
    target = library / (source.path or f"{PLACE}/{name_of(address, found.kind)}")
    before = sha256_of(target) if target.is_file() else None
    if before != sha256:
        put(library, target, content)
    note(
        store, library, source.address, followed=followed, path=target.relative_to(library).as_posix(), sha256=sha256, etag=found.etag, modified=found.modified,
    )  # fmt: skip
    return [] if before == sha256 else [target.relative_to(library).as_posix()]


def paper_now(page: Given, source: Source) -> str:
    """Return the address of the PDF that a page links to now: the one that was followed while it is there, else the one that took its place.

    Raises NotFetchedError where that is not one: what it gave before stays, and the source is shown as failing.
    """
    if source.followed in papers_of(page, source.address):
        return str(source.followed)
    link = link_of(page, source.address)
    if link is None:
        raise NotFetchedError(f"the page no longer links to {source.followed}, nor to one other PDF")
    return link


def papers_of(found: Given, address: str) -> list[str]:
    """Return the addresses of the PDFs that a page links to."""
    if SUFFIX.get(found.kind) != ".html" or found.content is None:
        return []
    links = {
        urllib.parse.urljoin(address, str(a["href"])).partition("#")[0]
        for a in BeautifulSoup(found.content, "lxml").find_all("a", href=True)
    }
    return sorted(one for one in links if urllib.parse.urlsplit(one).path.lower().endswith(".pdf") and one.startswith("http"))  # fmt: skip


def link_of(found: Given, address: str) -> str | None:
    """Return the address of the one PDF that a page without a policy links to; None for all else."""
    papers = papers_of(found, address)
    if len(papers) != 1:
        return None
    with fleeting_folder() as folder:
        page = folder / "page.html"
        page.write_bytes(found.content or b"")
        answer = answer_to(Job(page, None))
    return papers[0] if isinstance(answer, PayerdiffError) and answer.code in ELSEWHERE else None


def put(library: Path, target: Path, content: bytes) -> None:
    """Write a document whole; the one that was there before is kept beside the store, and has its name there before it loses its own. Raises PayerdiffError `cannot-write`."""
    files = {}
    if target.is_file():
        kept = library / FOLDER / EARLIER / f".{sha256_of(target)}{target.suffix}"
        if not kept.exists():
            files[kept] = target.read_bytes()
    write_set({**files, target: content}, mode=0o644)


def name_of(address: str, kind: str) -> str:
    """Return the path below `watched` for an address: the host, the name, and a hash where other addresses could have the same name.

    >>> name_of("https://plan.example/policies/a.pdf?v=2", "application/pdf")
    'plan.example/a-9bb6de5d.pdf'
    """
    parts = urllib.parse.urlsplit(address)
    last = Path(urllib.parse.unquote(parts.path.rsplit("/", 1)[-1]))
    ending = SUFFIX.get(kind) or (last.suffix.lower() if last.suffix.lower() in SUFFIXES else ".html")
    mark = hashlib.sha256(address.encode()).hexdigest()[:8]
    return f"{identifier(parts.netloc)}/{identifier(last.stem) or 'page'}-{mark}{ending}"


def identifier(words: str) -> str:
    """Return words as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9._]+", "-", words).strip("-.")[:80]
