"""What a heading holds together: general criteria of one section do not speak for the next, nor criteria of one product for another."""

from __future__ import annotations

import pytest
from pages import page
from texts.policy_pages import policy_of

from payerdiff.compare.logic.judge import judge
from payerdiff.compare.side_by_side.indications import align
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

TEXT = """<html><body><h1>Rituximab</h1><p>Clinical Policy Bulletins</p><p>Number: 0999</p><h2>Policy</h2>
<h3>Blood diseases</h3><h4>Criteria for Initial Approval</h4>
<ol><li>Madeup plan considers rituximab medically necessary for treatment of any of the following:<ol><li>Immune thrombocytopenia (ITP)</li><li>Hairy cell leukemia</li></ol></li></ol>
<h4>Continuation of Therapy</h4><p>Continued therapy is medically necessary for all indications when the member has a positive response to therapy.</p>
<h3>Joint diseases</h3><h4>Prescriber Specialties</h4>
<p>The drug is prescribed by, or in consultation with, one of these specialists:</p><ul><li>rheumatologist</li></ul>
<h4>Criteria for Initial Approval</h4>
<ol><li>Madeup plan considers rituximab medically necessary for rheumatoid arthritis when all of the following criteria are met:<ol><li>Diagnosis of rheumatoid arthritis; and</li><li>The member is 18 years of age or older</li></ol></li></ol>
<h3>Rituximab and hyaluronidase (Rituxan Hycela)</h3><h4>Criteria for Initial Approval</h4>
<ol><li>Madeup plan considers it medically necessary for chronic lymphocytic leukemia when all of the following criteria are met:<ol><li>Diagnosis of chronic lymphocytic leukemia; and</li><li>The member has received one full dose by infusion</li></ol></li></ol>
<h2>Background</h2><p>Words.</p></body></html>"""


def policy() -> Policy:
    """Return the policy of three sections."""
    read = normalize(page(TEXT, "sections.html"), template="aetna")
    assert isinstance(read, Policy)
    return read


def test_general_criteria_hold_for_the_sets_of_their_own_section() -> None:
    read = policy()
    general = [s for s in read.criteria if s.phase == "universal"]
    joints = [s.id for s in read.criteria if s.phase == "initial" and "rheumatoid arthritis" in s.diseases]
    assert joints and [s.holds_for for s in general] == [joints]


def test_the_plain_evaluator_asks_for_them_there_alone() -> None:
    read = policy().about("rituximab")
    blood = Patient(name="p", phase="initial", age=480, diagnosis=["ITP"], prescribed_by=["hematologist"], consulted=[])
    joints = blood.model_copy(update={"diagnosis": ["rheumatoid arthritis"]})
    seen = joints.model_copy(update={"consulted": ["rheumatologist"]})
    assert [judge(read, one).ruling for one in (blood, joints, seen)] == ["approve", "refuse", "approve"]


def test_criteria_below_the_heading_of_another_product_are_that_products() -> None:
    read = policy()
    other = [s for s in read.criteria if s.drugs]
    assert [s.drugs for s in other] == [["rituximab and hyaluronidase"]]
    assert not any("CLL" in s.diseases for s in read.about("rituximab").criteria)


def test_reauthorization_of_one_section_does_not_renew_what_another_approves() -> None:
    read = policy()
    renewed = [s for s in read.criteria if s.phase == "renewal"]
    blood = [s.id for s in read.criteria if s.phase == "initial" and "ITP" in s.diseases]
    assert blood and [s.holds_for for s in renewed] == [blood]
    rows = {a.indication: {name for m in a.members for name in m.sets} for a in align([read.about("rituximab")], ["x"])}
    assert renewed[0].id not in rows["rheumatoid arthritis"]


FOR_ONE_REQUEST = """# Madeupra (guselkumab)

## Criteria

### Prescriber Specialties ({words})

The drug must be prescribed by or in consultation with one of the following:

A. Plaque psoriasis: dermatologist
B. Psoriatic arthritis: rheumatologist

### Criteria for Initial Approval

#### Plaque psoriasis

Authorization of 12 months may be granted when all of the following are met:

1. Failure of methotrexate
2. Not used with another biologic

### Continuation of Therapy

#### Plaque psoriasis

Authorization of 12 months may be granted for members who have a positive response.
"""


@pytest.mark.parametrize(
    ("words", "initial", "renewal"),
    [("initial approvals only", "refuse", "approve"), ("initial requests only", "refuse", "approve"), ("all requests", "refuse", "refuse")],
)  # fmt: skip
def test_what_a_heading_keeps_for_one_kind_of_request_is_asked_of_no_other(
    words: str, initial: str, renewal: str
) -> None:
    found = policy_of(FOR_ONE_REQUEST.format(words=words))
    treated = {"prior_therapy": [{"drug": "methotrexate", "outcome": "failed"}], "prescribed_by": [], "consulted": []}
    for phase, ruling in (("initial", initial), ("renewal", renewal)):
        patient = Patient.model_validate({"diagnosis": ["plaque psoriasis"], "phase": phase, "regimen": [], "facts": {"response": ["positive"]}, **treated})  # fmt: skip
        assert judge(found, patient).ruling == ruling
