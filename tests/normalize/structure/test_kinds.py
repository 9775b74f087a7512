"""Kinds of layout that no adapter knows, each as a page of our own wording: what stands below what, and how it joins."""

from __future__ import annotations

import pytest
from texts.policy_pages import LEGAL, Tree, policy_of, sets

from payerdiff.model.policy import Policy


def items(found: Tree) -> list[Tree]:
    """Return what a group holds."""
    assert not isinstance(found, str)
    return found[1]


def only(policy: Policy) -> list[Tree]:
    """Return the items of a policy's one set."""
    ((_, _, root),) = sets(policy)
    return items(root)


def page(body: str) -> str:
    """Return a page with criteria."""
    return f"# Sampletinib\n\nPolicy number: S.1\nEffective date: 01/01/2026\n\n## Coverage criteria\n\n{body}{LEGAL}"


MET = "Coverage is considered medically necessary when ALL of the following criteria are met:\n\n"


@pytest.mark.parametrize(
    ("joints", "expected"),
    [
        ("OR AND", ("any", ["Heart disease", ("all", ["Gout", "Asthma"])])),
        ("AND OR", ("any", [("all", ["Heart disease", "Gout"]), "Asthma"])),
        ("OR OR", ("any", ["Heart disease", "Gout", "Asthma"])),
    ],
)
def test_below_one_of_the_following_what_and_joins_is_one_alternative(joints: str, expected: Tree) -> None:
    first, second = joints.split()
    body = f"{MET}A. ONE of the following:\n   1. Heart disease; {first}\n   2. Gout; {second}\n   3. Asthma; AND\nB. The patient is 5 years of age or older\n"
    assert sets(policy_of(page(body))) == [
        ("initial", None, ("all", [expected, "The patient is 5 years of age or older"]))
    ]


def test_four_items_give_two_alternatives_of_two() -> None:
    body = f"{MET}1. One of the following:\n   a. Gout; AND\n   b. Asthma; OR\n   c. Angina; AND\n   d. Migraine\n2. Age 18 years or older\n"
    assert only(policy_of(page(body)))[0] == ("any", [("all", ["Gout", "Asthma"]), ("all", ["Angina", "Migraine"])])


@pytest.mark.parametrize("words", ["including, but not limited to:", "such as:", "for example:"])
def test_a_list_of_examples_is_any_of_them(words: str) -> None:
    body = f"{MET}1. Age 18 years or older; AND\n2. The patient has NONE of the following:\n   a. Active infection\n   b. Heart conditions, {words}\n      i. Angina\n      ii. Arrhythmia\n"
    refused = only(policy_of(page(body)))[1]
    first, examples = items(refused)
    assert refused[0] == "none" and first == "Active infection"
    assert examples[0] == "any" and items(examples)[1:] == ["Angina", "Arrhythmia"]


def test_an_unmarked_paragraph_below_a_heading_is_a_criterion() -> None:
    body = "### Asthma\n\n1. Patient is 6 years of age or older\n2. Trial of a steroid\n\n### Rare uses\n\nThe drug is prescribed by a specialist in the disease\n\nApproval duration: 12 months\n"
    assert sets(policy_of(page(body)))[1] == (
        "initial",
        "Rare uses",
        ("all", ["The drug is prescribed by a specialist in the disease"]),
    )


@pytest.mark.parametrize("joint", ["AND", "OR"])
def test_a_connector_on_a_line_of_its_own_joins_what_stands_around_it(joint: str) -> None:
    body = f"{MET}1. Patient is 18 years of age or older\n\n   AND\n\n2. Patient has:\n\n   a. Skin test of the patient is positive\n\n      {joint}\n\n   b. Blood test of the patient is positive\n"
    second = only(policy_of(page(body)))[1]
    assert (second[0], len(items(second))) == ("all" if joint == "AND" else "any", 2)


HEAD = "Cigna Companies. REVIEW DATE: 02/07/2026\n\nPOLICY: Sample drugs – Sampletinib Prior Authorization Policy\n\nINSTRUCTIONS FOR USE\n\nWords.\n\n## FDA-Approved Indications\n\n"


def test_the_head_of_a_phase_may_state_its_condition() -> None:
    body = "1. Gout. Approve if the patient meets ONE of the following (A or B):\n   A) Initial Therapy. Approve for 1 year if the patient meets the following (i and ii):\n      i. Patient is ≥ 2 years of age; AND\n      ii. Trial of colchicine.\n   B) Patient is Currently Receiving Sampletinib. Approve for 1 year if the patient has fewer attacks.\n\n## CONDITIONS NOT COVERED\n\n- Sampletinib is considered experimental for any other use.\n"
    found = policy_of(f"# Sample\n\n{HEAD}{body}{LEGAL}")
    assert ("renewal", "Gout", ("all", ["the patient has fewer attacks"])) in sets(found)


def test_statements_as_bullets_are_each_for_or_against() -> None:
    body = "- Sampletinib is considered medically necessary when ALL of the following criteria are met:\n\n   1. Individual is at least 2 years of age\n   2. Individual has gout\n\n- Sampletinib for all other uses is considered experimental or investigational when any one of the following criteria are met:\n\n   1. Lack of approval; or\n   2. Too little evidence.\n\n   These uses include, but are not limited to:\n\n   - Doses outside the label\n"
    found = sets(policy_of(page(body)))
    assert [(phase, root) for phase, _, root in found] == [
        ("initial", ("all", ["Individual is at least 2 years of age", "Individual has gout"])),
        ("exclusion", ("any", ["Lack of approval", "Too little evidence"])),
        ("exclusion", ("any", ["Doses outside the label"])),
    ]


def test_a_number_without_a_blank_opens_a_statement_of_its_own() -> None:
    text = "Clinical Policy: Sample Tests\n\nPolicy/Criteria\nI. It is the policy of Sample Care that sample testing is medically necessary when all the following criteria are met:\n   A. The member has signs of the disease;\n   B. The member was not tested before.\n\nII. It is the policy of Sample Care that all other tests are considered not medically necessary.\n\nIII.Testing of Tumors\n    Testing of tumors is medically necessary when:\n    A. The member has a confirmed tumor, AND\n    B. The test is valid.\n\nIV.Testing of tumors is considered investigational for all other uses.\n\nDisclaimer\nWords of law.\n"
    found = sets(policy_of(text, "page.txt"))
    assert [(phase, root) for phase, _, root in found if phase == "initial"] == [
        ("initial", ("all", ["The member has signs of the disease", "The member was not tested before"])),
        ("initial", ("all", ["The member has a confirmed tumor", "The test is valid"])),
    ]
    assert len([1 for phase, _, _ in found if phase == "exclusion"]) == 2


def test_a_sentence_that_a_change_of_weight_parts_is_one() -> None:
    text = "<html><body><h1>Sampletinib</h1><h2>Policy/Criteria</h2><p>I. It is the policy of Sample Care that sample testing is medically necessary when all the following criteria are met:</p><p>A. The member has signs of the disease;</p><p>B. The member was not tested before.</p><p>II. It is the policy of Sample Care that all other tests are</p><p><b>considered not medically necessary.</b></p><h2>References</h2><p>None.</p></body></html>"
    found = sets(policy_of(text, "page.html"))
    assert [phase for phase, _, _ in found] == ["initial", "exclusion"]
    assert found[1][2] == (
        "any",
        ["It is the policy of Sample Care that all other tests are considered not medically necessary"],
    )


def test_what_a_society_says_is_no_criterion() -> None:
    text = "Sampletinib\nPolicy number: S.2\n\nCoverage Rationale\n\nSampletinib is proven and medically necessary for the treatment of gout when all of the following criteria are met:\n- Diagnosis of gout\n- Patient is 18 years of age or older\n\nClinical Evidence and Society Statements\n\nSample College (2021)\nThe panel made statements on treatment:\n- In patients with gout, the panel conditionally recommends colchicine.\n- Steroids are strongly recommended over a biologic for new patients.\n\nDisclaimer\n\nWords of law.\n"
    ((phase, _, root),) = sets(policy_of(text, "page.txt"))
    assert phase == "initial" and "panel" not in str(root) and "recommended" not in str(root)


SIBLINGS = """### Plaque psoriasis

Authorization of 12 months may be granted for members who have received a biologic for psoriasis in the past year.

Authorization of 12 months may be granted for treatment of severe plaque psoriasis when any of the following criteria is met:

- Hands or feet are affected.
- At least 10% of body surface area is affected.

### Crohn's disease

Authorization of 6 months may be granted for treatment of active Crohn's disease.
"""


def test_sentences_that_each_grant_are_alternatives_and_an_approval_each() -> None:
    policy = policy_of(page(SIBLINGS))
    first, second = sets(policy)
    assert first[:2] == ("initial", "Plaque psoriasis") and first[2][0] == "any" and len(first[2][1]) == 2
    assert second[1] == "Crohn's disease"
    assert [(a.value, a.unit, a.diseases) for a in policy.approvals] == [
        (12, "month", ["plaque psoriasis"]),
        (6, "month", ["Crohn's disease"]),
    ]


PHASES = """Criteria for coverage:

Gout
- Member is 18 years of age or older AND
- Trial of colchicine

Asthma
- Member is 6 years of age or older AND
- Trial of a steroid

Criteria for continuation of therapy:

Gout
- Member has fewer attacks AND
- Member takes the drug as prescribed

Asthma
- Member has fewer exacerbations AND
- Member takes the drug as prescribed
"""


def test_a_phase_holds_over_the_indications_below_it() -> None:
    found = sets(policy_of(f"Sampletinib\n\n{PHASES}", "page.txt"))
    assert [(phase, indication) for phase, indication, _ in found] == [
        ("initial", "Gout"),
        ("initial", "Asthma"),
        ("renewal", "Gout"),
        ("renewal", "Asthma"),
    ]


def test_what_stands_above_all_indications_holds_for_all_and_denial_criteria_refuse() -> None:
    body = "- The drug is prescribed by or in consultation with a specialist\n- Member was tested for tuberculosis\n\n### Gout\n\n- Trial of colchicine\n- Member is 18 years of age or older\n\n## Denial criteria\n\n- Active infection\n- Heart failure\n"
    found = sets(policy_of(page(body)))
    assert [(phase, indication) for phase, indication, _ in found] == [
        ("universal", None),
        ("initial", "Gout"),
        ("exclusion", None),
    ]
    assert found[2][2] == ("any", ["Active infection", "Heart failure"])
