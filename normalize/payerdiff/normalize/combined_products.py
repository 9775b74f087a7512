"""Notes that one product with several of the therapies of a list counts for all of them: the list is one course of treatment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.model.policy import CriteriaSet, Criterion, Policy, leaves
from payerdiff.normalize.rules import Rule

COMBINED = (
    r"(?:combination|combined|fixed[- ]dose(?:[- ]combination)?|co-?formulated|multi-?(?:agent|ingredient)|single)"
)
PRODUCT = r"(?:inhalers?|products?|tablets?|capsules?|pills?|formulations?|devices?)"
COUNTS = r"(?:fulfills?|satisf(?:y|ies)|meets?|counts?\b[^.;]{0,20}\b(?:as|for|toward)|(?:is|are) (?:accepted|considered)\b[^.;]{0,20}\b(?:as|for|to))"
OF_ALL = r"(?:requirements?|criteri(?:on|a)|trials?|both|all|each|items?)"
ONE_PRODUCT = Rule(
    "combined_products.one_product",
    rf"\b{COMBINED}(?:[\s-]+[\w-]+){{0,3}}?\s+{PRODUCT}\s+(?:that\s+)?(?:contain|combin|includ|with|of)[^.;]{{3,160}}?\b{COUNTS}\b[^.;]{{0,60}}?\b{OF_ALL}\b",
    "A combination inhaler containing two of these agents would fulfill the requirement", "Use of a combination inhaler",
)  # fmt: skip
"""What a note says of one product with several therapies in it."""
EARLIER = "prior_therapy"


def with_one_product(policy: Policy) -> Policy:
    """Return a policy whose lists of therapies are marked as one course where the note behind them says that one product fulfills them."""
    ends = sorted((leaf.span.end for s in policy.criteria for leaf in leaves(s.root) if leaf.span), reverse=True)
    found = (next((end for end in ends if end <= at), None) for at in noted(policy))
    marked = {end for end in found if end is not None}
    if not marked and not any(ONE_PRODUCT.search(leaf.text) for s in policy.criteria for leaf in leaves(s.root)):
        return policy
    return policy.model_copy(update={"criteria": [marked_in(s, marked) for s in policy.criteria]})


def noted(policy: Policy) -> Iterator[int]:
    """Yield where the notes stand that are no part of any criterion."""
    for block in policy.ledger.blocks:
        if block.text and block.cls in ("boilerplate", "unread") and ONE_PRODUCT.search(" ".join(block.text.split())):
            yield block.start


def marked_in(criteria: CriteriaSet, ends: set[int]) -> CriteriaSet:
    """Return a set with its lists of therapies marked that end where a note of one product follows."""
    return criteria.model_copy(update={"root": marked_below(criteria.root, ends)})


def marked_below(node: Criterion, ends: set[int]) -> Criterion:
    """Return a tree with the innermost node marked that asks for several therapies and ends where a note follows."""
    children = [marked_below(child, ends) for child in node.children]
    node = node.model_copy(update={"children": children}) if children != node.children else node
    last = leaves(node)[-1:]
    noted_here = any((x.span and x.span.end in ends) or ONE_PRODUCT.search(x.text) for x in last)
    if noted_here and asks_for_several(node.children or [node]) and node.op in ("all", "leaf"):
        return node.model_copy(update={"one_product": True})
    return node


def asks_for_several(items: Sequence[Criterion]) -> bool:
    """Return True if items ask for several earlier therapies, one item for each, or one item for all of them."""
    if len(items) == 1:
        return sum(a.concept == EARLIER and not a.negated for a in items[0].atoms) > 1
    return not any(item.children for item in items) and any(a.concept == EARLIER for item in items for a in item.atoms)
