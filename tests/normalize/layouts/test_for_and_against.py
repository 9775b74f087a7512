"""Sentences for and against: the lines of a block of periods belong together, also where a page parts them."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

TEXT = """Clinical Criteria
Anthem

Initial requests for Madeupra (madeupumab) for gout may be approved if the following criteria are met:

I. Individual has a diagnosis of gout; AND
II. Individual is 18 years of age or older.

Approval Duration for gout
Initial Requests: 6 months

{last}

Madeupra may not be approved for the following:

I. In combination with colchicine.
"""


@pytest.mark.parametrize(
    ("last", "lengths"),
    [
        ("Continuation Requests: 12 months", [("initial", 6), ("renewal", 12)]),
        ("Continuation Requests: 12 months where the individual is a child", [("initial", 6)]),
    ],
)
def test_a_period_on_a_line_of_its_own_belongs_to_those_above(last: str, lengths: list[tuple[str, int]]) -> None:
    read = normalize(page(TEXT.replace("{last}", last), "periods.txt"), template="anthem")
    assert isinstance(read, Policy)
    assert [(a.phase, a.value) for a in read.approvals if a.indication == "gout"] == lengths


def test_a_verdict_that_says_for_how_long_it_holds_gives_an_approval() -> None:
    text = """Policy Number MP1
Policy Effective Date 01/01/2025
Madeumab

Legislative Mandates
HCSC

Coverage
Initial treatment with Madeumab may be considered medically necessary for 6 months duration in individuals with gout who meet ALL of the following criteria:
1. Uric acid is high; AND
2. Age is 18 years or older.
"""
    read = normalize(page(text, "duration.txt"), template="hcsc")
    assert isinstance(read, Policy)
    assert [(a.phase, a.value, a.unit) for a in read.approvals] == [("initial", 6.0, "month")]
    assert not any("6 months" in (leaf.text or "") for one in read.criteria for leaf in leaves(one.root))
    assert read.criteria[0].indication == "in individuals with gout"


def test_the_title_of_the_next_drug_is_no_exclusion() -> None:
    lines = (
        "EVIDENCE-BASED CRITERIA", "BCBSAZ", "<b>MADEUPRA (madeumab)</b>",
        "Criteria for initial therapy: Madeupra (madeumab) is considered medically necessary when ALL of the following criteria are met:",
        "1. Patient has asthma", "2. Patient is an adult",
        "Madeupra for all other indications not previously listed is considered experimental. These indications include, but are not limited to:",
        "▪ Treatment outside of the label", "<b>OTHERRA (othermab)</b>",
        "Criteria for initial therapy: Otherra (othermab) is considered medically necessary when ALL of the following criteria are met:",
        "1. Patient has gout", "2. Patient is an adult",
    )  # fmt: skip
    read = normalize(
        page("<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>", "p.html"),
        template="bcbsaz",
    )
    assert isinstance(read, Policy)
    assert len(read.criteria) == 2
    assert not any("OTHERRA" in (leaf.text or "") for one in read.exclusions for leaf in leaves(one.root))
