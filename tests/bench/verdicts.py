"""`make bench`: what a verdict costs, and how the proofs grow with criteria, payers and a whole portfolio.

    python tests/bench/verdicts.py

Policies are made: trees over typed and open criteria, each payer's a variant of one base, as payers' policies on one drug are. Times are
given as multiples of the first row of each table, and in milliseconds a verdict for this machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from reviews import policies as samples
from trees import NOWHERE, leaf

from payerdiff.compare.proofs.relations import Proved, relations
from payerdiff.compare.side_by_side.indications import align
from payerdiff.compare.side_by_side.payer_names import names_of
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Policy

CRITERIA = (10, 50, 100, 200, 500)
PAYERS = (2, 5, 10, 20, 40, 60)
SIZE = 30
"""Criteria of a policy where payers are counted: about what a policy on one indication asks."""
DRUGS, EACH = 30, 10


def condition(random: Random, number: int) -> Criterion:
    """Return a criterion: a limit of age, a marker, a setting, a treatment before, a prescriber, or open words."""
    kind = random.randrange(7)
    if kind == 0:
        atom = Atom(concept="age", op=">=", value=float(random.choice([1, 2, 6, 12, 18, 55])), unit="year", text="", span=NOWHERE)  # fmt: skip
    elif kind == 1:
        atom = Atom(concept="biomarker", subject=random.choice(["Ph", "MRD", "HER2", "HR"]), op="=", value=random.choice(["positive", "negative"]), text="", span=NOWHERE)  # fmt: skip
    elif kind == 2:
        atom = Atom(concept="disease_setting", op="in", value=random.sample(["relapsed", "refractory", "consolidation", "maintenance", "induction"], 2), text="", span=NOWHERE)  # fmt: skip
    elif kind == 3:
        atom = Atom(concept="prior_therapy", op="in", value=random.sample(["imatinib", "dasatinib", "ponatinib", "letrozole", "zoledronic acid"], 2), outcome="failed", text="", span=NOWHERE)  # fmt: skip
    elif kind == 4:
        atom = Atom(concept="prescriber", op="in", value=random.sample(["oncologist", "hematologist", "dermatologist"], 2), text="", span=NOWHERE)  # fmt: skip
    else:
        return leaf(f"open criterion {number}")
    return leaf(f"criterion {number}: {atom.concept} {atom.subject or ''} {atom.value}", atom)


def tree(random: Random, size: int) -> Criterion:
    """Return a tree as policies have it: requirements, half of them lists of alternatives."""
    kids: list[Criterion] = []
    left = size
    while left > 0:
        count = min(left, random.choice([1, 1, 1, 3, 4, 6]))
        own = [condition(random, size * 1000 + left - at) for at in range(count)]
        kids.append(
            own[0] if count == 1 else Criterion(op=random.choice(["any", "any", "all"]), children=own, span=NOWHERE)
        )
        left -= count
    return Criterion(op="all", children=kids, span=NOWHERE)


def variant(random: Random, root: Criterion) -> Criterion:
    """Return a payer's variant of a tree: some requirements gone, some other, one more."""
    kept = [child for child in root.children if random.random() > 0.15]
    return root.model_copy(
        update={"children": [*kept, *(condition(random, random.randrange(10**6)) for _ in range(2))]}
    )


def group(seed: int, payers: int, size: int) -> list[Policy]:
    """Return payers' policies on one drug."""
    random = Random(seed)
    base = tree(random, size)
    found = []
    for at in range(payers):
        root = base if at == 0 else variant(random, base)
        policy = samples()[0]
        found.append(
            policy.model_copy(
                update={
                    "payer": policy.payer.model_copy(
                        update={"id": f"payer{at}", "name": f"Payer {at}", "short_name": f"Payer {at}"}
                    ),
                    "criteria": [CriteriaSet(id="initial-1", phase="initial", indication="B-ALL", root=root)],
                    "exclusions": [],
                }
            )
        )
    return found


def prove(policies: Sequence[Policy]) -> tuple[float, Proved]:
    """Return the seconds of all proofs over policies, and what was proved."""
    keys, _ = names_of(policies)
    started = time.perf_counter()
    found = relations(policies, keys, align(policies, keys))
    return time.perf_counter() - started, found


def table(title: str, rows: Sequence[tuple[int, float, int]]) -> None:
    """Print how the time grows; each row has its size, seconds and verdicts."""
    print(f"{title:12}{'verdicts':>10}{'ms each':>10}{'times first':>13}{'growth':>8}")
    first = rows[0][1]
    steps = [None, *(pair for pair in pairwise(rows))]
    for (size, seconds, verdicts), step in zip(rows, steps, strict=True):
        growth = f"{seconds / step[0][1]:.1f}x" if step else ""
        print(f"{size:<12}{verdicts:>10}{1000 * seconds / verdicts:>10.1f}{seconds / first:>13.1f}{growth:>8}")


def main() -> int:
    """Print the tables."""
    prove(group(0, 2, 10))  # imports and tables are read before anything is timed
    rows = []
    for size in CRITERIA:
        seconds, found = prove(group(1, 2, size))
        rows.append((size, seconds, len(found.relations)))
    table("criteria", rows)
    rows = []
    for payers in PAYERS:
        seconds, found = prove(group(2, payers, SIZE))
        rows.append((payers, seconds, len(found.relations)))
    table("payers", rows)
    total, verdicts, unknown = 0.0, 0, 0
    for drug in range(DRUGS):
        seconds, found = prove(group(100 + drug, EACH, SIZE))
        total += seconds
        verdicts += len(found.relations)
        unknown += sum(r.relation == "unknown" for r in found.relations)
    print(
        f"portfolio: {DRUGS * EACH} policies on {DRUGS} drugs, {verdicts} verdicts ({unknown} unknown), {total:.1f} s, {1000 * total / verdicts:.1f} ms each"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
