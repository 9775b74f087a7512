"""What a patient had, told by a drug or by a class, against what criteria ask for: of classes that overlap nothing is known, and no length is asked of what was not tolerated."""

from __future__ import annotations

import pytest
from trees import NOWHERE

from payerdiff.compare.logic.conditions import atom_holds
from payerdiff.compare.logic.therapy_axioms import follows
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom


def had(drug: str, outcome: str = "failed") -> Patient:
    """Return a patient with one treatment before."""
    return Patient.model_validate({"prior_therapy": [{"drug": drug, "outcome": outcome}]})


def step(value: str, outcome: str = "failed", duration: str | None = None) -> Atom:
    """Return what a criterion asks to have come before."""
    return Atom(concept="prior_therapy", op="=", value=value, outcome=outcome, duration=duration, text="", span=NOWHERE)


@pytest.mark.parametrize(
    ("known", "asked", "held"),
    [
        ("methotrexate", "conventional systemic therapy", True), ("vitamin D analog", "topical therapy", True),
        ("sulfasalazine", "5-aminosalicylate", True), ("topical corticosteroid", "corticosteroid", True),
        ("DMARD", "conventional synthetic DMARD", None), ("corticosteroid", "systemic corticosteroid", None),
        ("prednisone", "systemic corticosteroid", None), ("topical therapy", "corticosteroid", None),
        ("etanercept", "interleukin-17 inhibitor", False), ("methotrexate", "biologic", False), ("phototherapy", "conventional systemic therapy", False),
    ],
)  # fmt: skip
def test_a_therapy_refuses_nobody_of_whom_it_may_be_what_is_asked(known: str, asked: str, held: bool | None) -> None:
    assert atom_holds(step(asked), had(known)) is held


@pytest.mark.parametrize(
    ("outcome", "asked", "held"),
    [("intolerant", "failed or intolerant", True), ("failed", "failed or intolerant", None), ("intolerant", "tried", None), ("contraindicated", "failed or contraindicated", True)],
)  # fmt: skip
def test_of_what_was_not_tolerated_no_length_is_asked(outcome: str, asked: str, held: bool | None) -> None:
    assert atom_holds(step("methotrexate", asked, "3 months"), had("methotrexate", outcome)) is held


def test_the_solver_asks_no_length_of_it_either() -> None:
    def fact(name: str, outcomes: str, length: str) -> tuple[str, ...]:
        return ("prior_therapy", "", name, outcomes, length, "")

    assert follows(fact("methotrexate", "intolerant", ""), fact("DMARD", "failed or intolerant", "3 months"))
    assert not follows(fact("methotrexate", "failed", ""), fact("DMARD", "failed or intolerant", "3 months"))


@pytest.mark.parametrize(
    ("told", "held"),
    [({"ruled_out": ["uncontrolled"]}, None), ({"disease_setting": ["controlled"]}, False), ({"disease_setting": ["uncontrolled"]}, True), ({"ruled_out": ["severe"]}, None)],
)  # fmt: skip
def test_what_each_payer_measures_in_its_own_way_is_not_told_to_be_missing(told: dict[str, list[str]], held: bool | None) -> None:  # fmt: skip
    asked = Atom(concept="disease_setting", op="=", value="uncontrolled", text="", span=NOWHERE)
    assert atom_holds(asked, Patient.model_validate({"disease_setting": [], **told})) is held
