"""Criteria of a disease in a class's document are for the products whose lists of uses name it, with the age and company that a list states."""

from __future__ import annotations

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

CRITERIA = (
    "# Stelara (ustekinumab), Rituxan (rituximab), Siliq (brodalumab), Ilumya (tildrakizumab)\n\nPolicy number: S.4\n\n## Prior authorization criteria\n\nMay be considered medically necessary when the criteria of one disease are met:\n\n"
    "### Rheumatoid arthritis (RA)\n\n- Patient has tried methotrexate\n- Prescribed by a rheumatologist\n\n"
    "### Plaque psoriasis (PsO)\n\n- Patient has tried phototherapy\n- Prescribed by a dermatologist\n\n"
    "### Crohn's disease (CD)\n\n- Patient has tried a corticosteroid\n- Prescribed by a gastroenterologist\n\n"
)
LISTS = {
    "Interleukin 12 and 23 inhibitors": ("Stelara (ustekinumab)", ["CD, Age ≥ 18 years", "PsO, Age ≥ 6 years"]),
    "CD20-directed cytolytic antibodies": (
        "Rituxan (rituximab)",
        ["RA in combination with methotrexate, Age ≥ 18 years"],
    ),
    "Interleukin 17 inhibitors": ("Siliq (brodalumab)", ["PsO, Age ≥ 18 years"]),
    "Interleukin 23 inhibitors": ("Ilumya (tildrakizumab)", ["PsO, Age ≥ 18 years"]),
}


def policy_of(products: dict[str, tuple[str, list[str]]]) -> Policy:
    """Return a class's policy with its products and their uses."""
    parts = []
    for group, (product, uses) in products.items():
        lines = "\n".join(f"  - {use}" for use in uses)
        parts.append(
            f"{group}\n\n### {product}\n\n- Indications:\n{lines}\n- Other:\n  - Patient has been told of the risks of {product}\n\n"
        )
    found = normalize(read_bytes((CRITERIA + "## Products\n\n" + "".join(parts)).encode(), "page.md"))
    assert isinstance(found, Policy)
    return found


def titles(policy: Policy, drug: str) -> set[str | None]:
    """Return the titles of the initial sets of diseases that a drug is left with."""
    return {one.indication for one in policy.about(drug).criteria if one.phase == "initial" and one.diseases}


def test_a_product_has_the_diseases_that_its_list_names() -> None:
    policy = policy_of(LISTS)
    assert titles(policy, "rituximab") == {"Rheumatoid arthritis (RA)"}
    assert titles(policy, "ustekinumab") == {"Plaque psoriasis (PsO)", "Crohn's disease (CD)"}


def test_what_a_line_asks_for_stands_beside_the_diseases_that_it_names() -> None:
    policy = policy_of(LISTS).about("ustekinumab")
    sets = {one.id: one.indication for one in policy.criteria}
    stated = {sets[one.holds_for[0]]: one.root.children[0] for one in policy.criteria if one.holds_for}
    assert {title: leaf.text for title, leaf in stated.items()} == {
        "Plaque psoriasis (PsO)": "Age ≥ 6 years",
        "Crohn's disease (CD)": "Age ≥ 18 years",
    }
    (rheumatoid,) = [one for one in policy_of(LISTS).about("rituximab").criteria if one.holds_for]
    assert {atom.concept for atom in rheumatoid.root.children[0].atoms} == {"age", "regimen"}


def test_the_name_of_the_next_class_is_no_criterion_of_the_product_before_it() -> None:
    words = {place.node.text for one in policy_of(LISTS).criteria for place in one.leaf_places()}
    assert words.isdisjoint(LISTS)
    assert "Patient has been told of the risks of Siliq (brodalumab)" in words


def test_two_products_are_no_list_of_a_class() -> None:
    few = dict(list(LISTS.items())[:2])
    assert "Plaque psoriasis (PsO)" in titles(policy_of(few), "rituximab")
