"""Which set of the new version is which of the old: what is the same is paired at once, and the rest as if nothing had been."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payerdiff.compare.changes import leaf_match
from payerdiff.compare.changes.leaf_match import pair_sets
from payerdiff.model.policy import CriteriaSet, Criterion, Phase, Population

ITEMS = ("Member is 18 years of age or older", "Diagnosis of gout", "Trial and failure of colchicine")
TITLES = (None, "", "Gout", "Gout flares", "gout", "Asthma")
PHASES: tuple[Phase, ...] = ("initial", "renewal")
POPULATIONS: tuple[Population | None, ...] = (None, "adult")


def made(phase: Phase, title: str | None, population: Population | None, items: list[str]) -> CriteriaSet:
    """Return a set of criteria that asks for all of its items."""
    root = Criterion(op="all", children=[Criterion(op="leaf", text=item) for item in items])
    return CriteriaSet(id="set", phase=phase, indication=title, population=population, root=root)


SETS = st.lists(
    st.builds(
        made,
        st.sampled_from(PHASES),
        st.sampled_from(TITLES),
        st.sampled_from(POPULATIONS),
        st.lists(st.sampled_from(ITEMS), max_size=3),
    ),
    max_size=5,
)


@given(old=SETS, new=SETS)
def test_sets_that_are_the_same_are_paired_as_they_would_be_among_all(
    old: list[CriteriaSet], new: list[CriteriaSet]
) -> None:
    at_once = pair_sets(old, new)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaf_match, "same_sets", lambda before, after: {})
        assert at_once == pair_sets(old, new)


def test_a_book_of_many_sets_is_held_against_itself_without_weighing_each_against_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = [made("initial", None, None, [f"Diagnosis of disease {n}", *ITEMS]) for n in range(200)]
    monkeypatch.setattr(leaf_match, "title_likeness", None)  # weighing would fail
    assert pair_sets(book, book) == [(n, n) for n in range(200)]


@pytest.mark.parametrize(
    ("titles", "diseases", "paired"),
    [
        (("Gout", None), (["gout"], ["gout", "arthritis"]), True),
        ((None, "Gout"), (["gout"], ["gout"]), True),
        (("Gout", None), (["gout"], ["asthma"]), False),
        (("Gout", None), (["gout"], []), False),
        (("Flares", "Prophylaxis"), (["gout"], ["gout"]), False),
    ],
)
def test_a_use_whose_title_came_or_went_is_the_same_use(
    titles: tuple[str | None, str | None], diseases: tuple[list[str], list[str]], paired: bool
) -> None:
    words = (ITEMS[0], "Nothing else helped before"), (ITEMS[2], "A third course is refused")
    old, new = (
        made("initial", title, None, list(own)).model_copy(update={"diseases": held})
        for title, own, held in zip(titles, words, diseases, strict=True)
    )
    assert ((0, 0) in pair_sets([old], [new])) is paired
