"""Which clauses a word for how many takes in: `either A or B, and C`, `at least two of: A, B, C`, `A or both B and C`, `A and (B or C)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.coordination import LISTED, Joint, split
from payerdiff.normalize.typing.expression import Condition, Expression, Group, Unknown, conditions_of, denied, joined
from payerdiff.normalize.typing.tagging.tokens import Token, place_of

Read = Callable[[Sequence[Token], str], Expression | None]
"""What reads the clauses of one sentence."""
Quantity = Literal["any", "all", "none", "at_least"]
QUANTIFIERS: dict[str, Quantity] = {"ONE_OF": "any", "ALL_OF": "all", "NONE_OF": "none"}
FIRST_PART = frozenset(("COMMA", "SEMI"))
JOINTS = frozenset(("COMMA", "SEMI", "OR", "AND", "OR_HAS", "AND_HAS", "NOR"))
COUNT_BEHIND = Rule("scopes.count_behind", r"\s*(?:or more\s+)?of\b", " of the following", " months", by="match")


def with_scopes(tokens: Sequence[Token], text: str, read: Read) -> list[Token]:
    """Return the tokens with the clauses of each word for how many put together, the last one first: it may stand within another's."""
    found = list(tokens)
    for at in range(len(found) - 1, -1, -1):
        op, behind, k = quantity_at(found, at, text)
        if op is None:
            continue
        end = end_of_scope(found, behind, op, k is not None or LISTED.search(found[at].text) is not None)
        whole = counted_members(found[behind:end], op, k, text, read) if end else None
        if end and whole is not None:
            place = found[at].start, found[end - 1].end
            found[at:end] = [Token("C" if any(conditions_of(whole)) else "U", *place, whole)]
    return found


def with_neither(tokens: list[Token]) -> list[Token]:
    """Return the tokens with `neither` as a word for how many, where a `nor` or `or` behind it tells of whom."""
    at = next((i for i, t in enumerate(tokens) if t.tag == "NOT" and t.words == "neither"), None)
    if at is None or not any(t.tag in ("NOR", "OR", "OR_HAS") for t in tokens[at:]):
        return tokens
    return [*tokens[:at], replace(tokens[at], tag="NONE_OF"), *tokens[at + 1 :]]


def with_groups(tokens: Sequence[Token], text: str, read: Read) -> list[Token]:
    """Return the tokens with what stands in brackets that group conditions put together, the innermost first."""
    found = list(tokens)
    while (end := next((i for i, t in enumerate(found) if t.tag == "CLOSE"), None)) is not None:
        begin = max(i for i, t in enumerate(found[:end]) if t.tag == "OPEN")
        inner = found[begin + 1 : end]
        whole = read(inner, text) if inner else None
        tag = "C" if whole is not None and any(conditions_of(whole)) else "U"
        found[begin : end + 1] = (
            [Token(tag, found[begin].start, found[end].end, whole if tag == "C" else None)] if whole else []
        )
    return found


def quantity_at(tokens: Sequence[Token], at: int, text: str) -> tuple[Quantity | None, int, int | None]:
    """Return how many of the clauses behind a token it asks for, where those begin, and the number; None where it says nothing of that."""
    token = tokens[at]
    if token.tag in QUANTIFIERS and (at == 0 or tokens[at - 1].tag not in ("NUM", "GE", "OR_MORE")):
        return QUANTIFIERS[token.tag], at + 1, None
    if token.tag != "NUM" or COUNT_BEHIND.match(text, token.end) is None:
        return None, at, None
    behind = at + 1
    while behind < len(tokens) and tokens[behind].tag in ("OR_MORE", "ALL_OF"):
        behind += 1
    return "at_least", behind, int(token.number)


def end_of_scope(tokens: Sequence[Token], begin: int, op: Quantity, listed: bool) -> int | None:
    """Return where the clauses end that a word for how many takes in; None where it takes in fewer than two, or nothing says how far it reaches.

    `either … or …` ends at the next `and` behind a comma, and so does a list of alternatives; `both … and …` at the next `or`.
    """
    own, other = ("AND", "OR") if op == "all" else ("OR", "AND")
    seen = False
    for at in range(begin, len(tokens)):
        tag = tokens[at].tag.removesuffix("_HAS")
        seen = seen or tag in (own, "NOR")
        if tag == other and seen:
            parted = tokens[at - 1].tag in FIRST_PART
            return (at - 1) if parted else None
        if tag == other and not listed:
            return None
    return len(tokens) if seen or listed else None


def counted_members(tokens: Sequence[Token], op: Quantity, k: int | None, text: str, read: Read) -> Expression | None:
    """Return clauses under a word for how many; as one part that is not typed where their own connectors do not say what is one of them."""
    parts, joints = members_of(tokens)
    if len(parts) < (1 if op == "none" else 2) or any(t.tag == "SAME" for t in tokens):
        return None
    if not is_one_list(joints, op):
        return Unknown("", *place_of(tokens))
    members = [read(part, text) or Unknown("", *place_of(part)) for part in parts]
    members = [
        one for member, part in zip(members, parts, strict=True) for one in one_by_one(member, part, part is parts[-1])
    ]
    if op == "at_least":
        return Group("at_least", tuple(members), k) if k and k <= len(members) else Unknown("", *place_of(tokens))
    return denied(joined("any", members)) if op == "none" else joined(op, members)


def one_by_one(member: Expression, tokens: Sequence[Token], is_last: bool) -> list[Expression]:
    """Return the diseases, drugs or tests that a list has side by side as members of their own: each counts once.

    Commas join them, and before the last one the word that ends the list; an `or` before another member is within one: `A or B, C`.
    """
    found = [t for t in tokens if t.tag == "C"]
    if (
        not isinstance(member, Condition)
        or len(member.values) < 2
        or len(found) != 1
        or len(tokens) != 1
        or member.count
    ):
        return [member]
    words = found[0].text
    if OR_WITHIN.search(words) and not (is_last and ENDS_A_LIST.search(words)):
        return [member]
    return [replace(member, op="=" if member.op == "in" else member.op, value=value) for value in member.values]


OR_WITHIN = Rule("scopes.or_within", r"\b(?:and|or|nor)\b|/", "gout or asthma", "gout, asthma")
ENDS_A_LIST = Rule(
    "scopes.ends_a_list", r"^[^,]*(?:,[^,]*)*,?\s*\b(?:and|or)\b(?!.*\b(?:and|or)\b)", "gout, or asthma", "gout, asthma"
)
"""A list with one connector in it, which stands before its last member."""


def members_of(tokens: Sequence[Token]) -> tuple[list[list[Token]], list[Joint]]:
    """Return the members of a list: what semicolons part, where there are any; else what commas and connectors part."""
    if not any(t.tag == "SEMI" for t in tokens):
        return split(tokens)
    parts: list[list[Token]] = [[]]
    joints: list[Joint] = []
    for at, token in enumerate(tokens):
        behind = at > 0 and tokens[at - 1].tag == "SEMI" and token.tag in JOINTS
        if token.tag == "SEMI":
            parts.append([])
            joints.append(Joint(",", True))
        elif behind:
            joints[-1] = Joint(token.tag.removesuffix("_HAS").lower(), True)
        else:
            parts[-1].append(token)
    kept = [part for part in parts if part]
    return kept, joints[: len(kept) - 1]


def is_one_list(joints: Sequence[Joint], op: Quantity) -> bool:
    """Return True if connectors join members of one list: commas, and one word, which before the last member may be `and` whatever is asked."""
    words = [joint.word for joint in joints]
    own = "and" if op == "all" else "or"
    last_and = len(words) > 1 and words[-1] == "and" and joints[-1].comma and set(words[:-1]) == {","}
    return last_and or set(words) <= {",", own, "nor"}
