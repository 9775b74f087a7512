"""Signs that open an item, as fonts of signs carry them."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.marker import marker_of
from payerdiff.ingest.reading.reading import Reading, reading_names


@pytest.mark.parametrize("sign", ["\uf0b7", "\uf09f", "\uf06c", "\uf06e"])
def test_a_bullet_of_a_font_of_signs_is_one(sign: str) -> None:
    marker, width = marker_of(f"{sign} Panel test")
    assert marker is not None
    assert (marker.kind, width) == ("bullet", 2)


LETTERS = [("a", "b", "c"), ("i", "ii", "iii"), ("d", "e", "f")]


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("mark", ["{}.{}", "{}. {}"])
def test_letters_that_no_blank_parts_from_their_words_are_labels_beside_their_neighbors(
    letters: tuple[str, ...], mark: str
) -> None:
    lines = "\n".join(mark.format(letter, word) for letter, word in zip(letters, WORDS, strict=True))
    kinds = [block.kind for block in reading_of(f"All of these are needed:\n{lines}").blocks]
    assert kinds == ["paragraph", "item", "item", "item"]


def test_a_mutation_alone_is_no_label() -> None:
    kinds = [
        block.kind for block in reading_of("A test shows the change\n\np.Val600Glu of the gene\n\nA second line").blocks
    ]
    assert "item" not in kinds


WORDS = ("Echocardiogram was not conclusive", "Imaging cannot be done", "The result changes what is done")


def reading_of(text: str) -> Reading:
    """Return the reading of a text."""
    document = read_bytes(text.encode(), "page.txt")
    return Reading(document, reading_names(document)[0])
