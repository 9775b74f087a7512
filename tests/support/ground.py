"""Where the tests find documents: the samples, and real ones where they lie beside the project."""

from __future__ import annotations

from pathlib import Path

from payerdiff.corpus.library import samples

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


def sample_files() -> list[Path]:
    """Return the sample documents."""
    return sorted(
        p
        for p in samples().rglob("*")
        if p.suffix in (".html", ".pdf", ".xml", ".docx", ".md") and p.name != "README.md"
    )


def real_files(*suffixes: str) -> list[Path]:
    """Return the real documents beside the project, none where they are not there."""
    folder = SHARED / "documents"
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in suffixes and p.name != "CATALOG.md")
