"""`payerdiff`: read policies, compare payers, write the report.

Results go to standard output or a file, everything else to standard error. Exit status: 0, or 2 with one
clear line where something could not be done (3 where `--strict` met a warning, 1 where `check` found what must not be).
"""

from __future__ import annotations

from payerdiff.app.cli import app
from payerdiff.app.commands import reports, terminal
from payerdiff.app.output import fail, show_pages
from payerdiff.model.errors import PayerdiffError

COMMANDS = (reports, terminal)
"""The modules whose commands the line has, in the order in which it names them."""


def run() -> None:
    """Run the command line; an error that stops a document becomes one line and exit status 2."""
    show_pages()
    try:
        app()
    except PayerdiffError as failure:
        fail(str(failure))


if __name__ == "__main__":
    run()
