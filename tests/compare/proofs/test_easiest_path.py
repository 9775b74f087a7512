"""The easiest path to approval: held against brute force, confirmed by the plain evaluator, counted by what is asked."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import NOWHERE, age, bare_policy, leaf, meant, side

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.logic.sides import Side
from payerdiff.compare.proofs.easiest_path import easiest_paths
from payerdiff.compare.side_by_side.path_counts import with_facts
from payerdiff.model.access.facts import AccessEvidence, AccessFacts, AccessStep
from payerdiff.model.comparison import EasiestPath
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Meaning, OpenPart
from payerdiff.normalize.typing.mentions import mentions_of

STEPS = ("Trial of alpha", "Failure of beta", "Inadequate response to gamma")


def adult() -> Criterion:
    """Return the condition of being an adult."""
    return leaf("adult", Atom(concept="age", op=">=", value=18.0, unit="year", text="", span=NOWHERE))


def child() -> Criterion:
    """Return the condition of being below 18 years."""
    return leaf("child", Atom(concept="age", op="<", value=18.0, unit="year", text="", span=NOWHERE))


def group(op: str, *children: Criterion, k: int | None = None, text: str = "", label: str | None = None) -> Criterion:
    """Return a group."""
    mentions = mentions_of(text, [])
    return Criterion(op=op, children=list(children), k=k, text=text, label=label, span=NOWHERE, mentions=mentions)  # type: ignore[arg-type]  # ops are the schema's


def path(root: Criterion) -> EasiestPath | None:
    """Return the easiest path through a tree."""
    with Matter({"p": side(root)}, "initial") as matter:
        return next(iter(easiest_paths(matter, "x")), None)


def words(found: EasiestPath | None) -> list[tuple[str, str]]:
    """Return what a path asks."""
    return [(i.kind, i.text) for i in found.items] if found else []


def test_the_alternative_with_fewer_failures_is_taken() -> None:
    two = group("all", leaf(STEPS[0]), leaf(STEPS[1]))
    assert words(path(group("any", two, leaf(STEPS[2])))) == [("step", STEPS[2])]


def test_an_alternative_that_nobody_can_take_is_no_easy_path() -> None:
    found = path(group("all", adult(), group("any", child(), leaf(STEPS[0]))))
    assert found is not None and found.steps == 1 and words(found) == [("other", "adult"), ("step", STEPS[0])]


def test_items_below_a_heading_of_trials_are_steps_and_the_heading_is_none() -> None:
    heading = "History of failure of two of the following"
    items = group("at_least", leaf("alpha"), leaf("beta"), leaf("gamma"), k=2)
    found = path(group("all", leaf(heading, label="a.2"), items, text=heading, label="a.2"))
    assert found is not None and found.steps == 2 and [i.kind for i in found.items] == ["other", "step", "step"]


def test_what_is_asked_twice_is_passed_once() -> None:
    found = path(group("all", leaf(STEPS[0]), group("any", leaf(STEPS[0]), leaf("x"))))
    assert found is not None and found.steps == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Submit chart notes", "document"), ("Prescribed by a shaman", "prescriber"), ("Disease is bad", "open")],
)
def test_each_gate_is_told_by_its_kind(text: str, kind: str) -> None:
    assert words(path(group("all", adult(), leaf(text))))[1] == (kind, text)


def test_where_nobody_is_approved_there_is_no_path() -> None:
    assert path(group("all", adult(), child())) is None


def test_an_exclusion_is_no_barrier() -> None:
    found = path(group("all", adult(), group("none", leaf("Failure of delta"))))
    assert found is not None and found.steps == 0


def drawn() -> st.SearchStrategy[Criterion]:
    """Draw small trees of steps and ages."""
    return st.recursive(
        st.sampled_from([*map(leaf, STEPS), adult(), child()]).map(lambda x: x.model_copy()),
        lambda kids: st.builds(
            lambda op, k, children: group(op, *children, k=k if op == "at_least" else None),
            st.sampled_from(["all", "any", "none", "at_least", "if"]), st.integers(1, 3), st.lists(kids, min_size=2, max_size=3),
        ),
        max_leaves=7,
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(drawn())
def test_no_approved_patient_has_failed_less(root: Criterion) -> None:
    alone = side(root).alone()
    approved = [
        sum(failed)
        for age in (100.0, 540.0)
        for failed in product((True, False), repeat=len(STEPS))
        if judge(alone, Patient(age=age, criteria=dict(zip(STEPS, failed, strict=True)))).ruling == "approve"
    ]
    found = path(root)
    assert (found is None) == (not approved)
    if found is not None:
        assert judge(alone, found.patient).ruling == "approve"
        assert sum(bool(found.patient.criteria.get(step)) for step in STEPS) == min(approved)
        assert found.steps <= min(approved)
        assert len({i.text for i in found.items}) == len(found.items)


@pytest.mark.parametrize(
    ("words", "steps", "months"),
    [
        ("Trial and failure of two preferred agents, each for at least 3 months", 2, 6.0),
        ("Failure of a 12-week course of methotrexate", 1, 2.8),
        ("Received at least 2 prior lines of systemic therapy and failed", 2, None),
        ("Tried a topical steroid in the past 6 months", 1, None),
        ("Inadequate response after 3 months of therapy", 1, 3.0),
    ],
)
def test_a_criterion_counts_as_many_failures_as_it_asks_for_and_as_long(words: str, steps: int, months: float) -> None:
    found = path(leaf(words))
    assert found is not None and (found.steps, found.trial_months) == (steps, months)


def test_at_reauthorization_words_on_the_drugs_own_effect_are_no_step() -> None:
    words = "Extensions up to 12 months; where the drug was a clinical failure, a rationale is required"
    asked = CriteriaSet(id="renewal-1", phase="renewal", indication="x", root=Criterion(op="all", children=[leaf(words), age(">=", 2)]))  # fmt: skip
    with Matter({"a": Side(bare_policy(), (), (asked,))}, "renewal") as matter:
        (found,) = easiest_paths(matter, "x")
    assert (found.steps, found.trial_months) == (0, None)
    assert [item.kind for item in found.items][:1] == ["open"]


def therapy(drug: str, outcome: str = "failed") -> Criterion:
    """Return a typed condition on an earlier therapy."""
    atom = Atom.model_validate({"concept": "prior_therapy", "op": "=", "value": drug, "outcome": outcome, "text": drug, "span": NOWHERE})  # fmt: skip
    return leaf(f"{outcome} {drug}", atom)


def test_conventional_steps_come_before_a_branded_one_and_exits_are_no_path() -> None:
    two = group("all", therapy("methotrexate"), therapy("topical corticosteroid"))
    exits = (therapy("adalimumab"), therapy("methotrexate", "contraindicated"), therapy("acitretin", "intolerant"))
    found = path(group("any", *exits, two))
    assert found is not None and found.steps == 2
    assert words(found) == [("step", "failed methotrexate"), ("step", "failed topical corticosteroid")]


def test_two_therapies_in_one_criterion_are_two_steps() -> None:
    both = leaf("a topical and acitretin", *therapy("topical corticosteroid").atoms, *therapy("acitretin").atoms)
    assert (found := path(both)) is not None and found.steps == 2


def test_a_path_has_the_steps_that_the_facts_count_and_the_test_that_they_require() -> None:
    found = path(group("all", adult(), therapy("methotrexate"), therapy("acitretin")))
    assert found is not None
    steps = [AccessStep(kind="conventional", text="one of two drugs", page=4), AccessStep(kind="light", text="light")]
    words = AccessEvidence(words="a negative TB test", page=2, span=NOWHERE.model_copy(update={"quote": "a negative\nTB test"}))  # fmt: skip
    facts = AccessFacts(document="", policy=found.policy, drug="", indication="x", generic_steps=1, brand_steps=0, path=steps, tb_test_required=True, evidence={"tb_test_required": words})  # fmt: skip
    told = with_facts(found, facts)
    assert (told.steps, told.undecided) == (2, False)
    assert [(i.kind, i.text, i.page) for i in told.items] == [("other", "adult", 1), ("step", "one of two drugs", 4), ("step", "light", None), ("test", "a negative TB test", 2)]  # fmt: skip
    open_ = with_facts(found, AccessFacts(document="", policy=found.policy, drug="", indication="x"))
    assert open_.undecided and words_of(open_) == words_of(found)


def words_of(found: EasiestPath) -> list[str]:
    """Return the words of the criteria on a path."""
    return [item.text for item in found.items]


def test_a_lead_in_that_asks_for_documents_is_a_requirement_of_the_path_once() -> None:
    words = "Documentation is provided that the member has tried one of the following"
    found = path(group("all", adult(), group("any", leaf("Failure of alpha"), leaf("Failure of beta"), text=words)))
    assert found is not None and found.documents == 1
    assert [item.kind for item in found.items] == ["other", "step", "document"]
    both = path(group("all", leaf("alpha is bad"), leaf("beta is bad"), text=words))
    assert both is not None and both.documents == 1
    assert (none := path(group("all", adult(), leaf("Failure of alpha")))) is not None and none.documents == 0


def test_the_parts_of_one_criterion_are_one_criterion_of_the_path() -> None:
    atom = Atom(concept="prior_therapy", op="=", value="methotrexate", outcome="failed", text="", span=NOWHERE)
    parts = meant(Meaning(op="all", of=[0, OpenPart(unknown="at the highest dose (weekly)")]), atom, text="Failure of methotrexate at the highest dose (weekly)")  # fmt: skip
    found = path(group("all", adult(), parts))
    assert found is not None and len(found.items) == 2 and found.steps == 1


def test_words_on_any_therapy_are_passed_by_the_step_beside_them() -> None:
    found = path(group("all", leaf("Previous therapies tried and how they failed"), therapy("methotrexate")))
    assert found is not None and found.steps == 1
    alone = path(group("all", leaf("Previous therapies tried and how they failed"), adult()))
    assert alone is not None and alone.steps == 1


def test_a_list_of_what_must_not_be_given_is_a_criterion_of_the_path() -> None:
    bans = [leaf(f"With {drug}", Atom(concept="regimen", op="with", value=drug, text="", span=NOWHERE)) for drug in ("adalimumab", "etanercept")]  # fmt: skip
    barred = group("none", *bans, text="Is not given together with any of these")
    found = path(group("all", adult(), barred))
    assert words(found) == [("other", "adult"), ("other", barred.text)]
    assert words(path(group("any", adult(), group("all", leaf(STEPS[0]), barred)))) == [("other", "adult")]


def test_words_that_stand_for_a_condition_are_told_with_it() -> None:
    count = Atom(concept="lab_value", subject="eosinophils", op=">=", value=300.0, text="300 cells", span=NOWHERE)
    asked = meant(Meaning(op="any", of=[0, OpenPart(unknown="equivalent")]), count).model_copy(update={"text": "300 cells (or equivalent)"})  # fmt: skip
    assert words(path(group("all", asked))) == [("open", "300 cells (or equivalent)")]


def test_a_score_that_the_prescriber_sees_is_no_test() -> None:
    seen, counted = (leaf(s, Atom(concept="lab_value", subject=s, op=">=", value=10.0, unit=u, text="", span=NOWHERE)) for s, u in (("BSA", "%"), ("eosinophils", None)))  # fmt: skip
    assert [kind for kind, _ in words(path(group("all", seen, counted)))] == ["other", "test"]


@pytest.mark.parametrize(
    ("text", "undecided"),
    [
        ("Member must use all preferred biosimilars", True),
        ("For requests other than the preferred ones, member must use all of the preferred products: A, B, C", True),
        ("Failure of a preferred product", False),
    ],
)
def test_a_step_of_all_that_is_preferred_is_not_told_as_one(text: str, undecided: bool) -> None:
    asked = Atom(concept="prior_therapy", op="=", value="preferred product", outcome="failed", text="", span=NOWHERE)
    found = path(leaf(text, asked).model_copy(update={"mentions": mentions_of(text, [])}))
    assert found is not None and (found.steps, found.undecided) == (1, undecided)
