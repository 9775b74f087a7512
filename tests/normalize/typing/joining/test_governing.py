"""A condition is said of the patient only where nothing that was not read governs it: a denial, a relative, a risk, an aim."""

from __future__ import annotations

import pytest
from notation import told

from payerdiff.normalize.typing.expression import conditions_of
from payerdiff.normalize.typing.grammar import parsed

THINGS = ("treated with methotrexate", "diagnosed with gout", "known to have a BRCA1 mutation")
RELATIVES = ("mother", "father", "sister", "siblings", "partner")


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("relative", RELATIVES)
def test_what_is_said_of_a_relative_is_not_said_of_the_patient(thing: str, relative: str) -> None:
    found = parsed(f"Member's {relative} was {thing}")
    assert found is not None
    assert not list(conditions_of(found))


@pytest.mark.parametrize(
    "words",
    [
        "To identify early relapse of metastatic melanoma",
        "Member is suspected to have a diagnosis of gout",
        "To predict which tumors are BRAF V600E positive",
        "Members with gout may benefit from treatment",
        "Taping for pain reduction",
        "The plan's response to a request for payment",
        "Reviewed for compliance with filing deadlines",
        "Compliance with all of the filing rules",
        "For improving physical function",
    ],
)
def test_what_is_looked_for_feared_or_meant_of_something_else_is_no_condition(words: str) -> None:
    assert told(words).startswith('?"')


@pytest.mark.parametrize("verb", ["is not counted as", "does not fall under", "will not qualify for"])
@pytest.mark.parametrize("subject", ["Gout", "Isolated gout", "Age 65 years or older"])
def test_what_a_denied_verb_is_said_of_is_not_asked_for(subject: str, verb: str) -> None:
    found = parsed(f"{subject} {verb} the exception")
    assert found is not None
    assert not list(conditions_of(found))


def test_a_denied_verb_with_a_condition_behind_it_denies_that() -> None:
    assert told("Patient with gout has not received rituximab") == (
        "all[diagnosis = gout, not prior_therapy = rituximab (tried)]"
    )
    assert told("Patient has no history of failure of methotrexate") == "not prior_therapy = methotrexate (failed)"


def test_what_was_measured_or_found_is_said_whatever_it_was_looked_for() -> None:
    assert "lab_value LDL-C >= 190 mg/dL" in told("Used for primary prevention with LDL-C at least 190 mg/dL")
    assert "diagnosis = gout" in told("Assessment of joint fluid supports the diagnosis of gout")


@pytest.mark.parametrize("spoiler", ["a suboptimal lipid lowering", "a minimal skin", "loss of"])
def test_a_response_that_did_not_come_is_none(spoiler: str) -> None:
    assert "response = positive" not in told(f"Member has had {spoiler} response to the drug")
