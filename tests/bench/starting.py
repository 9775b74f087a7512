"""`make bench`: how long `payerdiff --help` takes, as a ratio to Python doing nothing.

    python tests/bench/starting.py

Seconds are those of the processor, user and system, as the median of eleven runs: a busy machine changes them little.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

RUNS = 11
MOST = 0.4
"""Seconds that the help may take."""
WORDS = {
    "python -c pass": ["-c", "pass"],
    "payerdiff --help": ["-m", "payerdiff.app.main", "--help"],
    "payerdiff --version": ["-m", "payerdiff.app.main", "--version"],
}


def seconds(words: list[str]) -> float:
    """Return the processor time of a run of Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print the table. Return 1 where the help takes longer than it may."""
    found = {name: statistics.median(seconds(words) for _ in range(RUNS)) for name, words in WORDS.items()}
    nothing = found["python -c pass"]
    print(
        f"{'command':24}{'seconds':>9}{'ratio':>7}   (times Python doing nothing; processor time, median of {RUNS} runs)"
    )
    for name, taken in found.items():
        print(f"{name:24}{taken:9.3f}{taken / nothing:7.1f}")
    return int(found["payerdiff --help"] > MOST)


if __name__ == "__main__":
    sys.exit(main())
