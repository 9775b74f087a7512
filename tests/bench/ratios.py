"""`make bench`: what each part of the work costs, as ratios within one run and as counts of calls, held against a baseline.

    python tests/bench/ratios.py [--accept]

A ratio divides the processor time of our work by that of a yardstick measured beside it: PDFium's raw text pass, python-sat on a fixed
formula, Python doing nothing. Counts of Python calls do not waver at all. Exit status 1 names what got worse by more than a tenth than in
`baseline.json`, which `--accept` writes anew.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import pypdfium2
from pysat.solvers import Solver
from reading import raw_text
from starting import seconds
from verdicts import group, prove

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.library import files_of, samples
from payerdiff.ingest.reader import read_file
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize
from payerdiff.templates.carriers.comparison_workbook import comparison_workbook
from payerdiff.templates.rendering import render_comparison

BASELINE = Path(__file__).with_name("baseline.json")
WORSE = 1.10
"""How many times the baseline a figure may be."""
RUNS = 3
PIGEONS = 8
PAYERS, CRITERIA = 10, 30
DRUG, FORM = "blinatumomab", (".pdf",)
Figures = dict[str, float]


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the least processor time of a few runs, in seconds."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def calls(work: Callable[[], object]) -> int:
    """Return how many calls of Python functions a work makes."""
    count = 0

    def seen(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def pigeons() -> None:
    """Let python-sat find that so many pigeons do not fit into one hole less."""
    holes = range(PIGEONS - 1)
    place = [[1 + pigeon * (PIGEONS - 1) + hole for hole in holes] for pigeon in range(PIGEONS)]
    alone = [[-a[hole], -b[hole]] for hole in holes for a, b in combinations(place, 2)]
    with Solver(name="minisat22", bootstrap_with=[*place, *alone]) as solver:
        assert not solver.solve()


def starting() -> Figures:
    """Return how long the help takes, in times of Python doing nothing."""
    nothing = min(seconds(["-c", "pass"]) for _ in range(RUNS))
    return {"help / python -c pass": min(seconds(["-m", "payerdiff.app.main", "--help"]) for _ in range(RUNS)) / nothing}  # fmt: skip


def reading(paths: Sequence[Path]) -> Figures:
    """Return what reading and normalizing the sample PDFs cost, in times of PDFium's pass and in calls a character."""
    raw = best(lambda: [raw_text(path) for path in paths])
    documents = [read_file(path) for path in paths]
    read, normalized = best(lambda: [read_file(path) for path in paths]), best(lambda: list(map(normalize, documents)))
    length = sum(len(document.text) for document in documents)
    return {
        "reading / PDFium": read / raw, "reading and normalizing / PDFium": (read + normalized) / raw,
        "calls a character, reading": calls(lambda: [read_file(path) for path in paths]) / length,
        "calls a character, normalizing": calls(lambda: list(map(normalize, documents))) / length,
    }  # fmt: skip


def proving() -> Figures:
    """Return what the proofs between made payers cost, in times of python-sat's and in calls a relation."""
    policies = group(2, PAYERS, CRITERIA)
    relations = len(prove(policies)[1].relations)
    yardstick = best(pigeons)
    return {
        f"100 relations / {PIGEONS} pigeons": 100 * best(lambda: prove(policies)) / relations / yardstick,
        "calls a relation": calls(lambda: prove(policies)) / relations,
    }


def comparing(paths: Sequence[Path]) -> Figures:
    """Return what comparing the sample policies on one drug and drawing the report cost, in times of reading and normalizing them, and in calls."""
    read = [normalize(read_file(path)) for path in paths]
    held = [(path, p.about(DRUG)) for path, p in zip(paths, read, strict=True) if isinstance(p, Policy) and any(d.generic == DRUG for d in p.drugs)]  # fmt: skip
    own = [policy for _, policy in held]
    alone = best(lambda: [normalize(read_file(path)) for path, _ in held])
    result = compare(own, DRUG, DRUG)
    return {
        "comparing / reading": best(lambda: compare(own, DRUG, DRUG)) / alone,
        "page / reading": best(lambda: render_comparison(result)) / alone,
        "workbook / reading": best(lambda: comparison_workbook(result)) / alone,
        "calls, page": float(calls(lambda: render_comparison(result))),
    }


def main() -> int:
    """Print the figures beside the baseline; return 1 where one of them got worse."""
    paths = [path for path in files_of([samples()]) if path.suffix in FORM]
    others = [path for path in files_of([samples()]) if path.suffix in (*FORM, ".html")]
    found = {**starting(), **reading(paths), **proving(), **comparing(others)}
    known: Figures = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.is_file() else {}
    print(f"{'figure':36}{'now':>10}{'baseline':>10}{'change':>9}   (pypdfium2 {pypdfium2.PYPDFIUM_INFO})")
    for name, value in found.items():
        change = f"{100 * (value / known[name] - 1):+.0f} %" if name in known else ""
        print(f"{name:36}{value:10.2f}{known.get(name, 0.0):10.2f}{change:>9}")
    if "--accept" in sys.argv:
        BASELINE.write_text(json.dumps({name: round(value, 3) for name, value in found.items()}, indent=2) + "\n", encoding="utf-8")  # fmt: skip
        return 0
    worse = [name for name, value in found.items() if value > WORSE * known.get(name, value)]
    for name in worse:
        print(f"worse by more than a tenth: {name}")
    return int(bool(worse))


if __name__ == "__main__":
    sys.exit(main())
