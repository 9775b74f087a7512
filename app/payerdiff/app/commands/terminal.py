"""Commands that answer on the terminal: one document, its verdict on a patient, its flaws, the library, the schemas."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import BaseModel

from payerdiff.app.cli import FileArgument, JsonOption, LibraryOption, ReadingOption, StrictOption, app
from payerdiff.app.commands.inputs import (
    documents,
    policy_of,
    raise_last,
    refuse_findings,
    two_sides,
)
from payerdiff.app.output import progress_over
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy


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
    from payerdiff.model.policy import to_json

    result = read_document(file, read_file(file), reading, template)
    refuse_findings([(result.source.name, result.findings)], strict)
    sys.stdout.write(to_json(result) + "\n")


@app.command()
def show(file: FileArgument, reading: ReadingOption = None, as_json: JsonOption = False) -> None:
    """Show one document as a person reads it: head, criteria tree, terms, findings."""
    from payerdiff.app.commands.tables import show_code, show_policy
    from payerdiff.corpus.library import read_document
    from payerdiff.ingest.reader import read_file
    from payerdiff.model.code_reference import CodeReference
    from payerdiff.model.policy import to_json

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
    from payerdiff.app.commands.tables import show_judgement
    from payerdiff.compare.logic.judge import judge as rule
    from payerdiff.model.patient import read_patient

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
    from payerdiff.compare.checks.lint import lint as check

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
    from payerdiff.app.commands.tables import show_gate, show_outcomes
    from payerdiff.compare.checks.assertions import outcome, read_assertions
    from payerdiff.compare.checks.gate import new_restrictions

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


@app.command("list")
def list_documents(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the documents of the library, and those that could not be read."""
    import json

    from payerdiff.app.commands.tables import rows_of, show_library

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

    from payerdiff.compare.library.portfolio import Portfolio
    from payerdiff.model.code_reference import CodeReference
    from payerdiff.model.comparison import Comparison
    from payerdiff.model.patient import Patient
    from payerdiff.model.review import ChangeReview

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
