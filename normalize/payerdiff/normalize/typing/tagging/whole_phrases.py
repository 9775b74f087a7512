"""Conditions that one phrase says whole: transplants, exposure, live vaccines, limits of what is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition, Expression, joined
from payerdiff.normalize.typing.tagging.measured.counts import counts
from payerdiff.normalize.typing.tagging.measured.grades import grades
from payerdiff.normalize.typing.tagging.measures import measures

ORGANS = r"(?:kidney|renal|liver|hepatic|heart|cardiac|lung|pancreas|intestinal|solid organ|islet|corneal|(?:hematopoietic )?stem[- ]cell|hematopoietic cell|bone marrow)"
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
INELIGIBLE = Rule(
    "whole_phrases.ineligible",
    rf"\bineligible (?:for|to (?:receive|undergo))(?: an?)? (?P<kind>{KIND})\b(?P<both>\s+or\s+{KIND})?[^.;,]{{0,40}}?\b(?:transplant\w*|HSCT|SCT)\b",
    "is ineligible for an autologous stem cell transplant",
    "is eligible for an autologous stem cell transplant",
)
"""A transplant that cannot be."""
ORGAN = rf"{ORGANS}(?: (?:or|and|/) {ORGANS})*"
TRANSPLANTED = r"transplant(?:ation|s|ed)?"
RECIPIENT = (
    rf"(?:adult |pediatric )?{ORGAN} {TRANSPLANTED} (?:recipients?|patients?)",
    rf"recipients? of an? {ORGAN} {TRANSPLANTED}",
)
HAD = r"after|following|(?:has|have|had) (?:received|undergone|had)|(?:patient|member|individual) had|underwent|status post|s/p|history of|prior"
HAD_NOT = r"(?:(?<=not )|(?<=never ))(?:had|received|undergone)"
OF_AN_ORGAN = (
    Rule("whole_phrases.organ_recipient", rf"\b(?:{'|'.join(RECIPIENT)})\b", "a kidney transplant recipient", "a kidney transplant"),
    Rule("whole_phrases.organ_received", rf"\b(?:{HAD}|{HAD_NOT})(?: an?)? {ORGAN} {TRANSPLANTED}\b", "has received a liver transplant", "awaits a liver transplant"),
)  # fmt: skip
AWAITS = r"candidates? for|eligible for|awaiting|waiting for|listed for|scheduled for|planned for|undergoing"
OF_AN_ORGAN_TO_COME = Rule(
    "whole_phrases.organ_to_come",
    rf"\b(?:{AWAITS})(?: an?)? {ORGAN} {TRANSPLANTED}\b",
    "is awaiting a liver transplant", "has received a liver transplant",
)  # fmt: skip
"""Transplants of an organ, by what the patient is to them."""
EXPOSURE = Rule(
    "whole_phrases.exposure",
    r"\bexpos(?:ed|ure) to myelosuppressive doses? of radiation\b",
    "exposed to myelosuppressive doses of radiation",
    "exposed to radiation",
)
DENIED = r"\b(?:not|no)\s+(?:(?:\w+\s+){0,3}?(?:receive[d]?|given|administered)\b|(?=live\b))"
FOR_A_TIME = r"(?:[^.;]*?\bwithin\s+(?P<number>\d+)\s+(?P<unit>days?|weeks?|months?))?"
VACCINE = Rule(
    "whole_phrases.vaccine",
    rf"{DENIED}[^.;]*?\blive vaccines?\b{FOR_A_TIME}",
    "has not received a live vaccine within 2 weeks",
    "has received a live vaccine",
)


AGAINST = (
    r"meningococcal|pneumococcal|Neisseria meningitidis|Streptococcus pneumoniae|Haemophilus influenzae(?: type b)?|hepatitis [AB]|influenza|varicella",
    r"(?:herpes )?zoster|shingles|human papillomavirus|HPV|MMR|measles|tetanus|COVID-19|RSV|rabies|yellow fever|encapsulated bacteria",
)
ONE_VACCINE = rf"(?:{'|'.join(AGAINST)})(?:\s+\([A-Za-z]+\))?"
VACCINES = rf"(?P<names>{ONE_VACCINE}(?:(?:,|,? and|,? or|/)\s*{ONE_VACCINE})*)"
GROUPS = r"(?:\s+(?:conjugate|polysaccharide|(?:sero)?groups? [ABCWY, and]+|MenACWY|MenB))*"
IS_DONE = r"(?:has|have|was|were|is|are|been|must be|must have been|be)"
VACCINATED = (
    Rule(
        "whole_phrases.vaccinated",
        rf"\b(?:(?:has|have|is|been|was) )*(?:fully )?(?:vaccinated|immuni[sz]ed) (?:against|for|with)(?: an?| the)? {VACCINES}(?:\s+(?:disease|infections?|vaccines?|bacteria))?\b",
        "has been vaccinated against meningococcal disease", "was not exposed to influenza",
    ),
    Rule(
        "whole_phrases.vaccine_given",
        rf"\b{VACCINES}{GROUPS} (?:vaccin\w+|immuni[sz]ations?)(?: series)?(?: {IS_DONE})* (?:given|received|administered|completed|up[- ]to[- ]date|current|provided)\b",
        "meningococcal vaccination was given", "meningococcal vaccination is advised",
    ),
    Rule(
        "whole_phrases.vaccine_received",
        rf"\b(?:received|completed|up[- ]to[- ]date (?:on|with)|given)(?: (?:an?|the|all|both|required|recommended|age-appropriate))* {VACCINES}{GROUPS} (?:vaccin\w+|immuni[sz]ations?)(?: series)?\b",
        "has received the meningococcal vaccine", "advised to have the meningococcal vaccine",
    ),
)  # fmt: skip
"""That a vaccine was given."""
NAME_OF_ONE = Rule("whole_phrases.name_of_one", ONE_VACCINE, "hepatitis B", "a virus")
ALTERNATIVE = Rule("whole_phrases.alternative", r"\bor\b", "hepatitis A or B", "both", exact=True)


IS_TO_BE = r"(?:will|must|should|is|are|was|were|has been|have been)"
GIVEN = r"(?:given|administered|received|used|planned)\b(?: (?:during|while on|within) (?:treatment|therapy))?"
NOT_GIVEN = Rule(
    "whole_phrases.not_given",
    rf"\b(?:use of )?live (?:attenuated )?vaccines? (?:{IS_TO_BE} )+(?:not|never) (?:be |been )?{GIVEN}",
    "live vaccines will not be given", "live vaccines will be given",
)  # fmt: skip


def given_vaccines(text: str) -> Iterator[Expression]:
    """Yield that vaccines were given: `vaccinated against meningococcal disease`."""
    if "vaccin" not in text.lower() and "immuni" not in text.lower():
        return
    for rule in VACCINATED:
        for match in rule.finditer(text):
            names = [SAME_VACCINE.get(n.group().lower(), n.group()) for n in NAME_OF_ONE.finditer(match["names"])]
            found = [Condition("vaccination", "=", "done", *match.span(), subject=f"{name} vaccine") for name in names]
            yield joined("any" if ALTERNATIVE.search(match["names"]) else "all", found)


SAME_VACCINE = {"neisseria meningitidis": "meningococcal", "streptococcus pneumoniae": "pneumococcal", "shingles": "zoster", "herpes zoster": "zoster", "human papillomavirus": "HPV"}  # fmt: skip
"""Vaccines that have two names."""


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
    for match in NOT_GIVEN.finditer(text) if "vaccin" in text.lower() else ():
        yield Condition("vaccination", "=", "none", *match.span(), subject="live vaccine")
    for match in VACCINE.finditer(text) if "vaccin" in text.lower() else ():
        lasting = f"{match['number']} {match['unit'].rstrip('s')}" if match["number"] else None
        yield Condition("vaccination", "=", "none", *match.span(), subject="live vaccine", duration=lasting)


def transplants(text: str) -> Iterator[Expression]:
    """Yield that the patient received a transplant, or is to: of one kind, or of an organ."""
    low = text.lower()
    if "transplant" not in low or "mobilization" in low:
        return
    for rule, value in ((CANDIDATE, "candidate"), (TRANSPLANT, "recipient"), (INELIGIBLE, "candidate")):
        for match in rule.finditer(text):
            if not match["both"]:
                kind = "autologous" if match["kind"].lower().startswith("auto") else "allogeneic"
                denied = rule is INELIGIBLE
                yield Condition("transplant", "=", value, *match.span(), subject=kind, negated=denied)
    for rule, value in (*((rule, "recipient") for rule in OF_AN_ORGAN), (OF_AN_ORGAN_TO_COME, "candidate")):
        for match in rule.finditer(text):
            organs = [found.group().lower() for found in ORGAN_NAME.finditer(match.group())]
            named = [Condition("transplant", "=", value, *match.span(), subject=SAME_ORGAN.get(o, o)) for o in organs]
            yield joined("any", named)


ORGAN_NAME = Rule("whole_phrases.organ_name", ORGANS, "liver", "skin")
SAME_ORGAN = {
    "hematopoietic stem cell": "stem cell",
    "hematopoietic cell": "stem cell",
    "stem-cell": "stem cell",
    "renal": "kidney",
    "hepatic": "liver",
    "cardiac": "heart",
}
"""The organs that have two names."""


FINDERS: tuple[Callable[[str], Iterator[Expression]], ...] = (
    transplants,
    exposures,
    vaccinations,
    given_vaccines,
    measures,
    counts,
    grades,
)
"""Who reads whole phrases. A concept that needs no cue of its own has its finder here."""
