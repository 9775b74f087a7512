"""The weights of the roles, and the roles that they give to a document's blocks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.structure.roles import Role, Scores, Steps, best_roles, emissions


@cache
def weights() -> tuple[Scores, Steps]:
    """Return what features weigh for roles, and what it weighs that one role follows another."""
    held = lexicon.table("roles")
    steps: Steps = {(before, after): value for before, row in held["steps"].items() for after, value in row.items()}
    return held["features"], steps


def roles_of(seen: Sequence[Sequence[str]]) -> list[Role]:
    """Return the role of each block, given the features of each."""
    features, steps = weights()
    return best_roles(emissions(seen, features), steps)
