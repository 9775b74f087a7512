"""The least demanding path: held against brute force, and what is a way for a new adult patient and what is none."""

from __future__ import annotations

from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import NOWHERE, age, asking, facts, facts_of_tree, group, leaf, tried

from payerdiff.model.access.wording import therapies
from payerdiff.model.policy import Atom, Criterion, Meaning, OpenPart

CONVENTIONAL, BRANDED = ("methotrexate", "cyclosporine", "acitretin"), ("adalimumab", "etanercept", "secukinumab")
DRUGS = (*CONVENTIONAL, *BRANDED)


def trees() -> st.SearchStrategy[Criterion]:
    """Draw trees of steps, each of one drug, under any operator that a patient can meet by trying drugs."""

    def grouped(inner: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
        some = st.lists(inner, min_size=1, max_size=3)
        plain = st.builds(lambda op, kids: group(op, *kids), st.sampled_from(["all", "any"]), some)
        return plain | some.map(lambda kids: group("at_least", *kids, k=min(2, len(kids))))

    return st.recursive(st.sampled_from(DRUGS).map(tried), grouped, max_leaves=6)


def met(node: Criterion, drugs: frozenset[str]) -> bool:
    """Return True if who failed some drugs meets a tree."""
    if not node.children:
        return node.atoms[0].value in drugs
    kids = [met(child, drugs) for child in node.children]
    return {"all": all(kids), "any": any(kids), "at_least": sum(kids) >= (node.k or 1)}[node.op]


@settings(max_examples=300, deadline=None)
@given(root=trees())
def test_the_steps_are_the_fewest_that_brute_force_finds(root: Criterion) -> None:
    every = [frozenset(some) for n in range(len(DRUGS) + 1) for some in combinations(DRUGS, n)]
    least = min((len(s & set(BRANDED)), len(s & set(CONVENTIONAL))) for s in every if met(root, s))
    found = facts_of_tree(root)
    assert (found.brand_steps, found.generic_steps) == least
    assert "brand_steps" not in found.undecided and "generic_steps" not in found.undecided


def test_of_alternatives_in_one_condition_one_is_counted() -> None:
    assert facts_of_tree(tried("methotrexate", "cyclosporine", "acitretin")).generic_steps == 1


def test_two_of_a_list_are_two() -> None:
    assert facts_of_tree(tried("methotrexate", "cyclosporine", "acitretin", count=2)).generic_steps == 2


def test_a_step_that_another_satisfies_is_counted_once() -> None:
    found = facts_of_tree(group("all", tried("methotrexate"), tried("conventional systemic therapy", length="3 month")))
    assert (found.generic_steps, found.trial_weeks) == (1, 12)


def test_two_conditions_that_one_drug_meets_are_one_step() -> None:
    both = group("all", tried("methotrexate", "cyclosporine"), tried("cyclosporine", "acitretin"))
    assert facts_of_tree(both).generic_steps == 1


def test_a_choice_between_two_drugs_that_are_both_asked_for_adds_nothing() -> None:
    every = group("all", tried("methotrexate"), tried("cyclosporine"), tried("methotrexate", "cyclosporine"))
    assert facts_of_tree(every).generic_steps == 2


def test_a_contraindication_an_intolerance_and_current_treatment_are_no_paths() -> None:
    on_it = leaf("on it", Atom(concept="treatment_history", op="=", value="on_therapy", text="", span=NOWHERE))
    exits = [tried("methotrexate", outcome="contraindicated"), tried("methotrexate", outcome="intolerant"), on_it]
    assert facts_of_tree(group("any", tried("methotrexate"), *exits)).generic_steps == 1


def test_the_requested_drug_itself_is_no_step() -> None:
    assert facts_of_tree(group("any", tried("methotrexate"), tried("guselkumab"))).generic_steps == 1


def test_a_way_for_children_is_none_for_an_adult() -> None:
    child = group("all", age("<", 18), leaf("alpha"))
    assert facts_of_tree(group("any", child, group("all", age(">=", 18), tried("methotrexate")))).generic_steps == 1


def test_a_severity_that_is_measured_is_a_path() -> None:
    wide = leaf(
        "BSA at least 10 %",
        Atom(concept="lab_value", subject="BSA", op=">=", value=10.0, unit="%", text="", span=NOWHERE),
    )
    found = facts_of_tree(group("any", wide, tried("methotrexate", length="3 month")))
    assert (found.generic_steps, found.trial_weeks) == (0, None) and not found.undecided


def test_phototherapy_among_alternatives_is_the_one_conventional_step() -> None:
    for root in (tried("phototherapy", "methotrexate"), group("any", tried("phototherapy"), tried("methotrexate"))):
        found = facts_of_tree(root)
        assert (found.generic_steps, found.phototherapy_required) == (1, False)


def test_phototherapy_that_every_way_asks_for_is_required_and_no_drug() -> None:
    found = facts_of_tree(group("all", tried("phototherapy"), tried("methotrexate")))
    assert (found.generic_steps, found.phototherapy_required) == (1, True)


def test_words_that_are_not_evaluated_and_name_a_therapy_leave_its_kind_undecided() -> None:
    found = facts_of_tree(group("all", tried("methotrexate"), leaf("Failure of two biologics, as told elsewhere")))
    assert {"brand_steps", "trial_weeks"} <= set(found.undecided) and found.brand_steps is None
    assert "phototherapy_required" not in found.undecided and found.phototherapy_required is False


def test_an_open_alternative_counts_only_where_it_changes_nothing() -> None:
    open_way = leaf("Disease of the hands, the feet or the face")
    assert "generic_steps" in facts_of_tree(group("any", open_way, tried("methotrexate"))).undecided
    assert facts_of_tree(group("any", open_way, group("any", age(">=", 18), tried("methotrexate")))).generic_steps == 0


def test_an_open_alternative_within_a_condition_is_treated_alike() -> None:
    either = tried("methotrexate").model_copy(
        update={"meaning": Meaning(op="any", of=[0, OpenPart(unknown="a special case")]), "partial": True}
    )
    assert "generic_steps" in facts_of_tree(either).undecided


def test_an_excuse_beside_a_step_does_not_close_the_way() -> None:
    words = "failed methotrexate, or is not a candidate"
    excused = tried("methotrexate", text=words).model_copy(
        update={"meaning": Meaning(op="all", of=[0, OpenPart(unknown="is not a candidate")]), "partial": True}
    )
    assert facts_of_tree(group("any", excused, tried("adalimumab"))).generic_steps == 1


def test_sets_that_nothing_tells_apart_are_undecided_where_they_differ() -> None:
    found = facts_of_tree(tried("methotrexate"), group("all", age(">=", 18), tried("adalimumab")))
    assert {"generic_steps", "brand_steps", "age_min_years"} <= set(found.undecided)


def told(words: str) -> Criterion:
    """Return a step of one antihistamine in words of which a part is not typed."""
    atom = Atom(concept="prior_therapy", op="=", value="H1-antihistamine", outcome="failed", text="", span=NOWHERE)
    parts: list[int | Meaning | OpenPart] = [0, *(OpenPart(unknown=word) for word in words.split())]
    return leaf(f"Failure of a {words} antihistamine", atom).model_copy(update={"meaning": Meaning(op="all", of=parts), "partial": True})  # fmt: skip


def test_two_therapies_of_a_class_that_words_tell_apart_are_two_steps() -> None:
    assert facts_of_tree(group("all", told("first generation"), told("second generation"))).generic_steps == 2
    assert facts_of_tree(group("all", told("second generation"), told("second generation"))).generic_steps == 1
    assert facts_of_tree(group("all", told("generic"), told("soothing"))).generic_steps is None
    assert facts_of_tree(group("all", told("generic"), tried("H1-antihistamine"))).generic_steps == 1


def test_another_therapy_is_one_that_was_not_counted_yet() -> None:
    other = tried("conventional systemic therapy", text="Failure of a different conventional systemic therapy")
    dose = tried("methotrexate", text="Failure of another dose of methotrexate")
    assert facts_of_tree(group("all", tried("methotrexate"), other)).generic_steps == 2
    assert facts_of_tree(group("all", tried("methotrexate"), dose)).generic_steps == 1


def test_the_steps_of_the_path_are_told_with_their_length() -> None:
    found = facts_of_tree(group("all", tried("methotrexate", length="3 months"), tried("adalimumab")))
    assert [(step.kind, step.count, step.weeks) for step in found.path] == [("branded", 1, None), ("conventional", 1, 12.0)]  # fmt: skip
    assert found.steps == found.generic_steps + found.brand_steps == 2  # type: ignore[operator]  # both are decided


TOPICAL = ("anthralin", "coal tar", "tazarotene")


def passing(*criteria: str) -> list[tuple[int, list[str]]]:
    """Return the steps of the least demanding path: how many therapies each takes, and which pass it."""
    return [(step.count, step.therapies) for step in facts(asking(*criteria)).path]


@pytest.mark.parametrize("order", list(permutations(TOPICAL)))
def test_a_step_names_all_that_pass_it_however_the_list_is_written(order: tuple[str, ...]) -> None:
    items = [f"{letter}. Failure of {drug}" for letter, drug in zip("abc", order, strict=True)]
    alone = [(1, list(TOPICAL))]
    assert passing("Member meets one of the following (a, b or c)", *items) == alone
    assert passing(f"Failure of one of the following: {order[0]}, {order[1]} or {order[2]}") == alone
    assert passing("Failure of methotrexate", "Member meets one of the following (a, b or c)", *items) == [*alone, (1, ["methotrexate"])]  # fmt: skip


def test_a_branded_therapy_beside_a_conventional_one_passes_the_same_step() -> None:
    assert passing("Failure of methotrexate or adalimumab") == [(1, ["adalimumab", "methotrexate"])]


def test_two_of_a_list_are_told_as_two_of_it_and_two_lists_as_two() -> None:
    told = facts(asking("Failure of two of the following: anthralin, coal tar or tazarotene"))
    assert therapies(told, "conventional") == "any 2 of anthralin, coal tar or tazarotene"
    apart = facts(asking("Failure of anthralin or coal tar", "Failure of methotrexate or acitretin"))
    assert therapies(apart, "conventional") == "acitretin or methotrexate; and anthralin or coal tar"


def lists() -> st.SearchStrategy[Criterion]:
    """Draw requirements that name one drug each or several, of any kind, of which one is enough."""
    named = st.lists(st.sampled_from(DRUGS), min_size=1, max_size=3, unique=True).map(lambda some: tried(*some))
    either = st.lists(named, min_size=1, max_size=3).map(lambda kids: group("any", *kids))
    return st.lists(named | either, min_size=1, max_size=3).map(lambda kids: group("all", *kids))


def met_by(node: Criterion, drugs: frozenset[str]) -> bool:
    """Return True if who failed some drugs meets a tree whose leaves name several."""
    if not node.children:
        value = node.atoms[0].value
        return bool(drugs & {str(v) for v in (value if isinstance(value, list) else [value])})
    kids = [met_by(child, drugs) for child in node.children]
    return all(kids) if node.op == "all" else any(kids) if node.op == "any" else sum(kids) >= (node.k or 1)


@settings(max_examples=200, deadline=None)
@given(root=trees() | lists())
def test_whatever_passes_a_step_meets_the_criteria_with_something_that_passes_the_others(root: Criterion) -> None:
    choices = [step.therapies for step in facts_of_tree(root).path]
    assert all(choices)
    taken = [some for some in product(*choices) if met_by(root, frozenset(some))]
    assert {(at, name) for some in taken for at, name in enumerate(some)} == {(at, name) for at, names in enumerate(choices) for name in names}  # fmt: skip
