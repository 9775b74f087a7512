"""Samples of medical and payment policies and of question sets: structure and facts of real ones, wording ours."""

from __future__ import annotations

from paper import Paper
from plan_samples import NOTICE


def sentara_sample() -> Paper:
    """Return a medical policy of Sentara on testing before a gene therapy of the eye."""
    p = Paper()
    p.running([], f"Medical 34E  {NOTICE}")
    p.para("Commercial", bold=True, indent=400)
    p.para("Testing before Gene Therapy of the Retina", bold=True, size=14)
    p.para("Table of Content")
    p.para("Effective Date 1/2012")
    p.para("Next Review Date 9/15/2024")
    p.para("Coverage Policy Medical 34E")
    p.para("Purpose:", bold=True)
    p.para("This policy speaks of a gene test before treatment with Luxturna.")
    p.para("Description & Definitions:", bold=True)
    p.para("RPE65 is a gene that the retina needs.")
    p.para("Criteria:", bold=True)
    p.para("RPE65 gene testing is considered medically necessary for patients who meet ALL of the following:")
    p.item("•", "The test's result will change the treatment", 0)
    p.item("•", "The patient has 1 or more of the following:", 0)
    p.item("o", "Clinical features of the disease", 1)
    p.item("o", "A known risk of inheriting the mutation", 1)
    p.item("•", "Visual acuity is worse than 20/60 in both eyes", 0)
    p.para("Coding:", bold=True)
    p.para("Medically necessary with criteria:")
    p.table([["Coding", "Description"], ["81406", "Molecular pathology procedure, level 7"]], [90, 300])
    p.para("Document History:", bold=True)
    p.para("Revised Dates:")
    p.item("•", "2023: September", 0)
    p.item("•", "2021: October", 0)
    p.para("Reviewed Dates:")
    p.item("•", "2016: April", 0)
    p.para("Effective Date:")
    p.item("•", "January 2012", 0)
    p.para("References:", bold=True)
    p.item("1.", "FDA. Prescribing information for Luxturna. 2022.", 0)
    p.para("Special Notes: *", bold=True)
    p.para("Benefits vary by plan.")
    p.para("Keywords:", bold=True)
    p.para("RPE65, gene test")
    return p


def wellcare_sample() -> Paper:
    """Return a claims and payment policy of WellCare on dialysis."""
    p = Paper()
    p.running([], f"CPP Guideline  {NOTICE}")
    p.para("Claims and Payment Policy: RENAL DIALYSIS", bold=True)
    p.para("Policy Number: CPP-114")
    p.para("Original Effective Date: 06/06/2019")
    p.para("BACKGROUND", bold=True)
    p.para("WellCare pays for dialysis where kidneys fail.")
    p.para("POSITION STATEMENT", bold=True)
    p.para("Levocarnitine is covered for dialysis patients with carnitine deficiency who have one of the following:")
    p.item("•", "Anemia that resists erythropoietin", 0)
    p.item("•", "Low blood pressure during hemodialysis", 0)
    p.para("CODING & BILLING", bold=True)
    p.para("Covered CPT codes: 90935, 90937")
    p.para("REFERENCES", bold=True)
    p.item("1.", "CMS. Medicare Claims Processing Manual, chapter 8.", 0)
    return p


COLUMNS = ["Sequence Number", "Question ID", "Default Next Question ID", "Question Type", "Question Text", "Choice Text", "Next Question ID"]  # fmt: skip
WIDTHS = [45.0, 45.0, 50.0, 50.0, 150.0, 80.0, 70.0]


def questions_sample() -> Paper:
    """Return a question set of Ohio Medicaid on icosapent ethyl and on a drug that a reviewer decides on."""
    p = Paper()
    p.para("Cardiovascular Agents: Lipotropics")
    p.para(NOTICE)
    for title, product, rows, term in (
        ("Non-Preferred Products", ["VASCEPA", "034567"], FIBRATES, "LENGTH OF AUTHORIZATIONS: Initial- 84 days; Subsequent- 365 days"),
        ("Juxtapid", ["JUXTAPID", "045678"], REVIEWED, "LENGTH OF AUTHORIZATIONS: 365 days"),
    ):  # fmt: skip
        p.table([["Criteria Title", "Cardiovascular Agents: Lipotropics"], ["Criteria Subtitle", title], ["Approval Level", "GCNSeqNo"]], [120, 300])  # fmt: skip
        p.table([["Products", "Drug Name", "Corresponding Code (s)", "Type of Code (GCNSeqNo, HICL, NDC)"], ["", *product, "GCNSeqNo"]], [90, 110, 110, 150])  # fmt: skip
        p.table([COLUMNS, *rows], WIDTHS)
        p.para(term)
        p.table([["Last Approved", "8/11/2023"]], [120, 120])
    return p


BEGIN = "Is this a new start or a continuation (initial authorization request or continuing therapy)?"
FIBRATES = [
    ["1", "0998", "", "Select", BEGIN, "New Start", "0999"],
    ["", "", "", "", "", "Continuation", "1234"],
    ["2", "0999", "", "Select", "Are triglycerides at least 500 mg/dL?", "Y", "1000"],
    ["", "", "", "", "", "N", "1001"],
    ["3", "1000", "", "Select", "Is the request for a product with a brand name?", "Y", "1002"],
    ["", "", "", "", "", "N", "END (Approve x 84 days)"],
    ["4", "1001", "", "Select", "Has the patient had an inadequate response to two statins?", "Y", "1000"],
    ["", "", "", "", "", "N", "1235"],
    ["5", "1002", "", "Select", "Why can no generic product be taken?", "Allergy", "END (Approve x 84 days)"],
    ["", "", "", "", "", "Other", "1235"],
    ["6", "1234", "", "Select", "Has the provider sent in documentation of the clinical response?", "Y", "END (Approve x 365 days)"],
    ["", "", "", "", "", "N", "1235"],
    ["7", "1235", "", "Free Text", "Please give the reason for the request.", "", "END (Pending Manual Review)"],
]  # fmt: skip
REVIEWED = [
    ["1", "2000", "", "Select", "Has the patient homozygous familial hypercholesterolemia?", "Y", "END (Pending Manual Review)"],
    ["", "", "", "", "", "N", "2001"],
    ["2", "2001", "", "Free Text", "Please give the reason for the request.", "", "END (Pending Manual Review)"],
]  # fmt: skip
