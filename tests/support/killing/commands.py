"""Commands that are killed at drawn moments; after each kill the files are the old set or the new one, and nothing else lies there.

    python tests/support/killing/commands.py FOLDER KILLS SEED [COMMAND …]

Each of compare, export, changes, portfolio and serve is killed so often: at any moment of its run, or shortly after it opened the first file that it
writes. Prints how often the old set was there afterwards, how often the new one. Linux only: it looks into /proc.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from killing.serve import kill_serve

from payerdiff.app import main
from payerdiff.corpus.library import samples
from payerdiff.corpus.store.checking import flaws

PATIENCE = 60.0
"""Seconds until the processes that go on behind a kill must be done: the one that names files, the one that sweeps."""
Set = dict[str, str]


@dataclass
class Command:
    """A command in two variants that write other bytes to the same names."""

    name: str
    words: Callable[[Path, Path, int], list[str]]
    """Its words, by the place of the documents, the folder to write to, and the variant."""
    sets: list[Set] = field(default_factory=list)
    seconds: float = 0.0


def policy(age: int) -> str:
    """Return a policy on a drug of the samples."""
    return f"# Blincyto (blinatumomab) Policy\n\nPayer: Acme Health Plan\nEffective Date: 01/0{age % 9 + 1}/2024\n\nBlinatumomab is medically necessary when all of the following are met:\n\n- Age {age} years or older\n- Diagnosis of acute lymphoblastic leukemia\n\nApproval duration: {age} months\n\n## Revision History\n\n01/02/2024 New policy\n"


COMMANDS = (
    Command("compare", lambda here, out, at: ["compare", "blinatumomab", "--library", str(here / f"library{at}"), "--out", str(out / "report.html"), "--brief", str(out / "page.docx")]),
    Command("export", lambda here, out, at: ["export", "blinatumomab", "--as", "csv", "--library", str(here / f"library{at}"), "--out", str(out)]),
    Command("changes", lambda here, out, at: ["changes", str(here / "old.md"), str(here / f"new{at}.md"), "--out", str(out / "review.html")]),
    Command("portfolio", lambda here, out, at: ["portfolio", "--library", str(here / f"library{at}"), "--as-of", "2026-01-15", "--out", str(out / "portfolio.html")]),
)  # fmt: skip


def documents(here: Path) -> None:
    """Put two libraries and three versions of a policy into a folder."""
    for at in (0, 1):
        library = here / f"library{at}"
        library.mkdir(parents=True)
        shutil.copy(samples() / "bcbsnc" / "blinatumomab.html", library)
        (library / "acme.md").write_text(policy(6 + at), encoding="utf-8")
        (here / f"new{at}.md").write_text(policy(3 + at), encoding="utf-8")
    (here / "old.md").write_text(policy(2), encoding="utf-8")


def held(folder: Path) -> Set:
    """Return what lies in a folder, hidden files too, by name and content; empty while it changes under the reader."""
    try:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}
    except FileNotFoundError:
        return {}


def started(words: list[str], temporary: Path, told: int | None = None) -> int:
    """Run a command in a child, and return its number. What it prints goes to an open file, or nowhere."""
    child = os.fork()
    if child:
        return child
    os.environ["TMPDIR"], tempfile.tempdir, sys.argv = str(temporary), None, ["payerdiff", *words]
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard, where in ((0, nothing), (1, nothing if told is None else told), (2, nothing)):
        os.dup2(where, standard)
    status = 1
    try:
        main.run()
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        os._exit(status)


def is_writing(child: int) -> bool:
    """Return True if a process holds a file open that has no name: it writes its set."""
    with suppress(OSError):
        for link in Path(f"/proc/{child}/fd").iterdir():
            with suppress(OSError):
                where = str(link.readlink())
                if where.endswith("(deleted)") and "/#" in where:
                    return True
    return False


def kill(child: int, draw: random.Random, seconds: float, while_writing: bool) -> None:
    """Kill a child at a drawn moment of its run, or of its writing; one that ends before is no kill less."""
    end = time.monotonic() + (PATIENCE if while_writing else draw.uniform(0, seconds))
    while time.monotonic() < end and os.waitpid(child, os.WNOHANG)[0] == 0:
        if while_writing and is_writing(child):
            time.sleep(draw.choice((0, draw.uniform(0, 0.01), draw.uniform(0, 0.1))))
            break
        time.sleep(0.0005)
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def whole(command: Command, out: Path, temporary: Path) -> int:
    """Return which set lies in the folder when all that goes on behind a kill is done. Ends the program where it is none of both, or more lies there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        now = held(out)
        if now in command.sets and not any(temporary.iterdir()):
            return command.sets.index(now)
        time.sleep(0.01)
    sys.exit(f"{command.name}: {sorted(held(out))}, of which {[n for n, h in held(out).items() if h in command.sets[0].values()]} old; temporary {sorted(temporary.iterdir())}")  # fmt: skip


def ready(command: Command, here: Path, out: Path, temporary: Path) -> None:
    """Run both variants to their end: what they write are the two sets. The first one's is there afterwards."""
    for at in (0, 1, 0):
        begun = time.monotonic()
        _, status = os.waitpid(started(command.words(here, out, at), temporary), 0)
        command.seconds = time.monotonic() - begun
        if status:
            sys.exit(f"{command.name} ended with status {os.waitstatus_to_exitcode(status)}")
        command.sets = [*command.sets, held(out)][:2]
    old, new = command.sets
    if old.keys() != new.keys() or sum(old[name] != new[name] for name in old) < min(2, len(old)):
        sys.exit(f"{command.name}: the sets are the same but for {[n for n in old if old[n] != new.get(n)]}")


def kill_command(command: Command, folder: Path, kills: int, draw: random.Random) -> str:
    """Kill a command so often, and return the line that tells of it."""
    here, out, temporary = (folder / command.name / name for name in ("documents", "out", "tmp"))
    temporary.mkdir(parents=True)
    documents(here)
    ready(command, here, out, temporary)
    there, counts = 0, [0, 0]
    for at in range(kills):
        library = here / f"library{1 - there}"
        if at % 10 == 9:  # nothing is remembered: the documents are read by processes of their own
            shutil.rmtree(library / ".payerdiff", ignore_errors=True)
        kill(started(command.words(here, out, 1 - there), temporary), draw, command.seconds, at % 2 == 1)
        now = whole(command, out, temporary)
        counts[now != there] += 1
        there = now
        if (library / ".payerdiff" / "library.sqlite").exists() and (found := flaws(library)):
            sys.exit(f"{command.name}: the store has {found[:3]}")
    return f"{command.name:10}{kills:>4} kills: {counts[0]} left the old set, {counts[1]} the new one"


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def run(folder: Path, kills: int, seed: str, names: list[str]) -> None:
    """Kill each command, and print a line for it."""
    for command in COMMANDS:
        if command.name in names:
            print(kill_command(command, folder, kills, random.Random(f"{seed} {command.name}")), flush=True)
    if "serve" in names:
        print(kill_serve(folder / "serve", kills, random.Random(f"{seed} serve"), started, free_port), flush=True)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:] or [*(c.name for c in COMMANDS), "serve"])
