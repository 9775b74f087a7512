"""The sample of a UnitedHealthcare pharmacy program: structure and facts of a real one, wording ours."""

from __future__ import annotations

from paper import Paper

NOTICE = "Sample document worded by the payerdiff project after a public template. Not a payer's policy; not for coverage decisions."
REFUSED = ("Another biologic for the skin [such as Adbry (tralokinumab-ldrm)]", "Janus kinase inhibitor [such as Rinvoq (upadacitinib)]")  # fmt: skip
LUNG = ("Anti-interleukin-5 therapy [such as Nucala (mepolizumab)]", "Anti-IgE therapy [such as Xolair (omalizumab)]", "TSLP inhibitor [such as Tezspire (tezepelumab)]")  # fmt: skip
LOG = (
    ("1/2017", "New program."),
    ("7/2018", "Annual review with no change to coverage criteria. Updated reference."),
    ("12/2018", "Added criteria for new indication for asthma."),
    ("6/2021", "Annual review with no change to criteria. Updated references."),
    ("3/2024", "Clarified potency of topical steroids in atopic dermatitis with no change to clinical intent."),
)


def uhc_sample() -> Paper:
    """Return the Dupixent program."""
    p = Paper(size=11)
    p.running([], NOTICE)
    p.para("UnitedHealthcare Pharmacy", bold=True, indent=170)
    p.para("Clinical Pharmacy Programs", bold=True, indent=170)
    head = [
        ["Program Number", "2024 P 2116-18"],
        ["Program", "Prior Authorization/Medical Necessity"],
        ["Medications", "Dupixent® (dupilumab)"],
        ["P&T Approval Date", "1/2017, 7/2018, 12/2018, 6/2021, 3/2024"],
        ["Effective Date", "6/1/2024"],
    ]
    p.table(head, [130, 320], bold_head=False)
    p.item("1.", "**Background:**", 0)
    p.para("Dupixent (dupilumab) blocks the signal of interleukin 4 and 13.", indent=18)
    p.item("2.", "**Coverage Criteria**^a^**:**", 0)
    p.item("A.", "**Atopic Dermatitis**", 1)
    dermatitis(p)
    p.item("B.", "**Asthma**", 1)
    asthma(p)
    p.para("^a^ State mandates may apply. Other policies may apply too.")
    p.item("3.", "**Additional Clinical Programs:**", 0)
    p.para("• Supply limits may be in place.", indent=18)
    p.item("4.", "**References:**", 0)
    p.item("1.", "Dupixent [package insert]. Regeneron Pharmaceuticals, Inc. January 2024.", 1)
    p.item("2.", "Global Initiative for Asthma. Strategy for Asthma Management and Prevention, 2023.", 1)
    program = [["Program", "Prior Authorization/Medical Necessity - Dupixent (dupilumab)"], ["", "**Change Control**"]]
    p.table(program + [list(row) for row in LOG], [110, 340], bold_head=False)
    return p


def phase(p: Paper, number: str, title: str) -> None:
    """Write the head of a phase."""
    p.item(number, f"**{title}**", 2)
    p.item("a.", "Dupixent will be approved based on all of the following criteria:", 3)


def joint(p: Paper, word: str) -> None:
    """Write a connector on a line of its own."""
    p.para(f"**-{word}-**", indent=200)


def listed(p: Paper, number: str, head: str, items: tuple[str, ...]) -> None:
    """Write an item with lettered items below it."""
    p.item(number, head, 4)
    for letter, words in zip("abcdef", items, strict=False):
        p.item(f"({letter})", words, 5)


def issued(p: Paper, months: int) -> None:
    """Write the sentence on the authorization."""
    p.para(f"**Authorization will be issued for {months} months.**", indent=36)


def dermatitis(p: Paper) -> None:
    """Write atopic dermatitis."""
    phase(p, "1.", "Initial Authorization")
    p.item("(1)", "Diagnosis of chronic atopic dermatitis, moderate to severe", 4)
    joint(p, "AND")
    tried = ("Topical corticosteroid of medium potency or above", "Topical calcineurin inhibitor [such as Protopic (tacrolimus)]", "Eucrisa (crisaborole)")  # fmt: skip
    listed(p, "(2)", "History of failure, contraindication, or intolerance to two of the following topical classes:", tried)  # fmt: skip
    joint(p, "AND")
    listed(p, "(3)", "Patient is not receiving Dupixent in combination with either of the following:", REFUSED)
    joint(p, "AND")
    listed(p, "(4)", "Prescribed by one of the following:", ("Dermatologist", "Allergist", "Immunologist"))
    issued(p, 12)
    phase(p, "2.", "Reauthorization")
    p.item("(1)", "Documentation of positive clinical response to Dupixent therapy", 4)
    joint(p, "AND")
    listed(p, "(2)", "Patient is not receiving Dupixent in combination with either of the following:", REFUSED)
    issued(p, 12)


def asthma(p: Paper) -> None:
    """Write asthma."""
    phase(p, "1.", "Initial Authorization")
    p.item("(1)", "Diagnosis of moderate-to-severe asthma", 4)
    joint(p, "AND")
    p.item("(2)", "One of the following:", 4)
    p.item("(a)", "Blood eosinophils of at least 150 cells/μL before treatment, shown by medical records", 5)
    joint(p, "OR")
    p.item("(b)", "Patient depends on oral corticosteroids for asthma", 5)
    joint(p, "AND")
    p.item("(3)", "Dupixent will be used in combination with one of the following:", 4)
    p.item("(a)", "One inhaled corticosteroid with a long-acting beta2 agonist at the highest dose for the age", 5)
    joint(p, "OR")
    p.item("(b)", "Combination therapy including both of the following:", 5)
    p.item("i.", "One inhaled corticosteroid at the highest dose for the age", 6)
    joint(p, "AND")
    p.item("ii.", "One further controller [such as montelukast or theophylline]", 6)
    joint(p, "AND")
    listed(p, "(4)", "Patient is not receiving Dupixent in combination with any of the following:", LUNG)
    joint(p, "AND")
    listed(p, "(5)", "Prescribed by one of the following:", ("Allergist", "Immunologist", "Pulmonologist"))
    issued(p, 12)
    phase(p, "2.", "Reauthorization")
    gains = ("Fewer exacerbations", "Less use of rescue drugs", "Higher FEV1 than before treatment")
    listed(p, "(1)", "Documentation of positive clinical response to Dupixent therapy as demonstrated by at least one of the following:", gains)  # fmt: skip
    joint(p, "AND")
    listed(p, "(2)", "Patient is not receiving Dupixent in combination with any of the following:", LUNG)
    issued(p, 12)
