"""A further course is no first request: its criteria are no way to initial approval."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

TEXT = """Madeup Health Plan
Madeupra (madeupumab)
Effective Date: 01/01/2025

Prior Authorization Criteria

Gout

Initial treatment
1. Diagnosis of gout; AND
2. Trial and failure of colchicine

{heading}
1. At least 6 months have passed since the last course; AND
2. Prescribed by a rheumatologist
"""


@pytest.mark.parametrize("heading", ["Retreatment", "Retreatment criteria", "Repeat courses"])
def test_criteria_for_a_further_course_are_not_those_of_the_first(heading: str) -> None:
    read = normalize(page(TEXT.replace("{heading}", heading), "course.txt"), template="generic")
    assert isinstance(read, Policy)
    assert [(s.phase, len(list(s.leaf_places()))) for s in read.criteria] == [("initial", 2), ("renewal", 2)]
