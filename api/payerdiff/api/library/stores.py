"""What a folder of documents remembers: its store, checked, made again, and listed."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path

from payerdiff.api.documents import Progress, counted, heard
from payerdiff.corpus.cluster import read_on_cluster
from payerdiff.corpus.store.checking import Flaw, flaws
from payerdiff.corpus.store.filling import Done, Workers, fill, read_here
from payerdiff.corpus.store.holdings import Holding, holdings
from payerdiff.corpus.store.rebuilding import Rebuilt, rebuild
from payerdiff.model.errors import PayerdiffError


def stored_documents(folder: str | os.PathLike[str]) -> list[Holding]:
    """Return the documents that lie in a folder or lay there, by path: since when and until when they were seen, and what was read in them.

    Raises PayerdiffError: `no-store` where nothing was kept of the folder yet, `store-unusable`.

    >>> import shutil, tempfile
    >>> from payerdiff import api
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = shutil.copy(api.samples() / "bcbsnc" / "blinatumomab.html", folder)
    ...     _ = api.read_library([folder], store=True)
    ...     [(one.path, one.policies, one.gone) for one in stored_documents(folder)]
    [('blinatumomab.html', 1, None)]
    """
    return holdings(Path(folder))


def check_store(folder: str | os.PathLike[str]) -> list[Flaw]:
    """Return what is wrong with the store of a folder; nothing where it is whole. Raises PayerdiffError: `no-store`, `store-unusable`.

    >>> import shutil, tempfile
    >>> from payerdiff import api
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = shutil.copy(api.samples() / "bcbsnc" / "blinatumomab.html", folder)
    ...     _ = api.read_library([folder], store=True)
    ...     check_store(folder)
    []
    """
    return flaws(Path(folder))


def fill_store(
    folder: str | os.PathLike[str], *, cluster: str | None = None, progress: Progress | None = None
) -> list[Done]:
    """Read what is new in a folder and keep it; return what came of each document, by path: `known`, `read` or `failed`.

    `cluster` is the address of a dask scheduler (`payerdiff[cluster]`) whose workers read; without one, a few processes of this computer do. What is kept
    is the same. Raises PayerdiffError: `no-folder`, `no-store` for the sample documents, `store-unusable`, `no-cluster`.

    >>> import shutil, tempfile
    >>> from payerdiff import api
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = shutil.copy(api.samples() / "bcbsnc" / "blinatumomab.html", folder)
    ...     [one.how for _ in range(2) for one in fill_store(folder)]
    ['read', 'known']
    """
    own = Path(folder)
    if not own.is_dir():
        raise PayerdiffError("no-folder", str(own), "the folder does not exist", "Check the path.")
    with heard(progress):
        workers: Workers = read_here if cluster is None else partial(read_on_cluster, cluster)
        return fill(own, workers, counted(progress), date.today())


def rebuild_store(folder: str | os.PathLike[str], *, progress: Progress | None = None) -> Rebuilt:
    """Read all documents of a folder again and keep what is read; a store that is damaged is set aside. When each document was seen, and what was
    read in those that are gone, stays as it is.

    Raises PayerdiffError: `no-store` for the sample documents, `store-unusable`.

    >>> import shutil, tempfile
    >>> from payerdiff import api
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = shutil.copy(api.samples() / "bcbsnc" / "blinatumomab.html", folder)
    ...     _ = api.read_library([folder], store=True)
    ...     done = rebuild_store(folder)
    >>> done.documents, done.failures, done.differing
    (1, (), ())
    """
    with heard(progress):
        return rebuild(Path(folder), counted(progress), date.today())
