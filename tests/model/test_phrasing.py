"""Our words for terms."""

from __future__ import annotations

from trees import NOWHERE

from payerdiff.model.phrasing import say, say_limits
from payerdiff.model.policy import Atom, Limit


def vials(count: int, text: str) -> Limit:
    """Return a monthly limit of vials."""
    return Limit(kind="quantity", value=count, unit="vial", per_value=1, per_unit="month", text=text, span=NOWHERE)


def test_of_limits_that_one_sentence_states_none_is_told_by_itself() -> None:
    words = "two in the first month, then one"
    assert say_limits([vials(2, words), vials(1, words)]) == [words, words]
    assert say_limits([vials(2, "two a month")]) == ["2 vials per month"]


def test_no_value_is_told_by_its_name_in_code() -> None:
    for concept, value in (("disease_setting", "steroid_dependent"), ("site_of_care", "infusion_suite")):
        atom = Atom(concept=concept, op="=", value=value, text="", span=NOWHERE)
        assert "_" not in say(atom) and value.replace("_", " ").split()[0] in say(atom)
