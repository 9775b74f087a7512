"""What a document lists of labels before its own criteria asks for nothing, whatever a part of the list looks like."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.structure.blocks.sight import facts_of
from payerdiff.normalize.structure.label_uses import told_by_labels

USES = "- Humira (adalimumab)\n  - For the treatment of adults with psoriasis\n  - For the treatment of uveitis with methotrexate\n- Enbrel (etanercept)\n  - For the treatment of rheumatoid arthritis\n\n"
OWN = "## Criteria for medical necessity\n\nThe drugs may be considered medically necessary when all of the following criteria are met:\n\n1. The patient has tried methotrexate; AND\n2. The patient is 18 years of age or older.\n"


def set_aside(heading: str, uses: str = USES, own: str = OWN) -> set[str]:
    """Return the words that the rule takes from what was read as criteria throughout."""
    text = f"# Injected drugs\n\nPolicy number: S.4\n\n## {heading}\n\n{uses}{own}"
    draft = Draft(Reading(read_bytes(text.encode(), "page.md"), "published"))
    found = facts_of(draft, draft.reading.blocks)
    roles = told_by_labels(found, ["criterion"] * len(found))
    return {facts.words for facts, role in zip(found, roles, strict=True) if role != "criterion"}


@pytest.mark.parametrize("heading", ["FDA Approved Use:", "FDA-labeled indications", "US FDA approved indications"])
def test_uses_of_labels_before_a_documents_own_criteria_are_none(heading: str) -> None:
    words = set_aside(heading)
    assert len(words) == 6
    assert "For the treatment of uveitis with methotrexate" in words
    assert "The patient has tried methotrexate; AND" not in words


@pytest.mark.parametrize(
    ("heading", "uses", "own"),
    [
        ("Covered uses", USES, OWN),
        ("FDA Approved Use:", USES + "- Cimzia is not covered for hair loss\n\n", OWN),
        ("FDA Approved Use:", USES, "## Codes\n\nJ0135\n"),
    ],
    ids=["what the payer covers", "one refuses", "no other criteria"],
)
def test_uses_that_may_be_what_is_covered_stay_criteria(heading: str, uses: str, own: str) -> None:
    assert set_aside(heading, uses, own) == set()
