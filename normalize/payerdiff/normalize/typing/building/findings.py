"""What a rule over terms makes of what tests find: infections, pregnancy, allergens."""

from __future__ import annotations

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import Builder, condition, unknown
from payerdiff.normalize.typing.expression import Condition, Unknown, joined
from payerdiff.normalize.typing.tagging.tokens import Token, place_of, tokens_of


def pregnancy(tokens: list[Token]) -> Token:
    """Build that the patient is pregnant, or that a test says she is not."""
    if tokens_of(tokens, "TESTED") and not tokens_of(tokens, "NEGATIVE"):
        return unknown(tokens)
    denied = bool(tokens_of(tokens, "NEGATIVE"))
    return condition(tokens, Condition("pregnancy", "=", "pregnant", *place_of(tokens), negated=denied))


def pregnancy_or_nursing(tokens: list[Token]) -> Token:
    """Build that the patient is pregnant, or nurses, which is not typed."""
    first, last = tokens[0], tokens[-1]
    pregnant = Condition("pregnancy", "=", "pregnant", first.start, first.end)
    return condition(tokens, joined("any", [pregnant, Unknown("", last.start, last.end)]))


INFECTIONS = {
    "hepatitis B": "hepatitis B",
    "hepatitis C": "hepatitis C",
    "HIV-1 infection": "HIV",
    "tuberculosis": "tuberculosis",
}
"""The diseases that are tested for before a treatment, by their names in the vocabulary, and how a test names them."""
BY_THEIR_WORDS = (
    *((word, "hepatitis B") for word in ("hepatitis b", "hbs", "hbc")),
    ("hepatitis c", "hepatitis C"),
    *((word, "tuberculosis") for word in ("tb", "tubercul", "ppd", "quantiferon", "spot", "interferon", "igra")),
)
TESTED_FOR = Rule(
    "findings.tested_for",
    r"antibod|antigen|hbsag|\bcore\b|anti|skin|ppd|quantiferon|spot|igra|interferon",
    "hepatitis C antibody",
    "hepatitis C",
)
"""What a test for an infection is called by, and no infection: `hepatitis C antibody`."""
OF_THE_EYE = Rule(
    "findings.of_the_eye", r"\b(?:ocular|periocular|intraocular|eye)\b", "ocular infection", "serious infection"
)
STATES_OF_INFECTION = ("latent", "active")


def infection_of(token: Token) -> str | None:
    """Return the infection that a token names; None where it names another disease."""
    if token.tag == "DIS":
        return INFECTIONS.get(str(token.value))
    return next(name for begin, name in BY_THEIR_WORDS if begin in token.words.replace("-", " "))


def infection_test(tokens: list[Token]) -> Token | None:
    """Build that the patient was tested for infections, and the result where it is said; which of several was found is for a reader."""
    named = [infection_of(t) for t in tokens_of(tokens, "INFECTION", "DIS")]
    state = "negative" if tokens_of(tokens, "NEGATIVE") else "positive" if tokens_of(tokens, "POSITIVE") else "done"
    subjects = list(dict.fromkeys(name for name in named if name is not None))
    cues = tokens_of(tokens, "TESTED", "TESTED_FOR", "RISK")
    if None in named or (len(subjects) > 1 and state == "positive") or (cues and all(map(is_chance, cues))):
        return None
    tests = [Condition("test", "=", state, *place_of(tokens), subject=subject) for subject in subjects]
    return condition(tokens, joined("all", tests))


CHANCE = Rule("findings.chance", r"\b(?:risks?|likelihood|probability|susceptib\w+|predispos\w+)\b", "increased risk of", "evaluated for")  # fmt: skip


def is_chance(cue: Token) -> bool:
    """Return True if words tell how likely an infection is: nobody was tested for it (`drugs with an increased risk of tuberculosis`)."""
    return cue.tag == "RISK" and CHANCE.search(cue.text) is not None


def infection(tokens: list[Token]) -> Token | None:
    """Build that the patient has an infection, and whether it is active; none of what a test is for."""
    subject = infection_of(tokens[-1]) if tokens[-1].tag == "INFECTION" else None
    said = [word for word in STATES_OF_INFECTION if word in tokens[-1].words.split()]
    if TESTED_FOR.search(tokens[-1].text):
        return None
    if OF_THE_EYE.search(tokens[-1].text):
        subject, said = "ocular infection", []
    value = "present" if subject and len(said) != 1 else said[0] if said else "active"
    return condition(tokens, Condition("infection", "=", value, *place_of(tokens), subject=subject))


def allergen_test(tokens: list[Token]) -> Token:
    """Build a positive test for an allergen, whichever of several tests finds it."""
    (allergen,) = tokens_of(tokens, "ALLERGEN")
    name = allergen.words.removesuffix(" extract").removesuffix("s")
    return condition(tokens, Condition("test", "=", "positive", *place_of(tokens), subject=name))


def exam_that_shows(tokens: list[Token]) -> Token:
    """Build that a test was done, of which what it showed is told behind it: `biopsy shows at least 15 eosinophils per field`."""
    exam = tokens[0]
    return condition([exam], Condition("test", "=", "done", exam.start, exam.end, subject=str(exam.value)))


FINDINGS: dict[str, Builder] = {
    f.__name__: f for f in (pregnancy, pregnancy_or_nursing, infection_test, infection, allergen_test, exam_that_shows)
}
"""The builders by the names under which the grammar calls them."""
