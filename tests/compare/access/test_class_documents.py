"""Documents of a class, worded by us: what they ask of a request for one product is not what they ask of a request for another."""

from __future__ import annotations

import pytest

from payerdiff import api
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

HEAD = "# Clinical guideline: psoriasis class\n\nEffective date: 01/01/2026\n\n"
PRODUCTS = "Products: Otezla (apremilast), Enbrel (etanercept), Humira (adalimumab), Amjevita (adalimumab-atto), Tremfya (guselkumab)\n\n"  # fmt: skip
CRITERIA = "## Criteria for approval\n\nPlaque psoriasis is covered when all of the following criteria are met:\n\n"


def read(text: str) -> Policy:
    """Return the policy that a document holds."""
    found = normalize(read_bytes(text.encode(), "class.md"))
    assert isinstance(found, Policy)
    return found


def facts(text: str, drug: str) -> AccessFacts:
    """Return what a document asks of a request for a product."""
    (found,) = api.access([read(text)], drug=drug, indication="plaque psoriasis")
    return found


LEADS = HEAD + PRODUCTS + CRITERIA + (
    "- For all drugs except Otezla: Diagnosis of plaque psoriasis with at least 10% of body surface area involved\n"
    "- For Enbrel: Age ≥ 4 years\n"
    "- Humira, Amjevita and Tremfya only: Age ≥ 18 years\n"
    "- For Tremfya, one of the following has been tried and failed: Enbrel or Humira\n"
    "- Otezla only: failure of a topical corticosteroid\n"
    "- If the request is for Amjevita, failure of Humira\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("drug", "age", "generic", "branded"),
    [("Otezla", None, 1, 0), ("Enbrel", 4, 0, 0), ("Humira", 18, 0, 0), ("Amjevita", 18, 0, 1), ("Tremfya", 18, 0, 1)],
)
def test_a_criterion_that_begins_with_products_is_asked_of_requests_for_these(drug: str, age: int | None, generic: int, branded: int) -> None:  # fmt: skip
    found = facts(LEADS, drug)
    assert (found.age_min_years, found.generic_steps, found.brand_steps) == (age, generic, branded)
    assert not {"age_min_years", "generic_steps", "brand_steps"} & set(found.undecided)
