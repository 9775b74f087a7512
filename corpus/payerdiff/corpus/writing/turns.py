"""One writer after the other: whoever reads a file, adds to it and writes it again must not be between another one's reading and writing, in this process or another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: writers in one process still take turns
    fcntl = None  # type: ignore[assignment]

FILE = "lock"
OWN = threading.RLock()


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until nobody else writes below a folder, then hold it. A process that dies lets go. Raises OSError where the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    with OWN, (folder / FILE).open("ab") as held:
        if fcntl is not None:
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
