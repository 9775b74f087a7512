"""`make bench-scale`: a store of many policies: its size, how fast it is filled, and how long ten questions take.

    python tests/bench/scale.py [POLICIES] [sqlite|postgresql]

The policies are made from those of the samples: real trees and terms, with other payers, drugs, numbers and dates. Each question is asked thirty times
with drawn arguments; its 95th percentile is printed. Exit status 1 where one takes a second or more.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from sqlalchemy import Connection, func, select
from stores.databases import postgres, programs

from payerdiff.corpus.library import files_of, read_library, samples
from payerdiff.corpus.store import fingerprint
from payerdiff.corpus.store.full_text import hits
from payerdiff.corpus.store.opening import opened_engine
from payerdiff.corpus.store.schema import DRUGS, POLICIES, READINGS
from payerdiff.corpus.store.store import ReadingKey, Store, keep, known
from payerdiff.model.policy import Criterion, Dates, Drug, Policy

PAYERS, NAMES, AT_ONCE, TIMES = 400, 900, 250, 30
NUMBER = re.compile(r"\d+")
WORDS = ("methotrexate", "neurologist", "relapsed refractory", "documentation", "prescribed specialist", "monotherapy")
Ask = Callable[[Connection], object]


def varied(node: Criterion, draw: random.Random) -> Criterion:
    """Return a tree whose numbers are others."""
    text = NUMBER.sub(lambda m: str(int(m.group()[:6]) + draw.randint(0, 9)), node.text)
    return node.model_copy(update={"text": text, "children": [varied(child, draw) for child in node.children]})


def made(bases: list[Policy], at: int) -> Policy:
    """Return a policy of another payer, drug, number and date, with other numbers in its criteria."""
    draw = random.Random(at)
    base = bases[at % len(bases)]
    payer, drug = draw.randrange(PAYERS), draw.randrange(NAMES)
    return base.model_copy(update={
        "source": base.source.model_copy(update={"sha256": f"{at:064x}", "name": f"{at}.pdf"}),
        "payer": base.payer.model_copy(update={"id": f"plan_{payer}", "name": f"Plan {payer}"}), "number": f"P-{at // 3}", "title": f"Drug {drug}",
        "drugs": [Drug(generic=f"drug{drug}", brands=[f"Brand{drug}"])], "dates": Dates(effective=date(2020, 1, 1) + timedelta(days=draw.randrange(2400))),
        "criteria": [s.model_copy(update={"root": varied(s.root, draw)}) for s in base.criteria],
    })  # fmt: skip


def key_of(policy: Policy) -> ReadingKey:
    """Return the key under which a made policy is kept."""
    return ReadingKey(policy.source.sha256, policy.source.name, None, "", fingerprint.program(fingerprint.READS), fingerprint.engines())  # fmt: skip


def fill(store: Store, bases: list[Policy], count: int) -> float:
    """Fill a store, and return the seconds that it took."""
    begun = time.monotonic()
    for start in range(0, count, AT_ONCE):
        with store.writing() as connection:
            for at in range(start, min(start + AT_ONCE, count)):
                policy = made(bases, at)
                keep(connection, key_of(policy), 1000, [policy])
    return time.monotonic() - begun


def questions(count: int, draw: random.Random) -> Iterator[tuple[str, Ask]]:
    """Yield ten questions, with drawn arguments."""
    drug, payer, at = f"drug{draw.randrange(NAMES)}", f"plan_{draw.randrange(PAYERS)}", draw.randrange(count)
    day = date(2020, 1, 1) + timedelta(days=draw.randrange(2400))
    head = (POLICIES.c.payer_name, POLICIES.c.number, POLICIES.c.title, POLICIES.c.dated, POLICIES.c.criteria_hash)
    of_drug = select(*head).join(DRUGS, DRUGS.c.policy == POLICIES.c.id).where(DRUGS.c.generic == drug)
    bodies = select(POLICIES.c.body).join(DRUGS, DRUGS.c.policy == POLICIES.c.id).where(DRUGS.c.generic == drug)
    yield "policies on a drug", lambda c: c.execute(of_drug).all()
    yield "policies on a drug, whole", lambda c: c.execute(bodies).all()
    yield "in force on a day, of a drug", lambda c: c.execute(of_drug.where(POLICIES.c.dated <= day)).all()
    yield "changed in a quarter, of a drug", lambda c: c.execute(of_drug.where(POLICIES.c.dated.between(day, day + timedelta(days=90)))).all()  # fmt: skip
    yield "policies of a payer", lambda c: c.execute(select(*head).where(POLICIES.c.payer == payer)).all()
    yield "versions of a number", lambda c: c.execute(select(*head).where(POLICIES.c.payer == payer, POLICIES.c.number == f"P-{at // 3}")).all()  # fmt: skip
    yield "drugs by payers", lambda c: c.execute(select(DRUGS.c.generic, func.count()).group_by(DRUGS.c.generic)).all()
    readings = Everything()
    yield "words in criteria", lambda c: hits(c, draw.choice(WORDS), readings, 20)
    yield "words and a number in criteria", lambda c: hits(c, f"{draw.choice(WORDS)} {draw.randint(1, 30)}", readings, 20)  # fmt: skip
    keys = select(READINGS.c.key).where(READINGS.c.sha256 == f"{at:064x}")
    yield "what was read of a document", lambda c: known(c, list(c.execute(keys).scalars()))


class Everything(frozenset[str]):
    """All readings there are."""

    def __contains__(self, _: object) -> bool:
        return True


def asked(store: Store, count: int) -> dict[str, list[float]]:
    """Ask all questions, and return the seconds of each."""
    taken: dict[str, list[float]] = {}
    for at in range(TIMES):
        for name, ask in questions(count, random.Random(at)):
            begun = time.monotonic()
            with store.asking() as connection:
                ask(connection)
            taken.setdefault(name, []).append(time.monotonic() - begun)
    return taken


def size_of(store: Store, file: Path) -> float:
    """Return the megabytes that a store takes on disk."""
    if store.engine.dialect.name == "sqlite":
        return sum(p.stat().st_size for p in file.parent.iterdir() if p.name.startswith(file.name)) / 1e6
    with store.asking() as connection:
        return float(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0) / 1e6


def measured(name: str, address: str, file: Path, count: int, bases: list[Policy]) -> float:
    """Fill a store, ask it, and print what was found. Return the slowest question's 95th percentile."""
    store = Store(opened_engine(address))
    filled = fill(store, bases, count)
    if name == "postgresql":
        with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("ANALYZE")
    size = size_of(store, file)
    print(
        f"{name}: {count} policies in {filled:.0f} s ({1000 * filled / count:.1f} ms each), {size:.0f} MB ({1000 * size / count:.1f} kB each)"
    )
    slowest = 0.0
    for question, seconds in asked(store, count).items():
        late = statistics.quantiles(seconds, n=20)[-1]
        slowest = max(slowest, late)
        print(f"  {question:34}{1000 * statistics.median(seconds):9.1f} ms median{1000 * late:9.1f} ms p95")
    store.close()
    return slowest


def main() -> int:
    """Print the tables. Return 1 where a question takes a second or more."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    names = sys.argv[2:] or ["sqlite", "postgresql"]
    bases = [p for p in read_library(files_of([samples()])).policies if p.criteria]
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        file = Path(folder) / "library.sqlite"
        places: dict[str, Callable[[], str]] = {"sqlite": lambda: f"sqlite:///{file}", "postgresql": lambda: running.enter_context(postgres())}  # fmt: skip
        for name in names:
            if name == "postgresql" and programs() is None:
                print("postgresql: not installed")
                continue
            slowest = max(slowest, partial(measured, name, places[name](), file)(count, bases))
    return int(slowest >= 1)


if __name__ == "__main__":
    sys.exit(main())
