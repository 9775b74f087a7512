"""Example patients: told by the facts that decide, in one situation, and refused with all that would have met the criteria."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import NOWHERE, age, bare_policy, drawn, group, leaf, prior, side, tried

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import Asked, Filed, Hearing, Judgment, judge, judgment
from payerdiff.compare.logic.patient_words import words_of
from payerdiff.compare.logic.refusal import failure_of, refusal_of
from payerdiff.compare.proofs.coverage_map import scenarios_of
from payerdiff.compare.proofs.fewest_facts import fewest, parts_of, without
from payerdiff.compare.proofs.relations import relate, side_of
from payerdiff.model.comparison import Scenario
from payerdiff.model.patient import Patient, Therapy
from payerdiff.model.policy import Atom, CriteriaSet, Criterion
from payerdiff.model.policy.criteria import LabelPart

NEW = "Negative tuberculosis test for persons who are naive to biologic drugs"
TESTED = leaf(NEW, Atom(concept="test", subject="tuberculosis", op="=", value="negative", text="negative tuberculosis test", span=NOWHERE))  # fmt: skip
STEPS = group("any", tried("methotrexate"), tried("acitretin"), tried("cyclosporine"))


def rows_of(*roots: Criterion) -> list[Scenario]:
    """Return the example patients of payers who each ask for one tree."""
    with Matter({f"p{at}": side(root) for at, root in enumerate(roots)}, "initial") as matter:
        return scenarios_of(matter, "x")


def answer_of(judgment: Judgment) -> tuple[str, frozenset[str]]:
    """Return what a payer answers, and what its answer still depends on."""
    return judgment.ruling, frozenset(judgment.open)


@settings(max_examples=30)
@given(drawn(), st.integers(0, 400), st.booleans(), st.booleans())
def test_what_a_hearing_tells_is_what_a_judgment_says_also_after_more_answers(
    root: Criterion, months: int, positive: bool, met: bool
) -> None:
    policy = Filed.of(side(root).alone())
    patient = Patient(age=float(months), biomarker={"MRD": "positive" if positive else "negative"}, prior_therapy=[])
    hearing = Hearing(patient)
    assert hearing.told(policy) == answer_of(judgment(policy, Hearing(patient)))
    for words in hearing.open_words(policy)[:2]:
        answered = patient.with_criteria({words: met})
        assert hearing.with_answers({words: met}).told(policy) == answer_of(judgment(policy, Hearing(answered)))


def test_a_refusal_names_every_alternative_that_would_have_met_it() -> None:
    (row,) = [s for s in rows_of(group("all", age(">=", 2)), group("all", age(">=", 2), STEPS)) if s.deciding]
    assert row.deciding["p1"].startswith("none of: ")
    assert all(drug in row.deciding["p1"] for drug in ("methotrexate", "acitretin", "cyclosporine"))
    assert row.patient.endswith("no prior therapy or contraindication")


def test_too_few_of_several_are_counted() -> None:
    two = group("at_least", tried("methotrexate"), tried("acitretin"), tried("cyclosporine"), k=2)
    patient = Patient(prior_therapy=[Therapy(drug="methotrexate", outcome="failed")])
    found = failure_of(Asked.of(two), Hearing(patient))
    assert found is not None and found.words.startswith("fewer than 2 of: ") and len(found.leaves) == 3


@settings(max_examples=150)
@given(drawn(), st.integers(0, 400), st.booleans())
def test_what_refuses_is_said_exactly_where_the_judge_refuses(root: Criterion, months: int, positive: bool) -> None:
    policy = side(root).alone()
    patient = Patient(age=float(months), biomarker={"MRD": "positive" if positive else "negative"}, prior_therapy=[])
    found = refusal_of(Filed.of(policy), Hearing(patient))
    assert (found is not None) == (judge(policy, patient).ruling == "refuse")
    assert found is None or found.words


@settings(max_examples=60)
@given(st.lists(drawn(), min_size=2, max_size=3))
def test_no_fact_of_an_example_patient_is_idle_and_none_that_decides_is_missing(roots: list[Criterion]) -> None:
    sides = {f"p{at}": side(root) for at, root in enumerate(roots)}
    with Matter(sides, "initial") as matter:
        whole = matter.factual(matter.nearest([]))
        told = fewest(matter, whole)
        answers = {key: answer_of(matter.judged(key, whole)) for key in sides}
        assert {key: answer_of(matter.judged(key, told)) for key in sides} == answers
        for name, item in parts_of(told):
            fewer = without(told, name, item)
            same = {key: answer_of(matter.judged(key, fewer)) for key in sides} == answers
            assert fewer == told or not same


def test_what_is_there_is_told_before_what_is_not() -> None:
    for row in rows_of(group("all", age(">=", 18)), group("all", age(">=", 2), prior("failed"))):
        words = row.patient.split(", ")
        denied = [word.startswith(("no ", "not ")) for word in words]
        assert denied == sorted(denied)


def test_nobody_who_may_be_no_new_patient_fails_what_is_asked_of_new_patients_alone() -> None:
    phases: tuple[Literal["initial", "renewal"], ...] = ("initial", "renewal")
    sets = [CriteriaSet(id=f"{phase}-1", phase=phase, indication="x", root=group("all", age(">=", 2))) for phase in phases]  # fmt: skip
    general = CriteriaSet(id="universal-1", phase="universal", root=group("all", TESTED))
    policy = bare_policy().model_copy(update={"criteria": [*sets, general]})
    for phase in phases:
        own = side_of(policy, {f"{phase}-1"}, phase, "x")
        patient = Patient(phase=phase, age=400.0, facts={"test.tuberculosis": []})
        assert judge(own.alone(), patient).ruling in ("depends", "not_evaluated")
        assert judge(own.alone(), patient.model_copy(update={"age": 6.0})).ruling == "refuse"


def test_a_course_that_the_patient_has_is_no_ground_of_a_refusal() -> None:
    chronic = Atom(concept="disease_setting", op="=", value="chronic", text="", span=NOWHERE)
    positive = Atom(concept="test", subject="tuberculosis", op="=", value="negative", text="", span=NOWHERE)
    rows = rows_of(age(">=", 2), leaf("Chronic disease, negative tuberculosis test", chronic, positive))
    assert rows and any("p1" in row.deciding for row in rows)
    assert not any("not chronic" in row.patient for row in rows)


def test_nobody_is_without_therapy_who_meets_criteria_by_a_trial_of_some_length() -> None:
    def lasting(drug: str, words: str) -> Criterion:
        return leaf(words, Atom(concept="prior_therapy", op="=", value=drug, outcome="failed", duration="4 week", text=words, span=NOWHERE))  # fmt: skip

    long = group("any", lasting("topical corticosteroid", "Creams"), lasting("tazarotene", "Gels"))
    rows = rows_of(group("all", age(">=", 2), long), group("all", age(">=", 2), STEPS))
    assert rows and any("topical corticosteroid" in row.patient for row in rows if row.verdicts["p0"] != "refuse")
    assert all(row.verdicts["p0"] == "refuse" for row in rows if "no prior therapy" in row.patient)


@given(st.sampled_from(["failed", "tried", "intolerant"]), st.sampled_from(["4 week", "3 month"]))
def test_who_never_had_a_treatment_did_not_have_it_for_weeks(outcome: str, length: str) -> None:
    asked = Atom(
        concept="prior_therapy", op="=", value="methotrexate", outcome=outcome, duration=length, text="", span=NOWHERE
    )
    policy = side(leaf("Methotrexate", asked)).alone()
    had = [Therapy.model_validate({"drug": "methotrexate", "outcome": outcome})]
    assert judge(policy, Patient(prior_therapy=[])).ruling == "refuse"
    assert judge(policy, Patient(prior_therapy=had)).ruling == ("approve" if outcome == "intolerant" else "depends")
    assert judge(policy, Patient(prior_therapy=None)).ruling == "depends"


def course(words: str, *values: str) -> Criterion:
    """Return a leaf that asks for each of some courses of the disease."""
    return leaf(
        words, *(Atom(concept="disease_setting", op="=", value=value, text="", span=NOWHERE) for value in values)
    )


def area(limit: float) -> Atom:
    """Return the condition that so much of the body is affected."""
    return Atom(concept="lab_value", subject="BSA", op=">=", value=limit, unit="%", text="", span=NOWHERE)


def test_a_course_that_was_left_out_of_a_patient_is_no_ground_of_a_refusal() -> None:
    severe = course("Severe", "severe")
    wide = leaf("Severe chronic disease of 10 % of the skin", *course("", "severe", "chronic").atoms, area(10))
    for row in rows_of(severe, wide, group("any", course("Active", "active"), severe)):
        if "severe" in row.patient and "not severe" not in row.patient and "p1" in row.deciding:
            assert "BSA" in row.patient


def test_a_number_by_which_a_patient_fails_is_told_however_low() -> None:
    rows = rows_of(age(">=", 2), leaf("At least 10 % of the skin", area(10)))
    assert any("BSA" in row.patient for row in rows if "p1" in row.deciding)


def test_a_patient_who_lacks_a_course_that_alternatives_ask_for_is_told_to_lack_it() -> None:
    rows = rows_of(age(">=", 2), group("any", course("Relapsed", "relapsed"), course("Severe", "severe")))
    refused = [row.patient for row in rows if "p1" in row.deciding]
    assert refused and all("not relapsed" in words and "not severe" in words for words in refused)


def test_every_grade_of_severity_that_criteria_name_is_the_grade_of_somebody() -> None:
    grades = group(
        "any", course("Mild or moderate", "mild"), course("Moderate", "moderate"), course("Severe", "severe")
    )
    assert not [row for row in rows_of(age(">=", 2), grades) if "p1" in row.deciding]


@pytest.mark.parametrize(
    ("part", "ruling", "told"),
    [("age", "depends", False), ("dose", "depends", False), ("use", "refuse", True)],
)
def test_an_age_or_a_dose_within_the_label_is_no_support_of_the_use(part: LabelPart, ruling: str, told: bool) -> None:
    within = leaf("As the FDA label says", Atom(concept="support", op="=", value="fda_label", role="allows", label_part=part, text="", span=NOWHERE))  # fmt: skip
    unsupported = Patient.model_validate({"age": 400.0, "facts": {"support": []}})
    assert judge(side(within).alone(), unsupported).ruling == ruling
    rows = rows_of(age(">=", 2), within)
    assert any("supported" in row.patient for row in rows) == told
    assert told or all("a dose above the labeled one" in row.patient for row in rows if "p1" in row.deciding)


def test_a_patient_who_is_only_stable_is_told_as_stable() -> None:
    """What carries a reauthorization is among the words; a response that goes without saying is not."""
    stable, better = (Patient.model_validate({"facts": {"response": held}}) for held in (["stable"], ["positive", "stable"]))  # fmt: skip
    assert "stable disease" in words_of(stable)
    assert not any("response" in word or "stable" in word for word in words_of(better))


def test_who_asks_for_an_active_disease_refuses_somebody_whom_a_payer_without_that_word_covers() -> None:
    """Only an ordinary patient's disease is active at first: that a payer covers everybody is not said because it is presumed of all."""
    active = group("all", age(">=", 18), course("Active disease", "active"))
    with Matter({"a": side(active), "b": side(age(">=", 18))}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
        assert "active" in (matter.patient([]).disease_setting or [])
    assert found.relation == "more_restrictive"
    assert found.only_b is not None
    assert found.only_b.words == ["45 years old", "not active"]
