"""Documents of a class, worded by us: what they ask of a request for one product is not what they ask of a request for another."""

from __future__ import annotations

import pytest

from payerdiff import api
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.policy import Policy, ProductStatus
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


def steps(text: str, *drugs: str) -> dict[str, tuple[int | None, int | None]]:
    """Return for each product how many conventional and branded steps a document asks for; None where that is not decided."""
    found = {}
    for drug in drugs:
        told = facts(text, drug)
        found[drug] = tuple(
            None if key in told.undecided else getattr(told, key) for key in ("generic_steps", "brand_steps")
        )
    return found  # type: ignore[return-value]  # two facts each


ROWS = HEAD + (
    "This program applies to the following indications:\n\n1. Plaque psoriasis\n2. Psoriatic arthritis\n\n"
    "| Status | Products |\n|---|---|\n| Preferred | Otezla (apremilast), Enbrel (etanercept) |\n"
    "| Non-preferred (targeted) | Tremfya (guselkumab), Cosentyx (secukinumab) |\n\n"
    "## Exception criteria\n\nCoverage for the targeted product(s) is provided when the member meets one of the following criteria:\n\n"
    "1. Member has received the requested product in the past year\n2. Failure of one or more of the preferred products\n"
    "3. The request is for an indication not listed above\n"
)  # fmt: skip


def test_exception_criteria_are_those_of_the_products_that_a_table_does_not_prefer() -> None:
    assert steps(ROWS, "Tremfya", "Cosentyx") == {"Tremfya": (0, 1), "Cosentyx": (0, 1)}
    assert facts(ROWS, "Tremfya").brand_steps_by_product == {"Otezla": 0, "Enbrel": 0, "Tremfya": 1, "Cosentyx": 1}
    assert facts(ROWS, "Tremfya").preferred_products == ["Enbrel", "Otezla"]


def test_which_products_are_preferred_is_not_told_where_that_depends_on_the_use() -> None:
    """A product under both statuses shows that the lists are those of several uses: all that any of them prefers is none's answer."""
    policy = read(ROWS)
    both = [ProductStatus(status=s, products=["Cosentyx"]) for s in ("preferred", "non-preferred")]
    drugs = [d.model_copy(update={"statuses": both}) if d.generic == "secukinumab" else d for d in policy.drugs]
    (found,) = api.access([policy.model_copy(update={"drugs": drugs})], drug="Tremfya", indication="plaque psoriasis")
    assert found.brand_steps == 1 and found.preferred_products == [] and "preferred_products" in found.undecided


COLUMNS = HEAD + (
    "| Preferred agents | Non-preferred agents |\n|---|---|\n| Otezla (apremilast) | Tremfya (guselkumab) |\n| Enbrel (etanercept) | Cosentyx (secukinumab) |\n\n"
    + CRITERIA + "- Diagnosis of plaque psoriasis\n- Failure of methotrexate\n- Non-preferred agents require failure of two preferred agents\n"
)  # fmt: skip


def test_what_non_preferred_agents_require_is_not_asked_of_the_others() -> None:
    assert steps(COLUMNS, "Otezla", "Enbrel", "Tremfya", "Cosentyx") == {
        "Otezla": (1, 0), "Enbrel": (1, 0), "Tremfya": (1, 2), "Cosentyx": (1, 2),
    }  # fmt: skip


BELOW = HEAD + PRODUCTS + (
    "Preferred agents: Otezla, Enbrel\n\nNon-preferred agents:\n\nRequire failure of Enbrel and Otezla, where indicated, in addition to all other criteria.\n\n"
    + CRITERIA + "- Diagnosis of plaque psoriasis\n- Failure of methotrexate\n"
)  # fmt: skip


def test_a_sentence_without_a_subject_is_of_the_products_in_the_label_above_it() -> None:
    assert steps(BELOW, "Otezla", "Enbrel", "Tremfya") == {"Otezla": (1, 0), "Enbrel": (1, 0), "Tremfya": (1, 2)}


STEP_ROWS = HEAD + (
    "| Step | Products |\n|---|---|\n| Step 1 | Otezla (apremilast), Enbrel (etanercept) |\n| Step 2 | Tremfya (guselkumab) |\n| Step 3 | Cosentyx (secukinumab) |\n\n"
    + CRITERIA + "- Diagnosis of plaque psoriasis\n- Step 2 products require failure of one of Otezla or Enbrel\n- Step 3 products require failure of Tremfya and Enbrel\n"
)  # fmt: skip


def test_steps_of_a_table_are_asked_of_the_products_of_their_row() -> None:
    assert steps(STEP_ROWS, "Otezla", "Tremfya", "Cosentyx") == {
        "Otezla": (0, 0),
        "Tremfya": (0, 1),
        "Cosentyx": (0, 2),
    }


BY_USE = HEAD + PRODUCTS + (
    "## Additional criteria by indication\n\nPlaque psoriasis: Otezla, Enbrel, Tremfya\n\n- Member is 18 years of age or older\n- Failure of methotrexate\n\n"
    "Psoriatic arthritis: Humira, Amjevita\n\n- Member is 18 years of age or older\n- Failure of leflunomide\n"
)  # fmt: skip


def test_a_title_with_products_behind_its_disease_is_of_these_products() -> None:
    assert steps(BY_USE, "Otezla") == {"Otezla": (1, 0)}
    assert not facts(BY_USE, "Humira").is_addressed


def test_of_a_drug_whose_products_differ_nothing_is_decided() -> None:
    held = (
        HEAD
        + PRODUCTS
        + CRITERIA
        + "- Diagnosis of plaque psoriasis\n- If the request is for Amjevita, failure of Humira\n"
    )
    assert steps(held, "Amjevita", "Humira", "adalimumab") == {
        "Amjevita": (0, 1),
        "Humira": (0, 0),
        "adalimumab": (None, None),
    }


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("ALL of the following: Humira, Hadlima, and Cyltezo", 3),
        ("both Hadlima and Cyltezo", 2),
        ("two of the following: Humira, Hadlima, Cyltezo", 2),
        ("one of the following: Humira, Hadlima, or Cyltezo", 1),
        ("Humira, Hadlima, or Cyltezo", 1),
    ],
)
def test_products_of_the_drug_that_must_come_before_another_of_them_are_counted(words: str, count: int) -> None:
    asked = f"- Diagnosis of plaque psoriasis\n- If the request is for Amjevita, the member has tried {words}\n"
    found = steps(HEAD + PRODUCTS + CRITERIA + asked, "Amjevita", "Humira")
    assert found == {"Amjevita": (0, count), "Humira": (0, 0)}
