"""What an outcome rests on beside the document: the program with its data, other packages' payers, the engines, and the corrections.

All of it goes into the key of what is stored, or a warm result would not be what a cold one is.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path

from payerdiff.corpus.corrections import correction_folders, corrections_for
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.program_version import VERSION

READS = ("model", "ingest", "normalize", "corpus")
"""The rooms that say what is read in a document."""
RESULTS = ("model", "ingest", "normalize", "corpus", "compare", "templates", "api")
"""The rooms that say what results and pages look like."""
ENGINES = (
    "pdf_oxide", "pdfplumber", "pdfminer.six", "pypdfium2", "pillow", "lxml", "beautifulsoup4", "soupsieve", "charset-normalizer", "pint", "pydantic",
    "pydantic_core", "python-sat", "deepdiff", "jinja2", "markupsafe", "xlsxwriter", "rapidocr", "onnxruntime", "numpy", "opencv-python", "opencv-python-headless",
)  # fmt: skip
"""The packages by which documents are read and results drawn, those of the extra for scans among them: whether it is there decides what a scan says."""
PAYERS = "payerdiff.payers"


def digest(parts: object) -> str:
    """Return the hash of plain data.

    >>> digest(["a", None]) == digest(["a", None]), digest(["a"]) == digest(["b"])
    (True, False)
    """
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@cache
def program(rooms: tuple[str, ...]) -> str:
    """Return the hash of the program's version, of the code and data of some rooms, and of the payers that other packages give."""
    parts: list[tuple[str, str]] = [("version", VERSION)]
    for room in rooms:
        spec = importlib.util.find_spec(f"payerdiff.{room}")
        for place in spec.submodule_search_locations or () if spec else ():
            base = Path(place)
            parts += [(f"{room}/{p.relative_to(base).as_posix()}", sha256_of(p)) for p in files_below(base)]
    return digest([*parts, *foreign_payers()])


def files_below(base: Path) -> list[Path]:
    """Return the files of a room but for what Python compiles and the sample documents."""
    found = (p for p in base.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return sorted(p for p in found if p.relative_to(base).parts[0] != "samples")


def foreign_payers() -> Iterator[tuple[str, str]]:
    """Yield the payers of other packages: the entry point, the package's version, and the hash of the module."""
    for point in sorted(entry_points(group=PAYERS), key=lambda p: (p.name, p.value)):
        spec = importlib.util.find_spec(point.module.partition(".")[0])
        places = [Path(p) for p in spec.submodule_search_locations or ()] if spec else []
        files = [p for place in places for p in files_below(place)] or ([Path(spec.origin)] if spec and spec.origin else [])  # fmt: skip
        yield f"{point.name}={point.value} {point.dist.version if point.dist else ''}", digest([sha256_of(p) for p in files])  # fmt: skip


@cache
def engines() -> str:
    """Return the versions of Python and of the engines that are installed, in one line."""
    return " ".join([f"python=={sys.version_info.major}.{sys.version_info.minor}", *installed(ENGINES)])


def installed(names: Iterable[str]) -> Iterator[str]:
    """Yield the versions of those packages that are there."""
    for name in names:
        try:
            yield f"{name}=={version(name)}"
        except PackageNotFoundError:  # its absence is told by its missing from the line
            continue


def sha256_of(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def corrections_hash(path: Path) -> str:
    """Return the hash of the corrections for a document. Files that are no corrections count as they are: they are an error of the document."""
    folders = correction_folders(path)
    if not folders:
        return ""
    try:
        own = [c.model_dump(mode="json") for c in corrections_for(path)]
    except PayerdiffError:  # reading the document raises it again, and that outcome is what is stored
        return "unread:" + raw_hash(folders)
    return digest(own) if own else ""


def raw_hash(folders: Sequence[Path]) -> str:
    """Return the hash of the corrections files as they are."""
    return digest([sha256_of(file) for folder in folders for file in sorted(folder.glob("*.toml"))])[:50]
