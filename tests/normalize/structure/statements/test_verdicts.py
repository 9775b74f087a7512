"""A verdict that is denied is none: what is not investigational is no exclusion."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

OTHER_USES = """Madeup Health Plan
Madeupra (madeupumab)
Effective Date: 01/01/2025

Criteria for coverage

Madeupra may be considered medically necessary when the following criteria are met:

    1. The patient has a diagnosis of gout; AND
    2. The patient has tried colchicine.

NOTE:

Use of Madeupra may be considered medically necessary for other indications when the drug is prescribed for the treatment of cancer either:

    1. As its label says, when benefit has been shown, and it {denied} as the policy on new services defines it; OR
    2. As a recognized compendium supports it.
"""


@pytest.mark.parametrize(
    "denied",
    ["is not determined to be investigational", "is not investigational", "is not considered experimental", "is not deemed to be unproven", "has been shown to help"],
)  # fmt: skip
def test_what_is_not_investigational_is_no_exclusion(denied: str) -> None:
    read = normalize(page(OTHER_USES.format(denied=denied), "other.txt"), template="generic")
    assert isinstance(read, Policy)
    assert [(s.phase, s.root.op, len(s.root.children)) for s in read.criteria] == [("initial", "all", 2), ("initial", "any", 2)]  # fmt: skip
