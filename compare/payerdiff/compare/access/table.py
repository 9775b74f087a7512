"""The facts of several policies: one object for each policy, drug and indication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from payerdiff.compare.access.facts import brand_steps, facts_of
from payerdiff.compare.access.request import Request
from payerdiff.model.access.facts import AccessFacts, AccessKey
from payerdiff.model.mention import OF_REQUESTS, Mention
from payerdiff.model.policy import Criterion, Drug, Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """A drug as it is asked for: its generic name, the product that the request names, and all its names in lower case."""

    generic: str
    product: str
    names: frozenset[str]

    @property
    def brand(self) -> str:
        """Return the product where it is one of several of the drug, nothing where the drug as such is asked for."""
        return "" if self.product.lower() == self.generic.lower() else self.product


@dataclass(frozen=True, slots=True)
class Products:
    """Branded steps by product, counted once for each policy and indication."""

    known: dict[tuple[str, str], dict[str, int | None]] = field(default_factory=dict)
    narrowed: dict[tuple[str, str, str], Policy] = field(default_factory=dict)

    def of(self, key: str, policy: Policy, indication: str) -> dict[str, int | None]:
        """Return how many branded steps a policy, by its key, asks for each of its products; None where that is not decided."""
        at = key, indication
        if at not in self.known:
            asked = [one for drug in policy.drugs for one in products_asked(policy, drug)]
            self.known[at] = {one.product: self.steps_of(key, policy, one, indication) for one in asked}
        return self.known[at]

    def steps_of(self, key: str, policy: Policy, drug: Asked, indication: str) -> int | None:
        """Return how many branded steps a policy asks for a product; none for one that it prefers, where all that it lays down for the disease is of requests for others."""
        own = request_of(key, self.about(key, policy, drug), drug, indication)
        if own.is_addressed or own.brand not in own.preferred:
            return brand_steps(own)
        return 0 if request_of(key, policy, drug, indication).is_addressed else None

    def about(self, key: str, policy: Policy, drug: Asked) -> Policy:
        """Return a policy, by its key, narrowed to one of its drugs, or to the product of it that is asked for."""
        at = key, drug.generic, drug.brand
        if at not in self.narrowed:
            self.narrowed[at] = policy.about(drug.generic, drug.brand)
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
            facts_of(request_of(key, counts.about(key, policy, drug), drug, indication)), key, policy, counts, drug
        )
        for indication in dict.fromkeys(indications)
        for key, policy in policies.items()
    ]


def request_of(key: str, policy: Policy, drug: Asked, indication: str) -> Request:
    """Return a request for a drug under a policy that is narrowed to it."""
    return Request(policy, key, drug.generic, drug.product, indication, drug.names)


def by_product(facts: AccessFacts, key: str, policy: Policy, products: Products, drug: Asked) -> AccessFacts:
    """Return facts with the branded steps of each of the policy's products, where they are not the same for all of them."""
    if not (facts.is_addressed and speaks_of_products(policy)):
        return facts
    counts = products.of(key, policy, facts.indication)
    if not drug.brand and differ(policy, drug, counts):
        facts = facts.model_copy(
            update={
                "undecided": [*facts.undecided, *(k for k in OF_PRODUCTS if k not in facts.undecided)],
                "brand_steps": None,
                "steps_at_least": facts.generic_steps or 0,
            }
        )
    decided = {product: steps for product, steps in counts.items() if steps is not None}
    if len(set(decided.values())) < 2:
        return facts
    undecided = list(facts.undecided)
    if len(decided) < len(counts) and "brand_steps_by_product" not in undecided:
        undecided.append("brand_steps_by_product")
    return facts.model_copy(update={"brand_steps_by_product": decided, "undecided": undecided})


OF_PRODUCTS: tuple[AccessKey, ...] = ("brand_steps", "preferred_products")
"""The facts that depend on which product of a drug is asked for."""


def differ(policy: Policy, drug: Asked, counts: Mapping[str, int | None]) -> bool:
    """Return True if a policy asks different things of the products of one drug: of the drug as such nothing can be said."""
    own = (one for held in policy.drugs if held.generic == drug.generic for one in products_asked(policy, held))
    return len({counts.get(one.product) for one in own}) > 1


def speaks_of_products(policy: Policy) -> bool:
    """Return True if a policy lays down criteria for some of its products alone."""
    return any(s.drugs for s in policy.criteria) or any(True for _ in requested(policy))


def requested(policy: Policy) -> Iterator[Mention]:
    """Yield what criteria name as products that requests are for."""
    for criteria in policy.criteria:
        for node in nodes_of(criteria.root):
            yield from (m for m in node.mentions if m.concept in OF_REQUESTS)


def nodes_of(node: Criterion) -> Iterator[Criterion]:
    """Yield a node and all below it."""
    yield node
    for child in node.children:
        yield from nodes_of(child)


def products_asked(policy: Policy, drug: Drug) -> list[Asked]:
    """Return the products of a drug that a policy may ask different things of: those that its criteria name as requested, else the drug by its first brand."""
    names = frozenset(name.lower() for name in (drug.generic, *drug.brands))
    asked = (name for m in requested(policy) if m.subject == drug.generic for name in m.products)
    listed = (name for held in drug.statuses for name in held.products)
    named = {name.lower(): name for name in (*asked, *listed)}.values()
    told = list(named) if len(named) > 1 or (named and len(drug.brands) > 1) else []
    return [Asked(drug.generic, name, names) for name in told or [product_of(drug)]]


def product_of(drug: Drug) -> str:
    """Return a drug by its first brand, or by its generic name where it has none."""
    return drug.brands[0] if drug.brands else drug.generic
