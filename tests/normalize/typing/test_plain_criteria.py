"""Laws of how payers word plain criteria, each held by varied names: products, shared heads, tests, vaccines, changes of a gene, what goes on."""

from __future__ import annotations

import pytest
from notation import told

from payerdiff.normalize import lexicon

THERAPIES = ("drugs", "regimens")
EVERYDAY = [
    "alli",
    "amerge",
    "balance",
    "complete",
    "control",
    "direct",
    "element",
    "ella",
    "emend",
    "enable",
    "fiber",
    "focus",
    "fuse",
    "legend",
    "muse",
    "noble",
    "orange",
    "peak",
    "pulse",
    "relief",
    "soma",
    "sonata",
    "spirit",
    "stride",
    "tabloid",
    "total",
    "ultra",
    "vision",
    "venture",
    "victory",
]


@pytest.mark.parametrize("word", [word for word in EVERYDAY if word != "amerge"])
@pytest.mark.parametrize("sentence", ["They saw a {} in the room", "{} was seen", "the {} of each"])
def test_a_word_of_everyday_life_is_no_drug(word: str, sentence: str) -> None:
    assert lexicon.treatments(sentence.format(word)) == []


@pytest.mark.parametrize(("brand", "drug"), [("Arava", "leflunomide"), ("Sonata", "zaleplon"), ("Solu-Medrol", "methylprednisolone"), ("Velphoro", "sucroferric oxyhydroxide")])  # fmt: skip
def test_a_brand_is_its_drug(brand: str, drug: str) -> None:
    assert told(f"Failure of {brand}") == f"prior_therapy = {drug} (failed)"


@pytest.mark.parametrize(
    ("member", "kind"),
    [("naproxen", "NSAID"), ("sertraline", "antidepressant"), ("spironolactone", "diuretic"), ("insulin glargine", "insulin"), ("oral bisphosphonate", "bisphosphonate"), ("Truxima", "rituximab")],
)  # fmt: skip
def test_a_drug_is_one_of_each_class_that_lists_it(member: str, kind: str) -> None:
    assert kind in lexicon.kinds_of(THERAPIES, member)


@pytest.mark.parametrize(("one", "other", "drug"), [("Truxima", "Ruxience", "rituximab"), ("Inflectra", "Renflexis", "infliximab"), ("Fulphila", "Udenyca", "pegfilgrastim")])  # fmt: skip
def test_products_of_one_drug_in_a_list_are_asked_for_one_by_one(one: str, other: str, drug: str) -> None:
    assert (
        told(f"Failure of {one} and {other}")
        == f"all[prior_therapy = {one} (failed), prior_therapy = {other} (failed)]"
    )
    assert told(f"Failure of {one} or {other}") == f"prior_therapy = {one}|{other} (failed)"
    assert told(f"Failure of {one}") == f"prior_therapy = {drug} (failed)"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Trial of two preferred products: Humira, Enbrel, Skyrizi", "prior_therapy = adalimumab|etanercept|risankizumab (tried, 2 of them)"),
        ("Has tried both preferred products: Cosentyx and Taltz", "all[prior_therapy = secukinumab (tried), prior_therapy = ixekizumab (tried)]"),
        ("Failure of the preferred products Enbrel and Humira", "all[prior_therapy = etanercept (failed), prior_therapy = adalimumab (failed)]"),
        ("Failure of the preferred products: Humira, Enbrel", 'all[prior_therapy = preferred product (failed), ?"Humira, Enbrel"]'),
        ("Failure of all triptans", 'all[prior_therapy = triptan (failed), ?"all"]'),
        ("Contraindication to all triptans", "prior_therapy = triptan (contraindicated)"),
        ("Failure of methotrexate or leflunomide and of a TNF inhibitor", "all[prior_therapy = methotrexate|leflunomide (failed), prior_therapy = TNF inhibitor (failed)]"),
        ("Must have tried Humira or Enbrel, then Stelara", "all[prior_therapy = adalimumab|etanercept (tried), prior_therapy = ustekinumab (tried)]"),
        ("A trial of a statin for at least 8 weeks was ineffective", "prior_therapy = statin (failed, 8 week)"),
        ("Disease progressed on or after one prior platinum-containing regimen", "prior_therapy = platinum-based chemotherapy (failed)"),
    ],
)  # fmt: skip
def test_products_heads_and_orders_of_treatments(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Gout confirmed by joint aspiration", "all[diagnosis = gout, test joint aspiration = done]"),
        ("Gout, confirmed by an ultrasound or joint aspiration", "all[diagnosis = gout, any[test ultrasound = done, test joint aspiration = done]]"),
        ("Gout confirmed by an ultrasound of the left knee", 'all[diagnosis = gout, ?"confirmed by an ultrasound of the left knee"]'),
        ("A sleep study has been performed", "test polysomnography = done"),
        ("Has been vaccinated against hepatitis B", "vaccination hepatitis B vaccine = done"),
        ("Received the meningococcal and pneumococcal vaccines", "all[vaccination meningococcal vaccine = done, vaccination pneumococcal vaccine = done]"),
        ("Positive skin prick test to at least one perennial aeroallergen", "test perennial aeroallergen = positive"),
        ("Hepatitis C antibody", '?"Hepatitis C antibody"'),
    ],
)  # fmt: skip
def test_tests_that_show_a_thing_and_vaccines_that_were_given(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("BRAF V600E or V600K mutation", "any[biomarker BRAF V600E = positive, biomarker BRAF V600K = positive]"),
        ("FLT3-ITD positive AML", "all[biomarker FLT3-ITD = positive, diagnosis = AML]"),
        ("Homozygous for the F508del mutation", "biomarker CFTR F508del = homozygous"),
        ("At least one copy of F508del", "biomarker CFTR F508del = positive"),
        ("ER-positive, HER2-negative disease", "all[biomarker ER = positive, biomarker HER2 = negative]"),
        ("Patient does not have an EGFR mutation or ALK rearrangement", "all[biomarker EGFR = negative, biomarker ALK = negative]"),
        ("PD-L1 combined positive score of 10 or greater", "biomarker PD-L1 >= 10 CPS"),
        ("At least 15 eosinophils per high-power field", "lab_value esophageal eosinophils >= 15 hpf"),
        ("Hemoglobin of 5 g/dL to 10 g/dL", "all[lab_value hemoglobin >= 5 g/dL, lab_value hemoglobin <= 10 g/dL]"),
        ("4 to 14 headache days per month", "all[lab_value headache days >= 4 per month, lab_value headache days <= 14 per month]"),
    ],
)  # fmt: skip
def test_changes_of_a_gene_and_what_is_counted(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Patient will continue methotrexate", "regimen with methotrexate"),
        ("Methotrexate will be continued", "regimen with methotrexate"),
        ("Patient is not on nitrate therapy", "regimen without nitrate"),
        ("Given at home rather than in a hospital outpatient department", "all[site_of_care = home, not site_of_care = outpatient hospital]"),
        ("Ordered by a pediatric neurologist", "prescriber = pediatric neurologist (prescribes)"),
        ("The ordering physician is a specialist in cardiology", "prescriber = cardiologist (prescribes)"),
        ("Prescribed by a neurologist or a physician with expertise in", 'any[prescriber = neurologist (prescribes), ?"with expertise in"]'),
        ("Visual acuity has improved", "response = positive"),
        ("Improvement in at least one symptom", "response = positive"),
        ("Improvement of at least 50% in pain", 'all[response = positive, ?"at least 50% in pain"]'),
        ("Does not have severe hepatic impairment (Child-Pugh C)", "none[all[disease_setting = severe, diagnosis = hepatic impairment, disease_setting = Child-Pugh class C]]"),
        ("Neonates and infants up to 12 months old", "age <= 12 month"),
        ("For RA, PsA: 18 years of age or older", "if[diagnosis = rheumatoid arthritis|psoriatic arthritis, age >= 18 year]"),
    ],
)  # fmt: skip
def test_company_places_prescribers_and_responses(text: str, meaning: str) -> None:
    assert told(text) == meaning
