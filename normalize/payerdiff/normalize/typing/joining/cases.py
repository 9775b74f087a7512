"""For whom a criterion asks: words for one part of the patients before what is asked of them, and what cannot be asked of one patient."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.coordination import held
from payerdiff.normalize.typing.expression import Condition, Expression, Group, conditions_of
from payerdiff.normalize.typing.tagging.tokens import Token

ASKED_OF_SOME = frozenset(
    (
        "age",
        "prior_therapy",
        "regimen",
        "response",
        "prescriber",
        "dose",
        "documentation",
        "lab_value",
        "performance_status",
        "biomarker",
    )
)


ASKED_AT_ONCE = frozenset(("prior_therapy", "documentation", "lab_value", "prescriber"))
DASHES = frozenset("-–—")


IN_A_CASE = Rule("cases.in_a_case", r"^\W*In\s+$", "In ", "Gout in ", exact=True)


def first_comma(tokens: Sequence[Token]) -> int:
    """Return where the words for one disease end, before what is asked there: `In gout, failure of …`; 0 where they do not."""
    at = next((i for i, t in enumerate(tokens) if t.tag == "COMMA"), 0)
    plain = concepts_in(tokens[:at]) == {"diagnosis"} and concepts_in(tokens[at + 1 :]) & ASKED_OF_SOME
    return at if plain else 0


def end_of_some(tokens: Sequence[Token], text: str) -> tuple[int, int]:
    """Return the end of the words for one part of the patients, and where what is asked of them begins; twice 0 where nothing is.

    A comma or a dash parts the two (`For axial disease, failure of …`); behind a disease alone nothing needs to (`For gout must have failed …`).
    """
    if not tokens or tokens[0].tag not in ("FOR", "FOR_THOSE"):
        return 0, 0
    at = next(
        (i for i, t in enumerate(tokens) if t.tag == "COMMA" or (t.tag == "TO" and t.text in DASHES)), len(tokens)
    )
    asked = concepts_in(tokens[at + 1 :]) & ASKED_OF_SOME
    if at > 1 and asked and not (asked == {"age"} and IN_WHOM.match(text, tokens[at].end)):
        return at, at + 1
    if at > 2 and tokens[0].tag == "FOR" and concepts_in(tokens[1:2]) == {"diagnosis"} and concepts_in(tokens[2:3]) & ASKED_AT_ONCE:  # fmt: skip
        return 2, 2
    return 0, 0


PLURAL = Rule(
    "cases.plural", r"\W*(?:all |any )?(?:patients|members|individuals|persons|beneficiaries|children|adolescents|adults|those|clients)\b", "Patients 6 to 17", "Patient is 6", by="match"
)  # fmt: skip
MUST = Rule("cases.must", r"\s*(?:must|should)\b", " must weigh", " who weigh", by="match")


def some_must(tokens: Sequence[Token], text: str) -> bool:
    """Return True if something is asked of those of one age or weight (`Patients 6 to 17 years of age must weigh 15 kg`): nobody is asked to be of them."""
    named = concepts_in(tokens[:1])
    return bool(
        named
        and named <= {"age", "weight"}
        and concepts_in(tokens[1:]) & ASKED_OF_SOME | (concepts_in(tokens[1:]) & {"weight", "diagnosis", "test"})
        and PLURAL.match(text)
        and MUST.match(text, tokens[0].end)
    )


IN_WHOM = Rule("cases.in_whom", r"\s*(?:in|among) ", " in adults of 21 years", " patient is an adult", by="match")
"""What goes on, behind a comma, to say who the patients are."""


def concepts_in(tokens: Sequence[Token]) -> set[str]:
    """Return the concepts of the conditions among tokens."""
    return {c.concept for t in tokens if t.tag == "C" for c in conditions_of(held(t))}


def is_of_several_groups(tokens: Sequence[Token]) -> bool:
    """Return True if `and` joins two groups of patients (`for women with A who failed B and for women with C`): nobody is asked to be in both."""
    at = [i for i, t in enumerate(tokens) if t.tag in ("SEX", "FOR_THOSE")]
    again = any(tokens[i - 1].tag in ("AND", "AND_HAS") for i in at[1:] if i)
    return (again and len([i for i in at if concepts_in(tokens[i:])]) > 1) or has_an_age_each(tokens)


def has_an_age_each(tokens: Sequence[Token]) -> bool:
    """Return True if each of two diseases has an age before it: `12 or older for asthma and 18 or older for gout`."""
    named = [next(iter(concepts_in([t])), "") for t in tokens if t.tag == "C" and len(concepts_in([t])) == 1]
    return any(named[at : at + 4] == ["age", "diagnosis", "age", "diagnosis"] for at in range(len(named)))


def contradicts(parts: Sequence[Expression]) -> bool:
    """Return True if what sentences ask of one number cannot be: they are for different patients, and which ones is for a reader."""
    ends = [c for part in parts for c in required_of(part) if c.concept in ("age", "weight") and c.unit]
    least = {(c.concept, c.unit): c.values[0] for c in ends if c.op in (">", ">=")}
    return any(c.op in ("<", "<=") and least.get((c.concept, c.unit), c.values[0]) > c.values[0] for c in ends)  # type: ignore[operator]  # ages and weights are numbers


def required_of(part: Expression) -> list[Condition]:
    """Return the conditions that an expression cannot do without."""
    if isinstance(part, Condition):
        return [part]
    return [c for p in part.parts for c in required_of(p)] if isinstance(part, Group) and part.op == "all" else []
