"""General criteria below a heading of the first request are asked for once, and caps of a use are that use's."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

PAGE = """# Madeupra

Policy number: S.8

## Approval criteria

### {first}

- Monitoring plan
- Complete medication regimen

#### Plaque psoriasis

- Member is 18 years of age or older; and
- Member has failed methotrexate.

#### Uveitis

- Member has failed prednisone.

### {again}

- A letter with chart notes that show a benefit

## Quantity limit

- 45 mg per dose; weight up to 100 kg
- 90 mg per dose; {cap}
"""


def read(first: str, again: str, cap: str = "uveitis and gout after the first infusion") -> Policy:
    """Return the policy of a page."""
    policy = normalize(read_bytes(PAGE.format(first=first, again=again, cap=cap).encode(), "page.md"))
    assert isinstance(policy, Policy)
    return policy


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Initial Authorization Request must include:", "Reauthorization request must include:"),
        ("Initial criteria", "Renewal"),
        ("Initial approval criteria:", "Continuation of therapy:"),
        ("Criteria for initial requests", "Criteria for renewal requests"),
    ],
)
def test_general_criteria_of_a_first_request_hold_for_no_renewal(first: str, again: str) -> None:
    policy = read(first, again)
    general = [one for one in policy.criteria if one.phase == "universal"]
    assert len(general) == 1
    assert general[0].holds_for == [one.id for one in policy.criteria if one.phase == "initial"]
    assert [one.phase for one in policy.criteria].count("renewal") == 1


def test_general_criteria_of_both_requests_hold_for_all() -> None:
    policy = read("Initial and renewal requests must include:", "Renewal")
    assert not any(one.holds_for for one in policy.criteria if one.phase == "universal")


@pytest.mark.parametrize(
    ("cap", "scope"),
    [
        ("uveitis and gout after the first infusion", "uveitis and gout after the first infusion"),
        ("weight above 100 kg", "weight above 100 kg"),
        ("see the table below", None),
    ],
)
def test_a_use_behind_a_cap_is_what_the_cap_is_for(cap: str, scope: str | None) -> None:
    scopes = [one.scope for one in read("Initial criteria", "Renewal", cap).limits]
    assert scopes == ["weight up to 100 kg", scope]


@pytest.mark.parametrize(
    ("cap", "scope"),
    [
        ("Patient is Currently Receiving Madeupra. Approve up to a maximum dose of 300 mg every 4 weeks", "Patient is Currently Receiving Madeupra"),
        ("Members already established on therapy: maximum dose of 300 mg every 4 weeks", "Members already established on therapy"),
        ("Initial therapy: maximum dose of 300 mg every 8 weeks", "Initial therapy"),
    ],
)  # fmt: skip
def test_a_cap_for_those_at_one_stage_of_treatment_is_no_cap_of_all(cap: str, scope: str) -> None:
    page = PAGE.format(first="Initial criteria", again="Renewal", cap="weight above 100 kg")
    policy = normalize(read_bytes(f"{page}\n- {cap}\n".encode(), "page.md"))
    assert isinstance(policy, Policy)
    assert [one.scope for one in policy.limits if one.value == 300] == [scope]
