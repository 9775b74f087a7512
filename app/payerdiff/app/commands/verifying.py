"""A report → its documents by hash → the report built anew: is it what those documents give?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from payerdiff.compare.changes.review import review
from payerdiff.compare.library.portfolio import Unreadable, portfolio
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.library import read_document
from payerdiff.ingest.pdf.page_images import PageImages, by_hash
from payerdiff.ingest.reader import read_file
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Frozen, Policy
from payerdiff.templates.rendering import render_comparison, render_portfolio, render_review

MADE_FROM = re.compile(r'<script type="application/json" id="made-from">(.*?)</script>', re.DOTALL)


class MadeFrom(Frozen):
    """A document that a report names as its source."""

    name: str
    sha256: str
    reading: ReadingName


class Made(Frozen):
    """What a report says that it was made from."""

    kind: Literal["comparison", "review", "portfolio"]
    subject: str
    drug: str | None
    pictures: bool
    documents: list[MadeFrom]
    unreadable: list[Unreadable] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A document of the report, and where it was found."""

    sha256: str
    path: Path
    reading: ReadingName


@dataclass(frozen=True, slots=True)
class Verified:
    """The documents, and the first line of the report that they do not give; None where it is the same."""

    sources: tuple[FoundSource, ...]
    difference: int | None


def verify(report: Path, files: Iterable[Path]) -> Verified:
    """Build a report anew. Raises PayerdiffError: `no-file`, `not-a-report`, `sources-missing`."""
    try:
        text = report.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise PayerdiffError("no-file", str(report), "the file cannot be read", "Check the path.") from cause
    told = MADE_FROM.search(text)
    try:
        made = Made.model_validate_json(told.group(1) if told else "")
    except ValidationError as cause:
        raise PayerdiffError(
            "not-a-report", str(report), "it does not say what it was made from", "Give a comparison, a review or a portfolio that this version of payerdiff wrote."
        ) from cause  # fmt: skip
    sources = find(report, made.documents, files)
    return Verified(sources, first_difference(text, built(made, sources)))


def find(report: Path, documents: Sequence[MadeFrom], files: Iterable[Path]) -> tuple[FoundSource, ...]:
    """Return the documents by their hashes, whatever they are called now."""
    wanted = {d.sha256: d for d in documents}
    places = by_hash(wanted, files)
    missing = [f"{d.name} (sha256 {sha})" for sha, d in wanted.items() if sha not in places]
    if missing:
        raise PayerdiffError(
            "sources-missing", str(report), f"not found: {', '.join(missing)}", "Name the folder that holds them with --library."
        )  # fmt: skip
    return tuple(FoundSource(d.sha256, places[d.sha256], d.reading) for d in documents)


def built(made: Made, sources: Sequence[FoundSource]) -> str:
    """Return the report that the documents give."""
    policies = [read_again(source) for source in sources]
    if made.kind == "portfolio":
        return render_portfolio(portfolio(policies, made.unreadable, date.fromisoformat(made.subject)))
    narrowed = [p.about(made.drug) for p in policies] if made.drug else policies
    with closing(PageImages({source.sha256: source.path for source in sources})) as pages:
        pictures = pages.crop if made.pictures else None
        if made.kind == "review":
            return render_review(review(*policies), pictures)
        return render_comparison(compare(narrowed, made.subject, made.drug), pictures)


def read_again(source: FoundSource) -> Policy:
    """Return the policy of a document in the reading that the report took."""
    document = read_file(source.path)
    reading = source.reading if document.is_redlined else None
    found = read_document(source.path, document, reading)
    if not isinstance(found, Policy):
        raise PayerdiffError("not-a-policy", source.path.name, "it is a page about a code, not a policy", "The report was not made by this version.")  # fmt: skip
    return found


def first_difference(text: str, other: str) -> int | None:
    """Return the first line in which two texts differ, None where they are the same."""
    if text == other:
        return None
    left, right = text.split("\n"), other.split("\n")
    return next(
        (at for at, (a, b) in enumerate(zip(left, right, strict=False), 1) if a != b), min(len(left), len(right)) + 1
    )
