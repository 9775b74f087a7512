"""Policies in time: whatever a log and a library hold, every dated entry and every newer version stands on the axis and in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payerdiff.model.policy import Direction, EntryDates, Revision, Span, Statement, VersionStep
from payerdiff.templates.log_figure import YEARS, timeline

NOWHERE = Span(page=1, start=0, end=0, quote="")
DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2035, 12, 31)))
KINDS = st.lists(st.sampled_from(["added", "removed", "revised", "clarified", "codes", "annual_review"]), max_size=3)
WAYS = st.sampled_from(["tightened", "loosened", "both", "equivalent", "unknown"])


def entry(day: date | None, kinds: list[str]) -> Revision:
    """Return an entry of a log with a statement of each kind."""
    statements = [Statement(id=str(at), text="t", kind=kind) for at, kind in enumerate(kinds)]  # type: ignore[arg-type]  # kinds of the schema
    return Revision(dates=EntryDates(entry=day), text="t", statements=statements, span=NOWHERE)


def step(day: date | None, directions: dict[Direction, int], untold: int = 0) -> VersionStep:
    """Return what a newer version changed."""
    return VersionStep(
        old="a", new="b", payer="P", title="T", dated=day, changes=3, clinical=2, untold=untold, directions=directions
    )


ENTRIES = st.lists(st.builds(entry, DAYS, KINDS), max_size=6)
STEPS = st.lists(st.builds(step, DAYS, st.dictionaries(WAYS, st.integers(1, 4))), max_size=3)


@given(st.lists(st.tuples(ENTRIES, STEPS), max_size=4))
def test_every_dated_entry_and_every_newer_version_has_its_place_and_its_words(held: list[tuple[list[Revision], list[VersionStep]]]) -> None:  # fmt: skip
    drawn = timeline([(f"P{at}", log, steps) for at, (log, steps) in enumerate(held)])
    dated = [sorted(r.dates.entry for r in log if r.dates.entry) for log, _ in held]
    if drawn is None:
        assert not any(dated) and not any(s.dated for _, steps in held for s in steps)
        return
    assert len(drawn.tracks) == len(held) and len(drawn.years) <= YEARS + 1
    for track, days, (_, steps) in zip(drawn.tracks, dated, held, strict=True):
        places = [dot.x for dot in track.dots]
        assert len(places) == len(days) and places == sorted(places) and all(0 < x < 100 for x in places)
        assert [(turn.day, turn.x is None) for turn in track.turns] == [(str(s.dated or "no date"), s.dated is None) for s in steps]  # fmt: skip
        assert not days or (str(days[0]) in track.words and str(len(days)) in track.words)


@pytest.mark.parametrize(
    ("directions", "sign", "words"),
    [
        ({"tightened": 2, "equivalent": 1}, "▼", "more restrictive for 2 sets of criteria"),
        ({"loosened": 1}, "▲", "less restrictive for 1 set of criteria"),
        ({"tightened": 1, "loosened": 1}, "▼▲", "more restrictive for 1 set of criteria; less restrictive for 1 set"),
        ({"both": 1}, "▼▲", "more and less restrictive for 1 set of criteria"),
        ({"unknown": 3}, "?", "direction not determined for 3 sets of criteria"),
        ({"tightened": 1, "unknown": 1}, "▼", "direction not determined for 1 set of criteria"),
        ({"equivalent": 2}, "=", "equivalent"),
        ({}, "=", "equivalent"),
    ],
)
def test_a_newer_version_bears_its_direction_and_never_hides_what_was_not_determined(directions: dict[Direction, int], sign: str, words: str) -> None:  # fmt: skip
    drawn = timeline([("P", [], [step(date(2025, 1, 1), directions, untold=1)])])
    assert drawn is not None and drawn.turned
    ((turn,),) = (track.turns for track in drawn.tracks)
    assert turn.sign == sign and words in turn.words and turn.grave == ("▼" in sign)
    assert "2 clinical changes, 1 of them not disclosed" in turn.words
