"""`make fuzz`: every harness for some seconds, one after the other; prints inputs, coverage and finds. Exit status 1 if there is a find.

What was found to reach new code is kept in `.fuzz` and grown by the next run; a find stays there until it is deleted.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KEPT = ROOT / ".fuzz"
NAMES = ("pdf", "web", "word", "text", "label", "review", "patient", "assertions", "corrections")
SEED = 20261129
COVERED = re.compile(r"cov: (\d+) ft: \d+ corp: (\d+)")


def fuzz(name: str, seconds: int, seed: int) -> tuple[str, int]:
    """Run one harness; return the line that tells of it, and how many faults its folder holds."""
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(HERE / "harness.py"), name, str(folder), str(seconds), str(seed)]
    paths = os.pathsep.join([str(HERE), str(ROOT / "tests" / "support")])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "0"}
    with (folder / "log").open("w", encoding="utf-8") as log:
        ended = subprocess.run(command, stderr=log, stdout=log, env=environment, cwd=ROOT, check=False).returncode
    told = COVERED.findall((folder / "log").read_text(encoding="utf-8", errors="replace"))
    counts = folder / "finds" / "counts.json"
    if not told or not counts.exists():
        sys.exit(f"{name}: the harness did not run; see {folder / 'log'}")
    said = json.loads(counts.read_text(encoding="utf-8"))
    finds = [p.name for p in (folder / "finds").glob("*") if p.suffix not in (".txt", ".json")]
    stopped = "" if ended == 0 else "  stopped early"
    edges, corpus = told[-1]
    return (
        f"{name:12}{said['inputs']:>8} inputs  {said['read']:>8} read  {edges:>7} edges  {corpus:>6} kept  {said['megabytes']:>6} MB  {len(finds):>3} finds{stopped}",
        len(finds) or ended,
    )


def main(seconds: int, seed: int, names: tuple[str, ...]) -> int:
    """Run the harnesses; return the exit status."""
    status = 0
    for name in names:
        line, faults = fuzz(name, seconds, seed)
        print(line, flush=True)
        status = status or int(bool(faults))
    if status:
        print(f"The finds, each with its trace, lie in {KEPT.name}/CARRIER/finds.")
    return status


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else 60, int(given[1]) if given[1:] else SEED, tuple(given[2:]) or NAMES))
