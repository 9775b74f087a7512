"""Texts that a program took from a page: what it put between the lines of one sentence, and what runs at the edges of pages."""

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Block, Reading

BULLETS = "• Member has asthma; AND\n• Member is an adult; AND\n"


def blocks_of(text: str) -> list[tuple[str, str]]:
    """Return the kind and the words of each block of a text."""
    reading = Reading(read_bytes(text.encode(), "page.txt"), "published")

    def words(block: Block) -> str:
        return " ".join(reading.text[block.start : block.end].split())

    return [(block.kind, words(block)) for block in reading.blocks]


@pytest.mark.parametrize("rest", ["testing is not possible", "[81999] is not possible", "(as the sample is too small)"])
@pytest.mark.parametrize("bullet", ["•", "\uf0b7", "-"])
def test_a_line_that_goes_on_with_an_item_is_no_item_whatever_blank_stands_before_it(rest: str, bullet: str) -> None:
    broken = "".join(f"{bullet} Tissue based sample number {at}\n {rest}; AND\n" for at in range(12))
    found = blocks_of("Criteria for coverage of a test, which must all be met:\n" + broken + BULLETS * 20)
    assert ("item", f"{bullet} Tissue based sample number 3 {rest}; AND") in found


@pytest.mark.parametrize("gap", ["\n", "\n \n"])
@pytest.mark.parametrize(("low", "high"), ["()", "[]"])
def test_a_bracket_that_a_line_leaves_open_goes_on_in_the_next(gap: str, low: str, high: str) -> None:
    text = f"The panel is a blood test of some genes {low}Refer to Coverage{gap}Limitations section{high}\n\nCoverage Determination\n"
    assert blocks_of(text)[0][1].endswith(f"{low}Refer to Coverage Limitations section{high}")


def test_a_title_that_each_page_repeats_is_furniture_there_and_a_title_where_it_stands_once() -> None:
    pages = [f"Madeup Biopsy\nPage: {n} of 9\n\n• Panel number {'abcdefghi'[n]} of this policy\n" for n in range(2, 9)]
    text = (
        "A line of a long disclaimer.\n" * 14
        + "\nMadeup Biopsy\nEffective Date: 01/01/2025\n\nThese are not covered:\n\n"
        + "\n".join(pages)
    )
    kinds = [kind for kind, words in blocks_of(text) if words.startswith("Madeup Biopsy")]
    assert kinds[0] == "paragraph"
    assert set(kinds[1:]) == {"furniture"}
