"""The plain evaluator: three answers, laws of what is not known, and agreement with the evaluator of the reviews."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path

import pytest
from ground import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from reviews import policies
from trees import NOWHERE, PEOPLE, UNTYPED, is_met, leaf, meanings, meant, side, truth

from payerdiff.compare.logic.conditions import all_of, any_of, atom_holds, none_of
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import holds, judge
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.meaning.parts import ends_of, is_open, parts_of
from payerdiff.model.patient import Patient, Therapy, read_patient
from payerdiff.model.polarity import NodeKey, leaf_places
from payerdiff.model.policy import Atom, Criterion, Meaning, OpenPart, Policy, Span, leaves

ANSWERS = (True, False, None)


def trees() -> list[Criterion]:
    """Return all trees of the samples."""
    return [s.root for p in policies() for s in (*p.criteria, *p.exclusions)]


def adult(**known: object) -> Patient:
    """Return an adult with Ph-negative B-ALL in first remission, MRD-negative, single agent, for consolidation."""
    held: dict[str, object] = {
        "age": "45 years", "diagnosis": ["B-ALL"], "disease_setting": ["first_remission", "consolidation"], "regimen": ["single_agent"],
        "prescribed_by": ["oncologist"], "consulted": [], "biomarker": {"Ph": "negative", "MRD": "negative", "BCR::ABL1": "negative"}, "dose": {"mcg/day": 28.0},
        "facts": {"documentation": ["required"]},
    }  # fmt: skip
    return Patient.model_validate(held | known)


def test_the_connectives_follow_kleene() -> None:
    for a in ANSWERS:
        for b in ANSWERS:
            assert all_of([a, b]) is (False if False in (a, b) else None if None in (a, b) else True)
            assert any_of([a, b]) is none_of([none_of([a, b])]) if None not in (a, b) else True
    assert all_of([]) is True and any_of([]) is False


@settings(max_examples=150)
@given(st.data())
def test_both_evaluators_agree_where_every_leaf_is_answered(data: st.DataObject) -> None:
    tree = data.draw(st.sampled_from(trees()))
    own = [leaf for leaf in leaves(tree) if leaf.op == "leaf"]
    texts = sorted({leaf.text for leaf in own})
    answers = dict(
        zip(texts, data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))), strict=True)
    )
    assert holds(tree, Patient(criteria=answers)) is is_met(tree, {text for text in texts if answers[text]})


KNOWN = st.fixed_dictionaries(
    {
        "age": st.sampled_from(["2 months", "10 years", "17 years", "18 years", "60 years"]),
        "diagnosis": st.sampled_from([["B-ALL"], ["AML"], ["infant ALL"], ["breast cancer"]]),
        "disease_setting": st.lists(st.sampled_from(["relapsed", "refractory", "first_remission", "consolidation", "maintenance", "advanced"]), max_size=2, unique=True),
        "regimen": st.sampled_from([["single_agent"], ["dasatinib"], ["interfant"], ["fulvestrant", "inavolisib"], []]),
        "prescribed_by": st.sampled_from([["oncologist"], ["dermatologist"]]),
        "consulted": st.sampled_from([[], ["hematologist"]]),
        "biomarker": st.dictionaries(st.sampled_from(["Ph", "MRD", "HR", "HER2", "PIK3CA"]), st.sampled_from(["positive", "negative", "unavailable"])),
        "dose": st.sampled_from([{}, {"mcg/day": 28.0}, {"mcg/day": 60.0}]),
    }
)  # fmt: skip


@settings(max_examples=150)
@given(st.sampled_from(policies()), KNOWN, st.sets(st.sampled_from(["age", "diagnosis", "disease_setting", "regimen", "prescribed_by", "biomarker", "dose"])))  # fmt: skip
def test_knowing_less_never_turns_a_ruling_round(policy: Policy, known: dict[str, object], forgotten: set[str]) -> None:
    less = {name: value for name, value in known.items() if name not in forgotten}
    ruled, unsure = (judge(policy, Patient.model_validate(facts)).ruling for facts in (known, less))
    assert unsure == ruled or unsure == "depends" or (unsure == "not_evaluated" and ruled == "depends")


def test_louisiana_approves_who_meets_every_typed_criterion_once_the_open_ones_are_answered() -> None:
    policy = next(p for p in policies() if p.source.template == "centene")
    unsure = judge(policy, adult())
    assert unsure.ruling in ("depends", "not_evaluated") and unsure.open
    answered = judge(policy, adult(criteria=dict.fromkeys(unsure.open, True) | {leaf.text: False for s in policy.exclusions for leaf in leaves(s.root)}))  # fmt: skip
    assert answered.ruling == "approve"
    assert "B-Cell Acute Lymphoblastic Leukemia" in answered.deciding


def test_a_refusal_names_the_criteria_that_fail() -> None:
    policy = next(p for p in policies() if p.source.template == "fep")
    known = {"age": "16 years", "diagnosis": ["breast cancer"], "disease_setting": ["advanced"], "regimen": ["fulvestrant"], "biomarker": {"HR": "positive", "HER2": "negative", "PIK3CA": "negative"}}  # fmt: skip
    ruled = judge(policy, Patient.model_validate(known))
    assert ruled.ruling == "refuse"
    assert any("18 years" in words for words in ruled.deciding)


def test_a_class_counts_for_its_drug_and_a_failure_for_a_trial() -> None:
    tree = next(
        t for t in trees() for leaf in leaves(t) if any(a.value == "tyrosine kinase inhibitor" for a in leaf.atoms)
    )
    leaf = next(leaf for leaf in leaves(tree) if any(a.value == "tyrosine kinase inhibitor" for a in leaf.atoms))
    bare = leaf.model_copy(
        update={"atoms": [a for a in leaf.atoms if a.concept == "regimen"], "meaning": None, "partial": False}
    )
    assert holds(bare, Patient(regimen=["dasatinib"])) is True
    assert holds(bare, Patient(regimen=["single_agent"])) is False
    assert holds(bare, Patient()) is None
    assert Therapy(drug="dasatinib").outcome == "tried"


@pytest.mark.parametrize(
    ("asked", "before", "answer"),
    [
        ("tried", "failed", True),
        ("tried", "contraindicated", False),
        ("failed", "tried", False),
        ("failed or intolerant or contraindicated", "contraindicated", True),
        ("failed or intolerant or contraindicated", "tried", False),
        ("failed or tried", "intolerant", True),
    ],
)
def test_what_came_before_counts_by_its_outcome(asked: str, before: str, answer: bool) -> None:
    span = Span(page=1, start=0, end=0, quote="")
    atom = Atom(concept="prior_therapy", op="=", value="imatinib", outcome=asked, text="", span=span)
    leaf = Criterion(op="leaf", text="x", atoms=[atom], span=span)
    assert holds(leaf, Patient.model_validate({"prior_therapy": [{"drug": "imatinib", "outcome": before}]})) is answer


def test_the_patient_of_the_documentation_is_one() -> None:
    text = (ROOT / "docs" / "patient.md").read_text(encoding="utf-8")
    patient = Patient.model_validate(tomllib.loads(text.split("```toml")[1].split("```")[0]))
    assert patient.age == 45 * 12
    assert {judge(policy, patient).ruling for policy in policies()} <= {"approve", "refuse", "depends", "not_evaluated"}


@pytest.mark.parametrize(
    ("text", "words"),
    [("age = 'old'", "`age`"), ("height = 3", "`height`"), ("age = [", "not valid TOML"), ("prior_therapy = [{drug='x', outcome='lost'}]", "outcome")],
)  # fmt: skip
def test_a_file_that_is_no_patient_says_which_field(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "patient.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PayerdiffError) as caught:
        read_patient(path)
    assert caught.value.code == "not-a-patient" and words in str(caught.value)


FACTS = [p.model_copy(update={"criteria": {}}) for p in PEOPLE[::7]]


@settings(max_examples=200)
@given(meanings(untyped=True), st.sampled_from(FACTS))
def test_a_leaf_is_judged_as_the_tree_of_its_parts_is(one: Criterion, patient: Patient) -> None:
    assert holds(one, patient) is holds(parts_of(one), patient)


@settings(max_examples=200)
@given(meanings(untyped=True), st.sampled_from(FACTS))
def test_what_is_not_typed_leaves_a_leaf_open_unless_what_is_typed_decides_it(one: Criterion, patient: Patient) -> None:
    answer = holds(one, patient)
    ways = {
        truth(one, lambda atom: atom_holds(atom, patient) is True, dict(zip(UNTYPED, told, strict=True)))
        for told in product((True, False), repeat=len(UNTYPED))
    }
    assert answer is None or ways == {answer}
    assert answer is not None or is_open(one)


@settings(max_examples=60)
@given(meanings(untyped=True), st.data())
def test_solver_and_truth_tables_agree_where_the_words_are_known_too(one: Criterion, data: st.DataObject) -> None:
    patient = data.draw(st.sampled_from(FACTS))
    told = {words: data.draw(st.booleans()) for words in UNTYPED}
    with Matter({"x": side(one)}, "initial") as matter:
        names = {matter.book.open_part(one.text, words): told[words] for words in UNTYPED}
        signs = [v if known else -v for v, known in names.items()]
        (leaf_key,) = [leaf.key for leaf, _ in matter.leaves("x")]
        for place in ends_of(next(leaf_places(one))):
            formula = matter.book.leaves[NodeKey(leaf_key.set, place.path)]
            if place.node.atoms:
                signs.append(formula if atom_holds(place.node.atoms[0], patient) else -formula)
            else:
                assert abs(formula) in names
        met = truth(one, lambda atom: atom_holds(atom, patient) is True, told)
        assert matter.can(*signs) and matter.can(*signs, matter.formulas["x"]) is met
        assert matter.can(*signs, -matter.formulas["x"]) is not met


NEUROLOGIST = Atom(concept="prescriber", op="in", value=["neurologist", "pediatrician"], role="prescribes", text="neurologist or pediatrician", span=NOWHERE)  # fmt: skip
K08 = meant(Meaning(op="any", of=[0, OpenPart(unknown="nerve and muscle doctor")]), NEUROLOGIST, text="Ordered by a neurologist, a nerve and muscle doctor or a pediatrician")  # fmt: skip


def setting(value: str) -> Atom:
    """Return a condition on the disease setting."""
    return Atom(concept="disease_setting", op="=", value=value, text=value, span=NOWHERE)


K15 = meant(Meaning(op="any", of=[Meaning(op="all", of=[0, 1]), 2]), setting("advanced"), setting("unresectable"), setting("metastatic"), text="Advanced and not resectable, or spread")  # fmt: skip


def lipids(limit: float) -> Atom:
    """Return a least LDL cholesterol."""
    return Atom(concept="lab_value", subject="LDL-C", op=">", value=limit, unit="mg/dL", text=f"LDL-C above {limit:g}", span=NOWHERE)  # fmt: skip


K22 = meant(Meaning(op="any", of=[Meaning(op="all", of=[0, OpenPart(unknown="before treatment")]), 1]), lipids(300), lipids(500), text="LDL-C above 300 before treatment, or above 500")  # fmt: skip
CASES: list[tuple[Criterion, dict[str, object], bool | None]] = [
    (K08, {"prescribed_by": ["neurologist"]}, True),
    (K08, {"prescribed_by": ["dermatologist"]}, None),
    (K15, {"disease_setting": ["advanced", "unresectable"]}, True),
    (K15, {"disease_setting": ["metastatic"]}, True),
    (K15, {"disease_setting": ["advanced"]}, False),
    (K22, {"lab_value": {"LDL-C mg/dL": 600.0}}, True),
    (K22, {"lab_value": {"LDL-C mg/dL": 400.0}}, None),
    (K22, {"lab_value": {"LDL-C mg/dL": 200.0}}, False),
]


@pytest.mark.parametrize(("one", "known", "answer"), CASES)
def test_alternatives_within_a_criterion_are_alternatives(one: Criterion, known: dict[str, object], answer: bool | None) -> None:  # fmt: skip
    patient = Patient.model_validate(known)
    assert holds(one, patient) is answer
    assert holds(Criterion(op="none", children=[one]), patient) is (None if answer is None else not answer)
    given = {one.text: answer is not True}
    assert holds(one, Patient.model_validate(known | {"criteria": given})) is (answer is not True), "an answer to the whole is taken"  # fmt: skip


SEVERE = leaf("Severe disease", setting("severe"))
MILD = leaf("Mild disease", setting("mild"))


@pytest.mark.parametrize(
    ("said", "ruled_out", "answer"),
    [
        (["severe"], [], True),
        (["mild"], [], False),
        (["active"], [], None),
        ([], [], None),
        (["relapsed"], [], None),
        (["active"], ["severe"], False),
    ],
)
def test_a_severity_that_is_not_said_refuses_nobody(said: list[str], ruled_out: list[str], answer: bool | None) -> None:
    patient = Patient(disease_setting=said, ruled_out=ruled_out)
    assert holds(SEVERE, patient) is answer
    assert holds(Criterion(op="none", children=[SEVERE]), patient) is (None if answer is None else not answer)
    assert holds(Criterion(op="any", children=[MILD, SEVERE]), Patient(disease_setting=["active"])) is None


def test_a_setting_that_asks_for_something_by_itself_is_complete() -> None:
    assert holds(leaf("Metastatic disease", setting("metastatic")), Patient(disease_setting=["severe"])) is False


def test_what_a_flagged_criterion_leaves_open_neither_approves_nor_refuses() -> None:
    older = leaf("An adult who is large for age", Atom(concept="age", op=">=", value=18.0, unit="year", text="", span=NOWHERE)).model_copy(update={"partial": True})  # fmt: skip
    adult, child = Patient(age=540.0), Patient(age=100.0)
    assert [holds(older, p) for p in (adult, child)] == [None, False]
    assert [holds(Criterion(op="none", children=[older]), p) for p in (adult, child)] == [None, True]
