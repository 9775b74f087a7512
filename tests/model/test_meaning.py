"""What a leaf means: its parts, what must hold, equal forms, and our own words; held to the truth tables."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import NOWHERE, UNTYPED, leaf, meanings, meant, truth

from payerdiff.model.meaning.forms import form_of
from payerdiff.model.meaning.parts import ends_of, expanded, is_open, parts_of
from payerdiff.model.meaning.wording import OTHER_WORDS, say_leaf
from payerdiff.model.polarity import Place, leaf_places, walk
from payerdiff.model.policy import Atom, Criterion, Meaning, OpenPart, needed_atoms

ADULT = Atom(concept="age", op=">=", value=18.0, unit="year", text="18 years or older", span=NOWHERE)
HEAVY = Atom(concept="weight", op=">=", value=40.0, unit="kg", text="40 kg or more", span=NOWHERE)
ASTHMA = Atom(concept="diagnosis", op="=", value="asthma", text="asthma", span=NOWHERE)
SPECIALISTS = Atom(concept="prescriber", op="in", value=["neurologist", "pediatrician"], role="prescribes", text="a neurologist or pediatrician", span=NOWHERE)  # fmt: skip


def here(one: Criterion) -> Place[Criterion]:
    """Return the place of a leaf that is a tree by itself."""
    return next(leaf_places(one))


def ends(one: Criterion) -> list[Place[Criterion]]:
    """Return the ends of a leaf."""
    return list(ends_of(here(one)))


def ways(one: Criterion) -> list[tuple[dict[int, bool], dict[str, bool], bool]]:
    """Return every way in which a leaf's atoms and open words may hold, with whether the leaf does."""
    found = []
    for signs in product((True, False), repeat=len(one.atoms) + len(UNTYPED)):
        held = dict(enumerate(signs[: len(one.atoms)]))
        told = dict(zip(UNTYPED, signs[len(one.atoms) :], strict=True))
        found.append((held, told, truth(one, lambda a, held=held: held[at(one, a)], told)))  # type: ignore[misc]  # a default binds the way
    return found


def at(one: Criterion, atom: Atom) -> int:
    """Return which atom of a leaf one is; equal ones are one."""
    return one.atoms.index(atom)


@settings(max_examples=200)
@given(meanings(untyped=True))
def test_the_parts_of_a_leaf_are_its_meaning_and_each_has_a_name_below_the_leafs(one: Criterion) -> None:
    places = ends(one)
    assert len({p.path for p in places}) == len(places)
    assert all(len(p.node.atoms) == 1 or (not p.node.atoms and p.node.text in UNTYPED) for p in places)
    assert is_open(one) == any(not p.node.atoms for p in places)
    for place in places:
        node = parts_of(one)
        for step in place.path:
            node = node.children[step]
        assert node == place.node


@settings(max_examples=200)
@given(meanings(untyped=True))
def test_a_part_turns_a_leaf_only_the_way_its_polarity_says(one: Criterion) -> None:
    polarities: dict[object, set[str]] = {}
    for place in ends(one):
        polarities.setdefault(at(one, place.node.atoms[0]) if place.node.atoms else place.node.text, set()).add(place.polarity)  # fmt: skip
    known = {(tuple(held.items()), tuple(told.items())): met for held, told, met in ways(one)}
    for (held, told), met in known.items():
        for part, way in polarities.items():
            if len(way) > 1:
                continue
            up = (tuple((k, v or k == part) for k, v in held), tuple((k, v or k == part) for k, v in told))
            assert known[up] is met or known[up] is (way == {"for"})


@settings(max_examples=200)
@given(meanings(untyped=True))
def test_what_is_needed_must_hold_and_is_what_a_tree_of_parts_requires(one: Criterion) -> None:
    needed = list(needed_atoms(one))
    assert needed == [a for place in ends(one) if place.required for a in place.node.atoms]
    for held, _, met in ways(one):
        assert not met or all(held[at(one, atom)] for atom in needed)


def test_an_alternative_is_not_needed_and_a_conjunct_is() -> None:
    both = meant(Meaning(op="all", of=[2, Meaning(op="any", of=[0, 1])]), ADULT, HEAVY, ASTHMA)
    assert list(needed_atoms(both)) == [ASTHMA]
    assert list(needed_atoms(leaf("both", ADULT, HEAVY))) == [ADULT, HEAVY]


@given(st.data())
def test_the_order_of_parts_changes_no_form_and_another_operator_does(data: st.DataObject) -> None:
    one = data.draw(meanings(untyped=True))

    def shuffled(meaning: Meaning) -> Meaning:
        of = [shuffled(part) if isinstance(part, Meaning) else part for part in meaning.of]
        kept = meaning.op == "if"
        return meaning.model_copy(update={"of": of if kept else data.draw(st.permutations(of))})

    assert one.meaning is not None
    assert form_of(one.model_copy(update={"meaning": shuffled(one.meaning)})) == form_of(one)
    assert form_of(one) == form_of(parts_of(one)) == form_of(expanded(Criterion(op="all", children=[one])))


def small() -> list[Meaning]:
    """Return the meanings of two levels over two atoms."""
    ops: list[dict[str, object]] = [{"op": "all"}, {"op": "any"}, {"op": "none"}, {"op": "at_least", "k": 1}, {"op": "at_least", "k": 2}, {"op": "if"}]  # fmt: skip
    inner = [0, 1, *(Meaning.model_validate({**op, "of": [0, 1]}) for op in ops)]
    return [Meaning.model_validate({**op, "of": list(of)}) for op in ops for of in product(inner, repeat=2)]


def test_leaves_of_one_form_hold_together() -> None:
    tables: dict[object, set[tuple[bool, ...]]] = {}
    for meaning in small():
        one = meant(meaning, ADULT, HEAVY)
        tables.setdefault(form_of(one), set()).add(tuple(met for _, _, met in ways(one)))
    assert 50 < len(tables) < len(small())
    assert all(len(own) == 1 for own in tables.values())


def test_and_for_or_within_a_leaf_is_another_form() -> None:
    forms = {form_of(meant(Meaning(op=op, of=[0, 1]), ADULT, HEAVY)) for op in ("all", "any", "none")}
    assert len(forms) == 3
    assert form_of(meant(Meaning(op="all", of=[1, 0]), ADULT, HEAVY)) == form_of(leaf("both", ADULT, HEAVY))
    assert form_of(leaf("", ASTHMA)) != form_of(leaf("", ASTHMA.model_copy(update={"negated": True})))


def test_a_leaf_without_meaning_that_says_more_has_its_words_as_one_more_part() -> None:
    older = leaf("18 years and large for age", ADULT).model_copy(update={"partial": True})
    tree = parts_of(older)
    assert tree.op == "all" and [(c.atoms, c.text) for c in tree.children] == [([ADULT], ADULT.text), ([], older.text)]
    joined = meant(Meaning(op="any", of=[0, 1]), ADULT, HEAVY, partial=True)
    assert [c.op for c in parts_of(joined).children] == ["any", "leaf"]
    assert parts_of(leaf("adult", ADULT)) == leaf("adult", ADULT)


def test_only_leaves_whose_conditions_are_joined_by_more_than_and_are_taken_apart() -> None:
    plain, other = leaf("both", ADULT, HEAVY), meant(Meaning(op="any", of=[0, 1]), ADULT, HEAVY)
    flat = meant(Meaning(op="all", of=[0, Meaning(op="all", of=[1, OpenPart(unknown="x")])]), ADULT, HEAVY)
    tree = Criterion(op="all", children=[plain, flat, other])
    assert [p.node.op for p in walk(expanded(tree))] == ["all", "leaf", "leaf", "any", "leaf", "leaf"]


LARGE = OpenPart(unknown="large for age")


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (leaf("x", ADULT, HEAVY), "18 years or older; >= 40 kg"),
        (meant(Meaning(op="any", of=[0, 1]), ADULT, HEAVY), "18 years or older, or at least 40 kg"),
        (meant(Meaning(op="any", of=[LARGE, 0]), ADULT), f"18 years or older, or {OTHER_WORDS}"),
        (meant(Meaning(op="all", of=[0, Meaning(op="any", of=[1, 2])]), ASTHMA, ADULT, HEAVY), "asthma; 18 years or older, or at least 40 kg"),
        (meant(Meaning(op="all", of=[0, LARGE]), ADULT), "18 years or older"),
        (meant(Meaning(op="none", of=[0]), ASTHMA), "not asthma"),
        (meant(Meaning(op="none", of=[0, 1]), ASTHMA, HEAVY), "not (asthma, or at least 40 kg)"),
        (meant(Meaning(op="if", of=[0, 1]), ASTHMA, SPECIALISTS), "only if asthma: prescribed by neurologist or pediatrician"),
        (meant(Meaning(op="at_least", k=2, of=[0, 1, 2]), ASTHMA, ADULT, HEAVY), "at least 2 of: asthma; 18 years or older; at least 40 kg"),
        (meant(Meaning(op="any", of=[Meaning(op="all", of=[0, 1]), 2]), ASTHMA, ADULT, HEAVY), "(asthma, and 18 years or older), or at least 40 kg"),
    ],
)  # fmt: skip
def test_an_alternative_is_never_told_as_a_plain_requirement(one: Criterion, words: str) -> None:
    assert say_leaf(one) == words


def test_what_is_denied_is_said_as_denied() -> None:
    pregnant = Atom(concept="pregnancy", op="=", value="pregnant", negated=True, text="not pregnant", span=NOWHERE)
    assert say_leaf(Criterion(op="leaf", text="Not pregnant", atoms=[pregnant])) == "not pregnant"
    asked = pregnant.model_copy(update={"negated": False})
    assert say_leaf(Criterion(op="leaf", text="Pregnant", atoms=[asked])) == "pregnant"
