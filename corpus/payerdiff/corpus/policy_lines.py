"""Which policies are versions of one: the same payer, title and lines of business, and no number that says otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from payerdiff.model.policy import Policy
from payerdiff.model.words import plain_words

One = TypeVar("One")
OF_A_VERSION = re.compile(r"20\d\d([a-z]+-?\d{3,})-\d{1,3}")
"""A number that begins with the year of its version and ends with a count of versions, as in `2025 P 2116-22`."""


class Identity(NamedTuple):
    """By what a policy is known from one version to the next. Two of them are one policy's only where neither number contradicts."""

    payer: str
    title: str
    lines: str
    number: str


def dated(policy: Policy) -> date | None:
    """Return the newest date that a policy bears of itself."""
    logged = [r.dates.entry for r in policy.revisions if r.dates.entry]
    return max((d for d in (policy.dates.effective, policy.dates.last_review, *logged) if d), default=None)


def identity_of(policy: Policy) -> Identity | None:
    """Return by what a policy is known, None where its payer or its title is not stated."""
    return identity(policy.payer.id, policy.payer.name, policy.title, "; ".join(sorted(policy.payer.lines_of_business)), policy.number)  # fmt: skip


def identity(
    payer: str, payer_name: str | None, title: str | None, lines: str | None, number: str | None
) -> Identity | None:
    """Return by what a policy of this head is known, None where its payer or its title is not stated.

    >>> identity("plan", "Plan", "Drug  X¹", "Medicaid²", "RX.1")
    Identity(payer='plan', title='drug x', lines='medicaid', number='rx.1')
    >>> [identity("plan", "Plan", "Drug X", None, told).number for told in ("2024 P 1234-5", "2025 P 1234-7", "2025-12")]
    ['p1234', 'p1234', '2025-12']
    """
    plain = " ".join(plain_words(title or "")) or " ".join((title or "").lower().split())
    if payer_name is None or not plain:
        return None
    return Identity(payer, plain, " ".join(plain_words(lines or "")), lasting(number))


def lasting(number: str | None) -> str:
    """Return what of a number all versions of the policy have in common, in lower case and without blanks."""
    plain = "".join((number or "").lower().split())
    of_a_version = OF_A_VERSION.fullmatch(plain)
    return of_a_version[1] if of_a_version else plain


def lines_of(policies: Iterable[One], known_by: Callable[[One], Identity | None]) -> list[list[One]]:
    """Return policies by what they are versions of, in their order; those that nothing is known of stand alone, at the end.

    A policy without a number joins those with one where they have one number only; of several it could be any, and stands alone.
    """
    held: dict[tuple[str, str, str], list[tuple[str, One]]] = {}
    alone: list[list[One]] = []
    for policy in policies:
        known = known_by(policy)
        if known is None:
            alone.append([policy])
        else:
            held.setdefault(known[:3], []).append((known.number, policy))
    return [*(line for same in held.values() for line in by_number(same)), *alone]


def by_number(same: Sequence[tuple[str, One]]) -> list[list[One]]:
    """Return policies of one payer and title by their numbers."""
    numbers = list(dict.fromkeys(number for number, _ in same if number))
    if len(numbers) < 2:
        return [[policy for _, policy in same]]
    numbered = [[policy for told, policy in same if told == number] for number in numbers]
    return [*numbered, *([policy] for told, policy in same if not told)]
