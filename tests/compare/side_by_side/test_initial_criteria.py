"""A reauthorization that asks for the initial criteria is not silent on what those ask for, and has them in common with another that does."""

from __future__ import annotations

import pytest
from trees import NOWHERE, age, bare_policy, leaf, side

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.proofs.relations import relate
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.comparison import Comparison
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Phase, Policy

DISEASE = leaf("Diagnosis of asthma", Atom(concept="diagnosis", op="=", value="asthma", text="asthma", span=NOWHERE))
BETTER = leaf("Positive response", Atom(concept="response", op="=", value="positive", text="Positive response", span=NOWHERE))  # fmt: skip
PRESCRIBED = leaf("By a pulmonologist", Atom(concept="prescriber", op="=", value="pulmonologist", text="By a pulmonologist", span=NOWHERE))  # fmt: skip


def policy(number: str, *again: Criterion) -> Policy:
    """Return a policy on asthma with criteria for reauthorization."""
    phases: tuple[tuple[Phase, tuple[Criterion, ...]], ...] = (("initial", (DISEASE, PRESCRIBED)), ("renewal", again))
    sets = [
        CriteriaSet(id=f"{phase}-1", phase=phase, indication="Asthma", diseases=["asthma"], root=Criterion(op="all", children=list(asked), span=NOWHERE), span=NOWHERE)
        for phase, asked in phases
    ]  # fmt: skip
    return bare_policy().model_copy(update={"criteria": sets, "number": number})


def compared(words: str) -> tuple[Comparison, str]:
    """Return a policy that asks for what words say beside one that names a prescriber, and the second key."""
    found = compare([policy("A", PRESCRIBED), policy("B", leaf(words), BETTER)], "Inventa")
    return found, found.keys[1]


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("Initial criteria have been met", True),
        ("The member met the criteria for initial approval", True),
        ("The member meets initial authorization criteria", True),
        ("The initial dose was tolerated", False),
        ("Criteria of the hospital are met", False),
    ],
)
def test_what_the_initial_criteria_ask_for_is_not_called_not_stated(words: str, points: bool) -> None:
    found, key = compared(words)
    (row,) = [r for r in found.matrix if r.phase == "renewal" and r.question == "prescriber"]
    (cell,) = [c for c in row.cells if c.policy == key]
    assert cell.summary == (SEE_TEXT if points else None)
    assert row.silence is not points and not row.divergent
    if points:
        assert [p.quote for p in cell.passages] == [words]


def test_two_policies_that_ask_for_their_initial_criteria_have_them_in_common() -> None:
    found = compare([policy("A", leaf("Initial criteria are met")), policy("B", leaf("Criteria for initial approval are met"), BETTER)], "Inventa")  # fmt: skip
    (one, _) = [r for r in found.relations if r.phase == "renewal"]
    assert "the initial criteria" in one.shared


@pytest.mark.parametrize(
    ("words", "own"),
    [
        ("Patient meets the labeled age", ["prescriber"]),
        ("Notes of a pulmonologist are at hand", ["age"]),
        ("The home is free of smoke", ["age", "prescriber"]),
    ],
)
def test_what_the_other_payer_s_words_speak_of_is_not_addressed_by_one_alone(words: str, own: list[str]) -> None:
    left = Criterion(op="all", children=[age(">=", 12), PRESCRIBED], span=NOWHERE)
    with Matter({"a": side(left), "b": side(leaf(words))}, "initial") as matter:
        assert relate(matter, "a", "b", "x").own["a"] == own


def test_a_payer_who_asks_for_its_initial_criteria_again_leaves_nothing_to_the_other_alone() -> None:
    found = compare([policy("A", PRESCRIBED), policy("B", leaf("Initial criteria are met"))], "Inventa")
    (one, _) = [r for r in found.relations if r.phase == "renewal"]
    assert one.own[found.keys[0]] == []
