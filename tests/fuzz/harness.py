"""One carrier under atheris: coverage guides the mutants. Called by drive.py; finds do not end a run, so that one fault does not hide others.

Everything of payerdiff is imported within `instrument_imports`, and the tests' own modules after it.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["payerdiff", "pdfminer"], enable_loader_override=False):
    from carriers import CARRIERS, Carrier
    from mutants import mutant
    from watching import Find, find_in

HELD = ("-rss_limit_mb=8192", "-timeout=600", "-print_final_stats=1", "-report_slow_units=60")
"""What stops the process: more than 8 GB, and native code that no signal of Python's reaches. The clock is the wall's, on a machine with other work; twenty seconds of the processor's are a find in `watching`."""


def dictionary(carrier: Carrier, place: Path) -> Path:
    """Return a file with the words of a carrier, in the form that libFuzzer reads."""
    lines = ['"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in carrier.words]
    place.write_text("\n".join(lines) + "\n", encoding="ascii")
    return place


class Run:
    """Counts what is read and refused, and keeps the first input of each fault."""

    def __init__(self, carrier: Carrier, finds: Path) -> None:
        self.carrier, self.finds = carrier, finds
        self.counts = {"inputs": 0, "read": 0}

    def one(self, data: bytes) -> None:
        """Try one input."""
        found = find_in(self.carrier, data)
        self.counts["inputs"] += 1
        self.counts["read"] += found is True
        if isinstance(found, Find) and not (self.finds / found.key).exists():
            (self.finds / found.key).write_bytes(data)
            (self.finds / f"{found.key}.txt").write_text(found.trace, encoding="utf-8", errors="backslashreplace")
        self.counts["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        if self.counts["inputs"] % 10 == 0:
            (self.finds / "counts.json").write_text(json.dumps(self.counts), encoding="utf-8")

    def mutate(self, data: bytes, longest: int, seed: int) -> bytes:
        """Return a mutant: most by lines, tokens and elements, the others by libFuzzer's own mutations."""
        draw = Random(seed)
        if draw.random() < 0.7:
            return mutant(data, draw, self.carrier.words)[:longest]
        return bytes(atheris.Mutate(data, longest))


def main(name: str, folder: Path, seconds: str, seed: str) -> None:
    """Fuzz a carrier for some seconds. The folder keeps its corpus and its finds."""
    carrier, corpus, finds = CARRIERS[name], folder / "corpus", folder / "finds"
    for place in (corpus, finds):
        place.mkdir(parents=True, exist_ok=True)
    for at, data in enumerate(carrier.seeds()):
        (corpus / f"seed-{at:02}").write_bytes(data)
    (finds / "counts.json").unlink(missing_ok=True)
    words = f"-dict={dictionary(carrier, folder / 'words')}"
    told = (*HELD, f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={carrier.longest}", f"-artifact_prefix={finds}/stopped-")  # fmt: skip
    run = Run(carrier, finds)
    atheris.Setup([sys.argv[0], *told, words, str(corpus)], run.one, custom_mutator=run.mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:5])
