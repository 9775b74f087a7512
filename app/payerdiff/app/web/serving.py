"""The command that opens the local page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from payerdiff import api
from payerdiff.app.cli import app


@app.command()
def serve(
    library: Annotated[
        list[Path] | None, typer.Option("--library", help="A folder of documents to start with (repeat for more).")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Where to keep uploaded documents; by default they are deleted on exit.")
    ] = None,
    port: Annotated[int, typer.Option(help="The port on this computer.", min=1, max=65535)] = 8765,
) -> None:  # fmt: skip
    """Open a local page: upload policies, view reports and reviews.

    For people who do not use a terminal: drop files or paste an address, pick a drug, see the report; review a new version against the last.
    """
    import tempfile

    import uvicorn  # a server, its pages and all that reads are no business of the other commands

    from payerdiff.app.web.pages import application
    from payerdiff.app.web.shelf import Shelf

    files = api.find_documents(library or [])  # a folder that does not exist is told before anything is served
    with tempfile.TemporaryDirectory(prefix="payerdiff-") as fleeting:
        shelf = Shelf(keep or Path(fleeting), files)
        sys.stdout.write(f"http://127.0.0.1:{port}/\nOnly this computer can open the page. Press Ctrl-C to stop.\n")
        sys.stdout.flush()
        try:
            uvicorn.run(application(shelf), host="127.0.0.1", port=port, log_level="warning", server_header=False)
        finally:
            shelf.close()
