"""A wording that was revised after it was posted is of the later day; a date of publication proper stays."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

PAGE = """# Madeupra

Sample Health Plan

Policy number: S.11

Madeupra is medically necessary for asthma when all of the following criteria are met:

1. Member is 18 years of age or older; and
2. Member has failed methotrexate.

Created Date: 04/01/20
Effective Date: 04/01/20
{dates}
"""


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ("Posted to Website: 01/01/22\nRevision Date: 04/01/25", "2025-04-01"),
        ("Revised: 04/01/25\nPosted: 01/01/22", "2025-04-01"),
        ("Posted to Website: 05/01/25\nRevision Date: 04/01/25", "2025-05-01"),
        ("Published: 01/01/22\nRevision Date: 04/01/25", "2022-01-01"),
    ],
)
def test_of_a_posting_and_a_revision_the_later_day_counts(dates: str, published: str) -> None:
    policy = normalize(read_bytes(PAGE.format(dates=dates).encode(), "page.txt"))
    assert isinstance(policy, Policy)
    assert str(policy.dates.published) == published
