"""The largest doses that words allow: `maximum dose of 300 mg every 4 weeks`, `the dose does not exceed …`, and lists below such a ceiling → Limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Limit
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.caps.amounts import (
    ADVICE,
    DOSE_RATE,
    DOSING,
    EXCESS,
    FREQUENCY,
    HOW_OFTEN,
    IN_COLUMN,
    LARGEST,
    MORE_DOSES,
    NAMED_DOSE,
    NO_DRUG,
    OFTEN,
    number,
)
from payerdiff.normalize.terms.limits import PIECES

TRIED = Rule("largest_doses.tried", r"\b(?:fail\w*|trials?|titrated|intoleran\w+|refractory)\b[^.;]*$", "titrated to ", "limited to ")  # fmt: skip
"""Words before a dose that tell of earlier therapy."""
SAID_OFTEN = Rule(
    "largest_doses.said_often", r"\b(?P<often>daily|weekly|monthly)\b", "maximum daily dose", "maximum dose"
)
BESIDE_BASE = Rule("largest_doses.beside_base", r"\s|/\s?dose", " /kg", "/kg", exact=True)
BY_STROKE = Rule("largest_doses.by_stroke", r"(?:/|\bper)\s*(?:1 |one )?week\b", "30 mg/week", "30 mg every week")


def doses(
    draft: Draft,
    block: Block,
    words: str,
    scope: str | None,
    *,
    within: bool,
    billed: bool = False,
    dispensed: bool = True,
) -> Iterator[Limit]:
    """Yield the largest doses that a text allows."""
    yield from (largest(draft, block, match, scope) for match in EXCESS.finditer(words))
    named = NAMED_DOSE.match(words) is not None or DOSES_ALLOWED.match(words) is not None
    for match in DOSE_RATE.finditer(words) if within and (named or not dispensed) else ():
        if (
            match["unit"].lower() != "units"
            and (match["base"] or not dispensed)
            and not ADVICE.search(words[match.end() : match.end() + 60])
        ):
            yield largest(draft, block, match, scope)
    for match in LARGEST.finditer(words):
        if TRIED.search(words[: match.start()]) or (billed and match["unit"].lower() == "units"):
            continue
        if NO_DRUG.match(words[match.end() :]) or (match["unit"].lower() == "units" and PIECES.search(words)):
            continue
        timed = match["per"] or match["often"]
        often = None if timed else FREQUENCY.match(words[match.end() :])
        if ALONE.fullmatch(match["said"]) and not (timed and "max" in match["said"].lower()) and not at_most(often):
            continue
        ceiling = "dos" not in match["said"].lower() and APPROVES.search(words) is None
        if (
            ceiling
            and not within
            and not SAID_OFTEN.search(match["said"])
            and (DOSING.search(words) or (match["said"].lower() == "limited to" and not timed))
        ):
            continue
        yield as_often(largest(draft, block, match, scope), often)
        at = match.end()
        while more := MORE_DOSES.match(words[at:]):
            yield largest(draft, block, more, scope)
            at += more.end()


def as_often(cap: Limit, often: re.Match[str] | None) -> Limit:
    """Return a cap on a dose for the time between two of them, where words say how often it is given at most."""
    if often is None:
        return cap
    if often["apart"]:
        return cap.model_copy(
            update={"per_value": number(often["apart"]), "per_unit": often["unit"].lower().rstrip("s")}
        )
    per = (often["often"] or often["per"]).lower()
    span = 2.0 if (often["span"] or "").lower() == "other" else number(often["span"]) if often["span"] else 1.0
    return cap.model_copy(update={"per_value": span, "per_unit": OFTEN.get(per, per)})


def at_most(often: re.Match[str] | None) -> bool:
    """Return True if words say how often a dose is given at most, and not only how often."""
    return often is not None and AT_MOST.search(often[0]) is not None


def how_often(words: str) -> re.Match[str] | None:
    """Return how often doses are given at most, where an item says no more than that: it holds for the dose of the item above.

    >>> how_often("B) Doses are administered no more frequently than once weekly.")["often"]
    'weekly'
    """
    said = HOW_OFTEN.match(words)
    return FREQUENCY.match(words[said.end() :]) if said else None


ALONE = Rule("largest_doses.alone", r"max(?:imum)?|approve", "maximum", "maximum of", by="fullmatch")
"""A word that makes a dose a ceiling only with a time behind it."""
AT_MOST = Rule("largest_doses.at_most", r"\bmore (?:frequently|often) than\b|\bat least\b", "no more often than weekly", "given weekly")  # fmt: skip
APPROVES = Rule("largest_doses.approves", r"\bApprove\b", "Approve up to 5 mg", "approved doses", exact=True)
"""Instructions to whoever decides: the regimens that they name are what is approved, and no information on dosing."""
DOSES_ALLOWED = Rule(
    "largest_doses.doses_allowed",
    r"\W*(?:dos(?:e|age|ing) (?:allowed|limits?)|(?:allowed|allowable) dos(?:e|age)s?)\b[^:.]{0,30}:",
    "Dosage allowed/Quantity limit: 2 mg/kg every 3 weeks",
    "Dosage: 2 mg/kg every 3 weeks",
    by="match",
)
"""A label that makes the doses behind it the ones that are allowed."""
NOT_BEYOND = r"\bdos(?:es?|ages?|ing)\b[^.;:]{0,40}\b(?:exceed|above|over|more than|greater than)"
CEILING_ABOVE = Rule("largest_doses.ceiling_above", rf"{NOT_BEYOND}(?: (?:any of |all of )?the following)?\W*:\W*$|^\W*max(?:imum)? (?:\w+ )?dos(?:es?|ages?)\W*:\W*$", "Dose does not exceed the following:", "Dose does not exceed 6 mg")  # fmt: skip
"""Words above a list of largest doses."""
THEN_EVERY = Rule("largest_doses.then_every", r"\bthen (?:every|q) ?(?P<span>\d+) (?P<per>day|week|month|year)s?\b", "for 3 doses, then every 8 weeks", "then 8 mg")  # fmt: skip
"""The same dose at another interval."""


def under_ceiling(draft: Draft, block: Block, words: str) -> Iterator[Limit]:
    """Yield the largest doses that an item of a list below a ceiling allows, for what stands before its colon."""
    scope = words.partition(":")[0].strip() if ":" in words else None
    for match in IN_COLUMN.finditer(words):
        cap = largest(draft, block, match, scope)
        yield cap
        again = THEN_EVERY.search(words, match.end())
        if again is not None:
            yield cap.model_copy(
                update={"per_value": float(again["span"]), "per_unit": again["per"], "text": words[match.start() :]}
            )


SPELLED = {"mcg": "mcg", "mg": "mg", "g": "g", "gram": "g", "milligram": "mg", "microgram": "mcg"}


def largest(draft: Draft, block: Block, match: re.Match[str], scope: str | None) -> Limit:
    """Return the cap on a dose that an expression found."""
    mass = "unit" if match["unit"].lower() == "units" else match["unit"]
    mass = SPELLED.get(mass.lower().rstrip("s"), mass)
    base = BESIDE_BASE.sub("", match["base"] or "").replace("²", "2")
    unit = f"{mass}{base}"
    per = OFTEN.get((match["per"] or "").lower(), (match["per"] or "").lower())
    named = SAID_OFTEN.search(match.groupdict().get("said") or "")
    adverb = match.groupdict().get("often") or (named["often"] if named and not per and "/" not in base else "")
    per = per or OFTEN.get((adverb or "").lower(), "")
    span = (2.0 if match["span"].lower() == "other" else number(match["span"])) if match["span"] else None
    joined = (
        bool(per)
        and span in (None, 1.0)
        and (per == "day" or (per == "week" and BY_STROKE.search(match[0]) is not None))
    )
    return Limit(
        kind="max_dose",
        value=number(match["value"]),
        unit=f"{unit}/{per}" if joined else unit,
        per_value=None if joined or not per else span or 1.0,
        per_unit=None if joined or not per else per,
        scope=scope,
        text=match[0],
        span=draft.span_of(draft.passage(block)),
    )
