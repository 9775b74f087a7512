"""A process that is killed again and again while it writes to a store; what it leaves is checked each time.

    python tests/support/stores/killed.py FOLDER KILLS SEED

Each child writes outcomes and results until it is killed at a drawn moment. Prints how many readings the last check saw.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from datetime import date

from sqlalchemy import func, select
from stores.kept import another, key_of

from payerdiff.corpus.store.checking import flaws
from payerdiff.corpus.store.schema import READINGS
from payerdiff.corpus.store.store import open_store
from payerdiff.corpus.store.surveys import Found, survey


def write(folder: Path, start: int, told: int) -> None:
    """Write to a store until the end comes; say so when the first outcome is kept."""
    store = open_store(folder)
    assert store is not None
    number = start
    while True:
        policy = another(number % 500)
        store.keep(key_of(policy), 10, [policy, policy])
        if number == start:
            os.write(told, b".")
        store.remember("page", [str(number)], b"<p>" * 4000)
        with store.writing() as connection:
            survey(connection, str(folder), {"a": Found(policy.source.sha256, 1)}, (), date(2026, 1, 1))
        number += 1


def main() -> None:
    """Kill, check, and go on."""
    folder, kills, draw = Path(sys.argv[1]), int(sys.argv[2]), random.Random(sys.argv[3])
    another(0)
    for at in range(kills):
        heard, told = os.pipe()
        child = os.fork()
        if child == 0:
            write(folder, at * 7, told)
        if at % 2:  # every other one dies while the store is opened or made, perhaps
            os.read(heard, 1)
        time.sleep(draw.uniform(0.005, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(heard)
        os.close(told)
        found = flaws(folder) if (folder / ".payerdiff" / "library.sqlite").exists() else []
        if found:
            sys.exit(f"after kill {at + 1}: {found[:3]}")
    store = open_store(folder)
    assert store is not None
    with store.asking() as connection:
        print(connection.execute(select(func.count()).select_from(READINGS)).scalar())


if __name__ == "__main__":
    main()
