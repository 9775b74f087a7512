"""Indications with the word `Approve`: doses are no branches, a further course is no first one, and tables behind a dose are not lost."""

from __future__ import annotations

from pages import page

from payerdiff.model.policy import Criterion, Policy, leaves
from payerdiff.normalize.normalizer import normalize

TEXT = """<html><body><p>Madeup coverage policy</p><p>Policy Title: Madeupra</p><h2>Medical Necessity Criteria</h2><p>Madeupra is used.</p>
<h2>FDA-Approved Indication</h2>
<p>1. Gout. Approve for the duration noted if the patient meets ONE of the following (A or B):</p>
<p>A. Initial Therapy. Approve for 1 month if the patient meets BOTH of the following (i and ii):</p>
<p>i. Patient has tried colchicine; AND</p><p>ii. The medication is prescribed by a rheumatologist.</p>
<p>B. Patient has Already Received a Course of Madeupra. Approve for 6 months if the patient meets the following (i):</p>
<p>i. At least 16 weeks will elapse between courses.</p>
<p>Dosing. Approve ONE of the following (A or B):</p>
<p>A. Initial Therapy: Approve ONE of the following (i or ii):</p><p>i. 375 mg per dose given once; OR</p><p>ii. Up to 1,000 mg given twice.</p>
<p>B. Follow-Up Treatment: Approve 500 mg given once.</p>
{behind}
<h2>Conditions Not Covered</h2><p>Madeupra for any other use is considered not medically necessary.</p>
<h2>References</h2></body></html>"""
TABLE = """<p><b>Employer Plans:</b></p><table><tr><th>Product</th><th>Criteria</th></tr>
<tr><td>Rituxan (rituximab intravenous infusion)</td><td>Patient has tried ALL of the following: Truxima and Riabni</td></tr></table>"""
UNFORESEEN = """<table><tr><th>Plan</th><th>What comes first</th></tr><tr><td>Gold</td><td>Patient has tried allopurinol</td></tr></table>"""  # fmt: skip


def policy(behind: str = "") -> Policy:
    """Return the policy with something behind its doses."""
    read = normalize(page(TEXT.replace("{behind}", behind), "approve.html"), template="cigna")
    assert isinstance(read, Policy)
    return read


def test_doses_below_an_indication_are_no_branch_of_approval() -> None:
    read = policy()
    assert [s.phase for s in read.criteria] == ["initial", "renewal"]
    words = " ".join(leaf.text for s in read.criteria for leaf in leaves(s.root))
    assert "mg" not in words and "colchicine" in words and "16 weeks" in words


def test_who_received_a_course_already_does_not_ask_for_a_first_one() -> None:
    assert [(a.phase, a.value) for a in policy().approvals] == [("initial", 1), ("renewal", 6)]


def test_a_table_of_products_is_what_a_request_for_each_meets_first() -> None:
    general = next(s for s in policy(TABLE).criteria if s.phase == "universal")
    condition, asked = general.root.children[0].children
    assert general.root.children[0].op == "if" and general.indication is None
    assert [leaf.text for leaf in leaves(condition)] == ["Employer Plans:", "Rituxan (rituximab intravenous infusion)"]
    assert [m.subject for leaf in leaves(condition) for m in leaf.mentions if m.concept == "requested"] == ["rituximab"]
    assert "Truxima and Riabni" in words_of(asked)


def test_a_table_that_nobody_foresaw_is_unread_and_not_taken_for_a_dose() -> None:
    read = policy(UNFORESEEN)
    unread = " ".join(block.text or "" for block in read.ledger.blocks if block.cls == "unread")
    assert "has tried allopurinol" in unread


def words_of(node: Criterion) -> str:
    """Return the words of a tree."""
    return " ".join(leaf.text for leaf in leaves(node))
