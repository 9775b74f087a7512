"""Terms among access facts are told once, in the policy's words."""

from __future__ import annotations

import pytest
from trees import asking, facts

from payerdiff.compare.access.terms import said
from payerdiff.model.access.wording import QUESTIONS, answer
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Limit, Span


@pytest.mark.parametrize(
    ("scope", "text", "told"),
    [
        ("Madeupra 35 mcg", "Madeupra 35 mcg: 28 vials per 42 days", "Madeupra 35 mcg: 28 vials per 42 days"),
        ("Psoriasis", "28 vials per 42 days", "Psoriasis: 28 vials per 42 days"),
        (None, "28 vials per 42 days", "28 vials per 42 days"),
    ],
)
def test_what_a_limit_is_for_is_named_once(scope: str | None, text: str, told: str) -> None:
    span = Span(page=1, start=0, end=len(text), quote=text)
    assert said(Limit(kind="quantity", scope=scope, value=28.0, unit="vial", text=text, span=span)) == told


def test_periods_that_name_other_uses_are_led_to() -> None:
    policy = asking("Age ≥ 18 years")
    (period,) = [one for one in policy.approvals if one.phase == "initial"]
    other = period.model_copy(update={"indication": "Maintenance", "diseases": []})
    found = facts(policy.model_copy(update={"approvals": [other]}))
    (question,) = [q for q in QUESTIONS if q.keys == ("initial_months",)]
    told = answer(question, found)
    assert (told.text, told.decided) == (SEE_TEXT, False)
    assert told.evidence is not None and told.evidence.span == period.span


def test_where_periods_are_stated_disease_by_disease_a_disease_without_one_has_none() -> None:
    policy = asking("Age ≥ 18 years")
    (period,) = [one for one in policy.approvals if one.phase == "initial"]
    others = [period.model_copy(update={"indication": d, "diseases": [d]}) for d in ("asthma", "COPD")]
    (question,) = [q for q in QUESTIONS if q.keys == ("initial_months",)]
    told = answer(question, facts(policy.model_copy(update={"approvals": others})))
    assert (told.text, told.decided) == ("not stated", True)
    one = answer(question, facts(policy.model_copy(update={"approvals": others[:1]})))
    assert (one.text, one.decided) == (SEE_TEXT, False)


def test_a_limit_under_the_title_of_a_disease_is_that_diseases_alone() -> None:
    def limit(scope: str | None, at: int) -> Limit:
        span = Span(page=1, start=at, end=at + 9, quote="some words")
        return Limit(kind="quantity", scope=scope, value=1.0, unit="vial", text=f"{at} vials", span=span)

    policy = asking("Age ≥ 18 years")
    title = next(s.indication for s in policy.criteria if s.phase == "initial")
    other = policy.criteria[0].model_copy(update={"indication": "Ulcerative colitis", "diseases": ["ulcerative colitis"], "id": "x"})  # fmt: skip
    both = policy.model_copy(update={"criteria": [*policy.criteria, other], "limits": [limit("Ulcerative colitis", 1), limit(title, 2), limit(None, 3)]})  # fmt: skip
    assert facts(both).quantity_limit == f"{title}: 2 vials"
    without = both.model_copy(update={"limits": [limit("Ulcerative colitis", 1), limit(None, 3)]})
    assert facts(without).quantity_limit == "3 vials"
