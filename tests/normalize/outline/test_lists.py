"""Lists: what the words above them refuse, what is a kind of what, what belongs to whom on web pages, and where a list ends."""

from __future__ import annotations

import pytest
from forms import tree

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.marker import marker_of
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

REFUSING = (
    "No contraindications to infusion (if any of the following are present, treatment is contraindicated)",
    "Absence of significant liver disease, defined as at least one of the following",
    "There are NO label contraindications that include",
    "The most recent levels have NOT exceeded EITHER of the following",
    "Member does not have the following",
)
OPEN = (
    "Signs of disease including but not limited to the following",
    "The disease is not controlled as shown by any of the following",
    "Member is not a candidate for surgery and has any of the following",
)


@pytest.mark.parametrize("lead", REFUSING)
def test_words_that_deny_refuse_every_item_below_them(lead: str) -> None:
    root, _ = tree(f"1. {lead}:\na. Active infection;\nb. Liver cirrhosis;\n2. Age at least 18 years;")
    assert root.children[0].op == "none"
    assert [leaf.text for leaf in leaves(root.children[0])] == ["Active infection", "Liver cirrhosis"]


@pytest.mark.parametrize("lead", OPEN)
def test_a_denial_elsewhere_in_the_sentence_does_not(lead: str) -> None:
    root, _ = tree(f"1. {lead}:\na. Active infection;\nb. Liver cirrhosis;\n2. Age at least 18 years;")
    assert "none" not in {root.children[0].op, *(child.op for child in root.children[0].children)}


@pytest.mark.parametrize("lead", ["Dose does not exceed one of the following", "The requested dosage does not exceed any of the following", "Quantity will not exceed either of the following"])  # fmt: skip
def test_a_ceiling_of_doses_refuses_none_of_them(lead: str) -> None:
    root, _ = tree(f"1. {lead}:\na. Weight 100 kg or less: 45 mg per dose;\nb. Weight more than 100 kg: 90 mg per dose;\n2. Age at least 18 years;")  # fmt: skip
    assert "none" not in {root.children[0].op, *(child.op for child in root.children[0].children)}


def test_a_sentence_of_its_own_behind_a_choice_is_required_beside_it() -> None:
    lead = "1. Individual has experienced one or more of the following:"
    ways = "a. Decreased use of relievers; OR\nb. Fewer exacerbations; AND"
    root, _ = tree(f"{lead}\n{ways}\nc. Individual continues to use Inventa with an inhaled corticosteroid;\n2. Age at least 18 years;")  # fmt: skip
    whole = root.children[0]
    assert (whole.op, [child.op for child in whole.children]) == ("all", ["any", "leaf"])
    root, _ = tree(f"{lead}\n{ways}\nc. Better lung function;\n2. Age at least 18 years;")
    assert root.children[0].op == "any", "what completes the words above the list is part of the choice"


def test_items_that_repeat_their_parent_are_kinds_of_it() -> None:
    root, _ = tree(
        "1. Marginal zone lymphomas:\na. Nodal marginal zone lymphoma;\nb. Splenic marginal zone lymphoma;\n2. Age at least 18 years;"
    )
    assert (root.children[0].op, len(root.children[0].children)) == ("any", 2)


def test_what_an_introduction_says_of_all_its_items_is_a_condition() -> None:
    root, _ = tree(
        "1. For any of the following disorders that are CD20-positive as confirmed by testing:\na. Mantle cell lymphoma;\nb. Follicular lymphoma;\n2. Age at least 18 years;"
    )
    both = root.children[0]
    assert (both.op, both.children[0].text, both.children[1].op) == (
        "all", "disorders that are CD20-positive as confirmed by testing", "any",
    )  # fmt: skip


def test_a_label_in_brackets_needs_no_blank_behind_it() -> None:
    marker, width = marker_of("(1)Documentation of response")
    assert marker is not None and (marker.text, width) == ("(1)", 3)
    assert marker_of("(1)st of the month")[0] is None


PAGE = """<html><body><h1>Madeupmab</h1><ul><li>Clinical Policy Bulletins</li></ul><p><b>Number: 0999</b></p><h2>Policy</h2>
<p>Aetna covers it where this bulletin says so; a prior authorization is needed. Patients must have the diagnosis. CPT codes below.</p>
<ol><li><h3>Criteria for Initial Approval</h3>
<p>Aetna considers rituximab (Rituxan) medically necessary for the following indications:</p>
<ol><li><h4>Blood</h4><p>For treatment of any of the following disorders:</p><ol><li>Mantle cell lymphoma</li><li>Hairy cell leukemia</li></ol></li>
<li><h4>Joints</h4><ol><li>Rheumatoid arthritis</li><li>Gout</li></ol></li><li><h4>Toxicities of other drugs.</h4></li></ol>
<p>Aetna considers all other indications as experimental, investigational, or unproven.</p></li>
<li><h3>Exclusions</h3><ol><li>Member will not receive it with another biologic;</li><li>Member has no active infection.</li></ol></li>
<li><h3>Continuation of Therapy</h3><p>Aetna considers continuation of rituximab (Rituxan) medically necessary for the following indications:</p>
<ol><li>Rheumatoid arthritis<ol><li>Member responds to therapy.</li></ol></li><li>All other uses<ol><li>Member benefits.</li></ol></li></ol></li></ol>
<h2>References</h2><p>None.</p></body></html>"""


def test_uses_that_stand_below_a_statement_are_sets_of_their_own() -> None:
    policy = normalize(read_bytes(PAGE.encode(), "0999.html"))
    assert isinstance(policy, Policy) and policy.source.template == "aetna"
    found = [(s.phase, s.indication, s.root.op, [leaf.text for leaf in leaves(s.root)]) for s in policy.criteria]
    assert found == [
        ("initial", "Blood", "any", ["Mantle cell lymphoma", "Hairy cell leukemia"]),
        ("initial", "Joints", "any", ["Rheumatoid arthritis", "Gout"]),
        ("initial", "Toxicities of other drugs", "all", ["Toxicities of other drugs"]),
        ("universal", None, "all", ["Member will not receive it with another biologic", "Member has no active infection"]),
        ("renewal", "Rheumatoid arthritis", "all", ["Member responds to therapy"]),
        ("renewal", "All other uses", "all", ["Member benefits"]),
    ]  # fmt: skip
    assert len(policy.exclusions) == 1


STATEMENTS = """Gene Tests

MEDICAL POLICY CRITERIA
The following general criteria are applied to such tests.
I. Testing to confirm a disease may be considered medically necessary when all of the following are met:
   A. The patient has symptoms of the disease.
   B. A specialist orders the test.
II. Testing to confirm a disease is considered not medically necessary if criterion I is not met.
III. Testing of children is considered not medically necessary.
IV. Testing to choose a drug may be considered medically necessary when both of the following are met:
   A. The drug is prescribed.
   B. The result decides on its dose.
V. Testing for any other reason is considered investigational.

REFERENCES
1. None.
"""
AROUND = (
    "\nEffective Date: May 1, 2024\nLast Review: March 2024\nNext Review: February 2025\n"
    "Prior authorization is needed. CPT codes are in the annex. Coverage of a member follows the contract, and members must have benefits.\n"
    + "The trials enrolled many people, who were followed for a long time and did well in many ways that need not be told here.\n"
    * 14
)


def test_numbered_statements_are_each_for_or_against() -> None:
    policy = normalize(read_bytes((STATEMENTS + AROUND).encode(), "gt.txt"))
    assert isinstance(policy, Policy) and policy.source.template == "generic"
    assert [[leaf.text for leaf in leaves(s.root)] for s in policy.criteria] == [
        ["The patient has symptoms of the disease", "A specialist orders the test"],
        ["The drug is prescribed", "The result decides on its dose"],
    ]
    assert len(policy.exclusions) == 3
    assert policy.title == "Gene Tests"
    assert [str(day) for day in (policy.dates.effective, policy.dates.last_review, policy.dates.next_review)] == [
        "2024-05-01", "2024-03-01", "2025-02-01",
    ]  # fmt: skip


TWO_DRUGS = """Gene Therapy for a Disease

Policy
Firstumab (Firsta) is considered medically necessary when all of the following are met:
- Diagnosis of hemophilia A
- Age 18 years or older
Approval duration: 6 months of Firsta
Secondumab (Seconda) is considered medically necessary when all of the following are met:
- Diagnosis of hemophilia B
- Age 12 years or older
Approval duration: 12 months of Seconda
Gene therapy is considered investigational in all other situations.

References
Firsta® (firstumab) and Seconda® (secondumab) are given once. Firsta and Seconda: Firsta was studied, Seconda was studied, Firsta again, Seconda again.
"""


def test_criteria_for_other_drugs_are_left_out_of_what_is_said_of_one() -> None:
    policy = normalize(read_bytes((TWO_DRUGS + AROUND).encode(), "two.txt"))
    assert isinstance(policy, Policy)
    assert [s.drugs for s in policy.criteria] == [["firstumab"], ["secondumab"]]
    only = policy.about("firstumab")
    assert [s.drugs for s in only.criteria] == [["firstumab"]] and len(only.exclusions) == 1
    assert [a.value for a in policy.approvals] == [6, 12] and [a.value for a in only.approvals] == [6]
    assert [f.message for f in only.findings if f.code == "other-drugs-left-out"] == [
        "This policy also has criteria for secondumab; they are left out of the results for firstumab."
    ]
    assert policy.about("thirdumab").criteria == []


def test_or_within_a_list_that_and_joins_is_one_requirement() -> None:
    root, policy = tree(
        "1. Diagnosis of B-ALL; or\n2. Relapsed disease; or\n3. Refractory disease; and\n4. Age ≥ 18 years; and\n5. Prescribed by an oncologist;"
    )
    assert (root.op, [(c.op, len(c.children)) for c in root.children]) == (
        "all",
        [("any", 3), ("leaf", 0), ("leaf", 0)],
    )
    assert [f.code for f in policy.findings].count("mixed-connectors") == 1


def test_items_that_and_joins_throughout_are_all_required_whatever_leads_them() -> None:
    root, policy = tree(
        "1. One of the following:\na. Diagnosis of B-ALL; and\nb. Relapsed disease; and\nc. Age ≥ 18 years; and\nd. Prescribed by an oncologist;\n2. Consent is given;"
    )
    assert root.children[0].op == "all"
    assert "connector-contradicts-phrase" in [f.code for f in policy.findings]
