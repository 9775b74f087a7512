"""What the versions of compared policies changed, where the library holds earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from payerdiff.compare.library.divergence import known_step
from payerdiff.compare.library.policy_versions import lineages
from payerdiff.corpus.memory import Memory
from payerdiff.model.comparison import Comparison, EarlierVersion, PolicyHistory
from payerdiff.model.policy import Policy


def with_history(comparison: Comparison, library: Sequence[Policy], memory: Memory | None = None) -> Comparison:
    """Return a comparison with what the versions of its policies changed: each against the one before it, up to the one that is compared.

    Versions are compared on the drug of the comparison alone, where it has one.
    """
    lines = {name_of(policy): line[: at + 1] for line in lineages(library) for at, policy in enumerate(line) if at}
    compared = zip(comparison.keys, comparison.policies, strict=True)
    found = [(key, lines[name_of(policy)]) for key, policy in compared if name_of(policy) in lines]
    history = [history_of(key, line, comparison.drug, memory) for key, line in found]
    return comparison.model_copy(update={"history": history})


def name_of(policy: Policy) -> tuple[str, str, str, str]:
    """Return what tells a policy from all others of a library, also where one document holds several."""
    return policy.source.sha256, policy.source.reading, policy.number or "", policy.title or ""


def history_of(key: str, line: Iterable[Policy], drug: str | None, memory: Memory | None) -> PolicyHistory:
    """Return the history of one policy from its versions, the oldest first."""
    versions = [policy.about(drug) if drug else policy for policy in line]
    sources = [policy.source for policy in versions[:-1]]
    earlier = [EarlierVersion(name=one.name, sha256=one.sha256, reading=one.reading) for one in sources]
    steps = [known_step(old, new, memory) for old, new in pairwise(versions)]
    return PolicyHistory(policy=key, earlier=earlier, steps=steps)
