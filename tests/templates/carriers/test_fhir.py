"""The FHIR carrier: valid by the R4 schema, every criterion in it, and conditions that say what the trees say."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fhirpathpy import compile as compiled
from fhirpathpy import evaluate
from fhirpathpy.models import models
from reviews import policies
from trees import NOWHERE, leaf, meant

from payerdiff.compare.logic.conditions import all_of, any_of, none_of
from payerdiff.model.meaning.parts import expanded
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Meaning, OpenPart, Policy
from payerdiff.templates.carriers.fhir import Names, bundle, ends_of, expression, is_open, k_of

DATA = Path(__file__).parents[2] / "data" / "fhir-r4.schema.json"


@cache
def validator() -> jsonschema.Validator:
    """Return HL7's schema, cut down to what is used."""
    return jsonschema.Draft7Validator(json.loads(DATA.read_text(encoding="utf-8")))


def parts(policy: Policy) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a policy's plan and questions as they are read back."""
    plan, questions = (entry["resource"] for entry in json.loads(json.dumps(bundle([policy])))["entry"])
    return plan, questions


def items(resource: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Yield nested actions or items, outermost first."""
    for held in resource.get(name, ()):
        yield held
        yield from items(held, name)


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.source.name)
def test_the_bundle_is_valid_fhir_r4(policy: Policy) -> None:
    assert [e.message[:200] for e in validator().iter_errors(bundle([policy]))] == []
    assert bundle([policy]) == bundle([policy])


def test_the_schema_refuses_what_is_no_fhir() -> None:
    held = bundle([policies()[0]])
    held["entry"][0]["resource"]["status"] = "published"
    assert list(validator().iter_errors(held))
    held = bundle([policies()[0]])
    held["entry"][1]["resource"]["item"] = [{"linkId": "a", "type": "yes-no"}]
    assert list(validator().iter_errors(held))


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.source.name)
def test_every_criterion_is_an_action_and_every_open_one_a_question(policy: Policy) -> None:
    plan, questions = parts(policy)
    held = [end.node for s in (*policy.criteria, *policy.exclusions) for end in ends_of(expanded(s.root))]
    actions = {a["id"]: a for a in items(plan, "action") if "id" in a}
    asked = {i["linkId"]: i for i in items(questions, "item") if i["type"] == "boolean"}
    assert len(actions) == len(held)
    for node, action in zip(held, actions.values(), strict=True):
        assert action.get("textEquivalent", "").split() == node.text.split()
        marked = any(x["url"] == "urn:payerdiff:open-criterion" for x in action.get("extension", ()))
        assert marked == is_open(node) and (marked or node.atoms or node.op != "leaf")
        if node.op == "leaf":
            assert asked[action["id"]]["required"] == marked
    assert len(asked) == sum(node.op == "leaf" for node in held)
    assert len(plan.get("action", [])) == len(policy.criteria) + len(policy.exclusions)


def truth(node: Criterion, answers: dict[str, bool | None], names: Names, path: tuple[int, ...] = ()) -> bool | None:
    """Return what a tree comes to by the answers to its leaves, by the evaluator's own connectives."""
    op = node.taken_op
    if op == "never":
        return False
    if not node.children:
        return answers[names.of(path)] if op == "leaf" else True
    held = [truth(child, answers, names, (*path, at)) for at, child in enumerate(node.children)]
    if op == "at_least":
        ways = combinations(held, node.k or 1)
        return any_of([all_of(way) for way in ways])
    if op == "if":
        return any_of([none_of(held[:1]), all_of(held[1:])])
    return any_of(held) if op == "any" else none_of(held) if op == "none" else all_of(held)


def answered(answers: dict[str, bool | None]) -> dict[str, Any]:
    """Return a QuestionnaireResponse; what is not known has no answer."""
    given = [
        {"linkId": name, **({} if a is None else {"answer": [{"valueBoolean": a}]})} for name, a in answers.items()
    ]
    return {"resourceType": "QuestionnaireResponse", "item": [{"linkId": "g", "item": given}]}


@pytest.mark.parametrize("draws", [6, pytest.param(40, marks=pytest.mark.laws)])
@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.source.name)
def test_conditions_say_what_the_trees_say(policy: Policy, draws: int) -> None:
    """A second evaluator of FHIRPath on drawn answers, some of them missing."""
    draw = random.Random(7)
    for at, written in enumerate((*policy.criteria, *policy.exclusions)[:6], 1):
        criteria = written.model_copy(update={"root": expanded(written.root)})
        names = Names(at, criteria)
        condition = compiled(expression(criteria.root, names), models["r4"])
        for _ in range(draws):
            chance = draw.random()
            answers = {
                names.of(n.path): None if draw.random() < 0.15 else draw.random() < chance
                for n in ends_of(criteria.root)
            }
            response = answered(answers)
            told = condition(response, {"resource": response})
            assert (told[0] if told else None) is truth(criteria.root, answers, names)


@pytest.mark.parametrize(("k", "count"), [(1, 3), (2, 3), (3, 3), (4, 3), (2, 14)])
def test_k_of_n_counts(k: int, count: int) -> None:
    for true in range(count + 1):
        told = evaluate({}, k_of(["true"] * true + ["false"] * (count - true), k))
        assert told == [true >= k]


def test_text_that_fhir_does_not_admit_is_made_admissible() -> None:
    first = policies()[0]
    evil = first.model_copy(update={"title": "A\x00B\x1b <script>alert(1)</script>\n=cmd|x"})
    assert not list(validator().iter_errors(bundle([evil])))
    assert parts(evil)[0]["title"] == "A B <script>alert(1)</script> =cmd|x"


def test_a_criterion_with_alternatives_is_a_group_of_its_parts() -> None:
    age = Atom(concept="age", op=">=", value=18.0, unit="year", text="18 years or older", span=NOWHERE)
    one = meant(Meaning(op="any", of=[0, OpenPart(unknown="large for age")]), age, text="18 years, or large for age")
    sets = [CriteriaSet(id="initial-1", phase="initial", root=Criterion(op="all", children=[one, leaf("x", age)], span=NOWHERE))]  # fmt: skip
    plan, questions = parts(policies()[0].model_copy(update={"criteria": sets, "exclusions": []}))
    (action,) = plan["action"]
    group, last = action["action"][0]["action"]
    assert (group["textEquivalent"], group["selectionBehavior"]) == (one.text, "one-or-more")
    assert [a["textEquivalent"] for a in group["action"]] == ["18 years or older", "large for age"]
    assert last["id"] == "s1.c3"
    asked = {i["linkId"]: i["required"] for i in items(questions, "item") if i["type"] == "boolean"}
    assert asked == {"s1.c1": False, "s1.c2": True, "s1.c3": False}
    condition = action["condition"][0]["expression"]["expression"]
    for adult, large, told in ((True, None, [True]), (False, None, []), (False, True, [True]), (False, False, [False])):
        response = answered({"s1.c1": adult, "s1.c2": large, "s1.c3": True})
        assert compiled(condition, models["r4"])(response, {"resource": response}) == told
