"""The words above a list: what they say that the list's members stand for (`Trial and failure of one of the following:`)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.coordination import with_lists
from payerdiff.normalize.typing.rules import through
from payerdiff.normalize.typing.sentences import weighs
from payerdiff.normalize.typing.tagging.glossary import NOTHING, Glossary
from payerdiff.normalize.typing.tagging.tagger import tagged
from payerdiff.normalize.typing.tagging.tokens import Token, compiled, line_of

OUTCOMES = r"OUTL(?:DUR|WITHIN DUR?|OUTL|TO|OR|COMMA|AND|COMBINED|(?:GE|LE|U|DOSE){1,4}(?=GE? DUR? OUTL))*"
"""How treatments ended, with what is said between: `inadequate response to at least a 3 month trial of`, `received 3 months of combination therapy`."""
SEEN = r"RESPL(?:RESPL|SINCE|IDLE|SELF|OR|AND)*"
CUE = (
    rf"((?:NOT+)?(?:(?:TAKING)?(?:THERL|SELF)?COMBINED|TAKING)|(?:NOT+)?(?:DUR|LINE)?{OUTCOMES}|(?:^|(?<=IDLE))DUR COMBINED|"
    rf"(?:PRESCRIBED_BY|CONSULTED)(?:(?:COMMA)?(?:OR|SLASH|AND)|COMMA|PRESCRIBED_BY|CONSULTED)*|DX+|USED_FOR+|GIVEN_AT|FAMILY|RISK|HISTORY|{SEEN})"
    r"(?:(?:U|TO|THERL|FOR|CLASSES|(?<=THERL)(?:COMMA)?(?:AND|OR)){0,4}(?:(?:GE|LE)?NUM(?:OR_MORE)?|ONE_OF|ALL_OF)+.*|(?:U|TO|IDLE)?)$"
)
"""The end of words above a list that wait for what the list names."""
INCLUDING = Rule(
    "leads.including",
    r"\bincluding\b[^.;]{0,30}:?\s*$",
    "a trial of NSAIDs, including:",
    "including NSAIDs. All of these:",
)
LINES_OF_THERAPY = Rule(
    "leads.lines_of_therapy",
    r"\b(?:lines?|regimens?|therap(?:y|ies)|treatments?)\b",
    "two prior regimens",
    "two prior tests",
)
WAITS = Rule(
    "leads.waits", r":\W*$|\b(?:following|below)\b", "failure of one of the following", "failure of one statin"
)
"""What tells that words wait for a list, though they name therapies: `two of the following statins:`."""
OF_TESTS = Rule(
    "leads.of_tests",
    r"\b(?:tests?|testing|screenings?|vaccin\w+|immuniz\w+)\b",
    "received all of the following baseline tests",
    "received one of the following therapies",
)
"""What is received and no therapy, where the words above a list name it."""
STATED = ("C", "DISL", "SETL")
"""Tags of what words behind the number of items say by themselves: `one of the following biallelic variants`."""
TRIED = Token("OUTL", 0, 0, ("tried",))


class Lead(NamedTuple):
    """The words above a list, whether they refuse its items, and whether they are the statement above a whole set of criteria."""

    text: str
    refused: bool = False
    states: bool = False


class Cue(NamedTuple):
    """What the end of words above a list says that its members stand for, and whether those words say nothing else before it."""

    tokens: tuple[Token, ...] = ()
    alone: bool = False
    behind: tuple[Token, ...] = ()
    """What stands behind the cue: how many items are asked for, what they are, and what else is said of them."""


INSERTED = Rule(
    "leads.inserted",
    r"^(?P<before>[^,:;]{3,80}),\s+(?P<aside>(?:defined as|over|for|during|of)\b[^,:;]{4,80}),\s+(?P<rest>[^:;]*?)(?P<end>:\W*)$",
    "Failure, defined as 8 weeks of use, of two of these:",
    "Failure of these, unless contraindicated:",
    by="match",
)
"""What words above a list say between commas before they name what they wait for."""


def in_order(lead: str) -> str:
    """Return words above a list with what they say between commas at their end, where the list is no part of it.

    >>> in_order("Failure, defined as 8 weeks of use, of two of these:")
    'Failure of two of these (8 weeks of use):'
    """
    match = INSERTED.match(lead)
    if match is None:
        return lead
    return f"{match['before']} {match['rest']} ({match['aside'].removeprefix('defined as ')}){match['end']}"


@lru_cache(maxsize=2_048)
def read(lead: str, glossary: Glossary = NOTHING) -> Cue:
    """Return the cue at the end of words above a list.

    What shows a thing is no instance of it: below `uncontrolled asthma, as shown by one of the following:` only the words behind `by` say
    what the items stand for.
    """
    shown = SHOWN_BY_LIST.search(lead)
    if shown is None:
        return cue_at_the_end(lead, glossary)
    low, found = shown.end(), cue_at_the_end(" " * shown.end() + lead[shown.end() :], glossary)
    if found.tokens and found.tokens[0].start >= low:
        return found._replace(alone=False)
    found = cue_at_the_end(lead, glossary)
    return found._replace(behind=()) if found.tokens and found.tokens[0].tag in SEEN_IN else Cue()


def cue_at_the_end(lead: str, glossary: Glossary) -> Cue:
    """Return the cue that words end with, whatever shows what they say."""
    said = [
        t for t in tagged(lead, glossary) if t.tag != "COLON" and (t.tag != "STOP" or NEW_SENTENCE.match(lead, t.end))
    ]
    every = with_lists(through("terms", [t for t in said if t.tag != "QUALIFIER"]))
    tokens = list(before_exits(tuple(every)))
    beside = [t for t in said if t.tag == "QUALIFIER"]
    if INCLUDING.search(lead) and LINES_OF_THERAPY.search(lead) and any(t.tag in ("OUTL", "C") for t in tokens):
        return Cue((TRIED,))
    if [t.tag for t in tokens] == ["AGE"]:
        return Cue(tuple(tokens), alone=True)
    match = compiled(CUE).search(line_of(tokens))
    if match is None:
        return Cue()
    before, behind = tokens[: match.start(1)], tokens[match.end(1) :]
    if any(t.tag in ("THERL", "U", "SYMPTOM") for t in behind) and not WAITS.search(lead):
        return Cue()  # which therapies is said already: `failure of at least one preferred drug`
    if behind and OF_TESTS.search(lead, behind[0].start) and not any(t.tag == "THERL" for t in behind):
        return Cue()
    cue = [replace(t, tag="SYMPTOM") if t.tag == "RESPL" else t for t in tokens[match.start(1) : match.end(1)]]
    tags = {t.tag for t in cue}
    together = "COMBINED" in tags and tags & {"OUTL", "DUR"}  # that they were given at one time is said of all of them
    alone = (
        not together
        and not any(weighs(t, lead) for t in before)
        and not any(t.tag in STATED for t in behind)
        and cue[0].tag not in SEEN_IN
        and NAMED_BESIDE.match(line_of(behind)) is None
    )
    rest = [*every[match.end(1) :], *(t for t in beside if t.start >= cue[-1].start)]
    return Cue(tuple(cue), alone, tuple(sorted(rest, key=lambda t: t.start)))


NAMED_BESIDE = compiled(
    "(?:U|TO|FOR|CLASSES|ONE_OF|ALL_OF|GE|NUM|LE)*THERL(?:COMMA)?(?:AND|OR)(?:U|TO|IDLE)*(?:GE|LE)?(?:NUM|ONE_OF|ALL_OF)"
)
"""A therapy that words above a list ask for beside its items: `failure of phototherapy and one of the following:`."""
NEW_SENTENCE = Rule("leads.new_sentence", r"\s+[A-Z][a-z]", " Trial must", " or ii", exact=True, by="match")
"""What follows a full stop that ends a sentence."""
SHOWN_BY_LIST = Rule(
    "leads.shown_by_list",
    r"\b(?:(?:as )?(?:confirmed|evidenced|demonstrated|verified|shown|documented|indicated|determined|measured) by|(?:as )?defined (?:as|by))\b(?=[^.;]*$)",
    "uncontrolled asthma, as shown by one of the following:",
    "asthma that is shown to patients",
)
"""What leads over from a statement to the list of what shows it."""
SEEN_IN = frozenset(("SYMPTOM",))
"""Cues of what a response is seen in: a disease that is named below them need not be there (`improvement in any of the following:`)."""


def is_cue_alone(lead: str) -> bool:
    """Return True if words above a list say what its members stand for, and nothing else.

    >>> is_cue_alone("Tumor grew after treatment with all of the following:"), is_cue_alone("Asthma, and failure of one of the following:")
    (True, False)
    """
    return read(lead).alone


def awaits_list(lead: str) -> bool:
    """Return True if words above a list end with how the treatments that it names ended.

    >>> awaits_list("Asthma, and failure of one of the following:"), awaits_list("Asthma, and one of the following:")
    (True, False)
    """
    return any(token.tag == "OUTL" for token in read(lead).tokens)


def before_exits(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tokens before an exit that the words above a list name (`failure of one of these, unless contraindicated`)."""
    at = next((i for i, t in enumerate(tokens) if t.tag == "UNLESS"), len(tokens))
    return tokens[:at]
