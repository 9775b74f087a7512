"""What criteria mean, concept by concept: hand-labelled documents showed these to be missing or wrong; each rule has its counterexample."""

from __future__ import annotations

import pytest
from notation import told

from payerdiff.normalize.typing.conditions import typed
from payerdiff.normalize.typing.leads import Lead


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("The individual is 4 to 17 years of age", "all[age >= 4 year, age <= 17 year]"),
        ("Patient is between 6 months and 5 years of age", "all[age >= 6 month, age <= 5 year]"),
        ("Age 6-11 years", "all[age >= 6 year, age <= 11 year]"),
        ("Pediatric patients 1 month to < 18 years of age", "all[age >= 1 month, age < 18 year]"),
        ("Pediatric patients ages 3 years or younger", "age <= 3 year"),
        ("Age \\geq 1 month", "age >= 1 month"),
        ("55 years and older", "age >= 55 year"),
        ("Are adults under 65 years of age or children over 12 months", "any[age < 65 year, age > 12 month]"),
        ("Onset of symptoms before 2 years of age", "age_at_onset < 2 year"),
        ("Individual is between 16 months and 17 years of age or older", None),
        ("Treatment for 6 to 12 months", None),
        ("A trial of 2 to 4 weeks", None),
        ("Younger than 21 years at the time of infusion", "age < 21 year"),
    ],
)
def test_an_age_is_the_patients_own_and_a_span_that_contradicts_itself_is_none(text: str, meaning: str | None) -> None:
    assert (told(text).startswith("?") if meaning is None else told(text)) == (meaning or True)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (
            "Diagnosis of moderate-to-severe chronic atopic dermatitis",
            "all[disease_setting = moderate|severe, disease_setting = chronic, diagnosis = atopic dermatitis]",
        ),
        (
            "Diagnosis of moderately to severely active ulcerative colitis",
            "all[disease_setting = moderate|severe, disease_setting = active, diagnosis = ulcerative colitis]",
        ),
        ("Patient has mild to severe hemophilia A", "all[disease_setting = mild|moderate|severe, diagnosis = hemophilia A]"),
        ("Moderately severe or severe hemophilia B", 'all[?"Moderately severe or severe", diagnosis = hemophilia B]'),
        ("Patient had severe exacerbations of asthma", '?"severe exacerbations of asthma"'),
        ("Persistent cough", '?"Persistent cough"'),
    ],
)  # fmt: skip
def test_severity_and_setting_count_where_they_stand_before_a_disease(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Confirmation of the presence of an ABCD1 genetic mutation", "biomarker ABCD1 = positive"),
        ("Genetic testing confirms pathogenic variants in the dopa decarboxylase (DDC) gene", "biomarker DDC = positive"),
        ("No confirmed RPE65 mutation", "biomarker RPE65 = negative"),
        ("Patient is NOT PIK3CA-mutated", "biomarker PIK3CA = negative"),
        ("Patient has MRD unavailable", "biomarker MRD = unavailable"),
        ("MRD of at least 0.1 %", "biomarker MRD >= 0.1 %"),
        ("Negative for KIT and PDGFRA mutations", "all[biomarker KIT = negative, biomarker PDGFRA = negative]"),
        ("Positive for a BRCA1 or BRCA2 mutation", "any[biomarker BRCA1 = positive, biomarker BRCA2 = positive]"),
        ("Prenatal testing when a DMD gene mutation has been identified in mother or sibling", None),
        ("Presence of the JAK2 V617F change; see the FDA label", None),
        ("KRAS variant analysis of the tumor", None),
        ("Pain graded from 0 to 10 on a VAS", None),
    ],
)  # fmt: skip
def test_a_gene_that_must_be_mutated_is_the_patients_own_and_not_what_is_tested(text: str, meaning: str | None) -> None:
    assert (told(text).startswith("?") if meaning is None else told(text)) == (meaning or True)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Diagnosis of dystrophic or junctional epidermolysis bullosa", "diagnosis = DEB|junctional epidermolysis bullosa"),
        ("Diagnosis of asthma or atopic dermatitis", "diagnosis = asthma|atopic dermatitis"),
        ("Diagnosis of asthma or elf fever", 'any[diagnosis = asthma, ?"elf fever"]'),
        ("An unheard-of disease or atopic dermatitis", 'any[?"unheard-of", diagnosis = atopic dermatitis]'),
        ("Relapsed or refractory B-ALL", "all[disease_setting = relapsed|refractory, diagnosis = B-ALL]"),
        ("Children with congenital athymia", "all[age < 18 year, diagnosis = congenital athymia]"),
        ("Asthma camp was attended", '?"Asthma camp was attended"'),
        ("Approved for the treatment of rheumatoid arthritis", '?"Approved for the treatment of rheumatoid arthritis"'),
        (
            "Prior chemotherapy for follicular lymphoma, then resistant disease once it had turned into diffuse large B-cell lymphoma",
            'all[prior_therapy = chemotherapy (tried), ?"resistant disease once it had turned into diffuse large B-cell lymphoma"]',
        ),
    ],
)  # fmt: skip
def test_a_disease_is_asked_for_in_its_place_and_an_unknown_alternative_beside_it_stays(
    text: str, meaning: str
) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Concurrent use of isotretinoin", "regimen with isotretinoin"),
        ("Concurrent use of madeupmab with a JAK inhibitor", 'all[regimen with JAK inhibitor, ?"madeupmab"]'),
        ("History of failure to a non-biologic DMARD", "prior_therapy = conventional synthetic DMARD (failed)"),
        ("Failure of non-corticosteroid immunosuppressants", 'all[prior_therapy = immunosuppressant (failed), ?"non-corticosteroid"]'),
        ("Tried and failed Unknownol, methotrexate and leflunomide, Otherol or sulfasalazine", None),
        ("Trial of alendronate for at least 12 months", "prior_therapy = alendronate (tried, 12 month)"),
        ("Received at least 2 prior lines of systemic therapy", "line_of_therapy >= 3"),
        ("More than one prior line of therapy", "line_of_therapy >= 3"),
        ("Failure of an infusion of Examplor (rituximab)", "prior_therapy = rituximab (failed)"),
        ("Used with or without a TKI", "-"),
        ("As a single agent for consolidation therapy (adults must have MRD-positive disease)",
         'all[regimen = single_agent, disease_setting = consolidation, ?"(adults must have MRD-positive disease)"]'),
    ],
)  # fmt: skip
def test_treatments_and_lines_are_typed(text: str, meaning: str | None) -> None:
    assert (told(text).startswith("?") if meaning is None else told(text)) == (meaning or True)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Failure of methotrexate unless contraindicated", "prior_therapy = methotrexate (failed or contraindicated)"),
        (
            "Failure of at least one of methotrexate or azathioprine, unless contraindicated",
            "any[prior_therapy = methotrexate|azathioprine (failed), all[prior_therapy = methotrexate (contraindicated), prior_therapy = azathioprine (contraindicated)]]",
        ),
        ("Given with methotrexate unless not tolerated", "any[regimen with methotrexate, prior_therapy = methotrexate (intolerant)]"),
        ("Failure of one or contraindication to all NSAIDs", "prior_therapy = NSAID (failed or contraindicated)"),
        (
            "Failure of methotrexate or leflunomide, or contraindication to all of these",
            "any[prior_therapy = methotrexate|leflunomide (failed), all[prior_therapy = methotrexate (contraindicated), prior_therapy = leflunomide (contraindicated)]]",
        ),
        ("Contraindication to ALL TNF inhibitors", "prior_therapy = TNF inhibitor (contraindicated)"),
        ("Patient has no contraindications to the requested drug", "not contraindication = present"),
    ],
)  # fmt: skip
def test_exits_are_outcomes_of_the_same_therapies(text: str, meaning: str) -> None:
    assert told(text) == meaning


def test_a_contraindication_of_the_drug_says_nothing_of_the_drugs_below_it() -> None:
    above = Lead("No contraindications to infusion")
    assert told("Prior infusion of gene therapy", above) == "prior_therapy = gene therapy (tried)"
    refused = Lead("Member has no contraindication to any of the following:", refused=True)
    assert told("Omalizumab", refused) == "prior_therapy = omalizumab (contraindicated)"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Currently receiving the requested medication", "treatment_history = on_therapy"),
        ("Patient has been established on therapy for at least 6 months", "treatment_history >= 6 month"),
        ("Patient was previously approved for the requested drug", "treatment_history = approved_before"),
        ("Currently receiving Factor IX prophylaxis therapy", None),
        ("Currently receiving adjuvant hormonal therapy", 'all[regimen with endocrine therapy, ?"adjuvant"]'),
        ("Patient is already established on methotrexate", None),
        ("The patient will be using the requested agent in combination with a TNF inhibitor", "regimen with TNF inhibitor"),
    ],
)  # fmt: skip
def test_being_on_another_drug_is_not_being_on_this_one(text: str, meaning: str | None) -> None:
    assert (told(text).startswith("?") if meaning is None else told(text)) == (meaning or True)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Failure of at least two statins", "prior_therapy = statin (failed, 2 of them)"),
        ("Failure of at least one statin", "prior_therapy = statin (failed)"),
        ("Trial and failure of 3 different TNF inhibitors", "prior_therapy = TNF inhibitor (failed, 3 of them)"),
        ("Failure of a two-month trial of methotrexate", "prior_therapy = methotrexate (failed, 2 month)"),
        ("Failure of a preferred statin", 'all[prior_therapy = statin (failed), ?"preferred"]'),
        ("Inadequate response to a 3-month trial of a high-intensity statin", 'all[prior_therapy = statin (failed, 3 month), ?"high-intensity"]'),
        ("Tried at least one high-potency topical corticosteroid", 'all[prior_therapy = topical corticosteroid (tried), ?"high-potency"]'),
        ("History of failure, contraindication, or intolerance to at least one statin", "prior_therapy = statin (failed or intolerant or contraindicated)"),
        ("Inadequate response to at least two (2) NSAIDs (e.g., ibuprofen, naproxen)", "prior_therapy = NSAID (failed, 2 of them)"),
        ("Trial of two of the following: methotrexate, leflunomide, and sulfasalazine", "prior_therapy = methotrexate|leflunomide|sulfasalazine (tried, 2 of them)"),
        ("Failure of two or more of the following agents: methotrexate or sulfasalazine", "prior_therapy = methotrexate|sulfasalazine (failed, 2 of them)"),
        ("Failure of two courses of rituximab", 'all[prior_therapy = rituximab (failed), ?"two"]'),
        ("Failure of two preferred statins", 'all[prior_therapy = statin (failed, 2 of them), ?"preferred"]'),
        ("Failure of two of the following: NSAIDs, statins", 'all[prior_therapy = NSAID|statin (failed, 2 of them), ?"NSAIDs, statins"]'),
        ("Failure of two NSAIDs and three statins", 'all[prior_therapy = NSAID (failed, 2 of them), prior_therapy = statin (failed, 3 of them)]'),
        ("Failure of two drugs from different classes: statins", None),
        ("Tried three preferred products for at least 3 months each", "prior_therapy = preferred product (tried, 3 month, 3 of them)"),
    ],
)  # fmt: skip
def test_a_count_of_treatments_is_typed_or_stays_open(text: str, meaning: str | None) -> None:
    assert (told(text).startswith("?") if meaning is None else told(text)) == (meaning or True)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("ECOG performance status of 0-2", "performance_status ECOG <= 2"),
        ("Eastern Cooperative Oncology Group (ECOG) performance status (PS) 0 or 1", "performance_status ECOG <= 1"),
        ("ECOG score of 0, 1, or 2", "performance_status ECOG <= 2"),
        ("ECOG performance status of 1 to 3", "all[performance_status ECOG >= 1, performance_status ECOG <= 3]"),
        ("Patient has an ECOG ≤ 2", "performance_status ECOG <= 2"),
        ("Karnofsky performance status (KPS) of at least 70%", "performance_status Karnofsky >= 70"),
        ("Lansky score greater than or equal to 50", "performance_status Lansky >= 50"),
        ("BMD T-score ≤ -2.5", "lab_value T-score <= -2.5"),
        ("HFMSE score of at least 3", "lab_value HFMSE >= 3"),
        ("LVEF of 35% or less", "lab_value LVEF <= 35 %"),
        ("At least 10% of body surface area is affected", 'all[lab_value BSA >= 10 %, ?"affected"]'),
        ("Baseline factor IX level is less than 1 international unit (IU)/deciliter (dL)", "lab_value factor IX activity < 1 IU/dL"),
        ("Performance status was recorded", '?"Performance status was recorded"'),
    ],
)  # fmt: skip
def test_what_is_measured_has_a_limit_on_its_own_scale(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Administered in a hospital outpatient department", "site_of_care = outpatient hospital"),
        ("Infused at home or in an infusion center", "site_of_care = home|infusion center"),
        ("The drug is not administered in the inpatient setting", "not site_of_care = inpatient hospital"),
        ("Treatment is given at a treatment center", "site_of_care = treatment center"),
        ("Patient was hospitalized at home in the past year", None),
        ("Physical therapy provided by the home health agency", None),
    ],
)
def test_the_site_of_care_is_where_the_drug_is_given(text: str, meaning: str | None) -> None:
    assert (told(text).startswith("?") if meaning is None else told(text)) == (meaning or True)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Dose does not exceed 1,200 mg per day", "dose <= 1200 mg/day"),
        ("The requested dose does not exceed the maximum FDA labeled dose", "support = fda_label (allows)"),
        ("The requested quantity does not exceed the program quantity limit", "quantity = within_limit"),
        ("The requested quantity exceeds the program quantity limit", "not quantity = within_limit"),
        ("Patient is not pregnant", "not pregnancy = pregnant"),
        ("Patient has a negative tuberculosis test", "test tuberculosis = negative"),
        ("Patient has been tested for latent tuberculosis", "test tuberculosis = done"),
        ("Patient is adherent to therapy", "adherence = adherent"),
        ("Weight above 100 kg: 90 mg per dose", '?"Weight above 100 kg: 90 mg per dose"'),
    ],
)
def test_requests_tests_and_states_of_the_patient_are_typed(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Patient does not have a serious infection", "not infection = active"),
        ("Therapy with a drug for an acute infection", None),
        ("Patient does not have active tuberculosis", "not infection tuberculosis = active"),
        ("Screened for hepatitis B and hepatitis C", "all[test hepatitis B = done, test hepatitis C = done]"),
        ("Negative hepatitis B surface antigen test", "test hepatitis B = negative"),
        ("Screened for hypertension", None),
        ("Patient has a negative pregnancy test", "not pregnancy = pregnant"),
        ("Patient had a pregnancy test", None),
    ],
)
def test_an_infection_is_what_the_patient_has_and_a_test_is_what_was_done(text: str, meaning: str | None) -> None:
    assert (told(text).startswith("?") if meaning is None else told(text)) == (meaning or True)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Testing for warfarin response", '?"Testing for warfarin response"'),
        ("To determine response to statins", '?"To determine response to statins"'),
        ("Quality Improvement", '?"Quality Improvement"'),
        ("Patient has responded to therapy", "response = positive"),
        ("Must submit documentation of clinical response", 'all[documentation = required, ?"clinical response"]'),
        ("Must submit documentation of improvement", "all[documentation = required, response = positive]"),
        ("Prior treatments, duration, and response", '?"Prior treatments, duration, and response"'),
    ],
)
def test_a_response_is_the_patients_own_and_not_what_is_looked_for(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Any cancer other than melanoma", '?"cancer other than melanoma"'),
        ("Dosing outside the FDA labeled dosing", '?"Dosing outside the FDA labeled dosing"'),
        ("Surgeons weigh adjuvant therapy decisions", '?"Surgeons weigh adjuvant therapy decisions"'),
        ("The result matters to the child", '?"matters to the child"'),
        ("Not for adjuvant treatment of colon cancer", '?"Not for adjuvant treatment of colon cancer"'),
        ("No earlier look has found a KRAS mutation", '?"No earlier look has found a KRAS mutation"'),
        ("Patient does not have asthma", "not diagnosis = asthma"),
        ("Patient is not receiving the requested drug in combination with a biologic", "regimen without biologic"),
    ],
)
def test_what_is_excepted_or_denied_is_not_asked_for(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Trial of a statin or a fibrate with inadequate response", "prior_therapy = statin|fibrate (failed)"),
        ("Has tried statins, or statins are contraindicated", "prior_therapy = statin (contraindicated or tried)"),
        ("Has not responded or is intolerant to a statin", "prior_therapy = statin (failed or intolerant)"),
        ("Refractory to first-line rescue", '?"Refractory to first-line rescue"'),
        ("Tried ocular, dermal, or inhaled corticosteroids, or statins", 'any[?"ocular", ?"dermal", prior_therapy = inhaled corticosteroid|statin (tried)]'),
        (
            "Failure of one of the following, unless not tolerated or all are contraindicated: leflunomide, methotrexate",
            "any[prior_therapy = leflunomide|methotrexate (failed), all[prior_therapy = leflunomide (intolerant or contraindicated), prior_therapy = methotrexate (intolerant or contraindicated)]]",
        ),
        ("For gout, failure of allopurinol", "if[diagnosis = gout, prior_therapy = allopurinol (failed)]"),
        ("For gout must have failed allopurinol", "if[diagnosis = gout, prior_therapy = allopurinol (failed)]"),
        ("Failure of allopurinol where stones formed", 'all[if[?"stones formed", prior_therapy = allopurinol (failed)], ?"stones formed"]'),
        ("Screening for allopurinol hypersensitivity", '?"Screening for allopurinol hypersensitivity"'),
    ],
)  # fmt: skip
def test_outcomes_belong_to_their_therapies_and_exits_to_the_whole_list(text: str, meaning: str) -> None:
    assert told(text) == meaning


def test_a_therapy_beside_the_number_of_a_list_leaves_the_list_its_outcome() -> None:
    above = Lead("Failure of or intolerance to sulfasalazine and any TWO of the following:")
    assert told("Etanercept", above) == "prior_therapy = etanercept (failed or intolerant)"
    assert told("Patient is pregnant", above) == "pregnancy = pregnant"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("History of myocardial infarction", 'all[diagnosis = myocardial infarction, ?"History of"]'),
        ("Family history of myocardial infarction", '?"Family history of myocardial infarction"'),
        ("Lung, melanoma, ovarian, and skin trouble", None),
        ("Prescribed by a neurologist or specialist in ataxia", 'any[prescriber = neurologist (prescribes), ?"specialist in ataxia"]'),
        ("Prescribed by a physician who specializes in gout or a rheumatologist", 'any[prescriber = rheumatologist (prescribes), ?"specializes in gout"]'),
    ],
)  # fmt: skip
def test_past_diseases_and_unnamed_experts_stay_partly_open(text: str, meaning: str | None) -> None:
    assert ("ovarian melanoma" not in told(text) if meaning is None else told(text)) == (meaning or True)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (
            "Trial of conventional systemic therapy (methotrexate, cyclosporin) or phototherapy",
            'all[prior_therapy = conventional systemic therapy|phototherapy (tried), ?"(methotrexate, cyclosporin)"]',
        ),
        (
            "Trial of two DMARDs (methotrexate, leflunomide, sulfasalazine)",
            'all[prior_therapy = DMARD (tried, 2 of them), ?"(methotrexate, leflunomide, sulfasalazine)"]',
        ),
        ("Failure of phototherapy (psoralen plus ultraviolet A light)", "prior_therapy = phototherapy (failed)"),
        ("Failure of adalimumab (Humira)", "prior_therapy = adalimumab (failed)"),
    ],
)
def test_members_of_a_class_in_brackets_are_for_a_reader_and_part_nothing(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    "reason",
    ["Its use with two of them is not recommended.", "The drug is not indicated for gout in children. One study followed 20 adults.", "Long use has not been studied."],
)  # fmt: skip
def test_a_reason_behind_a_criterion_asks_nothing(reason: str) -> None:
    alone = typed("Concurrent use with a JAK inhibitor.")
    assert typed(f"Concurrent use with a JAK inhibitor. {reason}") == alone and not alone.partial


@pytest.mark.parametrize(
    "more",
    [
        "If the patient has hepatitis B, he takes an antiviral (a start is not recommended with hepatitis B)",
        "Its use is not recommended. The patient must be monitored weekly",
        "It is not recommended unless the patient is monitored",
        "The patient takes an antiviral (a start is not recommended otherwise)",
    ],
)
def test_a_sentence_that_asks_something_is_no_reason(more: str) -> None:
    found = typed(f"Concurrent use with a JAK inhibitor. {more}")
    assert found.partial or not found.conditions


def test_what_is_not_established_together_is_what_comes_together() -> None:
    (found,) = typed("The efficacy and safety of use in combination with a biologic have not been established").conditions  # fmt: skip
    assert (found.concept, found.op, found.value) == ("regimen", "with", "biologic")


@pytest.mark.parametrize("joint", ["when", "- for treatment when"])
def test_a_use_that_is_covered_where_more_holds_asks_for_both(joint: str) -> None:
    meant = typed(f"Asthma {joint} inhaled corticosteroids were ineffective")
    assert [c.concept for c in meant.conditions] == ["diagnosis", "prior_therapy"] and meant.meaning is None
    for words in ("Negative tuberculosis test when the patient has asthma", "Has gout when weighing 40 kg or more"):
        meaning = typed(words).meaning
        assert meaning is not None and meaning.op == "if"


@pytest.mark.parametrize("words", ["drugs with an increased risk of tuberculosis", "the likelihood of TB", "higher risk of hepatitis B"])  # fmt: skip
def test_the_chance_of_an_infection_is_no_test_for_it(words: str) -> None:
    assert not any(c.concept == "test" for c in typed(words).conditions)
    assert [c.concept for c in typed("evaluated for the risk of tuberculosis").conditions] == ["test"]
    assert [c.concept for c in typed("screened for TB").conditions] == ["test"]
