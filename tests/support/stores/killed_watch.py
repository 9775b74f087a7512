"""A run over watched sources that is killed again and again; what it leaves is checked each time.

    python tests/support/stores/killed_watch.py FOLDER KILLS SEED

Before each run two documents of the source change. The run looks at the source and reads what is new, until it is killed at a moment drawn from the time that a whole run takes.
In the end one run is let through: it must leave each document once, as it is at the source, and all those that were replaced. Prints how many runs were killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import func, select
from stores.kept import POLICY

from payerdiff import api
from payerdiff.corpus.apart_worker import Job, answer_to
from payerdiff.corpus.store.checking import flaws
from payerdiff.corpus.store.filling import Done, Outcome, fill
from payerdiff.corpus.store.schema import PLACES, READINGS
from payerdiff.corpus.store.store import existing_store

DOCUMENTS, CHANGED = 5, 2
EVERY = 10
"""Turns after which the whole store is checked: it grows, and what is torn stays torn."""
START = date(2026, 1, 1)


def read_plainly(
    folder: Path, paths: Sequence[Path], progress: Callable[[Path], None]
) -> Iterator[tuple[Path, Outcome]]:
    """Read documents by this process: it is the one that dies."""
    del folder, progress
    yield from ((path, answer_to(Job(path, None))) for path in paths)


def whole_run(library: Path, day: date) -> tuple[int, list[Done]]:
    """Look at the source and read what is new. Return how many documents changed, and what came of each."""
    changed = sum(len(one.changed) for one in api.run_watch(library, today=day))
    return changed, fill(library, read_plainly, lambda _: lambda _: None, day)


def contents(folder: Path, *, hidden: bool = False) -> list[bytes]:
    """Return the documents of a folder."""
    return [p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and (hidden or not p.name.startswith("."))]


def killed(library: Path, day: date, moment: float) -> bool:
    """Run in a process of its own and kill it at a moment. Return True if it was still at work."""
    child = os.fork()
    if child == 0:
        try:
            whole_run(library, day)
        finally:
            os._exit(0)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def checked(library: Path, seen: set[bytes], ever: set[bytes], turn: int) -> None:
    """Exit where the store is not whole, a document is torn, or one that lay there before is neither there nor kept."""
    found = flaws(library) if turn % EVERY == 0 else []
    there = set(contents(library / "watched"))
    kept = {p.read_bytes() for p in (library / ".payerdiff").glob("earlier/.*.html")}
    seen |= there
    for fault, what in ((found, "flaws"), (there - ever, "torn"), (kept - ever, "torn and kept"), (seen - there - kept, "lost")):  # fmt: skip
        if fault:
            sys.exit(f"{what}: {list(fault)[:3]}")


def last(library: Path, inbox: Path, day: date) -> None:
    """Let a run through, and exit where it leaves anything twice or not at all."""
    whole_run(library, day)
    again, done = whole_run(library, day)
    if again or {one.how for one in done} != {"known"} or contents(library / "watched") != contents(inbox):
        sys.exit("a run that was let through left something to do")
    with existing_store(library) as store, store.asking() as connection:
        present = connection.execute(select(func.count()).where(PLACES.c.gone.is_(None))).scalar()
        twice = connection.execute(select(READINGS.c.sha256).group_by(READINGS.c.sha256, READINGS.c.name).having(func.count() > 1)).all()  # fmt: skip
        rows = connection.execute(select(PLACES.c.path, PLACES.c.first).group_by(PLACES.c.path, PLACES.c.first).having(func.count() > 1)).all()  # fmt: skip
    if present != DOCUMENTS or twice or rows:
        sys.exit(f"{present} places, {len(twice)} readings twice, {len(rows)} places twice")


def put(inbox: Path, numbers: Sequence[int], turn: int) -> set[bytes]:
    """Write some documents of the source anew, and return what lies there then."""
    for at in numbers:
        (inbox / f"{at}.html").write_bytes(POLICY.read_bytes() + f"<!-- {at} in turn {turn} -->".encode())
    return set(contents(inbox))


def main() -> None:
    """Kill, check, and go on."""
    folder, kills, draw = Path(sys.argv[1]), int(sys.argv[2]), random.Random(sys.argv[3])
    library, inbox = folder / "plans", folder / "inbox"
    library.mkdir()
    inbox.mkdir()
    ever, seen = put(inbox, range(DOCUMENTS), 0), set[bytes]()
    api.watch(str(inbox), library, today=START)
    whole_run(library, START)
    ever |= put(inbox, range(CHANGED), 1)
    begun, died, turn = time.monotonic(), 0, 1
    whole_run(library, START + timedelta(days=1))
    took = time.monotonic() - begun
    while died < kills:
        turn += 1
        ever |= put(inbox, draw.sample(range(DOCUMENTS), CHANGED), turn)
        died += killed(library, START + timedelta(days=turn), draw.uniform(0, took))
        checked(library, seen, ever, turn)
    last(library, inbox, START + timedelta(days=turn + 1))
    checked(library, seen, ever, EVERY)
    print(died)


if __name__ == "__main__":
    main()
