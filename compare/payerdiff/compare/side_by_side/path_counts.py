"""One counting of steps: where access facts of a policy and indication are at hand, the easiest path has their steps, and what they require beside them."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.comparison import EasiestPath, PathItem


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
    """Return a path with what its policy's access facts say: their steps in place of its own, and the test that they require.

    Where they leave the steps undecided the path does, too: it counts those that every way takes, and shows those that it found.
    """
    steps = facts.steps
    items = [item for item in path.items if steps is None or item.kind != "step"]
    found = [*items, *steps_in(facts), *test_in(facts, items)]
    told = {
        "steps": facts.steps_at_least if steps is None else steps,
        "undecided": steps is None,
        "items": list({item.text: item for item in found}.values()),
        "trial_months": None,
        "trial_weeks": facts.trial_weeks if steps is not None else None,
        "specialist_required": facts.specialist_required,
    }
    return path.model_copy(update=told)


def steps_in(facts: AccessFacts) -> list[PathItem]:
    """Return the steps that the facts count, with the criteria that ask for them; none where they are not decided."""
    return [PathItem(kind="step", label=s.label, text=s.text, page=s.page, light=s.kind == "light") for s in facts.path]


def test_in(facts: AccessFacts, items: Sequence[PathItem]) -> list[PathItem]:
    """Return the tuberculosis test that is required of a new patient, where no test stands on the path: one that is asked of some patients alone leads around it."""
    found = facts.evidence.get("tb_test_required")
    if not facts.tb_test_required or found is None:
        return []
    words = " ".join(found.span.quote.split())
    held = any(item.kind == "test" and (item.text in words or words in item.text) for item in items)
    return [] if held else [PathItem(kind="test", text=words, page=found.page)]
