"""The sample of a Centene redline: structure, facts and tracked changes of a real one, wording ours."""

from __future__ import annotations

from paper import Paper

NOTICE = "Sample document worded by the payerdiff project after a public template. Not a payer's policy; not for coverage decisions."


def centene_sample() -> Paper:
    """Return LA.PHAR.312 as a redline: old = review of 02.20.25, new = review of 09.05.25."""
    p = Paper(size=10.5)
    head(p)
    initial(p)
    continued(p)
    appendices(p)
    references(p)
    closing(p)
    return p


def head(p: Paper) -> None:
    """Write the head and the approved indications."""
    p.running(["CLINICAL POLICY", "Blinatumomab"], NOTICE, first=False)
    p.para("Clinical Policy: Blinatumomab (Blincyto)", bold=True, size=13)
    p.para("Reference Number: LA.PHAR.312")
    p.para("Effective Date: 02.03.24")
    p.para("Last Review Date: {-02.20.25-}{+09.05.25+}")
    p.para("Line of Business: Medicaid")
    p.para("See Important Reminder on the last page for legal and regulatory notes.", bold=True)
    p.para("Please note: This policy is for medical benefit", bold=True)
    p.para("Description", bold=True)
    p.para("Blinatumomab (Blincyto®) links T cells to B cells by binding CD3 and CD19.")
    p.para("FDA Approved Indication(s)", bold=True)
    p.para("The label names patients from one month of age, adults included, with:")
    p.bullet(0, "B-ALL that carries CD19, in first or second complete remission, with MRD of 0.1% or more")
    p.bullet(0, "B-ALL that carries CD19 and has come back or resisted treatment")
    p.bullet(
        0, "B-ALL that carries CD19 without the Philadelphia chromosome, during consolidation in a multiphase plan"
    )
    p.para("Policy/Criteria", bold=True)
    p.para(
        "Provider must submit documentation (chart notes, laboratory results and the like) which shows that each criterion is met."
    )
    p.para(
        "It is the policy of Louisiana Healthcare Connections that Blincyto counts as medically necessary where these criteria are met:"
    )


def initial(p: Paper) -> None:
    """Write section I."""
    p.item("I.", "**Initial Approval Criteria**", 0)
    p.item("A.", "**B-Cell Acute Lymphoblastic Leukemia** (must meet all):", 1)
    p.item("1.", "Diagnosis of B-ALL;", 2)
    p.item("2.", "Prescribed by or in consultation with a hematologist or oncologist;", 2)
    p.item("3.", "Age ≥ 1 month;", 2)
    p.item("4.", "Requested as treatment for (a, b, c, d, or e):", 2)
    uses(p)
    p.item("5.", "Request meets one of the following (a or b):*", 2)
    p.item("a.", "Dose does not exceed 28 mcg per day;", 3)
    p.item(
        "b.",
        "Dose is supported by practice guidelines or peer-reviewed literature for that off-label use (evidence to be sent in).",
        3,
    )
    p.para("*The prescribed regimen must be FDA-approved or recommended by NCCN", indent=54)
    p.para("Approval duration: 6 months", indent=36, bold=True)
    other_uses(p)


def uses(p: Paper) -> None:
    """Write what initial approval is requested for, by state of the disease."""
    p.item("a.", "B-ALL in remission, yet MRD-positive;", 3)
    p.item(
        "b.",
        "Philadelphia chromosome{-–positive (Ph+)-}{+ (Ph)-positive (adults) or BCR::ABL1-positive (pediatrics)+} disease, prescribed in one of the following ways (i or ii):",
        3,
    )
    p.item(
        "i.",
        "In combination with a tyrosine kinase inhibitor (TKI; for example imatinib, Sprycel®, Tasigna®, Bosulif®, Iclusig®) for induction therapy{+ (adults only)+}, for consolidation therapy, or for relapsed or refractory disease;",
        4,
    )
    p.item(
        "ii.",
        "As a single agent for consolidation therapy{+ (adults in consolidation must have MRD-positive disease)+} or for relapsed or refractory disease;",
        4,
    )
    p.item(
        "c.",
        "Ph-negative{+ (adults) or BCR::ABL1-negative (pediatrics)+} disease, prescribed in one of the following ways (i, ii, {-iii, or iv-}{+or iii+}):",
        3,
    )
    p.item(
        "i.",
        "For consolidation therapy: single agent{- or-}{+,+} alternating with multiagent therapy{+ (adults only), or in combination therapy (pediatrics only)+};",
        4,
    )
    p.item("ii.", "As a single agent for relapsed or refractory disease;", 4)
    p.item(
        "iii.",
        "Adult disease only: as maintenance therapy when MRD is negative or unavailable, alternating with POMP (prednisone, vincristine, methotrexate, mercaptopurine);",
        4,
    )
    p.item("iv.", "{-Pediatric disease only: as single agent therapy once consolidation therapy is over;-}", 4)
    p.item(
        "d.",
        "{-Ph-}{+BCR::ABL1+}-like pediatric ALL, prescribed as {-single agent therapy once consolidation therapy is over-}{+consolidation therapy, as a single agent or in combination therapy+};",
        3,
    )
    p.item(
        "e.", "Infant ALL, {-and both of the following (i and ii):-}{+in combination with an Interfant regimen;+}", 3
    )
    p.item("i.", "{-KMT2A status (11q23-rearranged);-}", 4)
    p.item("ii.", "{-Prescribed in combination with an Interfant regimen;-}", 4)


def other_uses(p: Paper) -> None:
    """Write the diagnoses that the section does not list."""
    p.item("B.", "**Other diagnoses/indications** (must meet 1 or 2):", 1)
    p.item(
        "1.", "Where the label changed within the last 6 months and this text does not show it yet, see LA.PMN.255;", 2
    )
    p.item(
        "2.",
        "Where the use is not listed in section III and item 1 does not apply, see the off-label policy LA.PMN.53{- for Medicaid-}.",
        2,
    )


def continued(p: Paper) -> None:
    """Write sections II and III."""
    p.item("II.", "**Continued Therapy**", 0)
    p.item("A.", "**B-Cell Acute Lymphoblastic Leukemia** (must meet all):", 1)
    p.item(
        "1.",
        "Currently receiving medication via Louisiana Healthcare Connections benefit, or records show that the member has been on Blincyto for a covered use for at least 30 days;",
        2,
    )
    p.item("2.", "Member is responding positively to therapy;", 2)
    p.item("3.", "If request is for a dose increase, it meets one of the following (a or b):*", 2)
    p.item("a.", "New dose does not exceed 28 mcg per day;", 3)
    p.item(
        "b.",
        "New dose is supported by practice guidelines or peer-reviewed literature for that off-label use (evidence to be sent in).",
        3,
    )
    p.para("*The prescribed regimen must be FDA-approved or recommended by NCCN", indent=54)
    p.para("Approval duration: 12 months", indent=36, bold=True)
    p.item("B.", "**Other diagnoses/indications** (must meet 1 or 2):", 1)
    p.item(
        "1.", "Where the label changed within the last 6 months and this text does not show it yet, see LA.PMN.255;", 2
    )
    p.item(
        "2.",
        "Where the use is not listed in section III and item 1 does not apply, see the off-label policy LA.PMN.53{- for Medicaid-}.",
        2,
    )
    p.item("III.", "**Diagnoses/Indications for which coverage is NOT authorized:**", 0)
    p.item(
        "A.",
        "Uses without FDA approval that this text does not name, unless efficacy and safety are documented as the off-label policy LA.PMN.53 {-for Medicaid or the evidence of coverage documents -}asks.",
        1,
    )


def appendices(p: Paper) -> None:
    """Write the appendices and the dosing table."""
    p.item("IV.", "**Appendices/General Information**", 0)
    p.para("Appendix A: Abbreviation/Acronym Key", bold=True)
    p.table(
        [
            ["B-ALL: B-cell precursor acute lymphoblastic leukemia", "MRD: minimal residual disease"],
            ["FDA: Food and Drug Administration", "TKI: tyrosine kinase inhibitor"],
        ],
        [230, 230],
        False,
    )
    p.para("Appendix C: Contraindications/Boxed Warnings", bold=True)
    p.bullet(0, "Contraindication(s): hypersensitivity to blinatumomab or a component")
    p.bullet(0, "Boxed warning(s): cytokine release syndrome; neurological toxicity including ICANS")
    p.item("V.", "**Dosage and Administration**", 0)
    p.table(
        [
            ["Indication", "Dosing Regimen", "Maximum Dose"],
            [
                "B-ALL (in remission, MRD-positive)",
                "One induction cycle, up to 3 consolidation cycles.\n≥ 45 kg: 28 mcg/day on days 1-28, then 14 days without\n< 45 kg: 15 mcg/m²/day on days 1-28, then 14 days without",
                "28 mcg/day",
            ],
            [
                "B-ALL (relapsed or refractory)",
                "Two induction cycles, 3 consolidation cycles, up to 4 continued cycles.\n≥ 45 kg: 9 mcg/day on days 1-7, 28 mcg/day on days 8-28 of cycle 1; 28 mcg/day afterwards\n< 45 kg: 5 mcg/m²/day, then 15 mcg/m²/day",
                "28 mcg/day",
            ],
            [
                "B-ALL (consolidation phase)",
                "One cycle.\n≥ 45 kg: 28 mcg/day on days 1-28\n< 45 kg: 15 mcg/m²/day on days 1-28",
                "28 mcg/day",
            ],
        ],
        [120, 260, 80],
    )
    p.item("VI.", "**Product Availability**", 0)
    p.para("Single-dose vial: 35 mcg", indent=18)


def references(p: Paper) -> None:
    """Write the references and the codes."""
    p.item("VII.", "**References**", 0)
    p.item(
        "1.",
        "Blincyto prescribing information. Amgen, Inc.; {-June 2024-}{+April 2025+}. Accessed {-June 20, 2024-}{+May 8, 2025+}.",
        1,
    )
    p.item("2.", "NCCN Drugs and Biologics Compendium. Accessed {-June 24, 2024-}{+April 21, 2025+}.", 1)
    p.item(
        "3.",
        "NCCN Guidelines, Acute Lymphoblastic Leukemia, version {-4-}{+3+}.2024. Accessed {-June 20, 2024-}{+May 8, 2025+}.",
        1,
    )
    p.item(
        "4.",
        "NCCN Guidelines, Pediatric Acute Lymphoblastic Leukemia, version {-5.2024-}{+3.2025+}. Accessed {-June 20, 2024-}{+May 8, 2025+}.",
        1,
    )
    p.item(
        "5.",
        "Clinical Pharmacology, database. Elsevier, Inc.; {-2024-}{+2025+}. Accessed May {-20, 2024-}{+8, 2025+}.",
        1,
    )
    p.para("Coding Implications", bold=True)
    p.para("The codes below inform only; a code that is listed is no promise of coverage.")
    p.table([["HCPCS Codes", "Description"], ["J9039", "Injection, blinatumomab, 1 microgram"]], [110, 350])


def closing(p: Paper) -> None:
    """Write the log and the closing note."""
    p.table(
        [
            ["Reviews, Revisions, and Approvals", "Date", "LDH Approval Date"],
            ["Corporate policy made a local one.", "06.15.23", "01.23.24"],
            ["Annual review; nothing of substance changed", "05.28.24", "09.04.24"],
            [
                "Annual review: added pathway for frontline consolidation and specified KMT2A status (11q23 rearranged) for infant ALL; revised boxed warning in Appendix C; added new indication for Ph- B-ALL in consolidation and age limit of 1 month; rearranged criteria by Ph status; removed requirement that Ph+ disease resist TKIs; references reviewed and updated.",
                "02.20.25",
                "05.19.25",
            ],
            [
                "{+Annual review: clarified that Ph stands for adult disease; added the term BCR::ABL1 for pediatric disease; for pediatrics, removed pathways for use once consolidation is over and added the option of combination therapy for BCR::ABL1-negative/like disease; for infant ALL, removed the KMT2A status requirement; references reviewed and updated.+}",
                "{+09.05.25+}",
                "",
            ],
        ],
        [300, 70, 90],
    )
    p.para("Important Reminder", bold=True)
    p.para(
        "This sample was written to test software. It shows how a clinical policy of this template is built and states the facts of one; the sentences are the project's own. Nothing in it decides a claim."
    )
