"""Samples of health plans whose policies are PDFs of a simple layout: structure and facts of real ones, wording ours."""

from __future__ import annotations

from paper import Paper

NOTICE = "Sample document worded by the payerdiff project after a public template. Not a payer's policy; not for coverage decisions."


def bcbsaz_sample() -> Paper:
    """Return criteria of Blue Cross Blue Shield of Arizona on Vyjuvek."""
    p = Paper()
    p.running([], f"O1139.4.docx  {NOTICE}")
    p.para("EVIDENCE-BASED CRITERIA ORIGINAL EFFECTIVE DATE: 08/17/23", bold=True)
    p.para("SECTION: SPECIALTY MEDICAL DRUGS LAST REVIEW DATE: 08/15/24", bold=True)
    p.para("CURRENT EFFECTIVE DATE: 11/21/24", bold=True, indent=252)
    p.para("NEXT ANNUAL REVIEW DATE: 3RD QTR 2025 ARCHIVE DATE:", bold=True)
    p.para("GENE THERAPY FOR DYSTROPHIC EPIDERMOLYSIS BULLOSA: VYJUVEK (beremagene geperpavec-svdt)", bold=True)
    p.para("Non-Discrimination Statement is located at the end of this document.", bold=True)
    p.para("What a member's benefit plan covers decides; this guide says what BCBSAZ holds to be medically necessary.")
    p.para("Criteria:", bold=True)
    p.para("Refer to FDA website for current indications and dosage.", bold=True)
    p.item("➢", "**Criteria for initial therapy:** Vyjuvek is considered **medically necessary** and will be approved when **ALL** of the following criteria are met:", 0)  # fmt: skip
    p.item("1.", "Prescriber is a dermatologist or has consulted a dermatologist", 1)
    p.item("2.", "Individual is 6 months of age or older", 1)
    p.item("3.", "Individual has dystrophic epidermolysis bullosa with **ALL** of the following:", 1)
    p.item("▪", "A mutation of the COL7A1 gene, found by a laboratory", 2)
    p.item("▪", "Number and size of the wounds to be treated were sent in", 2)
    p.item("4.", "Vyjuvek will be given by a healthcare professional", 1)
    p.para("**Initial approval duration:** 6 months", indent=18)
    p.item("➢", "**Criteria for continuation of coverage (renewal request):** Vyjuvek is considered **medically necessary** and will be approved when **ALL** of the following criteria are met:", 0)  # fmt: skip
    p.item("1.", "Individual is still seen by a dermatologist", 1)
    p.item("2.", "Response shown by **ONE** of the following:", 1)
    p.item("▪", "Wounds are still open and have become smaller", 2)
    p.item("▪", "Treated wounds have closed, and the request is for new ones", 2)
    p.para("**Renewal duration:** 12 months", indent=18)
    p.item("➢", "Vyjuvek for all other indications not previously listed is considered **experimental or investigational** and will not be covered when any **ONE** of these holds:", 0)  # fmt: skip
    p.item("1.", "Final approval by a government body is lacking; or", 1)
    p.item("2.", "Evidence of better health outcomes is not sufficient", 1)
    p.para("Description:", bold=True)
    p.para("Vyjuvek brings copies of a collagen gene into the skin.")
    p.para("Coding:", bold=True)
    p.para("HCPCS: J3401")
    p.para("References:", bold=True)
    p.item("1.", "Vyjuvek product information. Krystal Biotech, Inc. 2023.", 0)
    return p


def hcsc_sample() -> Paper:
    """Return a policy of HCSC on Onpattro."""
    p = Paper()
    p.running([], f"Patisiran/RX501.102  {NOTICE}")
    p.table([["Policy Number", "RX501.102"], ["Policy Effective Date", "02/01/2025"]], [160, 160])
    p.para("Patisiran (Onpattro)", bold=True, size=14)
    p.para("Disclaimer", bold=True)
    p.para("A member's contract decides which services are covered.")
    p.para("Legislative Mandates", bold=True)
    p.para("EXCEPTION: For HCSC members of some states the law may ask for more.")
    p.para("Coverage", bold=True)
    p.para("Initial Therapy", bold=True)
    p.para("Patisiran (Onpattro) **may be considered medically necessary** for adult patients when **ALL** of the following criteria are met:")  # fmt: skip
    p.item("1.", "Hereditary transthyretin-mediated amyloidosis was confirmed by a genetic test; AND", 0)
    p.item("2.", "Polyneuropathy shown by **ONE** of the following:", 0)
    p.item("•", "Polyneuropathy disability stage IIIb or lower; or", 1)
    p.item("•", "Familial amyloid polyneuropathy stage one or two; AND", 1)
    p.item("3.", "Individual does not have **ANY** of the following:", 0)
    p.item("•", "Heart failure of class III or IV; or", 1)
    p.item("•", "Prior liver transplantation.", 1)
    p.para("Continuation Therapy", bold=True)
    p.para("Continued use of patisiran (Onpattro) **may be considered medically necessary** with documentation of:")
    p.item("1.", "Symptoms that are stable or better; AND", 0)
    p.item("2.", "No other drug that lowers transthyretin at the same time.", 0)
    p.para(
        "Patisiran (Onpattro) **is considered experimental, investigational and/or unproven** in all other situations."
    )
    p.para("NOTE 1: Authorization approval duration (initial and reauthorization): 12 months.")
    p.para("Policy Guidelines", bold=True)
    p.para("None.")
    p.para("Description", bold=True)
    p.para("Patisiran keeps the liver from making transthyretin.")
    p.para("Coding", bold=True)
    p.table([["CPT Codes", "None"], ["HCPCS Codes", "J0222"]], [120, 200], bold_head=False)
    p.para("References", bold=True)
    p.item("1.", "FDA. Prescribing information for Onpattro. 2023.", 0)
    p.para("Policy History/Revision", bold=True)
    p.table([["Date", "Description of Change"], ["02/01/2025", "Reviewed. No changes."], ["12/01/2019", "New medical document."]], [90, 300])  # fmt: skip
    return p


def anthem_sample() -> Paper:
    """Return a medical policy of Anthem on gene therapy for Duchenne muscular dystrophy."""
    p = Paper()
    p.running([], f"Anthem  {NOTICE}")
    p.para("Medical Policy", bold=True, size=14)
    p.para("Subject: Gene Therapy for Duchenne Muscular Dystrophy")
    p.para("Document #: MED.00144 Publish Date: 10/01/2024")
    p.para("Status: Reviewed Last Review Date: 08/08/2024")
    p.para("Description/Scope", bold=True)
    p.para("This document addresses delandistrogene moxeparvovec (Elevidys), given once into a vein.")
    p.para("Position Statement", bold=True)
    p.para("Medically Necessary:", bold=True)
    p.para("One infusion of delandistrogene moxeparvovec (Elevidys) is considered **medically necessary** in individuals who meet **all** of the following criteria:")  # fmt: skip
    p.item("A.", "Duchenne muscular dystrophy with a confirmed mutation of the DMD gene; and", 0)
    p.item("B.", "No deletion in exon 8 or exon 9; and", 0)
    p.item("C.", "Age 4 to 5 years; and", 0)
    p.item("D.", "Absence of liver disease, which is any of the following:", 0)
    p.item("1.", "A liver impairment that is known; or", 1)
    p.item("2.", "Acute hepatitis by a virus.", 1)
    p.para("Investigational and Not Medically Necessary:", bold=True)
    p.para("Delandistrogene moxeparvovec is considered **investigational and not medically necessary** when the criteria above are not met.")  # fmt: skip
    p.para("Rationale", bold=True)
    p.para("The label rests on how much of the protein was made.")
    p.para("Coding", bold=True)
    p.table([["HCPCS", "Description"], ["J1413", "Injection, delandistrogene moxeparvovec-rokl"]], [90, 300])
    p.para("References", bold=True)
    p.item("1.", "Elevidys product information. Sarepta Therapeutics, 2024.", 0)
    p.para("Document History", bold=True)
    p.table([["Status", "Date", "Action"], ["Reviewed", "08/08/2024", "Committee review. Revised the criterion on age."], ["New", "08/10/2023", "Committee review. Initial document."]], [70, 80, 270])  # fmt: skip
    return p


def amerihealth_sample() -> Paper:
    """Return a clinical policy of AmeriHealth Caritas on a genetic test."""
    p = Paper()
    p.running([], f"CCP.1282  {NOTICE}")
    p.para("Genetic testing for Duchenne muscular dystrophy", size=16)
    p.para("Clinical Policy ID: CCP.1282")
    p.para("Recent review date: 1/2024")
    p.para("Next review date: 5/2025")
    p.para("AmeriHealth Caritas Ohio has developed clinical policies to help decide on coverage; the law and the contract come first.")  # fmt: skip
    p.para("Coverage policy", bold=True)
    p.para("One genetic test in a lifetime for Duchenne muscular dystrophy is clinically proven and may be medically necessary when all of the following criteria are met:")  # fmt: skip
    p.bullet(0, "A neurologist or a medical geneticist orders the test.")
    p.bullet(0, "The test is for one of the following:")
    p.bullet(1, "Diagnosis of a member with symptoms.")
    p.bullet(1, "Finding carriers where the family has the disease.")
    p.bullet(0, "Counseling comes before and after the test.")
    p.para("Limitations", bold=True)
    p.para("The following uses of the test are considered experimental/investigational and not clinically proven:")
    p.bullet(0, "Screening of newborns.")
    p.bullet(0, "The same panel again.")
    p.para("Alternative covered services", bold=True)
    p.para("Care by primary and specialist physicians.")
    p.para("Background", bold=True)
    p.para("The disease comes from mutations of the DMD gene.")
    p.para("References", bold=True)
    p.para("Birnkrant DJ. Diagnosis and management of Duchenne muscular dystrophy. Lancet Neurol. 2018.")
    p.para("Policy updates", bold=True)
    p.para("1/2017: initial review date and clinical policy effective date: 3/2017")
    p.para("1/2024: Policy references updated.")
    return p


def cigna_sample() -> Paper:
    """Return a prior authorization policy of Cigna on Dupixent."""
    p = Paper()
    p.running([], f"Cigna National Formulary Coverage  {NOTICE}")
    p.para("PRIOR AUTHORIZATION POLICY", bold=True, size=14)
    p.para("POLICY: Immunologicals – Dupixent Prior Authorization Policy")
    p.para("REVIEW DATE: 04/23/2025")
    p.para("INSTRUCTIONS FOR USE", bold=True)
    p.para("The policy applies to plans that Cigna Companies administer; the plan's document decides.")
    p.para("OVERVIEW", bold=True)
    p.para("Dupixent blocks the signal of interleukin 4 and 13.")
    p.para("POLICY STATEMENT", bold=True)
    p.para("Prior Authorization is recommended for coverage of Dupixent. Approvals run for the time noted below.")
    p.para("FDA-Approved Indications", bold=True)
    p.item("1.", "**Asthma.** Approve for the duration noted if the patient meets ONE of the following (A or B):", 0)
    p.item("A)", "Initial Therapy. Approve for 6 months if the patient meets ALL of the following (i, ii, and iii):", 1)
    p.item("i.", "Patient is ≥ 6 years of age; AND", 2)
    p.item("ii.", "Patient meets ONE of the following (a or b):", 2)
    p.item("a)", "Blood eosinophils were ≥ 150 cells per microliter in the last 6 weeks; OR", 3)
    p.item("b)", "Patient depends on oral corticosteroids; AND", 3)
    p.item("iii.", "The medication is prescribed by or in consultation with an allergist, immunologist, or pulmonologist; OR", 2)  # fmt: skip
    p.item("B)", "Patient is Currently Receiving Dupixent. Approve for 1 year if the patient meets BOTH of the following (i and ii):", 1)  # fmt: skip
    p.item("i.", "Patient has had Dupixent for at least 6 months; AND", 2)
    p.para("Note: A patient with less is looked at under initial therapy.", indent=90)
    p.item("ii.", "Patient has responded to therapy, as the prescriber says. Note: Fewer attacks are a response.", 2)
    p.item("2.", "**Prurigo Nodularis.** Approve for 6 months if the patient meets BOTH of the following (A and B):", 0)
    p.item("A)", "Patient is ≥ 18 years of age; AND", 1)
    p.item("B)", "The medication is prescribed by or in consultation with a dermatologist.", 1)
    p.para("CONDITIONS NOT COVERED", bold=True)
    p.para("Dupixent is considered not medically necessary for ANY other use, including the following (the list may grow):", bold=True)  # fmt: skip
    p.item("1.", "Use together with another monoclonal antibody for the same disease.", 0)
    p.item("2.", "Peanut allergy.", 0)
    p.para("REFERENCES", bold=True)
    p.item("1.", "Dupixent prescribing information. Regeneron/Sanofi, 2024.", 0)
    p.para("HISTORY", bold=True)
    p.table([["Type of Revision", "Summary of Changes", "Review Date"], ["Annual Revision", "No criteria changes.", "04/23/2025"], ["Selected Revision", "Asthma: the number of eosinophils was changed.", "07/10/2024"]], [100, 240, 80])  # fmt: skip
    return p
