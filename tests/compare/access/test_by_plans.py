"""Each plan is counted once, under what the policy that it follows says; unknown lives stay unknown."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payerdiff import api
from payerdiff.compare.access.by_plans import NO_POLICY, NOT_ADDRESSED, SEVERAL, by_plans, keys_of
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.plans import Plan, PlanAnswer, PlanTable
from payerdiff.model.policy import Payer, Policy

BASE = api.read_policy(api.samples() / "bcbsnc" / "blinatumomab.html")


def policy(payer: str, *lines: str) -> Policy:
    return BASE.model_copy(update={"payer": Payer(id=payer.lower().replace(" ", "_"), name=payer, lines_of_business=list(lines))})  # fmt: skip


def facts(key: str, **told: object) -> AccessFacts:
    return AccessFacts(document=f"{key}.pdf", policy=key, drug="guselkumab", indication="plaque psoriasis", **told)  # type: ignore[arg-type]


def answers(table: PlanTable, question: str, group: str | None = None) -> Sequence[PlanAnswer]:
    return next(row.answers for row in table.rows if row.question == question and row.group == group)


POLICIES = {"a": policy("Alpha Health"), "b1": policy("Beta", "commercial"), "b2": policy("Beta", "Medicaid")}
FACTS = [
    facts("a", generic_steps=0, brand_steps=0, specialist_required=False),
    facts("b1", generic_steps=1, brand_steps=0, specialist_required=True, specialists=["dermatologist"]),
    facts("b2", undecided=["generic_steps", "brand_steps"]),
]


def test_step_therapy_is_told_by_lives() -> None:
    plans = [
        Plan(payer="alpha_health", lives=9),
        Plan(payer="Beta", line_of_business="Commercial", lives=31),
        Plan(payer="Beta", line_of_business="medicaid"),
        Plan(payer="Gamma", lives=5),
    ]
    table = by_plans(FACTS, POLICIES, plans)
    told = [(a.text, a.decided, a.plans, a.lives, a.unknown) for a in answers(table, "Step therapy")]
    assert told == [
        ("required", True, 1, 31, 0),
        ("not required", True, 1, 9, 0),
        (NO_POLICY, False, 1, 5, 0),
        (SEE_TEXT, False, 1, 0, 1),
    ]
    assert (table.lives, table.unknown, table.without) == (45, 1, ["Gamma"])


def test_a_step_that_is_decided_is_a_step_though_the_other_kind_is_not() -> None:
    held = [facts("a", generic_steps=2, undecided=["brand_steps"])]
    (told,) = answers(by_plans(held, POLICIES, [Plan(payer="Alpha Health", lives=1)]), "Step therapy")
    assert (told.text, told.decided) == ("required", True)


def test_a_plan_follows_its_formulary_owner_before_its_payer() -> None:
    assert keys_of(Plan(payer="Alpha Health", formulary_owner="Beta", line_of_business="medicaid"), POLICIES) == ["b2"]
    assert keys_of(Plan(payer="Alpha Health", formulary_owner="Unheard-of"), POLICIES) == ["a"]
    assert keys_of(Plan(payer="Beta", line_of_business="Medicare"), POLICIES) == []


def test_policies_that_differ_decide_nothing_for_a_plan_of_both() -> None:
    (told,) = answers(by_plans(FACTS, POLICIES, [Plan(payer="Beta", lives=4)]), "Specialist")
    assert (told.text, told.decided, told.lives) == (SEVERAL, False, 4)


def test_a_policy_without_criteria_for_the_disease_does_not_address_it() -> None:
    (told,) = answers(by_plans(FACTS[1:], POLICIES, [Plan(payer="Alpha Health", lives=4)]), "Age")
    assert (told.text, told.decided) == (NOT_ADDRESSED, False)


PLANS = st.lists(
    st.builds(
        Plan,
        payer=st.sampled_from(["Alpha Health", "beta", "Gamma", "ALPHA-HEALTH"]),
        line_of_business=st.sampled_from([None, "commercial", "Medicaid", "Medicare"]),
        state=st.sampled_from([None, "NC", "MS"]),
        lives=st.none() | st.integers(0, 10**7),
    ),
    min_size=1,
    max_size=9,
)


@given(PLANS, st.randoms(use_true_random=False))
def test_all_answers_add_up_to_all_plans_in_any_order(plans: list[Plan], chance: object) -> None:
    table = by_plans(FACTS, POLICIES, plans, "state")
    for row in table.rows:
        own = plans if row.group is None else [p for p in plans if (p.state or "not stated") == row.group]
        assert sum(a.plans for a in row.answers) == len(own)
        assert sum(a.lives for a in row.answers) == row.lives == sum(p.lives or 0 for p in own)
        assert sum(a.unknown for a in row.answers) == sum(p.lives is None for p in own)
    chance.shuffle(plans)  # type: ignore[attr-defined]
    assert by_plans(FACTS, POLICIES, plans, "state").rows == table.rows


@pytest.mark.parametrize("field", ["payer", "plan", "line_of_business", "state", "formulary_owner", "pbm"])
def test_groups_part_all_plans(field: api.PlanField) -> None:
    plans = [Plan(payer="Beta", lives=4, plan="x", state="NC", pbm="P"), Plan(payer="Gamma", lives=2)]
    table = by_plans(FACTS, POLICIES, plans, field)
    parts = [row.lives for row in table.rows if row.question == "Age" and row.group is not None]
    assert sum(parts) == table.lives
