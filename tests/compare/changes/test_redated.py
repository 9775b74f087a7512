"""A date that another replaced is one change, and an article that is cited with other authors is none that went and none that came."""

from __future__ import annotations

import pytest
from trees import asking

from payerdiff.compare.changes.review import review
from payerdiff.compare.changes.term_changes import changes_of_lists
from payerdiff.compare.changes.words.prose_changes import Passage, dated_before
from payerdiff.model.policy import LedgerBlock, Reference, Span

ARTICLE = "{who}. Chronic rhinitis: clinical manifestations, causes, and diagnosis. UpToDate. Accessed on {day}."


def passage(text: str, *, head: bool = True) -> Passage:
    """Return a passage of a document's head."""
    block = LedgerBlock(
        page=1, start=0, end=len(text), characters=len(text), cls="metadata" if head else "criteria", text=text
    )
    return Passage(block, 0, len(text), ())


def test_a_date_that_another_replaced_is_one_change() -> None:
    old, other = passage("6/1/2024"), passage("Committee approval 3/1/2024")
    assert dated_before(passage("8/2025 Effective Date 11/1/2025"), [other, old]) is old
    assert dated_before(passage("8/2025 Effective Date 11/1/2025"), [other]) is None
    assert dated_before(passage("Onset after 11/1/2025", head=False), [old]) is None


def test_an_article_cited_with_other_authors_is_one_change() -> None:
    def cited(text: str, number: int) -> Reference:
        return Reference(number=number, text=text, span=Span(page=1, start=0, end=len(text), quote=text))

    policy = asking()
    old = policy.model_copy(update={"references": [cited("Roe A. Nasal polyps in adults of every age. J Test. 2016.", 7), cited(ARTICLE.format(who="Doe J, Roe K", day="May 4, 2021"), 8)]})  # fmt: skip
    new = policy.model_copy(update={"references": [cited(ARTICLE.format(who="Roe K", day="April 3, 2025"), 7)]})
    found = [d for d in changes_of_lists(old, new)[0] if d.where == "references"]
    assert sorted((d.op, d.before[:3]) for d in found) == [("delete", "Roe"), ("replace", "Doe")]


@pytest.mark.parametrize(("before", "after", "way"), [("6 months", "up to 6 months", "tightened"), ("up to 6 months", "6 months", "loosened"), ("up to 6 months", "up to 12 months", "loosened")])  # fmt: skip
def test_a_length_that_became_a_longest_one_moved(before: str, after: str, way: str) -> None:
    (change,) = [c for c in review(asking(initial=before), asking(initial=after)).changes if c.where == "initial approval"]  # fmt: skip
    assert (change.before, change.after, change.direction) == (before, after, way)


def test_the_register_goes_by_consequence() -> None:
    old = asking("Age ≥ 18 years", "Prescribed by a dermatologist", "Submit chart notes on the skin", initial="6 months")  # fmt: skip
    new = asking("Age ≥ 12 years", "Prescribed by a dermatologist", "Submit chart notes on the skin lately", initial="12 months")  # fmt: skip
    result = review(old, new)
    ranks = [(c.kind != "clinical", "approval" in c.where) for c in result.changes if c.direction != "unknown"]
    assert ranks == sorted(ranks) and {c.kind for c in result.changes} >= {"clinical"}
    assert [c.id for c in result.changes] == sorted(c.id for c in result.changes)
