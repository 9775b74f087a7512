"""Dates as payers write them, and logs split into statements."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payerdiff.corpus.library import samples
from payerdiff.ingest.reader import read_bytes, read_file
from payerdiff.model.policy import Policy
from payerdiff.normalize.log.revision_log import kind_of, statements_of
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.sections.dates import dates_in

FORMS = ("%m.%d.%y", "%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%B %d, %Y")


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(FORMS))
def test_a_date_is_read_as_it_was_written(day: date, form: str) -> None:
    assert [(d, p) for d, p, _, _ in dates_in(f"on {day.strftime(form)}:")] == [(day, "day")]


def test_versions_codes_and_ranges_are_no_dates() -> None:
    assert dates_in("version 13.45.2, code C83.50, 15-39 years, 0.1%, 28 mcg") == []


def test_a_log_back_to_2014_is_read_entry_by_entry() -> None:
    policy = normalize(read_file(samples() / "bcbsms" / "leukine-L.5.01.453.html"))
    assert isinstance(policy, Policy)
    assert next(r.dates.entry for r in policy.revisions if r.dates.entry) == date(2014, 1, 1)
    assert len(policy.revisions) == 13
    assert policy.dates.last_review == date(2025, 9, 9)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("removed requirement for KMT2A status", "removed"),
        ("Policy updated to remove Neupogen", "removed"),
        ("added combination therapy option", "added"),
        ("Code Reference section updated to add HCPCS code J2820", "codes"),
        ("references reviewed and updated", "references"),
        ("Annual review, no material changes", "annual_review"),
        ("Coding Reviewed: No changes", "codes"),
        ("clarified that Ph refers to adult disease", "clarified"),
    ],
)
def test_statements_are_typed(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_an_entry_is_cut_before_each_verb_of_change() -> None:
    text = "Annual review: clarified that Ph refers to adults and added the term X; for infants, removed the requirement; references updated."
    assert [s.kind for s in statements_of(text, 1)] == ["annual_review", "clarified", "added", "removed", "references"]


def test_marks_that_dates_and_log_contradict_are_reported_and_taken_as_marked() -> None:
    text = """Clinical Policy: Sample (Drug)
Reference Number: XX.PHAR.1
Last Review Date: ~~09.05.25~~ 02.20.25
I. Initial Approval Criteria
A. B-cell ALL (must meet all):
1. Ph-negative ~~(adults)~~ disease;
Reviews, Revisions, and Approvals\tDate
Annual review\t02.20.25
<u>Annual review: added the term BCR::ABL1 for pediatric disease\t09.05.25</u>
"""
    policy = normalize(read_bytes(text.encode(), "wrong.md"))
    assert isinstance(policy, Policy)
    assert policy.dates.last_review == date(2025, 2, 20)
    assert [f.code for f in policy.findings].count("polarity-contradicted") == 2


def test_bare_dates_below_a_line_that_says_what_was_done() -> None:
    text = (
        """Gene Tests
Effective Date: January 2012

Criteria

- The test is medically necessary when a specialist orders it and the patient has symptoms of the disease; members must have coverage.

Document History:

Revised Dates:

- 2023: September
- 2015: June

Reviewed Dates:

- 2016: April

References:

CPT codes are elsewhere. Prior authorization is needed, a diagnosis too. Effective Date: January 2012.
"""
        + "The trials enrolled many people, who were followed for a long time and did well in many ways.\n" * 16
    )
    policy = normalize(read_bytes(text.encode(), "log.txt"))
    assert isinstance(policy, Policy)
    assert [(str(r.dates.entry), r.precision, r.text, r.dates.reviewed is not None) for r in policy.revisions] == [
        ("2023-09-01", "month", "Revised", False), ("2015-06-01", "month", "Revised", False), ("2016-04-01", "month", "Reviewed", True),
    ]  # fmt: skip


def test_who_did_it_may_stand_before_the_date() -> None:
    text = (
        "EVIDENCE-BASED CRITERIA\nSECTION: DRUGS\nBCBSAZ\n\nMADEUPRA\n\nCriteria for initial therapy: Madeupra is considered medically necessary "
        "when ALL of the following criteria are met:\n1. Patient has asthma\n2. Patient is 18 years or older\n\n"
        "History: Date: Activity:\nPharmacy and Therapeutics Committee 02/20/25 Revisions to guideline: criteria, coding,\nresources\n"
        "Pharmacy and Therapeutics Committee 02/15/24 Approved guideline\nClinical Pharmacist 02/01/24 Development\n\nCoding:\nHCPCS: J1411\n"
    )
    policy = normalize(read_bytes(text.encode(), "policy.txt"))
    assert isinstance(policy, Policy)
    assert [(r.dates.entry, r.text) for r in policy.revisions] == [
        (date(2025, 2, 20), "Revisions to guideline: criteria, coding, resources"),
        (date(2024, 2, 15), "Approved guideline"),
        (date(2024, 2, 1), "Development"),
    ]


def test_the_items_of_an_entry_are_statements_without_their_signs() -> None:
    text = (
        "Madeup Health Plan\nMadeupra (madeumab)\nPolicy Number: P-12\n\nCoverage Criteria\n"
        "Madeupra is considered medically necessary when all of the following criteria are met:\n1. Diagnosis of asthma\n2. Age 12 years or older\n\n"
        "Revision History\nDate  Action\n10/30/2019 • Annual review • Codes added\n11/05/2020 • Approved\n"
    )
    policy = normalize(read_bytes(text.encode(), "policy.txt"))
    assert isinstance(policy, Policy)
    assert [[s.text for s in r.statements] for r in policy.revisions] == [
        ["Annual review", "Codes added"],
        ["Approved"],
    ]
