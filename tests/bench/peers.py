"""The same work by other programs, as ratios within one run: the text of PDFs in times of PDFium's raw text pass, and two versions of a policy compared.

    python tests/bench/peers.py [FOLDER|FILE …]

Without a folder: the sample PDFs. Each program is taken where it is installed; `pip install pypdf 'markitdown[pdf]'` into an environment of its own with this project
adds two. None of them does what reading does (columns, tables, tracked changes, running heads), and deepdiff tells fields that differ, not what a change means.
"""

from __future__ import annotations

import importlib.util
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from deepdiff import DeepDiff
from reading import raw_text

from payerdiff.compare.changes.review import review
from payerdiff.corpus.library import files_of, samples
from payerdiff.ingest.reader import read_file
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

RUNS = 2


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the least processor time of a few runs, in seconds."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def by_pdfplumber(path: Path) -> object:
    """Read a PDF's text with pdfplumber."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return [page.extract_text() for page in pdf.pages]


def by_pdfminer(path: Path) -> object:
    """Read a PDF's text with pdfminer.six."""
    from pdfminer.high_level import extract_text

    return extract_text(path)


def by_pypdf(path: Path) -> object:
    """Read a PDF's text with pypdf."""
    import pypdf  # type: ignore[import-not-found,unused-ignore]  # taken where it is installed

    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def by_markitdown(path: Path) -> object:
    """Turn a PDF into Markdown with markitdown."""
    import markitdown  # type: ignore[import-not-found,unused-ignore]  # taken where it is installed

    return markitdown.MarkItDown().convert(str(path)).text_content


PEERS: dict[str, Callable[[Path], object]] = {
    "pypdf": by_pypdf, "pdfminer": by_pdfminer, "pdfplumber": by_pdfplumber, "markitdown": by_markitdown,
}  # fmt: skip
"""By the name of the package."""


def texts(paths: Sequence[Path]) -> Iterator[tuple[str, float]]:
    """Yield what we and others take for the text of PDFs, in times of PDFium's pass."""
    raw = best(lambda: [raw_text(path) for path in paths])
    yield "payerdiff, reading in full", best(lambda: [read_file(path) for path in paths]) / raw
    for name, text in PEERS.items():
        if importlib.util.find_spec(name):
            yield name, best(lambda text=text: [text(path) for path in paths], 1) / raw  # type: ignore[misc]  # mypy cannot tell the kind of a lambda with a default


def versions() -> tuple[Policy, Policy]:
    """Return both versions of the sample redline."""
    document = read_file(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    old, new = (normalize(document, reading) for reading in ("baseline", "proposed"))
    assert isinstance(old, Policy) and isinstance(new, Policy)
    return old, new


def diffs() -> Iterator[tuple[str, float]]:
    """Yield what we and deepdiff take to compare two versions, in milliseconds of this machine."""
    old, new = versions()
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    yield "payerdiff, a review", 1000 * best(lambda: review(old, new))
    yield "deepdiff, in order", 1000 * best(lambda: DeepDiff(before, after))
    yield "deepdiff, in any order", 1000 * best(lambda: DeepDiff(before, after, ignore_order=True))


def main() -> int:
    """Print both tables."""
    logging.disable(logging.WARNING)
    given = [Path(word) for word in sys.argv[1:]]
    every = [path for root in given or [samples()] for path in ([root] if root.is_file() else files_of([root]))]
    paths = [path for path in every if path.suffix == ".pdf"]
    print(f"text of {len(paths)} PDFs, times PDFium's raw text pass")
    for name, value in texts(paths):
        print(f"{name:36}{value:10.1f}", flush=True)
    print("two versions compared, milliseconds")
    for name, value in diffs():
        print(f"{name:36}{value:10.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
