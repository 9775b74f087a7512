"""The same documents give the same bytes, whatever the machine is set to and in whatever order they are named."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from payerdiff.corpus.library import samples

MAKER = """
import hashlib, json, os, sys
from datetime import date
from pathlib import Path
workers, order, root = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
os.cpu_count = lambda: workers
from payerdiff import api
documents = list(api.find_documents([root]))
if order == "turned":
    documents.reverse()
redline = next(root.glob("centene/*redline.pdf"))
comparison = api.compare_subject("J9039", documents)
review = api.review(redline)
portfolio = api.portfolio(api.read_library(documents), date(2026, 1, 1))
made = {"comparison.html": api.render(comparison, documents), "comparison.json": api.to_json(comparison), "comparison.xlsx": api.workbook(comparison),
        "review.html": api.render(review, [redline]), "review.json": api.to_json(review), "review.xlsx": api.workbook(review),
        "portfolio.html": api.render(portfolio), "portfolio.json": api.to_json(portfolio)}
for carrier in ("csv", "json", "fhir"):
    made.update({f"{carrier}/{name}": content for name, content in api.export(comparison, carrier).items()})
for carrier in ("html", "docx", "pptx"):
    made.update({f"brief.{carrier}": api.brief(comparison, carrier), f"review-brief.{carrier}": api.brief(review, carrier)})
print(json.dumps({name: hashlib.sha256(c.encode() if isinstance(c, str) else c).hexdigest() for name, c in made.items()}))
"""
PLAIN = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
OTHERS = [
    ({"PYTHONHASHSEED": "1"}, 1, "named", "/"),
    ({"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati"}, 2, "turned", "."),
    ({"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0", "TZ": "America/Adak"}, 4, "turned", "/"),
]


def made(setting: dict[str, str], workers: int, order: str, folder: str, root: Path) -> dict[str, str]:
    """Return the hash of everything that is made of the samples on a machine of this setting."""
    environment = {**os.environ, **PLAIN, **setting, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-c", MAKER, str(workers), order, str(root)]
    done = subprocess.run(words, env=environment, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


@pytest.mark.laws
def test_nothing_but_the_documents_counts(tmp_path: Path) -> None:
    other = tmp_path / "anderswo – другое"
    shutil.copytree(samples(), other)
    first = made({}, 2, "named", str(tmp_path), samples())
    assert len(first) > 12
    for setting, workers, order, folder in OTHERS:
        found = made(
            setting, workers, order, str(tmp_path) if folder == "." else folder, other if workers > 2 else samples()
        )
        assert {name for name in first if found[name] != first[name]} == set(), setting
