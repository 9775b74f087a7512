"""Sentences that refuse a use by themselves, amid a list of what is covered."""

from __future__ import annotations

import pytest
from texts.policy_pages import policy_of

from payerdiff.model.policy import CriteriaSet, Criterion, leaves
from payerdiff.normalize.criteria.statements import AGAINST
from payerdiff.normalize.scope.refusals import with_refusals_apart
from payerdiff.normalize.typing.expression import Condition, unknowns_of
from payerdiff.normalize.typing.grammar import parsed

COVERED = (
    "ALK testing for members who are considering Inventa",
    "BRAF testing for members who are considering Otherra",
)
REFUSED = (
    "The plan considers the Madeup panel not medically necessary for members with melanoma",
    "A panel of genes (81445) is considered investigational for all other uses",
    "It is the policy of Madeup Health that current evidence does not support a panel of genes for all other uses",
)
NO_VERDICT = ("The request is considered investigational by a trial", "Not receiving what is considered experimental")


def a_set(*texts: str) -> CriteriaSet:
    """Return a set of alternatives with these words, one of them within a list of its own."""
    first, *rest = [Criterion(op="leaf", text=text) for text in texts]
    return CriteriaSet(id="initial-1", phase="initial", root=Criterion(op="any", children=[Criterion(op="all", children=[first]), *rest]))  # fmt: skip


def test_what_refuses_a_use_amid_a_list_is_an_exclusion() -> None:
    kept, *exclusions = with_refusals_apart([a_set(COVERED[0], REFUSED[0], COVERED[1], *REFUSED[1:])])
    assert [leaf.text for leaf in leaves(kept.root)] == list(COVERED)
    assert [(one.phase, one.indication, [leaf.text for leaf in leaves(one.root)]) for one in exclusions] == [
        ("exclusion", "not medically necessary", [REFUSED[0]]),
        ("exclusion", "investigational", [REFUSED[1]]),
        ("exclusion", "evidence does not support", [REFUSED[2]]),
    ]
    assert len({one.id for one in (kept, *exclusions)}) == 4


def test_a_set_of_nothing_but_a_refusal_is_none() -> None:
    assert [one.phase for one in with_refusals_apart([a_set(REFUSED[0])])] == ["exclusion"]


def test_what_a_patient_must_not_have_is_no_verdict() -> None:
    told = a_set(*NO_VERDICT)
    assert with_refusals_apart([told]) == [told]


@pytest.mark.parametrize("tail", ["", " (INV) and therefore non-covered", " due to a lack of evidence in adults"])
def test_a_verdict_with_its_reasons_is_about_the_use_before_it(tail: str) -> None:
    found = parsed(f"Treatment of gout is considered investigational{tail}")
    assert isinstance(found, Condition) and (found.concept, found.value) == ("diagnosis", "gout")


@pytest.mark.parametrize(
    "tail", [" unless colchicine failed", " and not covered except in a trial", " in members under 12"]
)
def test_a_verdict_on_a_part_of_a_use_stays_open(tail: str) -> None:
    found = parsed(f"Treatment of gout is considered investigational{tail}")
    assert found is not None and any(unknowns_of(found))


@pytest.mark.parametrize("words", ["A trial of mesalamine does not count", "Free samples do not qualify for an established response", "Proof of a drink now and then does not qualify as a contraindication"])  # fmt: skip
def test_what_does_not_qualify_narrows_another_criterion_and_asks_nothing(words: str) -> None:
    kept, narrowing = with_refusals_apart([a_set(COVERED[0], words)])
    assert [leaf.text for leaf in leaves(kept.root)] == [COVERED[0]]
    assert (narrowing.phase, narrowing.names_the_rest) == ("exclusion", True)


def test_that_a_patient_does_not_qualify_is_a_criterion() -> None:
    told = a_set(COVERED[0], "Patient does not qualify for surgery")
    assert with_refusals_apart([told]) == [told]


@pytest.mark.parametrize(
    ("verdict", "against"),
    [
        ("is considered investigational", True),
        ("is deemed to be unproven", True),
        ("is not determined to be investigational", False),
        ("is not considered experimental", False),
        ("are considered not medically necessary", True),
    ],
)
def test_a_verdict_that_is_denied_refuses_nothing(verdict: str, against: bool) -> None:
    assert (AGAINST.search(f"Madeupra {verdict} as defined elsewhere") is not None) is against


def test_a_permission_that_speaks_of_what_is_not_investigational_is_no_exclusion() -> None:
    page = """# Madeupra (guselkumab)

## Coverage criteria

Madeupra may be considered medically necessary for plaque psoriasis when ALL of the following are met:

1. Diagnosis of plaque psoriasis
2. Failure of methotrexate

NOTE:

Use of Madeupra may be considered medically necessary for indications not listed above when it is prescribed either:

1. In accordance with the FDA label when a benefit was shown, and it is not determined to be investigational; OR
2. In accordance with strong endorsement by recognized compendia
"""
    assert policy_of(page).exclusions == []


@pytest.mark.parametrize(
    ("words", "refuses"),
    [
        (["Note: This does NOT exclude the use of methotrexate beside it"], False),
        (["The list does not preclude folic acid"], False),
        (["Use with another biologic"], True),
        (["Use with another biologic", "Note: This does NOT exclude the use of methotrexate beside it"], True),
        (["Member does not exclude salt from the diet"], True),
    ],
)
def test_what_says_that_something_is_not_refused_counts_against_nobody(words: list[str], refuses: bool) -> None:
    one = a_set(*words).model_copy(update={"phase": "exclusion"})
    (found,) = with_refusals_apart([one])
    assert found.names_the_rest is not refuses and found.root == one.root
