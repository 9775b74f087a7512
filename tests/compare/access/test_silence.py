"""What policies worded by us do not say: a fact is denied only where criteria were read, and a length in other words than months is no silence."""

from __future__ import annotations

import pytest
from trees import asking, facts, facts_of_tree, group, leaf, tried

from payerdiff import api
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.access.wording import NOT_STATED, QUESTIONS, answer
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Approval, Criterion, LedgerBlock, Policy
from payerdiff.normalize.typing.mentions import cautions_in


def cell(policy: Policy, title: str) -> str:
    """Return what the grid says of a policy in one row."""
    return answer(next(q for q in QUESTIONS if q.title == title), facts(policy)).text


def bare(policy: Policy, words: str) -> Policy:
    """Return a policy whose criteria for the disease are a few words that nothing reads."""
    first = policy.criteria[0]
    root = Criterion(op="leaf", text=words, span=first.root.span)
    return policy.model_copy(update={"criteria": [first.model_copy(update={"root": root}), *policy.criteria[1:]]})


def test_criteria_of_which_nothing_was_understood_deny_nothing() -> None:
    found = facts(bare(asking("Failure of methotrexate"), "product(s)^^"))
    assert {"generic_steps", "brand_steps", "specialist_required", "tb_test_required", "age_min_years", "phototherapy_required"} <= set(found.undecided)  # fmt: skip
    assert found.initial_months == 6  # what stands beside them is told


def with_doses(policy: Policy, words: str) -> Policy:
    """Return a policy whose one authorization is told in doses."""
    given: list[Approval] = [a for a in policy.approvals if a.phase == "initial"]
    span = given[0].span.model_copy(update={"quote": words})
    told = given[0].model_copy(update={"value": None, "unit": None, "text": words, "span": span})
    return policy.model_copy(update={"approvals": [told]})


@pytest.mark.parametrize("words", ["Authorization will be issued for 3 induction doses", "Approve for one lifetime"])
def test_an_authorization_without_months_stands_in_the_grid_in_its_own_words(words: str) -> None:
    one = with_doses(asking(), words)
    assert cell(one, "Initial authorization") == f"“{words}”"
    assert facts(one).initial_months is None


def test_a_number_of_doses_says_nothing_of_reauthorization() -> None:
    one = with_doses(asking(), "Authorization will be issued for 3 induction doses")
    assert "renewal_months" not in facts(one).undecided and cell(one, "Reauthorization") == NOT_STATED


def test_of_a_book_of_policies_those_answer_that_speak_of_the_drug_and_the_disease() -> None:
    one, other = asking("Failure of methotrexate"), asking(number=3)
    source = other.source.model_copy(update={"name": one.source.name, "sha256": one.source.sha256})
    nameless = other.model_copy(update={"source": source, "drugs": []})
    elsewhere = [s.model_copy(update={"indication": "asthma", "diseases": ["asthma"]}) for s in other.criteria]
    of_another = other.model_copy(update={"source": source, "criteria": elsewhere})
    found = api.access([nameless, of_another, one], drug="Tremfya", indication="plaque psoriasis", every=True)
    assert [f.generic_steps for f in found] == [1]


@pytest.mark.parametrize("words", ["Must be ordered by a XYZ contracted dermatologist", "Ordered by a dermatologist"])
def test_who_orders_a_drug_prescribes_it(words: str) -> None:
    found = facts(asking(words))
    assert found.specialist_required is True and found.specialists == ["dermatologist"]


@pytest.mark.parametrize("words", ["a negative IGRA", "an interferon-gamma release assay within 12 months"])
def test_an_assay_for_tuberculosis_is_no_silence(words: str) -> None:
    found = facts(asking(f"Member must have {words}"))
    assert found.tb_test_required is not False or "tb_test_required" in found.undecided


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("2. Treatment of moderate to severe plaque psoriasis (PsO) in adults", True),
        ("• Indicated for adults with plaque psoriasis", True),
        ("• Treatment of Crohn's disease in adults", False),  # of another disease
        ("Author A. Guidelines on the treatment of plaque psoriasis in adults. 2020", False),
    ],
)
def test_a_list_of_covered_uses_that_names_adults_is_no_silence_on_ages(words: str, named: bool) -> None:
    one = asking("Failure of methotrexate")
    block = LedgerBlock(cls="boilerplate", start=9000, end=9000 + len(words), characters=len(words), text=words, mentions=cautions_in(words))  # fmt: skip
    ledger = one.ledger.model_copy(update={"blocks": [*one.ledger.blocks, block]})
    told = one.model_copy(update={"ledger": ledger})
    assert cell(told, "Age") == (SEE_TEXT if named else NOT_STATED)
    assert facts(told).age_min_years is None


def doubtful(words: str, use: str) -> AccessFacts:
    """Return the facts of criteria with a step and words that are not evaluated."""
    return facts_of_tree(group("all", tried("methotrexate", length="3 months"), leaf(words)), use=use)


@pytest.mark.parametrize(
    ("words", "use", "decided"),
    [
        ("Failure of at least one other therapy", "Crohn's disease", {"phototherapy_required", "preferred_products", "trial_weeks"}),
        ("Failure of at least one other therapy", "plaque psoriasis", {"preferred_products", "trial_weeks"}),
        ("Failure of at least one other therapy for 6 months", "Crohn's disease", {"phototherapy_required", "preferred_products"}),
        ("Failure of two biologics, as told elsewhere", "Crohn's disease", {"phototherapy_required", "trial_weeks"}),
        ("Failure of whatever is preferred, such as phototherapy and another biologic", "Crohn's disease", {"trial_weeks"}),
    ],
)  # fmt: skip
def test_open_words_defer_what_they_can_concern_and_nothing_else(words: str, use: str, decided: set[str]) -> None:
    found = doubtful(words, use)
    asked = {"phototherapy_required", "preferred_products", "trial_weeks"}
    assert {key for key in asked if key not in found.undecided} == decided
    assert "generic_steps" in found.undecided or "brand_steps" in found.undecided
