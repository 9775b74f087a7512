"""Small mutants by the hundred thousand: each is a function of its carrier and its number alone, so that runs of any length add up and a find can be made again.

    python tests/fuzz/tally.py SECONDS [CARRIER …]

One child tries them, and is replaced when it dies or hangs; what it was at then is a find, too. `tests/fuzz/tally.json` keeps how many were tried over
all runs, whoever made them, and `.fuzz/tally/` the finds. Prints one line a carrier. Exit status 1 if this run has a find.
"""

from __future__ import annotations

import gc
import json
import mmap
import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from carriers import CARRIERS, Carrier, try_quickly
from mutants import mutant
from small import small_seeds
from watching import LONGEST, Find, find_in

from payerdiff.ingest.pdf import font_cache
from payerdiff.normalize.rules import REGISTER

COUNTED = Path(__file__).resolve().parent / "tally.json"
KEPT = Path(__file__).resolve().parents[2] / ".fuzz" / "tally"
SOME = 1000
"""Mutants of one carrier before the next one's turn; what a child learns on its way, as expressions that it compiles, is lost with it."""
WHOLE = 10
"""Of so many mutants one has any length, and is held against all laws, also those that take long: what the JSON says, lint, books, pages."""
SHORT = 1000
"""Bytes that the other mutants grow by at most: a list that is repeated thirty times costs as much as a hundred short mutants."""
REDRAWN = 8
"""Draws of a mutant that is too long, before it is cut."""
HUNG = 180.0
"""Seconds by the clock after which native code that no signal reaches is ended: far above twenty of the processor's, as the machine has other work."""
MEMORY = 8 << 30
"""Address space of the child, as a reading process has it."""
FIELDS = struct.Struct("=QQQd")
"""What the child tells of itself: mutants tried, those read, the largest memory in kB, the longest time of the processor for one."""


@dataclass
class Tally:
    """What was tried of one carrier, over all runs."""

    tried: int = 0
    read: int = 0
    crashes: int = 0
    hangs: int = 0
    longest: float = 0.0
    megabytes: int = 0


def made(name: str, number: int) -> bytes:
    """Return the mutant of a carrier that has this number."""
    draw = Random(f"{name} {number}")
    carrier = CARRIERS[name]
    for _ in range(1 if number % WHOLE == 0 else REDRAWN):
        seed = draw.choice(small_seeds(name))
        found = mutant(seed, draw, carrier.words)
        if len(found) <= len(seed) + SHORT:
            return found
    return found[: carrier.longest if number % WHOLE == 0 else len(seed) + SHORT]


def keep(name: str, number: int, find: Find) -> None:
    """Keep the first mutant of a fault, with its trace."""
    KEPT.mkdir(parents=True, exist_ok=True)
    place = KEPT / f"{name}-{find.key}"
    if not place.exists():
        place.write_bytes(find.data)
        place.with_suffix(".txt").write_text(f"{name} {number}\n{find.trace}", encoding="utf-8", errors="backslashreplace")  # fmt: skip


def try_some(name: str, first: int, until: float, told: mmap.mmap) -> None:
    """Try mutants until that time of the clock; write after each what was seen so far."""
    carrier, read, longest = CARRIERS[name], 0, 0.0
    quick = Carrier(carrier.words, carrier.seeds, lambda data: try_quickly(name, data), carrier.held, carrier.longest)
    for at in range(SOME):
        if time.monotonic() > until:
            return
        number = first + at
        before = time.process_time()
        if number % WHOLE == 0:
            found = find_in(carrier, made(name, number))
        else:
            with patch.object(
                font_cache, "emptied", nullcontext
            ):  # half the time of a small PDF; no law of one mutant asks what another's fonts were
                found = find_in(quick, made(name, number))
        longest = max(longest, time.process_time() - before)
        if isinstance(found, Find):
            keep(name, number, found)
            sys.exit(3 if found.fault == "TooSlowError" else 2)  # the parent counts it, and goes on behind it
        read += found
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        FIELDS.pack_into(told, 0, at + 1, read, peak, longest)


def child(work: Callable[[], None]) -> tuple[int, int]:
    """Start a child with this work; return its number, and what can be read as soon as it ends. What engines print goes nowhere."""
    ended, kept = os.pipe()
    number = os.fork()
    if number:
        os.close(kept)
        return number, ended
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    status = 4
    try:
        work()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        os._exit(status)
    return 0, 0


def watched(number: int, end: int, told: mmap.mmap) -> int:
    """Return the status with which a child ends: minus the signal that ended it; it is ended when it does not move on."""
    seen, since = -1, time.monotonic()
    while True:
        select.select([end], [], [], 0.25)
        ended, status = os.waitpid(number, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        at = FIELDS.unpack_from(told)[0]
        if at != seen:
            seen, since = at, time.monotonic()
        elif time.monotonic() - since > HUNG:
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)
            return 3


def add_some(name: str, tally: Tally, until: float) -> None:
    """Try some more mutants of a carrier until that time of the clock, and count them."""
    with mmap.mmap(-1, FIELDS.size) as told:
        number, end = child(lambda: try_some(name, tally.tried, until, told))
        status = watched(number, end, told)
        os.close(end)
        done, read, peak, longest = FIELDS.unpack_from(told)
    at = tally.tried + done
    tally.tried, tally.read = at, tally.read + read
    tally.longest = round(max(tally.longest, longest), 2)
    tally.megabytes = max(tally.megabytes, peak // 1024)
    if status == 0:
        return
    tally.tried += 1
    if status == 3:
        tally.hangs += 1
    else:
        tally.crashes += 1
    if status < 0 or status == 4:
        keep(name, at, Find(f"Ended{status}", "", made(name, at), f"the child ended with status {status}"))


def known() -> dict[str, Tally]:
    """Return what earlier runs counted."""
    held = json.loads(COUNTED.read_text(encoding="utf-8")) if COUNTED.is_file() else {}
    return {name: Tally(**held.get(name, {})) for name in CARRIERS}


def write(found: dict[str, Tally]) -> None:
    """Write down what all runs counted, a carrier a line."""
    lines = ",\n".join(f'  "{name}": {json.dumps(asdict(tally))}' for name, tally in found.items())
    COUNTED.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def faults(found: dict[str, Tally]) -> int:
    """Return how many mutants of all runs were finds."""
    return sum(tally.crashes + tally.hangs for tally in found.values())


def line_of(name: str, tally: Tally) -> str:
    """Return the line that tells of a carrier."""
    return (
        f"{name:12}{tally.tried:>9} tried {tally.read:>8} read {tally.crashes:>4} crashes {tally.hangs:>4} over {LONGEST:g} s"
        f"  longest {tally.longest:6.2f} s  most memory {tally.megabytes:>5} MB"
    )


def warm(names: tuple[str, ...]) -> None:
    """Make vocabularies and compile expressions once, before any child is."""
    for name in names:
        for seed in small_seeds(name):
            find_in(CARRIERS[name], seed)
    for seed in CARRIERS["text"].seeds():
        find_in(CARRIERS["text"], seed)
    for rule in REGISTER.values():
        rule.sieve.search("")


def main(seconds: float, names: tuple[str, ...]) -> int:
    """Try mutants of each carrier in turn for so long; return the exit status."""
    gc.set_threshold(50_000, 20, 20)
    warm(names)
    gc.freeze()
    found, end = known(), time.monotonic() + seconds
    before = faults(found)
    while time.monotonic() < end:
        for at, name in enumerate(names):
            now = time.monotonic()
            add_some(name, found[name], now + (end - now) / (len(names) - at))
            write(found)
    for name in names:
        print(line_of(name, found[name]))
    print(f"{'all':12}{sum(t.tried for t in found.values()):>9} tried", flush=True)
    return int(faults(found) > before)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), tuple(sys.argv[2:]) or tuple(CARRIERS)))
