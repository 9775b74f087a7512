"""The command that tells what policies require of a new patient: access."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from payerdiff import api
from payerdiff.app.cli import (
    JsonOption,
    LibraryOption,
    PlansByOption,
    PlansOption,
    PlansWhereOption,
    ReadingOption,
    StoreOption,
    SubjectsArgument,
    app,
)
from payerdiff.app.commands.inputs import files_named, held_for, plans_asked


@app.command()
def access(
    subjects: SubjectsArgument,
    drug: Annotated[str | None, typer.Option(help="The drug (generic or brand name), where files are given.")] = None,
    indication: Annotated[str | None, typer.Option(help="The disease; each that the policies name by default.")] = None,
    library: LibraryOption = None,
    plans: PlansOption = None,
    plans_where: PlansWhereOption = None,
    plans_by: PlansByOption = None,
    reading: ReadingOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
    no_store: StoreOption = False,
) -> None:
    """Show what each policy requires of a new patient: steps, age, prescriber, tests, months.

    The facts are those of a new adult patient on the least demanding path. What rests on words that were not evaluated is undecided. With a
    list of plans, how many of them and of their lives each answer holds for.
    """
    weights = plans_asked(plans, plans_where, plans_by)
    files = files_named(subjects)
    held = held_for(subjects, library, reading, store=not no_store)
    held = weights.limit(held) if weights else held
    facts = api.access(held, drug=drug if files else subjects[0], indication=indication, every=bool(files))
    table = api.access_by_plans(held, facts, weights.plans, weights.by) if weights else None
    if table and as_json:
        sys.stdout.write(table.model_dump_json(by_alias=True, indent=2) + "\n")
    elif table and as_csv:
        sys.stdout.write(api.plans_csv(table))
    elif as_json:
        sys.stdout.write(api.access_json(facts))
    elif as_csv:
        sys.stdout.write(api.access_csv(facts))
    else:
        from payerdiff.app.commands import access_table  # as rich is no business of what prints data

        access_table.show_access(facts)
        if table:
            access_table.show_plans(table)
