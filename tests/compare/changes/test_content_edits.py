"""The law of the review: the edits of all changes together turn the old content into the new, and nothing else does."""

from __future__ import annotations

import copy

import pytest
from ground import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import all_readings, policy

from payerdiff.compare.changes.content_edits import Node, apply, content, edits_between, rising, walk
from payerdiff.compare.changes.review import review
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview

MISSING = "the real documents do not lie beside this checkout"


def hold(old: Policy, new: Policy) -> ChangeReview:
    """Hold the law for one pair, and that no edit is counted twice."""
    result = review(old, new)
    edits = [edit for change in result.changes for edit in change.edits]
    assert apply(content(old), edits) == content(new)
    assert len({e.model_dump_json() for e in edits}) == len(edits)
    return result


def test_the_edits_turn_a_sample_into_others() -> None:
    """Each sample into three others, so that every one is old and new; all pairs of them take minutes and show no more."""
    every = all_readings()
    for at, old in enumerate(every):
        for step in (1, 3, 7):
            hold(old, every[(at + step) % len(every)])


def test_a_review_without_its_last_change_does_not_reach_the_new_version() -> None:
    old, new = all_readings()[0], all_readings()[-1]
    result = review(old, new)
    for left_out in result.changes:
        edits = [e for change in result.changes if change is not left_out for e in change.edits]
        assert not left_out.edits or reached(old, edits) != content(new)


def reached(old: Policy, edits: list) -> Node | None:  # type: ignore[type-arg]  # edits
    """Return where some of the edits lead, None where one finds no parent."""
    try:
        return apply(content(old), edits)
    except IndexError:
        return None


@pytest.mark.skipif(not SHARED.is_dir(), reason=MISSING)
@pytest.mark.parametrize(
    ("folder", "old", "new"),
    [
        ("FEPBlue", "fep_5.21.054_ibrance_2024-07.pdf", "fep_5.21.054_ibrance_2025-07.pdf"),
        ("FEPBlue", "fep_5.21.169_breyanzi_2024-04.pdf", "fep_5.21.169_breyanzi_2025-04.pdf"),
        ("UHC", "uhc_rx_dupixent_pa_2024-06.pdf", "uhc_rx_dupixent_pa_2025.pdf"),
        ("AmeriHealthCaritas", "amerihealthcaritas_nh_ccp1282_dmd.pdf", "amerihealthcaritas_pa_ccp1282_dmd.pdf"),
        ("Sentara", "sentara_34E_pgx_commercial.pdf", "sentara_34E_pgx_medicare.pdf"),
    ],
)
def test_the_edits_turn_a_real_version_into_the_next(folder: str, old: str, new: str) -> None:
    before, after = (policy(SHARED / "documents" / folder / name) for name in (old, new))
    hold(before, after)


def trees() -> st.SearchStrategy[Node]:
    """Draw small trees whose nodes have a word."""
    words = st.sampled_from("abcde").map(lambda w: {"word": w})
    return st.recursive(
        words.map(lambda f: Node(dict(f))),
        lambda kids: st.builds(lambda f, c: Node(dict(f), c), words, st.lists(kids, max_size=4)),
        max_leaves=12,
    )


def root(tree: Node) -> Node:
    """Return a tree as content: nine collections, the tree in the second."""
    return Node({}, [Node({}, [copy.deepcopy(tree)] if at == 1 else []) for at in range(10)])


@settings(max_examples=300, deadline=None)
@given(trees(), trees(), st.randoms(use_true_random=False))
def test_edits_reach_the_new_tree_whatever_is_paired_with_what(old: Node, new: Node, draw) -> None:  # type: ignore[no-untyped-def]  # a random generator
    before, after = root(old), root(new)
    here = [p for p, _ in walk(before) if len(p) > 1]
    there = [p for p, _ in walk(after) if len(p) > 1]
    draw.shuffle(there)
    pairs = dict(zip(draw.sample(here, draw.randint(0, len(here))), there, strict=False))
    untouched = copy.deepcopy(before)
    assert apply(before, edits_between(before, after, pairs)) == after
    assert before == untouched


@given(st.lists(st.integers(), unique=True, max_size=12))
def test_the_longest_rising_run_rises_and_none_is_longer(numbers: list[int]) -> None:
    kept = rising(numbers)
    chosen = [numbers[at] for at in sorted(kept)]
    assert chosen == sorted(chosen)
    best = [1] * len(numbers)
    for i in range(len(numbers)):
        best[i] = max([best[j] + 1 for j in range(i) if numbers[j] < numbers[i]], default=1)
    assert len(kept) == max(best, default=0)
