"""Conditions that one phrase says whole: transplants, exposure, live vaccines, limits of what is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition, Expression, joined
from payerdiff.normalize.typing.tagging.counts import counts
from payerdiff.normalize.typing.tagging.measures import measures

RECEIVED = r"(?:following|after|undergo\w*|undergone|received|recipient of|who (?:has|have) had)"
KIND = r"(?:autologous|allogene?ic)"
TRANSPLANT = Rule(
    "whole_phrases.transplant",
    rf"\b{RECEIVED}\b[^.;,]{{0,40}}?\b(?P<kind>{KIND})\b(?P<both>\s+or\s+{KIND})?[^.;]{{0,60}}?\btransplant\w*",
    "has undergone an allogeneic stem cell transplant",
    "is a candidate for surgery",
)
CANDIDATE = Rule(
    "whole_phrases.candidate",
    rf"\b(?:candidates? for|eligible for|eligible to (?:receive|undergo)|planned for|scheduled for)\b[^.;,]{{0,20}}?\b(?P<kind>{KIND})\b(?P<both>\s+or\s+{KIND})?[^.;,]{{0,40}}?\b(?:transplant\w*|HSCT|SCT)\b",
    "is a candidate for an autologous stem cell transplant",
    "has received an autologous stem cell transplant",
)
"""A transplant that is to come."""
EXPOSURE = Rule(
    "whole_phrases.exposure",
    r"\bexpos(?:ed|ure) to myelosuppressive doses? of radiation\b",
    "exposed to myelosuppressive doses of radiation",
    "exposed to radiation",
)
DENIED = r"\b(?:not|no)\s+(?:\w+\s+){0,3}?(?:receive[d]?|given|administered)\b"
FOR_A_TIME = r"(?:[^.;]*?\bwithin\s+(?P<number>\d+)\s+(?P<unit>days?|weeks?|months?))?"
VACCINE = Rule(
    "whole_phrases.vaccine",
    rf"{DENIED}[^.;]*?\blive vaccines?\b{FOR_A_TIME}",
    "has not received a live vaccine within 2 weeks",
    "has received a live vaccine",
)


def whole_phrases(text: str) -> Iterator[Expression]:
    """Yield the conditions that one phrase says whole, overlaps included."""
    for finder in FINDERS:
        yield from finder(text)


def of_terms(hits: Sequence[lexicon.Hit], concept: str) -> Expression:
    """Return terms of one vocabulary as a condition that any of them meets."""
    return joined("any", [Condition(concept, "=", hit.canonical, hit.start, hit.end) for hit in hits])


def exposures(text: str) -> Iterator[Condition]:
    """Yield exposure to radiation."""
    for match in EXPOSURE.finditer(text):
        yield Condition("exposure", "=", "myelosuppressive radiation", *match.span())


def vaccinations(text: str) -> Iterator[Condition]:
    """Yield bans on live vaccines, with the time that they hold."""
    for match in VACCINE.finditer(text) if "vaccin" in text.lower() else ():
        lasting = f"{match['number']} {match['unit'].rstrip('s')}" if match["number"] else None
        yield Condition("vaccination", "=", "none", *match.span(), subject="live vaccine", duration=lasting)


def transplants(text: str) -> Iterator[Condition]:
    """Yield that the patient received a transplant of one kind."""
    low = text.lower()
    if "transplant" not in low or "mobilization" in low:
        return
    for rule, value in ((CANDIDATE, "candidate"), (TRANSPLANT, "recipient")):
        for match in rule.finditer(text):
            if not match["both"]:
                kind = "autologous" if match["kind"].lower().startswith("auto") else "allogeneic"
                yield Condition("transplant", "=", value, *match.span(), subject=kind)


FINDERS: tuple[Callable[[str], Iterator[Expression]], ...] = (transplants, exposures, vaccinations, measures, counts)
"""Who reads whole phrases. A concept that needs no cue of its own has its finder here."""
