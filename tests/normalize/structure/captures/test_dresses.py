"""One policy means the same in every dress: numbered or not, however its items join, whatever its headings look like and whatever carries it."""

from __future__ import annotations

import pytest
from dresses.rows import MONTHS, POLICY
from dresses.trees import meant, read
from dresses.wardrobe import Dress, dresses

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

EVERY = tuple(dresses())
DRAWN = EVERY[::7]


def policy_in(dress: Dress) -> Policy:
    """Return the policy read from a dress."""
    name, data = dress.file()
    found = normalize(read_bytes(data, name))
    assert isinstance(found, Policy)
    return found


def check(dress: Dress) -> None:
    """Hold what is read in a dress against the policy as it was written; for which request a length is, only a heading tells."""
    policy = policy_in(dress)
    sets = [
        (one.phase, (one.indication or "").lower(), read(one.root)) for one in (*policy.criteria, *policy.exclusions)
    ]
    wanted = [(one.phase, one.use.lower(), meant(one.root)) for one in POLICY]
    assert sorted(sets, key=str) == sorted(wanted, key=str), dress
    named = dress.order != "use alone"
    lengths = {(one.phase if named else "", one.value, one.unit) for one in policy.approvals}
    assert lengths == {(phase if named else "", months, "month") for phase, months in MONTHS.items()}, dress


@pytest.mark.parametrize("dress", DRAWN, ids=str)
def test_a_policy_means_the_same_in_dresses_drawn_from_all(dress: Dress) -> None:
    check(dress)


@pytest.mark.laws
@pytest.mark.parametrize("dress", [dress for dress in EVERY if dress not in DRAWN], ids=str)
def test_a_policy_means_the_same_in_every_dress(dress: Dress) -> None:
    check(dress)


def test_the_drawn_dresses_show_every_carrier_and_every_way_to_join() -> None:
    assert {dress.carrier for dress in DRAWN} == {dress.carrier for dress in EVERY}
    assert {dress.joins for dress in DRAWN} == {dress.joins for dress in EVERY}
