"""`payerdiff`: read policies, compare payers, write the report.

Results go to standard output or a file, everything else to standard error. Exit status: 0, or 2 with one clear line where something could not be
done (1 where `check` found what must not be or `verify` a report that differs, 3 where `--strict` met a warning, 4 where `verify` met a report of another version).
"""

from __future__ import annotations

import gc

from payerdiff.app.cli import app
from payerdiff.app.commands import digests, libraries, questions, reports, requirements, searches, terminal, watching
from payerdiff.app.output import fail
from payerdiff.app.web import serving
from payerdiff.model.errors import PayerdiffError

COMMANDS = (digests, libraries, questions, reports, requirements, searches, serving, terminal, watching)
"""The modules whose commands the line has, in the order in which it names them. They import nothing that only a command needs."""


SELDOM = 50_000
"""New objects after which Python looks for cycles of unused ones: at its own 700 it spends an eighth of reading and comparing on that."""


def run() -> None:
    """Run the command line; an error that stops a document becomes one line and exit status 2."""
    gc.set_threshold(SELDOM, 20, 20)
    try:
        app()
    except PayerdiffError as failure:
        fail(str(failure))


if __name__ == "__main__":
    run()
