"""Commands that write reports: compare, changes, export, verify, portfolio."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from payerdiff import api
from payerdiff.app.cli import (
    BriefOption,
    IndicationOption,
    LibraryOption,
    LogoOption,
    PaperOption,
    PayerOption,
    PdfOption,
    PhaseOption,
    PlansByOption,
    PlansOption,
    PlansWhereOption,
    ReadingOption,
    StoreOption,
    StrictOption,
    SubjectsArgument,
    TitleOption,
    app,
)
from payerdiff.app.commands.inputs import Chosen, files_named, held_for, plans_asked, read_all, side_by_side
from payerdiff.app.output import note, slug, wipe
from payerdiff.model.errors import PayerdiffError


@app.command()
def compare(
    subjects: SubjectsArgument,
    out: Annotated[
        Path | None,
        typer.Option(help="Where to write the report (the workbook goes beside it); reports/SUBJECT.html by default."),
    ] = None,
    library: LibraryOption = None,
    payer: PayerOption = None,
    indication: IndicationOption = None,
    phase: PhaseOption = None,
    plans: PlansOption = None,
    plans_where: PlansWhereOption = None,
    plans_by: PlansByOption = None,
    reading: ReadingOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the comparison as JSON instead of writing a report.")
    ] = False,
    pdf: PdfOption = False,
    paper: PaperOption = "answers",
    brief: BriefOption = None,
    title: TitleOption = None,
    logo: LogoOption = None,
    strict: StrictOption = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Compare the versions that were in force on this date."),
    ] = None,
    no_store: StoreOption = False,
) -> None:
    """Compare payers on one drug and write the report."""
    sheets = {path: api.brief_carrier(path) for path in brief or []}
    day = as_of.date() if as_of else None
    weights = plans_asked(plans, plans_where, plans_by)
    choice = Chosen(tuple(payer or ()), tuple(indication or ()), (phase,) if phase else (), day, weights)
    held = held_for(subjects, library, reading, store=not no_store)
    result = side_by_side(subjects, held, strict, choice, library)
    if as_json:
        sys.stdout.write(api.to_json(result) + "\n")
        return
    target = out or Path("reports") / f"{slug(result.subject)}.html"
    documents = api.find_documents(files_named(subjects) or library)
    more = executive_pages(result, sheets, title, logo)
    page = api.render(result, documents, memory=held.memory)
    written = write_report(target, page, api.workbook(result, memory=held.memory), pdf and paper, documents, more)
    sys.stdout.write(f"{written}{in_a_line(result)}\n")


def in_a_line(result: api.Comparison) -> str:
    """What the comparison found, for the terminal: how many payers, on how many questions they differ, the first difference."""
    if len(result.policies) == 1:
        return "1 payer, so there is no comparison; the report has its criteria."
    differ = sum(row.divergent for row in result.matrix)
    first = f" {result.headlines[0].text}" if result.headlines else ""
    return f"{result.counted}, which differ on {differ} of {len(result.matrix)} questions.{first}"


def write_report(
    target: Path,
    page: str,
    book: bytes | None,
    pdf: Literal["answers", "everything", False],
    inputs: Iterable[Path],
    more: Mapping[Path, bytes] | None = None,
) -> str:
    """Write a report, its workbook and its PDF beside it and `more` files, all or none. Return their paths, a line each. Raises what `write_set` raises."""
    files: list[tuple[Path, str | bytes]] = [(target, page)]
    if book is not None:
        files.append((target.with_suffix(".xlsx"), book))
    failure = None
    if pdf:
        try:
            files.append((target.with_suffix(".pdf"), api.print_pdf(page, everything=pdf == "everything")))
        except PayerdiffError as told:  # where no browser prints it, the page is there all the same
            failure = told
    files += (more or {}).items()
    if len({path for path, _ in files}) < len(files):
        raise PayerdiffError("cannot-write", str(target), "the page and another file of the report would have the same name", "Let --out end in .html.")  # fmt: skip
    api.write_set(dict(files), inputs)
    if failure is not None:
        raise failure
    return "".join(f"{path}\n" for path, _ in files)


def executive_pages(
    result: api.Comparison | api.ChangeReview,
    sheets: Mapping[Path, api.BriefCarrier],
    title: str | None,
    logo: Path | None,
) -> dict[Path, bytes]:
    """Return the executive pages that were asked for, by their paths."""
    return {path: api.brief(result, carrier, title=title, logo=logo) for path, carrier in sheets.items()}


@app.command()
def export(
    subjects: SubjectsArgument,
    carrier: Annotated[
        Literal["csv", "json", "fhir"],
        typer.Option("--as", help="Tables as CSV, the whole comparison as JSON, or the policies as HL7 FHIR R4."),
    ] = "csv",
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to; reports/SUBJECT-CARRIER by default.")
    ] = None,
    library: LibraryOption = None,
    reading: ReadingOption = None,
    strict: StrictOption = False,
    no_store: StoreOption = False,
) -> None:
    """Write a comparison as CSV tables, JSON, or HL7 FHIR R4.

    FHIR is a bundle of PlanDefinitions and Questionnaires (docs/fhir.md).
    """
    result = side_by_side(subjects, held_for(subjects, library, reading, store=not no_store), strict)
    folder = out or Path("reports") / f"{slug(result.subject)}-{carrier}"
    files = {folder / name: content for name, content in api.export(result, carrier).items()}
    api.write_set(files, api.find_documents(files_named(subjects) or library))
    sys.stdout.write("".join(f"{path}\n" for path in files))


@app.command()
def changes(
    old: Annotated[
        Path, typer.Argument(help="The old version, or one document with tracked changes.", metavar="OLD|REDLINE")
    ],
    new: Annotated[Path | None, typer.Argument(help="The new version.", metavar="NEW")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where to write the review (the workbook goes beside it); reports/NEW-changes.html by default."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the review as JSON instead of writing a page.")
    ] = False,
    pdf: PdfOption = False,
    paper: PaperOption = "answers",
    brief: BriefOption = None,
    title: TitleOption = None,
    logo: LogoOption = None,
) -> None:
    """Review what changed between two versions of a policy.

    Each change has its direction, and whether the payer's revision history discloses it. For a document with tracked changes, the two sides are compared.
    """
    sheets = {path: api.brief_carrier(path) for path in brief or []}
    result = api.review(old, new, progress=note)
    if as_json:
        sys.stdout.write(api.to_json(result) + "\n")
        return
    target = out or Path("reports") / f"{slug((new or old).stem)}-changes.html"
    sides = [old, new or old]
    more = executive_pages(result, sheets, title, logo)
    written = write_report(target, api.render(result, sides), api.workbook(result), pdf and paper, sides, more)
    clinical = sum(c.kind == "clinical" for c in result.changes)
    first = result.headlines[0].text if result.headlines else ""
    sys.stdout.write(f"{written}{len(result.changes)} changes, {clinical} clinical. {first}\n")


@app.command()
def verify(
    report: Annotated[Path, typer.Argument(help="A report created by payerdiff.", metavar="REPORT")],
    library: LibraryOption = None,
) -> None:
    """Rebuild a report from its documents and compare, byte by byte.

    The documents are found by their hash. Exit status 1 if it differs, 4 if another version of payerdiff created it.
    """
    found = api.verify(report, library, progress=note)
    wipe()
    for source in found.sources:
        sys.stdout.write(f"{source.sha256}  {source.path}\n")
    if found.verdict == "other-version":
        sys.stdout.write(
            f"{report}: created by another version ({found.made_by}; this is {api.VERSION}), so the bytes cannot be compared. Verify it with that version, or create it again.\n"
        )
        raise typer.Exit(4)
    if found.verdict == "differs":
        sys.stdout.write(f"{report}: differs from what these documents produce, first at line {found.difference}.\n")
        raise typer.Exit(1)
    sys.stdout.write(f"{report}: identical, byte for byte.\n")


@app.command()
def portfolio(
    library: LibraryOption = None,
    plans: PlansOption = None,
    plans_where: PlansWhereOption = None,
    plans_by: PlansByOption = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The date of the portfolio; today by default.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("reports/portfolio.html"),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the portfolio as JSON instead of writing a page.")
    ] = False,
    drugs: Annotated[
        bool,
        typer.Option(
            "--drugs", help="Write a page for each drug too, in a folder beside the portfolio, which links to them."
        ),
    ] = False,
    pdf: PdfOption = False,
    no_store: StoreOption = False,
) -> None:
    """Show the whole library: where payers differ, what is due.

    Also what changed this quarter and in which direction, what was not read, and a search over all revision histories.
    """
    weights = plans_asked(plans, plans_where, plans_by)
    held = read_all(library, store=not no_store)
    held = weights.limit(held) if weights else held
    day = (as_of or datetime.now()).date()
    result = api.portfolio(held, day, plans=weights.plans if weights else None, by=plans_by, progress=note)
    wipe()
    if as_json:
        sys.stdout.write(api.to_json(result) + "\n")
        return
    pages = (
        api.portfolio_pages(result, out.name, memory=held.memory)
        if drugs
        else {out.name: api.render(result, memory=held.memory)}
    )
    page = pages.pop(out.name)
    more = {out.parent / name: text.encode() for name, text in pages.items()}
    written = write_report(out, page, None, pdf and "everything", api.find_documents(library), more)
    late = sum(p.standing == "overdue" for p in result.policies)
    sys.stdout.write(f"{written}{late} of {len(result.policies)} policies overdue on {result.as_of}.\n")
