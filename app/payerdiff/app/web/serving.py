"""The command that opens the local page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from payerdiff import api
from payerdiff.app.cli import app

CONNECTIONS = 200
"""How many may be open at once; another one is told to come back."""


@app.command()
def serve(
    library: Annotated[
        list[Path] | None, typer.Option("--library", help="A folder of documents to start with (repeat for more).")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Where to keep uploaded documents; by default they are deleted on exit.")
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
    import tempfile

    import uvicorn  # a server, its pages and all that reads are no business of the other commands

    from payerdiff.app.web.guard import Guard
    from payerdiff.app.web.pages import application
    from payerdiff.app.web.shelf import Shelf

    files = api.find_documents(library or [])  # a folder that does not exist is told before anything is served
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # so that what is temporary is removed
    with tempfile.TemporaryDirectory(prefix="payerdiff-", ignore_cleanup_errors=True) as fleeting:
        shelf, guard = Shelf(keep or Path(fleeting), files, allow_host or ()), Guard()
        sys.stdout.write(
            f"http://127.0.0.1:{port}/?token={guard.token}\n"
            "Only this computer can open the page, and only with this token. Press Ctrl-C to stop.\n"
        )
        sys.stdout.flush()
        try:
            uvicorn.run(
                application(shelf, guard), host="127.0.0.1", port=port, log_level="warning", server_header=False, ws="none",
                limit_concurrency=CONNECTIONS, timeout_graceful_shutdown=1,
            )  # fmt: skip
        finally:
            shelf.close()
