"""Access facts of real policies, written by hand from the pages before the program read them: what is decided is right, and most is decided."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ground import SHARED

from payerdiff import api
from payerdiff.ingest.reader import read_file
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize_all

FILES = sorted((Path(__file__).parent / "access").glob("*.json"))
NEW = sorted((Path(__file__).parent / "access_open").glob("*.json"))
"""Policies of layouts of which most is left undecided."""
FACTS = (
    "age_min_years", "age_max_years", "specialist_required", "tb_test_required", "phototherapy_required", "trial_weeks", "initial_months",
    "renewal_months", "renewal_response_documented", "generic_steps", "brand_steps",
)  # fmt: skip
MOST = 0.8
TWELFTH = 1 / 12
"""By how much two lengths of a trial may differ: a month counts four weeks or a twelfth of a year."""

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents do not lie beside this checkout")


@cache
def told_of(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the facts that were written by hand, and those that the program tells."""
    wanted = json.loads(path.read_text(encoding="utf-8"))
    (document,) = (SHARED / "documents").rglob(wanted["document"])
    policies = [one for one in normalize_all(read_file(document)) if isinstance(one, Policy)]
    (found,) = api.access(policies, drug=wanted["drug"], indication=wanted["indication"])
    return wanted, found.model_dump()


def agree(fact: str, wanted: object, found: object) -> bool:
    """Return True if a fact is told as it was written down."""
    if fact == "trial_weeks" and isinstance(wanted, int | float) and isinstance(found, int | float):
        return abs(wanted - found) <= max(1, wanted * TWELFTH)
    return wanted == found


@pytest.mark.parametrize("path", [*FILES, *NEW], ids=lambda path: path.stem)
def test_no_fact_that_is_decided_is_wrong(path: Path) -> None:
    wanted, found = told_of(path)
    decided = [fact for fact in FACTS if fact not in found["undecided"]]
    wrong = {fact: (wanted[fact], found[fact]) for fact in decided if not agree(fact, wanted[fact], found[fact])}
    assert decided and not wrong


def test_most_facts_are_decided() -> None:
    undecided = sum(fact in told_of(path)[1]["undecided"] for path in FILES for fact in FACTS)
    assert undecided <= (1 - MOST) * len(FACTS) * len(FILES)
