"""What the words around a condition say of it: fields of leaves, conditions and sets that comparisons take as published."""

from __future__ import annotations

from itertools import product

import pytest
from trees import NOWHERE, asking, leaf

from payerdiff.model.phrasing import say
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, leaves
from payerdiff.normalize.typing.around_conditions import grades_in, meant_for, with_surroundings
from payerdiff.normalize.typing.conditions import typed
from payerdiff.normalize.typing.leads import Lead
from payerdiff.normalize.typing.mentions import mentions_of


def read(words: str, *atoms: Atom) -> Criterion:
    """Return a leaf as it is published."""
    return with_surroundings(leaf(words, *atoms).model_copy(update={"mentions": mentions_of(words, atoms)}))


@pytest.mark.parametrize(
    ("words", "diseases"),
    [
        ("Will not be used in combination with other biologics for the treatment of RA", ["rheumatoid arthritis"]),
        ("Must not receive it along with other multiple sclerosis (MS) agents", ["multiple sclerosis"]),
        ("Not given concomitantly with another drug for asthma or gout", ["asthma", "gout"]),
        ("Not used with other biologics", []),
        ("Considered for members with severe pain, and for patients with asthma", []),
        ("Inadequate response to a trial with an NSAID for gout", []),
        ("The use of the agent is in all ways consistent with guidelines for asthma", []),
        ("Used in adult patients with asthma for relief of gout", []),
    ],
)
def test_drugs_given_beside_it_are_meant_for_a_disease(words: str, diseases: list[str]) -> None:
    assert meant_for(words) == diseases == read(words).meant_for


@pytest.mark.parametrize(
    ("words", "examples"),
    [
        ("Madeup skin diseases (e.g., pemphigus vulgaris and odd pemphigus)", ["pemphigus vulgaris"]),
        ("Madeup skin diseases [such as psoriasis, gout]", ["plaque psoriasis", "gout"]),
        ("Madeup skin diseases, and later gout", []),
        ("Madeup skin diseases (not gout)", []),
    ],
)
@pytest.mark.parametrize("op", ["=", "!="])
def test_a_bracket_behind_a_disease_gives_examples_of_it(words: str, examples: list[str], op: str) -> None:
    wide = Atom.model_validate({"concept": "diagnosis", "op": op, "value": "madeup skin disease", "text": "Madeup skin diseases", "span": NOWHERE})  # fmt: skip
    assert read(words, wide).atoms[0].examples == (examples if op == "=" else [])


@pytest.mark.parametrize(
    ("words", "examples"),
    [
        ("DMARDs (i.e., methotrexate, sulfasalazine)", ["methotrexate", "sulfasalazine"]),
        ("DMARDs [such as Enbrel]", ["etanercept"]),
        ("DMARDs [e.g., Enbrel (etanercept), methotrexate]", ["etanercept", "methotrexate"]),
        ("Contraindication to all DMARDs (i.e., methotrexate, sulfasalazine)", []),
        ("DMARDs or methotrexate", []),
    ],
)
def test_a_bracket_behind_a_class_names_what_is_of_it_unless_several_are_counted(
    words: str, examples: list[str]
) -> None:
    of_class = Atom(concept="prior_therapy", op="=", value="DMARD", outcome="failed", text="DMARDs", span=NOWHERE)
    of_two, of_a_drug = (of_class.model_copy(update=update) for update in ({"count": 2}, {"value": "etanercept"}))
    assert [read(words, one).atoms[0].examples for one in (of_class, of_two, of_a_drug)] == [examples, [], []]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("Use is for an FDA-approved indication", "use"),
        ("Dosing is within FDA labeling", "dose"),
        ("Patient is of an FDA-labeled age", "age"),
        ("The dose agrees with FDA-labeled dosing for the requested indication", "dose"),
        ("The age of the patient is one that the label names for the indication", "age"),
        ("Dosing is for an FDA-approved indication", "use"),
    ],
)
def test_a_reference_to_the_label_says_what_is_held_to_it(words: str, part: str) -> None:
    support = Atom(concept="support", op="=", value="fda_label", text="FDA", span=NOWHERE)
    other = support.model_copy(update={"value": "compendia"})
    assert [atom.label_part for atom in read(words, support).atoms + read(words, other).atoms] == [part, None]


@pytest.mark.parametrize(
    ("words", "grades"),
    [
        ("Moderate to severe plaque psoriasis", ["moderate", "severe"]),
        ("Severe combined immunodeficiency", []),
        ("Plaque psoriasis", []),
    ],
)
def test_grades_are_those_of_a_disease_and_no_part_of_its_name(words: str, grades: list[str]) -> None:
    assert grades_in(words) == grades == read(words).grades


def test_what_the_words_around_say_goes_through_json_and_nothing_is_left_out_of_it() -> None:
    atom = Atom(
        concept="diagnosis", op="=", value="gout", examples=["odd gout"], label_part="age", text="", span=NOWHERE
    )
    full = leaf("Gout", atom).model_copy(update={"meant_for": ["asthma"], "grades": ["severe"]})
    told = CriteriaSet(id="initial-1", phase="initial", root=full, grades=["mild"])
    assert CriteriaSet.model_validate_json(told.model_dump_json()) == told
    bare = leaf("Gout", Atom(concept="diagnosis", op="=", value="gout", text="", span=NOWHERE)).model_dump(mode="json")
    assert {"meant_for", "grades", "examples", "label_part"}.isdisjoint({*bare, *bare["atoms"][0]})


STEROIDS = ("corticosteroid", "glucocorticoid", "glucocorticosteroid", "steroid")
ROUTES = {"inhaled": "inhaled", "intranasal": "intranasal", "nasal": "intranasal", "topical": "topical", "oral": "systemic", "systemic": "systemic"}  # fmt: skip


def values(words: str, above: str = "") -> list[object]:
    """Return the therapies of a leaf."""
    return [c.value for c in typed(words, (Lead(above),) if above else ()).conditions if c.concept == "prior_therapy"]


@pytest.mark.parametrize(("route", "steroid"), list(product(ROUTES, STEROIDS)))
def test_the_route_of_a_steroid_is_part_of_what_is_asked_for(route: str, steroid: str) -> None:
    assert values(f"Failure of {route} {steroid}s") == [f"{ROUTES[route]} corticosteroid"]
    assert values(f"Unable to use an {route} {steroid}") == [f"{ROUTES[route]} corticosteroid"]


@pytest.mark.parametrize("link", [" with ", " with daily ", " together with a ", " plus "])
def test_what_was_given_with_a_therapy_is_asked_for_too(link: str) -> None:
    assert values(f"Failure of methotrexate{link}leflunomide") == ["methotrexate", "leflunomide"]
    assert values(f"Methotrexate{link}leflunomide", "Has tried one of the following:") == [
        "methotrexate",
        "leflunomide",
    ]


def test_what_a_therapy_is_taken_with_at_the_time_of_the_request_is_none() -> None:
    assert values("Will be used with methotrexate") == []


@pytest.mark.parametrize("strength", ["Medium to super-potent", "High-potency", "Medium- to super-high-potency", "Super potent"])  # fmt: skip
def test_the_strength_before_a_class_hides_no_therapy(strength: str) -> None:
    found = typed(
        f"{strength} topical corticosteroids", (Lead("Has tried one of the following and treatment failed:"),)
    )
    assert [(c.value, c.outcome) for c in found.conditions] == [("topical corticosteroid", "failed")]
    assert found.partial


def said(words: str) -> list[str]:
    """Return what is said of the therapies of a criterion."""
    roots: list[Criterion] = [s.root for s in asking(words).criteria]
    return [say(a) for root in roots for leaf in leaves(root) for a in leaf.atoms if a.concept == "prior_therapy"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Failure of high dose inhaled corticosteroids", "failure of high dose inhaled corticosteroid"),
        (
            "Failure of a medium to high potency topical steroid",
            "failure of medium to high potency topical corticosteroid",
        ),
        ("Failure of inhaled antibiotics", "failure of inhaled antibiotic"),
        ("Failure of maximally dosed methotrexate", "failure of methotrexate"),
        ("Failure of antibiotics", "failure of antibiotic"),
    ],
)
def test_how_a_class_was_given_is_said(words: str, told: str) -> None:
    assert said(words) == [told]
