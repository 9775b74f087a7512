"""Plain text that was wrapped at one width: a line ends a paragraph where the next word would have fitted."""

from __future__ import annotations

import textwrap

import pytest

from payerdiff import api
from payerdiff.ingest.reading.reading import Reading

WIDTH = 60
PROSE = "the drug is covered for adults who have had the disease for half a year or longer and who were seen by somebody who knows it well enough to say so, and nobody else is asked for the drug or for the papers that are sent with it by fax or by mail."
"""A sentence without capitals: every line of it goes on in lower case."""


def blocks(text: str) -> list[str]:
    """Return the blocks of a text, in one line each."""
    reading = Reading(api.read(text.encode(), name="note.txt"), "published")
    return [" ".join(reading.words(block.start, block.end).split()) for block in reading.blocks]


@pytest.mark.parametrize(
    "heading", ["When alphadrug is covered", "Criteria of the Plan for Everybody", "what is asked"]
)
def test_a_heading_that_leaves_room_for_the_next_word_is_no_part_of_the_text_below_it(heading: str) -> None:
    lines = [heading, *textwrap.wrap(PROSE, WIDTH), "", *textwrap.wrap(PROSE, WIDTH), "", *textwrap.wrap(PROSE, WIDTH)]
    assert blocks("\n".join(lines) + "\n") == [heading, PROSE, PROSE, PROSE]


def test_lines_that_keep_no_width_run_on_as_before() -> None:
    ragged = "\n".join(line for at in range(9) for line in textwrap.wrap(PROSE.rstrip("."), 40 + 7 * (at % 3)))
    assert len(blocks(ragged + "\n")) == 1
