"""Documents in: a path or bytes → Document → Policy, and folders → Library."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeAlias

from payerdiff.corpus.library import SUFFIXES, Library, files_of, samples
from payerdiff.corpus.library import read_library as read_files
from payerdiff.ingest.document import Document
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy

Source: TypeAlias = str | os.PathLike[str] | bytes
"""A document: the path of its file, or its bytes."""
Progress: TypeAlias = Callable[[str], object]
"""Is called with one line that says what is being done, before it is done."""
ACCEPTED = tuple(sorted(SUFFIXES))
"""The endings of the files that are looked for in folders; what a file is, its content says."""
RECOGNIZER = logging.getLogger("payerdiff.recognize")


def read(source: Source, *, name: str = "document", progress: Progress | None = None) -> Document:
    """Read a document: its text, lines with their places, and tracked changes, as the file holds them.

    The format is told by the content, never by the name. `name` is what results call bytes; a file has its own name. `progress` hears of each
    scanned page before it is recognized, which takes seconds.
    Raises PayerdiffError: `no-file`, `empty`, `unsupported`, `damaged`, `encrypted` and others that say what is wrong with the file.

    >>> document = read(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    >>> document.is_redlined
    True
    >>> read(b"<p>Covered for adults.</p>", name="note.html").name
    'note.html'
    """
    from payerdiff.ingest.reader import read_bytes, read_file  # no business of who asks for what was read before

    with heard(progress):
        return read_bytes(source, name) if isinstance(source, bytes) else read_file(Path(source))


def normalize(
    source: Source | Document,
    *,
    reading: ReadingName | None = None,
    template: str | None = None,
    progress: Progress | None = None,
) -> Policy | CodeReference:
    """Return what a document says, in the common schema: a policy, or what a page about a billing code teaches.

    `reading` picks a side of tracked changes, `baseline` or `proposed`; what is in force after them is taken if none is asked for. `template` names the
    adapter that reads the document, which is recognized otherwise. The corrections that lie beside a file are applied; a Document and bytes have none.
    Raises PayerdiffError: `not-a-policy`, `no-such-reading`, `no-such-template`, `not-corrections`, and what `read` raises.

    >>> policy = normalize(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf", reading="baseline")
    >>> policy.source.reading, policy.number
    ('baseline', 'LA.PHAR.312')
    >>> normalize(samples() / "rvu_edge" / "J2820.html").code
    'J2820'
    """
    if isinstance(source, Document):
        return normalized(source, b"", reading, template)
    return normalized(read(source, progress=progress), source, reading, template)


def normalize_all(
    source: Source | Document,
    *,
    reading: ReadingName | None = None,
    template: str | None = None,
    progress: Progress | None = None,
) -> Sequence[Policy | CodeReference]:
    """Return everything that a document says, one result a policy: a Part D book, a criteria table or a manual holds many, any other document one.

    The policies of one document have the same source. Corrections are applied to documents that hold one. Options and errors are those of `normalize`.

    >>> [policy.number for policy in normalize_all(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")]
    ['LA.PHAR.312']
    """
    from payerdiff.corpus.files import read_document_all
    from payerdiff.normalize.normalizer import normalize_all as all_of

    document = source if isinstance(source, Document) else read(source, progress=progress)
    if isinstance(source, bytes | Document):
        return all_of(document, reading, template)
    return read_document_all(Path(source), document, reading, template)


def normalized(
    document: Document, source: Source, reading: ReadingName | None = None, template: str | None = None
) -> Policy | CodeReference:
    """Return what a document says that was read from a source, with the corrections that lie beside a file."""
    from payerdiff.corpus.files import read_document
    from payerdiff.normalize.normalizer import normalize as meaning_of

    if isinstance(source, bytes):
        return meaning_of(document, reading, template)
    return read_document(Path(source), document, reading, template)


def read_policy(
    source: Source | Document, *, reading: ReadingName | None = None, progress: Progress | None = None
) -> Policy:
    """Return the policy in a document, as `normalize` does. A page about a code is refused: PayerdiffError `not-a-policy`.

    >>> policy = read_policy(samples() / "bcbsnc" / "blinatumomab.html")
    >>> [drug.generic for drug in policy.drugs]
    ['blinatumomab']
    """
    return policy_of(normalize(source, reading=reading, progress=progress))


def policy_of(found: Policy | CodeReference) -> Policy:
    """Return a policy as it is. Raises PayerdiffError `not-a-policy` for a page about a code."""
    if not isinstance(found, Policy):
        raise PayerdiffError("not-a-policy", found.source.name, "it is a page about a code, not a policy", "Give a policy.")  # fmt: skip
    return found


def read_library(
    places: Iterable[str | os.PathLike[str]] | None = None,
    *,
    reading: ReadingName | None = None,
    store: bool = False,
    progress: Progress | None = None,
) -> Library:
    """Read folders of documents, or files, into a library: `policies`, `references` (pages about codes) and `failures`.

    A document that cannot be read is a failure with its reason and never stops the others. The sample documents are read if no place is given.
    `reading` is asked of documents with tracked changes; the others have one. With `store`, each folder remembers what was read in it (docs/library.md): only
    what is new is read, and comparisons that were made of the same documents are not made again; the results are the same. Where nothing can be kept, the
    logger `payerdiff.store` says why. Raises PayerdiffError `no-folder`.

    >>> library = read_library([samples() / "rvu_edge", samples() / "bcbsnc"], progress=print)
    reading 1 of 2: J2820.html
    reading 2 of 2: blinatumomab.html
    >>> len(library.policies), len(library.references), library.failures
    (1, 1, ())
    """
    kept = [Path(place) for place in places or () if Path(place).is_dir()] if store else []
    paths = find_documents(places)

    with heard(progress):
        if not kept:
            return read_files(paths, reading, counted(progress)(len(paths)))
        from payerdiff.corpus.store import warm  # the database is no business of who keeps nothing

        shelves = [warm.Shelf(folder, files_of([folder])) for folder in dict.fromkeys(kept)]
        return warm.read_remembered(shelves, paths, reading, counted(progress), date.today())


def counted(progress: Progress | None) -> Callable[[int], Callable[[Path], None]]:
    """Return what counts documents, of so many in all, as each is read, for those who hear of it."""

    def of(total: int) -> Callable[[Path], None]:
        count = iter(range(1, total + 1))

        def step(path: Path) -> None:
            if progress is not None:
                progress(f"reading {next(count)} of {total}: {path.name[:60]}")

        return step

    return of


def find_documents(places: Iterable[str | os.PathLike[str]] | None = None) -> tuple[Path, ...]:
    """Return the documents in folders, by path, and the files that are named themselves; those of the samples if no place is given.

    Hidden files and a folder's own README are left out. Raises PayerdiffError `no-folder` where nothing lies at a place.

    >>> [path.name for path in find_documents([samples() / "bcbsnc"])]
    ['blinatumomab.html']
    """
    found: list[Path] = []
    for place in [samples()] if places is None else map(Path, places):
        if place.is_file():
            found.append(place)
        elif place.is_dir():
            found += files_of([place])
        else:
            raise PayerdiffError("no-folder", str(place), "the folder does not exist", "Check the path.")
    return tuple(found)


@contextmanager
def heard(progress: Progress | None) -> Iterator[None]:
    """Pass on what the recognizer of scanned pages says that it does."""
    if progress is None:
        yield
        return
    handler, level = Hearer(progress), RECOGNIZER.level
    RECOGNIZER.addHandler(handler)
    RECOGNIZER.setLevel(logging.INFO)
    try:
        yield
    finally:
        RECOGNIZER.removeHandler(handler)
        RECOGNIZER.setLevel(level)


class Hearer(logging.Handler):
    """Passes the lines of a log to a callback."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on one line."""
        self.progress(record.getMessage())
