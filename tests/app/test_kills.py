"""Commands and the local page, killed at drawn moments: the old files or the new ones, whole, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ground import ROOT

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks into /proc")
SCRIPT = ROOT / "tests" / "support" / "killing" / "commands.py"


def killed(folder: Path, kills: int, *commands: str) -> list[str]:
    """Kill commands so often, and return what is told of each."""
    words = [sys.executable, str(SCRIPT), str(folder), str(kills), "21", *commands]
    done = subprocess.run(words, capture_output=True, text=True, timeout=7200, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_review_that_is_killed_is_the_old_one_or_the_new_one_and_an_upload_is_whole(tmp_path: Path) -> None:
    told = killed(tmp_path, 4, "changes", "serve")
    assert [line.split()[:2] for line in told] == [["changes", "4"], ["serve", "4"]]


@pytest.mark.laws
def test_three_hundred_kills_leave_no_half_set_and_no_stray_file(tmp_path: Path) -> None:
    told = killed(tmp_path, 60)
    assert [line.split()[0] for line in told] == ["compare", "export", "changes", "portfolio", "serve"]
    for line in told[:-1]:
        old, new = (int(word) for word in line.replace(":", " ").split() if word.isdecimal() and word != "60")
        assert old and new, f"only one of the sets was ever left: {line}"
