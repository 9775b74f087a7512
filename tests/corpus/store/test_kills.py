"""A process that dies while it writes leaves a store that is whole; two processes on one library hinder neither."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import run
from ground import ROOT
from stores.kept import CODE_PAGE, POLICY

from payerdiff.corpus.store.checking import flaws


def killed(folder: Path, kills: int) -> int:
    """Kill a writing process so often, and return how many readings are stored in the end."""
    words = [sys.executable, str(ROOT / "tests" / "support" / "stores" / "killed.py"), str(folder), str(kills), "19"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_a_store_is_whole_after_its_writer_was_killed(tmp_path: Path) -> None:
    assert killed(tmp_path, 10) > 0


@pytest.mark.laws
def test_a_store_is_whole_after_its_writer_was_killed_two_hundred_times(tmp_path: Path) -> None:
    assert killed(tmp_path, 200) > 100


def test_two_processes_on_one_library_both_answer_and_leave_it_whole(tmp_path: Path) -> None:
    for path in (POLICY, CODE_PAGE):
        shutil.copy(path, tmp_path)
    words = [sys.executable, "-m", "payerdiff.app.main", "list", "--json", "--library", str(tmp_path)]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate()[0] for process in both]
    cold = run("list", "--json", "--no-store", "--library", str(tmp_path), folder=tmp_path).stdout
    assert told == [cold, cold]
    assert flaws(tmp_path) == []
