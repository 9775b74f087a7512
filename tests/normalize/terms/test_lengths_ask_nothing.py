"""A length of approval that stands among criteria asks nothing of a patient: whoever meets the others meets the policy."""

from __future__ import annotations

import pytest

from payerdiff.compare.logic.judge import judge
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

PAGE = """# Madeupra (madeupumab)

Policy number: S.10

## Criteria

Madeupra is medically necessary for asthma when all of the following criteria are met:

1. Member is 18 years of age or older; and
2. {last}
"""


def ruling(last: str, age: int = 480) -> str:
    """Return how a patient with asthma stands, given an age in months."""
    policy = normalize(read_bytes(PAGE.format(last=last).encode(), "page.md"))
    assert isinstance(policy, Policy)
    assert last in [leaf.text for leaf in leaves(policy.criteria[0].root)]
    return judge(policy, Patient(name="p", phase="initial", age=age, diagnosis=["asthma"])).ruling


@pytest.mark.parametrize(
    "last",
    [
        "Initial authorization will be for no more than 12 months",
        "Authorization is for up to 6 months",
        "The initial approval will be for up to 6 months",
    ],
)
def test_who_meets_all_else_meets_the_policy(last: str) -> None:
    assert ruling(last) == "approve"
    assert ruling(last, age=120) == "refuse"


@pytest.mark.parametrize(
    "last", ["Authorization is for 6 months if the member responds", "Reauthorization is required"]
)
def test_a_length_with_a_condition_stays_open(last: str) -> None:
    assert ruling(last) != "approve"
