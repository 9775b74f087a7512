"""The tally counts what dies and what hangs, and a mutant is told by its number."""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import tally
from carriers import CARRIERS
from small import MADE, small_seeds
from tally import SHORT, WHOLE, Tally, add_some, known, made, write
from watching import find_in


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
    monkeypatch.setattr(tally, "KEPT", tmp_path / "finds")
    monkeypatch.setattr(tally, "SOME", 4)
    monkeypatch.setattr(tally, "small_seeds", lambda _: (b"age = 15",))
    monkeypatch.setattr(tally, "HUNG", 1.0 if trial is deaf else 60.0)
    found = Tally()
    add_some("patient", found, math.inf)
    assert (found.tried, found.read, found.crashes, found.hangs) == counted
    add_some("patient", found, math.inf)
    assert found.tried == 2 * counted[0]


@pytest.mark.parametrize("name", MADE)
def test_a_mutant_is_told_by_its_number(name: str) -> None:
    assert made(name, 7) == made(name, 7)
    assert len({made(name, number) for number in range(40)}) > 20


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_a_carrier_whose_time_is_up_ends_between_two_mutants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CARRIERS, "patient", replace(CARRIERS["patient"], trial=lambda _: time.sleep(0.05)))
    found, begun = Tally(), time.monotonic()
    add_some("patient", found, begun + 0.3)
    assert 0 < found.tried < 20
    assert found.crashes == found.hangs == 0


def test_most_mutants_are_short_and_every_tenth_may_have_any_length() -> None:
    longest = max(map(len, small_seeds("web"))) + SHORT
    lengths = [len(made("web", number)) for number in range(400)]
    assert max(length for number, length in enumerate(lengths) if number % WHOLE) <= longest < max(lengths)


def test_counts_of_all_runs_are_read_as_they_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "COUNTED", tmp_path / "tally.json")
    assert known()["web"] == Tally()
    found = {name: Tally(tried=at, longest=0.25) for at, name in enumerate(CARRIERS)}
    write(found)
    assert known() == found


@pytest.mark.parametrize("name", MADE)
def test_every_small_input_is_read(name: str) -> None:
    assert [find_in(CARRIERS[name], seed) for seed in small_seeds(name)] == [True] * len(small_seeds(name))
