"""Folders for what is temporary: they go with the process that made them, also when it is killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from payerdiff.corpus.writing import sweeper

PREFIX = "payerdiff-"


@contextmanager
def fleeting_folder() -> Iterator[Path]:
    """Give a new folder that is removed at the end. Another process removes it when this one is killed: it waits at a pipe that ends with this process.

    >>> with fleeting_folder() as folder:
    ...     folder.is_dir()
    True
    >>> folder.exists()
    False
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        words = [sys.executable, "-I", "-S", sweeper.__file__, name]
        waiting = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        try:
            yield Path(name)
        finally:
            assert waiting.stdin is not None
            with suppress(BrokenPipeError):  # it was ended by somebody else
                waiting.stdin.close()
            waiting.wait()
