"""`payerdiff`: read policies, compare payers, write the report.

Results go to standard output or a file, everything else to standard error. Exit status: 0, or 2 with one clear line where something could not be
done (1 where `check` found what must not be or `verify` a report that differs, 3 where `--strict` met a warning, 4 where `verify` met a report of another version).
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from payerdiff.app.cli import app
from payerdiff.app.commands import digests, libraries, questions, reports, requirements, searches, terminal, watching
from payerdiff.app.output import fail
from payerdiff.app.web import serving
from payerdiff.model.errors import PayerdiffError

COMMANDS = (digests, libraries, questions, reports, requirements, searches, serving, terminal, watching)
"""The modules whose commands the line has, in the order in which it names them. They import nothing that only a command needs."""


TRACE = "PAYERDIFF_TRACE"
"""Set by whoever wants to see where an error came from."""
SELDOM = 50_000
"""New objects after which Python looks for cycles of unused ones: at its own 700 it spends an eighth of reading and comparing on that."""


def run() -> None:
    """Run the command line; an error becomes one line and exit status 2, also one that nobody foresaw."""
    gc.set_threshold(SELDOM, 20, 20)
    try:
        app()
    except PayerdiffError as failure:
        fail(str(failure))
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as fault:  # a panic of a native library is no Exception
        if os.environ.get(TRACE):
            raise
        fail(str(unforeseen(fault, sys.argv[1:2])))


def unforeseen(fault: BaseException, command: Sequence[str]) -> PayerdiffError:
    """Return the one line for an error that nobody foresaw: what it was, and where in payerdiff."""
    name = " ".join(command) or "payerdiff"
    if isinstance(fault, MemoryError):
        return PayerdiffError("too-large", name, "it takes more memory than there is", "Split the document and give the parts.")  # fmt: skip
    own = [step for step in traceback.extract_tb(fault.__traceback__) if "payerdiff" in step.filename]
    place = f" in {Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""
    words = " ".join(str(fault).split())[:200]
    return PayerdiffError("unforeseen", name, f"it failed ({type(fault).__name__}: {words}{place})", f"Report it with the document; {TRACE}=1 shows all of it.")  # fmt: skip


if __name__ == "__main__":
    run()
