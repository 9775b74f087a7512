"""A payer's definition of medical necessity asks for nothing of one service's patients; what a ruling covers below headings on indications is asked for."""

from itertools import product

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

PAGE = """Example Health Plan
Policy: MP999
Subject: Madeup Testing

Effective Date: 01/25/2025

{definition}

DESCRIPTION:

A madeup test is a test of blood that may be repeated.

INDICATIONS:

Madeup testing is considered to be medically necessary when performed in members with:

Multiple myeloma:

• During surveillance after response to treatment
• After each phase of treatment

Breast Cancer:

• Stage II breast cancer

EXCLUSIONS:

The use of tests not named in this policy is considered unproven and is not covered.
"""
LEADS = [
    "Medical Necessity or Medically Necessary means Covered Services that the Plan determines are:",
    "Medically Necessary — A service that is necessary for proper treatment if it:",
    "The term “medically necessary” shall mean services that are:",
]
ITEMS = [
    "appropriate for the diagnosis of the Member's condition",
    "not primarily for the convenience of the Member",
    "reasonably expected to prevent the onset of an illness",
]


def read(definition: str) -> Policy:
    """Return the policy of a page with a definition."""
    policy = normalize(read_bytes(PAGE.format(definition=definition).encode(), "test.txt"))
    assert isinstance(policy, Policy)
    return policy


@pytest.mark.parametrize(("lead", "mark"), list(product(LEADS, ["•", "{n}.", "{a}."])))
def test_a_definition_of_medical_necessity_is_no_criterion(lead: str, mark: str) -> None:
    items = "\n".join(f"{mark.format(n=at + 1, a='abc'[at])} {item}; and" for at, item in enumerate(ITEMS))
    policy = read(f"Definitions\n\n{lead}\n{items}")
    assert [one.indication for one in policy.criteria] == ["Multiple myeloma", "Breast Cancer"]


def test_a_list_that_goes_on_as_such_definitions_do_is_one_whatever_leads_over_to_it() -> None:
    policy = read("Definitions\n\nThe plan covers services that are:\n• " + "\n• ".join(ITEMS))
    assert len(policy.criteria) == 2


def test_what_a_ruling_covers_below_a_heading_on_indications_is_read() -> None:
    policy = read("")
    assert [(one.indication, len(one.root.children)) for one in policy.criteria] == [
        ("Multiple myeloma", 2),
        ("Breast Cancer", 1),
    ]
    assert len(policy.exclusions) == 1


def test_uses_below_a_heading_on_indications_that_nothing_rules_on_stay_a_description() -> None:
    text = PAGE.format(definition="").replace("is considered to be medically necessary when performed", "was studied")
    text += "\nCRITERIA:\n\nTesting is covered when all of the following are met:\n\n• Member is an adult\n• Member has a tumor\n"
    policy = normalize(read_bytes(text.encode(), "test.txt"))
    assert isinstance(policy, Policy)
    assert [len(one.root.children) for one in policy.criteria] == [2]
