"""The sequence of roles that weighs most: no other weighs more, and the same blocks give the same roles."""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from payerdiff.normalize.structure.blocks.roles import ROLES, Role, best_roles, emissions, weights

FEW = ROLES[:4]
WEIGHT = st.integers(-8, 8).map(float)
ROWS = st.lists(st.tuples(*[WEIGHT] * 4), min_size=1, max_size=4)
STEPS = st.dictionaries(st.tuples(st.sampled_from(FEW), st.sampled_from(FEW)), WEIGHT)


def weight_of(roles: tuple[Role, ...], rows: list[tuple[float, ...]], steps: dict[tuple[Role, Role], float]) -> float:
    """Return what a sequence of roles weighs."""
    return sum(row[FEW.index(role)] for role, row in zip(roles, rows, strict=True)) + sum(
        steps.get(pair, 0.0) for pair in pairwise(roles)
    )


@given(ROWS, STEPS)
def test_no_sequence_of_roles_weighs_more_than_the_one_taken(
    rows: list[tuple[float, ...]], steps: dict[tuple[Role, Role], float]
) -> None:
    never = [-1000.0] * (len(ROLES) - len(FEW))
    taken = best_roles([[*row, *never] for row in rows], steps)
    most = max(weight_of(roles, rows, steps) for roles in product(FEW, repeat=len(rows)))
    assert weight_of(tuple(taken), rows, steps) == most


def test_nothing_has_no_roles() -> None:
    assert best_roles([], {}) == []


def test_weights_name_roles_that_there_are() -> None:
    features, steps = weights()
    assert {role for held in features.values() for role in held} <= set(ROLES)
    assert {role for pair in steps for role in pair} <= set(ROLES)


@given(st.lists(st.lists(st.sampled_from(sorted(weights()[0])), max_size=6), max_size=5))
def test_features_add_up(features: list[list[str]]) -> None:
    table = weights()[0]
    for names, row in zip(features, emissions(features, table), strict=True):
        for role, found in zip(ROLES, row, strict=True):
            assert abs(found - sum(table[name].get(role, 0.0) for name in names)) < 1e-9
