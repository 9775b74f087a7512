"""Commands that answer on the terminal: one document, its verdict on a patient, its flaws, the library, the schemas."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from payerdiff import api
from payerdiff.app.cli import (
    FileArgument,
    JsonOption,
    LibraryOption,
    PoliciesArgument,
    ReadingOption,
    StoreOption,
    StrictOption,
    app,
)
from payerdiff.app.commands.inputs import raise_last, read_all, refuse_findings
from payerdiff.app.output import note
from payerdiff.model.errors import PayerdiffError


def write_json(value: object) -> None:
    """Print plain data as JSON."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


@app.command()
def normalize(
    file: FileArgument,
    reading: ReadingOption = None,
    template: Annotated[str | None, typer.Option(help="Use this template instead of recognizing one.")] = None,
    strict: StrictOption = False,
) -> None:
    """Print what one document says, as JSON in the common schema.

    A document that holds many policies prints a list of them.
    """
    results = api.normalize_all(file, reading=reading, template=template, progress=note)
    refuse_findings([(result.source.name, result.findings) for result in results], strict)
    sys.stdout.write(api.to_json(results if len(results) > 1 else results[0]) + "\n")


@app.command()
def show(file: FileArgument, reading: ReadingOption = None, as_json: JsonOption = False) -> None:
    """Show one document: header, criteria, terms, findings; each policy where it holds many."""
    results = api.normalize_all(file, reading=reading, progress=note)
    if as_json:
        sys.stdout.write(api.to_json(results if len(results) > 1 else results[0]) + "\n")
        return
    from payerdiff.app.commands import tables  # as rich is no business of what prints data

    for result in results:
        if isinstance(result, api.CodeReference):
            tables.show_code(result)
        else:
            tables.show_policy(result)


@app.command()
def judge(
    files: PoliciesArgument,
    patient: Annotated[Path, typer.Option(help="The patient, as TOML (docs/patient.md).")],
    as_json: JsonOption = False,
) -> None:
    """Check whether a patient meets each policy's criteria.

    The result comes with the criteria that decide, or that cannot be determined.
    """
    known = api.read_patient(patient)
    held = read_all(files)
    rulings = [api.judge(policy, known) for policy in held.policies]
    if as_json:
        write_json([r.model_dump(mode="json") for r in rulings])
    else:
        from payerdiff.app.commands import tables

        for ruling in rulings:
            tables.show_judgment(ruling)
    if held.failures:
        raise_last(held.failures)


@app.command()
def lint(files: PoliciesArgument, as_json: JsonOption = False, strict: StrictOption = False) -> None:
    """Report defects within a single policy.

    Criteria that no patient can meet, redundant criteria, undefined terms, broken references.
    """
    held = read_all(files)
    found = [(policy.source.name, api.lint(policy)) for policy in held.policies]
    if as_json:
        write_json([{"document": name, **f.model_dump(mode="json")} for name, findings in found for f in findings])
    else:
        for name, findings in found:
            for f in findings:
                page = f" (page {f.span.page})" if f.span else ""
                sys.stdout.write(f"{name}: {f.severity}: {f.message}{page} [{f.code}]\n")
            if not findings:
                sys.stdout.write(f"{name}: no defects found\n")
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
        bool, typer.Option("--no-new-restriction", help="Fail if a patient who met the old criteria does not meet the new ones, or if an authorization period gets shorter.")
    ] = False,
    assertions: Annotated[
        Path | None, typer.Option("--assert", help="Statements that the new version must satisfy, as TOML (docs/assertions.md).")
    ] = None,
    allow_undecided: Annotated[
        bool, typer.Option("--allow-undecided", help="Do not fail on changes whose direction was not determined; they are still printed.")
    ] = False,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Check a policy for new restrictions, or against assertions.

    For use in a build: exit status 0, or 1 with the patients who lose coverage.
    """
    if len(files) > 2 or not (no_new_restriction or assertions):
        raise PayerdiffError(
            "nothing-to-check", files[0].name, "one or two files and something to check are needed",
            "Give OLD and NEW with --no-new-restriction, or NEW with --assert FILE.",
        )  # fmt: skip
    stated = api.read_assertions(assertions) if assertions else []
    gate = None
    if no_new_restriction:
        old, new = api.two_versions(*files, progress=note)
        gate = api.gate(old, new)
    else:
        new = api.read_policy(files[-1], progress=note)
    outcomes = api.check(new, stated)
    if as_json:
        write_json({"gate": gate.model_dump(mode="json") if gate else None, "assertions": [o.model_dump(mode="json") for o in outcomes]})  # fmt: skip
    else:
        from payerdiff.app.commands import tables

        if gate:
            tables.show_gate(gate)
        tables.show_outcomes(outcomes)
    grave = [r for r in gate.restrictions if r.kind != "undecided" or not allow_undecided] if gate else []
    if grave or not all(o.holds for o in outcomes):
        raise typer.Exit(1)


@app.command("list")
def list_documents(library: LibraryOption = None, as_json: JsonOption = False, no_store: StoreOption = False) -> None:
    """List the documents in the library, including those not read."""
    held = read_all(library, store=not no_store)
    from payerdiff.app.commands import tables

    if as_json:
        write_json(tables.rows_of(held))
    else:
        tables.show_library(held)


@app.command()
def schema(
    name: Annotated[
        Literal["policy", "comparison", "change-review", "portfolio", "patient", "code-reference", "access", "plans"],
        typer.Argument(help="Which schema."),
    ],
) -> None:
    """Print the JSON Schema of a result."""
    write_json(api.schema(name))
