"""Pages whose bullets were lost: items that a word joins, titles over a sentence that leads on, where a service is done, parts that a page lists first."""

from itertools import product

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

LONG = "The agency has determined that a madeup test of blood, which tells what a tumor is made of and may spare a patient the removal of tissue, is reasonable and necessary and covered nationally"
DONE = "when performed in a certified laboratory, when ordered by a treating physician, and when all of the following requirements are met:"
PAGE = """Example Coverage Database

Contents

Description Information

Indications and Limitations of Coverage

Transmittal Information

Revision History

Additional Information

Madeup Test

Policy Number: 12.34

Effective Date of this Version

01/27/2025

Description Information

A madeup test is a test of blood.

Indications and Limitations of Coverage

B. Nationally Covered Indications

1. Lung Cancer

{long}, {done}

   a. Patient has:

{first}
   b. The laboratory test must have:

{second}

2. Breast Cancer

{long} for patients with breast cancer, {done}

   a. Patient has:

{first}

Transmittal Information

10346

Additional Information

Other versions may be found elsewhere.

Revision History

01/2025 - Reviewed, no change.
"""
FIRST = ["recurrent or metastatic cancer", "not been tested before", "decided to seek further treatment"]
SECOND = ["approval by the agency", "results given to the physician"]


def listed(items: list[str], joint: str, gap: str) -> str:
    """Return items below each other, each joined to the next, and none with a mark."""
    return gap.join([*(f"{item}{joint}" for item in items[:-1]), f"{items[-1]}."])


def read(joint: str, gap: str) -> Policy:
    """Return the policy of a page."""
    text = PAGE.format(long=LONG, done=DONE, first=listed(FIRST, joint, gap), second=listed(SECOND, joint, gap))
    policy = normalize(read_bytes(text.encode(), "test.txt"))
    assert isinstance(policy, Policy)
    return policy


def leaves(node: Criterion) -> list[str]:
    """Return the words of a tree's leaves."""
    return [node.text] if node.op == "leaf" else [words for kid in node.children for words in leaves(kid)]


@pytest.mark.parametrize(("joint", "gap"), list(product(["; and", ", and", "; and,", "; AND"], ["\n", "\n\n"])))
def test_lines_without_a_mark_that_a_word_joins_below_a_colon_are_items(joint: str, gap: str) -> None:
    policy = read(joint, gap)
    assert [one.indication for one in policy.criteria] == ["Lung Cancer", "Breast Cancer"]
    for one, wanted in zip(policy.criteria, (FIRST + SECOND, FIRST), strict=True):
        assert [words for words in leaves(one.root) if words in wanted] == wanted


def test_where_a_service_is_done_and_by_whom_is_asked_for() -> None:
    for one in read("; and", "\n").criteria:
        assert any("certified laboratory" in words and "treating physician" in words for words in leaves(one.root))


def test_a_part_that_a_page_lists_first_ends_the_criteria_before_it() -> None:
    policy = read("; and", "\n")
    assert not any("Transmittal" in words or "10346" in words for one in policy.criteria for words in leaves(one.root))
    assert str(policy.dates.effective) == "2025-01-27"
    assert len(policy.revisions) == 1
