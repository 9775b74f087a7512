"""Which documents of a library are versions of one policy, and which is the newer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from payerdiff.model.policy import Policy


def dated(policy: Policy) -> date | None:
    """Return the newest date that a policy bears of itself."""
    logged = [r.dates.entry for r in policy.revisions if r.dates.entry]
    return max((d for d in (policy.dates.effective, policy.dates.last_review, *logged) if d), default=None)


def lineages(policies: Sequence[Policy]) -> list[list[Policy]]:
    """Return the policies by what they are versions of, the oldest first.

    Versions have payer, title and lines of business in common, and each bears a later date than the one before; two documents of one date
    are two policies, or two copies, and neither is the other's version.
    """
    held: dict[tuple[str, ...], list[Policy]] = {}
    alone: list[list[Policy]] = []
    for policy in policies:
        title = " ".join((policy.title or "").lower().split())
        if policy.payer.name is None or not title or dated(policy) is None:
            alone.append([policy])
            continue
        held.setdefault((policy.payer.id, title, *sorted(policy.payer.lines_of_business)), []).append(policy)
    found = []
    for same in held.values():
        same.sort(key=lambda p: (dated(p) or date.min, p.source.name))
        later = all((dated(a) or date.min) < (dated(b) or date.min) for a, b in pairwise(same))
        found += [same] if later else [[p] for p in same]
    return [*found, *alone]
