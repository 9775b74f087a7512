"""The command that opens the local page."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from payerdiff import api
from payerdiff.app.cli import app

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from payerdiff.app.web.shelf import Shelf

CONNECTIONS = 200
"""How many may be open at once; another one is told to come back."""
GRACE = 0.4
"""Seconds that answers in the making have when the page is stopped: with all that is removed then, it ends within a second."""


@app.command()
def serve(
    library: Annotated[
        list[Path] | None, typer.Option("--library", help="A folder of documents to start with (repeat for more).")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Where to keep uploaded documents; by default they are deleted on exit.")
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option(
            help="A library to work in: uploads, notes, corrections and decisions are kept in this folder (docs/workspace.md)."
        ),
    ] = None,
    person: Annotated[
        list[str] | None,
        typer.Option(help="Give this person a new token for the workspace, and print the address (repeat for more)."),
    ] = None,
    host_name: Annotated[
        list[str] | None,
        typer.Option(help="A name under which a reverse proxy on this computer passes requests on (repeat for more)."),
    ] = None,
    port: Annotated[int, typer.Option(help="The port on this computer.", min=1, max=65535)] = 8765,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A host of your own network from which addresses may be imported (repeat for more)."),
    ] = None,
) -> None:  # fmt: skip
    """Open a local page: upload policies, view reports and reviews.

    For people who do not use a terminal: drop files or paste an address, pick a drug, see the report; review a new version against the last.
    """
    import signal

    if workspace is not None and (library or keep):
        raise typer.BadParameter("a workspace is its own library and keeps what is uploaded", param_hint="--workspace")
    if workspace is None and person:
        raise typer.BadParameter("only a workspace has people: give --workspace", param_hint="--person")
    files = api.find_documents(library or [])  # a folder that does not exist is told before anything is served
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # so that what is temporary is removed
    try:
        with api.fleeting_folder() as fleeting:
            if workspace is None:
                listen(keep or fleeting, files, allow_host or (), host_name or (), port)
            else:
                work_in(workspace, person or (), allow_host or (), host_name or (), port)
    except SystemExit as end:  # a report in the making would hold the process until it is made
        sys.stdout.flush()
        os._exit(int(end.code or 0))


def listen(folder: Path, files: Sequence[Path], allowed: Sequence[str], names: Sequence[str], port: int) -> None:
    """Serve the page of some documents until it is stopped."""
    from payerdiff.app.web.guard import LOCAL, Guard  # all that reads is no business of the other commands
    from payerdiff.app.web.pages import application
    from payerdiff.app.web.shelf import Shelf

    guard = Guard(hosts=(*LOCAL, *names))
    shelf = Shelf(folder, files, allowed)
    say_where([("", guard.token)], names, port)
    run(application(shelf, guard), shelf, port)


def work_in(folder: Path, people: Sequence[str], allowed: Sequence[str], names: Sequence[str], port: int) -> None:
    """Serve the page of a workspace until it is stopped. Without people it has one token, as the page of some documents has."""
    import getpass

    from payerdiff.app.web.guard import LOCAL, Guard
    from payerdiff.app.web.pages import application
    from payerdiff.app.web.shelf import Shelf

    space = api.Workspace(folder)
    tokens = [(name, space.invite(name)) for name in people]
    known = space.people
    guard = Guard(hosts=(*LOCAL, *names), name=getpass.getuser(), person=space.person if known else None)
    shelf = Shelf(space.uploads, api.find_documents([folder]), allowed, memory=space.remembering)
    say_where(tokens if known else [("", guard.token)], names, port)
    if known and not tokens:
        sys.stdout.write(f"{', '.join(known)} can open it with the tokens that they have. --person NAME gives a new one.\n")  # fmt: skip
        sys.stdout.flush()
    run(application(shelf, guard, space), shelf, port)


def say_where(tokens: Sequence[tuple[str, str]], names: Sequence[str], port: int) -> None:
    """Print under which addresses the page opens, and for whom."""
    place = f"https://{names[0]}" if names else f"http://127.0.0.1:{port}"
    for name, token in tokens:
        sys.stdout.write(f"{name + ': ' if name else ''}{place}/?token={token}\n")
    where = "Only this computer, and a reverse proxy on it," if names else "Only this computer"
    sys.stdout.write(f"{where} can open the page, and only with a token. Press Ctrl-C to stop.\n")
    sys.stdout.flush()


def run(application: Starlette, shelf: Shelf, port: int) -> None:
    """Serve an application until it is stopped, then read nothing more."""
    import uvicorn

    try:
        uvicorn.run(
            application, host="127.0.0.1", port=port, log_level="warning", server_header=False, ws="none",
            limit_concurrency=CONNECTIONS, timeout_graceful_shutdown=GRACE,  # type: ignore[arg-type]  # whole seconds by its type, while it waits for parts of one, too
        )  # fmt: skip
    finally:
        shelf.close()
