"""Peak memory: of reading and normalizing each document in a process of its own, and of a whole library by its size.

    python tests/bench/memory.py [FOLDER|FILE …]

Without a folder: the sample documents. Exit status 1 where a document takes more than 300 MB. Pages that are recognized (OCR) hold its models beside that, and are named.
"""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from payerdiff.corpus.library import files_of, read_library, samples
from payerdiff.ingest.reader import read_file
from payerdiff.model.errors import PayerdiffError
from payerdiff.normalize.normalizer import normalize_all

MOST = 300.0
SIZES = (10, 40, 160)
"""Documents of a library."""
LARGEST = 5


def peak() -> float:
    """Return the peak memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def of_document(path: Path) -> tuple[float, bool]:
    """Return the peak memory of reading and normalizing a document, and True if pages of it were recognized."""
    recognized = False
    with suppress(PayerdiffError):  # what is refused takes memory too
        document = read_file(path)
        recognized = any(remark.code == "recognised" for remark in document.remarks)
        normalize_all(document)
    return peak(), recognized


def of_library(folder: Path) -> tuple[float, float]:
    """Return the peak memory of reading a folder: of this process, which holds all policies, and of the largest one that read documents."""
    read_library(files_of([folder]))
    return peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def libraries(paths: list[Path]) -> None:
    """Print the peak memory of libraries of several sizes, each made of copies of some documents."""
    context = multiprocessing.get_context("spawn")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for at in range(size):
                path = paths[at % len(paths)]
                shutil.copy(path, Path(folder) / f"{at:04}-{path.name}")
            with context.Pool(1) as pool:
                own, reader = pool.apply(of_library, (Path(folder),))
            print(f"a library of {size:4} documents{own:8.0f} MB, {reader:.0f} MB each process that reads", flush=True)


def main() -> int:
    """Print both tables; return 1 where a document takes too much."""
    given = [Path(word) for word in sys.argv[1:]]
    paths = [path for root in given or [samples()] for path in ([root] if root.is_file() else files_of([root]))]
    context = multiprocessing.get_context("spawn")
    found = []
    for path in paths:
        with context.Pool(1) as pool:
            found.append((*pool.apply(of_document, (path,)), path))
    found.sort(key=lambda one: -one[0])
    for used, recognized, path in found[:LARGEST]:
        print(f"{used:8.0f} MB  {path.name}{' (recognized)' if recognized else ''}")
    print(f"{found[len(found) // 2][0]:8.0f} MB  the median of {len(found)}")
    libraries(files_of([samples()]))
    return int(any(used > MOST and not recognized for used, recognized, _ in found))


if __name__ == "__main__":
    sys.exit(main())
