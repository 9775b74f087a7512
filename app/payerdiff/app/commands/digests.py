"""The command that tells what happened in a library: digest."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from payerdiff import api
from payerdiff.app.cli import LibraryOption, StoreOption, app
from payerdiff.app.commands.inputs import read_all
from payerdiff.app.output import note, wipe
from payerdiff.model.errors import PayerdiffError

DAY = ["%Y-%m-%d"]
FILES = (".html", ".eml", ".csv", ".atom")
"""What the name of a file ends with, which is no folder to write to."""


@app.command()
def digest(
    since: Annotated[datetime | None, typer.Option(formats=DAY, help="The first day to report on.")] = None,
    quarter: Annotated[bool, typer.Option("--quarter", help="Report on the calendar quarter of the last day.")] = False,
    until: Annotated[datetime | None, typer.Option(formats=DAY, help="The last day to report on; today by default.")] = None,
    rules: Annotated[Path | None, typer.Option(help="What to report, as TOML (docs/library.md); everything by default.")] = None,
    library: LibraryOption = None,
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("reports/digest"),
    to: Annotated[str, typer.Option(help="The address in the header of the e-mail file. Nothing is sent.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the digest as JSON instead of writing files.")] = False,
    no_store: StoreOption = False,
) -> None:  # fmt: skip
    """Report new, changed and withdrawn policies since a day.

    Clinical changes are listed apart from editorial ones, with direction, example patients and disclosure; as a page, an e-mail file, CSV and an Atom feed.
    """
    last = (until or datetime.now()).date()
    if (since is None) == (not quarter):
        raise PayerdiffError(
            "no-period", "digest", "either --since or --quarter is needed", "Give --since YYYY-MM-DD, or --quarter."
        )
    first = since.date() if since else date(last.year, 3 * ((last.month - 1) // 3) + 1, 1)
    if first > last:
        raise PayerdiffError("no-period", "digest", f"{first} lies after {last}", "Give an earlier day with --since, or a later one with --until.")  # fmt: skip
    if out.suffix in FILES:
        raise typer.BadParameter("a digest is four files: give a folder", param_hint="--out")
    asked = api.read_rules(rules) if rules else ()
    held = read_all(library, store=not no_store)
    found = api.digest(held, first, last, library, rules=asked)
    if as_json:
        sys.stdout.write(api.to_json(found) + "\n")
        return
    files = api.digest_files(found, held, library, to=to, progress=note)
    wipe()
    api.write_set({out / name: content for name, content in files.items()}, api.find_documents(library))
    clinical = sum(item.clinical for item in found.items)
    own = "".join(f"{out / name}\n" for name in files if "/" not in name)
    sys.stdout.write(
        f"{own}{len(found.items)} {'policy' if len(found.items) == 1 else 'policies'}, {clinical} of them with clinical changes.{beside(found)}\n"
    )


def beside(found: api.Digest) -> str:
    """Return what a digest leaves unsaid: what no rule asks for, what could not be read, and which sources were not reached."""
    scope = found.scope
    failing = sum(source.failing is not None for source in scope.sources)
    told = (
        (found.others, "more that no rule asks for"),
        (len(scope.unreadable), f"{'document' if len(scope.unreadable) == 1 else 'documents'} not read"),
        (failing, f"watched {'source' if failing == 1 else 'sources'} not reached"),
    )
    return "".join(f" {count} {words}." for count, words in told if count)
