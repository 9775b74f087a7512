"""The facts of several policies: one object for each policy, drug and indication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from payerdiff.compare.access.facts import facts_of
from payerdiff.compare.access.request import Request
from payerdiff.model.access import AccessFacts
from payerdiff.model.policy import Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """A drug as it is asked for: its generic name, the product that the request names, and all its names in lower case."""

    generic: str
    product: str
    names: frozenset[str]


def access(policies: Mapping[str, Policy], drug: Asked, indications: Sequence[str]) -> list[AccessFacts]:
    """Return what each policy, by its key, asks before it approves a drug for some diseases: by disease, then in the order of the policies."""
    return [facts_of(request) for request in requests(policies, drug, indications)]


def requests(policies: Mapping[str, Policy], drug: Asked, indications: Sequence[str]) -> list[Request]:
    """Return one request for each disease and policy."""
    return [
        Request(policy, key, drug.generic, drug.product, indication, drug.names)
        for indication in dict.fromkeys(indications)
        for key, policy in policies.items()
    ]
