"""Portfolio → its index: by payer and by indication, each with the drugs that policies are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from payerdiff.compare.library.portfolio import Portfolio
from payerdiff.templates.portfolio.policies_in_time import newest


@dataclass(frozen=True, slots=True)
class PayerEntry:
    """One payer: how many policies it has, how many are overdue, and the drugs that they are about."""

    name: str
    policies: int
    overdue: int
    drugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UseEntry:
    """One indication: the drugs with criteria for it, each with the number of policies that have any."""

    name: str
    drugs: tuple[tuple[str, int], ...]


def by_payer(portfolio: Portfolio) -> tuple[PayerEntry, ...]:
    """Return the payers by name, newest versions only; policies of which none is named stand last."""
    held: dict[str, list[tuple[bool, list[str]]]] = {}
    for policy, _ in newest(portfolio):
        held.setdefault(policy.payer or "", []).append((policy.standing == "overdue", policy.drugs))
    entries = (
        PayerEntry(name or "payer not named", len(own), sum(late for late, _ in own), in_order(d for _, drugs in own for d in drugs))
        for name, own in sorted(held.items(), key=lambda item: (not item[0], item[0].lower()))
    )  # fmt: skip
    return tuple(entries)


def by_use(portfolio: Portfolio) -> tuple[UseEntry, ...]:
    """Return the indications by name, whatever case they are written in, with the most widely covered drug first."""
    names: dict[str, str] = {}
    held: dict[str, dict[str, set[str]]] = {}
    for one in portfolio.divergence:
        for use in one.indications:
            key = " ".join(use.indication.lower().split())
            names.setdefault(key, f"{use.indication[:1].upper()}{use.indication[1:]}")
            held.setdefault(key, {}).setdefault(one.drug, set()).update(use.hashes)
    entries = (
        UseEntry(names[key], tuple(sorted(((drug, len(found)) for drug, found in drugs.items()), key=lambda pair: (-pair[1], pair[0]))))
        for key, drugs in sorted(held.items())
    )  # fmt: skip
    return tuple(entries)


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return names, each once, by the alphabet."""
    return tuple(sorted(set(names), key=str.lower))
