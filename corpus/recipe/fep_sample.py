"""The sample of a Federal Employee Program drug policy: structure and facts of a real one, wording ours."""

from __future__ import annotations

from paper import Paper

NOTICE = "Sample document worded by the payerdiff project after a public template. Not a payer's policy; not for coverage decisions."
LOG = (
    ("February 2015", "New addition"),
    ("June 2015", "Annual review"),
    ("February 2016", "Added males with breast cancer; added well-differentiated/dedifferentiated liposarcoma"),
    ("June 2017", "Annual review; added age limit to renewal"),
    ("June 2023", "Annual review; requirements rearranged"),
    ("May 2025", "Added PIK3CA-mutated breast cancer after the label changed"),
    ("June 2025", "Annual review and reference update"),
)


def fep_sample() -> Paper:
    """Return the Ibrance policy."""
    p = Paper(size=11)
    p.running(
        [
            "5.21.054",
            "Section: Prescription Drugs     Effective Date: July 1, 2025",
            "Subsection: Antineoplastic Agents     Original Policy Date: February 20, 2015",
            "Subject: Ibrance     Page: see foot",
        ],
        NOTICE,
    )
    opening(p)
    p.para("Prior-Approval Requirements", bold=True, size=13)
    breast(
        p,
        (
            "Breast cancer resists endocrine therapy",
            "Used in combination with inavolisib and fulvestrant",
            "Breast cancer came back on or after adjuvant endocrine therapy",
        ),
        True,
    )
    sarcoma(p)
    p.para("Prior – Approval Renewal Requirements", bold=True, size=13)
    breast(p, ("Used in combination with inavolisib and fulvestrant",), False)
    sarcoma(p)
    p.para("AND the following:", indent=36)
    p.item("a.", "No progression, no unacceptable toxicity", 3)
    closing(p)
    return p


def opening(p: Paper) -> None:
    """Write what stands before the criteria."""
    p.para("Last Review Date: June 12, 2025", bold=True)
    p.para("Ibrance", bold=True, size=16)
    p.para("Description", bold=True)
    p.para("Ibrance (palbociclib) slows two kinases that drive cell division, CDK 4 and CDK 6.")
    p.para("Background", bold=True)
    p.para(
        "It is used in breast cancer that is HR-positive and HER2-negative; off label also in one form of liposarcoma."
    )
    p.para("Policy", bold=True)
    p.para("Ibrance may be considered medically necessary where the conditions below hold.")
    p.para("Ibrance may be considered investigational for any other use.")


def closing(p: Paper) -> None:
    """Write what stands after the criteria: limits, references, log."""
    p.para("Policy Guidelines", bold=True)
    p.para("Pre – PA Allowance", bold=True)
    p.para("None")
    p.para("Prior - Approval Limits", bold=True)
    p.para("Duration 12 months")
    p.para("Prior – Approval Renewal Limits", bold=True)
    p.para("Same as above")
    p.para("Rationale", bold=True)
    p.para("Prior approval keeps the drug to uses whose benefit is shown.")
    p.para("References", bold=True)
    p.item("1.", "Ibrance [package insert]. Pfizer Labs; April 2024.", 0)
    p.para("Policy History", bold=True)
    p.para("Date     Action")
    for month, action in LOG:
        p.para(f"{month} {action}")
    p.para("Keywords", bold=True)
    p.para("This policy was approved by nobody: it is a sample after the FEP® template.")


def breast(p: Paper, mutated: tuple[str, ...], markers: bool) -> None:
    """Write the block on breast cancer."""
    p.para("Age 18 years of age or older")
    p.para("Diagnoses", bold=True)
    p.para("Patient must have the following:", indent=36)
    p.item("1.", "Advanced or metastatic breast cancer", 3)
    p.para("AND ONE of the following:", indent=36)
    p.item("a.", "Patient has a PIK3CA-mutation", 3)
    for number, words in zip(("i.", "ii.", "iii."), mutated, strict=False):
        p.item(number, words, 4)
    p.item("b.", "Patient is NOT PIK3CA-mutated", 3)
    p.item("i.", "Used in combination with an aromatase inhibitor or fulvestrant", 4)
    p.para("AND ALL of the following:", indent=36)
    if markers:
        p.item("a.", "Hormone receptor (HR)-positive", 3)
        p.item("b.", "Human epidermal growth factor receptor 2 (HER2)-negative", 3)
        p.item("c.", "Males: testicular hormones must be suppressed too", 3)
    else:
        p.item("a.", "Males: testicular hormones must be suppressed too", 3)
        p.item("b.", "No progression, no unacceptable toxicity", 3)


def sarcoma(p: Paper) -> None:
    """Write the block on liposarcoma."""
    p.para("Age 18 years of age or older")
    p.para("Diagnosis", bold=True)
    p.para("Patient must have the following:", indent=36)
    p.item("1.", "Well-Differentiated/Dedifferentiated Liposarcoma (WD-DDLS)", 3)
