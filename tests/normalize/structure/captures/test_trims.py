"""What a template sets around criteria, and how it names requests, uses and lists, changes no criterion: nothing of it is asked for, and nothing is lost behind it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest
from dresses.ornaments import CAPS, GROUPS, LEADS, LENGTHS, NAMES, ORNAMENTS, USES, Trim
from dresses.rows import MARKS, MONTHS, POLICY, dressed
from dresses.trees import meant, read
from dresses.wardrobe import Dress, dresses

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

WORN = [dress for dress in dresses() if dress.carrier not in ("table", "definitions") and dress.marks != "no marks"]
"""Dresses that show any heading: a table finds its rows by the headings' own words, and a list without marks has its end from its lead-in."""
NAMED = [dress for dress in WORN if dress.order != "use alone"]
"""Those whose headings name the request."""
ALONE = [dress for dress in WORN if dress.order == "use alone"]


def trims() -> Iterator[tuple[Dress, Trim]]:
    """Yield each trim in some dresses, and some dresses with several at once."""
    worn, named, alone = cycle(WORN[::11]), cycle(NAMED[::13]), cycle(ALONE[::17])
    for name in ORNAMENTS:
        yield from ((next(worn), Trim((name,))) for _ in range(8))
    for name in NAMES:
        yield from ((next(named), Trim(names=name)) for _ in range(8))
    for use in USES:
        yield from ((next(worn), Trim(uses=use)) for _ in range(8))
    for lead in LEADS:
        yield from ((next(named), Trim(leads=lead)) for _ in range(8))
    for length in LENGTHS:
        yield from ((next(named), Trim(length=length)) for _ in range(8))
    for cap in CAPS:
        yield from ((next(worn), Trim(cap=cap)) for _ in range(8))
    yield from ((next(alone), Trim(grouped=True)) for _ in range(8))
    ornaments, names, uses, leads = cycle(ORNAMENTS), cycle(NAMES), cycle(USES), cycle(LEADS)
    for _ in range(60):
        worn_together = (next(ornaments), next(ornaments), next(ornaments))
        yield next(named), Trim(worn_together, next(names), next(uses), next(leads))


EVERY = tuple(trims())
DRAWN = EVERY[::4]


def use_in(name: str | None) -> str:
    """Return the use that a name speaks of, or the name where it speaks of none or of both."""
    low = (name or "").lower()
    held = [use for use in GROUPS if use.lower() in low]
    return held[0] if len(held) == 1 else f"“{low}”"


def check(dress: Dress, trim: Trim) -> None:
    """Hold what is read in a trimmed dress against the policy as it was written."""
    rows = trim.on(list(dressed(MARKS[dress.marks], dress.joins, dress.order)), MARKS[dress.marks])
    name, data = dress.on(rows)
    policy = normalize(read_bytes(data, name))
    assert isinstance(policy, Policy)
    sets = [(one.phase, use_in(one.indication), read(one.root)) for one in (*policy.criteria, *policy.exclusions)]
    wanted = [(one.phase, one.use, meant(one.root)) for one in POLICY]
    assert sorted(sets, key=str) == sorted(wanted, key=str), f"{dress} {trim}"
    if dress.order != "use alone":
        lengths = {(one.phase, one.value, one.unit) for one in policy.approvals}
        assert lengths == {(phase, months, "month") for phase, months in MONTHS.items()}, f"{dress} {trim}"
    if trim.cap:
        (limit,) = policy.limits
        assert (limit.value, limit.per_value, limit.per_unit) == (1, 28, "day"), f"{dress} {trim}"


@pytest.mark.parametrize(("dress", "trim"), DRAWN, ids=str)
def test_a_policy_means_the_same_whatever_stands_around_it(dress: Dress, trim: Trim) -> None:
    check(dress, trim)


@pytest.mark.laws
@pytest.mark.parametrize(("dress", "trim"), [one for one in EVERY if one not in DRAWN], ids=str)
def test_a_policy_means_the_same_whatever_stands_around_it_in_every_dress(dress: Dress, trim: Trim) -> None:
    check(dress, trim)


def test_the_drawn_trims_show_every_ornament_and_every_name() -> None:
    worn = [trim for _, trim in DRAWN]
    assert {one for trim in worn for one in trim.ornaments} == set(ORNAMENTS)
    assert {trim.names for trim in worn} == set(NAMES)
    assert {trim.uses for trim in worn} == set(USES)
    assert {trim.leads for trim in worn} == set(LEADS)
    assert {trim.length for trim in worn} == set(LENGTHS)
    assert {trim.cap for trim in worn} == {"", *CAPS}
