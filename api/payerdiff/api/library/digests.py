"""What happened in a library between two days → Digest, and its files: page, e-mail, CSV, Atom feed, and the reviews that it links to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from payerdiff.api.documents import Progress
from payerdiff.api.library.versions import Places, folders
from payerdiff.api.pages import remembered, render
from payerdiff.compare.library.digest import digest as happened
from payerdiff.compare.library.digest_items import Digest, Scope, WatchedSource
from payerdiff.compare.library.digest_rules import Rule
from payerdiff.compare.library.digest_rules import read_rules as rules_of
from payerdiff.compare.library.portfolio import Unreadable
from payerdiff.corpus.library import Library
from payerdiff.corpus.memory import contents
from payerdiff.corpus.store.opening import is_there
from payerdiff.corpus.store.store import existing_store
from payerdiff.corpus.versions.line import Line
from payerdiff.corpus.versions.remembered import lines_of_library
from payerdiff.corpus.versions.renames import renames
from payerdiff.corpus.watch.sources import sources_of
from payerdiff.model.policy import Policy
from payerdiff.templates.carriers.digest_files import atom, csv_table, mail
from payerdiff.templates.digest.digest_views import review_name
from payerdiff.templates.rendering import render_digest


def digest(
    library: Library,
    since: date,
    until: date,
    places: Places | None = None,
    *,
    rules: Sequence[Rule] = (),
) -> Digest:
    """Return what happened in a library from one day to another, both included: new, changed and withdrawn policies.

    `places` are the folders that the library was read from. With `rules`, only what one of them asks for is told, and the rest is counted.
    Raises PayerdiffError `store-unusable`.

    >>> from payerdiff import api
    >>> found = digest(api.read_library([api.samples() / "bcbsnc"]), date(2000, 1, 1), date(2030, 1, 1))
    >>> [(item.event, item.document) for item in found.items], found.scope.documents
    ([('new', 'blinatumomab.html')], 1)
    """
    own = folders(library, places)
    lines = lines_of_library(library, own)
    scope = scope_of(library, lines).model_copy(update={"sources": sources(own)})
    return happened(lines, renames(lines), (since, until), scope, rules, library.memory)


def sources(places: Iterable[Path]) -> list[WatchedSource]:
    """Return the sources that are watched for some folders, each with the day on which it was last reached."""
    found: dict[str, WatchedSource] = {}
    for folder in dict.fromkeys(places):
        if is_there(folder):
            with existing_store(folder) as store:
                for one in sources_of(store, folder):
                    found[one.address] = WatchedSource(
                        address=one.address, reached=one.checked, failing=one.failing, failure=one.failure
                    )
    return list(found.values())


def scope_of(library: Library, lines: Iterable[Line]) -> Scope:
    """Return what a digest of a library rests on."""
    held = [one for line in lines for v in line.versions for one in (v.held, *v.copies)]
    days = [day for one in held for day in (one.seen, one.gone) if day]
    names = {p.source.sha256 for p in library.policies} | {r.source.sha256 for r in library.references}
    return Scope(
        documents=len(names) + len(library.failures), policies=len(library.policies), surveyed=max(days, default=None),
        unreadable=[Unreadable(document=f.document, code=f.code, message=str(f)) for f in library.failures],
        stale=sorted({one.path for one in held if one.is_stale}), corrected=sorted({one.path for one in held if one.policy.corrections}),
    )  # fmt: skip


def read_rules(path: str | os.PathLike[str]) -> list[Rule]:
    """Return the rules of a TOML file: what a digest tells (docs/library.md). Raises PayerdiffError: `no-file`, `not-rules`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "rules.toml"
    ...     _ = file.write_text('[[rule]]\\nname = "ours"\\ndrug = ["Dupixent"]\\nonly = "clinical"')
    ...     [rule.name for rule in read_rules(file)]
    ['ours']
    """
    return rules_of(Path(path))


def digest_files(
    found: Digest, library: Library, places: Places | None = None, *, to: str = "", progress: Progress | None = None
) -> dict[str, bytes]:
    """Return the files of a digest by name: `digest.html`, `digest.eml`, `digest.csv`, `digest.atom`, and a page for each review that it links to.

    `to` is the address in the head of the e-mail, which nobody sends.

    >>> from payerdiff import api
    >>> held = api.read_library([api.samples() / "bcbsnc"])
    >>> list(digest_files(digest(held, date(2000, 1, 1), date(2030, 1, 1)), held))
    ['digest.html', 'digest.eml', 'digest.csv', 'digest.atom']
    """
    page = render_digest(found)
    files = {
        "digest.html": page.encode(),
        "digest.eml": mail(found, page, to),
        "digest.csv": csv_table(found),
        "digest.atom": atom(found),
    }
    lines = lines_of_library(library, folders(library, places))
    pairs = {
        (new.held.path, new.held.policy.source.sha256): (old.held.policy, new.held.policy)
        for line in lines
        for old, new in zip(line.versions, line.versions[1:], strict=False)
    }
    for item in found.items:
        if item.note is not None:
            old, new = pairs[item.document, item.sha256]
            rests_on = partial(review_parts, old, new)
            files[review_name(item)] = remembered(library.memory, rests_on, partial(reviewed, old, new, progress)).encode()  # fmt: skip
    return files


def review_parts(old: Policy, new: Policy) -> list[str]:
    """Return all that the page of a review rests on."""
    return ["review", *contents((old, new))]


def reviewed(old: Policy, new: Policy, progress: Progress | None) -> str:
    """Return the page of the review of a version."""
    from payerdiff.compare.changes.review import review

    if progress is not None:
        progress(f"reviewing {new.source.name} against {old.source.name}")
    return render(review(old, new))
