"""The facts of several policies: one object for each policy, drug and indication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from payerdiff.compare.access.facts import brand_steps, facts_of
from payerdiff.compare.access.request import Request
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.policy import Drug, Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """A drug as it is asked for: its generic name, the product that the request names, and all its names in lower case."""

    generic: str
    product: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Products:
    """Branded steps by product, counted once for each policy and indication."""

    known: dict[tuple[str, str], dict[str, int | None]] = field(default_factory=dict)
    narrowed: dict[tuple[str, str], Policy] = field(default_factory=dict)

    def of(self, key: str, policy: Policy, indication: str) -> dict[str, int | None]:
        """Return how many branded steps a policy, by its key, asks for each of its products; None where that is not decided."""
        at = key, indication
        if at not in self.known:
            self.known[at] = {product_of(d): branded_steps(key, self.about(key, policy, d.generic), d, indication) for d in policy.drugs}  # fmt: skip
        return self.known[at]

    def about(self, key: str, policy: Policy, generic: str) -> Policy:
        """Return a policy, by its key, narrowed to one of its drugs."""
        at = key, generic
        if at not in self.narrowed:
            self.narrowed[at] = policy.about(generic)
        return self.narrowed[at]


def access(
    policies: Mapping[str, Policy], drug: Asked, indications: Sequence[str], products: Products | None = None
) -> list[AccessFacts]:
    """Return what each policy, by its key, asks before it approves a drug for some diseases: by disease, then in the order of the policies.

    A policy that lays down separate criteria for several drugs is narrowed to the one that is asked for. `products` is what was counted before.
    """
    counts = products or Products()
    return [
        by_product(
            facts_of(request_of(key, counts.about(key, policy, drug.generic), drug, indication)), key, policy, counts
        )
        for indication in dict.fromkeys(indications)
        for key, policy in policies.items()
    ]


def request_of(key: str, policy: Policy, drug: Asked, indication: str) -> Request:
    """Return a request for a drug under a policy that is narrowed to it."""
    return Request(policy, key, drug.generic, drug.product, indication, drug.names)


def by_product(facts: AccessFacts, key: str, policy: Policy, products: Products) -> AccessFacts:
    """Return facts with the branded steps of each of the policy's products, where they are not the same for all of them."""
    if not facts.is_addressed or not any(s.drugs for s in policy.criteria):
        return facts
    counts = products.of(key, policy, facts.indication)
    decided = {product: steps for product, steps in counts.items() if steps is not None}
    if len(set(decided.values())) < 2:
        return facts
    undecided = list(facts.undecided)
    if len(decided) < len(counts) and "brand_steps_by_product" not in undecided:
        undecided.append("brand_steps_by_product")
    return facts.model_copy(update={"brand_steps_by_product": decided, "undecided": undecided})


def branded_steps(key: str, policy: Policy, drug: Drug, indication: str) -> int | None:
    """Return how many branded steps a policy asks for one of its drugs; None where that is not decided."""
    names = frozenset(name.lower() for name in (drug.generic, *drug.brands))
    return brand_steps(request_of(key, policy, Asked(drug.generic, product_of(drug), names), indication))


def product_of(drug: Drug) -> str:
    """Return a drug by its first brand, or by its generic name where it has none."""
    return drug.brands[0] if drug.brands else drug.generic
