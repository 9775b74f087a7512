"""Sources of a library that are watched: addresses and folders, looked at only when asked to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from payerdiff.api.documents import Progress
from payerdiff.corpus.watch.fetching import Fetcher
from payerdiff.corpus.watch.run import Checked, run
from payerdiff.corpus.watch.sources import Source, add_sources, addresses_in, drop_source, sources_of, watching_store
from payerdiff.model.errors import PayerdiffError


def watch(source: str, library: str | os.PathLike[str], *, today: date) -> list[str]:
    """Add a source to a library: a web address, a folder, or a text file with one of them a line. Return what was added; nothing is fetched yet.

    Raises PayerdiffError: `no-address`, `no-folder`, `no-store`, `store-unusable`.

    >>> import tempfile
    >>> from datetime import date
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     added = watch("https://plan.example/policy.pdf", folder, today=date(2026, 1, 1))
    ...     [(one.address, one.checked) for one in watched(folder)]
    [('https://plan.example/policy.pdf', None)]
    """
    place = Path(library)
    addresses = addresses_in(source)
    add_sources(watching_store(place), place, addresses, today)
    return addresses


def unwatch(source: str, library: str | os.PathLike[str]) -> None:
    """Watch a source no more; the documents that it gave stay. Raises PayerdiffError: `no-address` where it is not watched, `no-store`, `store-unusable`.

    >>> import tempfile
    >>> from datetime import date
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = watch("https://plan.example/policy.pdf", folder, today=date(2026, 1, 1))
    ...     unwatch("https://plan.example/policy.pdf", folder)
    ...     watched(folder)
    []
    """
    place = Path(library)
    if not drop_source(watching_store(place), place, source):
        raise PayerdiffError("no-address", source[:120], "it is not watched", "`payerdiff watch list` shows what is.")


def watched(library: str | os.PathLike[str]) -> list[Source]:
    """Return the sources of a library: what each gave, when it was last reached, and since when it fails. Raises what `watch` raises.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     watched(folder)
    []
    """
    place = Path(library)
    return sources_of(watching_store(place), place)


def run_watch(
    library: str | os.PathLike[str],
    *,
    today: date,
    allowed: Sequence[str] = (),
    fetcher: Fetcher | None = None,
    progress: Progress | None = None,
) -> list[Checked]:
    """Look at all sources of a library now, and put what changed into its folder. Raises what `watch` raises.

    Hosts that are not on the public web are asked only where they are `allowed` by name. A host is asked once at a time, with a pause, for what its robots.txt allows and for what has changed. A source that fails keeps what it gave before.

    >>> import tempfile
    >>> from datetime import date
    >>> from payerdiff import api
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = watch(str(api.samples() / "bcbsnc"), folder, today=date(2026, 1, 1))
    ...     [one.changed for one in run_watch(folder, today=date(2026, 1, 1))]
    [('watched/bcbsnc/blinatumomab.html',)]
    """
    place = Path(library)
    store = watching_store(place)
    return list(run(store, place, fetcher or Fetcher(allowed=allowed), today, progress or (lambda _: None)))
