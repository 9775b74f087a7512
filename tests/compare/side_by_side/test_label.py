"""Policies against the FDA label: the field's terms, by what, with patients; and what `as the label says` means."""

from __future__ import annotations

from functools import cache

import pytest
from reviews import policies
from trees import NOWHERE, bare_policy, leaf

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.logic.sides import Side
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.compare.side_by_side.label import is_label, parity, side_of, side_of_label
from payerdiff.model.comparison import Comparison, Parity
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Policy
from payerdiff.normalize.publication import published


@cache
def compared(drug: str) -> Comparison:
    """Return the comparison of the sample policies and the sample label of a drug."""
    return compare([p for p in policies() if any(d.generic == drug for d in p.drugs)], drug)


def held(payer: str, indication: str | None) -> Parity:
    """Return how a sample policy on Blincyto stands to one indication of the label."""
    found = [p for p in compared("blinatumomab").parity if p.policy == payer]
    return next(
        p for p in found if (indication or "") in (p.indication or "") and bool(p.indication) == bool(indication)
    )


def test_a_label_is_no_payer() -> None:
    result = compared("blinatumomab")
    assert result.keys == ["bcbsnc", "louisiana_healthcare_connections", "aspirus_health_plan"]
    assert [p.source.name for p in result.labels] == ["blincyto.xml"]
    assert not any(is_label(p) for p in result.policies)


@pytest.mark.parametrize("indication", ["MRD-positive", "Relapsed or refractory", "consolidation"])
def test_exclusions_in_words_leave_open_whether_a_policy_covers_as_the_label_says(indication: str) -> None:
    found = held("bcbsnc", indication)
    assert found.relation == "depends" and not found.reasons
    assert any("Non-cancer indications" in words for words in found.unless), (
        "what is excluded in words may refuse somebody"
    )


def test_a_policy_that_covers_as_the_label_says_is_consistent_with_it_where_no_words_could_refuse() -> None:
    result = compared("blinatumomab")
    policy = next(p for key, p in zip(result.keys, result.policies, strict=True) if key == "bcbsnc")
    bare = parity([policy.model_copy(update={"exclusions": []})], ["bcbsnc"], result.labels[0])
    assert next(p for p in bare if p.indication and "Relapsed" in p.indication).relation == "consistent"


@pytest.mark.parametrize(
    ("payer", "indication", "grounds"),
    [
        ("louisiana_healthcare_connections", "MRD-positive", {"dose", "prescriber", "documentation"}),
        ("louisiana_healthcare_connections", "Relapsed", {"dose", "prescriber", "documentation"}),
        ("aspirus_health_plan", "consolidation", {"patient subgroup", "combination"}),
    ],
)
def test_a_more_restrictive_policy_says_by_what(payer: str, indication: str, grounds: set[str]) -> None:
    found = held(payer, indication)
    assert found.relation == "more_restrictive"
    assert {g for r in found.reasons for g in r.grounds} == grounds


def test_every_patient_of_the_label_is_judged_anew() -> None:
    for drug in ("blinatumomab", "sargramostim"):
        result = compared(drug)
        label = side_of_label(result.labels[0]).alone()
        sides = {key: side_of(p).alone() for key, p in zip(result.keys, result.policies, strict=True)}
        assert len(result.parity) >= 6
        for p in result.parity:
            for witness in (r.witness for r in p.reasons if r.witness):
                rulings = judge(label, witness.patient).ruling, judge(sides[p.policy], witness.patient).ruling
                assert rulings == (("approve", "refuse") if p.indication else ("refuse", "approve"))


def test_the_map_says_who_is_on_label() -> None:
    rows = [s for s in compared("blinatumomab").scenarios if s.phase == "initial" and s.indication == "B-ALL"]
    assert {s.on_label for s in rows} == {True, False}
    label = side_of_label(compared("blinatumomab").labels[0])
    assert all(
        "support" not in s.patient or ("supported by FDA label" in s.patient) <= (s.on_label is True) for s in rows
    )
    assert len(label.uses) == 3


def atom(concept: str, value: str | float, subject: str | None = None, op: str = "=", unit: str | None = None) -> Atom:
    """Return an atom."""
    return Atom(concept=concept, subject=subject, op=op, value=value, unit=unit, text="", span=NOWHERE)  # type: ignore[arg-type]  # ops are the schema's


def policy_of(root: Criterion, name: str) -> Policy:
    """Return a policy whose only criteria for a first request are a tree."""
    bare = bare_policy()
    made = {
        "criteria": [CriteriaSet(id="initial-1", phase="initial", indication="B-ALL", root=root)],
        "source": bare.source.model_copy(update={"name": name}),
    }
    return published(bare.model_copy(update=made))


LABEL = policy_of(leaf("B-ALL of adults", atom("diagnosis", "B-ALL"), atom("age", 18.0, op=">=", unit="year")), "label")
ADULT, BALL = leaf("adult", atom("age", 18.0, op=">=", unit="year")), leaf("B-ALL", atom("diagnosis", "B-ALL"))


def all_of(*kids: Criterion) -> Criterion:
    """Return a group of which all must hold."""
    return Criterion(op="all", children=list(kids), span=NOWHERE)


@pytest.mark.parametrize(
    ("root", "on", "beyond"),
    [
        (all_of(BALL, ADULT), "consistent", None),
        (all_of(BALL), "consistent", "patient subgroup"),
        (all_of(BALL, ADULT, leaf("imatinib failed", atom("prior_therapy", "imatinib"))), "step therapy", None),
        (all_of(BALL, ADULT, leaf("by an oncologist", atom("prescriber", "oncologist"))), "prescriber", None),
        (all_of(BALL, ADULT, leaf("alone", atom("regimen", "single_agent"))), "combination", None),
        (all_of(BALL, leaf("65 and older", atom("age", 65.0, op=">=", unit="year"))), "patient subgroup", None),
        (all_of(BALL, leaf("as the label says", atom("support", "fda_label"))), "consistent", None),
        (leaf("AML", atom("diagnosis", "AML")), "not_covered", None),
    ],
)
def test_each_kind_of_difference_has_its_term(root: Criterion, on: str, beyond: str | None) -> None:
    found = parity([policy_of(root, "p")], ["p"], LABEL)
    within = next(p for p in found if p.indication)
    grounds = {g for r in within.reasons for g in r.grounds}
    assert (
        within.relation == on
        if on in ("consistent", "not_covered")
        else (within.relation, grounds) == ("more_restrictive", {on})
    )
    assert [(p.relation, {g for r in p.reasons for g in r.grounds}) for p in found if not p.indication] == ([("less_restrictive", {beyond})] if beyond else [])  # fmt: skip


def test_support_by_the_label_is_open_without_a_label_and_resolved_with_it() -> None:
    supported = Side(policy_of(leaf("as the label says", atom("support", "fda_label")), "s"), (), (policy_of(leaf("as the label says", atom("support", "fda_label")), "s").criteria[0],))  # fmt: skip
    child = leaf("child", atom("age", 18.0, op="<", unit="year"))
    sides = {"supported": supported, "child": Side(policy_of(child, "c"), (), (policy_of(child, "c").criteria[0],))}
    for label, possible in ((None, True), (side_of_label(LABEL), False)):
        with Matter(sides, "initial", "B-ALL", label=label) as matter:
            assert matter.can(matter.formulas["supported"], matter.formulas["child"]) is possible
