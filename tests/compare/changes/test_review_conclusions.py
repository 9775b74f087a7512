"""What a review concludes of changes outside single criteria: what leads, whole sets word by word, rows that moved, and terms of all indications."""

from __future__ import annotations

from payerdiff.compare.changes.review import review
from payerdiff.compare.changes.summary import changes_of
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Limit, Policy, Span
from payerdiff.model.review import ChangeReview
from payerdiff.normalize.normalizer import normalize

HEAD = "# Velmatine prior authorization policy\n\nPolicy Number: RX.88.2\n\n## Coverage criteria\n\n"
ATAXIA = "### Hereditary ataxia\n\nVelmatine will be approved based on all of the following criteria:\n\n1. Diagnosis of hereditary ataxia\n2. Age at least {age} years\n3. Prescribed by a neurologist\n\n"
GOUT = (
    "### Gout\n\nVelmatine will be approved based on all of the following criteria:\n\n1. Diagnosis of gout\n2. One of the following:\n   - Failure of allopurinol\n   - Failure of febuxostat\n"
    "3. For a second course, one of the following:\n   - Failure of allopurinol\n   - Failure of febuxostat\n\n"
)  # fmt: skip
BACKGROUND = "## Background\n\nThe condition is uncommon and its course differs.\n\n"


def policy(text: str) -> Policy:
    """Return a policy of a text, read without a template."""
    found = normalize(read_bytes(text.encode(), "policy.md"), template="generic")
    assert isinstance(found, Policy)
    return found


def of_texts(old: str, new: str) -> ChangeReview:
    """Return the review of two texts."""
    return review(policy(old), policy(new))


def test_what_came_leads_and_who_loses_follows() -> None:
    found = of_texts(HEAD + ATAXIA.format(age=12), HEAD + ATAXIA.format(age=18) + GOUT)
    kinds = [h.kind for h in found.headlines]
    assert found.headlines[0].text.startswith("New covered indication")
    assert kinds.index("loosened") < kinds.index("tightened")


def test_a_whole_set_keeps_lines_that_repeat() -> None:
    found = of_texts(HEAD + ATAXIA.format(age=12), HEAD + ATAXIA.format(age=12) + GOUT)
    (whole,) = [c for c in found.changes if c.op == "insert" and c.kind == "clinical" and c.indication == "Gout"]
    lines = whole.after.split("\n")
    assert [lines.count(f"Failure of {drug}") for drug in ("allopurinol", "febuxostat")] == [2, 2]


def rows(old: str, new: str) -> list[tuple[str, str]]:
    """Return what a review says of the background's rows."""
    texts = [HEAD + ATAXIA.format(age=12) + BACKGROUND + own + "\n" for own in (old, new)]
    return [(c.before, c.after) for c in of_texts(*texts).changes if c.where == "other text"]


def test_a_row_whose_cells_stand_otherwise_is_no_change() -> None:
    assert rows("Alder bark cream 0.1 percent, high potency.", "High potency: alder bark cream 0.1 percent.") == []


def test_a_limit_that_names_no_indication_is_in_a_verdict_with_its_change() -> None:
    old = policy(HEAD + ATAXIA.format(age=12))
    span = Span(page=1, start=0, end=10, quote=HEAD[:10])
    limits = [Limit(kind="quantity", value=value, unit="tablet", per_value=1, per_unit="month", text="", span=span) for value in (60, 30)]  # fmt: skip
    found = review(*(old.model_copy(update={"limits": [limit]}) for limit in limits))
    (verdict,) = [v for v in found.verdicts if v.direction == "tightened"]
    assert (verdict.phase, verdict.indication) == ("universal", None)
    assert [c.where for c in changes_of(verdict, found.changes)] == ["quantity"]
