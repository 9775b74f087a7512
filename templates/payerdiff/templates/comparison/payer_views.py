"""The payers of a comparison at its head: for whom each policy is, since when it is in force, and how far it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.model.access.wording import NOT_STATED
from payerdiff.model.comparison import Comparison
from payerdiff.model.phrasing import listed
from payerdiff.model.policy import Dates, Payer, Policy, leaves
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


@dataclass(frozen=True, slots=True)
class CountsView:
    """How many payers are compared, and by how many policies."""

    counted: str
    several: tuple[str, ...]
    """Which columns are policies of one payer."""
    one: str
    many: str
    """What a column and several columns are called."""


def counts_of(comparison: Comparison) -> CountsView:
    """Return how the payers of a comparison are counted."""
    return CountsView(comparison.counted, several_said(comparison), noun(comparison, 1), noun(comparison, 2))


def payer_view(key: str, name: str, policy: Policy, weak: bool) -> PayerView:
    """Return one payer; `weak` is told of documents that were read in part or by general rules."""
    full = policy.payer.name or ""
    return PayerView(
        key=key,
        name=name,
        full="" if full == name else full,
        line=line_of(policy.payer),
        benefit=policy.benefit,
        since=in_force(policy.dates),
        read=how_far(policy),
        weak=weak,
    )


LINES = re.compile(r"\b(Medicare|Medicaid|Marketplace)\b")
"""Lines of business that a payer's own name may state."""


def line_of(payer: Payer) -> str | None:
    """Return the lines of business that a document states; where it states none, the one in its payer's name.

    >>> line_of(Payer(id="a", name="Alaska Medicaid")), line_of(Payer(id="b", name="Tufts", lines_of_business=["HMO", "PPO"]))
    ('Medicaid (by its name)', 'HMO, PPO')
    """
    named = LINES.search(payer.name or "")
    return ", ".join(payer.lines_of_business) or (f"{named.group(1)} (by its name)" if named else None)


def noun(comparison: Comparison, count: int) -> str:
    """Return what some columns are called: payers, or policies where a payer has several."""
    if len(comparison.by_payer) < len(comparison.names):
        return "policy" if count == 1 else "policies"
    return "payer" if count == 1 else "payers"


def several_said(comparison: Comparison) -> tuple[str, ...]:
    """Return which columns are policies of one payer, and what tells them apart, a sentence for each such payer."""
    told = []
    for places in comparison.by_payer:
        if len(places) > 1:
            names = [comparison.names[at] for at in places]
            policies = [comparison.policies[at] for at in places]
            told.append(f"{listed(names, 'and')} are policies of one payer; they differ in their {apart(policies)}.")
    return tuple(told)


def apart(policies: Sequence[Policy]) -> str:
    """Return what tells policies of one payer apart."""
    marks = (
        ("line of business", {line_of(p.payer) for p in policies}),
        ("benefit", {p.benefit for p in policies}),
        ("effective date", {p.dates.effective for p in policies}),
    )
    return listed([name for name, values in marks if len(values) == len(policies)][:1] or ["file"])


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
