"""Qualifiers of a diagnosis: within it in the JSON, beside it in Python, and nothing lost on the way there and back."""

from __future__ import annotations

import json
from typing import Literal

import pytest
from ground import ROOT
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from payerdiff.model.policy import Atom, Criterion, Meaning, OpenPart, Span

KINDS = {
    "severity": ("disease_setting", ["moderate", "severe"]),
    "active": ("disease_setting", "active"),
    "relapsed": ("disease_setting", "relapsed"),
    "disease": ("diagnosis", "gout"),
    "age": ("age", 3),
}


def atom(kind: str, at: int, negated: bool = False) -> Atom:
    """Return a condition of a kind at a place of its own."""
    concept, value = KINDS[kind]
    span = Span(page=1, start=at, end=at + 1, quote="x")
    return Atom(concept=concept, op="in" if isinstance(value, list) else "=", value=value, negated=negated, text="x", span=span)  # type: ignore[arg-type]  # fmt: skip


def criterion(kinds: list[str], meaning: Meaning | None = None) -> Criterion:
    """Return a leaf with conditions of some kinds in the order of its words."""
    return Criterion(op="leaf", text="x", atoms=[atom(kind, at) for at, kind in enumerate(kinds)], meaning=meaning)


def told(leaf: Criterion) -> list[tuple[str, list[object]]]:
    """Return the conditions of a leaf's JSON with the values of their qualifiers."""
    held = json.loads(leaf.model_dump_json())["atoms"]
    return [(a["concept"], [q["value"] for q in a.get("qualifiers", [])]) for a in held]


def test_how_severe_and_active_a_disease_is_stands_within_its_diagnosis() -> None:
    leaf = criterion(["severity", "active", "disease", "age"])
    assert told(leaf) == [("diagnosis", [["moderate", "severe"], "active"]), ("age", [])]
    assert told(criterion(["disease", "active"])) == [("diagnosis", ["active"])]
    assert told(criterion(["active", "disease", "severity", "disease"])) == [("diagnosis", ["active"]), ("diagnosis", [["moderate", "severe"]])]  # fmt: skip


def test_what_asks_for_something_by_itself_stays_a_condition() -> None:
    assert told(criterion(["relapsed", "disease"])) == [("disease_setting", []), ("diagnosis", [])]
    assert told(criterion(["active"])) == [("disease_setting", [])]
    apart = criterion(["active", "disease"], Meaning(op="any", of=[0, 1]))
    assert told(apart) == [("disease_setting", []), ("diagnosis", [])]
    denied = Criterion(op="leaf", atoms=[atom("active", 0, negated=True), atom("disease", 1)])
    assert told(denied) == [("disease_setting", []), ("diagnosis", [])]


def test_a_meaning_counts_the_conditions_that_are_left() -> None:
    inner = Meaning(op="all", of=[0, 1])
    leaf = criterion(["active", "disease", "age"], Meaning(op="any", of=[inner, 2, OpenPart(unknown="tall")]))
    assert json.loads(leaf.model_dump_json())["meaning"]["of"] == [0, 1, {"unknown": "tall"}]


OPERATORS: tuple[Literal["all", "any", "none"], ...] = ("all", "any", "none")


def of_parts(parts: st.SearchStrategy[int | Meaning]) -> st.SearchStrategy[int | Meaning]:
    """Return the meanings that put some parts together."""
    lists = st.lists(parts, min_size=2, max_size=4)
    return st.builds(lambda op, of: Meaning(op=op, of=of), st.sampled_from(OPERATORS), lists)


PARTS: st.SearchStrategy[int | Meaning] = st.recursive(st.integers(0, 4), of_parts, max_leaves=6)
MEANINGS = st.builds(
    lambda op, of: Meaning(op=op, of=of), st.sampled_from(OPERATORS), st.lists(PARTS, min_size=2, max_size=4)
)


@given(kinds=st.lists(st.sampled_from(list(KINDS)), min_size=5, max_size=5), meaning=st.none() | MEANINGS)
def test_the_json_of_a_criterion_leads_back_to_it(kinds: list[str], meaning: Meaning | None) -> None:
    leaf = criterion(kinds, meaning)
    assert Criterion.model_validate_json(leaf.model_dump_json()) == leaf
    assert Criterion.model_validate(leaf.model_dump()) == leaf


def test_a_condition_by_itself_has_no_qualifiers() -> None:
    plain = atom("disease", 0).model_dump()
    with pytest.raises(ValidationError, match="qualifiers stand in the JSON of a criterion"):
        Atom.model_validate(plain | {"qualifiers": [plain]})


def test_some_sample_has_qualifiers() -> None:
    assert any(
        '"qualifiers"' in path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "golden").glob("*.json")
    )
