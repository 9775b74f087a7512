"""What a library that remembers saves: `portfolio` and `compare` on many documents, cold and warm, each command a process of its own.

    python tests/bench/warm.py [DOCUMENTS|FOLDER]

Without a folder, 500 PDFs of eight pages, as policies have them, are made of the samples: several payers on one drug after the other, many with a second text by an edit or a
harmless variant, each with a background that no criterion rests on. Cold is a command without a store; the first command with one fills it. Processor time is that of all processes
of a command. Exit status 1 where a warm command writes other bytes than the
cold one, or takes two percent of it or more.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from drawing import Canvas, pdf
from stores.made_libraries import drugs, editions

LIMIT = 0.02
DAY = "2026-11-01"
PAGES, LINES = 8, 50
BACKGROUND = (
    "The condition was first described in the last century, and its course differs from person to person.",
    "Several trials with a few hundred participants have been published, most of them in the last ten years.",
    "Registries of three countries follow people over many years, and their reports agree on the main points.",
    "How the medicine works is known in outline; further work on it is under way at several universities.",
)


def paper(text: str) -> bytes:
    """Return a text as a PDF of eight pages, filled up with background."""
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, 96, drop_whitespace=False) or [""]]
    lines += ["", "Background", ""]
    lines += textwrap.wrap(" ".join(BACKGROUND[at % len(BACKGROUND)] for at in range(PAGES * LINES)), 96)
    drawn = []
    for page in range(PAGES):
        canvas = Canvas()
        for at, line in enumerate(lines[page * LINES : (page + 1) * LINES]):
            words = line.lstrip()
            canvas.text(60 + 5 * (len(line) - len(words)), 60 + 13 * at, words.encode("cp1252", "replace").decode("cp1252"), 10)  # fmt: skip
        drawn.append(canvas)
    return pdf(*drawn)


def make(folder: Path, count: int) -> str:
    """Write so many documents into a folder, and return a drug that payers have policies on."""
    at = 0
    while len(list(folder.iterdir())) < count:
        for number, edition in enumerate(editions(at, [0, 90])):
            (folder / f"{at}-{number}.pdf").write_bytes(paper(edition.text))
        at += 1
    return drugs()[0][0]


def spent(words: list[str]) -> float:
    """Run a command, and return the processor seconds that it took with all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "payerdiff.app.main", *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
    if done.returncode:
        sys.exit(f"{words}: {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def written(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def measured(name: str, words: list[str], library: Path, base: Path) -> bool:
    """Run a command cold, as the one that fills the store, and warm. Print what each took, and return True if all is as it should be."""
    took: dict[str, float] = {}
    files: dict[str, dict[str, bytes]] = {}
    for way, more in (("cold", ["--no-store"]), ("first", []), ("warm", [])):
        out = base / f"{name}-{way}"
        out.mkdir()
        took[way] = spent([*words, "--library", str(library), "--out", str(out / "page.html"), *more])
        files[way] = written(out)
    same = files["cold"] == files["first"] == files["warm"]
    share = took["warm"] / took["cold"]
    print(f"{name:12}{took['cold']:9.1f} s cold{took['first']:9.1f} s first{took['warm']:9.2f} s warm{100 * share:8.2f} %  {len(files['cold'])} files, {'the same' if same else 'NOT the same'}", flush=True)  # fmt: skip
    return same and share < LIMIT


def main() -> int:
    """Print the table. Return 1 where a command is not what it should be."""
    asked = sys.argv[1] if len(sys.argv) > 1 else "500"
    for name in ("PAYERDIFF_STORE", "PYTHONDONTWRITEBYTECODE"):  # an installed program is compiled once
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        library = Path(asked)
        drug = sys.argv[2] if len(sys.argv) > 2 else ""
        if asked.isdigit():
            library = base / "plans"
            library.mkdir()
            drug = make(library, int(asked))
        good = [measured("portfolio", ["portfolio", "--as-of", DAY], library, base)]
        good.append(measured("compare", ["compare", drug], library, base))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
