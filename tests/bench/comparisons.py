"""`make bench`: comparing payers with all proofs, as a ratio to reading their documents alone, and memory.

    python tests/bench/comparisons.py [FILE FILE…]

Without files: the sample policies on Blincyto, and groups of real policies where they lie beside the project. Each group runs in a
process of its own; memory is that process's peak.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from itertools import pairwise
from pathlib import Path

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.library import files_of, read_library, samples
from payerdiff.ingest.reader import read_file
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize
from payerdiff.templates.rendering import render_comparison

SHARED = Path(__file__).resolve().parents[3] / "shared" / "documents"
GROUPS = ("*/*dupixent*.pdf", "*/*denosumab*.pdf", "Cigna/*.pdf", "FEPBlue/*.pdf")
MOST = 5


def measure(files: list[Path]) -> tuple[int, int, float, float, float, float]:
    """Return policies, relations, seconds of reading, of comparing with all proofs, of the page, and peak MB."""
    marks = [time.perf_counter()]

    def step() -> None:
        marks.append(time.perf_counter())

    documents = []
    for path in files:
        try:
            documents.append(read_file(path))
        except PayerdiffError as refusal:
            print(f"left out: {refusal}", file=sys.stderr)
    step()
    policies = []
    for document in documents:
        try:
            found = normalize(document)
        except PayerdiffError as refusal:
            print(f"left out: {refusal}", file=sys.stderr)
            continue
        policies += [found] if isinstance(found, Policy) else []
    step()
    result = compare(policies, "bench")
    step()
    assert render_comparison(result)
    step()
    read, _, compared, page = (b - a for a, b in pairwise(marks))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return len(policies), len(result.relations), read, compared, page, peak


def main() -> int:
    """Print the table."""
    given = [Path(word) for word in sys.argv[1:]]
    library = read_library(files_of([samples()]))
    subject = library.subject("J9039")
    assert subject is not None
    names = {policy.source.name for policy in library.about(subject)}
    groups = {"samples": [f for f in files_of([samples()]) if f.name in names]}
    if given:
        groups = {"given": given}
    elif SHARED.is_dir():
        groups |= {pattern: sorted(SHARED.glob(pattern))[:MOST] for pattern in GROUPS}
    print(f"{'group':24}{'policies':>9}{'relations':>10}{'compare':>9}{'page':>7}{'MB':>7}   (times reading the documents alone)")  # fmt: skip
    context = multiprocessing.get_context("spawn")
    for name, files in groups.items():
        with context.Pool(1) as pool:
            policies, relations, read, compared, page, memory = pool.apply(measure, (files,))
        print(f"{name:24}{policies:9}{relations:10}{compared / read:9.2f}{page / read:7.2f}{memory:7.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
