"""Terms among access facts are told once, in the policy's words."""

from __future__ import annotations

import pytest
from trees import asking, facts

from payerdiff.compare.access.terms import said
from payerdiff.model.access.wording import QUESTIONS, answer
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import CriteriaSet, Criterion, Limit, Span, leaves
from payerdiff.normalize.typing.mentions import mentions_of


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


def cap(text: str, at: int, drugs: tuple[str, ...] = ()) -> Limit:
    """Return a cap that stands at a place of the document."""
    span = Span(page=1, start=at, end=at + len(text), quote=text)
    return Limit(kind="max_dose", value=300.0, unit="mg", text=text, span=span, drugs=list(drugs))


def test_a_cap_that_a_criterion_of_another_use_states_is_of_that_use_alone() -> None:
    policy = asking("Age ≥ 18 years")
    other = policy.criteria[0].model_copy(deep=True, update={"indication": "Ulcerative colitis", "diseases": ["ulcerative colitis"], "id": "x"})  # fmt: skip
    (leaf,) = [one for one in leaves(other.root) if one.span][:1]
    moved = other.model_copy(update={"root": leaf.model_copy(update={"span": Span(page=1, start=9_000, end=9_100, quote="a dose")})})  # fmt: skip
    both = policy.model_copy(update={"criteria": [*policy.criteria, moved], "limits": [cap("800 mg an infusion", 9_010)]})  # fmt: skip
    assert facts(both).quantity_limit is None
    elsewhere = both.model_copy(update={"limits": [cap("800 mg an infusion", 9_500)]})
    assert facts(elsewhere).quantity_limit == "800 mg an infusion"


def test_in_a_policy_for_many_drugs_caps_without_a_drug_are_of_nobody() -> None:
    policy = asking("Age ≥ 18 years")
    own = policy.drugs[0]
    drugs = [own, *(own.model_copy(update={"generic": name, "brands": []}) for name in ("firstamab", "secondamab"))]
    caps = [cap(f"{n}00 mg", 9_000 + n) for n in (1, 2, 3)]
    many = policy.model_copy(update={"drugs": drugs, "limits": caps})
    found = facts(many)
    assert (found.quantity_limit, "quantity_limit" in found.undecided) == (None, True)
    named = many.model_copy(update={"limits": [*caps, cap("400 mg", 9_009, (own.generic,))]})
    assert facts(named).quantity_limit == "400 mg"


def test_a_renewal_of_which_only_a_length_with_further_words_was_read_is_not_said_to_need_no_documents() -> None:
    policy = asking("Age ≥ 18 years")
    (period,) = [one for one in policy.approvals if one.phase == "initial"]
    without = policy.model_copy(update={"criteria": [s for s in policy.criteria if s.phase != "renewal"]})
    for text, decided in (
        ("12 months", True),
        ("1 year, with an updated letter of necessity or notes that show how the patient does on the drug", False),
    ):
        renewed = period.model_copy(update={"phase": "renewal", "text": text})
        found = facts(without.model_copy(update={"approvals": [period, renewed]}))
        assert ("renewal_response_documented" not in found.undecided) is decided


@pytest.mark.parametrize(("words", "open_"), [("Dosing or frequency exceeding the FDA labeling", True), ("Use beside another biologic", False)])  # fmt: skip
def test_a_refusal_of_more_than_the_label_has_is_no_silence_on_the_dose(words: str, open_: bool) -> None:
    own = asking("Failure of methotrexate")
    span = Span(page=1, start=0, end=len(words), quote=words)
    refused = Criterion(op="leaf", text=words, span=span, mentions=mentions_of(words, []))
    against = CriteriaSet(id="exclusion-1", phase="exclusion", root=Criterion(op="any", children=[refused], span=span))
    found = facts(own.model_copy(update={"limits": [], "exclusions": [against]}))
    assert ("quantity_limit" in found.undecided) is open_
