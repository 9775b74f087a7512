"""Small policies in the form that the Centene reader knows, to put criteria into."""

from __future__ import annotations

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

HEAD = """Clinical Policy: Sample (Drug)
Reference Number: XX.PHAR.1
Effective Date: 01.01.24
Last Review Date: 01.24
Line of Business: Medicaid
Policy/Criteria
It is the policy of Sample Plan that Drug is covered under these criteria:
I. Initial Approval Criteria
A. B-cell ALL (must meet all):
"""

TAIL = """
Approval duration: 6 months
II. Continued Therapy
A. B-cell ALL (must meet all):
1. Member is responding positively to therapy;
Reviews, Revisions, and Approvals
"""


def tree(items: str) -> tuple[Criterion, Policy]:
    """Return the tree of items set into a policy of a known template."""
    policy = normalize(read_bytes((HEAD + items.strip() + TAIL).encode(), "made.txt"))
    assert isinstance(policy, Policy)
    return policy.criteria[0].root, policy
