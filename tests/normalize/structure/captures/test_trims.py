"""What a template sets around criteria, and how it names requests, uses and lists, changes no criterion: nothing of it is asked for, and nothing is lost behind it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest
from dresses.ornaments import GROUPS, LEADS, NAMES, ORNAMENTS, USES, Trim
from dresses.rows import MARKS, POLICY, Part, dressed
from dresses.wardrobe import CARRIERS, LISTS, Dress, dresses
from dresses.web import TYPES

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

Tree = str | tuple[str, int | None, tuple["Tree", ...]]
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
    yield from ((next(alone), Trim(grouped=True)) for _ in range(8))
    ornaments, names, uses, leads = cycle(ORNAMENTS), cycle(NAMES), cycle(USES), cycle(LEADS)
    for _ in range(60):
        worn_together = (next(ornaments), next(ornaments), next(ornaments))
        yield next(named), Trim(worn_together, next(names), next(uses), next(leads))


EVERY = tuple(trims())
DRAWN = EVERY[::4]


def flat(op: str, k: int | None, parts: list[Tree]) -> Tree:
    """Return a tree without brackets that say nothing."""
    held: list[Tree] = []
    for part in parts:
        held += part[2] if isinstance(part, tuple) and part[0] == op in ("all", "any") else [part]
    return held[0] if len(held) == 1 and op in ("all", "any") else (op, k, tuple(held))


def meant(part: Part) -> Tree:
    """Return the tree that the policy was written as."""
    return flat(part.op or "", part.k, [meant(one) for one in part.parts]) if part.parts else part.words


def read(node: Criterion) -> Tree:
    """Return the tree that was read."""
    return flat(node.op, node.k, [read(one) for one in node.children]) if node.children else node.text.rstrip(" .")


def use_in(name: str | None) -> str:
    """Return the use that a name speaks of, or the name where it speaks of none or of both."""
    low = (name or "").lower()
    held = [use for use in GROUPS if use.lower() in low]
    return held[0] if len(held) == 1 else f"“{low}”"


def check(dress: Dress, trim: Trim) -> None:
    """Hold what is read in a trimmed dress against the policy as it was written."""
    rows = trim.on(list(dressed(MARKS[dress.marks], dress.joins, dress.order)), MARKS[dress.marks])
    name, data = (
        LISTS[dress.carrier](rows, dress.heads, TYPES.get(dress.marks))
        if dress.carrier in LISTS
        else CARRIERS[dress.carrier](rows, dress.heads)
    )
    policy = normalize(read_bytes(data, name))
    assert isinstance(policy, Policy)
    sets = [(one.phase, use_in(one.indication), read(one.root)) for one in (*policy.criteria, *policy.exclusions)]
    wanted = [(one.phase, one.use, meant(one.root)) for one in POLICY]
    assert sorted(sets, key=str) == sorted(wanted, key=str), f"{dress} {trim}"


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
