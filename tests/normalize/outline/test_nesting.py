"""Outlines: numbering, indentation, and what is left when bullets are lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payerdiff.corpus.library import samples
from payerdiff.ingest.reader import read_file
from payerdiff.ingest.reading.marker import Marker, marker_of
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.outline import nesting
from payerdiff.normalize.outline.nesting import Item, solve

STYLES = ("{}.", "{}.", "({})")


def label(depth: int, ordinal: int) -> str:
    """Return the label of an item: 1. / a. / i."""
    if depth == 0:
        return f"{ordinal}."
    return f"{chr(96 + ordinal)}." if depth == 1 else f"{('i', 'ii', 'iii', 'iv')[ordinal - 1]}."


@given(
    st.lists(st.lists(st.integers(min_value=0, max_value=3), min_size=0, max_size=3), min_size=1, max_size=4),
    st.booleans(),
)
def test_numbered_items_are_hung_as_they_were_written(shape: list[list[int]], indented: bool) -> None:
    items: list[Item] = []
    parents: list[int] = []

    def add(depth: int, ordinal: int, parent: int) -> int:
        marker, _ = marker_of(label(depth, ordinal) + " words")
        assert marker is not None
        items.append(Item("words", marker, 72.0 + 18 * depth if indented else None, 1))
        parents.append(parent)
        return len(items) - 1

    for first, below in enumerate(shape, 1):
        top = add(0, first, -1)
        for second, count in enumerate(below, 1):
            middle = add(1, second, top)
            for third in range(1, count + 1):
                add(2, third, middle)
    assert list(solve(items).parents) == parents


def test_a_page_break_that_shifts_indentation_does_not_part_a_list() -> None:
    markers = [marker_of(f"{n}. words")[0] for n in (1, 2, 3)]
    items = [Item("words", m, 108.0 if n < 2 else 99.0, 1 if n < 2 else 2) for n, m in enumerate(markers) if m]
    assert solve(items).parents == (-1, -1, -1)


def test_i_after_h_is_a_letter_and_i_below_a_is_a_numeral() -> None:
    letters = [marker_of(f"{c}. words")[0] for c in "abcdefghi"]
    assert set(solve([Item("words", m, None, 1) for m in letters if m]).parents) == {-1}
    nested = [marker_of(f"{c}. words")[0] for c in ("a", "i", "ii", "b")]
    assert solve([Item("words:", m, None, 1) for m in nested if m]).parents == (-1, 0, 0, -1)


def test_items_that_count_on_are_one_list_although_its_connectors_change() -> None:
    """`1 OR 2 OR 3 AND 4 AND … 9`, each with a list of its own, stays one list: the page numbers it through."""
    words: list[tuple[str, float]] = []
    parents: list[int] = []
    for ordinal in range(1, 10):
        top = len(words)
        words += [(f"{ordinal}. Both of the following:", 54.0), ("a. Tested; AND", 90.0)]
        words += [(f"b. Treated; {'OR' if ordinal < 3 else 'AND'}", 90.0)]
        parents += [-1, top, top]
    items = [Item(text, marker_of(text)[0] or Marker("lost", "", 0, ()), indent, 1) for text, indent in words]
    flat = [Item(f"Asked {n}; {'OR' if n < 3 else 'AND'}", marker_of(f"{n}. Asked")[0] or Marker("lost", "", 0, ()), 54.0, 1) for n in range(1, 11)]  # fmt: skip
    assert solve(items).parents == tuple(parents)
    assert set(solve(flat).parents) == {-1}


def test_lists_whose_bullets_were_taken_away_are_hung_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the bullets of three levels from the Magellan sample, as text extraction does, and solve it anew."""
    runs: list[tuple[list[Item], tuple[int, ...]]] = []
    real = nesting.solve

    def spy(items: list[Item]) -> nesting.Outline:
        solved = real(items)
        runs.append((list(items), solved.parents))
        return solved

    monkeypatch.setattr("payerdiff.normalize.criteria.tree.solve", spy)
    normalize(read_file(samples() / "magellan" / "aspirus-blincyto.pdf"))
    gone = Marker("lost", "", 0, ())
    kept = total = 0
    for items, parents in runs:
        bare = [
            Item(i.text, gone if i.marker.text in ("•", "▪", "\uf0b7", "\uf0a7") else i.marker, None, i.page)
            for i in items
        ]
        kept += sum(a == b for a, b in zip(real(bare).parents, parents, strict=True))
        total += len(items)
    assert total > 30
    assert kept / total >= 0.9
