"""The command line's frame: its name, its version, and the options that commands have in common."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from payerdiff.model.program_version import VERSION

Side = Literal["published", "baseline", "proposed"]
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # frames around the help would cost half of its time
)
FileArgument = Annotated[
    Path, typer.Argument(help="A policy: HTML, PDF, DOCX, Markdown or plain text.", metavar="FILE")
]
SubjectsArgument = Annotated[
    list[str],
    typer.Argument(help="A drug (generic or brand name), a billing code, or files.", metavar="SUBJECT|FILE…"),
]
PoliciesArgument = Annotated[list[Path], typer.Argument(help="One or more policies.", metavar="POLICY…")]
ReadingOption = Annotated[Side | None, typer.Option(help="Which side of tracked changes to read.")]
LibraryOption = Annotated[
    list[Path] | None,
    typer.Option("--library", help="A folder of documents (repeat for more); the sample documents by default."),
]
StoreOption = Annotated[
    bool, typer.Option("--no-store", help="Read everything, and keep nothing in the folders of --library.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
StrictOption = Annotated[bool, typer.Option(help="Fail if any finding is a warning or an error.")]
Request = Literal["initial", "renewal"]
PayerOption = Annotated[
    list[str] | None, typer.Option("--payer", help="Compare only payers whose name has these words (repeat for more).")
]
IndicationOption = Annotated[
    list[str] | None,
    typer.Option("--indication", help="Show only indications whose name has these words (repeat for more)."),
]
PhaseOption = Annotated[Request | None, typer.Option("--phase", help="Show only this kind of request.")]
BriefOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--brief",
        help="Also write one executive page: FILE.html, .pdf, .docx or .pptx (repeat for more).",
        metavar="FILE",
    ),
]
TitleOption = Annotated[str | None, typer.Option("--title", help="The title of the executive page.")]
LogoOption = Annotated[Path | None, typer.Option("--logo", help="A PNG or JPEG logo for the executive page.")]
PlansOption = Annotated[
    Path | None,
    typer.Option("--plans", help="A CSV list of plans (docs/plans.md): each answer with the lives that it holds for."),
]
PlansWhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--plans-where",
        help="Take only these plans, and the policies that they follow (repeat for more).",
        metavar="FIELD=VALUE",
    ),
]
PlansByOption = Annotated[
    Literal["payer", "plan", "line_of_business", "state", "formulary_owner", "pbm"] | None,
    typer.Option("--plans-by", help="Show the lives for each value of this field of the plans, too."),
]
PaperOption = Annotated[
    Literal["answers", "everything"],
    typer.Option("--paper", help="What the PDF has: the answers, or everything, which may be many pages."),
]
PdfOption = Annotated[bool, typer.Option("--pdf", help="Also write a PDF, printed by a browser on this computer.")]


def show_version(asked: bool) -> None:
    """Print the version and exit."""
    if asked:
        sys.stdout.write(f"payerdiff {VERSION}\n")
        raise typer.Exit


@app.callback()
def payerdiff(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=show_version, is_eager=True)
    ] = False,
) -> None:
    """Show where payers' coverage policies differ, with the payers' own words."""
