"""The process that reads one document after another for `apart`: jobs come on standard input, answers go to standard output."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy

LENGTH = 8
"""Bytes in which the length of a message is told before it."""
MEMORY = 8 << 30
"""Address space that a reading process may take, in bytes."""


class Job(NamedTuple):
    """A file to be read, and which side of its tracked changes."""

    path: Path
    reading: ReadingName | None


Answer = Sequence[Policy | CodeReference] | PayerdiffError


def answer_to(job: Job) -> Answer:
    """Return all policies of a file, or why there are none: any error is that document's own."""
    try:
        from payerdiff.corpus.files import read_all  # all that reads, which the process that asks for it may never need

        return list(read_all(job.path, job.reading))
    except PayerdiffError as failure:
        return failure
    except MemoryError:
        return PayerdiffError("too-large", job.path.name, "reading it takes too much memory", "Split it and give the parts.")  # fmt: skip
    except Exception as failure:
        kind, words = type(failure).__name__, " ".join(str(failure).split())[:200]
        return PayerdiffError("reader-failed", job.path.name, f"the reader failed ({kind}: {words})", "Give another copy, and report this document.")  # fmt: skip


def limit_memory() -> None:
    """Bound the memory of this process, where the system can."""
    if sys.platform != "win32":
        import resource  # not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> None:
    """Answer jobs until standard input ends. What engines print goes to standard error: standard output is for answers."""
    limit_memory()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = sys.stdin.buffer
    while len(head := jobs.read(LENGTH)) == LENGTH:
        said = pickle.dumps(answer_to(pickle.loads(jobs.read(int.from_bytes(head, "big")))))
        answers.write(len(said).to_bytes(LENGTH, "big") + said)
        answers.flush()


if __name__ == "__main__":
    main()
