"""`make bench`: reviewing two versions, as a ratio to reading the two PDFs alone, and memory.

    python tests/bench/reviewing.py [OLD NEW]

Without files: the real pairs where they lie beside the project, else the sample redline against itself. Each pair runs in a
process of its own; memory is that process's peak.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from itertools import pairwise
from pathlib import Path

from payerdiff.compare.changes.review import review
from payerdiff.corpus.library import samples
from payerdiff.ingest.reader import read_file
from payerdiff.model.policy import Policy, to_json
from payerdiff.normalize.normalizer import normalize
from payerdiff.templates.carriers.review_workbook import review_workbook
from payerdiff.templates.rendering import render_review

SHARED = Path(__file__).resolve().parents[3] / "shared" / "documents"
PAIRS = (
    ("UHC/uhc_rx_dupixent_pa_2024-06.pdf", "UHC/uhc_rx_dupixent_pa_2025.pdf"),
    ("FEPBlue/fep_5.21.054_ibrance_2024-07.pdf", "FEPBlue/fep_5.21.054_ibrance_2025-07.pdf"),
    ("FEPBlue/fep_5.21.169_breyanzi_2024-04.pdf", "FEPBlue/fep_5.21.169_breyanzi_2025-04.pdf"),
    ("Sentara/sentara_34E_pgx_commercial.pdf", "Sentara/sentara_34E_pgx_medicare.pdf"),
)


def measure(old: Path, new: Path) -> tuple[int, float, float, float, float, float]:
    """Return changes, seconds of reading both files, of normalizing, of the review, of page and workbook, and peak MB."""
    marks = [time.perf_counter()]

    def step() -> None:
        marks.append(time.perf_counter())

    documents = [read_file(old), read_file(new)] if old != new else [read_file(old)]
    step()
    readings = [None, None] if old != new else ["baseline", "proposed"]
    sides = [normalize(d, r) for d, r in zip((documents * 2)[:2], readings, strict=True)]  # type: ignore[arg-type]  # the readings' names
    step()
    before, after = (s for s in sides if isinstance(s, Policy))
    result = review(before, after)
    step()
    assert render_review(result) and review_workbook(result) and to_json(result)
    step()
    spent = [b - a for a, b in pairwise(marks)]
    return len(result.changes), *spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # type: ignore[return-value]  # four spans


def main() -> int:
    """Print the table."""
    given = [Path(word) for word in sys.argv[1:]]
    redline = samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"
    pairs = [(given[0], given[1])] if len(given) == 2 else [(redline, redline)]
    if not given and SHARED.is_dir():
        pairs += [(SHARED / a, SHARED / b) for a, b in PAIRS]
    print(f"{'new version':48}{'changes':>8}{'normalize':>10}{'review':>8}{'pages':>8}{'MB':>7}   (times reading the PDFs alone)")  # fmt: skip
    context = multiprocessing.get_context("spawn")
    for old, new in pairs:
        with context.Pool(1) as pool:
            changes, read, normal, reviewed, pages, memory = pool.apply(measure, (old, new))
        print(
            f"{new.name[:47]:48}{changes:8}{normal / read:10.2f}{reviewed / read:8.2f}{pages / read:8.2f}{memory:7.0f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
