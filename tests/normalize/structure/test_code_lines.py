"""Lists of codes whose columns stand below each other, and services that a plan does not cover, ask nothing of a patient."""

from itertools import product

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

HEAD = """Example Health Plan
Madeup Biopsy
Effective Date: 01/25/2025

Coverage Determination

Members may be eligible under the Plan for a madeup biopsy when all of the following criteria are met:

• Member has advanced cancer; AND
• Tissue cannot be tested; AND
• Member has not been tested before

"""
CODES = ["0177U", "0179U", "0229U", "J9999", "81462"]
MEANINGS = [
    "Oncology (lung cancer), gene analysis of cell-free plasma",
    "Solid organ neoplasm\nanalysis panel, for example (HCC) in patients",
]


def read(text: str) -> Policy:
    """Return the policy of a text."""
    policy = normalize(read_bytes(text.encode(), "biopsy.txt"))
    assert isinstance(policy, Policy)
    return policy


@pytest.mark.parametrize(("says", "blank"), list(product(["Not Covered", "Covered", ""], ["\n", "\n \n"])))
def test_lines_with_a_code_alone_open_no_criteria(says: str, blank: str) -> None:
    rows = blank.join(blank.join([code, MEANINGS[at % 2], says]) for at, code in enumerate(CODES))
    policy = read(f"{HEAD}Coding Information\n\n{rows}\n\nReferences\n\n1. Doe J. A trial. 2020.\n")
    assert [len(one.root.children) for one in policy.criteria] == [3]
    assert policy.exclusions == []


@pytest.mark.parametrize(
    "said",
    [
        "may NOT be eligible under the Plan for",
        "are not eligible for coverage of",
        "will not be eligible under this medical benefit for",
    ],
)
def test_what_members_are_not_eligible_for_is_not_covered(said: str) -> None:
    policy = read(
        f"{HEAD}Coverage Limitations\n\nMembers {said} any test other than those above, including:\n\n• Otherna panel\n• Anotherna panel\n"
    )
    (refused,) = policy.exclusions
    assert [kid.text for kid in refused.root.children] == ["Otherna panel", "Anotherna panel"]
    assert len(policy.criteria) == 1


def test_a_patient_who_is_not_eligible_for_a_treatment_is_no_refusal() -> None:
    policy = read(HEAD.replace("Tissue cannot be tested", "Member is not eligible for a transplant"))
    assert policy.exclusions == []
    assert len(policy.criteria[0].root.children) == 3
