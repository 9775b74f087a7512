"""Operators that words state and trees hide, sets that name no use, and terms for which no criteria stand: each gets the verdict that the words bear."""

from __future__ import annotations

import pytest
from trees import bare_policy, leaf

from payerdiff.compare.changes.direction import OPPOSITE
from payerdiff.compare.changes.review import review
from payerdiff.compare.changes.words.statements import of_quantifier
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Approval, CriteriaSet, Criterion, Direction, Policy, Span
from payerdiff.model.review import ChangeReview
from payerdiff.normalize.normalizer import normalize

POLICY = """# Velmatine prior authorization policy

Policy Number: RX.88.2
Effective date: 3/1/{year}

## Coverage criteria

### Hereditary ataxia

Velmatine is considered medically necessary when {asked} of the following are met:

1. Diagnosis of hereditary ataxia; and
2. Patient walks without help; and
3. Age 18 years or older; and
4. Prescribed by a neurologist

Authorization is granted for 12 months.
"""
PLACE = Span(page=1, start=0, end=0, quote="")


def read(text: str) -> Policy:
    """Return the policy that a text states."""
    found = normalize(read_bytes(text.encode(), "policy.md"), template="generic")
    assert isinstance(found, Policy)
    return found


def told(result: ChangeReview) -> tuple[set[Direction], set[Direction]]:
    """Return the directions of the clinical changes, and of the verdicts that say that something changed."""
    return {c.direction for c in result.changes if c.kind == "clinical"}, {v.direction for v in result.verdicts} - {"equivalent"}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "way"), [("ALL", "one", "loosened"), ("one", "all", "tightened")])
def test_an_operator_that_is_written_otherwise_is_a_change_and_a_verdict_whatever_the_tree_says(
    old: str, new: str, way: Direction
) -> None:
    result = review(read(POLICY.format(asked=old, year=2024)), read(POLICY.format(asked=new, year=2025)))
    assert told(result) == ({way}, {way})
    (change,) = [c for c in result.changes if c.kind == "clinical"]
    assert change.sure == "likely" and (change.phase, change.indication) == ("initial", "Hereditary ataxia")
    assert any("following" in words for verdict in result.verdicts for words in verdict.unless)
    assert any(change.id in headline.refs and headline.kind == way for headline in result.headlines)


def test_how_labels_are_joined_is_part_of_the_operator() -> None:
    all_of, one_of = "meets ALL of the following (a, b and c):", "meets ONE of the following (a, b or c):"
    assert (of_quantifier(all_of, one_of), of_quantifier(one_of, all_of)) == ("loosened", "tightened")
    assert of_quantifier("asthma and eczema", "asthma or eczema") is None


def with_sets(*sets: CriteriaSet) -> Policy:
    """Return a policy with nothing but sets."""
    return bare_policy().model_copy(update={"criteria": list(sets)})


@pytest.mark.parametrize(
    ("words", "way"),
    [("The count was above 4,000 in both arms", "unknown"), ("A panel is medically necessary once a year", "loosened")],
)
def test_a_set_that_names_no_use_and_grants_nothing_is_no_new_indication(words: str, way: Direction) -> None:
    asthma = CriteriaSet(id="initial-1", phase="initial", indication="Asthma", root=leaf("severe asthma"))
    more = CriteriaSet(id="initial-2", phase="initial", root=Criterion(op="all", children=[leaf(words)]))
    for old, new, wanted in ((with_sets(asthma), with_sets(asthma, more), way), (with_sets(asthma, more), with_sets(asthma), OPPOSITE[way])):  # fmt: skip
        result = review(old, new)
        assert told(result) == ({wanted}, {wanted})
        assert any("covered indication" in h.text for h in result.headlines) == (way != "unknown")


SENTENCE = "Madeupra is covered for adults who have gout"


@pytest.mark.parametrize(
    ("title", "kinds"), [("Gout", {"editorial"}), ("Gout of the knee", {"clinical"}), ("Asthma", {"clinical"})]
)
def test_a_title_in_place_of_a_sentence_that_still_stands_changes_nothing_where_it_only_names_its_use(title: str, kinds: set[str]) -> None:  # fmt: skip
    old, new = (
        with_sets(CriteriaSet(id="initial-1", phase="initial", indication=name, root=Criterion(op="all", children=[leaf(SENTENCE), leaf("severe pain")])))
        for name in (SENTENCE, title)
    )  # fmt: skip
    assert {change.kind for change in review(old, new).changes} == kinds


def test_a_set_titled_as_criteria_is_no_new_indication() -> None:
    asthma, more = (
        CriteriaSet(id=f"initial-{n}", phase="initial", indication=title, diseases=diseases, root=leaf(words))
        for n, (title, diseases, words) in enumerate((("Asthma", ["asthma"], "severe asthma"), ("Clinical PA Criteria", [], "weight is sent in")), 1)
    )  # fmt: skip
    assert told(review(with_sets(asthma), with_sets(asthma, more))) == ({"unknown"}, {"unknown"})


def test_a_length_for_which_no_criteria_stand_has_a_verdict() -> None:
    asthma = CriteriaSet(id="initial-1", phase="initial", indication="Asthma", root=leaf("severe asthma"))
    old, new = (
        with_sets(asthma).model_copy(
            update={"approvals": [Approval(phase="renewal", value=months, unit="month", text=f"{months:g} months", span=PLACE)]}
        )
        for months in (6, 12)
    )  # fmt: skip
    result = review(old, new)
    assert [(v.phase, v.direction) for v in result.verdicts] == [("initial", "equivalent"), ("renewal", "loosened")]


def test_a_length_that_is_granted_twice_moves_where_it_is_changed_once() -> None:
    def of(*months: float) -> Policy:
        own = [Approval(phase="initial", indication="Asthma", value=n, unit="month", text=f"{n:g} months", span=Span(page=1, start=int(n), end=int(n), quote="")) for n in months]  # fmt: skip
        return with_sets(CriteriaSet(id="initial-1", phase="initial", indication="Asthma", root=leaf("severe asthma"))).model_copy(update={"approvals": own})  # fmt: skip

    assert told(review(of(12), of(12, 6))) == ({"tightened"}, {"tightened"})
    assert told(review(of(12), of(12, 24))) == ({"loosened"}, {"loosened"})


@pytest.mark.parametrize(("words", "way"), [("Northlab", "unknown"), ("Sent to the laboratory Northlab", "tightened")])
def test_a_bare_name_amid_requirements_asks_for_nothing_that_is_known(words: str, way: Direction) -> None:
    def of(*items: str) -> Policy:
        root = Criterion(op="all", children=[leaf(item) for item in items])
        return with_sets(CriteriaSet(id="initial-1", phase="initial", indication="Asthma", root=root))

    few, more = ("severe asthma", "seen within a year"), ("severe asthma", "seen within a year", words)
    assert told(review(of(*few), of(*more)))[0] == {way}
    assert told(review(of(*more), of(*few)))[0] == {OPPOSITE[way]}
