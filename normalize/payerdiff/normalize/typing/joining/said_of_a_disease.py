"""How far alternatives reach behind a disease: those that only say more of it are ways to have it, and no ways around it.

`AML in a patient who is 75 or older or has comorbidities` asks for AML of everybody, and so does `gout that failed A, unless the member is 65 or older`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.coordination import held
from payerdiff.normalize.typing.expression import Expression, Group, Unknown, conditions_of, joined
from payerdiff.normalize.typing.tagging.tokens import Token

Read = Callable[[Sequence[Token], str], Expression | None]
"""What reads the clauses of one sentence."""
NAMES = frozenset(("diagnosis", "disease_setting", "biomarker"))
"""Concepts of a disease with what stands before its name."""
ALTERNATIVE = frozenset(("OR", "OR_HAS"))
PRONOUNS = r"with|without|that|which|who|whose|(?:for|in|of|on) (?:which|whom)"
WHO = r"in (?:an? |the )?(?:patient|member|individual|person|adult|child)s?(?: (?:who|that|whose))?"
PRONOUN = Rule(
    "said_of_a_disease.pronoun", rf"[\s,]*(?:{PRONOUNS}|{WHO})\b", " that is inoperable", " and tophi", by="match"
)
"""How words begin that say more of the disease just named."""
AGAIN = Rule(
    "said_of_a_disease.again", r"or (?:an? )?(?:with|without|that|which|who|whose|(?:for|in) (?:which|whom))\b", "or that", "or has", by="match"
)  # fmt: skip
"""A connector with the pronoun said again."""
OF_THE_PATIENT = Rule("said_of_a_disease.of_the_patient", r"\bin\b", " in a patient who", " that", exact=True)


def end_of_name(tokens: Sequence[Token]) -> int:
    """Return where the name of the disease ends that a sentence begins with; 0 where it begins otherwise, or one of its words is open."""
    end = 0
    for at, token in enumerate(tokens):
        told = list(conditions_of(held(token))) if token.tag == "C" else []
        named = {c.concept for c in told}
        if (
            any(c.negated for c in told)
            or token.tag not in ("C", "IDLE", "DX", "USED_FOR", "U")
            or not named <= NAMES
            or (end and token.tag == "U")
        ):
            break
        end = at + 1 if "diagnosis" in named else end
    return end


def of_the_disease(tokens: Sequence[Token], text: str, read: Read) -> Expression | None:
    """Return a disease and the alternatives that only say more of it as both asked for; None for any other sentence."""
    end = end_of_name(tokens)
    behind = tokens[end:]
    if not end or not any(t.tag in ALTERNATIVE for t in behind) or not says_more(tokens, end, text):
        return None
    named, more = read(tokens[:end], text), read(behind, text)
    return joined("all", [named, more]) if named is not None and more is not None else None


def says_more(tokens: Sequence[Token], end: int, text: str) -> bool:
    """Return True if all that stands behind the name of a disease is about that disease."""
    behind = tokens[end:]
    pronoun = PRONOUN.match(text, tokens[end - 1].end)
    word = pronoun.group().strip(" ,").lower() if pronoun else ""
    again = all(AGAIN.match(text, t.start) for t in behind if t.tag in ALTERNATIVE)
    if again and word in ("with", "without"):
        return True
    found = [c for t in behind if t.tag == "C" for c in conditions_of(held(t))]
    if any(c.concept == "diagnosis" for c in found):
        return False
    if is_same_thing(behind) or is_a_degree(behind):
        return True
    said = not found and word != "with"
    return pronoun is not None and (said or again or OF_THE_PATIENT.search(pronoun.group()) is not None)


def is_same_thing(behind: Sequence[Token]) -> bool:
    """Return True if each alternative begins with a limit of one measure, or with what became of one therapy."""
    ways: list[list[Token]] = [[]]
    for token in behind:
        if token.tag in ALTERNATIVE:
            ways.append([])
        elif token.tag in ("C", "U"):
            ways[-1].append(token)
    first = [next(conditions_of(held(way[0])), None) if way else None for way in ways]
    told = {(c.concept, c.subject if c.concept == "lab_value" else c.values) if c else None for c in first}
    return len(ways) > 1 and len(told) == 1 and all(c is not None and c.concept in MEASURED for c in first)


def is_a_degree(behind: Sequence[Token]) -> bool:
    """Return True if each later alternative begins with how severe or far the disease is: `or moderate to severe disease that failed A`."""
    starts = [at + 1 for at, t in enumerate(behind) if t.tag in ALTERNATIVE]
    told = [behind[at] for at in starts if at < len(behind)]
    settings = [{c.concept for c in conditions_of(held(t))} == {"disease_setting"} and t.tag == "C" for t in told]
    return bool(settings) and all(settings)


MEASURED = frozenset(("lab_value", "prior_therapy"))


def with_exit_behind_the_disease(asked: Expression, exit_: Expression, tokens: Sequence[Token]) -> Expression:
    """Return what is asked or an exit from it; who leaves by the exit has the disease all the same, of which the `tokens` before it say more.

    Not where the exit names a disease, and not where what is asked are clauses of their own: `has gout and failed A, unless …`.
    """
    end = end_of_name(tokens)
    parts = asked.parts if isinstance(asked, Group) and asked.op == "all" else ()
    fixed = [p for p in parts if not isinstance(p, Unknown) and {c.concept for c in conditions_of(p)} <= NAMES]
    rest = [p for p in parts if p not in fixed]
    of_its_own = any(t.tag in JOINTS for t in tokens[end:-1])
    if not end or not rest or of_its_own or any(c.concept == "diagnosis" for c in conditions_of(exit_)):
        return joined("any", [asked, exit_])
    return joined("all", [*fixed, joined("any", [joined("all", rest), exit_])])


JOINTS = frozenset(("AND", "AND_HAS", "OR", "OR_HAS", "COMMA", "SEMI"))
