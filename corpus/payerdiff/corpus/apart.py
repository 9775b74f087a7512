"""Documents read by processes of their own: an error that nobody foresaw, a crash of an engine, a document without end costs that document alone.

The processes are started when first needed and serve all further documents of the run. Each reads one document at a time; which one of them reads
it changes nothing.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from queue import LifoQueue
from typing import IO

from payerdiff.corpus.apart_worker import LENGTH, Answer, Job
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy

SECONDS = 300
"""Time that one document may take."""
TRIES = 2
"""Processes that may die over one document before it is set aside."""
MOST = 4
"""More processes than this are not started: each holds the vocabularies in memory."""
Read = Sequence[Policy | CodeReference]


class Reader:
    """One process that reads documents, started anew after it died."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.process: subprocess.Popen[bytes] | None = None
        self.starting = threading.Lock()
        self.ended = False

    def read(self, path: Path, reading: ReadingName | None) -> Read:
        """Return all policies of a file. A process that dies over it is started once more: what killed it may not have been the document.

        Raises PayerdiffError: what its reader raises, `took-too-long`, `reader-failed`.
        """
        status = 0
        for _ in range(TRIES):
            process, late = self.started(path), threading.Event()
            watch = threading.Timer(self.seconds, self.give_up, (late,))
            watch.start()
            try:
                answer = asked(process, Job(path.absolute(), reading))  # it may have been started in another folder
            finally:
                watch.cancel()
            if isinstance(answer, PayerdiffError):
                raise answer
            if answer is not None:
                return answer
            status = self.close()
            if late.is_set():
                raise PayerdiffError("took-too-long", path.name, f"reading took longer than {self.seconds:g} seconds", "Split it and give the parts.")  # fmt: skip
        raise PayerdiffError("reader-failed", path.name, f"the reader ended twice over it, with status {status}", "Give another copy, and report this document.")  # fmt: skip

    def started(self, path: Path) -> subprocess.Popen[bytes]:
        """Return the process, started if there is none. Raises PayerdiffError `reader-failed` where no more documents are to be read."""
        with self.starting:
            if self.ended:
                raise PayerdiffError("reader-failed", path.name, "payerdiff was stopped before it was read", "Read it again.")  # fmt: skip
            if self.process is None or self.process.poll() is not None:
                self.close()
                words = [sys.executable, "-m", "payerdiff.corpus.apart_worker"]
                self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
            return self.process

    def end(self) -> None:
        """End the process and start no other."""
        with self.starting:
            self.ended = True
            self.close()

    def give_up(self, late: threading.Event) -> None:
        """End the process as it took too long; who waits for its answer then gets none."""
        late.set()
        if self.process is not None:
            self.process.kill()

    def close(self) -> int:
        """End the process, if there is one, and return its status."""
        process, self.process = self.process, None
        if process is None:
            return 0
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what it was not given any more is of no use to anybody
                    pipe.close()
        return process.wait()


def asked(process: subprocess.Popen[bytes], job: Job) -> Answer | None:
    """Return a process's answer to a job; None where it died."""
    assert process.stdin is not None and process.stdout is not None
    try:
        said = pickle.dumps(job)
        process.stdin.write(len(said).to_bytes(LENGTH, "big") + said)
        process.stdin.flush()
    except OSError:  # it died before it took the job: there is no answer
        return None
    head = process.stdout.read(LENGTH)
    told = whole(process.stdout, int.from_bytes(head, "big")) if len(head) == LENGTH else None
    return None if told is None else pickle.loads(told)


def whole(stream: IO[bytes], length: int) -> bytes | None:
    """Return so many bytes of a stream; None where it ends before."""
    told = stream.read(length)
    return told if len(told) == length else None


class Readers:
    """A few reading processes, and who of them is free."""

    def __init__(self, count: int, seconds: float = SECONDS) -> None:
        self.all = [Reader(seconds) for _ in range(count)]
        self.free: LifoQueue[Reader] = LifoQueue()  # who read last reads next: none is started that is not needed
        for reader in self.all:
            self.free.put(reader)

    def read(self, path: Path, reading: ReadingName | None) -> Read:
        """Return all policies of a file, read by the process that is free first. Raises what `Reader.read` raises, and `reader-failed` once all were ended."""
        one = self.free.get()
        try:
            return one.read(path, reading)
        finally:
            self.free.put(one)

    def each(
        self, paths: Sequence[Path], reading: ReadingName | None, progress: Callable[[Path], None] | None
    ) -> Iterator[Read | PayerdiffError]:
        """Yield for each file, in order, its policies or why it could not be read. `progress` is called for each, in order, before its outcome is waited for."""

        def outcome(path: Path) -> Read | PayerdiffError:
            try:
                return self.read(path, reading)
            except PayerdiffError as failure:
                return failure

        with ThreadPoolExecutor(len(self.all)) as threads:
            waiting = [threads.submit(outcome, path) for path in paths]
            for path, future in zip(paths, waiting, strict=True):
                if progress:
                    progress(path)
                yield future.result()

    def close(self) -> None:
        """End all processes; nothing is read after that."""
        for reader in self.all:
            reader.end()


@cache
def readers() -> Readers:
    """Return the reading processes of this run; they end with it."""
    made = Readers(min(MOST, os.cpu_count() or 1))
    atexit.register(made.close)
    return made
