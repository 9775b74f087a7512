"""What stands close together in a clause: neighbors of one kind, both markers of a tumor, a denial and what it denies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import PARTICIPLE
from payerdiff.normalize.typing.coordination import held
from payerdiff.normalize.typing.expression import Condition, conditions_of, denied, is_named, joined
from payerdiff.normalize.typing.tagging.tokens import Token, compiled, line_of, place_of, reduced, tokens_of

VERB = Rule("neighbors.verb", r"(?:has|have|had|is|are|was|were|must|will)\b", "has failed", "failed", by="match")


def with_verbs(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return the tokens with a connector before a condition that has a verb of its own marked as joining clauses."""
    found = list(tokens)
    tags = {token.tag for token in tokens}
    denies = "NOT" in tags and not tags & {"OR", "OR_HAS", "NOR"}
    for at, token in enumerate(found[:-1]):
        if token.tag in ("AND", "OR") and found[at + 1].tag == "C" and VERB.match(text, found[at + 1].start):
            found[at] = replace(token, tag=f"{token.tag}_HAS")
        elif token.tag == "AND" and denies and found[at + 1].tag == "C" and is_a_limit(found[at + 1]):
            found[at] = replace(token, tag="AND_HAS")
    return found


def is_a_limit(token: Token) -> bool:
    """Return True if a condition sets a limit to a number, which no denial before `and` reaches: `no gout and LDL-C remains above 100`."""
    return all(c.concept in ("lab_value", "age", "weight") and not is_named(c) for c in conditions_of(held(token)))


def with_plain_lists_open(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens with a list of words that nothing knows as one of them, where a verb begins another clause behind it.

    `Arthritis in the knees, ankles, or feet and has tried A`: whatever joins the words of the list, it is no part of what joins clauses.
    """
    words = "U (?:(?:COMMA|OR|AND|SLASH)* U)+"
    marked = with_verbs(tokens, text)
    found = reduced(marked, f"(?:(?<=C)|^) {words} (?=COMMA? (?:AND_HAS|OR_HAS))", left_open)
    return tokens if found is marked else found


def with_phrases_open(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return the tokens with bare numbers in a list, and words that a preposition joins to those before them, as one part.

    `type 1, 2 or 3` and `at rest or with provocation` say more of what stands before: their `or` joins no clauses.
    """
    found = reduced(list(tokens), BARE_NUMBERS, left_open)
    found = with_places_open(found, text)
    at = 1
    while at < len(found) - 1:
        joint, behind = found[at], found[at + 1]
        plain = found[at - 1].tag == behind.tag == "U" and at > 1 and found[at - 2].tag in ("C", "U", "DISL")
        if joint.tag == "OR" and plain and PREPOSITION.match(text[joint.end : behind.start]):
            found[at - 1 : at + 2] = [left_open(found[at - 1 : at + 2])]
        else:
            at += 1
    return found


def with_places_open(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens with a list of words that nothing knows as one part, where a preposition or a verb joins it to what stands before.

    `Psoriasis affects the palms, soles or scalp` and `at the spine, hip or neck` say where: their `or` joins no clauses.
    """
    found: list[Token] = []
    at = 0
    for match in compiled(PLACES).finditer(line_of(tokens)):
        first, last = match.start(), match.end()
        gap = text[tokens[first - 1].end : tokens[first].start] if first else ""
        if first and (PREPOSITION.match(gap) or PARTICIPLE.match(tokens[first].words)):
            found += [*tokens[at:first], left_open(tokens[first:last])]
            at = last
    return [*found, *tokens[at:]]


PLACES = "(?<=[C DISL]) U+ (?:COMMA U{1,3})* COMMA? (?:OR|AND) U{1,3} (?=$|STOP|SEMI|COMMA AND_HAS|AND_HAS)"
BARE_NUMBERS = (
    "U? NUM (?:COMMA NUM)* COMMA? (?:OR|AND) NUM (?!TIME|PERCENT|KG|MASS|AGE|OR_MORE|OR_LESS|DUR|THERL|LINES|CYCLES)"
)
"""Numbers in a list of which nothing tells what they count."""
PREPOSITION = Rule(
    "neighbors.preposition", r"\s*(?:with|at|in|on|during|under|by|through)\s", " with ", " has ", by="match"
)


def both_markers(tokens: list[Token]) -> Token | None:
    """Return the states of two markers that a slash joins as asked for together: `HR-positive/HER2-negative`."""
    named = [c for t in tokens_of(tokens, "C") for c in conditions_of(held(t))]
    if {c.concept for c in named} != {"biomarker"} or len({c.subject for c in named}) < len(named):
        return None
    return Token("C", *place_of(tokens), joined("all", [held(t) for t in tokens_of(tokens, "C")]))


def alternatives(tokens: list[Token]) -> list[Token]:
    """Return the tokens with neighbors of one kind that `or` joins put together: `with A for Ph+ or Ph- disease` asks for A either way."""
    return reduced(tokens, "C(?:COMMA FOR? C)*(?:COMMA?(?:OR|SLASH)FOR?C)+", one_kind)


def one_kind(tokens: list[Token]) -> Token | None:
    """Return alternatives of one concept as one condition; None where they are of several."""
    whole = joined("any", [held(t) for t in tokens_of(tokens, "C")])
    return Token("C", *place_of(tokens), whole) if isinstance(whole, Condition) else None


HEAVY = "INFECTION|INFECTED|DISL|THERL|SETL|RISK|HISTORY|SYMPTOM|FAMILY|TESTED"
"""What a denial may reach over `or` that no rule has put into a condition."""


WITH = Rule("neighbors.with", r"\s*(?:with|has|have)\b(?!out)", " with cirrhosis", " without cirrhosis", by="match")


def with_without_apart(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens with an `or` behind a denial marked where `with` stands behind it: `without A, or with B` denies A alone."""
    denied_before = False
    found = list(tokens)
    for at, token in enumerate(tokens):
        denied_before = (denied_before or (token.tag == "NOT" and token.words == "without")) and token.tag not in (
            "STOP",
            "SEMI",
        )
        if denied_before and token.tag == "OR" and WITH.match(text, token.end):
            found[at] = replace(token, tag="OR_HAS")
    return found


def negated(tokens: list[Token]) -> list[Token]:
    """Return the tokens with each denial taken into what it denies; how far one reaches over `or` and `and` is for a reader."""
    more = "(?:(?:COMMA|SEMI)?(?:OR|NOR|AND|COMMA)(?:AND|OR)?(?:C|U)+)"
    found = reduced(tokens, "C DENIED_BEHIND", denial_behind)
    found = reduced(found, "C ABSENT", denial_of_a_thing)
    found = reduced(found, f"NOT+ (?:IDLE|SELF)* C (?:COMMA? (?:OR|NOR) C)+ (?!{more})", denial_of_one_kind)
    found = reduced(found, f"NOT+ (?:IDLE|SELF)* C C+ (?!{more})", denial_of_a_disease)
    found = reduced(found, "^ NOT (?:FOR|FOR_THOSE) C $", denial)
    found = reduced(found, f"NOT+ (?:IDLE|SELF)* C (?!{more})(?!COMMA? (?:OR|NOR) (?:{HEAVY}))", denial)
    found = reduced(found, f"NOT+ (?:IDLE|SELF)* (?:C|U)+{more}+", left_open)
    found = reduced(found, f"NOT+ (?:IDLE|SELF)* C COMMA? (?:OR|NOR) (?:C|U|{HEAVY})+", left_open)
    reaches_on = f"(?!(?:{HEAVY}|C|U)* COMMA? (?:OR|NOR))"
    return reduced(found, f"NOT+ (?:IDLE|SELF)* (?:U|C)+ {reaches_on}", left_open)


def denial_of_a_disease(tokens: list[Token]) -> Token | None:
    """Return the denial of a disease with what stands before its name, which is denied with it: `no severe iron overload`."""
    parts = tokens_of(tokens, "C")
    *before, last = [{c.concept for c in conditions_of(held(t))} for t in parts]
    graded = before[-1] == {"diagnosis"} and last == {"disease_setting"}  # `no severe impairment (Child-Pugh C)`
    *rest, named = [*before[:-1], last, before[-1]] if graded else [*before, last]
    plain = named == {"diagnosis"} and all(concepts <= {"disease_setting", "biomarker"} for concepts in rest)
    if not plain or any(b.start - a.end > MOST_BETWEEN for a, b in pairwise(parts)):
        return None
    return Token("C", *place_of(tokens), denied(joined("all", [held(t) for t in parts])))


def denial_of_one_kind(tokens: list[Token]) -> Token | None:
    """Return the denial of alternatives of one kind, each said by itself: who has no `EGFR mutation or ALK rearrangement` has neither."""
    parts = tokens_of(tokens, "C")
    named = [c for t in parts for c in conditions_of(held(t))]
    markers = all(c.concept == "biomarker" and c.value == "positive" for c in named)
    graded = all(
        c.concept == "diagnosis" or (c.concept == "disease_setting" and GRADE.search(str(c.values[0]))) for c in named
    )
    if any(not isinstance(held(t), Condition) for t in parts) or not (
        markers or (graded and named[0].concept == "diagnosis")
    ):
        return None
    return Token("C", *place_of(tokens), denied(joined("any", [held(t) for t in parts])))


GRADE = Rule("neighbors.grade", r"\b(?:class|grade|stage)\b", "Child-Pugh class B", "severe")
"""How a degree of a scale is named, which is a state of its own and no word before a disease."""
MOST_BETWEEN = 4
"""Signs between the words of one disease: a blank, an article."""


def denial_behind(tokens: list[Token]) -> Token | None:
    """Return the denial of a combination that is told behind it: `combined use with methotrexate is not planned`; of nothing else."""
    named = held(tokens[0])
    company = {(c.concept, c.op) for c in conditions_of(named)} == {("regimen", "with")}
    return Token("C", *place_of(tokens), denied(named)) if company else None


def denial_of_a_thing(tokens: list[Token]) -> Token | None:
    """Return the denial of what may be there, told behind it: `active infection has been ruled out`."""
    named = held(tokens[0])
    there = {c.concept for c in conditions_of(named)} <= {"diagnosis", "infection", "contraindication", "pregnancy"}
    return Token("C", *place_of(tokens), denied(named)) if there else None


def denial(tokens: list[Token]) -> Token:
    """Return the denial of a condition."""
    return Token("C", *place_of(tokens), denied(held(tokens[-1])))


def left_open(tokens: list[Token]) -> Token:
    """Return words without a typed meaning."""
    return Token("U", *place_of(tokens))


def without_slashes(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without slashes in words that nothing knows, which join no clauses: `authorized by the plan/its manager`."""
    last = len(tokens) - 1
    return [
        t
        for at, t in enumerate(tokens)
        if t.tag != "SLASH" or (0 < at < last and "C" in (tokens[at - 1].tag, tokens[at + 1].tag))
    ]
