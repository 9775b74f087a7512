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
