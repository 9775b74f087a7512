"""`payerdiff`: read policies, compare payers, write the report.

Results go to standard output or a file, everything else to standard error. Exit status: 0, or 2 with one
clear line where something could not be done (3 where `--strict` met a warning, 1 where `check` found what must not be).
"""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import BaseModel

from payerdiff.app.inputs import (
    Side,
    chosen,
    documents,
    held_at,
    policy_of,
    raise_last,
    refuse_findings,
    slug,
    two_sides,
)
from payerdiff.app.output import fail, note, progress_over, say, show_pages, wipe, write_whole
from payerdiff.ingest.errors import PayerdiffError
from payerdiff.normalize.schema import Policy

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Where health insurers' coverage policies part, with the payers' own words.",
)
FileArgument = Annotated[
    Path, typer.Argument(help="A policy: HTML, PDF, DOCX, Markdown or plain text.", metavar="FILE")
]
ReadingOption = Annotated[Side | None, typer.Option(help="Which side of tracked changes to read.")]
LibraryOption = Annotated[
    list[Path] | None,
    typer.Option("--library", help="A folder of documents (again for more); the sample documents by default."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
StrictOption = Annotated[bool, typer.Option(help="Fail where a finding is a warning or an error.")]


@app.command()
def normalize(
    file: FileArgument,
    reading: ReadingOption = None,
    template: Annotated[str | None, typer.Option(help="Read it as this template instead of recognising it.")] = None,
    strict: StrictOption = False,
) -> None:
    """Print what one document says, as JSON in the common schema."""
    from payerdiff.corpus.library import read_document
    from payerdiff.ingest.reader import read_file
    from payerdiff.normalize.schema import to_json

    result = read_document(file, read_file(file), reading, template)
    refuse_findings([(result.source.name, result.findings)], strict)
    sys.stdout.write(to_json(result) + "\n")


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
    strict: StrictOption = False,
) -> None:
    """Compare payers on one drug and write the report."""
    from payerdiff.compare.comparison import compare as set_side_by_side
    from payerdiff.normalize.schema import to_json

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
    result = set_side_by_side(policies, title, drug)
    if as_json:
        sys.stdout.write(to_json(result) + "\n")
        return
    from payerdiff.ingest.page_image import PageImages
    from payerdiff.templates.comparison_workbook import comparison_workbook
    from payerdiff.templates.rendering import render_comparison

    target = out or Path("reports") / f"{slug(title)}.html"
    book = target.with_suffix(".xlsx")
    with closing(PageImages(held_at(policies, subjects, library))) as pages:
        write_whole(target, render_comparison(result, pages.crop))
    write_whole(book, comparison_workbook(result))
    differ = sum(row.divergent for row in result.matrix)
    first = f" {result.headlines[0].text}" if result.headlines else ""
    sys.stdout.write(
        f"{target}\n{book}\n{len(result.policies)} {'payer' if len(result.policies) == 1 else 'payers'}, {differ} of {len(result.matrix)} questions differ.{first}\n"
    )


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
) -> None:
    """Review what changed between two versions of a policy, which way, and whether the log says so."""
    from payerdiff.compare.review import review
    from payerdiff.ingest.page_image import PageImages
    from payerdiff.normalize.schema import to_json

    result = review(*two_sides(old, new))
    if as_json:
        sys.stdout.write(to_json(result) + "\n")
        return
    from payerdiff.templates.rendering import render_review
    from payerdiff.templates.review_workbook import review_workbook

    target = out or Path("reports") / f"{slug((new or old).stem)}-changes.html"
    book = target.with_suffix(".xlsx")
    with closing(PageImages({result.old.source.sha256: old, result.new.source.sha256: new or old})) as pages:
        write_whole(target, render_review(result, pages.crop))
    write_whole(book, review_workbook(result))
    clinical = sum(c.kind == "clinical" for c in result.changes)
    first = result.headlines[0].text if result.headlines else ""
    sys.stdout.write(f"{target}\n{book}\n{len(result.changes)} changes, {clinical} clinical. {first}\n")


@app.command()
def verify(
    report: Annotated[Path, typer.Argument(help="A report that payerdiff wrote.", metavar="REPORT")],
    library: LibraryOption = None,
) -> None:
    """Build a report anew from its documents, found by their hash, and say whether it is the same to the byte."""
    from payerdiff.app.verifying import verify as build_anew

    found = build_anew(report, documents(library))
    for source in found.sources:
        sys.stdout.write(f"{source.sha256}  {source.path}\n")
    if found.difference is not None:
        sys.stdout.write(f"{report}: differs from what these documents give, first at line {found.difference}.\n")
        raise typer.Exit(1)
    sys.stdout.write(f"{report}: the same, byte for byte.\n")


@app.command()
def show(file: FileArgument, reading: ReadingOption = None, as_json: JsonOption = False) -> None:
    """Show one document as a person reads it: head, criteria tree, terms, findings."""
    from payerdiff.app.tables import show_code, show_policy
    from payerdiff.corpus.library import read_document
    from payerdiff.ingest.reader import read_file
    from payerdiff.normalize.schema import CodeReference, to_json

    result = read_document(file, read_file(file), reading)
    if as_json:
        sys.stdout.write(to_json(result) + "\n")
    elif isinstance(result, CodeReference):
        show_code(result)
    else:
        show_policy(result)


@app.command()
def judge(
    files: Annotated[list[Path], typer.Argument(help="One policy or more.", metavar="POLICY…")],
    patient: Annotated[Path, typer.Option(help="The patient, as TOML (docs/patient.md).")],
    as_json: JsonOption = False,
) -> None:
    """Judge a patient by each policy: approve, refuse, or cannot tell, with the criteria that decide or are open."""
    from payerdiff.app.tables import show_judgement
    from payerdiff.compare.judge import judge as rule
    from payerdiff.compare.patient import read_patient

    known = read_patient(patient)
    held = progress_over(files, None)
    rulings = [rule(policy, known) for policy in held.policies]
    if as_json:
        import json

        sys.stdout.write(json.dumps([r.model_dump(mode="json") for r in rulings], indent=2, ensure_ascii=False) + "\n")
    else:
        for ruling in rulings:
            show_judgement(ruling)
    if held.failures:
        raise_last(held.failures)


@app.command()
def lint(
    files: Annotated[list[Path], typer.Argument(help="One policy or more.", metavar="POLICY…")],
    as_json: JsonOption = False,
    strict: StrictOption = False,
) -> None:
    """Say what is wrong with a policy on its own: criteria that nobody can meet, items that add nothing, broken references."""
    from payerdiff.compare.lint import lint as check

    held = progress_over(files, None)
    found = [(policy.source.name, check(policy)) for policy in held.policies]
    if as_json:
        import json

        rows = [{"document": name, **f.model_dump(mode="json")} for name, findings in found for f in findings]
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    else:
        for name, findings in found:
            for f in findings:
                page = f" (page {f.span.page})" if f.span else ""
                sys.stdout.write(f"{name}: {f.severity}: {f.message}{page} [{f.code}]\n")
            if not findings:
                sys.stdout.write(f"{name}: nothing found\n")
    if held.failures:
        raise_last(held.failures)
    refuse_findings(found, strict)


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(help="The old and the new version, or one document (tracked changes count as two versions).", metavar="[OLD] NEW"),
    ],
    no_new_restriction: Annotated[
        bool, typer.Option("--no-new-restriction", help="Fail where the new version refuses anybody whom the old one approves, or shortens a term.")
    ] = False,
    assertions: Annotated[
        Path | None, typer.Option("--assert", help="Statements that must hold of the new version, as TOML (docs/assertions.md).")
    ] = None,
    allow_undecided: Annotated[
        bool, typer.Option("--allow-undecided", help="Pass changes whose direction is not decided; they are still printed.")
    ] = False,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Hold a policy to what must be true of it, for use in a build: exit status 0, or 1 with the patients who lose coverage."""
    from payerdiff.app.tables import show_gate, show_outcomes
    from payerdiff.compare.assertions import outcome, read_assertions
    from payerdiff.compare.gate import new_restrictions

    if len(files) > 2 or not (no_new_restriction or assertions):
        raise PayerdiffError(
            "nothing-to-check", files[0].name, "one or two files and a thing to check are needed",
            "Give OLD and NEW with --no-new-restriction, or NEW with --assert FILE.",
        )  # fmt: skip
    stated = read_assertions(assertions) if assertions else []
    gate = None
    if no_new_restriction:
        old, new = two_sides(files[0], files[1] if len(files) == 2 else None)
        gate = new_restrictions(old, new)
    else:
        new = policy_of(files[-1])
    outcomes = [outcome(new, each) for each in stated]
    if as_json:
        import json

        held = {"gate": gate.model_dump(mode="json") if gate else None, "assertions": [o.model_dump(mode="json") for o in outcomes]}  # fmt: skip
        sys.stdout.write(json.dumps(held, indent=2, ensure_ascii=False) + "\n")
    else:
        if gate:
            show_gate(gate)
        show_outcomes(outcomes)
    grave = [r for r in gate.restrictions if r.kind != "undecided" or not allow_undecided] if gate else []
    if grave or not all(o.holds for o in outcomes):
        raise typer.Exit(1)


@app.command()
def portfolio(
    library: LibraryOption = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day asked for; today by default.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("reports/portfolio.html"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the portfolio as JSON and write no page.")] = False,
) -> None:
    """Show where the library's payers part, what changed this quarter, what is overdue for annual review, what was not read; search all logs."""
    from payerdiff.compare.label_parity import is_label
    from payerdiff.compare.portfolio import Unreadable
    from payerdiff.compare.portfolio import portfolio as stand
    from payerdiff.normalize.schema import to_json

    held = progress_over(documents(library), None)
    unread = [Unreadable(document=f.document, code=f.code, message=str(f)) for f in held.failures]
    day = (as_of or datetime.now()).date()
    result = stand([p for p in held.policies if not is_label(p)], unread, day, note)
    wipe()
    if as_json:
        sys.stdout.write(to_json(result) + "\n")
        return
    from payerdiff.templates.rendering import render_portfolio

    write_whole(out, render_portfolio(result))
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

    from payerdiff.app.shelf import Shelf
    from payerdiff.app.web import application

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


@app.command("list")
def list_documents(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the documents of the library, and those that could not be read."""
    import json

    from payerdiff.app.tables import rows_of, show_library

    held = progress_over(documents(library), None)
    if as_json:
        sys.stdout.write(json.dumps(rows_of(held), indent=2, ensure_ascii=False) + "\n")
    else:
        show_library(held)


@app.command()
def schema(
    name: Annotated[
        Literal["policy", "comparison", "change-review", "portfolio", "patient", "code-reference"],
        typer.Argument(help="Which result."),
    ],
) -> None:
    """Print the JSON Schema of a result."""
    import json

    from payerdiff.compare.patient import Patient
    from payerdiff.compare.portfolio import Portfolio
    from payerdiff.compare.review_schema import ChangeReview
    from payerdiff.compare.schema import Comparison
    from payerdiff.normalize.schema import CodeReference

    models: dict[str, type[BaseModel]] = {
        "policy": Policy,
        "comparison": Comparison,
        "change-review": ChangeReview,
        "portfolio": Portfolio,
        "patient": Patient,
        "code-reference": CodeReference,
    }
    text = json.dumps(models[name].model_json_schema(by_alias=True, mode="serialization"), indent=2, ensure_ascii=False)
    sys.stdout.write(text + "\n")


def run() -> None:
    """Run the command line; an error that stops a document becomes one line and exit status 2."""
    show_pages()
    try:
        app()
    except PayerdiffError as failure:
        fail(str(failure))


if __name__ == "__main__":
    run()
