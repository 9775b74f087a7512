"""Several stages of a cancer are alternatives, however they are joined; states that nobody is in at once are those of several patients."""

from __future__ import annotations

import pytest
from notation import told

from payerdiff.normalize.typing.tagging.stages import span


@pytest.mark.parametrize("joint", [" or ", " and ", ", ", "/", ", or "])
@pytest.mark.parametrize(("first", "second"), [("II", "III"), ("IB", "IIA"), ("2", "3")])
def test_stages_in_a_row_are_alternatives(joint: str, first: str, second: str) -> None:
    names = [{"2": "II", "3": "III"}.get(stage, stage) for stage in (first, second)]
    assert told(f"Stage {first}{joint}{second} breast cancer") == (
        f"all[disease_setting = stage_{names[0]}|stage_{names[1]}, diagnosis = breast cancer]"
    )


@pytest.mark.parametrize("joint", ["-", "–", " to ", " through "])
def test_a_span_of_stages_holds_those_between(joint: str) -> None:
    assert told(f"Disease is stage II{joint}IV") == "disease_setting = stage_II|stage_III|stage_IV"


def test_a_stage_and_higher_ones_are_alternatives() -> None:
    assert (
        told("Stage III or higher colon cancer")
        == "all[disease_setting = stage_III|stage_IV, diagnosis = colon cancer]"
    )
    assert span("IIC", "IIIA") == ["IIC", "IIIA"]


def test_stages_of_other_diseases_are_none_of_a_cancer() -> None:
    assert "stage_III" not in told("Stage 3 or 4 chronic kidney disease")
    assert "|" not in told("Stage 2 and 3 prior lines of therapy")


def test_states_that_leave_each_other_out_are_alternatives() -> None:
    assert (
        told("Newly diagnosed and relapsed AML") == "all[disease_setting = newly_diagnosed|relapsed, diagnosis = AML]"
    )
    assert told("Relapsed and refractory AML").startswith(
        "all[disease_setting = relapsed, disease_setting = refractory"
    )


def test_a_stage_before_words_that_no_vocabulary_knows_is_still_the_disease_s() -> None:
    assert told("Stage III or higher smoldering-type melanoma").startswith("all[disease_setting = stage_III|stage_IV")
    assert "disease_setting" not in told("Adults with moderate to advanced liver scarring")


@pytest.mark.parametrize(
    "words",
    [
        "Wordy (2019) assessed a blood test in 68 adults with advanced bladder cancer",
        "Resistance to imatinib occurs in 10% of patients",
        "Association between a variant and response to treatment has been established",
        "Failure of imatinib accounts for one third of cases",
    ],
)
def test_what_was_found_in_many_asks_for_nothing(words: str) -> None:
    assert told(words).startswith('?"')


def test_products_with_ages_of_their_own_are_asked_apart() -> None:
    assert told("Madeupra: age 6 years or older. Leflunomide: age 12 years or older") == (
        'all[if[?"Madeupra", age >= 6 year], if[?"Leflunomide", age >= 12 year]]'
    )
