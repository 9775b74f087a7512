"""What the command line says: progress on standard error, one line for a failure."""

from __future__ import annotations

import re
import sys
import time
from typing import NoReturn

PATIENCE = 1.0
"""Seconds after which progress is shown."""


def say(line: str) -> None:
    """Print one line on standard error."""
    sys.stderr.write(f"payerdiff: {line}\n")


def fail(line: str) -> NoReturn:
    """Print one line on standard error and exit with status 2."""
    say(line)
    sys.exit(2)


def slug(title: str) -> str:
    """Return a file name for a title: its first word.

    >>> slug("Blincyto (blinatumomab, J9039)")
    'blincyto'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.split("(")[0].lower()).strip("-") or "report"


started = time.monotonic()


def note(line: str) -> bool:
    """Write a line of progress on standard error, over the last one in a terminal; nothing in the first second. Return whether it was written."""
    if time.monotonic() - started <= PATIENCE:
        return False
    sys.stderr.write(f"{line[:88]:<88}" + ("\r" if sys.stderr.isatty() else "\n"))
    sys.stderr.flush()
    return True


def wipe() -> None:
    """Take the line of progress off a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(" " * 90 + "\r")
