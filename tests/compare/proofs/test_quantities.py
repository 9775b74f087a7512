"""A request above a payer's own limit is not said to meet its criteria: what the limit says of it is not evaluated."""

from __future__ import annotations

from dataclasses import replace

import pytest
from trees import NOWHERE, age, leaf, side

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.logic.sides import Side
from payerdiff.compare.proofs.coverage_map import scenarios_of
from payerdiff.compare.proofs.explorer_model import Explorer
from payerdiff.compare.proofs.quantities import capped
from payerdiff.compare.proofs.relations import relate
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom, Criterion, Limit

WITHIN = Atom(concept="quantity", op="=", value="within_limit", text="", span=NOWHERE)
LABELED = WITHIN.model_copy(update={"subject": "label"})
DOSE = Atom(concept="dose", op="<=", value=90.0, unit="mg", text="", span=NOWHERE)


def limit(words: str, scope: str | None = None) -> Limit:
    """Return a limit on the quantity."""
    return Limit(kind="quantity", value=2, unit="syringe", per_value=28, per_unit="day", scope=scope, text=words, span=NOWHERE)  # fmt: skip


def with_limits(own: Side, *limits: Limit) -> Side:
    """Return a payer whose policy states limits."""
    return replace(own, policy=own.policy.model_copy(update={"limits": list(limits)}))


def both(*atoms: Atom) -> Criterion:
    """Return criteria of an adult who asks for no more than some limits."""
    return Criterion(op="all", children=[age(">=", 18), leaf("no more than is allowed", *atoms)], span=NOWHERE)


@pytest.mark.parametrize("asked", [WITHIN, LABELED, DOSE])
def test_who_asks_for_more_than_one_payer_allows_does_not_meet_another_payer_s_criteria_that_state_a_limit(asked: Atom) -> None:  # fmt: skip
    sides = {"a": side(both(asked)), "b": with_limits(side(age(">=", 18)), limit("2 pens every 28 days"))}
    with Matter(capped(sides, "x"), "initial") as matter:
        rows, found = scenarios_of(matter, "x"), relate(matter, "a", "b", "x")
    refused = [row for row in rows if row.verdicts["a"] == "refuse"]
    assert all(row.verdicts["b"] != "approve" for row in refused), refused
    assert found.only_b is None and "2 pens every 28 days" in found.unless
    assert any("2 pens every 28 days" in reason.open for reason in found.reasons)


def test_without_a_limit_of_its_own_a_payer_covers_the_higher_request_and_is_said_to() -> None:
    sides = {"a": side(both(WITHIN)), "b": side(age(">=", 18))}
    with Matter(capped(sides, "x"), "initial") as matter:
        found = relate(matter, "a", "b", "x")
    assert found.relation == "more_restrictive"
    assert found.only_b is not None and "a quantity above the limit" in found.only_b.words


def test_a_dose_above_the_label_s_is_not_told_as_a_quantity_above_a_limit() -> None:
    with Matter({"a": side(both(LABELED)), "b": side(age(">=", 18))}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
    assert found.only_b is not None and "a dose above the labeled one" in found.only_b.words


def test_where_no_criteria_speak_of_quantities_limits_stay_terms() -> None:
    sides = {"a": side(age(">=", 18)), "b": with_limits(side(age(">=", 18)), limit("2 pens every 28 days"))}
    assert capped(sides, "x") == sides
    with Matter(sides, "initial") as matter:
        assert relate(matter, "a", "b", "x").relation == "equivalent"


def test_a_limit_for_another_disease_is_not_asked_of_a_request() -> None:
    other, own = limit("1 pen every 56 days", "plaque psoriasis"), limit("3 pens every 28 days", "Crohn's disease")
    sides = {"a": side(both(WITHIN)), "b": with_limits(side(age(">=", 18)), other, own)}
    (held,) = capped(sides, "Crohn's disease")["b"].universal
    assert [one.text for one in held.root.children] == ["Crohn's disease: 3 pens every 28 days"]


@pytest.mark.parametrize(("quantity", "ruling"), [([], "not_evaluated"), (["within_limit"], "approve"), (None, "approve")])  # fmt: skip
def test_a_patient_above_a_limit_is_not_judged_to_meet_criteria(quantity: list[str] | None, ruling: str) -> None:
    policy = with_limits(side(age(">=", 18)), limit("2 pens every 28 days")).alone()
    asked = Patient(age=540.0, facts={} if quantity is None else {"quantity": quantity})
    found = judge(policy, asked)
    assert found.ruling == ruling
    assert found.not_evaluated == (["2 pens every 28 days"] if ruling == "not_evaluated" else [])


def test_the_form_asks_a_limit_of_who_tells_how_much_is_asked_for() -> None:
    with_criterion, with_term = (side(both(WITHIN)).alone(), with_limits(side(age(">=", 18)), limit("2 pens")).alone())
    _, second = Explorer([with_criterion, with_term]).model("ab", "ab")["policies"]
    assert [s["root"]["kids"][0]["text"] for s in second["sets"] if "told" in s] == ["2 pens"]
    alone = Explorer([with_term]).model("b", "b")["policies"][0]
    assert not any("told" in s for s in alone["sets"])
