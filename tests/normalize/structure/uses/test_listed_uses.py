"""Indications below the heading of a group are each their own, and a list of reauthorizations is parted by the disease that each begins with."""

from __future__ import annotations

import pytest

from payerdiff.model.policy import CriteriaSet, Criterion, Phase
from payerdiff.normalize.criteria.list_items import Result
from payerdiff.normalize.scope.sections import renewed_apart
from payerdiff.normalize.structure.listed_uses import part_groups, part_joined_uses

BLOOD = ["Autoimmune hemolytic anemia", "Thrombotic thrombocytopenic purpura", "Chronic graft-versus-host disease"]
KINDS = ["Burkitt lymphoma", "Follicular lymphoma", "Mantle cell lymphoma"]
POSITIVE = "The disorder is CD20-positive"


def leaf(words: str) -> Criterion:
    """Return a criterion in words alone."""
    return Criterion(op="leaf", text=words)


def any_of(*items: Criterion, text: str = "") -> Criterion:
    """Return alternatives."""
    return Criterion(op="any", children=list(items), text=text)


def made(name: str, phase: Phase, title: str | None, root: Criterion) -> CriteriaSet:
    """Return a set."""
    return CriteriaSet(id=name, phase=phase, indication=title, root=root)


def test_indications_below_the_heading_of_a_group_are_sets_of_their_own() -> None:
    lead = leaf("B-cell lymphomas with any of the following subtypes")
    kinds = Criterion(op="all", text=f"{lead.text}:", children=[lead, any_of(*map(leaf, KINDS))])
    listed = any_of(leaf("Hairy cell leukemia"), kinds, leaf("Rosai-Dorfman disease"))
    first = Criterion(op="all", children=[leaf(POSITIVE), listed])
    result = Result(sets=[made("initial-1", "initial", "Oncologic indications", first)])
    part_groups(result)
    assert [one.indication for one in result.sets] == ["Hairy cell leukemia", *KINDS, "Rosai-Dorfman disease"]
    assert all([kid.text for kid in one.root.children] == [POSITIVE, one.indication] for one in result.sets)
    assert len({one.id for one in result.sets}) == len(result.sets)


def test_a_reauthorization_below_a_groups_heading_is_that_of_its_indications() -> None:
    again = made("renewal-1", "renewal", "Hematologic indications", leaf("No unacceptable toxicity"))
    result = Result(sets=[made("initial-1", "initial", "Hematologic indications", any_of(*map(leaf, BLOOD))), again])
    part_groups(result)
    (renewal,) = [one for one in result.sets if one.phase == "renewal"]
    assert renewal.indication is None
    assert renewal.holds_for == [one.id for one in result.sets if one.phase == "initial"]
    assert renewed_apart(result.sets) == set(renewal.holds_for)


def test_a_title_that_is_a_disease_and_a_list_of_other_things_stay_whole() -> None:
    sets = [
        made("initial-1", "initial", "Hairy cell leukemia", any_of(*map(leaf, BLOOD))),
        made("initial-2", "initial", "Hematologic indications", any_of(leaf("Adult"), leaf("Child"), leaf("Tested"))),
    ]
    result = Result(sets=list(sets))
    part_groups(result)
    assert result.sets == sets


def test_a_list_of_reauthorizations_is_parted_by_the_disease_that_each_begins_with() -> None:
    words = ["Rheumatoid arthritis in members who improved", "Multiple sclerosis in members who are stable"]
    root = any_of(*map(leaf, words), leaf("Other indications in members who benefit"))
    first = [made(f"initial-{at}", "initial", title, leaf(title)) for at, title in enumerate(["Rheumatoid arthritis", "Relapsing-remitting multiple sclerosis", "Myasthenia gravis"], 1)]  # fmt: skip
    result = Result(sets=[*first, made("renewal-1", "renewal", None, root)])
    part_groups(result)
    assert [one.indication for one in result.sets[3:]] == ["Rheumatoid arthritis", "Multiple sclerosis", "Other indications"]  # fmt: skip
    assert renewed_apart(result.sets) == {"initial-1", "initial-2"}
    whole = Result(sets=[made("renewal-1", "renewal", None, any_of(*map(leaf, words)))])
    part_groups(whole)
    assert len(whole.sets) == 1


SIGNS = ("", " †", " *", ":")


def use(name: str) -> Criterion:
    """Return a disease above criteria of its own."""
    return Criterion(op="all", text=name, children=[leaf(name), leaf(f"{name} is severe"), leaf("Seen by a specialist")])  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("phase", ["initial", "renewal", "universal"])
@pytest.mark.parametrize("before", [[], [leaf("No other drug of the class is taken")]])
def test_diseases_that_nobody_has_all_at_once_are_uses_whatever_joins_them(
    sign: str, phase: Phase, before: list[Criterion]
) -> None:
    root = Criterion(op="all", children=[*before, *(use(name + sign) for name in BLOOD)])
    result = Result(sets=[made("given", phase, None, root)])
    part_joined_uses(result)
    own = "renewal" if phase == "renewal" else "initial"
    general = [one for one in result.sets if one.indication is None]
    assert [one.indication for one in result.sets if one.phase == own and one not in general] == BLOOD
    assert [kid.text for one in general for kid in one.root.children] == [kid.text for kid in before]
    assert all(one.phase == ("renewal" if phase == "renewal" else "universal") for one in general)


@pytest.mark.parametrize("names", [BLOOD[:2], [BLOOD[0]] * 3, [*BLOOD, "Age"]])
def test_few_diseases_one_disease_and_other_items_are_no_list_of_uses(names: list[str]) -> None:
    root = Criterion(op="all", children=[use(name) for name in names])
    result = Result(sets=[made("given", "initial", None, root)])
    part_joined_uses(result)
    assert [one.root for one in result.sets] == [root]
