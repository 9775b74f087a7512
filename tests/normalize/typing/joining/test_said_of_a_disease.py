"""Alternatives that only say more of a disease leave the disease asked for; members of a list count one by one; an alternative of one case is that case."""

from __future__ import annotations

import pytest

from payerdiff.normalize.typing.conditions import meaning_under
from payerdiff.normalize.typing.expression import Condition, Expression, Group, Unknown, conditions_of
from payerdiff.normalize.typing.written import papers_in


def told(part: Expression | None) -> str:
    """Return an expression as one line: concepts with their values, open parts as `?`."""
    if part is None:
        return "-"
    if isinstance(part, Unknown):
        return "?"
    if isinstance(part, Condition):
        sign = "not " if part.negated else ""
        return f"{sign}{part.subject or part.concept} {part.op} {part.value}"
    assert isinstance(part, Group)
    return f"{part.op}{part.k or ''}({'; '.join(told(p) for p in part.parts)})"


def read(text: str) -> str:
    """Return what a criterion says, as one line."""
    return told(meaning_under(text, ()))


@pytest.mark.parametrize("name", ["gout", "asthma", "plaque psoriasis"])
@pytest.mark.parametrize(
    ("behind", "meaning"),
    [
        ("in a patient who is 70 years or older or has karvel mumbles", "any(age >= 70; ?)"),
        ("in an individual who is 12 years or younger or has mumbling karvels", "any(age <= 12; ?)"),
        ("that karvels at night, or that mumbles by day", "any(?; ?)"),
        ("with ferritin under 50 ng/mL, or ferritin under 90 ng/mL when hemoglobin is below 9 g/dL", "any(ferritin < 50; all(ferritin < 90; hemoglobin < 9))"),
        ("with failure of methotrexate, unless the patient is 75 or older", "any(prior_therapy = methotrexate; age >= 75)"),
    ],
)  # fmt: skip
def test_what_says_more_of_a_disease_is_no_way_around_it(name: str, behind: str, meaning: str) -> None:
    assert read(f"{name.capitalize()} {behind}") == f"all(diagnosis = {name}; {meaning})"


def test_an_exit_that_names_a_disease_is_a_way_of_its_own() -> None:
    assert read("Asthma with failure of montelukast, unless the member has gout").startswith("any(all(")


@pytest.mark.parametrize(
    "text",
    ["Gout with tophi, or has asthma", "Has gout, or is 65 years or older"],
)
def test_whole_alternatives_stay_alternatives(text: str) -> None:
    assert read(text).startswith(("any(", "?"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("At least two of the following are present: hemoglobin under 9 g/dL, gout, or asthma", 3),
        ("At least two of the following are met: hemoglobin under 9 g/dL, gout, asthma, or psoriasis", 4),
        ("All of the following are present: hemoglobin under 9 g/dL, gout, asthma", 3),
    ],
)
def test_each_member_of_a_counted_list_counts_once(text: str, parts: int) -> None:
    expression = meaning_under(text, ())
    assert isinstance(expression, Group) and expression.op in ("at_least", "all") and len(expression.parts) == parts
    assert all(isinstance(part, Condition) and len(part.values) == 1 for part in expression.parts)


def test_an_alternative_of_one_case_is_not_met_by_everybody_else() -> None:
    text = "Ferritin under 50 ng/mL, or hemoglobin under 10 g/dL when transferrin saturation is below 20%"
    assert read(text) == "any(ferritin < 50; all(hemoglobin < 10; transferrin saturation < 20))"


@pytest.mark.parametrize(
    "text", ["No heart attack or stroke in the past year", "Has had no mumbling episodes or stroke"]
)
def test_a_denial_reaches_over_or_whatever_stands_between(text: str) -> None:
    expression = meaning_under(text, ())
    assert expression is not None and all(c.negated for c in conditions_of(expression))


@pytest.mark.parametrize(
    "text",
    [
        "Complete or partial response to the last cisplatin-based regimen",
        "Response to the previous rituximab course",
        "Trial karvel stimulation gave at least a 50% reduction in pain",
        "Member will treat no more than 3 headaches per month",
    ],
)
def test_what_is_said_of_another_treatment_or_of_its_use_is_no_finding(text: str) -> None:
    expression = meaning_under(text, ())
    assert expression is not None and not {c.concept for c in conditions_of(expression)} & {"response", "lab_value"}


def test_what_shows_a_progression_is_no_treatment() -> None:
    assert read("Absence of disease progression on imaging") == "response = no_progression"
    assert "scan" not in read("Progressed on a scan")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Leflunomide, titrated to 20 mg daily for 4 months, was not effective", "all(prior_therapy = leflunomide; ?)"),
        ("Trial of twice-daily metformin", "all(prior_therapy = metformin; ?)"),
        ("History of metformin", "prior_therapy = metformin"),
        ("Switching from tacrolimus", "prior_therapy = tacrolimus"),
        ("Is treated with insulin", "regimen with insulin"),
        ("FeNO of 30 ppb or above while taking an inhaled corticosteroid", "all(FeNO >= 30; regimen with inhaled corticosteroid)"),
        ("FeNO of 30 ppb or above after 3 months of montelukast", "all(FeNO >= 30; prior_therapy = montelukast)"),
        ("No karvel retention, mumbling neuropathy, or glaucoma", "not diagnosis in ('karvel retention', 'mumbling neuropathy', 'glaucoma')"),
        ("Karvel motor subscore of at least 3", "Karvel motor subscore >= 3"),
        ("Headache frequency has dropped by 30% from baseline", "all(response = positive; ?)"),
        ("eGFR has dropped by 30% from baseline", "?"),
        ("Dose will not exceed 20 mg in any 24-hour period", "all(dose <= 20; ?)"),
        ("No more than 200 mg every other week", "dose <= 200"),
        ("Live vaccines must not be given", "live vaccine = none"),
        ("Anti-AAV9 antibody titer is at most 1:100", "AAV antibody titer <= 100"),
        ("CML in chronic or blast phase", "all(diagnosis = CML; disease_setting in ('chronic phase', 'blast phase'))"),
        ("Biallelic RPE65 mutation", "all(RPE65 = positive; ?)"),
        ("Growth with IGF-1 below 100 ng/mL, or at least 2 SD below the mean", "all(any(IGF-1 < 100; IGF-1 <= -2); ?)"),
    ],
)  # fmt: skip
def test_wordings_of_one_thing(text: str, meaning: str) -> None:
    assert read(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Will use the drug as monotherapy or in addition to allopurinol", "any(regimen = single_agent; regimen with allopurinol)"),
        ("Tumor is positive for a BRAF V600 activating mutation", "BRAF V600 = positive"),
        ("The disease harbors a KIT exon 11 mutation", "KIT exon 11 = positive"),
        ("When assessed by one objective measure, patient experienced a beneficial clinical response", "all(?; response = positive)"),
        ("The patient received rituximab for induction therapy", "all(prior_therapy = rituximab; ?)"),
        ("Is concomitantly receiving a gonadotropin- releasing hormone", "regimen with gonadotropin- releasing hormone"),
        ("Has gout, and if the patient has asthma, has failed allopurinol", "all(diagnosis = gout; if(diagnosis = asthma; prior_therapy = allopurinol))"),
        ("For active gout and asthma (new starts only): has failed an NSAID", "all(if(any(all(disease_setting = active; diagnosis = gout); diagnosis = asthma); prior_therapy = NSAID); ?)"),
        ("Failure of adalimumab-adaz or Humira", "prior_therapy in ('adalimumab-adaz', 'Humira')"),
        ("Number of seizure days per month", "?"),
        ("Testing for women with gout who failed A and for women with asthma who failed methotrexate", "?"),
        ("For gout, ZQX, asthma, ZRW, KRAS mutation status", "?"),
        ("Failure of an amphetamine product", "prior_therapy = amphetamine"),
        ("Failure of an atypical antipsychotic", "prior_therapy = atypical antipsychotic"),
    ],
)  # fmt: skip
def test_nothing_more_is_said_than_the_words_say(text: str, meaning: str) -> None:
    assert read(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Hepatitis C without gout, or with asthma", "all(diagnosis = hepatitis C; any(not diagnosis = gout; diagnosis = asthma))"),
        ("Gout with karvels, or severe disease that failed allopurinol", "all(diagnosis = gout; any(?; all(disease_setting = severe; prior_therapy = allopurinol)))"),
        ("Recurrent C. difficile infection after vancomycin", "all(disease_setting = recurrent; diagnosis = Clostridioides difficile infection; prior_therapy = vancomycin)"),
        ("Anemia of CKD", "diagnosis = anemia of chronic kidney disease"),
        ("Anemia of CKD in an adult", "all(diagnosis = anemia of chronic kidney disease; age >= 18)"),
        ("Prior ischemic stroke", "all(diagnosis = ischemic stroke; ?)"),
        ("Prior infliximab", "prior_therapy = infliximab"),
        ("Will not be used with allopurinol or with methotrexate", "regimen without ('allopurinol', 'methotrexate')"),
        ("Gout and taking a stable allopurinol dose", "all(diagnosis = gout; regimen with allopurinol; ?)"),
        ("Treated with methotrexate for 6 months or longer", "prior_therapy = methotrexate"),
    ],
)  # fmt: skip
def test_siblings_of_one_wording_mean_the_same(text: str, meaning: str) -> None:
    assert read(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Must be 10 or older for asthma and 16 or older for gout", "?"),
        ("Tender joint count is at least 30% lower than at baseline", "?"),
        ("Reduction of 3 or more headache days a month", "all(response = positive; ?; ?)"),
        ("Cannot take triptans", "prior_therapy = triptan"),
        ("Step through two preferred agents is waived for children", "?"),
        ("No personal history of gout", "not diagnosis = gout"),
        ("Has had two exacerbations in the past year", "exacerbations >= 2"),
        ("The disease is advanced, relapsed, or karvel mumbling", "any(disease_setting in ('advanced', 'relapsed'); ?)"),
        ("Progressed after use of at least two FDA-approved therapies", "?"),
        ("Ovulation induction with clomiphene", "?"),
        (
            "Ovarian, pancreatic, or metastatic prostate cancer",
            "any(diagnosis in ('ovarian cancer', 'pancreatic cancer'); all(disease_setting = metastatic; diagnosis = prostate cancer))",
        ),
        ("Karvel or relapsed leukemia", "all(any(?; disease_setting = relapsed); diagnosis = leukemia)"),
        ("Responded to the last course of botulinum toxin", "?"),
        ("No gout and LDL-C remains above 100 mg/dL", "all(not diagnosis = gout; LDL-C > 100)"),
        ("Serum erythropoietin level is 400 international units/L or less", "serum EPO <= 400"),
        ("Up to two exacerbations per year", "?"),
        ("VEGF inhibitor injections in the same eye were ineffective", "all(prior_therapy = VEGF inhibitor; ?)"),
        ("Gout has not been controlled with allopurinol", "all(diagnosis = gout; prior_therapy = allopurinol)"),
    ],
)  # fmt: skip
def test_a_change_a_waiver_and_a_case_each_are_no_limits(text: str, meaning: str) -> None:
    assert read(text) == meaning


def test_papers_that_are_examples_need_not_be_those_that_are_sent() -> None:
    assert papers_in("Submission of medical records (e.g., chart notes) or claims history") == [
        "medical records",
        "claims history",
    ]
