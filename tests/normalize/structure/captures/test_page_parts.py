"""What a page sets around criteria asks nothing of a patient: labels of its head, links, benefit boxes, lists of its products, a site's own lines."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

OWN = "## Criteria\n\n### Plaque psoriasis\n\n- Member is 18 years of age or older; and\n- Member has failed methotrexate.\n\n"
HEAD = "# Madeupra\n\nSample Health Plan\n\nPolicy number: S.7\n\n"
REFERENCES = "## References\n\n1. Doe J, et al. A trial. J Sample. 2020;1:1-2.\n2. Roe R, et al. A trial. J Sample. 2021;1:1-2.\n\n"
PARTS = {
    "labels with values": (OWN, "- Guideline ID\n\n**GL-1234**\n\n- Formulary\n\n**Premium**\n\n- P&T approval date\n\n**Feb 16, 2010**\n\n- Effective date\n\n**Jan 1, 2025**\n\n"),
    "labels of other names": (OWN, "- Policy ID\n\n**AB-12**\n\n- Line of business\n\n**Exchange**\n\n- Last review date\n\n**3/2024**\n\n"),
    "a link": (OWN.replace("### Plaque", "See Benefit Considerations\n\n### Plaque"), ""),
    "another link": (OWN.replace("### Plaque", "- Please refer to the Coding section\n\n### Plaque"), ""),
    "a benefit box": ("**Benefit(s):**\n\n**Prior Authorization (1 or 2):**\n\n1. Specialty Drugs Oral = Yes w/ Prior Authorization\n2. Specialty Drugs Injectable = Yes w/ Prior Authorization\n\n" + OWN, ""),
    "its products": ("**Drugs Product(s):**\n\n- Humira (adalimumab)\n- Enbrel (etanercept)\n- Stelara (ustekinumab)\n\n" + OWN, ""),
    "a site's lines below the end": (OWN + REFERENCES, "### Healthy living\n\nSample members have access to a wealth of resources including gym discounts and wellness classes.\n\n"),
}  # fmt: skip


def criteria(text: str) -> list[tuple[str | None, str]]:
    """Return the criteria of a page with their indications."""
    policy = normalize(read_bytes(text.encode(), "page.md"))
    assert isinstance(policy, Policy)
    return [(one.indication, leaf.text) for one in policy.criteria for leaf in leaves(one.root)]


@pytest.mark.parametrize(("before", "behind"), PARTS.values(), ids=PARTS.keys())
def test_what_a_page_sets_around_criteria_is_none(before: str, behind: str) -> None:
    assert criteria(HEAD + before + behind) == [
        ("Plaque psoriasis", "Member is 18 years of age or older"),
        ("Plaque psoriasis", "Member has failed methotrexate"),
    ]


@pytest.mark.parametrize(
    "asked", ["See the criteria for Humira", "Member meets the formulary criteria", "Platelets = 50,000 or less"]
)
def test_what_asks_for_something_stays(asked: str) -> None:
    text = HEAD + OWN.replace("- Member has failed methotrexate.", f"- Member has failed methotrexate; and\n- {asked}.")
    assert asked in [words for _, words in criteria(text)]


def test_a_sentence_that_frees_some_from_a_step_is_no_way_to_an_approval() -> None:
    freed = "## General requirements\n\nIf the member has already tried one biologic agent, the member is not required to step back and try a conventional agent.\n"
    assert not any("step back" in words for _, words in criteria(HEAD + OWN + freed))


@pytest.mark.parametrize(
    "said",
    [
        "Self-administered forms fall under the Medicare Part D (pharmacy) benefit",
        "Infused products are covered under the medical benefit",
        "Dose rounding: requests may be automatically rounded up by 10%",
        "Sample use: The Plan does not recognize samples as a medication trial",
        "Refer to the Part D formulary for coverage",
        "Initial: six months",
    ],
)
def test_what_a_plan_says_of_itself_among_criteria_is_none(said: str) -> None:
    assert not any(said[:20] in words for _, words in criteria(f"{HEAD}{OWN}- {said}\n"))


APPROVALS = "- Approvals\n  a. Initial approval is for 6 months.\n  b. {lead}\n{reasons}- Age of 18 years or older\n"


@pytest.mark.parametrize(
    "lead",
    [
        "Renewals may be limited to 2 to 4 months for the following reasons:",
        "Continued authorization can be shortened to 90 days in any of these circumstances:",
        "Coverage may be reduced to a quarter of a year for the reasons below:",
    ],
)
@pytest.mark.parametrize("marks", ["- - -", "i. ii. iii."])
def test_reasons_for_a_shorter_approval_are_asked_of_nobody(lead: str, marks: str) -> None:
    items = ("Missed doses", "Inadequate response to treatment", "Off-label dosing")
    reasons = "".join(f"     {mark} {item}\n" for mark, item in zip(marks.split(), items, strict=True))
    read = [words for _, words in criteria(HEAD + OWN + APPROVALS.format(lead=lead, reasons=reasons))]
    assert not any(item in words for item in items for words in read)
    assert "Age of 18 years or older" in read


def test_a_list_that_limits_whom_approvals_are_for_is_asked() -> None:
    lead, reasons = (
        "Approvals may be limited to patients who meet all of these:",
        "     i. Failure of adalimumab\n     ii. Active disease\n",
    )
    read = [words for _, words in criteria(HEAD + OWN + APPROVALS.format(lead=lead, reasons=reasons))]
    assert {"Failure of adalimumab", "Active disease"} <= set(read)


@pytest.mark.parametrize("asked", ["Member is under the care of a specialist", "Covered under the medical benefit only if methotrexate has failed"])  # fmt: skip
def test_what_is_asked_beside_the_benefit_stays(asked: str) -> None:
    assert asked in [words for _, words in criteria(f"{HEAD}{OWN.replace('methotrexate.', 'methotrexate; and')[:-1]}- {asked}\n")]  # fmt: skip
