"""The words above a list as a statement with a place left open for each of its items: how treatments ended, for how long, and what excepts from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.exits import TO_ALL
from payerdiff.normalize.typing.coordination import outcome_of
from payerdiff.normalize.typing.expression import Condition, Expression, Group
from payerdiff.normalize.typing.leads import SEEN_IN, Lead, read
from payerdiff.normalize.typing.sentences import weighs
from payerdiff.normalize.typing.tagging.glossary import NOTHING, Glossary
from payerdiff.normalize.typing.tagging.tagger import tagged
from payerdiff.normalize.typing.tagging.tokens import Token, compiled, line_of, tokens_of


class Exit(NamedTuple):
    """An outcome by which a whole list may be left, and where the words above it say so: `or contraindication to all of them`."""

    outcome: str
    start: int
    end: int
    duration: str | None = None
    """How long a therapy must have been tried that is among those by which the list is left."""


class Frame(NamedTuple):
    """What the words above a list say of each of its items."""

    said: tuple[Token, ...] = ()
    """What stands before each item, as a rule of the grammar expects it."""
    each: str = ""
    """The outcomes by which each item may be left: `unless contraindicated`."""
    excepts: str = ""
    """The words that say so."""
    whole: Exit | None = None
    narrows: str = ""
    """Words that ask for more of each item and that no rule knows: `at the highest dose`."""
    widens: str = ""
    """Words that except from each item and that no rule knows: `unless the patient is traveling`."""
    seen: bool = False
    """True where a change is seen in the items, and none is asked for by itself: `improvement in`."""
    change: Expression | None = None
    """The change that is asked for in each item: a better state of what it names."""


NO_WORDS = r"\s*(?:document\b|please\b|notes?\b|for example|e\.g\.|list\b|provide\b)[^()]*"
LABELS = r"\s*(?:(?:both|all|either|must meet|criteri(?:a|on)|or|and|through|to|[A-Za-z]|[ivxIVX]{2,4}|\d{1,2})\b[\s,.)–-]*)+"
BESIDE = Rule(
    "frame.beside",
    rf"\((?:{NO_WORDS}|{LABELS}(?:see\b[^()]*)?)\)|\[[\d\s,–-]*\]",
    "one of the following (both A and B)",
    "one of the following (unless contraindicated)",
)
"""Brackets that say nothing of the items: their labels, what to write down, numbers of sources."""
HOW_MANY = r"(?:(?:GE|LE)?NUM(?:OR_MORE)?|ONE_OF|ALL_OF)+"
FIRST_WORDS = rf"((?:U|TO|THERL|FOR|CLASSES|AND|DOSE)*?){HOW_MANY}((?:COMMA)?OR(?:OUTL|TO)+(?:ALL_OF)+)?(?:U|THERL|CLASSES|SETL|SEVL|DISL|NEW|LINE|LINES|SYMPTOM)*"
"""How many of the items are asked for, and what they are; first what stands before, then what excepts from all (`one, or contraindication to all, of`)."""
EACH_OF_THEM = r"(?:AGAIN|ALL_OF)+"
PARTS = (
    ("whole", rf"(?:COMMA|OR|OR_HAS|UNLESS)*({EACH_OF_THEM}(?:OUTL)+)"),
    ("whole", rf"(?:COMMA)?(?:OR|OR_HAS|UNLESS)+(?:IDLE)?((?:OUTL|TO|OR|COMMA)+{EACH_OF_THEM}(?:U|THERL|AGAIN|ALL_OF)*)(?!OUTL)"),
    ("each", r"(?:COMMA)?(?:OR)?UNLESS(?:IDLE)?((?:OUTL|OR(?=OUTL))+)(?:SELF|AGAIN)?"),
    ("each", r"(?:COMMA)?(?:OR|OR_HAS)((?:OUTL)+)(?=$|COMMA|QUALIFIER)"),
    ("ended", r"(?:COMMA|AND|AND_HAS)+(?:U)?((?:OUTL)+)"),
    ("length", r"(?:COMMA)?(?:FOR|LASTING)?(DUR)(?:ONE_OF|ALL_OF)?"),
    ("when", r"(?:COMMA)?(WITHIN DUR?)"),
    ("idle", r"(?:COMMA|IDLE|AND|SEMI)+|(?:USED_FOR|FOR)+(?:SEVL|SETL|ADULT|CHILD|U)*DISL|SINCE"),
    ("widens", r"(?:COMMA)?(?:OR)?UNLESS.*"),
)  # fmt: skip
"""What may stand behind the name of what a list holds, and what it says of each item."""


@lru_cache(maxsize=2_048)
def framed(lead: Lead, glossary: Glossary = NOTHING) -> Frame:
    """Return what the words above a list say of each of its items.

    Where the group refuses its items, the denial is the group's, and the items stand for what is denied. Another denial is of all of them
    together (`has not failed all of the following`) and says nothing of one.
    """
    text = BESIDE.sub(lambda match: " " * len(match.group()), lead.text)
    found = read(text, glossary)
    cue = found.tokens
    if not cue or (any(t.tag == "NOT" for t in cue) and not lead.refused):
        return Frame()
    cue = tuple(t for t in cue if t.tag != "NOT")
    if cue and cue[0].tag in SEEN_IN:
        behind = [t for t in found.behind if t.tag not in ("IDLE", "SINCE")]
        direct = bool(behind) and behind[0].tag in ("ONE_OF", "ALL_OF", "NUM", "GE")
        return Frame(cue, seen=direct, change=change_in(cue, behind, text, glossary) if direct else None)
    ended = tokens_of(cue, "OUTL") or (tokens_of(cue, "DUR") and tokens_of(cue, "COMBINED"))
    if not ended or lead.refused:
        return Frame(cue)
    return of_treatments(cue, list(found.behind), text, glossary)


def change_in(cue: Sequence[Token], behind: Sequence[Token], text: str, glossary: Glossary) -> Expression | None:
    """Return the response that words above a list see in any one of its items.

    None where it is hoped for or of another treatment, where they say how much of it or how many items are asked for, and where they go on.
    """
    told = [t.value for t in cue if isinstance(t.value, Condition | Group)]
    others = {t.tag for t in tagged(text, glossary)} & NO_PLAIN_CHANGE
    goes_on = any(t.tag not in COUNTS_ONE and not (t.tag == "U" and IN_WHAT.fullmatch(t.words)) for t in behind)
    several = any(t.tag == "NUM" and t.value != 1 for t in behind)
    return told[0] if len(told) == 1 and not others and not goes_on and not several else None


NO_PLAIN_CHANGE = frozenset(("FORESEEN", "FAILED", "TRIED", "NOT", "NONE_OF", "RISK", "PERCENT", "INTOLERANT"))
COUNTS_ONE = frozenset(("ONE_OF", "ALL_OF", "NUM", "GE", "OR_MORE", "SINCE", "IDLE", "COLON", "TO", "SYMPTOM", "COMMA"))
IN_WHAT = Rule(
    "frame.in_what",
    r"(?:measures?|parameters?|areas?|domains?|factors?|outcomes?|items?|findings?|aspects?|disease|clinical|objective|relevant|baseline)",
    "parameters", "asthma", by="fullmatch",
)  # fmt: skip
"""Words for the items of a list, whatever they are."""


def of_treatments(cue: Sequence[Token], behind: list[Token], text: str, glossary: Glossary) -> Frame:
    """Return what words say of treatments that are listed below them."""
    outcomes, lengths = tokens_of(cue, "OUTL") or [Token("OUTL", 0, 0, ("tried",))], tokens_of(cue, "DUR")
    when = [t for at, t in enumerate(cue) if t.tag == "WITHIN" or (t.tag == "DUR" and at and cue[at - 1].tag == "WITHIN")]  # fmt: skip
    lengths = [t for t in lengths if t not in when]
    each: list[Token] = []
    open_words = [tokens_of(cue, "COMBINED")]
    frame, before, spared = Frame(), "", None
    opened = compiled(FIRST_WORDS).match(line_of(behind))
    some = tokens_of(behind[: opened.end()], "ONE_OF", "NUM") if opened is not None else []
    if opened is not None:
        open_words.append(behind[slice(*opened.span(1))])
        if opened[2]:
            frame = frame._replace(whole=exit_of(behind[slice(*opened.span(2))]))
    for kind, part, said in parts_of(behind, opened.end() if opened else 0, glossary, text):
        match kind:
            case "whole" if TO_ALL.search(text, part[0].start, part[-1].end):
                frame = frame._replace(whole=exit_of(said))
            case "each" if some and tokens_of(part, "UNLESS"):
                spared = exit_of(said)
            case "whole" | "each":
                each += said
                frame = frame._replace(excepts=words_of(part, text).strip(" ,"))
            case "ended" if set(outcome_of(outcomes).split(" or ")) <= {"tried", "failed"}:
                outcomes = [*outcomes, *tokens_of(said, "OUTL")]
            case "length":
                lengths = [*lengths, *said]
            case "when":
                when = [*when, *said]
            case "narrows" if before == "ended":  # `and treatment failed to control itch`: what failing means
                continue
            case "narrows" if before == "narrows":
                open_words[-1] = [*open_words[-1], *part]
            case "narrows" | "ended":
                open_words.append(part)
            case "widens":
                frame = frame._replace(widens=words_of(part, text))
        before = kind
    if spared is not None:
        frame = frame._replace(whole=exhausted(spared, outcomes, lengths, some))
    narrows = ", ".join(words_of(run, text) for run in open_words if any(says(t, text) for t in run))
    return frame._replace(said=statement(outcomes, lengths, when, cue), each=outcome_of(each), narrows=narrows)


def exhausted(spared: Exit, outcomes: Sequence[Token], lengths: Sequence[Token], some: Sequence[Token]) -> Exit:
    """Return how a list is left of which some items are asked for, unless they cannot be taken: who cannot take one has the others left.

    Where several are asked for, it is left too by who has tried what he could take, and cannot take the rest.
    """
    if all(t.tag == "ONE_OF" or t.value == 1 for t in some):
        return spared
    ended = dict.fromkeys([*outcome_of(outcomes).split(" or "), *spared.outcome.split(" or ")])
    order = [name for name in ("tried", "failed", "intolerant", "contraindicated") if name in ended]
    return spared._replace(outcome=" or ".join(order), duration=str(lengths[0].value) if lengths else None)


def says(token: Token, text: str) -> bool:
    """Return True if a token behind a list's name says something: the kind of what is listed is told by the items."""
    return weighs(token, text) and token.tag not in ("THERL", "CLASSES") and not POINTS_BELOW.fullmatch(token.text)


POINTS_BELOW = Rule(
    "frame.points_below",
    r"\W*(?:below|above|listed|required|requested|needed)\W*",
    "below",
    "highest dose",
    by="fullmatch",
)
"""Words that point to the list, or say that it is asked for."""


def statement(outcomes: Sequence[Token], lengths: Sequence[Token], when: Sequence[Token], cue: Sequence[Token]) -> tuple[Token, ...]:  # fmt: skip
    """Return what is said of treatments in the order in which the grammar's rules expect it, all outcomes as one."""
    ended = tuple(outcome_of(outcomes).split(" or "))
    whole = replace(outcomes[-1], value=ended)
    line = tokens_of(cue, "LINE")[:1]
    return (*(lengths[:1] or line), whole, *when)


def parts_of(
    behind: list[Token], at: int, glossary: Glossary, text: str
) -> Iterator[tuple[str, list[Token], list[Token]]]:
    """Yield what stands behind the name of what a list holds, part by part: its kind, its tokens, and those that say it."""
    while at < len(behind):
        if behind[at].tag == "QUALIFIER":  # `(unless contraindicated)`
            low, high = behind[at].start, behind[at].end
            inner = [t for t in tagged(" " * (low + 1) + text[low + 1 : high - 1], glossary) if t.tag != "QUALIFIER"]
            yield from parts_of(inner, 0, glossary, text)
            at += 1
            continue
        if behind[at].tag == "STOP":  # a sentence of its own narrows what the one before it asks
            yield "narrows", behind[at + 1 :], []
            return
        rest = behind[
            at : next((i for i in range(at, len(behind)) if behind[i].tag in ("QUALIFIER", "STOP")), len(behind))
        ]
        kind, match = next(((k, m) for k, p in PARTS if (m := compiled(p).match(line_of(rest)))), ("narrows", None))
        if match is None:
            yield kind, rest[:1], []
            at += 1
            continue
        said = rest[slice(*match.span(1))] if match.re.groups else []
        yield kind, rest[: match.end()], said
        at += max(match.end(), 1)


def exit_of(part: Sequence[Token]) -> Exit:
    """Return the outcome that excepts from a whole list, with its place behind the connector."""
    first = next(t for t in part if t.tag not in ("COMMA", "OR", "TO"))
    return Exit(outcome_of(part), first.start, part[-1].end)


def words_of(tokens: Sequence[Token], text: str) -> str:
    """Return the words that tokens stand for, a bracket that begins in them closed."""
    said = " ".join(text[tokens[0].start : tokens[-1].end].split())
    return said + ")" * max(said.count("(") - said.count(")"), 0)
