"""The walker: places, polarities and requirements of a tree, held to the plain evaluator and to the solver."""

from __future__ import annotations

import ast
from itertools import product

from ground import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import NOWHERE, leaf, side

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import holds
from payerdiff.model.patient import Patient
from payerdiff.model.polarity import NodeKey, Place, leaf_places, requirements, walk
from payerdiff.model.policy import CriteriaSet, Criterion, leaves

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon")


def group(op: str, *children: Criterion, k: int | None = None) -> Criterion:
    """Return a group."""
    return Criterion(op=op, k=k, children=list(children), span=NOWHERE)  # type: ignore[arg-type]  # ops are the schema's


def named(root: Criterion) -> Criterion:
    """Return a tree each of whose leaves has words of its own: its path."""

    def visit(node: Criterion, path: tuple[int, ...]) -> Criterion:
        if not node.children:
            return node.model_copy(update={"text": f"leaf {path}"})
        return node.model_copy(
            update={"children": [visit(child, (*path, at)) for at, child in enumerate(node.children)]}
        )

    return visit(root, ())


def drawn() -> st.SearchStrategy[Criterion]:
    """Draw trees of open leaves, each with words of its own; some say never, some groups are empty."""
    ends = st.sampled_from([leaf("x"), leaf("x"), leaf("x"), Criterion(op="never", span=NOWHERE), group("all")])
    return st.recursive(
        ends,
        lambda kids: st.builds(
            lambda op, k, children: group(op, *children, k=k if op == "at_least" else None),
            st.sampled_from(["all", "any", "none", "at_least", "if"]), st.integers(1, 3), st.lists(kids, min_size=1, max_size=3),
        ),
        max_leaves=6,
    ).map(named)  # fmt: skip


def answered(root: Criterion) -> st.SearchStrategy[dict[str, bool]]:
    """Draw an answer to each leaf."""
    return st.fixed_dictionaries({x.text: st.booleans() for x in leaves(root)})


def asked(root: Criterion) -> list[Place[Criterion]]:
    """Return the leaves that an answer can be given to."""
    return [p for p in leaf_places(root) if p.node.op == "leaf"]


@settings(max_examples=300)
@given(st.data())
def test_an_answer_turns_a_verdict_only_the_way_its_polarity_says(data: st.DataObject) -> None:
    root = data.draw(drawn())
    answers = data.draw(answered(root))
    for place in asked(root):
        met, unmet = (holds(root, Patient(criteria={**answers, place.node.text: given})) for given in (True, False))
        assert met is unmet or met is (place.polarity == "for")


@settings(max_examples=300)
@given(st.data())
def test_a_tree_is_not_met_where_a_required_leaf_is_not(data: st.DataObject) -> None:
    root = data.draw(drawn())
    answers = data.draw(answered(root))
    for place in leaf_places(root):
        if place.required:
            assert holds(root, Patient(criteria={**answers, place.node.text: False})) is False


def test_beside_one_choice_condition_or_exclusion_the_required_leaves_are_all_that_a_tree_cannot_be_met_without() -> (
    None
):
    ways = [dict(zip(NAMES, met, strict=True)) for met in product((True, False), repeat=len(NAMES))]
    for op in ("any", "none", "if", "at_least"):
        tree = group("all", leaf("alpha"), group(op, leaf("beta"), leaf("gamma"), leaf("delta"), k=2), leaf("epsilon"))
        for place in leaf_places(tree):
            needed = not any(holds(tree, Patient(criteria=way)) for way in ways if not way[place.node.text])
            assert place.required is needed


@settings(max_examples=200)
@given(drawn())
def test_the_solver_turns_a_verdict_only_the_way_a_polarity_says(root: Criterion) -> None:
    with Matter({"x": side(root)}, "initial") as matter:
        formula = matter.formulas["x"]
        variables = {p.node.text: matter.book.open_words(p.node.text) for p in asked(root)}
        for place in asked(root):
            own = variables[place.node.text]
            others = [v for v in variables.values() if v != own]
            for signs in product((1, -1), repeat=min(len(others), 4)):
                rest = [sign * v for sign, v in zip(signs, others, strict=False)]
                gains = matter.can(own, formula, *rest) and not matter.can(-own, formula, *rest)
                loses = matter.can(-own, formula, *rest) and not matter.can(own, formula, *rest)
                assert not (loses if place.polarity == "for" else gains)
            if place.required:
                assert not matter.can(formula, -own)


@given(drawn())
def test_every_node_has_one_place_and_its_path_leads_to_it(root: Criterion) -> None:
    places = list(walk(root))
    assert len({p.path for p in places}) == len(places)
    for place in places:
        node, above = root, []
        for at in place.path:
            above.append(node)
            node = node.children[at]
        assert node is place.node and above == list(place.parents)
    assert [p.node for p in places if p.is_leaf] == leaves(root)


def test_the_condition_of_an_if_is_never_required_and_its_consequence_only_there() -> None:
    both = group("all", leaf("alpha"), group("if", leaf("beta"), group("all", leaf("gamma"))))
    alpha, beta, gamma = leaf_places(both)
    assert [p.required for p in (alpha, beta, gamma)] == [True, False, False]
    assert [p.polarity for p in (alpha, beta, gamma)] == ["for", "against", "for"]
    assert [p.is_condition for p in (alpha, beta, gamma)] == [False, True, False]
    assert [[c.text for c in p.conditions] for p in (alpha, beta, gamma)] == [[], [], ["beta"]]
    assert not any(p.is_refused for p in (alpha, beta, gamma))


def test_an_exclusion_is_turned_round_and_requires_nothing() -> None:
    root = group("all", leaf("alpha"), group("none", leaf("beta")))
    held = CriteriaSet(id="exclusion-1", phase="exclusion", root=root)
    assert [(p.polarity, p.required, p.is_refused) for p in held.leaf_places()] == [("against", False, True), ("for", False, False)]  # fmt: skip


def test_a_group_is_taken_in_the_reading_that_comparisons_take() -> None:
    read = Criterion.model_validate({"op": "all", "read_as": {"op": "any", "reason": "x"}, "children": [leaf("alpha"), leaf("beta")]})  # fmt: skip
    assert [p.required for p in leaf_places(read)] == [False, False]
    assert [p.node for p in requirements(read)] == [read]


def test_what_ends_coverage_is_refused_wherever_it_stands() -> None:
    (place,) = leaf_places(Criterion(op="never", text="not renewed"))
    assert place.is_refused and place.required and place.polarity == "for"


def test_a_node_is_named_by_its_set_and_path() -> None:
    assert NodeKey("initial-1").child(0).child(2) == NodeKey("initial-1", (0, 2))


def test_no_room_knows_a_node_by_the_address_of_its_object() -> None:
    """A copy of a node is the same node, and a tree that two sets share is two: names are sets and paths."""
    files = [p for room in ("model", "corpus", "compare", "templates", "app") for p in (ROOT / room).rglob("*.py")]
    calls = [(path, node) for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]  # fmt: skip
    assert len(files) > 80
    assert [f"{path.name}:{call.lineno}" for path, call in calls if isinstance(call.func, ast.Name) and call.func.id == "id"] == []  # fmt: skip
