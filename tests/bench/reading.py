"""`make bench`: reading and normalizing, as ratios to PDFium's raw text pass over the same pages, and memory.

    python tests/bench/reading.py [FOLDER|FILE…]

Without a folder: the sample PDFs, and the real documents where they lie beside the project. Ratios of one run are
comparable between machines; seconds are not. Memory is the peak of one process per file. Then all files of all formats are read once on all
cores, as a folder that is dropped on the tool would be, and libraries of several sizes are read for the memory that they take.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pypdfium2

from payerdiff.corpus.library import files_of, read_library, samples
from payerdiff.ingest.reader import read_file
from payerdiff.model.errors import PayerdiffError
from payerdiff.normalize.normalizer import normalize

SHARED = Path(__file__).resolve().parents[3] / "shared" / "documents"
READ, WHOLE = 10.0, 25.0


SIZES = (10, 40, 160)
"""Documents of the libraries whose memory is measured."""
LEAST, MOST, ENOUGH = 2, 10, 1.0
"""Runs of one work, and the seconds after which no further run is made: what is short is run more often, as it wavers more."""


def best(work: Callable[[], object]) -> float:
    """Return the shortest of a few runs, in seconds."""
    found: list[float] = []
    while len(found) < LEAST or (len(found) < MOST and sum(found) < ENOUGH):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def raw_text(path: Path) -> int:
    """Read all pages' raw text with PDFium; return the number of pages."""
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            page.get_textpage().get_text_range()
        return len(pdf)


def measure(path: Path) -> tuple[int, float, float, float, float] | str:
    """Return pages, seconds of PDFium, of reading, of the whole, and peak memory in MB; or why it was refused."""
    try:
        pages = raw_text(path)
        base, read = best(lambda: raw_text(path)), best(lambda: read_file(path))
        whole = best(lambda: normalize(read_file(path)))
    except (PayerdiffError, pypdfium2.PdfiumError) as refusal:
        return getattr(refusal, "code", "damaged")
    return pages, base, read, whole, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def at_share(ratios: Sequence[float], share: float) -> float:
    """Return the ratio that this share of the documents does not exceed."""
    return sorted(ratios)[max(0, math.ceil(share * len(ratios)) - 1)]


def main() -> int:
    """Print the table; exit 1 where the whole run misses a goal."""
    given = [Path(word) for word in sys.argv[1:]] or [samples(), *([SHARED] if SHARED.is_dir() else [])]
    paths = sorted({p for root in given for p in ([root] if root.is_file() else root.rglob("*.pdf"))})
    totals = [0.0, 0.0, 0.0]
    ratios: list[tuple[float, float]] = []
    over = 0
    print(
        f"{'document':48}{'pages':>6}{'read':>8}{'whole':>8}{'ms/page':>9}{'MB':>7}{'MB/page':>9}   (times PDFium's raw text; goals {READ:g} and {WHOLE:g})"
    )
    context = multiprocessing.get_context("spawn")
    for path in paths:
        with context.Pool(1) as pool:
            found = pool.apply(measure, (path,))
        if isinstance(found, str):
            print(f"{path.name[:47]:48}  refused: {found}")
            continue
        pages, base, read, whole, memory = found
        totals = [a + b for a, b in zip(totals, (base, read, whole), strict=True)]
        ratios.append((read / base, whole / base))
        over += read / base > READ or whole / base > WHOLE
        print(
            f"{path.name[:47]:48}{pages:6}{read / base:8.1f}{whole / base:8.1f}{1000 * whole / pages:9.1f}{memory:7.0f}{memory / pages:9.1f}"
        )
    base, read, whole = totals
    print(f"{'all':48}{'':6}{read / base:8.1f}{whole / base:8.1f}   {over} documents over a goal")
    for name, share in (("median", 0.5), ("nine of ten", 0.9), ("worst", 1.0)):
        print(f"{name:48}{'':6}" + "".join(f"{at_share(column, share):8.1f}" for column in zip(*ratios, strict=True)))
    every_format(
        sorted({p for root in given for p in ([root] if root.is_file() else root.rglob("*")) if p.is_file()}), base
    )
    libraries()
    return 1 if read / base > READ or whole / base > WHOLE else 0


def of_library(folder: Path) -> tuple[float, float]:
    """Return the peak memory of reading a folder: of this process, which holds all policies, and of the largest one that read documents."""
    read_library(files_of([folder]))
    peaks = (resource.getrusage(whose).ru_maxrss / 1024 for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, reader = peaks
    return own, reader


def libraries() -> None:
    """Print the peak memory of libraries of several sizes, each made of copies of the sample documents."""
    paths = files_of([samples()])
    context = multiprocessing.get_context("spawn")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for at in range(size):
                path = paths[at % len(paths)]
                shutil.copy(path, Path(folder) / f"{at:04}-{path.name}")
            with context.Pool(1) as pool:
                own, reader = pool.apply(of_library, (Path(folder),))
        print(f"a library of {size:4} documents{own:8.0f} MB, and {reader:.0f} MB each process that reads")


def outcome(path: Path) -> tuple[str, float]:
    """Return what became of a file, and the seconds that it took."""
    start = time.perf_counter()
    try:
        normalize(read_file(path))
        what = "read"
    except PayerdiffError:
        what = "refused"
    return what, time.perf_counter() - start


def every_format(paths: Sequence[Path], base: float) -> None:
    """Print how long all files take on all cores, beside the sum of their own times and PDFium's pass over the PDFs."""
    cores = os.cpu_count() or 1
    start = time.perf_counter()
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = list(pool.map(outcome, paths))
    wall, own = time.perf_counter() - start, sum(seconds for _, seconds in found)
    counts = ", ".join(f"{sum(what == name for what, _ in found)} {name}" for name in ("read", "refused"))
    print(
        f"all {len(paths)} files ({counts}) on {cores} cores: {wall:.1f} s, "
        f"{own / wall:.1f} times faster than one after another, {wall / base:.1f} times PDFium's raw text of the PDFs"
    )


if __name__ == "__main__":
    sys.exit(main())
