"""A length of approval between the heading of a request and that of a use: the use stands below the request; and a length for several uses is that of each."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

PAGE = """# Madeupra

Policy number: S.6

## Criteria

{first}

Length of Approval: 6 Month(s)

#### For diagnosis of Plaque Psoriasis

- Member has plaque psoriasis; AND
- Member is 18 years of age or older

{again}

{length}

{use}

- Member has responded to therapy
"""


def read(text: str, name: str = "page.md") -> Policy:
    """Return the policy of a page."""
    policy = normalize(read_bytes(text.encode(), name))
    assert isinstance(policy, Policy)
    return policy


@pytest.mark.parametrize("use", ["For diagnosis of Crohn's Disease and Ulcerative Colitis", "Crohn's disease and ulcerative colitis"])  # fmt: skip
@pytest.mark.parametrize(
    ("first", "again", "length"),
    [
        ("#### Prior Authorization (Initial Authorization)", "#### Prior Authorization (Reauthorization)", "Length of Approval: 12 Month(s)"),
        ("#### Initial request", "#### Renewal", "Approval duration: 1 year"),
        ("#### Initial approval", "#### Continuation", "Coverage duration: 12 months"),
    ],
)  # fmt: skip
def test_a_use_below_a_length_stands_below_the_request_above_it(first: str, again: str, length: str, use: str) -> None:
    policy = read(PAGE.format(first=first, again=again, length=length, use=f"#### {use}"))
    found = [(one.phase, one.diseases) for one in policy.criteria]
    assert found == [("initial", ["plaque psoriasis"]), ("renewal", ["Crohn's disease", "ulcerative colitis"])]


@pytest.mark.parametrize(
    "line",
    [
        "Crohn's disease and ulcerative colitis: 8 weeks (initial); 6 months (renewal)",
        "Crohn's disease (CD), ulcerative colitis: 8 weeks initial; 6 months renewal",
        "Crohn's disease/ulcerative colitis: initial 8 weeks, renewal 6 months",
    ],
)
def test_a_length_for_several_uses_is_that_of_each(line: str) -> None:
    page = PAGE.format(first="#### Initial request", again="#### Renewal", length="", use="#### Gout")
    policy = read(f"{page}\n## Length of authorization:\n\n- {line}\n- All other indications: 12 months\n")
    told = {(one.phase, one.value, tuple(one.diseases)) for one in policy.approvals if one.unit in ("week", "month") and one.value in (8, 6)}  # fmt: skip
    both = ("Crohn's disease", "ulcerative colitis")
    assert {("initial", 8.0, both), ("renewal", 6.0, both)} <= told
