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


OTHER = """Example Health Plan
Madeup Testing
Policy Number: 9.99.999
Effective Date: January 1, 2025

POLICY STATEMENT

{stated}

RATIONALE

{rationale}

SUPPLEMENTAL INFORMATION

{head}

The agency has determined that a madeup test is reasonable and necessary and covered nationally when all of the following are met:

a. Patient has advanced cancer; and
b. The test is approved by the agency.

REFERENCES

1. Doe J. A trial of a madeup test. J Sample. 2020;1:1-2.
"""
RATIONALE = (
    "A trial of 500 patients with cancer was reviewed, and it found no change of outcomes in those who were tested; prior authorization is not needed for it. "
    * 12
)
HEADINGS = [
    "Medicare National Coverage",
    "Government Regulations",
    "National Coverage Determination (NCD)",
    "Centers for Medicare & Medicaid Services (CMS)",
]


@pytest.mark.parametrize("head", HEADINGS)
@pytest.mark.parametrize(
    "all_of_it", ["for all indications", "for the diagnosis of any cancer, see the guidelines below"]
)
def test_what_another_program_covers_is_nothing_that_the_payer_covers(head: str, all_of_it: str) -> None:
    stated = f"The use of a madeup test is considered investigational {all_of_it}."
    policy = normalize(read_bytes(OTHER.format(stated=stated, head=head, rationale=RATIONALE).encode(), "test.txt"))
    assert isinstance(policy, Policy)
    assert policy.criteria == []
    assert [kid.text for one in policy.exclusions for kid in one.root.children] == [stated.rstrip(".")]
