"""The drugs of a class document: those that its head lists, not those of steps and examples."""

from __future__ import annotations

from pages import draft_of

from payerdiff.normalize.head.printed import printed_rows
from payerdiff.normalize.head.products import drugs_in, products_of

CLASS = """Plan of Our Own
Immunomodulators
Preferred Agents: HUMIRA, ENBREL, TALTZ
Cosentyx (secukinumab)
Stelara (ustekinumab)
Xeljanz/Xeljanz XR (tofacitinib)
Authorization Criteria
The member has tried methotrexate and acitretin, or Soriatane.
"""


def names(text: str, title: str) -> set[str]:
    """Return all names of the drugs found."""
    found = products_of(printed_rows(draft_of(text).reading), title)
    return {name.lower() for drug in found for name in (drug.generic, *drug.brands)}


def test_a_class_names_all_drugs_of_its_lists() -> None:
    found = names(CLASS, "Immunomodulators")
    assert {
        "humira",
        "adalimumab",
        "enbrel",
        "taltz",
        "ixekizumab",
        "secukinumab",
        "stelara",
        "xeljanz",
        "xeljanz xr",
    } <= found


def test_drugs_of_steps_and_examples_are_not_the_policys() -> None:
    assert not {"methotrexate", "acitretin", "soriatane"} & names(CLASS, "Immunomodulators")


def test_a_title_that_names_one_drug_leaves_out_the_others() -> None:
    assert "cosentyx" not in names(CLASS, "Stelara (ustekinumab)")


TABLE = """Committee of Our Own
Diseases of the ear
Table 1. Available agents
Code    Generic Name (Brand Name)    Available Strengths    Benefit
Drops
--    Madeupol Valerate Drops    0.1%    Yes
--    Inventolone (Otosol)    1%    Yes
J0001    Madeupol-abcd (Otira, Otira CF)    20 mg    Yes
Tablets for both ears
--    Thirdamide tablet, vial    5 mg    No
--    Fourthamide    5 mg    No
Criteria for approval
Fifthamide    Sixthamide    7 mg    Yes
"""


def test_a_table_that_says_that_it_lists_products_names_those_that_no_vocabulary_knows() -> None:
    found = names(TABLE, "Diseases of the ear")
    assert found == {
        "madeupol valerate",
        "inventolone",
        "otosol",
        "madeupol-abcd",
        "otira",
        "otira cf",
        "thirdamide",
        "fourthamide",
    }
    assert names(TABLE.replace("Generic Name (Brand Name)", "Reason"), "Diseases of the ear") == set()


def test_a_label_lists_products_that_no_vocabulary_knows() -> None:
    assert names("Plan of Our Own\nDrugs: Inventagam, Madeupra DIF; Fictavo-C\nOverview\n", "Globulins") == {
        "inventagam",
        "madeupra dif",
        "fictavo-c",
    }
    assert names("Plan of Our Own\nDrugs: see the list of the plan, please\nOverview\n", "Globulins") == set()


def test_a_word_of_a_classes_name_is_no_drug() -> None:
    assert not drugs_in("Calcitonin Gene-Related Peptide (CGRP) Inhibitors")
    assert [hit.canonical for hit in drugs_in("Calcitonin")] == ["calcitonin"]
