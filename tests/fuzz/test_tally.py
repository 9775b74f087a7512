"""The tally counts what dies and what hangs, and a mutant is told by its number."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import tally
from carriers import CARRIERS
from small import MADE
from tally import Tally, add_some, made


def broken(data: bytes) -> None:
    """Fail as a program does that nobody foresaw."""
    raise IndexError(len(data))


def killed(_: bytes) -> None:
    """Die as native code does."""
    os.kill(os.getpid(), signal.SIGKILL)


def deaf(_: bytes) -> None:
    """Hang where no signal of Python's is heard."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGVTALRM})
    time.sleep(60)


@pytest.mark.skipif(os.name != "posix", reason="forks")
@pytest.mark.parametrize(
    ("trial", "counted"),
    [(len, (4, 4, 0, 0)), (broken, (1, 0, 1, 0)), (killed, (1, 0, 1, 0)), (deaf, (1, 0, 0, 1))],
    ids=["read", "fault", "signal", "hang"],
)
def test_what_becomes_of_a_mutant_is_counted_and_the_next_one_is_tried(
    trial: Callable[[bytes], object],
    counted: tuple[int, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(CARRIERS, "patient", replace(CARRIERS["patient"], trial=trial))
    monkeypatch.setattr(tally, "KEPT", tmp_path)
    monkeypatch.setattr(tally, "SOME", 4)
    monkeypatch.setattr(tally, "small_seeds", lambda _: (b"age = 15",))
    monkeypatch.setattr(tally, "HUNG", 1.0 if trial is deaf else 60.0)
    found = Tally()
    add_some("patient", found)
    assert (found.tried, found.read, found.crashes, found.hangs) == counted
    add_some("patient", found)
    assert found.tried == 2 * counted[0]


@pytest.mark.parametrize("name", MADE)
def test_a_mutant_is_told_by_its_number(name: str) -> None:
    assert made(name, 7) == made(name, 7)
    assert len({made(name, number) for number in range(40)}) > 20
