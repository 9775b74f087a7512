"""The register of concepts: entries that hold together, no list of concepts beside it, and solver and evaluator at one on each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter
from typing import get_origin

import pytest
from ground import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import NOWHERE, leaf, side

from payerdiff.compare.logic.conditions import atom_holds
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.proofs.relations import relate
from payerdiff.model import concepts
from payerdiff.model.concepts import BY_NAME, FACTS, Concept
from payerdiff.model.patient import OUTCOMES, Patient
from payerdiff.model.phrasing import say
from payerdiff.model.policy import Atom, Criterion
from payerdiff.normalize import lexicon

CONCEPT = re.compile(r"(?:.*\.)?concept|\w+\[0\]")
"""What stands for a concept's name: an atom's `concept`, the first part of a fact."""
ROOMS = ("model", "ingest", "compare", "templates", "corpus", "app")


def named_in(tree: ast.AST) -> Iterator[str]:
    """Yield the concepts that a module asks for by name: where a concept is compared with its name, and in lists of names but those of a type."""
    typed = {id(n.slice) for n in ast.walk(tree) if isinstance(n, ast.Subscript) and ast.unparse(n.value) == "Literal"}
    for node in ast.walk(tree):
        if id(node) in typed:
            continue
        if isinstance(node, ast.Compare):
            parts = (node.left, *node.comparators)
            if any(CONCEPT.fullmatch(ast.unparse(part)) for part in parts):
                yield from names_of([n for part in parts for n in ast.walk(part)])
        elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            own = names_of(node.elts)
            yield from own if len(own) > 1 else []
        elif isinstance(node, ast.Dict):
            own = names_of([key for key in node.keys if key is not None])
            yield from own if len(own) > 1 else []


def names_of(nodes: list[ast.expr] | list[ast.AST]) -> list[str]:
    """Return those strings that are a concept's name."""
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value in concepts.REGISTER]  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_asks_for_a_concept_by_its_name_but_the_register(room: str) -> None:
    for path in sorted((ROOT / room / "payerdiff").rglob("*.py")):
        if path.name != "concepts.py":
            own = set(named_in(ast.parse(path.read_text(encoding="utf-8"))))
            assert not own, path


def test_a_module_that_asks_for_one_would_be_seen() -> None:
    told = 'x = atom.concept == "dose" or fact[0] in ("dose", "cycles")\nLISTS = ("diagnosis", "regimen")\nTITLES = {"age": "Age", "weight": "Weight"}\nKind = Literal["cycles", "quantity"]\n'
    assert set(named_in(ast.parse(told))) == {"dose", "cycles", "diagnosis", "regimen", "age", "weight"}


@pytest.mark.parametrize("concept", concepts.every(), ids=lambda c: c.name)
def test_an_entry_names_data_files_and_fields_that_are_there(concept: Concept) -> None:
    assert all(lexicon.table(name) for name in concept.tables)
    assert {concept.field, *concept.roles.values()} <= set(Patient.model_fields)
    assert not concept.roles or concept.field == concept.roles[concept.strictest]


def test_fields_by_name_are_those_of_the_form() -> None:
    tables = {n for n, f in Patient.model_fields.items() if get_origin(f.annotation) is dict}
    assert tables - {"criteria"} == BY_NAME and FACTS in BY_NAME


@pytest.mark.parametrize("concept", concepts.every(), ids=lambda c: c.name)
def test_wordings_are_made_of_parts_that_are_known(concept: Concept) -> None:
    parts = {"say": {"words", "subject", "op", "measured", "amount", "lasting", "within"}, "held": {"words", "subject", "number", "amount"}, "lacking": {"subject"}}  # fmt: skip
    for kind, known in parts.items():
        for way in getattr(concept, kind).values():
            assert {field for _, field, _, _ in Formatter().parse(way) if field} <= known


def atoms_of(concept: Concept) -> st.SearchStrategy[Atom]:
    """Return conditions on a concept: limits beside one another, or some of its data file's values."""
    named = [name for table in concept.tables for name in lexicon.table(table)]
    if concept.shape == "number":
        subjects: list[str | None] = [*named[:2]] or [None]
        known: dict[str, list[str | None]] = {"age": ["month", "year"], "count": [None]}
        units = known.get(concept.measure, [concept.unit or "mg/day"])
        return st.builds(
            Atom, concept=st.just(concept.name), subject=st.sampled_from(subjects), op=st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
            value=st.integers(1, 30), unit=st.sampled_from(units), text=st.just(""), span=st.just(NOWHERE), negated=st.booleans(),
        )  # fmt: skip
    states = concept.shape == "state"
    values = (
        ["positive", "negative", "unavailable"]
        if states
        else [*named[:40], *([concept.alone] if concept.alone else [])] or ["one", "two", "three"]
    )
    ops = ["=", "in", "!=", "not_in", *(["with", "without"] if concept.alone else [])]
    return st.builds(
        Atom, concept=st.just(concept.name), subject=st.sampled_from(named[:2]) if states else st.none(), op=st.sampled_from(ops),
        value=st.one_of(st.sampled_from(values), st.lists(st.sampled_from(values), min_size=2, max_size=3, unique=True)), text=st.just(""),
        span=st.just(NOWHERE), negated=st.booleans(), role=st.sampled_from([*concept.roles, "consults"]) if concept.roles else st.none(),
        outcome=st.sampled_from([*OUTCOMES, "failed or intolerant"]) if concept.shape == "therapy" else st.none(),
        count=st.sampled_from([None, None, 2]) if concept.shape == "therapy" else st.none(),
    )  # fmt: skip


def trees_of(concept: Concept) -> st.SearchStrategy[Criterion]:
    """Return small trees of such conditions; their words differ, as what words say is not looked at here."""
    one = st.builds(lambda at, atom: leaf(f"leaf {at}", atom), st.integers(0, 10**9), atoms_of(concept))
    return st.builds(
        lambda op, kids: Criterion(op=op, children=kids),
        st.sampled_from(["all", "any", "none"]),
        st.lists(one, min_size=1, max_size=3),
    )


@pytest.mark.parametrize("concept", concepts.every(), ids=lambda c: c.name)
def test_what_the_solver_tells_of_a_concept_the_plain_evaluator_confirms(concept: Concept) -> None:
    @settings(max_examples=40)
    @given(trees_of(concept), trees_of(concept))
    def confirmed(left: Criterion, right: Criterion) -> None:
        with Matter({"a": side(left), "b": side(right)}, "initial") as matter:
            found = relate(matter, "a", "b", "x")
            assert found.relation != "unknown", (left, right)
            for witness in (found.only_a, found.only_b):
                assert witness is None or all(words and "{" not in words for words in witness.words)

    confirmed()


@pytest.mark.parametrize("concept", concepts.every(), ids=lambda c: c.name)
def test_every_condition_is_said_and_nothing_is_known_of_an_empty_patient(concept: Concept) -> None:
    @given(atoms_of(concept))
    def said(atom: Atom) -> None:
        assert say(atom) and "None" not in say(atom) and "{" not in say(atom)
        assert atom_holds(atom, Patient()) is None

    said()


def test_a_concept_that_the_register_does_not_know_is_a_set_of_values() -> None:
    atom = Atom(concept="moon_phase", op="=", value="full", text="", span=NOWHERE)
    assert [atom_holds(atom, Patient(facts={"moon_phase": own})) for own in (["full"], ["new"])] == [True, False]
    assert say(atom) == "full" and concepts.of("moon_phase").title == "Moon phase"


@pytest.mark.parametrize(("duration", "words"), [("2 week", "no live vaccine within 2 weeks"), ("1 month", "no live vaccine within 1 month")])  # fmt: skip
def test_a_time_without_a_vaccine_is_said_in_the_right_number(duration: str, words: str) -> None:
    atom = Atom(concept="vaccination", op="=", subject="live vaccine", value="none", duration=duration, text="live vaccine", span=NOWHERE)  # fmt: skip
    assert say(atom) == words
