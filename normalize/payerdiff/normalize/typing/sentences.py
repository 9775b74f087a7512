"""Clauses → what a leaf says: denials, alternatives, `unless` and `if`, and the words that are left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import mapped
from payerdiff.normalize.typing.building.exits import TO_ALL, ended_for_all, with_exit, with_outcome
from payerdiff.normalize.typing.coordination import Joint, combined, held, outcome_of, resolved, split
from payerdiff.normalize.typing.expression import (
    Condition,
    Expression,
    Group,
    Unknown,
    conditions_of,
    joined,
    merged_unknowns,
    unknowns_of,
)
from payerdiff.normalize.typing.joining.cases import (
    IN_A_CASE,
    concepts_in,
    contradicts,
    end_of_some,
    first_comma,
    is_of_several_groups,
    some_must,
)
from payerdiff.normalize.typing.joining.governing import DENIALS, with_denied_subjects_open, with_governed_open
from payerdiff.normalize.typing.joining.neighbors import (
    alternatives,
    both_markers,
    negated,
    with_phrases_open,
    with_plain_lists_open,
    with_verbs,
    without_slashes,
)
from payerdiff.normalize.typing.joining.said_of_a_disease import of_the_disease, with_exit_behind_the_disease
from payerdiff.normalize.typing.joining.scopes import with_groups, with_neither, with_scopes
from payerdiff.normalize.typing.tagging.asides import fillers
from payerdiff.normalize.typing.tagging.tokens import Token, place_of, reduced

LIGHT = frozenset(
    ("DX", "USED_FOR", "ONE_OF", "ALL_OF", "COLON", "SELF", "PLUS", "FOR_THOSE", "GIVEN_AT", "BETWEEN", "TO", "WITH_OR_WITHOUT",
     "FOR", "AND", "OR", "IDLE", "THEN", "INCLUDING", "AMONG")
)  # fmt: skip
"""Cues that say nothing by themselves once what they introduce is known."""
NARROWS = ("AGAIN", "OUTL", "ALL_OF", "ONE_OF", "SELF")


def sentence(tokens: Sequence[Token], text: str) -> Expression | None:
    """Return what clauses and the words between them say together; None where they say nothing."""
    grouped = with_neither(with_groups(with_phrases_open(tokens, text), text, sentence))
    grouped = with_denied_subjects_open(with_plain_lists_open(grouped, text), text)
    turned = alternatives(negated(with_verbs(reduced(grouped, "C SLASH C", both_markers), text)))
    parts = [part for part in (one_sentence(piece, text) for piece in at_stops(turned)) if part is not None]
    typed = [part for part in parts if any(conditions_of(part))]
    whole = [part for part in typed if not any(unknowns_of(part))]
    if 2 * len(typed) < len(parts) or (len(parts) > 2 and not whole and not ASKS.search(text)):
        return unknown_of(
            tokens, text
        )  # a passage that tells of something, and in passing names what a criterion might
    if not parts or contradicts(typed):
        return unknown_of(tokens, text) if parts else None
    return joined("all", parts)


def one_sentence(tokens: Sequence[Token], text: str) -> Expression | None:
    """Return what one sentence says: its clauses, what it makes an exit, and for whom it asks."""
    if is_of_several_groups(tokens):
        return unknown_of(tokens, text)
    if [t.tag for t in tokens[:2]] == ["IF", "COMMA"] and text[tokens[0].end : tokens[1].start].strip():
        whole = sentence(tokens[2:], text)  # a case of which each word is idle is one: `If the member has this plan, …`
        case = Unknown("", tokens[0].start, tokens[1].start)
        return Group("if", (case, whole)) if whole and any(conditions_of(whole)) else unknown_of(tokens, text)
    for tag in ("UNLESS", "IF"):
        at = next((i for i, t in enumerate(tokens) if t.tag == tag), None)
        if at is not None:
            return conditional(tokens[:at], tokens[at + 1 :], tag, text)
    if IN_A_CASE.search(text[: tokens[0].start]) and (comma := first_comma(tokens)):
        return where(tokens[:comma], tokens[comma + 1 :], text)
    if is_of_some_without_need(tokens, text):
        return unknown_of(tokens, text)
    whom = next((i for i, t in enumerate(tokens) if t.tag == "FOR_THOSE"), 0)
    if whom and concepts_in(tokens[:whom]) and concepts_in(tokens[:whom]) <= TESTED and concepts_in(tokens[whom:]):
        return where(tokens[whom + 1 :], tokens[:whom], text)  # a test for some patients only
    if some_must(tokens, text):
        return where(tokens[:1], tokens[1:], text)
    ends, asked = end_of_some(tokens, text)
    return where(tokens[1:ends], tokens[asked:], text) if ends else clauses(tokens, text)


TESTED = frozenset(("test", "lab_value", "documentation"))
"""What is asked of the patients that words behind it name: `a negative test for persons who are naive to biologics`."""
ASKS = Rule(
    "sentences.asks",
    r"\b(?:must|documentation|(?:patient|member|individual|enrollee|prescriber|provider|request)(?:’s|'s)? (?:\w+ )?(?:has|have|had|is|was|will|does|meets?|weighs))\b",
    "Member has gout", "Gout was seen in many",
)  # fmt: skip
"""What a criterion says of one patient or request, and a passage on a disease or a study does not."""


def is_of_some_without_need(tokens: Sequence[Token], text: str) -> bool:
    """Return True if nothing is typed of what is asked of one part of the patients: `For members 65 and older, a review is done`."""
    at = next((i for i, t in enumerate(tokens) if t.tag == "COMMA"), 0)
    if not at or tokens[0].tag not in ("FOR", "FOR_THOSE") or not concepts_in(tokens[:at]):
        return False
    behind = tokens[at + 1 :]
    return (
        not concepts_in(behind)
        and not any(t.tag in ("AND", "OR", "COMMA") for t in behind[:1])
        and any(weighs(t, text) for t in behind)
    )


def where(case: Sequence[Token], asked: Sequence[Token], text: str) -> Expression | None:
    """Return what is asked wherever a case holds; as not typed where nothing is typed of what is asked."""
    first, second = sentence(case, text), sentence(asked, text)
    if second is None or not any(conditions_of(second)):
        return unknown_of([*case, *asked], text)
    if not case:
        return second
    if first is not None and {c.concept for c in conditions_of(first)} == {"support"}:  # `adults, when used as labeled`
        return joined("all", [second, first])
    return Group("if", (first or Unknown("", *place_of(case)), second))


def conditional(before: Sequence[Token], after: Sequence[Token], op: str, text: str) -> Expression | None:
    """Return `A unless B` as either, and `A if B` as A wherever B holds; `If B, A` too, where one comma parts them."""
    if op == "IF" and before and not any(t.tag == "C" or weighs(t, text) for t in before):
        return sentence(after, text)
    if op == "IF" and before and before[-1].tag in ("OR", "OR_HAS"):
        return or_if(before[:-1], after, text)
    if op == "IF" and before and after and AND_IF.search(text[before[-1].start : after[0].start]):
        asked = before[:-1] if before[-1].tag in ("AND", "AND_HAS") else before
        told = [sentence(asked, text), conditional([], after, op, text)]
        return joined("all", [part for part in told if part is not None]) if any(told) else None
    if op == "IF" and not before:
        then = [i for i, t in enumerate(after) if t.tag == "THEN"] or [i for i, t in enumerate(after) if t.tag == "COMMA"]  # fmt: skip
        return where(after[: then[0]], after[then[0] + 1 :], text) if len(then) == 1 else unknown_of(after, text)
    first, second = sentence(before, text), sentence(after, text)
    if op == "UNLESS" and first is not None and is_outcome_alone(after, text):
        return with_exit(first, outcome_of(after))
    if op == "IF" and first is not None and is_where(before, after, text):
        if all(t.tag in ("IDLE", "COMMA") for t in after):
            return first  # `where indicated, in addition to all other criteria`
        return narrowed(first, second, after) if narrows(before) else either_way(first, after)
    if op == "IF" and first is not None and second is not None and is_use(before, after, text):
        return joined("all", [first, second])
    if op == "IF" and second is not None and (last := last_alternative(before)):
        way = sentence(before[last + 1 :], text)
        whole = way and Token("C", before[last + 1].start, after[-1].end, joined("all", [way, second]))
        is_known = way is not None and any(conditions_of(way))
        return (
            sentence([*before[: last + 1], whole], text) if whole and is_known else unknown_of([*before, *after], text)
        )
    if op == "IF":
        return where(after, before, text)
    if first is None or second is None:
        return unknown_of([*before, *after], text)
    return with_exit_behind_the_disease(first, second, before)


DISEASE = frozenset(("diagnosis", "disease_setting"))
WHEN = Rule("sentences.when", r"\bwhen\b", "gout when allopurinol failed", "gout if allopurinol failed")
HAS = Rule("sentences.has", r"\b(?:has|have|had|is|are|was|were)\b", "has gout", "treatment of gout")


def is_use(before: Sequence[Token], after: Sequence[Token], text: str) -> bool:
    """Return True if a use is named, and then when it is covered (`Gout when allopurinol failed`): nobody is asked to have a disease in some cases."""
    named, ahead = concepts_in(before), text[first_said(before) : after[0].start]
    return named <= DISEASE and "diagnosis" in named and WHEN.search(ahead) is not None and not HAS.search(ahead)


def first_said(tokens: Sequence[Token]) -> int:
    """Return where words begin behind those that say that something is documented."""
    return tokens[0].end if tokens[0].tag == "IDLE" else 0


def or_if(before: Sequence[Token], after: Sequence[Token], text: str) -> Expression | None:
    """Return `A, or if C, D` as A or another way, which stays open: which of its words are its condition is for a reader."""
    first, second = sentence(before, text), unknown_of(after, text)
    return joined("any", [first, second]) if first is not None and second is not None else first or second


def last_alternative(tokens: Sequence[Token]) -> int:
    """Return the place of the last `or` behind a comma, which parts whole alternatives (`A, or B when C`: B is for that case alone); 0 without one."""
    found = [i for i, t in enumerate(tokens) if i and t.tag in ("OR", "OR_HAS") and tokens[i - 1].tag == "COMMA"]
    return found[-1] if found else 0


AND_IF = Rule(
    "sentences.and_if", r"\band,? (?:if|when)\b(?:\W+\w+){0,3}\W*$", "gout and if the patient ", "gout, if the patient "
)
"""A case behind `and`, which is one of what is asked behind it alone: `A, and if B, C`."""
WHERE = Rule("sentences.where", r"\bwhere\b", "patients where", "patients who")


def is_where(before: Sequence[Token], after: Sequence[Token], text: str) -> bool:
    """Return True if two parts of a leaf are joined by `where`."""
    return bool(before and after and WHERE.search(text[before[-1].end : after[0].start]))


def narrows(before: Sequence[Token]) -> bool:
    """Return True if `where` says more of the patients or the support just named: `for relapsed disease where a transplant failed`."""
    while before and before[-1].tag == "COMMA":
        before = before[:-1]
    if not before or before[-1].tag != "C":
        return False
    named = {c.concept for c in conditions_of(held(before[-1]))}
    is_who = len(before) > 1 and before[-2].tag in ("FOR", "FOR_THOSE") and named <= {"diagnosis", "biomarker", "disease_setting"}  # fmt: skip
    return bool(named and (is_who or named == {"support"}))


def either_way(asked: Expression, tokens: Sequence[Token]) -> Expression:
    """Return what is asked, and open words behind `where`, which may say of whom it is asked or what else is: neither is taken for granted."""
    rest = Unknown("", *place_of(tokens))
    return joined("all", [Group("if", (rest, asked)), rest])


def narrowed(who: Expression, more: Expression | None, tokens: Sequence[Token]) -> Expression:
    """Return patients and what else must be true of them, as not typed where nothing is typed of it."""
    return joined("all", [who, more or Unknown("", *place_of(tokens))])


def is_outcome_alone(tokens: Sequence[Token], text: str) -> bool:
    """Return True if tokens name outcomes of what was named before, and nothing else: `unless contraindicated`."""
    return bool(outcome_of(tokens)) and not any(t.tag not in NARROWS and weighs(t, text) for t in tokens)


def at_stops(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the sentences of a leaf."""
    found: list[list[Token]] = [[]]
    for at, token in enumerate(tokens):
        if token.tag == "STOP" and tokens[at + 1 : at + 2] and tokens[at + 1].tag == "UNLESS":
            continue  # `Failure of A. Waived for gout`
        if token.tag == "STOP":
            found.append([])
        else:
            found[-1].append(token)
    return [piece for piece in found if piece]


def clauses(tokens: Sequence[Token], text: str) -> Expression | None:
    """Return what the clauses of one sentence say together; words beside them that nothing knows are a part that is not typed."""
    if (more := of_the_disease(tokens, text, clauses)) is not None:
        return more
    parts, joints = split(without_slashes(with_scopes(tokens, text, clauses)))
    denying = [any(t.tag in DENIALS for t in part) for part in parts]
    if any(denied and joint.word in ("or", "nor") for denied, joint in zip(denying, joints, strict=False)):
        return unknown_of(tokens, text)  # how far a denial reaches over `or` is for a reader
    kept: list[list[Expression]] = []
    between = []
    for at, part in enumerate(parts):
        said = with_weak_open(
            said_by(with_governed_open(part, text), text, [e for clause in kept for e in clause]), text
        )
        if said and kept:
            between.append(joints[at - 1])
        if said:
            kept.append(said)
    if not kept:
        return None
    between = [Joint("and", j.comma) if j.word == "nor" else j for j in between]
    if any(j.word == "or" and not j.comma and is_ambiguous(kept, at) for at, j in enumerate(between)):
        return unknown_of(tokens, text)
    if {"or", ","} <= {j.word for j in between} and len({kind_of(said) for said in kept if typed_of(said)}) > 1:
        return unknown_of(tokens, text)
    joined_by = resolved(between, "and")
    edges = loose_edges(kept) if len(kept) > 1 and all(j.word != "and" for j in joined_by) else []
    members = [joined("all", merged_unknowns(said)) for said in kept]
    whole = combined(members, joined_by)
    if whole is None:
        return unknown_of(tokens, text)
    return joined("all", [whole, *edges])


def is_ambiguous(kept: Sequence[Sequence[Expression]], at: int) -> bool:
    """Return True if one of two alternatives says several things, so that `or` may join the nearest ones alone: `asthma with A or B`."""
    return any(len(typed_of(said)) > 1 and not is_noun_phrase(typed_of(said)) for said in kept[at : at + 2])


OF_A_DISEASE = frozenset(("disease_setting", "infection"))
"""Concepts that a member of a list of diseases may begin with: `gout, a serious infection, or severe asthma`."""


def kind_of(said: Sequence[Expression]) -> str:
    """Return the concept of the first condition of a clause."""
    concept = next(c.concept for e in said for c in conditions_of(e))
    return "diagnosis" if concept in OF_A_DISEASE else concept


def typed_of(said: Sequence[Expression]) -> list[Expression]:
    """Return what is typed of a clause."""
    return [e for e in said if any(conditions_of(e))]


def is_noun_phrase(said: Sequence[Expression]) -> bool:
    """Return True if conditions are a disease with what stands before its name: `Ph-positive ALL`."""
    found = [c for e in said for c in conditions_of(e)]
    return found[-1].concept == "diagnosis" and all(
        c.concept in ("biomarker", "disease_setting", "diagnosis") for c in found
    )


def loose_edges(kept: list[list[Expression]]) -> list[Expression]:
    """Take from alternatives the open words before the first condition and behind the last one: they may narrow all of them.

    Papers before the first one are papers of all: `chart notes that show a response or remission`.
    """
    edges: list[Expression] = []
    first, last = kept[0], kept[-1]
    if len(first) > 1 and isinstance(first[0], Condition) and first[0].concept == "documentation":
        edges.append(first.pop(0))
    if isinstance(first[0], Unknown) and not isinstance(first[-1], Unknown):
        edges.append(first.pop(0))
    if isinstance(last[-1], Unknown) and not isinstance(last[0], Unknown):
        edges.append(last.pop())
    return edges


def said_by(tokens: Sequence[Token], text: str, before: Sequence[Expression]) -> list[Expression]:
    """Return what one clause says, in order: its conditions, what weighs and is not typed, an outcome of therapies named `before`."""
    parts: list[Expression] = []
    for token in tokens:
        if token.tag == "C":
            parts.append(held(token))
        elif token.tag == "SAME":
            named = [e for e in before if any(c.concept == "prior_therapy" for c in conditions_of(e))]
            of_all = bool(named) and isinstance(named[-1], Condition) and TO_ALL.search(text, token.start, token.end)
            ended = ended_for_all if of_all else with_outcome
            parts.append(placed(ended(named[-1], str(token.value)), token) if named else left_unsaid(token))
        elif weighs(token, text):
            parts.append(left_unsaid(token))
    return parts


WEAK = frozenset(("disease_setting", "pregnancy"))
"""What a word by itself says of anything: `adjuvant therapy decisions`, `an active license`."""
DIGIT = Rule("sentences.digit", r"\d", "age 18", "children")


def is_weak(condition: Condition, text: str) -> bool:
    """Return True if a condition is a word for a setting or a population, which may be said of anything."""
    if condition.negated:
        return False
    return condition.concept in WEAK or (
        condition.concept == "age" and not DIGIT.search(text, condition.start, condition.end)
    )


def with_weak_open(said: list[Expression], text: str) -> list[Expression]:
    """Return what a clause says, as not typed where a word for a setting or a population is all that is typed, and stands behind words that nothing knows."""
    found = [c for part in said for c in conditions_of(part)]
    if not found or not all(is_weak(c, text) for c in found) or not isinstance(said[0], Unknown):
        return said
    return [Unknown("", min(part.start for part in said), max(part.end for part in said))]


def placed(expression: Expression, token: Token) -> Expression:
    """Return an expression that stands where a token stands."""
    return mapped(expression, lambda c: replace(c, start=token.start, end=token.end))


def left_unsaid(token: Token) -> Unknown:
    """Return a token's words as not typed."""
    return Unknown("", token.start, token.end)


def weighs(token: Token, text: str) -> bool:
    """Return True if a token that no rule took says something: a term, a cue of weight, a word that nothing knows."""
    if token.tag in LIGHT or token.tag == "U":
        return token.tag == "U"
    return not all(w.lower().strip(".,;:()’'") in fillers() for w in text[token.start : token.end].split())


def unknown_of(tokens: Sequence[Token], text: str) -> Expression | None:
    """Return tokens as one part that is not typed."""
    heavy = [t for t in tokens if t.tag == "C" or weighs(t, text)]
    if not heavy:
        return None
    low, high = min(t.start for t in heavy), max(t.end for t in heavy)
    return Unknown(text[low:high], low, high)
