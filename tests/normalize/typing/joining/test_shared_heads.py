"""Kinds of one disease whose name stands once, levels of a marker, physicians by their center, and who is asked again with `one`."""

from __future__ import annotations

import pytest
from notation import told


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (
            "Diagnosis of relapsing-remitting, secondary progressive, or primary progressive multiple sclerosis",
            "diagnosis = relapsing-remitting multiple sclerosis|secondary progressive multiple sclerosis|primary progressive multiple sclerosis",
        ),
        ("Primary or secondary hyperparathyroidism", "diagnosis = primary hyperparathyroidism|secondary hyperparathyroidism"),
        ("Chronic or acute lymphocytic leukemia", "diagnosis = CLL|ALL"),
        ("Acute or postoperative pain", "any[disease_setting = acute, diagnosis = postoperative pain]"),
        ("Plaque, guttate, or pustular psoriasis", "diagnosis = plaque psoriasis|guttate psoriasis|pustular psoriasis"),
        ("Relapsed or refractory multiple myeloma", "all[disease_setting = relapsed|refractory, diagnosis = multiple myeloma]"),
    ],
)  # fmt: skip
def test_kinds_before_one_name_are_each_a_disease_where_one_is_known_by_it(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize("level", ["low", "ultralow", "high"])
def test_how_much_of_a_marker_a_tumor_shows_is_its_state(level: str) -> None:
    assert told(f"Tumor is HER2-{level}") == f"biomarker HER2 = {level}"
    assert told(f"HER2-{level} breast cancer") == f"all[biomarker HER2 = {level}, diagnosis = breast cancer]"
    assert "biomarker" not in told(f"HER2 {level} risk")


@pytest.mark.parametrize("field", ["transplant", "hemophilia", "cystic fibrosis"])
def test_a_physician_of_a_center_is_one_among_specialists(field: str) -> None:
    told_of = told(f"Prescribed by a hematologist or a physician affiliated with a {field} center")
    assert told_of == f"prescriber = hematologist|{field} center physician (prescribes)"
    assert "prescriber" not in told("Prescribed by a physician affiliated with a medical center")


@pytest.mark.parametrize("again", [" or in consultation with one", ", or the prescriber has consulted one"])
def test_one_behind_a_specialist_is_the_same_one(again: str) -> None:
    assert told(f"Prescribed by a psychiatrist{again}") == "prescriber = psychiatrist (consults)"


def test_who_depends_on_steroids_is_told_in_any_order() -> None:
    for words in ("is dependent on oral corticosteroids", "is corticosteroid-dependent", "depends on steroids"):
        assert told(f"Patient {words}") == "disease_setting = steroid_dependent"
