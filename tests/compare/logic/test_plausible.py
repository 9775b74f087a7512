"""Example patients are possible ones: of drawn criteria, and of every sample policy."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviews import blincyto
from trees import NOWHERE, age, leaf, side

from payerdiff.compare.logic.diseases import same_disease
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.plausible import GROWTH, top_of
from payerdiff.compare.logic.scope import apart_from_doses, counting, general
from payerdiff.compare.logic.sides import Side
from payerdiff.compare.proofs.relations import relate
from payerdiff.model import concepts
from payerdiff.model.comparison import Witness
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom, CriteriaSet, Criterion
from payerdiff.normalize.typing.mentions import mentions_of


def weight(op: str, kg: float) -> Criterion:
    """Return a limit of weight."""
    return leaf(f"weight {op} {kg}", Atom(concept="weight", op=op, value=kg, unit="kg", text="", span=NOWHERE))  # type: ignore[arg-type]  # ops are the schema's


def measured(subject: str, op: str, value: float, unit: str | None = None) -> Criterion:
    """Return a limit of what is measured."""
    return leaf(f"{subject} {op} {value}", Atom(concept="lab_value", subject=subject, op=op, value=value, unit=unit, text="", span=NOWHERE))  # type: ignore[arg-type]  # ops are the schema's  # fmt: skip


def atom(concept: str, value: str, **more: object) -> Criterion:
    """Return a leaf of one condition by name."""
    made = Atom.model_validate({"concept": concept, "op": "=", "value": value, "text": "", "span": NOWHERE, **more})
    return leaf(f"{concept} {value} {more}", made)


def again(root: Criterion) -> Side:
    """Return a payer whose only criteria for reauthorization are a tree."""
    first = side(root)
    return replace(first, uses=tuple(s.model_copy(update={"phase": "renewal"}) for s in first.uses))


def is_possible(patient: Patient) -> bool:
    """Return True if a patient's weight fits the age, by the growth table itself."""
    if patient.age is None or patient.weight_kg is None:
        return True
    lightest, heaviest = next((low, high) for months, low, high in reversed(GROWTH) if patient.age >= months)
    return lightest <= patient.weight_kg <= heaviest


@settings(max_examples=60)
@given(st.sampled_from([15.0, 30.0, 40.0, 60.0]), st.sampled_from([">=", "<"]), st.sampled_from([1, 6, 12, 18]), st.sampled_from([">=", "<"]))  # fmt: skip
def test_weight_and_age_fit(kg: float, op: str, years: int, than: str) -> None:
    asked = Criterion(op="all", children=[weight(op, kg), age(than, years)], span=NOWHERE)
    with Matter({"a": side(asked), "b": side(weight(">=", 200.0))}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
    if found.only_a is not None:
        assert is_possible(found.only_a.patient), found.only_a.words


def test_nobody_is_looked_for_whose_weight_no_patient_of_the_age_has() -> None:
    adult, light = age(">=", 18), weight("<", 15.0)
    with Matter(
        {"a": side(adult), "b": side(Criterion(op="none", children=[light], span=NOWHERE))}, "initial"
    ) as matter:
        assert relate(matter, "a", "b", "x").beyond["a"] == "none", "no adult weighs less than 15 kg"


@pytest.mark.parametrize(
    ("subject", "unit", "top"), [("FEV1/FVC", None, 1.0), ("BSA", "%", 100.0), ("EASI", None, 72.0)]
)
def test_a_number_is_within_its_scale(subject: str, unit: str | None, top: float) -> None:
    assert top_of("lab_value", f"{subject} {unit or ''}".strip()) == top
    high, beyond = measured(subject, ">=", top * 0.7, unit), measured(subject, ">", top, unit)
    with Matter({"a": side(high), "b": side(beyond)}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
    assert found.beyond == {"a": "proved", "b": "none"} and found.only_a is not None
    (value,) = found.only_a.patient.lab_value.values()
    assert top * 0.7 <= value <= top


def test_who_was_treated_before_is_past_the_first_line() -> None:
    first = leaf("first line", Atom(concept="line_of_therapy", op="<=", value=1, text="", span=NOWHERE))
    later = leaf("second line", Atom(concept="line_of_therapy", op=">=", value=2, text="", span=NOWHERE))
    failed = atom("prior_therapy", "imatinib", outcome="failed")
    with Matter(
        {"a": side(first), "b": side(Criterion(op="any", children=[failed, later], span=NOWHERE))}, "initial"
    ) as matter:
        found = relate(matter, "a", "b", "x")
    assert found.only_a is not None and not found.only_a.patient.prior_therapy


def test_who_was_treated_before_is_past_the_first_line_where_a_third_is_asked_for() -> None:
    third = leaf("third line", Atom(concept="line_of_therapy", op=">=", value=3, text="", span=NOWHERE))
    failed = atom("prior_therapy", "imatinib", outcome="failed")
    with Matter({"a": side(failed), "b": side(third)}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
    assert found.only_a is not None and found.only_a.patient.prior_therapy
    assert found.only_a.patient.line_of_therapy == 2


def test_at_reauthorization_the_patient_is_on_the_drug_and_for_how_long_is_told_where_it_decides() -> None:
    drug = side(leaf("x")).policy.drugs[0].generic
    long = leaf("on it for 6 months", Atom(concept="prior_therapy", op="=", value=drug, outcome="tried", duration="6 month", text="", span=NOWHERE))  # fmt: skip
    on_it = atom("treatment_history", "on_therapy")
    with Matter({"a": again(on_it), "b": again(long)}, "renewal") as matter:
        found = relate(matter, "a", "b", "x")
    assert found.beyond == {"a": "proved", "b": "none"}
    assert found.only_a is not None and f"on {drug} for less than 6 months" in found.only_a.words
    with Matter({"a": side(on_it), "b": side(leaf("Ph", Atom(concept="biomarker", subject="Ph", op="=", value="positive", text="", span=NOWHERE)))}, "initial") as matter:  # fmt: skip
        first = relate(matter, "a", "b", "x")
    assert first.only_b is not None and "not yet on the drug" in first.only_b.words


def test_a_class_is_one_of_its_drugs_where_criteria_name_them_all() -> None:
    """Who bans the one drug of a class bans the class: no patient on the class alone may pass."""
    banned = Criterion(op="none", children=[atom("regimen", "tezepelumab", op="with")], span=NOWHERE)
    wide = Criterion(op="none", children=[atom("regimen", "TSLP inhibitor", op="with")], span=NOWHERE)
    with Matter({"drug": side(banned), "class": side(wide)}, "initial") as matter:
        assert relate(matter, "drug", "class", "x").relation == "equivalent"


def test_a_course_that_nothing_excludes_parts_nobody() -> None:
    plain, chronic = atom("diagnosis", "plaque psoriasis"), atom("disease_setting", "chronic")
    both = Criterion(op="all", children=[plain, chronic], span=NOWHERE)
    with Matter({"a": side(plain), "b": side(both)}, "initial") as matter:
        assert relate(matter, "a", "b", "plaque psoriasis").relation == "equivalent"
    acute = Criterion(op="any", children=[plain, atom("disease_setting", "acute")], span=NOWHERE)
    with Matter({"a": side(acute), "b": side(both)}, "initial") as matter:
        assert relate(matter, "a", "b", "plaque psoriasis").beyond["a"] == "proved"


def test_a_list_of_uses_counts_by_the_use_that_is_asked_for_and_a_ban_counts_always() -> None:
    ban = atom("regimen", "JAK inhibitor", op="with")
    uses = [atom("diagnosis", name) for name in ("asthma", "COPD", "eczema")]
    policy = side(leaf("x")).policy
    listed = policy.model_copy(
        update={"exclusions": [CriteriaSet(id="e", phase="exclusion", root=Criterion(op="any", children=[*uses, ban]))]}
    )
    (asthma,), (other,) = counting(listed, "asthma"), counting(listed, "plaque psoriasis")
    assert asthma.root.children == [uses[0], ban] and other.root.children == [ban]
    assert counting(listed)[0].root.children == [*uses, ban]
    acute = leaf("acute gout", *atom("diagnosis", "gout").atoms, *atom("disease_setting", "acute").atoms)
    wider = CriteriaSet(id="e", phase="exclusion", root=Criterion(op="any", children=[*uses, acute, ban]))
    (kept,) = counting(policy.model_copy(update={"exclusions": [wider]}), "plaque psoriasis")
    assert kept.root.children == [ban], "who has another disease too is not refused for it"


def test_general_criteria_on_another_disease_are_not_asked() -> None:
    own, others = atom("diagnosis", "asthma"), Criterion(op="all", children=[leaf("for COPD", Atom(concept="diagnosis", op="=", value="COPD", text="", span=NOWHERE)), age(">=", 18)])  # fmt: skip
    policy = side(own).policy.model_copy(update={"criteria": [CriteriaSet(id="u", phase="universal", root=others)]})
    assert [c.text for c in general(policy, "asthma")[0].root.children] == ["age >= 18"]
    assert len(general(policy, "COPD")[0].root.children) == 2


def witnesses() -> list[tuple[str, Witness]]:
    """Return all example patients of the sample report, with their phase."""
    found = [(r.phase, x.witness) for r in blincyto().relations for x in r.reasons if x.witness]
    return [(phase, witness) for phase, witness in found if witness is not None]


def test_every_example_patient_of_the_samples_is_possible() -> None:
    every = witnesses()
    assert len(every) > 20 and {phase for phase, _ in every} == {"initial", "renewal"}
    drugs = {d.generic for p in blincyto().policies for d in p.drugs}
    for phase, witness in every:
        patient = witness.patient
        assert is_possible(patient), witness.words
        assert (phase == "renewal") == any(f"on {drug}" in words for drug in drugs for words in witness.words)
        for name, value in patient.lab_value.items():
            top = top_of("lab_value", name)
            assert top is None or value <= top
        known = [d for d in patient.diagnosis or [] if d != concepts.of(concepts.DISEASE).none]
        assert all(same_disease(one, other) for one, other in combinations(known, 2)), (
            "one disease, and what it belongs to"
        )


def test_a_patient_is_chronic_unless_acute_and_may_be_without_active_disease() -> None:
    chronic, acute, active = (atom("disease_setting", course) for course in ("chronic", "acute", "active"))
    either = Criterion(op="any", children=[chronic, acute], span=NOWHERE)
    for renewed in (side, again):
        with Matter(
            {"a": renewed(either), "b": renewed(active)}, "renewal" if renewed is again else "initial"
        ) as matter:
            relation = relate(matter, "a", "b", "x")
            assert relation.only_b is None  # nobody is neither chronic nor acute
            assert relation.only_a is not None  # that an ordinary patient's disease is active is no proof for all


@pytest.mark.parametrize("words", ["moderate", "severe"])
def test_no_score_that_a_payer_asks_for_is_called_mild(words: str) -> None:
    graded = leaf(f"{words} disease", Atom(concept="disease_setting", op="=", value=words, text=words, span=NOWHERE))
    scored = measured("BSA", ">=", 10.0, "%")
    with Matter({"a": side(graded), "b": side(scored)}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
        assert found.only_b is None, "nobody with such a score is refused for a word alone"
        assert found.only_a is not None, "a score that is asked for is asked for"
    plain = side(age(">=", 2))
    with Matter({"a": side(graded), "b": plain}, "initial") as matter:
        assert relate(matter, "a", "b", "x").only_b is not None, "mild disease is refused where no score stands for it"


def test_a_dose_alone_approves_nobody() -> None:
    def amount(words: str) -> Criterion:
        return leaf(words).model_copy(update={"mentions": mentions_of(words, [])})

    given = Criterion(op="any", children=[amount("375 mg/m2 for 4 doses"), amount("Up to two 1,000 mg doses")])
    asked = CriteriaSet(id="initial-1", phase="initial", indication="asthma", root=age(">=", 18))
    dosing = CriteriaSet(id="initial-2", phase="initial", indication="Asthma", root=given)
    assert apart_from_doses([asked, dosing]) == [asked]
    assert apart_from_doses([dosing]) == [dosing], "where nothing else is said it stays"
    other = dosing.model_copy(update={"indication": "gout"})
    assert apart_from_doses([asked, other]) == [asked, other]


def test_who_is_given_a_drug_of_a_class_is_given_one_of_its_kinds() -> None:
    def apart(*drugs: str) -> Criterion:
        return leaf(f"not with {drugs}", Atom(concept="regimen", op="without", value=list(drugs), text="", span=NOWHERE))  # fmt: skip

    kinds, whole = apart("biologic", "targeted synthetic drug"), apart("targeted immunomodulator")
    with Matter({"a": side(kinds), "b": side(whole)}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
        assert (found.only_a, found.only_b) == (None, None), "both refuse every drug of the class"


def test_a_level_that_is_asked_for_shows_its_kind_of_disease() -> None:
    one = side(measured("eosinophils", ">=", 300.0, "cells/uL"))
    both = side(Criterion(op="all", children=[measured("eosinophils", ">=", 300.0, "cells/uL"), atom("disease_setting", "eosinophilic")]))  # fmt: skip
    with Matter({"a": one, "b": both}, "initial") as matter:
        assert not matter.can(matter.formulas["a"], -matter.formulas["b"])
        assert matter.can(-matter.formulas["a"], -matter.formulas["b"])


@pytest.mark.parametrize(("op", "number", "beside", "line"), [("<", 2.0, 1.0, 1.0), (">=", 2.0, 3.0, 2.0), (">", 1.0, 2.0, 2.0)])  # fmt: skip
def test_lines_of_therapy_are_whole_ones(op: str, number: float, beside: float, line: float) -> None:
    asked = leaf("asked", Atom(concept="line_of_therapy", op=op, value=number, text="", span=NOWHERE))  # type: ignore[arg-type]  # ops are the schema's
    more = leaf("more", Atom(concept="line_of_therapy", op=">=", value=beside, text="", span=NOWHERE))
    with Matter({"a": side(asked), "b": side(more)}, "initial") as matter:
        assert matter.patient([matter.formulas["a"]]).line_of_therapy == line
