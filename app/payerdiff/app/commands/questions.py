"""The command that answers questions in words: ask."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer

from payerdiff import api
from payerdiff.app.cli import JsonOption, LibraryOption, StoreOption, app
from payerdiff.app.commands.inputs import read_all


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="For example: Which plans cover dupixent for asthma?", metavar="QUESTION")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
    no_store: StoreOption = False,
) -> None:  # fmt: skip
    """Answer a question from the library, with the payers' words.

    Who covers a drug, what a payer requires, how two payers differ, what changed since a day, who requires step therapy. Anything else is refused with the nearest question.
    """
    answer = api.ask(question, read_all(library, store=not no_store), library, today=datetime.now().date())
    if as_json:
        sys.stdout.write(api.to_json(answer) + "\n")
        return
    sys.stdout.write(f"{answer.understood}:\n")
    for one in answer.statements:
        doubt = "" if one.sure else " [see the policy text]"
        sys.stdout.write(f"{one.payer} ({one.document}): {one.says}{doubt}\n")
        sys.stdout.write(
            "".join(f"    {'  ' * p.depth}page {p.page}: {' '.join(p.words.split())}\n" for p in one.passages)
        )
    if not answer.statements:
        sys.stdout.write("Nothing in the library.\n")
