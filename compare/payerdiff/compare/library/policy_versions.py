"""Which documents of a library are versions of one policy, and which is the newer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from payerdiff.corpus.policy_lines import Identity, dated, identity_of, lines_of
from payerdiff.model.policy import Policy


def lineages(policies: Sequence[Policy]) -> list[list[Policy]]:
    """Return the policies by what they are versions of, the oldest first.

    Versions have payer, title and lines of business in common, no two numbers, and each bears a later date than the one before; two documents of one
    date are two policies, or two copies, and neither is the other's version.
    """
    found = []
    for same in lines_of(policies, known_by):
        line = sorted(same, key=lambda p: (dated(p) or date.min, p.source.name))
        later = all((dated(a) or date.min) < (dated(b) or date.min) for a, b in pairwise(line))
        found += [line] if later else [[p] for p in line]
    return found


def known_by(policy: Policy) -> Identity | None:
    """Return by what a policy is known; one without a date is no version of another."""
    return identity_of(policy) if dated(policy) else None
