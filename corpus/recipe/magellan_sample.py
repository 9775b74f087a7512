"""The sample of a Magellan Rx policy for Aspirus: structure and facts of a real one, wording ours."""

from __future__ import annotations

from paper import Paper

NOTICE = "Sample document worded by the payerdiff project after a public template. Not a payer's policy; not for coverage decisions."
CODES = (
    ("C83.50", "Lymphoblastic lymphoma, site not specified"),
    ("C83.51", "Lymphoblastic lymphoma, nodes of head, face, neck"),
    ("C83.52", "Lymphoblastic lymphoma, nodes within the thorax"),
    ("C83.53", "Lymphoblastic lymphoma, nodes within the abdomen"),
    ("C83.54", "Lymphoblastic lymphoma, nodes of axilla and arm"),
    ("C83.55", "Lymphoblastic lymphoma, nodes of groin and leg"),
    ("C83.56", "Lymphoblastic lymphoma, nodes within the pelvis"),
    ("C83.57", "Lymphoblastic lymphoma, spleen"),
    ("C83.58", "Lymphoblastic lymphoma, nodes of several sites"),
    ("C83.59", "Lymphoblastic lymphoma, extranodal or solid organ"),
    ("C91.00", "ALL, remission not achieved"),
    ("C91.01", "ALL, in remission"),
    ("C91.02", "ALL, in relapse"),
)
REGIONS = (
    ("E (1)", "CA, HI, NV, AS, GU, CNMI", "Noridian"),
    ("F (2 & 3)", "AK, AZ, ID, MT, ND, OR, SD, UT, WA, WY", "Noridian"),
    ("5", "KS, NE, IA, MO", "WPS"),
    ("6", "MN, WI, IL", "NGS"),
    ("H (4 & 7)", "LA, AR, MS, TX, OK, CO, NM", "Novitas"),
    ("8", "MI, IN", "WPS"),
    ("N (9)", "FL, PR, VI", "First Coast"),
    ("J (10)", "TN, GA, AL", "Palmetto GBA"),
    ("M (11)", "NC, SC, WV, VA", "Palmetto GBA"),
    ("L (12)", "DE, MD, PA, NJ, DC", "Novitas"),
    ("K (13 & 14)", "NY, CT, MA, RI, VT, ME, NH", "NGS"),
    ("15", "KY, OH", "CGS Administrators, LLC"),
)


def magellan_sample() -> Paper:
    """Return the Blincyto policy."""
    p = Paper(size=11)
    p.running(["Medical Necessity Criteria"], NOTICE + " Template: Magellan Rx Management.")
    p.para("Blincyto® (blinatumomab)", bold=True, size=18)
    p.para("(Intravenous)", bold=True, size=13)
    authorization(p)
    limits(p)
    initial(p)
    renewal(p)
    dosage(p)
    codes(p)
    p.para("Nondiscrimination & Language Access Policy", bold=True, size=13)
    p.para(
        "Aspirus Health Plan, Inc. is named here because a document of this template names its plan on the last page. The rest of such a notice is left out."
    )
    return p


def authorization(p: Paper) -> None:
    """Write section I."""
    p.para("I. Length of Authorization ^1,9,10^", bold=True, size=13)
    p.para("Acute Lymphoblastic Leukemia (ALL)", bold=True)
    p.bullet(0, "Relapsed or refractory disease:")
    p.bullet(1, "Initial coverage is given for 30 weeks, a total of five cycles (induction 2, consolidation 3)")
    p.bullet(
        1,
        "Continued coverage is given every 24 weeks, with a maximum of two additional authorizations (4 continued cycles)",
    )
    p.bullet(0, "Consolidation therapy (Adult) and MRD+ or incomplete response to induction therapy (Pediatric):")
    p.bullet(1, "Coverage is given for 24 weeks, a total of four cycles (induction 1, consolidation 3)")
    p.bullet(0, "Maintenance therapy (Adult):")
    p.bullet(1, "Coverage is given for up to 30 weeks, a total of five cycles (induction 1-2, consolidation 3)")
    p.bullet(0, "Infant ALL in combination with an Interfant regimen:")
    p.bullet(1, "Coverage is given for 28 days")


def limits(p: Paper) -> None:
    """Write section II."""
    p.para("II. Dosing Limits", bold=True, size=13)
    p.item("A.", "**Quantity Limit (max daily dose) [NDC Unit]:**", 0)
    p.bullet(0, "Blincyto 35 mcg powder for injection: 28 vials per 42 day supply")
    p.item("B.", "**Max Units (per dose and over time) [HCPCS Unit]:**", 0)
    p.para("Acute Lymphoblastic Leukemia (ALL) (Adult/Pediatric)", indent=18)
    p.para("Cycle 1 – 5 (Induction/Consolidation)", indent=18)
    p.bullet(0, "980 billable units per 42 days")
    p.para("Cycle 6 – 9 (Continued Therapy)", indent=18)
    p.bullet(0, "980 billable units per 84 days")


def initial(p: Paper) -> None:
    """Write section III: universal, adult and pediatric criteria."""
    universal(p)
    adults(p)
    children(p)


def universal(p: Paper) -> None:
    """Write what is asked for every use."""
    p.para("III. Initial Approval Criteria ^1^", bold=True, size=13)
    p.para("Coverage is provided in the following conditions:")
    p.para("Universal Criteria ^1^", bold=True)
    p.bullet(
        0,
        "Patient has not received a live vaccine within 2 weeks before the first dose and will be given none during treatment; AND",
    )


def adults(p: Paper) -> None:
    """Write the criteria for adults, four levels deep."""
    p.para("Acute Lymphoblastic Leukemia (ALL) – Adult* † ‡ Ф ^1-8^", bold=True)
    p.bullet(0, "Patient is at least 15 years of age; AND")
    p.bullet(0, "Patient has B-cell precursor ALL; AND")
    p.bullet(1, "Used as consolidation therapy following complete response to induction therapy; AND")
    p.bullet(2, "Patient has positive minimal residual disease (MRD+), or MRD that persists or rises; AND")
    p.bullet(
        3,
        "Used with or without a tyrosine kinase inhibitor (TKI§) where disease is Philadelphia chromosome-positive (Ph+); OR",
    )
    p.bullet(3, "Used as a single agent for Philadelphia chromosome-negative (Ph-) disease; OR")
    p.bullet(2, "Patient has negative minimal residual disease (MRD-); AND")
    p.bullet(3, "Used with a TKI§ for Ph+ disease where multi-agent chemotherapy is no option; AND")
    p.bullet(
        3,
        "Used as a single agent for Ph- disease where induction was inotuzumab ozogamicin + mini-hyperCVD, or multi-agent chemotherapy is no option; OR",
    )
    p.bullet(2, "Patient has MRD unavailable; AND")
    p.bullet(
        3,
        "Used as a single agent for Ph- disease where induction was inotuzumab ozogamicin + mini-hyperCVD, or multi-agent chemotherapy is no option; OR",
    )
    p.bullet(1, "Used as maintenance therapy; AND")
    p.bullet(
        2,
        "Used as a single agent alternating with POMP (mercaptopurine, methotrexate, vincristine, prednisone) for Ph- disease; AND",
    )
    p.bullet(2, "Patient has negative minimal residual disease (MRD-) or MRD unavailable; AND")
    p.bullet(2, "Used following complete response to induction with inotuzumab ozogamicin + mini-hyperCVD; AND")
    p.bullet(1, "Patient has relapsed or refractory disease; AND")
    p.bullet(2, "Used with or without a TKI§ for Ph+ disease; OR")
    p.bullet(2, "Used as a single agent for Ph- disease; OR")
    p.bullet(2, "Used in combination with inotuzumab ozogamicin + mini-hyperCVD for Ph+ or Ph- disease")
    p.para("*NCCN recommendations for ALL may extend to adolescents and young adults of 15-39 years.", size=9)
    p.para("§TKI options: bosutinib, dasatinib, imatinib, nilotinib, ponatinib.", size=9)


def children(p: Paper) -> None:
    """Write the criteria for children, and what the marks behind the headings mean."""
    p.para("Pediatric Acute Lymphoblastic Leukemia (ALL) † ‡ Ф ^1-9^", bold=True)
    p.bullet(0, "Patient is at least 1 month of age; AND")
    p.bullet(1, "Used as a single agent; AND")
    p.bullet(2, "Patient has B-cell precursor ALL; AND")
    p.bullet(
        3,
        "Patient has minimal residual disease positive (MRD+) ALL, in first or second complete remission or past consolidation; OR",
    )
    p.bullet(
        3,
        "Patient has Philadelphia chromosome-positive (Ph+) disease with an incomplete response when consolidation ends; OR",
    )
    p.bullet(3, "Patient has relapsed or refractory disease; OR")
    p.bullet(1, "Used in combination with an Interfant regimen (e.g., Interfant-06, Interfant-99) for infant ALL")
    p.para("*NCCN recommendations for Pediatric ALL may extend to some young adults up to 30 years of age.", size=9)
    p.para("† FDA Approved Indication(s); ‡ Compendium Recommended Indication(s); Ф Orphan Drug", size=9)


def renewal(p: Paper) -> None:
    """Write section IV."""
    p.para("IV. Renewal Criteria ^1,2,9,10^", bold=True, size=13)
    p.para("Coverage may be renewed based upon the following criteria:")
    p.bullet(
        0,
        "Patient still meets the universal and indication-specific criteria of section III, prerequisite therapy aside; AND",
    )
    p.bullet(
        0,
        "Absence of unacceptable toxicity. Examples of such toxicity: cytokine release syndrome, neurological toxicity, serious infection, pancreatitis, tumor lysis syndrome; AND",
    )
    p.bullet(
        0,
        "Treatment response or stabilization of disease as shown by CBC, cytogenetics of the marrow, QPCR or FISH; AND",
    )
    p.para("Acute Lymphoblastic Leukemia (Adult/Pediatric) – Relapsed or refractory disease", bold=True)
    p.bullet(0, "Patient has not exceeded 4 cycles of continued therapy, nor 9 total cycles")
    p.para("Adult Acute Lymphoblastic Leukemia – Consolidation and maintenance therapy", bold=True)
    p.bullet(0, "Coverage may not be renewed")
    p.para("Pediatric Acute Lymphoblastic Leukemia – MRD+ or incomplete response to consolidation therapy", bold=True)
    p.bullet(0, "Coverage may not be renewed")
    p.para("Pediatric Acute Lymphoblastic Leukemia – With an Interfant regimen", bold=True)
    p.bullet(0, "Coverage may not be renewed")


def dosage(p: Paper) -> None:
    """Write section V."""
    p.para("V. Dosage/Administration ^1,9,10^", bold=True, size=13)
    p.table(
        [
            ["Indication", "Dose"],
            [
                "Relapsed or refractory disease, adult or pediatric (up to 9 cycles)",
                "45 kg or more: 9 mcg daily x 7 days and 28 mcg daily x 21 days in cycle 1; 28 mcg daily x 28 days in cycles 2-5 (42 days each) and 6-9 (84 days each)\nLess than 45 kg: 5 mcg/m²/day x 7 days, then 15 mcg/m²/day x 21 days in cycle 1; 15 mcg/m²/day x 28 days afterwards",
            ],
            [
                "Consolidation (up to 4 cycles)",
                "45 kg or more: 28 mcg daily x 28 days in a 42 day cycle\nLess than 45 kg: 15 mcg/m²/day x 28 days, at most 28 mcg/day",
            ],
            [
                "Maintenance (up to 5 cycles)",
                "45 kg or more: 28 mcg daily x 28 days in a 42 day cycle\nLess than 45 kg: 15 mcg/m²/day x 28 days, at most 28 mcg/day",
            ],
            ["With an Interfant regimen (infant ALL)", "15 mcg/m²/day x 28 days, at most 28 mcg/day"],
        ],
        [170, 290],
    )


def codes(p: Paper) -> None:
    """Write the billing section and the appendices."""
    p.para("VI. Billing Code/Availability Information", bold=True, size=13)
    p.para("HCPCS Code:", bold=True)
    p.bullet(0, "J9039 – Injection, blinatumomab, 1 microgram; 1 billable unit = 1 microgram")
    p.para("NDC:", bold=True)
    p.bullet(0, "Blincyto 35 mcg single-dose powder for injection: 55513-0160-xx")
    p.para("VII. References", bold=True, size=13)
    p.item("1.", "Blincyto prescribing information. Amgen, Inc.; 2023. Accessed March 2023.", 0)
    p.para("Appendix 1 – Covered Diagnosis Codes", bold=True, size=13)
    p.table([["ICD-10", "ICD-10 Description"], *[list(row) for row in CODES]], [90, 370])
    p.para("Appendix 2 – Centers for Medicare and Medicaid Services (CMS)", bold=True, size=13)
    p.para("Medicare Part B coverage follows national and local coverage determinations where they exist.")
    p.para("Medicare Part B Administrative Contractor (MAC) Jurisdictions", bold=True)
    p.table(
        [["Jurisdiction", "Applicable State/US Territory", "Contractor"], *[list(row) for row in REGIONS]],
        [80, 190, 190],
    )
