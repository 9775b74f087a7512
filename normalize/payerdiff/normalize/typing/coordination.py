"""The one rule of coordination: members of a list with commas, `and`, `or` between them; and, by the same words, whole clauses.

A member that no vocabulary knows is an alternative that is not typed: it is never dropped, and never taken for one more condition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import NamedTuple

from payerdiff.normalize import exclusive, lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import (
    OUTCOME_ORDER,
    Condition,
    Expression,
    Group,
    Unknown,
    joined,
    merged_unknowns,
)
from payerdiff.normalize.typing.tagging.tokens import Token, place_of, reduced, tokens_of

CONCEPTS = {
    "SET": "disease_setting", "DIS": "diagnosis", "THER": "therapy", "SPEC": "prescriber", "SITE": "site_of_care",
    "RESP": "response", "SUPPORT": "support", "EXAM": "test",
}  # fmt: skip
"""The kinds of terms that may stand in a list, and what a member says; `therapy` becomes a concept when its clause is known."""
JOINT = "(?:(?:COMMA|SEMI)*(?:OR|AND|SLASH|PLUS|NOR)(?:OR|AND)?|COMMA+)"
ALTERNATIVES = frozenset(("DISL", "SPECL", "THERL", "SITEL", "SEVL"))
"""Kinds of which members with nothing but commas between them are alternatives: no patient has them all."""
OUTCOMES = {"FAILED": "failed", "INTOLERANT": "intolerant", "CONTRAINDICATED": "contraindicated", "TRIED": "tried", "TAKING": "tried"}  # fmt: skip
DEGREES = ("mild", "moderate", "severe")
WORD_OF = {"OR": "or", "OR_HAS": "or", "NOR": "nor", "SLASH": "slash", "AND": "and", "AND_HAS": "and", "PLUS": "and"}
"""The word that a connector's tag stands for."""


class Joint(NamedTuple):
    """What stands between two members: `and`, `or`, a slash or nothing but a comma; and whether a comma or a verb parts whole clauses there."""

    word: str
    comma: bool = False


def with_lists(tokens: list[Token]) -> list[Token]:
    """Return the tokens with the members of each list put together, kind by kind."""
    tags = {token.tag for token in tokens}
    found = tokens
    if "SEVERITY" in tags:
        found = reduced(found, "SEVERITY (TO SEVERITY)?", severity)
        found = reduced(found, f"SEVL (?:{JOINT} SEVL)+", partial(listed, kind="SEVL"))
    kinds = [kind for kind in CONCEPTS if kind in tags or f"{kind}L" in tags]
    for kind in kinds:
        found = reduced(found, kind, partial(member, kind=kind))
    if "SET" in kinds:
        found = reduced(found, "SETL SETL+", together)
    if "THEN" in tags:
        found = reduced(found, "(?<=THERL) COMMA? AND? THEN (?=U{0,2} THERL)", one_after_another)
    for kind in kinds:
        found = with_numbers_of_members(found, f"{kind}L")
        if kind == "SET":  # `advanced, relapsed, or karvel`: the commas are what the last word is
            found = reduced(
                found, "SETL(?:COMMA SETL)+(?=COMMA?(?:OR|OR_HAS))", partial(listed, kind="SETL", alone="or")
            )
        found = reduced(found, list_of(f"{kind}L"), partial(listed, kind=f"{kind}L"))
    one = "(?:FAILED|INTOLERANT|CONTRAINDICATED|TRIED)"
    found = reduced(
        found,
        f"(?:TAKING (?:OR|OR_HAS) (?={one}))? {one}(?:(?:{JOINT}|COMMA? OR_HAS)?{one})* (?:(?:OR|OR_HAS) TAKING)?",
        outcomes,
    )
    return reduced(found, "OUTL COMMA (?=(?:GE|NUM|ONE_OF|ALL_OF){0,3} U? THERL)", before_its_object)


def one_after_another(tokens: list[Token]) -> list[Token]:
    """Return what joins a therapy and the one that must follow it: both must have come before (`A or B, then C`)."""
    return [Token("COMMA", *place_of(tokens), ","), Token("AND", tokens[-1].end, tokens[-1].end, "and")]


WAITS = Rule("coordination.waits", r"\b(?:to|of|with|from|on)$", "intolerance of", "was not tolerated")


def before_its_object(tokens: list[Token]) -> Token | None:
    """Return an outcome with the comma before what it is said of: `an inadequate response to, or intolerance of, two statins`."""
    outcome, comma = tokens
    return replace(outcome, end=comma.end) if WAITS.search(outcome.text.strip()) else None


def list_of(kind: str) -> str:
    """Return the pattern of a list: members of one kind, and alternatives beside them that nothing knows."""
    open_word = "[U GENE]" if kind == "DISL" else "U"  # `NSCLC, ATC, gout`
    more = f"(?:COMMA {open_word}{{1,3}}){{0,4}}{JOINT}U{{0,3}}{kind}"
    first = kind if kind == "RESPL" else f"(?:{kind}|U+(?={more}))"
    # Behind a comma a clause may begin: what nothing knows is one word there, and the last.
    last = f"U(?=$|{ENDS})"
    behind = f"(?<=[OR AND NOR])(?:(?<![COMMA SEMI]OR)(?<![COMMA SEMI]AND)U+|{last})"
    tail = f"(?:COMMA {last})?" if kind == "THERL" else ""
    return f"{first}(?:{JOINT}(?:U{{0,3}}{kind}|{behind}|{open_word}{{1,3}}(?={more})))+{tail}"


ENDS = "STOP|SEMI|UNLESS|DUR|CLOSE|OUTL|IDLE"
"""What stands behind a list."""
ANY_JOINT = "(?:(?:COMMA|SEMI)*(?:OR|AND|SLASH|PLUS|NOR)(?:OR|AND)?|(?:COMMA|SEMI)+)"
LISTED = Rule("coordination.listed", r"\bfollowing|\bthese|\bof\b", "one of the following", "either")
"""What tells that a word for how many counts a list that goes on to the end of its sentence."""


def with_numbers_of_members(tokens: list[Token], kind: str) -> list[Token]:
    """Return the tokens with each list that a word for how many, or a bracket, stands before put together: `A and either B or C`."""
    if not any(t.tag in ("ONE_OF", "ALL_OF", "OPEN") for t in tokens):
        return tokens
    one = f"(?:U{{0,2}}{kind}|U{{1,4}}(?={ANY_JOINT}|$|{ENDS}))"
    found = reduced(tokens, f"OPEN {one}(?:{ANY_JOINT}{one})+ CLOSE", partial(in_brackets, kind=kind))
    goes_on = f"(?!{ANY_JOINT}(?:U|{kind}))(?!(?:COMMA|SEMI|COMMA_HAS|SEMI_HAS)+(?!AND|OR))"
    some = f"(?:ONE_OF|ALL_OF) COLON? {one}(?:{ANY_JOINT}{one})+ {goes_on}"
    found = reduced(found, f"(?<=[NUM OR_MORE]) {some}", partial(of_a_number, kind=kind, counted_before=True))
    return reduced(found, f"(?<![NUM OR_MORE]) {some}", partial(of_a_number, kind=kind))


def in_brackets(tokens: list[Token], kind: str) -> Token | None:
    """Return a list in brackets as one member of the list around it."""
    inner = listed(tokens[1:-1], kind)
    return inner and replace(inner, start=tokens[0].start, end=tokens[-1].end)


def of_a_number(tokens: list[Token], kind: str, counted_before: bool = False) -> list[Token] | None:
    """Return a list as its word for how many joins it, and what follows it; None where its connectors do not say what belongs to it.

    `either A or B` ends at the next `and` behind a comma, and `both A and B` at the next `or`.
    """
    word = tokens[0]
    body = tokens[2:] if tokens[1].tag == "COLON" else tokens[1:]
    parts, joints = split(body)
    parts = with_products(parts) if kind == "THERL" else parts
    own, other = ("and", "or") if word.tag == "ALL_OF" and not counted_before else ("or", "and")
    words = [joint.word for joint in joints]
    goes_on = counted_before or LISTED.search(word.text) is not None
    first = words.index(own) if own in words else None
    last = next((i for i, w in enumerate(words) if w == other and first is not None and i > first), None)
    if goes_on and first is None and words[-1] == other and set(words[:-1]) == {","}:
        joints = [*joints[:-1], Joint(own, True)]  # `one of the following: A, B, and C`
    elif other in words[:last] or "slash" in words or (first is None and not goes_on):
        return None
    if last is not None and not joints[last].comma:
        return None
    parts, joints = parts[: None if last is None else last + 1], joints[:last]
    members = [joined("all", merged_unknowns([held(t) for t in part])) for part in whole_names(parts, kind)]
    whole = joined("all" if own == "and" else "any", members)
    rest = [t for t in body if t.start >= parts[-1][-1].end]
    named = Token(kind, parts[0][0].start, parts[-1][-1].end, whole, " ".join(t.text for p in parts for t in p))
    return [word, named, *rest] if kind == "THERL" and goes_on else [named, *rest]


def severity(tokens: list[Token]) -> Token:
    """Return degrees of severity; `mild to severe` spans what lies between."""
    ends = sorted(next(i for i, d in enumerate(DEGREES) if str(t.value).startswith(d)) for t in tokens_of(tokens, "SEVERITY"))  # fmt: skip
    degrees = DEGREES[ends[0] : ends[-1] + 1]
    place = place_of(tokens)
    if len(degrees) == 1:
        return Token("SEVL", *place, Condition("disease_setting", "=", degrees[0], *place))
    return Token("SEVL", *place, Condition("disease_setting", "in", degrees, *place))


def member(tokens: list[Token], kind: str) -> Token:
    """Return a term as a list of one."""
    (token,) = tokens
    return Token(f"{kind}L", token.start, token.end, Condition(CONCEPTS[kind], "=", str(token.value), token.start, token.end), token.text)  # fmt: skip


def together(tokens: list[Token]) -> Token:
    """Return settings that stand side by side: all of them hold (`locally advanced unresectable`)."""
    return Token("SETL", *place_of(tokens), joined("all", [held(t) for t in tokens]))


def held(token: Token) -> Expression:
    """Return the expression that a token carries; of a word that nothing knows, the word as not typed."""
    if isinstance(token.value, Condition | Group | Unknown):
        return token.value
    return Unknown("", token.start, token.end)


def listed(tokens: list[Token], kind: str, alone: str = "") -> Token | None:
    """Return a list as one token; as words without a meaning where nothing says which of its connectors binds closer.

    `alone` is what commas mean that no word follows, where that is known.
    """
    parts, joints = without_forms(*split(tokens))
    parts = with_products(parts) if kind == "THERL" else parts
    if not any(t.tag == kind for part in parts for t in part):
        return None
    if kind == "THERL" and any(joint.word == "slash" for joint in joints):
        return Token("U", *place_of(tokens))
    members = [joined("all", merged_unknowns([held(t) for t in part])) for part in whole_names(parts, kind)]
    whole = combined(members, resolved(joints, alone or ("or" if kind in ALTERNATIVES else "and")))
    if whole is None:
        return Token("U", *place_of(tokens))
    if kind == "SETL" and isinstance(whole, Group) and whole.op == "all" and leave_each_other_out(whole.parts):
        whole = joined("any", whole.parts)
    return Token(kind, *place_of(tokens), whole, " ".join(t.text for t in tokens))


def leave_each_other_out(parts: Sequence[Expression]) -> bool:
    """Return True if nobody is in two of several states at once: `newly diagnosed and relapsed disease` is that of two patients."""
    values = [part.value for part in parts if isinstance(part, Condition) and isinstance(part.value, str)]
    pairs = combinations(values, 2)
    return len(values) == len(parts) and all(exclusive.set_apart(("settings", "courses"), a, b) for a, b in pairs)


def without_forms(parts: list[list[Token]], joints: list[Joint]) -> tuple[list[list[Token]], list[Joint]]:
    """Return a list without a drug's other form behind a slash: `Xeljanz/Xeljanz XR` is one."""
    again = [
        at + 1
        for at, joint in enumerate(joints)
        if joint.word == "slash" and [value_of(t) for t in parts[at]] == [value_of(t) for t in parts[at + 1]]
    ]
    return [p for i, p in enumerate(parts) if i not in again], [j for i, j in enumerate(joints) if i + 1 not in again]


def with_products(parts: list[list[Token]]) -> list[list[Token]]:
    """Return the members of a list with products of one drug by their own names: of `Fulphila and Udenyca` each is asked for, and not the drug alone."""
    named: dict[object, set[str]] = {}
    for token in (t for part in parts for t in part if t.tag == "THERL"):
        named.setdefault(value_of(token), set()).add(product_in(token))
    several = {drug for drug, names in named.items() if len(names) > 1}
    return [[as_product(t) if t.tag == "THERL" and value_of(t) in several else t for t in part] for part in parts]


def product_in(token: Token) -> str:
    """Return the first word of what a member of a list is called: forms and strengths behind it leave it the same product."""
    return token.text.lower().split()[0].removesuffix("s") if token.text.strip() else ""


def as_product(token: Token) -> Token:
    """Return a member of a list by the name of its product, where a table knows that as one of its drug."""
    name, drug = token.text.strip(), value_of(token)
    of_a_maker = name.lower().startswith(f"{drug}-")  # `adalimumab-adaz`
    if not isinstance(token.value, Condition) or (lexicon.products().get(name.lower()) != drug and not of_a_maker):
        return token
    return replace(token, value=replace(token.value, value=name))


def value_of(token: Token) -> object:
    """Return what a member of a list names; of a word that nothing knows, the token itself."""
    return token.value.value if isinstance(token.value, Condition) else token


FINDERS: dict[str, Callable[[str], list[lexicon.Hit]]] = {
    "DISL": partial(lexicon.hits, "diagnoses"),
    "SETL": lambda words: [*lexicon.hits("settings", words), *lexicon.hits("courses", words)],
    "SPECL": lexicon.specialists,
    "THERL": lexicon.treatments,
}


def whole_names(parts: Sequence[list[Token]], kind: str) -> list[list[Token]]:
    """Return the members of a list with the words that they share written out: `first or second remission`, `hemophilia A or B`."""
    found = [list(part) for part in parts]
    for at, part in enumerate(parts):
        known = len(part) == 1 and part[0].tag == kind == "SETL"  # `chronic or blast phase`
        if kind in FINDERS and (known or all(t.tag == "U" for t in part)):
            for twin in twins(parts, at, kind):
                hits = FINDERS[kind](twin)
                if len(hits) == 1 and (hits[0].start, hits[0].end) == (0, len(twin)):
                    found[at] = [member([Token(kind[:-1], *place_of(part), hits[0].canonical)], kind[:-1])]
                    break
    return found


def twins(parts: Sequence[list[Token]], at: int, kind: str) -> list[str]:
    """Return the names that a member may have with words of its neighbors: those behind the next one, those before the last one."""
    own = " ".join(t.text for t in parts[at])
    known = [[t.text.split() for t in part if t.tag == kind] for part in parts]
    behind = next((names for names in known[at + 1 :] if names), [])
    before = next((names for names in reversed(known[:at]) if names), [])
    found = [f"{own} {' '.join(words[n:])}" for words in behind[:1] for n in range(1, len(words))]
    return found + [f"{' '.join(words[:-n])} {own}" for words in before[-1:] for n in range(1, len(words))]


def split(tokens: Sequence[Token]) -> tuple[list[list[Token]], list[Joint]]:
    """Return the members between connectors, and the connectors."""
    parts: list[list[Token]] = [[]]
    joints: list[Joint] = []
    for token in tokens:
        comma = token.tag in ("COMMA", "SEMI")
        word = "," if comma else WORD_OF.get(token.tag)
        if word is None:
            parts[-1].append(token)
        elif parts[-1]:
            parts.append([])
            joints.append(Joint(word, comma or token.tag in ("OR_HAS", "AND_HAS")))
        elif joints:
            keeps = word == "," or (joints[-1].word, word) == ("or", "and")  # `or in addition to A`
            joints[-1] = Joint(joints[-1].word if keeps else word, joints[-1].comma or comma)
    if len(parts) > 1 and not parts[-1]:  # a connector behind the last member joins nothing
        return parts[:-1], joints[:-1]
    return parts, joints


def resolved(joints: Sequence[Joint], alone: str) -> list[Joint]:
    """Return the connectors with each comma read as the next word behind it, or as `alone` where none follows.

    >>> [j.word for j in resolved([Joint(",", True), Joint("or", True)], "and")], [j.word for j in resolved([Joint(",", True)], "and")]
    (['or', 'or'], ['and'])
    """
    found: list[Joint] = []
    known = alone
    for joint in reversed(joints):
        known = known if joint.word in (",", "slash") else "or" if joint.word == "nor" else joint.word
        found.append(Joint("slash" if joint.word == "slash" else known, joint.comma))
    return found[::-1]


def combined(members: Sequence[Expression], joints: Sequence[Joint]) -> Expression | None:
    """Return members under their connectors; None where `and` and `or` are mixed and no comma says which binds closer.

    A slash binds closest. Of two words, the one that commas go with is the wider: `A or B, and C`.
    """
    members, joints = under(members, joints, "slash")
    words = {joint.word for joint in joints}
    if len(words) < 2:
        return joined("any" if "or" in words else "all", members)
    with_comma = {joint.word for joint in joints if joint.comma}
    without = {joint.word for joint in joints if not joint.comma}
    if len(with_comma) != 1 or len(without) != 1 or with_comma == without:
        return None
    (closer,) = without
    members, joints = under(members, joints, closer)
    return joined("all" if closer == "or" else "any", members)


def under(members: Sequence[Expression], joints: Sequence[Joint], word: str) -> tuple[list[Expression], list[Joint]]:
    """Return the members with neighbors that one word joins put together, and the connectors that are left."""
    runs: list[list[Expression]] = [[members[0]]]
    left: list[Joint] = []
    for joint, part in zip(joints, members[1:], strict=True):
        if joint.word == word:
            runs[-1].append(part)
        else:
            runs.append([part])
            left.append(joint)
    return [joined("all" if word == "and" else "any", run) for run in runs], left


def outcomes(tokens: list[Token]) -> Token:
    """Return what became of a therapy, as the schema's outcomes in their order; who failed a drug has tried it."""
    said = {OUTCOMES[t.tag] for t in tokens if t.tag in OUTCOMES}
    separate = any(t.tag in ("OR", "SLASH", "COMMA") for t in tokens)
    if "tried" in said and len(said) > 1 and (not separate or "failed" in said):
        said.discard("tried")
    return Token(
        "OUTL",
        *place_of(tokens),
        tuple(o for o in OUTCOME_ORDER if o in said),
        " ".join(t.text for t in tokens).lower(),
    )


def outcome_of(tokens: Sequence[Token]) -> str:
    """Return the outcomes that tokens name, as the schema writes them: `failed or intolerant`."""
    said = [o for t in tokens_of(tokens, "OUTL") if isinstance(t.value, tuple) for o in t.value]
    if "failed" in said:
        said = [o for o in said if o != "tried"]
    return " or ".join(o for o in OUTCOME_ORDER if o in said)


def counted(expression: Expression, count: int | None) -> Expression:
    """Return therapies of which so many are asked for; two of several classes may be two of one, which is for a reader."""
    if count is None or count == 1:
        return expression
    whole = joined("any", expression.parts) if isinstance(expression, Group) and expression.op == "all" else expression
    if isinstance(whole, Group) and whole.op == "any" and all(isinstance(p, Condition | Unknown) for p in whole.parts):
        return of_several(whole.parts, count)
    if not isinstance(whole, Condition):
        return Unknown("", expression.start, expression.end)
    stated = replace(whole, count=count)
    of_classes = len(stated.values) > 1 and any(v in lexicon.table("regimens") for v in stated.values)
    return joined("all", [stated, Unknown("", stated.start, stated.end)]) if of_classes else stated


def of_several(parts: Sequence[Expression], count: int) -> Expression:
    """Return how many of several must hold, each value by itself; as not typed where there are fewer."""
    members: list[Expression] = []
    for part in parts:
        values = part.values if isinstance(part, Condition) else ()
        members += (
            [replace(part, op="=" if part.op == "in" else part.op, value=v) for v in values]
            if isinstance(part, Condition)
            else [part]
        )
    if count > len(members):
        return Unknown("", min(p.start for p in parts), max(p.end for p in parts))
    return Group("at_least", tuple(members), count)
