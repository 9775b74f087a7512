"""`make bench`: the comparison report on few and many policies: how long it takes to draw, as a ratio to comparing, and how large it is.

    python tests/bench/reports.py [COUNT…]

The sample policies on one drug, again and again under other payers' names; ratios of one run are comparable between machines, seconds are not.
Where Chromium is installed, the time to first paint, to the whole page and to filter the matrix, each also as a multiple of an empty page's, the words that a reader meets before unfolding anything,
and the pages on Letter paper: as a reader prints it, and everything.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.library import by_hash, samples
from payerdiff.ingest.pdf.page_images import PageImages
from payerdiff.ingest.reader import read_file
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize
from payerdiff.templates.carriers.comparison_workbook import comparison_workbook
from payerdiff.templates.rendering import render_comparison

COUNTS = (3, 8, 60)
DRUG = "blinatumomab"
TIMES = 3
MEASURE = """async () => {
  while (!performance.getEntriesByName("first-contentful-paint").length) await new Promise(requestAnimationFrame);
  const met = document.body.innerText.split(/\\s+/).filter(Boolean).length, matrix = document.getElementById("matrix");
  if (matrix) { matrix.open = true; document.body.getBoundingClientRect(); }
  const words = document.getElementById("by-words"), start = performance.now();
  if (words) { words.value = "dose"; words.dispatchEvent(new Event("input")); document.body.getBoundingClientRect(); }
  const filtered = performance.now() - start;
  document.querySelectorAll("details").forEach((node) => { node.open = true; });
  const read = document.body.innerText.split(/\\s+/).filter(Boolean).length;
  return [performance.getEntriesByName("first-contentful-paint")[0].startTime, performance.getEntriesByType("navigation")[0].loadEventEnd, filtered, met, read];
}"""
LARGEST = {5: 3.0, 60: 15.0}
"""Megabytes that a report on so many policies may have."""


def main() -> int:
    """Print the table; exit 1 where a report is too large."""
    files = [path for path in samples().rglob("*") if path.suffix in (".pdf", ".html")]
    read = (normalize(read_file(path)) for path in files)
    own = [p.about(DRUG) for p in read if isinstance(p, Policy) and any(d.generic == DRUG for d in p.drugs)]
    empty = opening("<!doctype html><title>empty</title><p>empty")
    if empty:
        print(
            f"in a browser: an empty page is painted after {empty[0]:.0f} ms, whole after {empty[1]:.0f} ms; {TIMES} times each, the median"
        )
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
        times = opening(page)
        if times and empty:
            paint, whole, filtered, met, words = times
            print(
                f"{'':8}first paint {paint:.0f} ms ({paint / empty[0]:.1f} times an empty page), whole {whole:.0f} ms ({whole / empty[1]:.1f}), filter {filtered:.0f} ms; {met:,.0f} words before unfolding, {words:,.0f} in all",
                flush=True,
            )
            short, whole_paper = sheets(page)
            print(f"{'':8}on paper: {short} pages, {whole_paper} with everything", flush=True)
    return int(over)


def opening(html: str) -> tuple[float, ...] | None:
    """Return milliseconds to first paint, to the whole page, and to filter the matrix by a word, and the words before and after unfolding; None without Chromium."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
    from browser import CHROMIUM, opened, saved

    if CHROMIUM is None:
        return None
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        address = saved(html, Path(folder))
        for _ in range(TIMES):
            with opened(address, 1440) as (page, _):
                rounds.append(page.evaluate(MEASURE))
    return tuple(statistics.median(column) for column in zip(*rounds, strict=True))


def sheets(html: str) -> tuple[int, int]:
    """Return the pages of a report on paper: as it is printed, and with everything."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
    import pypdfium2
    from browser import opened, saved

    counts = []
    with tempfile.TemporaryDirectory() as folder, opened(saved(html, Path(folder)), 1440, script=False) as (page, _):
        for everything in (False, True):
            page.locator("#whole").set_checked(everything)
            document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
            counts.append(len(document))
            document.close()
    return counts[0], counts[1]


def renamed(policy: Policy, at: int) -> Policy:
    """Return a policy as another payer's."""
    payer = policy.payer.model_copy(
        update={"id": f"plan_{at}", "name": f"Plan {at} Health", "short_name": f"Plan {at}"}
    )
    return policy.model_copy(update={"payer": payer})


if __name__ == "__main__":
    sys.exit(main())
