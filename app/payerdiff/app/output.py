"""What the command line writes: whole files or none, progress on standard error, one line for a failure."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NoReturn

from payerdiff.corpus.library import Library, read_library
from payerdiff.model.errors import PayerdiffError

PATIENCE = 1.0
"""Seconds after which progress is shown."""


def say(line: str) -> None:
    """Print one line on standard error."""
    sys.stderr.write(f"payerdiff: {line}\n")


def fail(line: str) -> NoReturn:
    """Print one line on standard error and exit with status 2."""
    say(line)
    sys.exit(2)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; text as UTF-8. Raises PayerdiffError `cannot-write`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as cause:
        raise PayerdiffError(
            "cannot-write",
            str(path),
            f"the file cannot be written ({cause.strerror})",
            "Name another place with --out.",
        ) from cause


started = time.monotonic()


def note(line: str) -> bool:
    """Write a line of progress on standard error, over the last one in a terminal; nothing in the first second. Return whether it was written."""
    if time.monotonic() - started <= PATIENCE:
        return False
    sys.stderr.write(f"{line[:88]:<88}" + ("\r" if sys.stderr.isatty() else "\n"))
    sys.stderr.flush()
    return True


class PagesHandler(logging.Handler):
    """Shows what the recogniser says that it does."""

    def emit(self, record: logging.LogRecord) -> None:
        """Show a message."""
        note(record.getMessage())


def show_pages() -> None:
    """Show each scanned page before it is recognised: that takes seconds."""
    log = logging.getLogger("payerdiff.recognise")
    log.setLevel(logging.INFO)
    log.addHandler(PagesHandler())


def progress_over(paths: Sequence[Path], reading: Literal["published", "baseline", "proposed"] | None) -> Library:
    """Read documents; what takes longer than a second shows which one is being read."""
    shown = False
    count = 0

    def step(path: Path) -> None:
        nonlocal shown, count
        count += 1
        shown = note(f"reading {count} of {len(paths)}: {path.name[:60]}") or shown

    library = read_library(paths, reading, step)
    if shown:
        wipe()
    return library


def wipe() -> None:
    """Take the line of progress off a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(" " * 90 + "\r")
