"""A year in which documents are replaced, one version after the other: every change of coverage is in the digest, no harmless one, and each day has the version that was in force."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from stores.made_libraries import Edition, editions, read

from payerdiff import api
from payerdiff.corpus.policy_lines import dated
from payerdiff.corpus.store.checking import flaws
from payerdiff.corpus.store.filling import fill, read_here
from payerdiff.corpus.store.version_hashes import VersionHashes, version_hashes
from payerdiff.corpus.versions.line import Line
from payerdiff.corpus.versions.remembered import lines_of_library

START = date(2026, 1, 5)
ROUNDS = [0, 70, 150, 230, 310]
"""The days of the year on which sources are looked at."""


def day_of(number: int) -> date:
    """Return a day of the year by its number."""
    return START + timedelta(days=number)


def replay(library: Path, inbox: Path, numbers: Sequence[int]) -> dict[int, list[Edition]]:
    """Put the versions of documents into a watched folder in order, and after each time look and read. Return what was put there."""
    year = {at: list(editions(at, ROUNDS)) for at in numbers}
    api.watch(str(inbox), library, today=START)
    for round_ in ROUNDS:
        for at, told in year.items():
            for edition in told:
                if edition.day == round_:
                    (inbox / f"{at}.md").write_text(edition.text, encoding="utf-8")
        api.run_watch(library, today=day_of(round_))
        done = fill(library, read_here, lambda total: lambda path: None, day_of(round_))
        assert [one.path.name for one in done if one.how == "failed"] == []
    return year


def test_of_a_replayed_year_the_digest_has_every_clinical_change_and_no_harmless_one(tmp_path: Path) -> None:
    replayed(tmp_path, random.Random(19).sample(range(500), 4), 200)


@pytest.mark.laws
def test_of_a_replayed_year_of_five_hundred_documents_nothing_is_missed(tmp_path: Path) -> None:
    replayed(tmp_path, range(500), 200)


def replayed(folder: Path, numbers: Sequence[int], days: int) -> None:
    """Replay a year, and hold digest and versions in force to it."""
    plans, inbox = folder / "plans", folder / "inbox"
    plans.mkdir()
    inbox.mkdir()
    year = replay(plans, inbox, numbers)
    library = api.read_library([plans], store=True)
    expected = {(f"watched/inbox/{at}.md", day_of(e.day)) for at, told in year.items() for e in told if e.is_clinical}
    found = api.digest(library, START + timedelta(days=1), day_of(400), [plans])
    told = {(item.document, item.day) for item in found.items if item.clinical}
    assert len(expected) > len(year) / 2
    assert (sorted(expected - told), sorted(told - expected)) == ([], [])
    lines = {line.newest.held.path: line for line in lines_of_library(library, [plans])}
    assert len(lines) == len(year)
    draw = random.Random(len(year))
    asked = [(draw.choice(list(year)), day_of(draw.randint(-400, 500))) for _ in range(days)]
    began = {at: beginnings(at, year[at]) for at in {at for at, _ in asked}}
    for at, day in asked:
        assert answer(lines[f"watched/inbox/{at}.md"], day) == in_force(began[at], day), (at, day)
    assert flaws(plans) == []


def answer(line: Line, day: date) -> VersionHashes | None:
    """Return the content of the version that was in force on a day, None where none was."""
    version = line.on(day)
    return None if version is None else version.held.hashes


def beginnings(at: int, told: Sequence[Edition]) -> list[tuple[date, VersionHashes]]:
    """Return from when each edition counts, by a plain rule: from the date that it bears, if that is later than the one before began, else from the day on which it was put there."""
    found: list[tuple[date, VersionHashes]] = []
    for edition in told:
        policy = read(edition.text, f"{at}.md")
        own, seen, before = dated(policy), day_of(edition.day), found[-1][0] if found else None
        began = (own or seen) if before is None or (own and own > before) else max(before, seen)
        found.append((began, version_hashes(policy)))
    return found


def in_force(began: Sequence[tuple[date, VersionHashes]], day: date) -> VersionHashes | None:
    """Return the content that was in force on a day: the last one that had begun."""
    return next((content for since, content in reversed(began) if since <= day), None)
