"""One counting of steps: where access facts of a policy and indication are at hand, the easiest path has their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.comparison import EasiestPath


def counted_as(paths: Sequence[EasiestPath], access: Sequence[AccessFacts]) -> list[EasiestPath]:
    """Return the easiest paths with the numbers of the access facts, of new patients; those of reauthorization count for themselves."""
    held = {(one.policy, one.indication): one for one in access}
    return [
        with_facts(path, held[path.policy, path.indication])
        if path.phase == "initial" and path.indication is not None and (path.policy, path.indication) in held
        else path
        for path in paths
    ]


def with_facts(path: EasiestPath, facts: AccessFacts) -> EasiestPath:
    """Return a path with what its policy's access facts say; where they leave the steps undecided, or count others than stand on the path, that it is so.

    Phototherapy is a step of the path, and no drug among the facts.
    """
    steps = (
        None if facts.generic_steps is None or facts.brand_steps is None else facts.generic_steps + facts.brand_steps
    )
    light = sum(item.kind == "step" and item.light for item in path.items)
    agree = steps is not None and path.steps in (steps, steps + light)
    told = {
        "undecided": not agree,
        "trial_months": None,
        "trial_weeks": facts.trial_weeks if agree else None,
        "specialist_required": facts.specialist_required,
    }
    return path.model_copy(update=told)
