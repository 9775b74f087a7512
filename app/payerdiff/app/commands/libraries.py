"""Commands for what a folder of documents remembers: library, history."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from payerdiff import api
from payerdiff.app.cli import JsonOption, LibraryOption, StoreOption, app
from payerdiff.app.commands.inputs import read_all
from payerdiff.app.commands.terminal import write_json
from payerdiff.app.output import note, say, wipe

FolderOption = Annotated[Path, typer.Option("--library", help="The folder of documents.")]


@app.command()
def library(
    action: Annotated[
        Literal["list", "read", "check", "rebuild"],
        typer.Argument(
            help="List the stored documents, read new ones, check that the store is intact, or read all documents again."
        ),
    ],
    folder: FolderOption,
    cluster: Annotated[
        str | None,
        typer.Option(help="Let the workers of this dask scheduler read, with `read`.", metavar="tcp://HOST:PORT"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show, fill, check or rebuild what is stored for a folder of documents.

    The store is made by the first command that reads the folder (docs/library.md). Exit status 1 if the check finds something.
    """
    if action == "read":
        fill_stored(folder, cluster, as_json)
        return
    if cluster is not None:
        raise typer.BadParameter("only `library read` uses a cluster", param_hint="--cluster")
    {"list": list_stored, "check": check_stored, "rebuild": rebuild_stored}[action](folder, as_json)


@app.command()
def history(
    policy: Annotated[str, typer.Argument(help="A policy: its number, its document, a drug, or words of its title.", metavar="POLICY")],
    library: LibraryOption = None,
    continues: Annotated[
        str | None, typer.Option(help="Confirm that POLICY continues this policy under a new name or number.", metavar="OLD")
    ] = None,
    separate: Annotated[
        str | None, typer.Option(help="Take that back: POLICY does not continue this policy.", metavar="OLD")
    ] = None,
    as_json: JsonOption = False,
    no_store: StoreOption = False,
) -> None:  # fmt: skip
    """Show the versions of a policy, when each was in force, and what each changed.

    Policies that are no longer published stay. A renamed policy is proposed, and joined only with --continues.
    """
    held = read_all(library, store=not no_store)
    for old, apart in ((continues, False), (separate, True)):
        if old is not None:
            api.continues(policy, old, held, (library or [api.samples()])[0], apart=apart)
    lines = api.history(policy, held, library)
    if as_json:
        write_json([line.model_dump(mode="json", by_alias=True) for line in lines])
        return
    from payerdiff.app.commands import history_table  # as rich is no business of what prints data

    for line in lines:
        history_table.show_history(line)


def fill_stored(folder: Path, cluster: str | None, as_json: bool) -> None:
    """Read what is new in the folder, here or by a cluster; print what was read and what could not be."""
    done = api.fill_store(folder, cluster=cluster, progress=note)
    wipe()
    if as_json:
        write_json([{"path": str(one.path), "how": one.how, "failure": str(one.failure) if one.failure else None} for one in done])  # fmt: skip
        return
    for one in done:
        if one.failure is not None:
            say(str(one.failure))
    counts = {how: sum(one.how == how for one in done) for how in ("read", "known", "failed")}
    sys.stdout.write(f"{counts['read']} read, {counts['known']} known already, {counts['failed']} not read.\n")


def list_stored(folder: Path, as_json: bool) -> None:
    """Print the documents that lie in the folder or lay there."""
    from payerdiff.app.commands import tables  # as rich is no business of what prints data

    rows = [
        {"path": one.path, "sha256": one.sha256, "seen": one.seen.isoformat(), "gone": one.gone.isoformat() if one.gone else None, "policies": one.policies, "failure": one.failure}
        for one in api.stored_documents(folder)
    ]  # fmt: skip
    if as_json:
        write_json(rows)
    else:
        tables.show_stored(rows)


def check_stored(folder: Path, as_json: bool) -> None:
    """Print what is wrong with the store. Exit with status 1 if anything is."""
    flaws = api.check_store(folder)
    if as_json:
        write_json([{"where": flaw.where, "what": flaw.what} for flaw in flaws])
    else:
        sys.stdout.write("".join(f"{flaw.where}: {flaw.what}\n" for flaw in flaws) or f"{folder}: intact.\n")
    if flaws:
        raise typer.Exit(1)


def rebuild_stored(folder: Path, as_json: bool) -> None:
    """Read all documents of the folder again, and say what came of it."""
    done = api.rebuild_store(folder, progress=note)
    wipe()
    for failure in done.failures:
        say(str(failure))
    aside = str(done.set_aside) if done.set_aside else None
    if as_json:
        write_json({"documents": done.documents, "failures": [f.document for f in done.failures], "differing": list(done.differing), "set_aside": aside})  # fmt: skip
        return
    if aside:
        sys.stdout.write(f"The store was damaged and now lies at {aside}.\n")
    for name in done.differing:
        sys.stdout.write(f"{name}: the stored result differed and was replaced.\n")
    sys.stdout.write(f"{folder}: {done.documents} documents read, {len(done.failures)} of them could not be read.\n")
