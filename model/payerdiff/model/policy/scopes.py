"""General criteria and exclusions that hold for some sets only: as those sets state them, so that whoever evaluates criteria need not know of scopes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from payerdiff.model.policy.criteria import CriteriaSet, Criterion


class Placed(NamedTuple):
    """General criteria, sets of which one must be met, and exclusions."""

    general: tuple[CriteriaSet, ...]
    uses: tuple[CriteriaSet, ...]
    against: tuple[CriteriaSet, ...]


def beside(sets: Iterable[CriteriaSet], uses: Iterable[CriteriaSet]) -> tuple[CriteriaSet, ...]:
    """Return the general criteria or exclusions that hold for any of some sets."""
    held = tuple(uses)
    return tuple(s for s in sets if not s.holds_for or any(holds(s, one) for one in held))


def holds(general: CriteriaSet, use: CriteriaSet) -> bool:
    """Return True if criteria for some sets hold for a set: it is one of them, or says for some of them alone what reauthorization requires."""
    named = set(general.holds_for)
    return use.id in named or (bool(use.holds_for) and named.issuperset(use.holds_for))


def placed(general: Sequence[CriteriaSet], uses: Sequence[CriteriaSet], against: Sequence[CriteriaSet]) -> Placed:
    """Return criteria in which everything that is general holds for all the sets: what holds for some of them is stated in each of those, what holds for none is left out."""
    if not any(s.holds_for for s in (*general, *against)):
        return Placed(tuple(general), tuple(uses), tuple(against))
    left: tuple[list[CriteriaSet], list[CriteriaSet]] = ([], [])
    own: dict[str, list[Criterion]] = {}
    for kept, sets in zip(left, (general, against), strict=True):
        for one in sets:
            if not one.holds_for or all(holds(one, use) for use in uses):
                kept.append(one.model_copy(update={"holds_for": []}) if one.holds_for else one)
                continue
            asked = Criterion(op="none", children=[one.root], span=one.span) if kept is left[1] else one.root
            for use in uses:
                if holds(one, use):
                    own.setdefault(use.id, []).append(asked)
    stated = tuple(with_more(one, own[one.id]) if one.id in own else one for one in uses)
    return Placed(tuple(left[0]), stated, tuple(left[1]))


def with_more(criteria: CriteriaSet, more: Sequence[Criterion]) -> CriteriaSet:
    """Return a set that asks for more."""
    root = Criterion(op="all", children=[criteria.root, *more], span=criteria.root.span)
    return criteria.model_copy(update={"root": root})
