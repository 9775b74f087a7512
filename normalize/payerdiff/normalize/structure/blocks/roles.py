"""What a block may be, what its features weigh for each role, and the cheapest sequence of roles for a document (Viterbi over a linear chain)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, get_args

from payerdiff.normalize import lexicon

Role = Literal[
    "head", "description", "section_head", "indication_head", "lead_in", "criterion", "note", "approval", "limit", "dosage",
    "codes", "log", "reference", "boilerplate", "navigation",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)
CRITERIAL: frozenset[Role] = frozenset({"section_head", "indication_head", "lead_in", "criterion", "note", "approval"})
"""Roles of blocks that stand in a section of criteria."""
Scores = Mapping[str, Mapping[Role, float]]
"""What each feature weighs for each role."""
Steps = Mapping[tuple[Role, Role], float]
"""What it weighs that one role follows another."""


def emissions(features: Sequence[Sequence[str]], weights: Scores) -> list[list[float]]:
    """Return for each block what its features weigh for each role."""
    table = {name: [held.get(role, 0.0) for role in ROLES] for name, held in weights.items()}
    zero = [0.0] * len(ROLES)
    found = []
    for names in features:
        total = list(zero)
        for name in names:
            row = table.get(name)
            if row is not None:
                total = [a + b for a, b in zip(total, row, strict=True)]
        found.append(total)
    return found


def best_roles(scores: Sequence[Sequence[float]], steps: Steps) -> list[Role]:
    """Return the sequence of roles that weighs most; of two alike, the one whose roles come first in `ROLES`."""
    if not scores:
        return []
    size = range(len(ROLES))
    into = [[steps.get((ROLES[a], ROLES[b]), 0.0) for a in size] for b in size]
    total = list(scores[0])
    came: list[list[int]] = []
    for row in scores[1:]:
        origins, fresh = [], []
        for b in size:
            ways = [total[a] + into[b][a] for a in size]
            at = max(size, key=ways.__getitem__)
            origins.append(at)
            fresh.append(ways[at] + row[b])
        came.append(origins)
        total = fresh
    at = max(size, key=total.__getitem__)
    path = [at]
    for origins in reversed(came):
        at = origins[at]
        path.append(at)
    return [ROLES[i] for i in reversed(path)]


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


HEADS: frozenset[Role] = frozenset({"section_head", "indication_head"})
"""Roles of headings within the criteria."""
