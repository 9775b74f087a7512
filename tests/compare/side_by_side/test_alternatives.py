"""Alternatives within a criterion, side by side: a cell never shows one of them as a plain requirement, and no headline does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from trees import NOWHERE, bare_policy, leaf, meanings, meant

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.compare.side_by_side.headlines.rules import facts_of
from payerdiff.compare.side_by_side.held import Held
from payerdiff.compare.side_by_side.label import taken_apart
from payerdiff.compare.side_by_side.matrix import asked_atoms, said_atoms
from payerdiff.model.comparison import Cell, Comparison, Passage
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.polarity import leaf_places
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Drug, Meaning, OpenPart, needed_atoms

ADULT = Atom(concept="age", op=">=", value=18.0, unit="year", text="18 years or older", span=NOWHERE)
HEAVY = Atom(concept="weight", op=">=", value=40.0, unit="kg", text="40 kg or more", span=NOWHERE)
STEP = Atom(concept="prior_therapy", op="=", value="methotrexate", outcome="failed", text="methotrexate failed", span=NOWHERE)  # fmt: skip
BARRED = STEP.model_copy(update={"value": "NSAID", "outcome": "contraindicated", "text": "NSAID contraindicated"})
SPECIALIST = Atom(concept="prescriber", op="=", value="dermatologist", role="prescribes", text="a dermatologist", span=NOWHERE)  # fmt: skip
EITHER = meant(Meaning(op="any", of=[0, 1]), ADULT, HEAVY, text="18 years or 40 kg")


def said(one: Criterion, concept: str) -> list[Passage]:
    """Return what a cell says of a criterion on a concept."""
    criteria = CriteriaSet(id="initial-1", phase="initial", root=one)
    passages, _ = said_atoms([Held(place, criteria) for place in leaf_places(one)], concept, None)
    return passages


@pytest.mark.parametrize(
    ("one", "concept", "words"),
    [
        (EITHER, "age", [("18 years or older, or at least 40 kg", "any")]),
        (EITHER, "weight", [("18 years or older, or at least 40 kg", "any")]),
        (EITHER, "prescriber", []),
        (meant(Meaning(op="any", of=[0, OpenPart(unknown="large for age")]), ADULT), "age", [("18 years or older, or other words, see policy text", "any")]),
        (meant(Meaning(op="all", of=[0, Meaning(op="any", of=[1, 2])]), SPECIALIST, ADULT, HEAVY), "prescriber", [("prescribed by dermatologist", None)]),
        (meant(Meaning(op="if", of=[0, 1]), ADULT, SPECIALIST), "prescriber", [("only if 18 years or older: prescribed by dermatologist", "if")]),
        (meant(Meaning(op="none", of=[0]), SPECIALIST), "prescriber", [("not prescribed by dermatologist", "none")]),
        (meant(Meaning(op="any", of=[0, 1]), STEP, BARRED), "prior_therapy", [("failure of methotrexate, or contraindication to NSAID", None)]),
    ],
)  # fmt: skip
def test_a_cell_says_how_a_condition_joins_others(one: Criterion, concept: str, words: list[tuple[str, str]]) -> None:
    assert [(p.summary, p.joined) for p in said(one, concept)] == words


@settings(max_examples=150)
@given(meanings(untyped=True))
def test_a_plain_requirement_is_one_that_the_meaning_makes_necessary(one: Criterion) -> None:
    for concept in {a.concept for a in one.atoms}:
        needed = [a for a in needed_atoms(one) if a.concept == concept]
        plain = [p for p in said(one, concept) if p.joined is None]
        assert len(plain) >= len(needed)
        assert not (plain and not needed) or all(a.concept == concept for a in asked_atoms(one, concept))
        if concept == "age":
            assert len(plain) == len(needed)


def compared(left: Criterion, right: Criterion) -> Comparison:
    """Return two policies on one drug that each ask for one criterion, side by side."""
    own = []
    for name, one in (("Alpha", left), ("Beta", right)):
        bare = bare_policy()
        sets = [CriteriaSet(id="initial-1", phase="initial", indication="asthma", diseases=["asthma"], root=Criterion(op="all", children=[one]))]  # fmt: skip
        payer = bare.payer.model_copy(update={"id": name.lower(), "name": name, "short_name": name})
        own.append(bare.model_copy(update={"payer": payer, "criteria": sets, "drugs": [Drug(generic="dupilumab")]}))
    return compare(own, "dupilumab")


def cell(found: Comparison, question: str, at: int) -> Cell:
    """Return what one policy says on a question."""
    return next(row for row in found.matrix if row.question == question).cells[at]


def test_the_matrix_and_the_headlines_tell_an_alternative_as_one() -> None:
    found = compared(EITHER, leaf("12 years", ADULT.model_copy(update={"value": 12.0})))
    assert cell(found, "age", 0).summary == "18 years or older, or at least 40 kg"
    assert cell(found, "age", 1).summary == "12 years or older"
    words = "\n".join(h.text for h in found.headlines)
    assert "requires 18 years or older, or at least 40 kg" in words and "covers patients 12 years or older" in words
    assert next(row for row in found.matrix if row.question == "age").divergent


def test_a_gate_that_is_one_of_several_alternatives_is_no_headline() -> None:
    for one, told in ((meant(Meaning(op="any", of=[0, 1]), SPECIALIST, ADULT), False), (leaf("by one", SPECIALIST), True)):  # fmt: skip
        found = compared(one, leaf("adult", ADULT))
        facts = facts_of(dict(zip(found.keys, found.policies, strict=True)), found.matrix)
        assert any(f.kind == "only" for f in facts) is told


def test_alternatives_in_another_order_do_not_part_payers() -> None:
    turned = meant(Meaning(op="any", of=[1, 0]), ADULT, HEAVY, text="40 kg or 18 years")
    found = compared(EITHER, turned)
    assert not any(row.divergent for row in found.matrix if row.question in ("age", "weight"))
    assert {r.relation for r in found.relations if r.phase == "initial"} == {"equivalent"}


def test_a_label_is_taken_apart_as_it_means() -> None:
    assert taken_apart(EITHER) == parts_of(EITHER)
    flat = leaf("both", ADULT, HEAVY)
    assert [c.atoms for c in taken_apart(flat).children] == [[ADULT], [HEAVY]] and taken_apart(flat).op == "all"


def ways(*kids: Criterion) -> Criterion:
    """Return alternatives."""
    return Criterion(op="any", children=list(kids))


BOTH_ADULT = ways(
    Criterion(op="all", children=[leaf("on a biologic", ADULT), leaf("methotrexate failed", STEP)]),
    Criterion(op="all", children=[leaf("treatment of adults", ADULT)]),
)
BY_DISEASE = [
    meant(Meaning(op="if", of=[0, 1]), Atom(concept="diagnosis", op="=", value=disease, text=disease, span=NOWHERE), SPECIALIST.model_copy(update={"value": who}), text=f"{disease}: {who}")
    for disease, who in (("asthma", "allergist"), ("psoriasis", "dermatologist"))
]  # fmt: skip


def test_an_age_on_every_way_is_told_as_the_age() -> None:
    found = compared(BOTH_ADULT, leaf("12 years", ADULT.model_copy(update={"value": 12.0})))
    assert cell(found, "age", 0).summary == "18 years or older"
    (said_of_age,) = [h.text for h in found.headlines if h.kind == "age"]
    assert "Alpha covers patients 18 years or older" in said_of_age and "alternatives" not in said_of_age
    assert cell(found, "prior_therapy", 0).summary == "among alternatives: failure of methotrexate"


def test_an_age_that_one_way_does_without_stays_an_alternative() -> None:
    one = ways(leaf("an adult", ADULT), leaf("methotrexate failed", STEP))
    found = compared(one, leaf("12 years", ADULT.model_copy(update={"value": 12.0})))
    assert cell(found, "age", 0).summary == "among alternatives: 18 years or older"


def test_ages_that_differ_by_way_are_told_as_the_grid_tells_them() -> None:
    young = leaf("12 years, methotrexate failed", ADULT.model_copy(update={"value": 12.0}), STEP)
    found = compared(ways(leaf("an adult", ADULT), young), leaf("6 years", ADULT.model_copy(update={"value": 6.0})))
    (said_of_age,) = [h.text for h in found.headlines if h.kind == "age"]
    assert "Alpha covers patients 12 years or older" in said_of_age


def test_a_specialist_by_disease_is_required_in_that_disease_and_no_other_is_told() -> None:
    found = compared(ways(*BY_DISEASE), leaf("x", SPECIALIST))
    assert cell(found, "prescriber", 0).summary == "prescribed by allergist"
    assert [p.joined or p.alternative for p in cell(found, "prescriber", 0).passages] == [False]
