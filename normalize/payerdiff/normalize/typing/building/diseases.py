"""What a rule over lists makes of diseases: those that the patient has or has had, two of which one comes with the other, those of somebody else."""

from __future__ import annotations

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import Builder, condition, unknown
from payerdiff.normalize.typing.coordination import held
from payerdiff.normalize.typing.expression import Condition, Unknown, conditions_of, joined
from payerdiff.normalize.typing.tagging.tokens import Token, tokens_of


def disease_before(tokens: list[Token]) -> Token:
    """Build a disease that the patient has had; whether it must be there still stays open."""
    past = [Unknown("", t.start, t.end) for t in tokens_of(tokens, "HISTORY")]
    return condition(
        tokens, joined("all", [held(tokens[-1]), *(held(t) for t in tokens_of(tokens, "SEVL", "SETL")), *past])
    )


def disease_beside(tokens: list[Token]) -> Token | None:
    """Build two diseases of which one comes with the other (`uveitis associated with JIA`); of several before it, all or the last one may be meant."""
    (cue,), (first, second) = tokens_of(tokens, "SYMPTOM"), tokens_of(tokens, "DISL")
    both = [held(first), held(second)]
    if cue.text.lower().strip() != "associated with" or not all(isinstance(d, Condition) and d.op == "=" for d in both):
        return None
    return condition(tokens, joined("all", both))


def disease(tokens: list[Token]) -> Token:
    """Build the disease that the patient must have."""
    return condition(tokens, held(tokens_of(tokens, "DISL")[-1]))


def disease_and_age(tokens: list[Token]) -> Token | None:
    """Leave open a disease with an age behind it, as lists of products and their uses have it: whether the age is for this use alone is not said."""
    if [t.tag for t in tokens if t.tag in ("FOR", "DISL", "COMMA", "C")] == ["FOR", "DISL", "COMMA", "C"] and tokens[
        0
    ].tag == "FOR":
        return None  # `For gout, 12 years or older` asks it of those who have gout
    ages = all(c.concept == "age" for t in tokens_of(tokens, "C") for c in conditions_of(held(t)))
    return unknown(tokens) if ages else None


def disease_of_another(tokens: list[Token]) -> Token | list[Token] | None:
    """Leave open a disease that is another's, or not there now; one that a sign is beside (`asthma with signs of …`) is there."""
    apart = tokens[0].tag == "DISL" and tokens[1].start - tokens[0].end > 2
    named, cue = tokens[0], tokens[1]
    if named.tag == "DISL" and (AT_RISK.match(cue.text) or CAUSED.fullmatch(cue.text.strip())):
        return [condition([named], held(named)), unknown(tokens[1:])]
    beside = all(t.tag in ("DISL", "SYMPTOM", "LAB", "U") for t in tokens)
    return None if apart and beside else unknown(tokens)


AT_RISK = Rule("diseases.at_risk", r"at\b.*risk", "at high risk for", "risk of", by="match")
"""What is said of a patient who has the disease before it: `osteoporosis at high risk for fracture`."""


CAUSED = Rule(
    "diseases.caused",
    r"due to|secondary to|caused by|resulting from|following",
    "due to",
    "exacerbation",
    by="fullmatch",
)
"""How the cause of a disease is told behind it."""


DISEASES: dict[str, Builder] = {
    f.__name__: f for f in (disease_before, disease_beside, disease, disease_and_age, disease_of_another)
}
"""The builders by the names under which the grammar calls them."""
