"""The command that watches sources: watch."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from payerdiff import api
from payerdiff.app.cli import app
from payerdiff.app.commands.libraries import FolderOption
from payerdiff.app.output import note, wipe
from payerdiff.model.errors import PayerdiffError


@app.command()
def watch(
    action: Annotated[Literal["add", "remove", "list", "run"], typer.Argument(help="Add or remove a source, list the sources, or look at all of them now.")],
    folder: FolderOption,
    source: Annotated[str | None, typer.Argument(help="A web address, a folder, or a text file with one of them a line.", metavar="SOURCE")] = None,
    allow_host: Annotated[list[str] | None, typer.Option("--allow-host", help="A host that may be asked though it is not on the public web (repeat for more).")] = None,
) -> None:  # fmt: skip
    """Watch web addresses and folders for new versions of policies.

    Nothing is fetched but by `watch run`, which puts what changed into the library's folder and reads it. Exit status 1 if a source could not be reached.
    """
    if (source is None) == (action in ("add", "remove")):
        raise PayerdiffError("no-address", "watch", "a source is given with add and remove alone", "Give one address, folder or list.")  # fmt: skip
    today = datetime.now().date()
    if action == "add":
        for one in api.watch(source or "", folder, today=today):
            sys.stdout.write(f"{one}\n")
    elif action == "remove":
        api.unwatch(source or "", folder)
    elif action == "list":
        list_sources(folder)
    else:
        run_now(folder, allow_host or [])


def list_sources(folder: Path) -> None:
    """Print the sources, each with its state."""
    for one in api.watched(folder):
        state = f"fails since {one.failing}: {one.failure}" if one.failing else f"reached on {one.checked}" if one.checked else "not looked at yet"  # fmt: skip
        held = f"; {one.path}, last changed {one.changed}" if one.path else ""
        sys.stdout.write(f"{one.address}: {state}{held}\n")


def run_now(folder: Path, allowed: list[str]) -> None:
    """Look at all sources, read what changed, and print both."""
    found = api.run_watch(folder, today=datetime.now().date(), allowed=allowed, progress=note)
    held = api.read_library([folder], store=True, progress=note)
    wipe()
    for one in found:
        for path in one.changed:
            sys.stdout.write(f"changed: {path}\n")
        if one.failure:
            sys.stdout.write(f"not reached: {one.address}: {one.failure}\n")
    for failure in held.failures:
        sys.stdout.write(f"not read: {failure}\n")
    if any(one.failure for one in found):
        raise typer.Exit(1)
