"""What a policy for a class asks for a drug is what the policy of that drug alone asks, however the class is parted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, product

import pytest
from dresses.classes import ASKED, LABELS, SHAPES, alone
from dresses.rows import MARKS, Row
from dresses.wardrobe import Dress, dresses

from payerdiff import api
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

WORN = [dress for dress in dresses() if dress.carrier not in ("table", "definitions") and dress.marks != "no marks"]
USES = ("plaque psoriasis", "psoriatic arthritis")
FACTS = ("age_min_years", "specialists", "generic_steps", "brand_steps", "trial_weeks", "initial_months", "renewal_months", "phototherapy_required")  # fmt: skip
EVERY = [(dress, *shape) for dress, shape in zip(WORN[::3], cycle(product(SHAPES, LABELS)))]
DRAWN = EVERY[::5]


def read(rows: Sequence[Row], dress: Dress) -> Policy:
    """Return the policy read from rows in a dress."""
    name, data = dress.on(rows)
    policy = normalize(read_bytes(data, name))
    assert isinstance(policy, Policy)
    return policy


def told(policy: Policy, drug: str) -> Iterator[tuple[str, str, object]]:
    """Yield the access facts of a drug for each use."""
    for use in USES:
        (facts,) = api.access([policy], drug=drug, indication=use)
        yield from ((use, name, getattr(facts, name)) for name in FACTS)


def check(dress: Dress, shape: str, label: str) -> None:
    """Hold the facts of each drug against those of its own policy."""
    marks = MARKS[dress.marks]
    whole = read(list(SHAPES[shape](LABELS[label], marks, dress.joins)), dress)
    plain = next(one for one in WORN if one.carrier == "lists" and one.heads == "tag")
    for drug in ASKED:
        own = read(list(alone(drug, MARKS[plain.marks], plain.joins)), plain)
        assert list(told(whole, drug)) == list(told(own, drug)), f"{dress} {shape} {label}: {drug}"


@pytest.mark.parametrize(("dress", "shape", "label"), DRAWN, ids=str)
def test_a_class_asks_for_a_drug_what_its_own_policy_asks(dress: Dress, shape: str, label: str) -> None:
    check(dress, shape, label)


@pytest.mark.laws
@pytest.mark.parametrize(("dress", "shape", "label"), [one for one in EVERY if one not in DRAWN], ids=str)
def test_every_class_asks_for_a_drug_what_its_own_policy_asks(dress: Dress, shape: str, label: str) -> None:
    check(dress, shape, label)


def test_the_policy_of_each_drug_alone_is_read_as_it_was_written() -> None:
    plain = next(one for one in WORN if one.carrier == "lists" and one.heads == "tag")
    read_alone = [read(list(alone(drug, MARKS[plain.marks], plain.joins)), plain) for drug in ASKED]
    first, second = ({(use, name): value for use, name, value in told(own, drug)} for own, drug in zip(read_alone, ASKED, strict=True))  # fmt: skip
    assert (first[USES[0], "age_min_years"], second[USES[0], "age_min_years"], second[USES[1], "age_min_years"]) == (18, 12, 6)  # fmt: skip
    assert (first[USES[0], "initial_months"], second[USES[0], "renewal_months"]) == (6, 24)
    assert (first[USES[0], "generic_steps"], second[USES[0], "brand_steps"], second[USES[1], "brand_steps"]) == (1, 1, 0)  # fmt: skip
