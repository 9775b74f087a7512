"""Figures of approvals and quantities: whatever is stated, everything lies on its axis and to its scale."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from payerdiff.model.policy import Approval, Limit, Span
from payerdiff.templates.comparison.term_figures import (
    DAYS,
    SHOWN,
    TALL,
    Ending,
    amounts_drawn,
    approvals_drawn,
    axis,
    days_of,
)
from payerdiff.templates.evidence import Exhibit

NOWHERE = Span(page=1, start=0, end=0, quote="")
SHOWS = Exhibit(1, "A", "page 1", None, "x")
VALUES = st.one_of(st.none(), st.integers(0, 60).map(float), st.just(0.5))
TIMES = st.sampled_from([*DAYS, "dose", None])
APPROVALS = st.builds(
    Approval, phase=st.sampled_from(["initial", "renewal"]), indication=st.sampled_from(["x", "y", None]), value=VALUES, unit=TIMES, text=st.just("t"),
    max_renewals=st.one_of(st.none(), st.integers(0, 40)), cycles=st.one_of(st.none(), st.integers(0, 12)), span=st.just(NOWHERE),
)  # fmt: skip
LIMITS = st.builds(
    Limit, kind=st.sampled_from(["quantity", "max_dose", "billable_units", "cycles"]), value=st.integers(0, 5000).map(float),
    unit=st.sampled_from(["mg", "mcg", "vial", "mg/day", "mg/kg", "billable unit", "dose"]), per_value=VALUES, per_unit=TIMES, text=st.just("t"), span=st.just(NOWHERE),
)  # fmt: skip


@given(st.lists(st.lists(APPROVALS, max_size=5), max_size=4), st.booleans())
def test_approvals_lie_on_their_axis_and_every_one_is_told(payers: list[list[Approval]], ended: bool) -> None:
    ends = [Ending("x", "not renewed", SHOWS)] if ended else []
    drawn = approvals_drawn([(f"P{at}", [(a, SHOWS) for a in own], ends) for at, own in enumerate(payers)])
    if drawn is None:
        assert not any(payers) and not (payers and ended)
        return
    told = sum(kind != "never" for track in drawn.tracks for kind, _, _ in track.told)
    assert told == sum(map(len, payers))
    assert {t.name for t in drawn.tracks} == {f"P{at}" for at in range(len(payers))}  # silence has a track too
    for track in drawn.tracks:
        for piece in track.pieces:
            assert piece.x >= 0 and piece.width > 0 and piece.x + piece.width <= 100.2
        assert all(0 <= x <= 100 for x in track.cuts)
    lengths = [d for own in payers for a in own if a.phase == "initial" and (d := days_of(a))]
    assert sum(p.kind == "first" for t in drawn.tracks for p in t.pieces) == len(lengths)


@given(st.lists(LIMITS, max_size=6))
def test_amounts_have_areas_in_proportion_and_none_is_drawn_twice(limits: list[Limit]) -> None:
    apart = [limit.model_copy(update={"text": f"limit {at}"}) for at, limit in enumerate(limits)]
    figures = amounts_drawn([("P", limit, SHOWS) for limit in apart])
    timed = [x for x in limits if x.kind != "cycles" and x.value > 0 and (x.per_unit in DAYS or (x.unit or "").rpartition("/")[2] in DAYS)]  # fmt: skip
    assert sum(len(f.tracks) for f in figures) == len(timed)
    for figure in figures:
        assert max(p.height for t in figure.tracks for p in t.pieces) == TALL
        for track in figure.tracks:
            assert abs(sum(p.width for p in track.pieces) - 100) < 0.01 * len(track.pieces) + 0.01
            assert len({p.height for p in track.pieces}) == 1


@given(LIMITS, LIMITS)
def test_amounts_of_one_sentence_are_not_drawn_as_if_each_held_all_the_time(first: Limit, then: Limit) -> None:
    both = [x.model_copy(update={"unit": "vial", "per_unit": "month", "kind": "quantity", "scope": None, "text": "t"}) for x in (first, then)]  # fmt: skip
    assert amounts_drawn([("P", limit, SHOWS) for limit in both]) == ()


@given(st.floats(0.5, 40_000))
def test_an_axis_has_few_ticks_in_order(days: float) -> None:
    ticks, unit = axis(days)
    places = [t.x for t in ticks]
    assert places[0] == 0 and places == sorted(set(places)) and places[-1] <= 100.01
    assert unit.rstrip("s") in DAYS and len(places) <= SHOWN + 2
