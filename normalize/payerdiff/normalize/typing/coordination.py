"""One rule of coordination: members of one kind with commas, `and` and `or` between them; and, by the same words, whole clauses.

A member that no vocabulary knows is an alternative that is not typed: it is never dropped, and never taken for one more condition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.builders import STATES, mapped
from payerdiff.normalize.typing.expression import Condition, Expression, Group, Unknown, denied, joined
from payerdiff.normalize.typing.tokens import Token, reduced

CONCEPTS = {
    "SEVERITY": "disease_setting", "SET": "disease_setting", "DIS": "diagnosis", "THER": "therapy", "SPEC": "prescriber", "SITE": "site_of_care",
    "RESP": "response", "SUPPORT": "support",
}  # fmt: skip
"""The kinds of terms that may stand in a list, and what a member says; `therapy` becomes a concept when its clause is known."""
JOINTS = "(?:(?:COMMA|SEMI)?(?:OR|AND|SLASH|PLUS|NOR)(?:OR|AND)?|COMMA)"
OUTCOMES = {"FAILED": "failed", "INTOLERANT": "intolerant", "CONTRAINDICATED": "contraindicated", "TRIED": "tried"}
DEGREES = ("mild", "moderate", "severe")


def with_lists(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with the members of each list put together, kind by kind."""
    found = reduced(tokens, "SEVERITY (TO SEVERITY)?", severity)
    found = reduced(found, f"SEVL (?:{JOINTS} SEVL)+", lambda held: listed(held, "SEVL", "SEVL"))
    for kind in ("SET", "DIS", "THER", "SPEC", "SITE", "RESP", "SUPPORT"):
        found = reduced(found, f"{kind}", lambda held, kind=kind: member(held[0], kind))  # type: ignore[misc]  # bound at once
    found = reduced(found, "SETL SETL+", together)
    for kind in ("SETL", "DISL", "THERL", "SPECL", "SITEL", "RESPL", "SUPPORTL"):
        pattern = f"(?:{kind}|U+(?={JOINTS}U{{0,3}}{kind}))(?:{JOINTS}(?:U{{0,3}}{kind}|(?<=[OR AND NOR])U+))+"
        found = reduced(found, pattern, lambda held, kind=kind: listed(held, kind, kind))  # type: ignore[misc]  # bound at once
    out = "(?:FAILED|INTOLERANT|CONTRAINDICATED|TRIED)"
    return reduced(found, f"{out}(?:(?:{JOINTS})?{out})*", outcomes)


def severity(tokens: list[Token]) -> Token:
    """Return degrees of severity; `mild to severe` spans what lies between."""
    ends = sorted(next(i for i, d in enumerate(DEGREES) if str(t.value).startswith(d)) for t in tokens if t.tag == "SEVERITY")  # fmt: skip
    degrees = DEGREES[ends[0] : ends[-1] + 1]
    place = (tokens[0].start, tokens[-1].end)
    return Token("SEVL", *place, Condition("disease_setting", "=" if len(degrees) == 1 else "in", degrees[0] if len(degrees) == 1 else degrees, *place))  # fmt: skip


def member(token: Token, kind: str) -> Token:
    """Return a term as a list of one."""
    op = "with" if kind == "REGIMEN" else "="
    return Token(f"{kind}L", token.start, token.end, Condition(CONCEPTS[kind], op, str(token.value), token.start, token.end), token.text)  # type: ignore[arg-type]  # literals  # fmt: skip


def together(tokens: list[Token]) -> Token:
    """Return settings that stand side by side: all of them hold (`locally advanced unresectable`)."""
    return Token("SETL", tokens[0].start, tokens[-1].end, joined("all", [held(t) for t in tokens]))


def held(token: Token) -> Expression:
    """Return the expression that a token carries; of a word that nothing knows, the word as not typed."""
    if isinstance(token.value, Condition | Group | Unknown):
        return token.value
    return Unknown("", token.start, token.end)


def listed(tokens: list[Token], kind: str, tag: str) -> Token | None:
    """Return a list as one token; None where nothing says how its members join and several readings are possible."""
    parts, joints = split(tokens)
    if not any(t.tag == kind for part in parts for t in part):
        return None
    if kind == "THERL" and any(j == "slash" for j in joints):
        return Token("U", tokens[0].start, tokens[-1].end)
    parts = whole_names(parts, kind)
    members = [joined("all", [held(t) for t in part]) for part in parts]
    op_of_commas = "or" if kind in ("DISL", "SPECL", "THERL", "SITEL", "SEVL") else "and"
    return Token(tag, tokens[0].start, tokens[-1].end, combined(members, resolved(joints, op_of_commas)))


FINDERS: dict[str, Callable[[str], list[lexicon.Hit]]] = {
    "DISL": lambda text: lexicon.hits("diagnoses", text),
    "SETL": lambda text: lexicon.hits("settings", text),
    "SPECL": lambda text: lexicon.hits("specialties", text),
    "THERL": lexicon.treatments,
}


def whole_names(parts: Sequence[list[Token]], kind: str) -> list[list[Token]]:
    """Return the members of a list with the words that they share written out: `first or second remission`, `hemophilia A or B`."""
    found = [list(part) for part in parts]
    for at, part in enumerate(parts):
        if kind not in FINDERS or any(t.tag != "U" for t in part):
            continue
        own = " ".join(t.text for t in part)
        behind = [t for t in parts[at + 1] if t.tag == kind] if at + 1 < len(parts) else []
        before = [t for t in parts[at - 1] if t.tag == kind] if at else []
        words = behind[0].text.split() if behind else []
        twins = [f"{own} {' '.join(words[n:])}" for n in range(1, len(words))]
        words = before[-1].text.split() if before else []
        twins += [f"{' '.join(words[:-n])} {own}" for n in range(1, len(words))]
        for twin in twins:
            hits = FINDERS[kind](twin)
            if len(hits) == 1 and hits[0].start == 0 and hits[0].end == len(twin):
                found[at] = [member(Token(kind[:-1], part[0].start, part[-1].end, hits[0].canonical), kind[:-1])]
                break
    return found


JOINT_WORDS = {"OR": "or", "NOR": "or", "SLASH": "slash", "AND": "and", "PLUS": "and", "COMMA": ",", "SEMI": ","}


def split(tokens: Sequence[Token]) -> tuple[list[list[Token]], list[str]]:
    """Return the members between connectors, and the connectors: `and`, `or`, `slash`, or a comma."""
    parts: list[list[Token]] = [[]]
    joints: list[str] = []
    for token in tokens:
        word = JOINT_WORDS.get(token.tag)
        if word is None:
            parts[-1].append(token)
        elif parts[-1]:
            parts.append([])
            joints.append(word)
        elif joints and joints[-1] == ",":
            joints[-1] = word
    if len(parts) > 1 and not parts[-1]:  # a connector behind the last member joins nothing
        return parts[:-1], joints[:-1]
    return parts, joints


def resolved(joints: Sequence[str], alone: str) -> list[str]:
    """Return the connectors with each comma read as the next `and` or `or` behind it, or as `alone` where none follows.

    >>> resolved([",", ",", "or"], "and"), resolved([","], "and")
    (['or', 'or', 'or'], ['and'])
    """
    found: list[str] = []
    known = alone
    for joint in reversed(joints):
        known = ("or" if joint == "slash" else joint) if joint != "," else known
        found.append(known)
    return found[::-1]


def combined(members: Sequence[Expression], joints: Sequence[str]) -> Expression:
    """Return members under their connectors; `and` binds closer than `or`."""
    runs: list[list[Expression]] = [[members[0]]]
    for joint, part in zip(joints, members[1:], strict=True):
        if joint == "and":
            runs[-1].append(part)
        else:
            runs.append([part])
    return joined("any", [joined("all", run) for run in runs])


def outcomes(tokens: list[Token]) -> Token:
    """Return what became of a therapy, as the schema's outcomes in their order; who failed a drug has tried it."""
    said = {OUTCOMES[t.tag] for t in tokens if t.tag in OUTCOMES}
    separate = any(t.tag in ("OR", "SLASH", "COMMA") for t in tokens)
    if "tried" in said and len(said) > 1 and (not separate or "failed" in said):
        said.discard("tried")
    order = ("failed", "intolerant", "contraindicated", "tried")
    return Token("OUTL", tokens[0].start, tokens[-1].end, tuple(o for o in order if o in said))


CLAUSE_JOINTS = {"OR": "or", "NOR": "or", "AND": "and", "COMMA": ",", "SEMI": ",", "STOP": "stop", "SLASH": "or"}


def sentence(tokens: Sequence[Token], text: str) -> Expression | None:
    """Return what clauses and the words between them say together; None where they say nothing."""
    turned = alternatives(negated(tokens))
    for tag, op in (("UNLESS", "unless"), ("IF", "if")):
        at = next((i for i, t in enumerate(turned) if t.tag == tag), None)
        if at is not None:
            return conditional(turned[:at], turned[at + 1 :], op, text)
    pieces = at_stops(turned)
    parts = [part for part in (clauses(piece, text) for piece in pieces) if part is not None]
    return joined("all", parts) if parts else None


def alternatives(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with neighbors of one kind that `or` joins put together: `with A for Ph+ or Ph- disease` asks for A either way."""

    def one_kind(held_: list[Token]) -> Token | None:
        parts = [held(t) for t in held_ if t.tag == "C"]
        whole = joined("any", parts)
        return Token("C", held_[0].start, held_[-1].end, whole) if isinstance(whole, Condition) else None

    return reduced(tokens, "C(?:COMMA?(?:OR|SLASH)FOR?C)+", one_kind)


def negated(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with each denial taken into what it denies."""
    found = reduced(tokens, "NOT+ C (?!(?:COMMA)?(?:OR|NOR) C)", lambda held_: Token("C", held_[0].start, held_[-1].end, denied(held(held_[-1]))))  # fmt: skip
    found = reduced(found, "NOT+ (?:C|U)(?:(?:COMMA)?(?:OR|NOR|AND|COMMA)(?:C|U))+", lambda held_: Token("U", held_[0].start, held_[-1].end))  # fmt: skip
    return reduced(found, "NOT+ U+", lambda held_: Token("U", held_[0].start, held_[-1].end))


def conditional(before: Sequence[Token], after: Sequence[Token], op: str, text: str) -> Expression | None:
    """Return `A unless B` as either, and `A if B` as A wherever B holds."""
    first, second = sentence(before, text), sentence(after, text)
    if not before and op == "if":  # `If B, A`: where B ends is for a reader
        return unknown_of(after, text)
    if op == "unless" and first is not None and is_outcome_alone(after, text):
        again = mapped(first, lambda c: replace(c, outcome=" or ".join(after_outcomes(after)), duration=None) if c.concept == "prior_therapy" else c)  # fmt: skip
        return joined("any", [first, again])
    if first is None or second is None:
        return unknown_of([*before, *after], text)
    return joined("any", [first, second]) if op == "unless" else Group("if", (second, first))


def after_outcomes(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the outcomes that tokens name."""
    return tuple(o for t in tokens if t.tag == "OUTL" for o in t.value)  # type: ignore[attr-defined]  # outcomes


def is_outcome_alone(tokens: Sequence[Token], text: str) -> bool:
    """Return True if tokens name outcomes of what was named before, and nothing else: `unless contraindicated`."""
    return bool(after_outcomes(tokens)) and not any(t.tag != "OUTL" and t.tag != "AGAIN" and weighs(t, text) for t in tokens)  # fmt: skip


def at_stops(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the sentences of a leaf."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.tag == "STOP":
            found.append([])
        else:
            found[-1].append(token)
    return [piece for piece in found if piece]


def clauses(tokens: Sequence[Token], text: str) -> Expression | None:
    """Return what the clauses of one sentence say together; words beside them that nothing knows are a part that is not typed."""
    parts, joints = split(tokens)
    kept: list[Expression] = []
    between: list[str] = []
    waiting: list[str] = []
    for at, part in enumerate(parts):
        if at:
            waiting.append(joints[at - 1])
        said = said_by(part, text)
        if said is None:
            continue
        if kept:
            between.append(strongest(waiting))
        kept.append(said)
        waiting = []
    if not kept:
        return None
    mixed = resolved(between, "and")
    if len(set(mixed)) > 1:
        return in_two_ways(kept, between, mixed, tokens, text)
    return combined(kept, mixed)


def strongest(joints: Sequence[str]) -> str:
    """Return the connector between two clauses: a word for it goes before a comma."""
    return next((j for j in joints if j != ","), ",")


def in_two_ways(kept: Sequence[Expression], between: Sequence[str], mixed: Sequence[str], tokens: Sequence[Token], text: str) -> Expression:  # fmt: skip
    """Return clauses joined by `and` here and `or` there, as far as the words say which binds closer; else all of it is not typed."""
    return unknown_of(tokens, text)


def said_by(tokens: Sequence[Token], text: str) -> Expression | None:
    """Return what one clause says: its conditions, and what weighs and is not typed."""
    parts: list[Expression] = [held(t) for t in tokens if t.tag == "C"]
    for token in tokens:
        if token.tag not in ("C", "IDLE") and weighs(token, text):
            parts.append(Unknown(text[token.start : token.end], token.start, token.end))
    if not parts:
        return None
    return joined("all", merged_unknowns(parts, text))


def merged_unknowns(parts: Sequence[Expression], text: str) -> list[Expression]:
    """Return the parts with what is not typed as one part."""
    loose = [p for p in parts if isinstance(p, Unknown)]
    if len(loose) < 2:
        return list(parts)
    low, high = min(p.start for p in loose), max(p.end for p in loose)
    return [*(p for p in parts if not isinstance(p, Unknown)), Unknown(text[low:high], low, high)]


LIGHT = frozenset(
    (
        "DX",
        "USED_FOR",
        "ONE_OF",
        "ALL_OF",
        "COLON",
        "SELF",
        "PLUS",
        "FOR_THOSE",
        "GIVEN_AT",
        "BETWEEN",
        "TO",
        "WITH_OR_WITHOUT",
        "FOR",
        "AND",
        "OR",
    )
)
"""Cues that say nothing by themselves once what they introduce is known."""


def weighs(token: Token, text: str) -> bool:
    """Return True if a token that no rule took says something: a term, a cue of weight, a word that nothing knows."""
    from payerdiff.normalize.typing.tagger import fillers

    if token.tag in LIGHT:
        return False
    return not all(w.lower().strip(".,;:()’'") in fillers() for w in text[token.start : token.end].split())


def unknown_of(tokens: Sequence[Token], text: str) -> Expression | None:
    """Return tokens as one part that is not typed."""
    heavy = [t for t in tokens if t.tag == "C" or weighs(t, text)]
    if not heavy:
        return None
    low, high = min(t.start for t in heavy), max(t.end for t in heavy)
    return Unknown(text[low:high], low, high)


__all__ = ["STATES", "sentence", "with_lists"]
