"""Alternatives within a criterion in what is proved: what is open by its polarity, reasons, gates on the easiest path, and the page's judge."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import NOWHERE, PEOPLE, UNTYPED, bare_policy, drawn, leaf, meant, side

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import holds, judge
from payerdiff.compare.proofs.easiest_path import easiest_paths
from payerdiff.compare.proofs.explorer_model import Explorer
from payerdiff.compare.proofs.reasons import reasons_of
from payerdiff.compare.side_by_side.label import taken_apart
from payerdiff.model.polarity import walk
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Meaning, OpenPart, Policy
from payerdiff.templates.rendering import load

ADULT = Atom(concept="age", op=">=", value=18.0, unit="year", text="an adult", span=NOWHERE)
ASTHMA = Atom(concept="diagnosis", op="=", value="asthma", text="asthma", span=NOWHERE)
SPECIALIST = Atom(concept="prescriber", op="=", value="dermatologist", role="prescribes", text="a dermatologist", span=NOWHERE)  # fmt: skip


def failed(drug: str, count: int | None = None) -> Atom:
    """Return a therapy that must have failed."""
    return Atom(concept="prior_therapy", op="=", value=drug, outcome="failed", count=count, text=f"{drug} failed", span=NOWHERE)  # fmt: skip


def decided(root: Criterion, favour: bool) -> Criterion:
    """Return a tree with every open word decided for the request, or against it: below what turns it round the reverse."""
    places = {place.path: place for place in walk(taken_apart(root))}

    def visit(node: Criterion, path: tuple[int, ...]) -> Criterion:
        if not node.children:
            held = favour == (places[path].polarity == "for")
            return node if node.atoms or node.op != "leaf" else Criterion(op="all" if held else "never")
        kids = [visit(child, (*path, at)) for at, child in enumerate(node.children)]
        return node.model_copy(update={"children": kids})

    return visit(taken_apart(root), ())


def is_of_one_polarity(root: Criterion) -> bool:
    """Return True if the same words are open in one way only; else neither way is presumed of them."""
    found: dict[str, set[str]] = {}
    for place in walk(taken_apart(root)):
        if place.is_leaf and not place.node.atoms:
            found.setdefault(place.node.text, set()).add(place.polarity)
    return all(len(way) == 1 for way in found.values())


@settings(max_examples=150, deadline=None)
@given(drawn(untyped=True))
def test_what_is_open_is_taken_for_the_request_or_against_it_by_its_polarity(root: Criterion) -> None:
    if not is_of_one_polarity(root):
        return
    with Matter({"x": side(root)}, "initial") as matter:
        for met in (True, False):
            taken = matter.opens(["x"], met=met)
            sure = decided(root, met)
            assert matter.can(matter.formulas["x"], *taken) is any(holds(sure, person) is True for person in PEOPLE)
            assert matter.can(-matter.formulas["x"], *taken) is any(holds(sure, person) is False for person in PEOPLE)


def grounds(one: Criterion) -> list[list[str]]:
    """Return the grounds by which a criterion refuses some of the adults with asthma."""
    with Matter({"a": side(leaf("asthma", ASTHMA)), "b": side(one)}, "initial") as matter:
        return [list(reason.grounds) for reason in reasons_of(matter, "a", "b")]


def test_a_reason_restricts_by_the_parts_that_a_patient_fails() -> None:
    assert grounds(meant(Meaning(op="any", of=[0, 1]), ADULT, SPECIALIST)) in ([["patient subgroup"]], [["prescriber"]])
    assert grounds(meant(Meaning(op="all", of=[0, Meaning(op="any", of=[1, 2])]), ASTHMA, failed("methotrexate"), failed("adalimumab"))) == [["step therapy"]]  # fmt: skip
    assert grounds(meant(Meaning(op="none", of=[0, 1]), ASTHMA, failed("methotrexate"))) == [["patient subgroup"]]


def test_a_reason_is_told_in_the_words_of_the_whole_criterion() -> None:
    one = meant(Meaning(op="any", of=[0, 1]), ADULT, SPECIALIST, text="An adult, or sent by a dermatologist")
    with Matter({"a": side(leaf("asthma", ASTHMA)), "b": side(one)}, "initial") as matter:
        assert [reason.criteria for reason in reasons_of(matter, "a", "b")] == [[one.text]]


def gates(one: Criterion) -> list[tuple[str, str]]:
    """Return what stands on the easiest path to approval; each part is told with the whole that it belongs to."""
    with Matter({"p": side(Criterion(op="all", children=[one]))}, "initial") as matter:
        (found,) = easiest_paths(matter, "x")
    assert all(item.text.endswith(f", of “{one.text}”") for item in found.items)
    return [(item.kind, item.text.partition(", of “")[0]) for item in found.items]


def test_of_alternatives_within_a_criterion_the_one_that_asks_least_is_the_gate() -> None:
    step, two = failed("methotrexate"), failed("NSAID", 2)
    assert gates(meant(Meaning(op="any", of=[0, 1]), step, SPECIALIST)) == [("prescriber", "a dermatologist")]
    assert gates(meant(Meaning(op="any", of=[0, 1]), two, step)) == [("step", "methotrexate failed")]
    assert gates(meant(Meaning(op="all", of=[0, Meaning(op="any", of=[1, 2])]), SPECIALIST, step, ADULT)) == [("prescriber", "a dermatologist and an adult")]  # fmt: skip
    assert gates(meant(Meaning(op="none", of=[0]), step)) == []
    assert gates(meant(Meaning(op="any", of=[0, OpenPart(unknown="as the plan sees fit")]), step)) == [("open", "as the plan sees fit")]  # fmt: skip


def test_a_condition_that_need_not_apply_asks_nothing() -> None:
    assert gates(meant(Meaning(op="if", of=[0, 1]), ASTHMA, failed("methotrexate"))) == []


def policy_of(root: Criterion) -> Policy:
    """Return a policy with one set of criteria."""
    return bare_policy().model_copy(update={"criteria": [CriteriaSet(id="initial-1", phase="initial", indication="x", root=root)]})  # fmt: skip


NODE = shutil.which("node")
EACH = 60
TREES = 60


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@settings(max_examples=1, deadline=None)
@given(st.lists(drawn(untyped=True), min_size=TREES, max_size=TREES))
def test_the_page_judges_as_the_evaluator_does(roots: list[Criterion]) -> None:
    people = [p.model_copy(update={"criteria": {}}) for p in PEOPLE[:: len(PEOPLE) // EACH]]
    told = [p.model_dump(mode="json", exclude_defaults=True) | {"phase": "initial"} for p in people]
    models = [Explorer([policy_of(root)]).model(["x"], ["x"])["policies"][0] for root in roots]
    seen = run(models, told)
    for root, rows in zip(roots, seen, strict=True):
        for mode, answers in zip(("free", "met", "unmet"), rows, strict=True):
            asked = root if mode == "free" else decided(root, mode == "met")
            assert answers == [judge(policy_of(asked), p).ruling for p in people], (root, mode)


def run(models: list[Any], people: list[Any]) -> list[list[list[str]]]:
    """Return the page's rulings by policy, by how what is open is taken, and by patient."""
    script = f"""{load("explorer.js")}
    const models = {json.dumps(models)}, people = {json.dumps(people)};
    console.log(JSON.stringify(models.map((m) => ["free", "met", "unmet"].map((open) => people.map((p) => judge(m, p, open).ruling)))));"""
    assert NODE is not None
    done = subprocess.run([NODE, "-"], input=script, capture_output=True, text=True, check=True)
    found: list[list[list[str]]] = json.loads(done.stdout)
    return found


def test_a_plain_and_with_open_words_is_one_gate() -> None:
    one = meant(Meaning(op="all", of=[0, OpenPart(unknown="as the plan sees fit")]), failed("methotrexate"))
    with Matter({"p": side(one)}, "initial") as matter:
        (found,) = easiest_paths(matter, "x")
    assert [(item.kind, item.text) for item in found.items] == [("step", one.text)]


def test_words_that_are_not_typed_have_no_answer_of_their_own() -> None:
    one = meant(Meaning(op="any", of=[0, *(OpenPart(unknown=words) for words in UNTYPED)]), ADULT)
    for child, favour in product((True, False), repeat=2):
        person = next(p for p in PEOPLE if (p.age or 0) < 216) if child else next(p for p in PEOPLE if (p.age or 0) > 216)  # fmt: skip
        assert holds(one, person) is (None if child else True)
        assert holds(decided(one, favour), person) is (favour if child else True)
