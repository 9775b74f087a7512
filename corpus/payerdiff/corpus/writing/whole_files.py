"""Files written whole or not at all, also several that belong together: page, workbook, PDF, tables.

All of them are written before the first one is seen under its name, on Linux into files that have no name until another process gives all of them
theirs (name_files.py): a full disk, a folder that cannot be written, an interruption leaves the old files as they were. Elsewhere, what a process left
when it was killed is removed by the next.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from payerdiff.corpus.writing import name_files
from payerdiff.model.errors import PayerdiffError

OLD = 60
"""Seconds after which what a dead process left behind is removed."""
MODE = 0o666
"""What a new file allows before the user's umask takes from it."""
NUMBER = count()
"""Tells the files of one process apart."""


class Written(NamedTuple):
    """A file that is written but has not got its name yet."""

    target: Path
    file: BinaryIO
    """Its content, on the disk."""
    waiting: Path
    """The name under which it waits to take the target's place."""
    nameless: bool
    """It has yet to get that name."""


def write_set(files: Mapping[Path, str | bytes], inputs: Iterable[Path] = (), mode: int = MODE) -> None:
    """Write files that belong together, text as UTF-8: all of them or none. `inputs` are the documents that they were made from, which none may replace.

    `mode` is what a new file allows before the umask takes from it; a file that is replaced keeps its own. A link is followed: the file that it points to is replaced. Raises PayerdiffError: `cannot-write`, `would-overwrite`.
    """
    targets = {path: resolved(path) for path in files}
    refuse_twice(targets)
    refuse_inputs(targets, inputs)
    at = next(iter(files), Path())
    try:
        with ExitStack() as stack:
            written: list[Written] = []
            for path, content in files.items():
                at = path
                written.append(
                    hold(targets[path], content.encode("utf-8") if isinstance(content, str) else content, mode, stack)
                )
            name_all(written)
    except OSError as cause:
        raise PayerdiffError("cannot-write", cause.filename if isinstance(cause.filename, str) else str(at), f"the file cannot be written ({cause.strerror or cause})", "Choose another location with --out.") from cause  # fmt: skip


def resolved(path: Path) -> Path:
    """Return the file that a path leads to, links followed. Raises PayerdiffError `cannot-write`."""
    try:
        found = path.resolve()
        taken = found.is_dir()
    except (OSError, RuntimeError, ValueError) as cause:  # a ring of links, a name that no file can have
        raise PayerdiffError("cannot-write", str(path), f"the file cannot be written ({cause})", "Choose another location with --out.") from cause  # fmt: skip
    if taken:
        raise PayerdiffError("cannot-write", str(path), "there is a folder of this name", "Choose another location with --out.")  # fmt: skip
    return found


def refuse_twice(targets: Mapping[Path, Path]) -> None:
    """Raise PayerdiffError `cannot-write` where two of the files would be one."""
    seen: dict[str, Path] = {}
    for path, target in targets.items():
        other = seen.setdefault(os.path.normcase(target), path)
        if other is not path:
            raise PayerdiffError("cannot-write", str(path), "two of the files to be written would have this name", "Let --out end in .html.")  # fmt: skip


def refuse_inputs(targets: Mapping[Path, Path], inputs: Iterable[Path]) -> None:
    """Raise PayerdiffError `would-overwrite` where a file would replace a document that it was made from."""
    held = {identity(path) for path in inputs}
    for path, target in targets.items():
        if target.exists() and identity(target) in held:
            raise PayerdiffError("would-overwrite", str(path), "it is one of the documents that are read", "Choose another location with --out.")  # fmt: skip


def identity(path: Path) -> tuple[int, int] | Path:
    """Return what tells a file from all others, whatever it is called; the path itself where there is no such file."""
    try:
        found = path.stat()
    except OSError:  # a document that is gone can be replaced by nothing
        return path
    return found.st_dev, found.st_ino


def hold(target: Path, content: bytes, mode: int, stack: ExitStack) -> Written:
    """Write a file beside its target, not under its name; when the stack is left, nothing of it stays but what took the target's place. Raises OSError."""
    folder = target.parent
    folder.mkdir(parents=True, exist_ok=True)
    clear(folder)
    waiting = folder / f".{target.name[:80]}.{next(NUMBER)}.payerdiff-{os.getpid()}"
    stack.callback(waiting.unlink, missing_ok=True)
    handle = nameless(folder, mode)
    unnamed = handle is not None
    if handle is None:
        handle = os.open(waiting, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), mode)
    file = stack.enter_context(os.fdopen(handle, "wb"))
    file.write(content)
    file.flush()
    if target.exists() and os.name == "posix":
        with suppress(PermissionError):  # a file of another owner gets the mode of a new one
            os.fchmod(handle, target.stat().st_mode & 0o777)
    os.fsync(handle)
    return Written(target, file, waiting, unnamed)


def nameless(folder: Path, mode: int) -> int | None:
    """Open a file that has no name, which is gone if the process ends before it gets one; None where the system has no such files."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_WRONLY, mode)
    except OSError as cause:
        if cause.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
            return None
        raise


def name_all(written: Sequence[Written]) -> None:
    """Give all files their names. Raises OSError."""
    if any(one.nameless for one in written):
        told = by_another(written)
    else:
        for one in written:
            one.file.close()  # a file that is open cannot take another's place on every system
        told = name_files.name_all([("", str(one.waiting), str(one.target)) for one in written])
    if told:
        reason, _, path = told.partition("\n")
        raise OSError(errno.EIO, reason, path)


def by_another(written: Sequence[Written]) -> str:
    """Have another process name the files, which goes on when this one is killed. Return why one could not be named, "" where all were."""
    handles = {one: str(one.file.fileno()) if one.nameless else "" for one in written}
    given = [word for one in written for word in (handles[one], str(one.waiting), str(one.target))]
    done = subprocess.run(
        [sys.executable, "-I", "-S", name_files.__file__, *given],
        stdout=subprocess.PIPE, check=False, start_new_session=True, pass_fds=[int(h) for h in handles.values() if h],
    )  # fmt: skip
    if done.returncode != 0:
        return f"the process that names the files ended with status {done.returncode}\n{written[0].target}"
    return os.fsdecode(done.stdout)


def clear(folder: Path) -> None:
    """Remove what processes that are gone left waiting in a folder. Raises OSError."""
    for path in folder.glob(".*.payerdiff-*"):
        process = path.name.rpartition("-")[2]
        with suppress(FileNotFoundError):  # another process removed it first
            if process.isdecimal() and time.time() - path.stat().st_mtime > OLD and not alive(int(process)):
                path.unlink()


def alive(process: int) -> bool:
    """Return True if there is a process of this number, or it cannot be told."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
