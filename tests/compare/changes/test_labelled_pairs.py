"""Real pairs whose changes were written down from the pages before the reviews were looked at: all found, the right way, none invented."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ground import SHARED
from readings import policy

from payerdiff.compare.changes.review import review
from payerdiff.model.review import ChangeReview, ReviewedChange

pytestmark = [
    pytest.mark.laws,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents do not lie beside this checkout"),
]
PAIRS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "labelled_pairs.toml").read_text(encoding="utf-8"))["pair"]  # fmt: skip


@cache
def reviewed(old: str, new: str) -> ChangeReview:
    """Return the review of two real documents."""
    before, after = (policy(SHARED / "documents" / name) for name in (old, new))
    return review(before, after)


def words_of(change: ReviewedChange) -> str:
    """Return the words of a change on one line."""
    return " ".join(f"{change.before} {change.after}".split())


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: Path(pair["new"]).stem)
def test_what_the_pages_say_changed_is_what_the_review_says(pair: dict[str, Any]) -> None:
    result = reviewed(pair["old"], pair["new"])
    clinical = [c for c in result.changes if c.kind == "clinical"]
    for label in pair["clinical"]:
        found = [c for c in clinical if c.op == label["op"] and label["words"] in words_of(c)]
        assert len(found) == 1, f"one change on {label['words']}"
        assert found[0].direction in label["directions"]
        clinical.remove(found[0])
    assert [words_of(c) for c in clinical] == []
    for words in pair["shown"]:
        assert any(words in words_of(c) for c in result.changes)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: Path(pair["new"]).stem)
def test_no_verdict_goes_against_the_pages(pair: dict[str, Any]) -> None:
    result = reviewed(pair["old"], pair["new"])
    said = {v.direction for v in result.verdicts} | {c.direction for c in result.changes if c.kind == "clinical"}
    assert said - {"equivalent", "unknown"} == set(pair["verdicts"])
