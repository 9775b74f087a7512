"""The command that tells what policies require of a new patient: access."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from payerdiff import api
from payerdiff.app.cli import JsonOption, LibraryOption, ReadingOption, StoreOption, SubjectsArgument, app
from payerdiff.app.commands.inputs import files_named, held_for


@app.command()
def access(
    subjects: SubjectsArgument,
    drug: Annotated[str | None, typer.Option(help="The drug (generic or brand name), where files are given.")] = None,
    indication: Annotated[str | None, typer.Option(help="The disease; each that the policies name by default.")] = None,
    library: LibraryOption = None,
    reading: ReadingOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
    no_store: StoreOption = False,
) -> None:
    """Show what each policy requires of a new patient: steps, age, prescriber, tests, months.

    The facts are those of a new adult patient on the least demanding path. What rests on words that were not evaluated is undecided.
    """
    files = files_named(subjects)
    held = held_for(subjects, library, reading, store=not no_store)
    facts = api.access(held, drug=drug if files else subjects[0], indication=indication, every=bool(files))
    if as_json:
        sys.stdout.write(api.access_json(facts))
    elif as_csv:
        sys.stdout.write(api.access_csv(facts))
    else:
        from payerdiff.app.commands import access_table  # as rich is no business of what prints data

        access_table.show_access(facts)
