"""A report → its documents by hash → the report rebuilt: is it what those documents produce?"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

from payerdiff.api.documents import Progress, find_documents, read
from payerdiff.compare.access.by_plans import weighted
from payerdiff.compare.changes.review import review
from payerdiff.compare.library.earlier_versions import with_history
from payerdiff.compare.library.portfolio import Unreadable, portfolio
from payerdiff.compare.side_by_side.choice import chosen
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.files import read_document_all
from payerdiff.corpus.library import by_hash
from payerdiff.ingest.pdf.page_images import PageImages
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.plans import Plan, PlanField
from payerdiff.model.policy import Frozen, Phase, Policy
from payerdiff.model.program_version import VERSION
from payerdiff.templates.rendering import render_comparison, render_drug, render_portfolio, render_review

MADE_FROM = re.compile(r'<script type="application/json" id="made-from">(.*?)</script>', re.DOTALL)


class Stamp(BaseModel):
    """The version that made a report; what else stands there has the form of that version."""

    version: str


class MadeFrom(Frozen):
    """A document that a report names as its source."""

    name: str
    sha256: str
    reading: ReadingName


class Made(Frozen):
    """What a report says that it was made from."""

    version: str
    kind: Literal["comparison", "review", "portfolio", "drug"]
    subject: str
    drug: str | None
    pictures: bool
    indications: list[str] = Field(default_factory=list)
    phases: list[Phase] = Field(default_factory=list)
    plans: list[Plan] | None = None
    plans_by: PlanField | None = None
    beside: str = ""
    """The folder of the drugs' pages of a portfolio; the portfolio that a drug's page leads back to."""
    documents: list[MadeFrom]
    earlier: list[MadeFrom] = Field(default_factory=list)
    """Earlier versions of the policies of a comparison."""
    unreadable: list[Unreadable] = Field(default_factory=list)

    @model_validator(mode="after")
    def whole(self) -> Made:
        """Hold the documents and the subject to the kind of report."""
        if self.kind in ("portfolio", "drug"):
            date.fromisoformat(self.subject)
        elif len(self.documents) != 2 and (self.kind == "review" or not self.documents):
            raise ValueError("a review is made from two documents, a comparison from one or more")
        return self


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A document of the report, and where it was found."""

    sha256: str
    path: Path
    reading: ReadingName


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of rebuilding a report."""

    verdict: Literal["same", "differs", "other-version"]
    """`other-version`: another version of payerdiff made it, so that this one cannot tell whether it was changed since."""
    made_by: str
    """The version of payerdiff that made the report."""
    sources: tuple[FoundSource, ...] = ()
    """The documents that the report names, where they lie now; none for another version's."""
    difference: int | None = None
    """The first line of the report that the documents do not give."""


def verify(
    report: str | os.PathLike[str],
    library: Iterable[str | os.PathLike[str]] | None = None,
    *,
    progress: Progress | None = None,
) -> Verification:
    """Rebuild a report from its documents and say whether the two are identical, byte by byte.

    `library` are the folders and files among which the documents are found by their hash; the sample documents if none is given. Only the version of
    payerdiff that made a report is held to its bytes: `VERSION` is this one's. Raises PayerdiffError: `no-file`, `not-a-report`, `sources-missing`, `no-folder`.

    >>> import tempfile
    >>> from payerdiff import api
    >>> page = api.render(api.compare([api.read_policy(api.samples() / "bcbsnc" / "blinatumomab.html")]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = Path(folder) / "report.html"
    ...     _ = report.write_text(page, encoding="utf-8")
    ...     same = verify(report)
    ...     _ = report.write_text(page.replace("leukemia", "lymphoma"), encoding="utf-8")
    ...     changed = verify(report)
    >>> same.verdict, [source.path.name for source in same.sources], changed.verdict
    ('same', ['blinatumomab.html'], 'differs')
    """
    path = Path(report)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise PayerdiffError("no-file", str(path), "the file cannot be read", "Check the path.") from cause
    made = stated(path, text)
    if isinstance(made, Stamp):
        return Verification("other-version", made.version)
    sources = find(path, [*made.documents, *made.earlier], find_documents(library))
    difference = first_difference(text, built(made, sources, progress))
    return Verification("same" if difference is None else "differs", made.version, sources, difference)


def stated(report: Path, text: str) -> Made | Stamp:
    """Return what a report says that it was made from; of another version's no more than the version. Raises PayerdiffError `not-a-report`."""
    told = MADE_FROM.search(text)
    words = told.group(1) if told else ""
    try:
        stamp = Stamp.model_validate_json(words)
        return Made.model_validate_json(words) if stamp.version == VERSION else stamp
    except ValidationError as cause:
        raise PayerdiffError(
            "not-a-report", str(report), "it does not say what it was made from", "Give a comparison, a review or a portfolio that payerdiff wrote."
        ) from cause  # fmt: skip


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


def built(made: Made, sources: Sequence[FoundSource], progress: Progress | None) -> str:
    """Return the report that the documents give."""
    if made.kind in ("portfolio", "drug"):
        return of_library(made, [policy for source in sources for policy in read_again(source, progress)])
    given = {document.sha256 for document in made.documents}
    earlier = [policy for source in sources if source.sha256 not in given for policy in read_again(source, progress)]
    sources = [source for source in sources if source.sha256 in given]
    with closing(PageImages({source.sha256: source.path for source in sources})) as pages:
        pictures = pages.crop if made.pictures else None
        if made.kind == "review":
            old, new = (read_again(source, progress)[0] for source in sources)
            return render_review(review(old, new), pictures)
        policies = [policy for source in sources for policy in about(read_again(source, progress), made.drug)]
        narrowed = [p.about(made.drug) for p in policies] if made.drug else policies
        whole = compare(narrowed, made.subject, made.drug)
        part = with_history(chosen(whole, made.indications, made.phases), [*policies, *earlier])
        return render_comparison(part if made.plans is None else weighted(part, made.plans, made.plans_by), pictures)


def of_library(made: Made, policies: Sequence[Policy]) -> str:
    """Return the portfolio that policies give, or the page of one drug of it."""
    found = portfolio(policies, made.unreadable, date.fromisoformat(made.subject), plans=made.plans, by=made.plans_by)
    if made.kind == "drug":
        return render_drug(found, made.drug or "", made.beside)
    return render_portfolio(found, made.beside)


def about(policies: Sequence[Policy], drug: str | None) -> Sequence[Policy]:
    """Return the policies of one document that a report on a drug takes: of many, those that name it."""
    if len(policies) == 1 or drug is None:
        return policies
    return [policy for policy in policies if any(d.generic == drug for d in policy.drugs)]


def read_again(source: FoundSource, progress: Progress | None) -> list[Policy]:
    """Return the policies of a document in the reading that the report took."""
    if progress is not None:
        progress(f"reading {source.path.name[:60]}")
    document = read(source.path, progress=progress)
    found = read_document_all(source.path, document, source.reading if document.is_redlined else None)
    policies = [one for one in found if isinstance(one, Policy)]
    if not policies:
        raise PayerdiffError("not-a-policy", source.path.name, "it is a page about a code, not a policy", "The report was not made by payerdiff.")  # fmt: skip
    return policies


def first_difference(text: str, other: str) -> int | None:
    """Return the first line in which two texts differ, None where they are the same."""
    if text == other:
        return None
    left, right = text.split("\n"), other.split("\n")
    return next(
        (at for at, (a, b) in enumerate(zip(left, right, strict=False), 1) if a != b), min(len(left), len(right)) + 1
    )
