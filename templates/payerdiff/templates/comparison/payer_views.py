"""The payers of a comparison at its head: for whom each policy is, since when it is in force, and how far it was read."""

from __future__ import annotations

from dataclasses import dataclass

from payerdiff.model.access.wording import NOT_STATED
from payerdiff.model.policy import Dates, Policy, leaves
from payerdiff.templates.words import caution


@dataclass(frozen=True, slots=True)
class PayerView:
    """One payer at the head of a report."""

    key: str
    name: str
    full: str
    line: str | None
    """Lines of business, as the document states them."""
    benefit: str | None
    since: str
    read: str
    """How far the policy was read."""
    weak: bool
    """True where what is not stated may only be unread."""


def payer_view(key: str, name: str, policy: Policy, weak: bool) -> PayerView:
    """Return one payer; `weak` is told of documents that were read in part or by general rules."""
    full = policy.payer.name or ""
    return PayerView(
        key=key,
        name=name,
        full="" if full == name else full,
        line=", ".join(policy.payer.lines_of_business) or None,
        benefit=policy.benefit,
        since=in_force(policy.dates),
        read=how_far(policy),
        weak=weak,
    )


def in_force(dates: Dates) -> str:
    """Return since when a policy is in force, and of when this version is where that is later: a first day in force is not that of its last wording.

    >>> from datetime import date
    >>> in_force(Dates(effective=date(2018, 1, 1), published=date(2025, 6, 17))), in_force(Dates())
    ('2018-01-01; this version is of 2025-06-17', 'not stated')
    """
    if dates.effective and dates.published and dates.published > dates.effective:
        return f"{dates.effective}; this version is of {dates.published}"
    return str(dates.effective or NOT_STATED)


def how_far(policy: Policy) -> str:
    """Return how many of a policy's criteria are evaluated automatically, and how much of its text was not read."""
    held = [leaf for s in (*policy.criteria, *policy.exclusions) for leaf in leaves(s.root) if leaf.op == "leaf"]
    typed = sum(1 for leaf in held if leaf.atoms)
    elsewhere = next((f for f in policy.findings if f.code == "drug-elsewhere"), None)
    if elsewhere is not None:
        return elsewhere.message
    if not held:
        return "no criteria were read"
    unread = (
        f"; {policy.ledger.unread:,} {'character' if policy.ledger.unread == 1 else 'characters'} unread"
        if policy.ledger.unread
        else ""
    )
    general = "; read with general rules" if policy.source.is_generic else ""
    warned = caution(policy)
    criteria = "criterion" if len(held) == 1 else "criteria"
    return f"{typed} of {len(held)} {criteria} evaluated{unread}{general}{f'; {warned}' if warned else ''}"
