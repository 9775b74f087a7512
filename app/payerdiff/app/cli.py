"""The command line's frame: its name, and the options that commands have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from payerdiff.app.commands.inputs import Side

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
PdfOption = Annotated[bool, typer.Option("--pdf", help="Write a PDF too, printed by a browser of this machine.")]
