"""Pages worded for tests → their policies, and their criteria as plain trees."""

from __future__ import annotations

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

Tree = str | tuple[str, list["Tree"]]
LEGAL = "\n\n## Disclaimer\n\nThis page was invented for tests. It is no guarantee of payment, and plan documents prevail.\n"


def policy_of(text: str, name: str = "page.md") -> Policy:
    """Return the policy of a page."""
    found = normalize(read_bytes(text.encode(), name))
    assert isinstance(found, Policy)
    return found


def tree(node: Criterion) -> Tree:
    """Return a tree as its operators and the words of its leaves."""
    return (node.op, [tree(child) for child in node.children]) if node.children else node.text


def sets(policy: Policy) -> list[tuple[str, str | None, Tree]]:
    """Return the sets of a policy with their phases and indications."""
    return [(s.phase, s.indication, tree(s.root)) for s in (*policy.criteria, *policy.exclusions)]
