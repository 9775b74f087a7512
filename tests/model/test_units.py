"""Units: quantities in other units are the same quantities, for the solver and for the plain evaluator."""

from __future__ import annotations

import pytest
from trees import NOWHERE, leaf, side

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.proofs.relations import relate
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom, Criterion
from payerdiff.model.units import factor


def dose(op: str, value: float, unit: str) -> Criterion:
    """Return a limit of a dose."""
    return leaf(f"dose {op} {value} {unit}", Atom(concept="dose", op=op, value=value, unit=unit, text="", span=NOWHERE))  # type: ignore[arg-type]  # ops are the schema's


@pytest.mark.parametrize(
    ("unit", "to", "times"),
    [
        ("mg", "mcg", 1000.0), ("g/day", "mg/day", 1000.0), ("cells/mm3", "cells/µL", 1.0), ("/uL", "cells/uL", 1.0), ("x10^9/L", "/uL", 1000.0),
        ("mcg/m2/day", "mcg/day", None), ("IU", "mg", None), ("units", "mg", None), ("mg/kg", "mg", None), ("foo", "mg", None), ("", "mg", None), ("", "%", None), ("IU/dL", "%", None),
    ],
)  # fmt: skip
def test_a_unit_turns_into_another_of_its_kind_only(unit: str, to: str, times: float | None) -> None:
    assert factor(unit, to) == (pytest.approx(times) if times else None)


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        (("<=", 28.0, "mcg/day"), ("<=", 0.028, "mg/day"), "equivalent"),
        (("<=", 28.0, "mcg/day"), ("<=", 0.03, "mg/day"), "more_restrictive"),
        (("<=", 28.0, "mcg/day"), ("<=", 28.0, "mcg/m2/day"), "depends"),
    ],
)
def test_limits_in_other_units_are_compared(left: tuple[str, float, str], right: tuple[str, float, str], relation: str) -> None:  # fmt: skip
    with Matter({"a": side(dose(*left)), "b": side(dose(*right))}, "initial") as matter:
        assert relate(matter, "a", "b", "x").relation == relation


def test_a_patient_s_dose_in_another_unit_is_judged() -> None:
    policy = side(dose("<=", 28.0, "mcg/day")).alone()
    assert judge(policy, Patient(dose={"mg/day": 0.028})).ruling == "approve"
    assert judge(policy, Patient(dose={"mg/day": 0.029})).ruling == "refuse"
    assert judge(policy, Patient(dose={"mg/m2/day": 0.028})).ruling == "depends"
