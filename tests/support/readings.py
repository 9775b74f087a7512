"""Documents read once for all tests that look at them: none of them alters what it is given."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

import pytest
from ground import sample_files

from payerdiff.corpus.library import Library, library_of
from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_file
from payerdiff.ingest.reading.reading import ReadingName, reading_names
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

HELD = 60
"""Documents that are kept: all samples, and the real ones that several tests look at one after the other."""
SHARE = 16
"""Of so many real documents the quick suite reads one; `make laws` reads the others."""


@lru_cache(HELD)
def document(path: Path) -> Document:
    """Return a document, read once."""
    return read_file(path)


@lru_cache(HELD)
def said(path: Path, reading: ReadingName | None = None) -> Policy | CodeReference:
    """Return what a document says, normalized once for each reading."""
    return normalize(document(path), reading)


def policy(path: Path, reading: ReadingName | None = None) -> Policy:
    """Return a policy, normalized once for each reading."""
    found = said(path, reading)
    assert isinstance(found, Policy)
    return found


@cache
def sample_library() -> Library:
    """Return the library of the samples, in the order in which `payerdiff` reads it."""
    return library_of(said(path) for path in sample_files())


@cache
def all_readings() -> tuple[Policy, ...]:
    """Return every reading of every sample policy."""
    found = (said(path, name) for path in sample_files() for name in reading_names(document(path)))
    return tuple(p for p in found if isinstance(p, Policy))


def drawn_of(paths: list[Path]) -> list[object]:
    """Return documents as parameters: those that are not drawn for the quick suite are marked `laws`. The draw hangs on the name alone."""
    return [
        path if crc32(path.name.encode()) % SHARE == 0 else pytest.param(path, marks=pytest.mark.laws) for path in paths
    ]


def digest(path: Path) -> str:
    """Return a digest of all that is read in a document, places included, and of all that is made of it; or why it was refused."""
    try:
        document = read_file(path)
        said = repr(document) + normalize(document).model_dump_json()
    except PayerdiffError as refusal:
        said = str(refusal)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def digests(paths: Sequence[Path], seed: int) -> dict[Path, str]:
    """Return the digests of documents as a new interpreter with this hash seed gives them, read in this order."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", "import readings; readings.print_digests()", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    return dict(zip(paths, done.stdout.split(), strict=True))


def print_digests() -> None:
    """Print the digests of the files that the command names: the other end of `digests`."""
    for word in sys.argv[1:]:
        print(digest(Path(word)), flush=True)
