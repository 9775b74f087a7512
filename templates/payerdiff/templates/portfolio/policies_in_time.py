"""Which policies of a library share one track of time: the newest version, with what each version changed before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from payerdiff.compare.library.portfolio import Portfolio, Reviewed
from payerdiff.model.policy import VersionStep


def newest(portfolio: Portfolio) -> Iterator[tuple[Reviewed, list[VersionStep]]]:
    """Yield the policies that no newer version replaces, in their order, each with its versions' changes, the oldest first."""
    replaced = {key_of(s.payer, s.old, s.title) for s in portfolio.steps}
    for policy in portfolio.policies:
        if own_key(policy) not in replaced:
            yield policy, list(chain(policy, portfolio.steps))


def chain(policy: Reviewed, steps: Sequence[VersionStep]) -> Iterable[VersionStep]:
    """Return what the versions of a policy changed, the oldest first."""
    found: list[VersionStep] = []
    wanted = own_key(policy)
    while step := next((s for s in steps if key_of(s.payer, s.new, s.title) == wanted and s not in found), None):
        found.append(step)
        wanted = key_of(step.payer, step.old, step.title)
    return reversed(found)


def own_key(policy: Reviewed) -> tuple[str, str, str]:
    """Return by what a policy's document is known in the steps between versions."""
    return key_of(policy.payer or "", policy.document, policy.title or "")


def key_of(payer: str, document: str, title: str) -> tuple[str, str, str]:
    """Return a key of a document, whatever blanks and case its title has: versions of one policy share payer and title."""
    return payer, document, " ".join(title.lower().split())
