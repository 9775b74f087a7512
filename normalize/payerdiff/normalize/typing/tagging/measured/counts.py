"""How often something happens in a time: `at least 4 migraine days per month`, `two or more exacerbations in the past 12 months`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from payerdiff.model.policy import AtomOp
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition, Expression, Unknown, joined
from payerdiff.normalize.typing.numbers import DIGITS, NUMBERS, number_of
from payerdiff.normalize.typing.tagging.asides import fillers
from payerdiff.normalize.typing.tagging.limits import SIGN, SIGNS

COUNT = rf"(?P<number>{DIGITS}|\b(?:{'|'.join(NUMBERS)})\b)(?:\s*\(\d+\))?"
MORE = r"(?:\s+or\s+(?P<more>more|fewer|less|greater))?"
ADJECTIVES = r"(?P<between>(?:\s+(?!(?:and|or|days?|weeks?|months?|years?|per)\b)[\w-]+){0,4}?\s+)"
TO = r"(?:(?P<low>\d{1,2})\s*(?:to|-|–)\s*)?"
AMOUNT = Rule("counts.amount", rf"(?P<sign>{SIGNS})?\s*{TO}{COUNT}{MORE}{ADJECTIVES}$", "at least 2 severe ", "severe ")
"""What stands before the name of what is counted."""
PAST = r"(?:past|last|previous|prior|preceding)"
EVERY = "|".join((r"per|each|every|an?|in an?", rf"(?:with)?in (?:the )?{PAST}", rf"(?:over|during) (?:the )?{PAST}"))
UNIT = r"(?:(?P<times>\d{1,2}|one|two|three|six|twelve)[\s-]+)?(?P<unit>day|week|month|year)s?(?:[\s-]period)?"
PERIOD = Rule(
    "counts.period",
    rf"(?P<between>[^.;:()]{{0,60}}?)\b(?:(?:{EVERY})\s+{UNIT}|(?P<adverb>daily|weekly|monthly|annually|yearly))\b",
    " in the past 12 months", " of gout", by="match",
)  # fmt: skip
"""The time behind it, and what else is said before that."""
ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "annually": "year", "yearly": "year"}
HAD = Rule("counts.had", r"(?:^|\b(?:had|has|have|with|experienced|and|or|by)|[,:;])\s*$", "has had ", "up to ")
"""Before a number by itself of what happened: `has had two exacerbations in the past year` asks for as many or more."""


def stated_alone(text: str, amount: re.Match[str]) -> bool:
    """Return True if a number without a sign tells how often something must have happened."""
    return HAD.search(text[: amount.start("number")]) is not None


CHANGE = Rule(
    "counts.change", r"\b(?:reduc\w+|decreas\w+|improve\w+|increas\w+|drop\w*|fall\w*|fewer|less|gain\w*|change) (?:of|by|in)\s*$",
    "reduction of ", "has "
)  # fmt: skip
"""Before how much more or less often something happens, which is no number of its own."""
TREATED = Rule("counts.treated", r"\b(?:treat(?:s|ing)?|(?:be|being) used for)\s*$", "will treat ", "is treated, has ")
"""Before how many of a thing the drug is for: how many there are is not said (`will treat no more than 4 headaches per month`)."""
BEFORE = Rule("counts.before", r"\b(?:monthly|weekly|daily|annual)\s+$", "monthly ", "month ")


def counts(text: str) -> Iterator[Expression]:
    """Yield how often what the vocabulary counts must have happened in a time; what else is said of it stays open."""
    for hit in lexicon.hits("labs", text):
        if not lexicon.table("labs")[hit.canonical].get("counted"):
            continue
        amount, period = AMOUNT.search(text[: hit.start]), PERIOD.match(text, hit.end)
        if (
            amount is None
            or period is None
            or not (amount["sign"] or amount["more"] or amount["low"] or stated_alone(text, amount))
        ):
            continue
        if TREATED.search(text[: amount.start()]) or CHANGE.search(text[: amount.start()]):
            continue
        if amount["low"]:
            yield from span(hit.canonical, amount, period)
            continue
        start, end = amount.start("sign") if amount["sign"] else amount.start("number"), period.end()
        number = number_of(amount["number"])
        found = Condition("lab_value", sign_of(amount), number, start, end, subject=hit.canonical, unit=unit_of(period))
        rest = (Unknown("", *match.span("between")) for match in (amount, period) if weighs(match["between"]))
        yield joined("all", [found, *rest])


def span(name: str, amount: re.Match[str], period: re.Match[str]) -> Iterator[Expression]:
    """Yield both ends of how often something must have happened: `4 to 14 headache days per month`."""
    place = amount.start("low"), period.end()
    low, high = number_of(amount["low"]), number_of(amount["number"])
    if amount["sign"] or amount["more"] or low >= high:
        return
    ends: tuple[tuple[AtomOp, float], ...] = ((">=", low), ("<=", high))
    found = [Condition("lab_value", op, value, *place, subject=name, unit=unit_of(period)) for op, value in ends]
    rest = (Unknown("", *match.span("between")) for match in (amount, period) if weighs(match["between"]))
    yield joined("all", [*found, *rest])


def sign_of(amount: re.Match[str]) -> AtomOp:
    """Return the operator that an amount names."""
    if amount["sign"]:
        return SIGN[" ".join(amount["sign"].lower().split())]
    return "<=" if (amount["more"] or "").lower() in ("fewer", "less") else ">="


def unit_of(period: re.Match[str]) -> str:
    """Return the time in which is counted, as the schema writes it: twelve months are a year."""
    unit = ADVERBS[period["adverb"].lower()] if period["adverb"] else period["unit"].lower()
    times = number_of(period["times"]) if not period["adverb"] and period["times"] else 1
    if (times, unit) == (12, "month"):
        return "per year"
    return f"per {unit}" if times == 1 else f"per {times:g} {unit}s"


def weighs(words: str) -> bool:
    """Return True if words between say more of what is counted."""
    return any(word.lower().strip(",’'") not in fillers() for word in words.split())
