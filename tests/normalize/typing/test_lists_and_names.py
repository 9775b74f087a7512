"""What belongs to a list, which names are read whole, and what only looks like a condition."""

from __future__ import annotations

import pytest
from notation import told


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Failure of methotrexate (or leflunomide)", "prior_therapy = methotrexate|leflunomide (failed)"),
        (
            "Failure of one of the following: methotrexate, leflunomide, and sulfasalazine",
            "prior_therapy = methotrexate|leflunomide|sulfasalazine (failed)",
        ),
        (
            "Failure of one of the following: methotrexate, leflunomide, owning a refrigerator",
            'any[prior_therapy = methotrexate|leflunomide (failed), ?"owning a refrigerator"]',
        ),
        (
            "Failure of any two of methotrexate, leflunomide, and zorvamab",
            'at_least2[prior_therapy = methotrexate (failed), prior_therapy = leflunomide (failed), ?"zorvamab"]',
        ),
        (
            "Inadequate response to, or intolerance of, two statins",
            "prior_therapy = statin (failed or intolerant, 2 of them)",
        ),
        ("Patient is not pregnant or breastfeeding", 'all[not pregnancy = pregnant, none[?"breastfeeding"]]'),
        ("No evidence of severe iron overload", "none[all[disease_setting = severe, diagnosis = iron overload]]"),
        ("Diagnosis of gout, or if that is unclear, referral to a clinic", None),
    ],
)
def test_what_belongs_to_a_list_is_told_by_its_words_for_how_many(text: str, meaning: str | None) -> None:
    expected = meaning or 'any[diagnosis = gout, ?"unclear, referral to a clinic"]'
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Has tried a glucocorticoid-sparing agent", "prior_therapy = glucocorticoid-sparing agent (tried)"),
        ("Prior bariatric surgery", "prior_therapy = bariatric surgery (tried)"),
        ("Diagnosis of adenoid cystic cancer", "diagnosis = adenoid cystic cancer"),
        ("Patient has androgen deficiency", "diagnosis = androgen deficiency"),
        (
            "Has received at least 3 months of combination therapy with a statin and ezetimibe",
            'all[prior_therapy = statin (tried, 3 month), prior_therapy = ezetimibe (tried, 3 month), ?"combination therapy with"]',
        ),
        ("Karvel Function Scale (KFS) score ≥ 12", "lab_value Karvel Function scale >= 12"),
        ("FEV1 % predicted of at least 30% and less than 70%", "all[lab_value FEV1 >= 30 %, lab_value FEV1 < 70 %]"),
        (
            "Not used in combination with another gene therapy for plaque psoriasis",
            "regimen without gene therapy",
        ),
        ("Reduction or loss of sense of smell", None),
        ("Health outcomes are improved by the test", None),
        ("Children’s function test", None),
        ("A trial of a statin also counts", None),
        ("The definitive diagnosis is uncertain", None),
        ("Somatic cancer", None),
        ("Asthma and eczema", None),
        ("Statins are not recommended for use in combination with fibrates", None),
        ("Gaucher disease - GBA gene", None),
        ("Inadequate response to initial or previous therapy with a biologic", None),
    ],
)
def test_a_name_is_read_whole_and_what_only_looks_like_a_condition_is_none(text: str, meaning: str | None) -> None:
    assert (told(text).startswith("?") if meaning is None else told(text)) == (meaning or True)


def test_papers_before_alternatives_are_papers_of_all_of_them() -> None:
    text = "Chart notes documenting less affected skin and/or improvement in signs and symptoms"
    assert told(text).endswith("documentation = required]") and told(text).startswith("all[any[")


def test_a_condition_of_one_sentence_is_none_of_another() -> None:
    text = "Diagnosis of gout. If a statin is not advisable, the reason is documented"
    assert told(text).startswith("all[diagnosis = gout, ?")


def test_diseases_before_a_colon_are_alternatives_though_their_names_alone_stay_open() -> None:
    for heading in ("Asthma and eczema", "Asthma or eczema"):
        assert (
            told(f"{heading}: failure of a statin") == "if[diagnosis = asthma|eczema, prior_therapy = statin (failed)]"
        )
