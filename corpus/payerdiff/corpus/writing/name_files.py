"""Gives written files their names: a process of its own, so that who is killed while it writes a set of files has named all of them or none.

Run by whole_files as a script, without the rest of payerdiff, with three arguments a file: the number of an open file that has no name, or nothing
where it has one; the name under which it waits; the name that it takes. It prints nothing, or the system's reason and the name that could not be taken.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def name_all(files: Sequence[tuple[str, str, str]]) -> str:
    """Give all files the names under which they wait, then those that they take. Return why one could not be named, "" where all were."""
    at = ""
    try:
        for handle, waiting, target in files:
            at = target
            if handle:  # Python follows the link only where a folder is named; the path is absolute, so any open file can be given for it
                os.link(f"/proc/self/fd/{handle}", waiting, src_dir_fd=int(handle), follow_symlinks=True)
        for _, waiting, target in files:
            at = target
            os.replace(waiting, target)  # noqa: PTH105  # this process imports as little as it can
        for folder in {os.path.dirname(target) for _, _, target in files}:  # noqa: PTH120
            settle(folder)
    except OSError as cause:
        for _, waiting, _ in files:
            if os.path.lexists(waiting):
                os.unlink(waiting)  # noqa: PTH108
        return f"{cause.strerror}\n{at}"
    return ""


def settle(folder: str) -> None:
    """Have the folder's new names written to the disk, where the system does so. Raises OSError."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.stdout.write(name_all(list(zip(given[::3], given[1::3], given[2::3], strict=True))))
