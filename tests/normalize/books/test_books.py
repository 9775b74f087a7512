"""Documents that hold many policies: one source, a policy a record, and no character lost or counted twice."""

from __future__ import annotations

import re

import pytest
from pages import page, table

from payerdiff.model.policy import Criterion, Policy, leaves
from payerdiff.normalize.normalizer import normalize_all

LABELS = ("Exclusion Criteria", "Required Medical Information", "Age Restrictions", "Prescriber Restrictions", "Coverage Duration", "Other Criteria")  # fmt: skip
RECORDS = (
    ("HUMIRA", "-", "For plaque psoriasis: inadequate response to methotrexate.", "18 years of age or older", "Prescribed by a dermatologist", "Initial: 6 months, Renewal: 12 months", "-"),
    ("ENBREL", "Active infection.", "Diagnosis is documented.", "4 years of age and older", "By or in consultation with a rheumatologist", "12 months", "For reauthorization: positive response is documented."),
    ("TALTZ", "-", "Diagnosis is documented.", "-", "-", "Plan Year", "-"),
)  # fmt: skip


def labeled_book() -> str:
    """Return a book as lines, a label and its value each."""
    text = "PA Criteria of a Plan\n"
    for name, *values in RECORDS:
        text += f"\nPrior Authorization Group   {name}\nDrug Names   {name}\nPA Indication Indicator   All FDA-approved Indications\nOff-label Uses   -\n"
        text += "".join(f"{label}   {value}\n" for label, value in zip(LABELS, values, strict=True))
    return text


def table_book() -> str:
    """Return the same book as a table."""
    return f"<html><body><p>PA Criteria of a Plan</p>{table(('Group', *LABELS), *RECORDS)}</body></html>"


BOOKS = {"lines": labeled_book(), "table": table_book()}


def policies(text: str) -> list[Policy]:
    """Return the policies of a text."""
    return [one for one in normalize_all(page(text)) if isinstance(one, Policy)]


def all_leaves(policy: Policy, phase: str) -> list[Criterion]:
    """Return the leaves of a phase."""
    return [leaf for one in (*policy.criteria, *policy.exclusions) if one.phase == phase for leaf in leaves(one.root)]


@pytest.mark.parametrize("shape", BOOKS)
def test_a_book_holds_a_policy_a_record(shape: str) -> None:
    found = policies(BOOKS[shape])
    assert [policy.drugs[0].generic for policy in found] == ["adalimumab", "etanercept", "ixekizumab"]
    assert len({policy.source.sha256 for policy in found}) == 1


@pytest.mark.parametrize("shape", BOOKS)
def test_age_prescriber_and_duration_are_what_the_fields_say(shape: str) -> None:
    for policy, (_, _, _, age, prescriber, duration, _) in zip(policies(BOOKS[shape]), RECORDS, strict=True):
        atoms = [atom for leaf in all_leaves(policy, "initial") for atom in leaf.atoms]
        assert [atom.value for atom in atoms if atom.concept == "age"] == [int(n) for n in re.findall(r"\d+", age)]
        assert [str(atom.value) for atom in atoms if atom.concept == "prescriber"] == re.findall(
            r"\w+ologist", prescriber
        )
        numbers = [int(n) for n in re.findall(r"\d+", duration)]
        assert [a.value for a in policy.approvals if a.value][: len(numbers)] == numbers


@pytest.mark.parametrize("shape", BOOKS)
def test_one_duration_is_of_both_requests_where_the_record_says_what_a_renewal_takes(shape: str) -> None:
    told = [[(a.phase, a.value, a.text) for a in policy.approvals] for policy in policies(BOOKS[shape])]
    words = "Initial: 6 months, Renewal: 12 months"
    assert told == [
        [("initial", 6, words), ("renewal", 12, words)],
        [("initial", 12, "12 months"), ("renewal", 12, "12 months")],
        [("initial", None, "Plan Year")],
    ]


@pytest.mark.parametrize("shape", BOOKS)
def test_exclusions_renewals_and_uses_go_where_they_belong(shape: str) -> None:
    first, second, third = policies(BOOKS[shape])
    assert [one.indication for one in first.criteria if one.indication] == ["plaque psoriasis"]
    assert [leaf.text for leaf in all_leaves(second, "exclusion")] == ["Active infection"]
    assert len(all_leaves(second, "renewal")) == 1
    assert [(a.value, a.text) for a in third.approvals] == [(None, "Plan Year")]


@pytest.mark.parametrize("shape", BOOKS)
def test_the_ledgers_of_all_records_add_up_to_the_document(shape: str) -> None:
    found = policies(BOOKS[shape])
    assert sum(policy.ledger.characters for policy in found) == len(page(BOOKS[shape]).text)


DRUG_TABLE = f"<html><body><p>OREGON MEDICAID</p><p>Drugs with clinical criteria</p>{table(('Drug Name', 'Clinical Criteria'), ('HUMIRA', 'Client must be at least 6 years of age. Approval will be for 6 months.'), ('ENBREL', 'Client must have plaque psoriasis.'), ('TALTZ', 'Client must have tried Humira.'), ('STELARA', 'Client must have tried Humira.'), ('OTEZLA', 'Client must be an adult.'))}</body></html>"


def test_a_table_of_drugs_and_criteria_holds_a_policy_a_drug() -> None:
    found = policies(DRUG_TABLE)
    assert [policy.title for policy in found] == ["HUMIRA", "ENBREL", "TALTZ", "STELARA", "OTEZLA"]
    assert found[0].payer.name == "Oregon Medicaid"
    assert [(a.value, a.unit) for a in found[0].approvals] == [(6.0, "month")]
    assert [atom.value for leaf in all_leaves(found[0], "initial") for atom in leaf.atoms if atom.concept == "age"] == [
        6
    ]


def test_a_document_of_one_policy_gives_one() -> None:
    text = (
        "Moda Health\nHumira (adalimumab)\n"
        + "Prior authorization criteria. The patient has psoriasis and coverage is medically necessary. " * 30
    )
    assert (
        len(policies(text + "\nPolicy number: 12\nEffective date: 1/1/2024\nICD-10 codes, HCPCS J0139. References."))
        == 1
    )


SECTIONS = [(f"190.{n}", f"Test of the {name} Kind") for n, name in enumerate(("First", "Second", "Third", "Fourth", "Fifth", "Sixth"), 1)]  # fmt: skip


def manual() -> str:
    """Return a manual with a table of contents and its sections."""
    contents = "\n".join(f"{number} - {title}" for number, title in SECTIONS)
    prose = (
        "The test is covered when it is medically necessary for the diagnosis of anemia in patients who have symptoms. "
        * 6
    )
    parts = "\n\n".join(f"{number} - {title}\n\n(Rev. 1)\n\n{prose}" for number, title in SECTIONS)
    return f"Medicare National Coverage Determinations Manual\n\nTable of Contents\n\n{contents}\n\nThe manual begins here.\n\n{parts}\n"


def test_a_manual_holds_a_policy_a_section() -> None:
    found = policies(manual())
    assert [(policy.number, policy.title) for policy in found] == SECTIONS
    assert {policy.payer.name for policy in found} == {"Centers for Medicare & Medicaid Services"}
    assert sum(policy.ledger.characters for policy in found) == len(page(manual()).text)
