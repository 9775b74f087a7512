"""How a therapy must have been given is no word too many: its route, its dose, and what was given with it."""

from __future__ import annotations

from itertools import product

import pytest
from trees import asking

from payerdiff.model.phrasing import say
from payerdiff.model.policy import Criterion, leaves
from payerdiff.normalize.typing.conditions import typed
from payerdiff.normalize.typing.leads import Lead

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
