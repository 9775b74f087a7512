"""Commands that write reports: compare, changes, export, verify, portfolio, and the local page."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from payerdiff.app.cli import LibraryOption, PdfOption, ReadingOption, StrictOption, app
from payerdiff.app.commands.inputs import (
    Side,
    chosen,
    documents,
    held_at,
    raise_last,
    refuse_findings,
    slug,
    two_sides,
)
from payerdiff.app.output import note, progress_over, say, wipe, write_whole
from payerdiff.model.errors import PayerdiffError

if TYPE_CHECKING:
    from payerdiff.model.comparison import Comparison


@app.command()
def compare(
    subjects: Annotated[
        list[str],
        typer.Argument(help="A drug (generic or brand name), a billing code, or files.", metavar="SUBJECT|FILE…"),
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="Where to write the report (the workbook goes beside it); reports/SUBJECT.html by default."),
    ] = None,
    library: LibraryOption = None,
    reading: ReadingOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison as JSON and write no report.")] = False,
    pdf: PdfOption = False,
    strict: StrictOption = False,
) -> None:
    """Compare payers on one drug and write the report."""
    from payerdiff.model.policy import to_json

    result = side_by_side(subjects, library, reading, strict)
    if as_json:
        sys.stdout.write(to_json(result) + "\n")
        return
    from payerdiff.ingest.pdf.page_images import PageImages
    from payerdiff.templates.carriers.comparison_workbook import comparison_workbook
    from payerdiff.templates.rendering import render_comparison

    target = out or Path("reports") / f"{slug(result.subject)}.html"
    book = target.with_suffix(".xlsx")
    with closing(PageImages(held_at(result.policies, subjects, library))) as pages:
        page = render_comparison(result, pages.crop)
    write_whole(target, page)
    write_whole(book, comparison_workbook(result))
    if pdf:
        on_paper(target, page)
    differ = sum(row.divergent for row in result.matrix)
    first = f" {result.headlines[0].text}" if result.headlines else ""
    sys.stdout.write(
        f"{target}\n{book}\n{len(result.policies)} {'payer' if len(result.policies) == 1 else 'payers'}, {differ} of {len(result.matrix)} questions differ.{first}\n"
    )


def side_by_side(subjects: list[str], library: list[Path] | None, reading: Side | None, strict: bool) -> Comparison:
    """Return the comparison that the words of a command ask for. Raises PayerdiffError `nothing-to-compare`, or what kept all documents from being read."""
    from payerdiff.compare.side_by_side.comparison import compare as set_side_by_side

    policies, title, failures, drug = chosen(subjects, library, reading)
    if not policies and failures:
        raise_last(failures)
    for failure in failures:
        say(str(failure))
    if not policies:
        raise PayerdiffError(
            "nothing-to-compare",
            " ".join(subjects),
            "no policy about it was read",
            "Add documents with --library, or name files.",
        )
    refuse_findings([(p.source.name, p.findings) for p in policies], strict)
    return set_side_by_side(policies, title, drug)


def on_paper(target: Path, page: str) -> None:
    """Write a page as PDF beside it."""
    from payerdiff.app.commands.printing import printed

    write_whole(target.with_suffix(".pdf"), printed(page))
    sys.stdout.write(f"{target.with_suffix('.pdf')}\n")


@app.command()
def export(
    subjects: Annotated[
        list[str],
        typer.Argument(help="A drug (generic or brand name), a billing code, or files.", metavar="SUBJECT|FILE…"),
    ],
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
) -> None:
    """Write a comparison for other programs: CSV tables, JSON, or a FHIR bundle of PlanDefinitions and Questionnaires."""
    from payerdiff.app.commands.exporting import exported

    result = side_by_side(subjects, library, reading, strict)
    folder = out or Path("reports") / f"{slug(result.subject)}-{carrier}"
    for name, content in exported(result, carrier).items():
        write_whole(folder / name, content)
        sys.stdout.write(f"{folder / name}\n")


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
    as_json: Annotated[bool, typer.Option("--json", help="Print the review as JSON and write no page.")] = False,
    pdf: PdfOption = False,
) -> None:
    """Review what changed between two versions of a policy, which way, and whether the log says so."""
    from payerdiff.compare.changes.review import review
    from payerdiff.ingest.pdf.page_images import PageImages
    from payerdiff.model.policy import to_json

    result = review(*two_sides(old, new))
    if as_json:
        sys.stdout.write(to_json(result) + "\n")
        return
    from payerdiff.templates.carriers.review_workbook import review_workbook
    from payerdiff.templates.rendering import render_review

    target = out or Path("reports") / f"{slug((new or old).stem)}-changes.html"
    book = target.with_suffix(".xlsx")
    with closing(PageImages({result.old.source.sha256: old, result.new.source.sha256: new or old})) as pages:
        page = render_review(result, pages.crop)
    write_whole(target, page)
    write_whole(book, review_workbook(result))
    if pdf:
        on_paper(target, page)
    clinical = sum(c.kind == "clinical" for c in result.changes)
    first = result.headlines[0].text if result.headlines else ""
    sys.stdout.write(f"{target}\n{book}\n{len(result.changes)} changes, {clinical} clinical. {first}\n")


@app.command()
def verify(
    report: Annotated[Path, typer.Argument(help="A report that payerdiff wrote.", metavar="REPORT")],
    library: LibraryOption = None,
) -> None:
    """Build a report anew from its documents, found by their hash, and say whether it is the same to the byte."""
    from payerdiff.app.commands.verifying import verify as build_anew

    found = build_anew(report, documents(library))
    for source in found.sources:
        sys.stdout.write(f"{source.sha256}  {source.path}\n")
    if found.difference is not None:
        sys.stdout.write(f"{report}: differs from what these documents give, first at line {found.difference}.\n")
        raise typer.Exit(1)
    sys.stdout.write(f"{report}: the same, byte for byte.\n")


@app.command()
def portfolio(
    library: LibraryOption = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day asked for; today by default.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("reports/portfolio.html"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the portfolio as JSON and write no page.")] = False,
    pdf: PdfOption = False,
) -> None:
    """Show where the library's payers part, what changed this quarter, what is overdue for annual review, what was not read; search all logs."""
    from payerdiff.compare.library.portfolio import Unreadable
    from payerdiff.compare.library.portfolio import portfolio as stand
    from payerdiff.compare.side_by_side.label import is_label
    from payerdiff.model.policy import to_json

    held = progress_over(documents(library), None)
    unread = [Unreadable(document=f.document, code=f.code, message=str(f)) for f in held.failures]
    day = (as_of or datetime.now()).date()
    result = stand([p for p in held.policies if not is_label(p)], unread, day, note)
    wipe()
    if as_json:
        sys.stdout.write(to_json(result) + "\n")
        return
    from payerdiff.templates.rendering import render_portfolio

    page = render_portfolio(result)
    write_whole(out, page)
    if pdf:
        on_paper(out, page)
    late = sum(p.standing == "overdue" for p in result.policies)
    sys.stdout.write(f"{out}\n{late} of {len(result.policies)} policies overdue on {result.as_of}.\n")


@app.command()
def serve(
    library: Annotated[
        list[Path] | None, typer.Option("--library", help="A folder of documents to begin with (again for more).")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Where to keep uploaded documents; by default they are deleted when the page ends.")
    ] = None,
    port: Annotated[int, typer.Option(help="The port on this computer.", min=1, max=65535)] = 8765,
) -> None:  # fmt: skip
    """Open a local page: give policies, pick a drug, see the report; review a new version against the last."""
    import tempfile

    import uvicorn

    from payerdiff.app.web.pages import application
    from payerdiff.app.web.shelf import Shelf

    for folder in library or []:
        documents([folder])  # a folder that does not exist is told before anything is served
    with tempfile.TemporaryDirectory(prefix="payerdiff-") as fleeting:
        shelf = Shelf(keep or Path(fleeting), library or [])
        sys.stdout.write(f"http://127.0.0.1:{port}/\nThe page is for this computer alone. Ctrl-C ends it.\n")
        sys.stdout.flush()
        try:
            uvicorn.run(application(shelf), host="127.0.0.1", port=port, log_level="warning", server_header=False)
        finally:
            shelf.close()
