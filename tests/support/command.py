"""The command line within the tests' own process: what is loaded and compiled once serves all of them."""

from __future__ import annotations

import contextlib
import io
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from payerdiff.app import main, output


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, folder: Path) -> Ended:
    """Run a command in a folder. Progress is left out: when it begins depends on the machine."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(sys, "argv", ["payerdiff", *words]),
        patch.object(output, "PATIENCE", math.inf),
    ):
        try:
            main.run()
        except SystemExit as end:
            status = int(end.code or 0)
    return Ended(status, out.getvalue(), err.getvalue())
