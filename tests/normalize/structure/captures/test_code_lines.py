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


@pytest.mark.parametrize(
    "head",
    ["CPT®\nCode(s)\nDescription Comments", "CPT® Code(s)\nDescription", "HCPCS\nCode(s)\nDescription\nComments"],
)
@pytest.mark.parametrize(
    "meaning", ["Unlisted molecular pathology procedure", "Panel of a tumor, a diagnosis of cancer aside"]
)
def test_all_codes_of_such_a_list_are_read_whatever_they_mean_and_whatever_runs_between_pages(
    head: str, meaning: str
) -> None:
    rows = [f"{code}\n \n{meaning}\n \nNot Covered\n" for code in CODES]
    rows[2:2] = ["\nMadeup Biopsy\nPage: 2 of 3\n\n"]
    policy = read(
        f"{HEAD}Coding Information\n\n{head}\n" + "\n".join(rows) + "\nReferences\n\n1. Doe J. A trial. 2020.\n"
    )
    assert {code.code for code in policy.codes} == set(CODES)


@pytest.mark.parametrize("name", ["Change Summary", "Summary of Changes", "Revision Summary", "Change History"])
@pytest.mark.parametrize("dash", ["", "\u2010 ", "• "])
def test_a_summary_of_changes_is_a_log(name: str, dash: str) -> None:
    policy = read(
        f"{HEAD}References\n\n1. Doe J. A trial. 2020.\n\n{name}\n\n{dash}01/25/2025 Annual Review, Coverage Change\n"
    )
    assert [str(entry.dates.entry) for entry in policy.revisions] == ["2025-01-25"]


LISTED = [
    "Description",
    "Coverage Determination",
    "Coverage Limitations",
    "Coding Information",
    "References",
    "Change Summary",
]


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("named", [LISTED, LISTED[::-1]])
def test_parts_that_a_page_lists_before_it_gives_them_open_nothing(step: int, named: list[str]) -> None:
    lines = [" ".join(named[at : at + step]) for at in range(0, len(named), step)]
    contents = (
        "Table of Contents\n\n"
        + "\n".join(lines)
        + "\n\nA biopsy of blood is a test, which may help where tissue cannot be had at all.\n\n"
    )
    told = "Description\n\nA madeup biopsy is a test.\n\n"
    rest = "Coverage Limitations\n\nMembers are not eligible for coverage of any other test, including:\n\n• Otherna panel\n\nCoding Information\n\nNone.\n\nReferences\n\n1. Doe J. A trial. 2020.\n\nChange Summary\n\n01/25/2025 Annual Review\n"
    policy = read(HEAD.replace("Coverage Determination", contents + told + "Coverage Determination") + rest)
    assert [len(one.root.children) for one in policy.criteria] == [3]
    assert len(policy.exclusions) == 1
    assert len(policy.revisions) == 1


@pytest.mark.parametrize("codes", ["(86152, 86153)", "[0999U]", "(J9999 and J9998)"])
def test_kinds_of_a_service_that_is_not_covered_are_refused_each_and_so_is_the_service(codes: str) -> None:
    listed = (
        f"• Otherna panel {codes}\n   o Otherna panel for lungs\n   o Otherna panel for livers\n• Anotherna panel\n"
    )
    policy = read(
        f"{HEAD}Coverage Limitations\n\nMembers may NOT be eligible under the Plan for any other test, including:\n\n{listed}"
    )
    (refused,) = policy.exclusions
    assert [(kid.op, len(kid.children)) for kid in refused.root.children] == [("any", 3), ("leaf", 0)]


@pytest.mark.parametrize("codes", ["(81345)", "[81275, 81276]", "(0999U)"])
def test_a_service_with_its_codes_before_its_list_is_no_condition(codes: str) -> None:
    text = HEAD.replace(
        "a madeup biopsy when all of the following criteria are met",
        f"madeup gene analysis {codes} for the following indications",
    )
    (one,) = read(text).criteria
    assert [kid.op for kid in one.root.children] == ["leaf"] * 3


@pytest.mark.parametrize(
    "said",
    [
        "Any state mandates for tests take precedence over this medical coverage policy.",
        "Genetic testing may be excluded by certificate. Please consult the member’s certificate.",
    ],
)
def test_what_is_said_of_the_policy_asks_for_nothing(said: str) -> None:
    (one,) = read(HEAD.replace("Members may", f"{said}\n\nMembers may", 1)).criteria
    assert len(one.root.children) == 3
