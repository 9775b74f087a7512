"""What documents say, as digests, read one after another in an interpreter of its own: `python digests.py FILE…`."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from payerdiff.ingest.reader import read_file
from payerdiff.model.errors import PayerdiffError
from payerdiff.normalize.normalizer import normalize


def digest(path: Path) -> str:
    """Return a digest of all that is read in a document, places included, and of all that is made of it; or why it was refused."""
    try:
        document = read_file(path)
        said = repr(document) + normalize(document).model_dump_json()
    except PayerdiffError as refusal:
        said = str(refusal)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def digests(paths: Sequence[Path], seed: int) -> dict[Path, str]:
    """Return the digests of documents as a new interpreter with this hash seed gives them, read in this order."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, __file__, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    return dict(zip(paths, done.stdout.split(), strict=True))


if __name__ == "__main__":
    for word in sys.argv[1:]:
        print(digest(Path(word)), flush=True)
