"""What is proven and what is medically necessary for one use are two demands; two grants in the same words are two ways."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

TEXT = """Madeup Health Plan
Madeupra (madeupumab)
Effective Date: 01/01/2025

Coverage Rationale

Gout
Madeupra is {first} for the treatment of gout when all of the following criteria are met:
• Diagnosis of gout; and
• Madeupra is dosed as labeled

Madeupra is {second} for the treatment of gout when all of the following criteria are met:
• Diagnosis of gout; and
• Trial and failure of colchicine; and
• Prescribed by a rheumatologist
"""


@pytest.mark.parametrize(
    ("first", "second", "op"),
    [
        ("proven", "medically necessary", "all"),
        ("considered proven", "medically necessary", "all"),
        ("medically necessary", "proven", "all"),
        ("medically necessary", "medically necessary", "any"),
        ("proven and medically necessary", "proven and medically necessary", "any"),
        ("proven", "proven", "any"),
    ],
)
def test_a_verdict_on_the_evidence_is_no_way_around_medical_necessity(first: str, second: str, op: str) -> None:
    read = normalize(page(TEXT.format(first=first, second=second), "verdicts.txt"), template="generic")
    assert isinstance(read, Policy)
    (one,) = read.criteria
    assert (one.root.op, [child.op for child in one.root.children]) == (op, ["all", "all"])


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
