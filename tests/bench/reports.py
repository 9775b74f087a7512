"""`make bench`: the comparison report on few and many policies: how long it takes to draw, as a ratio to comparing, and how large it is.

    python tests/bench/reports.py [COUNT…]

The sample policies on one drug, again and again under other payers' names; ratios of one run are comparable between machines, seconds are not.
"""

from __future__ import annotations

import sys
import time
from contextlib import closing

from payerdiff.compare.comparison import compare
from payerdiff.corpus.library import samples
from payerdiff.ingest.page_image import PageImages, by_hash
from payerdiff.ingest.reader import read_file
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.schema import Policy
from payerdiff.templates.comparison_workbook import comparison_workbook
from payerdiff.templates.rendering import render_comparison

COUNTS = (2, 10, 60)
DRUG = "blinatumomab"
LARGEST = {5: 3.0, 60: 15.0}
"""Megabytes that a report on so many policies may have."""


def main() -> int:
    """Print the table; exit 1 where a report is too large."""
    files = [path for path in samples().rglob("*") if path.suffix in (".pdf", ".html")]
    read = (normalize(read_file(path)) for path in files)
    own = [p.about(DRUG) for p in read if isinstance(p, Policy) and any(d.generic == DRUG for d in p.drugs)]
    print(
        f"{'policies':>8}{'compare s':>11}{'draw':>7}{'workbook':>10}{'MB':>7}   (draw and workbook: times comparing)"
    )
    over = False
    for count in [int(word) for word in sys.argv[1:]] or COUNTS:
        many = [renamed(own[at % len(own)], at) for at in range(count)]
        start = time.perf_counter()
        result = compare(many, DRUG, DRUG)
        compared = time.perf_counter() - start
        with closing(PageImages(by_hash([p.source.sha256 for p in own], files))) as pages:
            start = time.perf_counter()
            page = render_comparison(result, pages.crop)
            drawn = time.perf_counter() - start
        start = time.perf_counter()
        comparison_workbook(result)
        written = time.perf_counter() - start
        size = len(page.encode()) / 1e6
        over = over or size > min(mb for most, mb in LARGEST.items() if count <= most)
        print(f"{count:8}{compared:11.1f}{drawn / compared:7.2f}{written / compared:10.2f}{size:7.1f}", flush=True)
    return int(over)


def renamed(policy: Policy, at: int) -> Policy:
    """Return a policy as another payer's."""
    payer = policy.payer.model_copy(update={"id": f"plan_{at}", "name": f"Plan {at} Health"})
    return policy.model_copy(update={"payer": payer})


if __name__ == "__main__":
    sys.exit(main())
