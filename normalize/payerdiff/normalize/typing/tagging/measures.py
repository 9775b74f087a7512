"""Limits of what is measured, as one phrase says them whole: laboratory values, scores, performance status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from payerdiff.model.policy import AtomOp
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition, Expression, joined
from payerdiff.normalize.typing.numbers import DIGITS, GROUPED, number_of

KINDS_OF_MEASURE = (
    r"(?:%|percent)(?: of)? predicted|levels?|counts?|scores?|concentration|activity|performance|status|grade"
)
LINKS = r"is|was|were|of|remains?|must be|with|that is|currently|baseline|between|involvement|affected|index"
BETWEEN = rf"(?:\s*\([^)]{{0,30}}\))?(?:,?\s+(?:{KINDS_OF_MEASURE}|{LINKS}|(?:corrected|adjusted) for \w+))*"
"""Words between a measure's name and its limit."""
SIGN: dict[str, AtomOp] = {
    "≥": ">=", "greater than or equal to": ">=", "at least": ">=", "≤": "<=", "less than or equal to": "<=", "no more than": "<=", "at most": "<=",
    ">": ">", "greater than": ">", "above": ">", "more than": ">", "over": ">", "<": "<", "less than": "<", "below": "<", "under": "<",
}  # fmt: skip
SIGNS = "|".join(sorted(SIGN, key=len, reverse=True))
VALUE = rf"(?P<value>[-−–]?{GROUPED}(?:\.\d+)?)(?!\.?\d)"
VOLUMES = r"(?:microliter|[µμu]L|mm\^?3|deciliters?(?:\s+\(?dL\)?)?|dL|milliliter|mL)"
INTERNATIONAL = r"(?:international units?(?:\s+\(?IU\)?)?|IU)"
UNITS = (
    r"%(?: predicted)?", rf"cells?(?: per |/){VOLUMES}", r"per microliter", r"mg/dL", r"g/dL", r"mg/L", r"mmol/L", r"g/L",
    rf"{INTERNATIONAL}\s*(?:/|per)\s*{VOLUMES}", r"/[µμu]L", r"(?:per |/) ?mm\^?3", r"mL/min(?:/1\.73 ?m2)?", r"kg/m2?", r"mm ?(?:/|per )h(?:ou)?r?", r"mg/mL", r"(?:mcg|[µμu]g)/(?:mL|L|dL)", r"[x×] ?10\^?[39] ?/ ?[µμu]?L",
    r"(?:times|x) (?:the )?(?:upper limit of normal|ULN)", r"(?:st|nd|rd|th) percentile", r"percentile", r"(?:events?|episodes?|apneas?)?(?: ?per |/)h(?:ou)?r", r"(?:events?|episodes?) per hour", r"mm ?Hg", r"ng/mL", r"pg/mL", r"m2",
)  # fmt: skip
UNIT = rf"\s*(?P<unit>{'|'.join(UNITS)})?(?![\w:]|\s*:\s*\d)"
LIMIT = Rule("measures.limit", rf"{BETWEEN}\s*(?P<sign>{SIGNS})\s*{VALUE}{UNIT}", " ≥ 2 mg/dL", " of blood", by="match")
"""`LDL-C level of at least 220 mg/dL`."""
OR_MORE = Rule("measures.or_more", rf"{BETWEEN}\s*{VALUE}{UNIT}\s+(?:or|and)\s+(?P<more>more|greater|higher|above|over|less|lower|below|under)\b", " 2 mg/dL or more", " 2 mg/dL", by="match")  # fmt: skip
"""`LVEF of 35 % or less`."""
BEFORE = Rule(
    "measures.before",
    rf"(?P<sign>{SIGNS})\s*{VALUE}\s*(?P<unit>%)\s*(?:of )?(?:the |their )?(?:total )?$",
    "≥ 20% of ",
    "20% of ",
)
"""`at least 10 % of the body surface area`."""
PLAIN_UNITS = (
    (
        Rule(
            "measures.iu_dl",
            r"(?:international units?|IU).*(?:deciliter|dL).*",
            "IU per dL",
            "IU per mL",
            by="fullmatch",
        ),
        "IU/dL",
    ),
    (
        Rule(
            "measures.iu_ml",
            r"(?:international units?|IU).*(?:milliliter|mL).*",
            "IU per mL",
            "IU per dL",
            by="fullmatch",
        ),
        "IU/mL",
    ),
    (
        Rule(
            "measures.cells",
            r"(?:cells? ?(?:per |/)|per |/)(?:microliter|[µμu]L|mm\^?3)",
            "cells/mm3",
            "mm3",
            by="fullmatch",
        ),
        "cells/uL",
    ),
    (Rule("measures.giga", r"[x×] ?10\^?9.*", "x 109/L", "x 103/uL", by="fullmatch"), "10^9/L"),
    (Rule("measures.kilo", r"[x×] ?10\^?3.*", "x 103/uL", "x 109/L", by="fullmatch"), "10^3/uL"),
    (Rule("measures.per_hour_fallen", r"mm ?(?:/|per )h(?:ou)?r?", "mm/hr", "mm", by="fullmatch"), "mm/h"),
    (Rule("measures.per_hour", r".*h(?:ou)?r", "events per hour", "mm Hg", by="fullmatch"), "events/hour"),
    (Rule("measures.percentile", r".*percentile", "th percentile", "mm Hg", by="fullmatch"), "percentile"),
    (Rule("measures.mmhg", r"mm ?Hg", "mm Hg", "mm", by="fullmatch"), "mmHg"),
    (Rule("measures.times", r"(?:times|x) .*", "times the upper limit", "the upper limit", by="fullmatch"), "ULN"),
)


def measures(text: str) -> Iterator[Expression]:
    """Yield limits of laboratory values and scores: `LDL-C ≥ 220 mg/dL`, `FEV1 < 80 % predicted`, `ECOG 0-2`."""
    named = [
        hit
        for hit in sorted((*lexicon.hits("labs", text), *unlisted(text)), key=lambda hit: hit.start)
        if not CORRECTED.search(text[: hit.start])
    ]
    for at, hit in enumerate(named):
        concept = entry_of(hit).get("concept", "lab_value")
        grades = GRADES.match(text, hit.end) if concept == "performance_status" else None
        if grades:
            yield from of_grades(hit, grades)
            continue
        limit = limit_of(hit, text, concept) or span_of(hit, text, concept)
        if isinstance(limit, Condition):
            limit = with_neighbors(named[:at], limit, hit, text)
        if limit:
            yield limit


NO_NAMES = "The|Total|Baseline|An|This|That|Patient|Member|Individual|Risk|Pain|Symptom|Documented|Documentation|Current|Has|Have|Average|Mean|Overall|Raw|Composite"
KIND_OF_SCALE = r"(?P<kind>(?:[Tt]otal )?(?:[Ss]core|[Ss]cale|[Ii]ndex|[Qq]uestionnaire))"
UNLISTED = Rule(
    "measures.unlisted",
    rf"\b(?P<name>(?!(?:{NO_NAMES})\b)(?:[A-Z][\w'’-]+ ){{1,6}}?){KIND_OF_SCALE}\b(?: [Ss]core)?(?:\s*\((?P<short>[A-Z][\w-]+)\))?",
    "Karvel Function Scale", "a score",
    exact=True,
)  # fmt: skip
"""A scale that no vocabulary holds, by its name in capitals: a limit behind it is one of it."""


def unlisted(text: str) -> list[lexicon.Hit]:
    """Return the scales that a text names and no vocabulary holds, by their abbreviation where one stands beside."""
    if not SCALE.search(text):
        return []
    known = [(hit.start, hit.end) for hit in lexicon.hits("labs", text)]
    found = []
    for match in UNLISTED.finditer(text):
        if not any(low < match.end() and match.start() < high for low, high in known):
            name = match["short"] or match["name"].strip()
            whole = name if name.isupper() or "-" in name else f"{name} {match['kind'].lower()}"
            found.append(lexicon.Hit(whole, *match.span()))
    return found


SCALE = Rule("measures.scale", r"\b(?:score|scale|index|questionnaire)\b", "a score", "a dose")


def entry_of(hit: lexicon.Hit) -> Mapping[str, Any]:
    """Return what the vocabulary says of a measure; nothing of one that it does not hold."""
    entry: Mapping[str, Any] = lexicon.table("labs").get(hit.canonical, {})
    return entry


CORRECTED = Rule("measures.corrected", r"\b(?:corrected|adjusted|normalized) for (?:the )?$", "corrected for ", "low ")
"""Before what another measure was put right by, which is no limit of its own: `DLCO (corrected for hemoglobin) > 40 %`."""
JOINT = Rule("measures.joint", r"\s*,?\s*(?:\(?or|and|and/or|/|,)\s*(?:an?\s|the\s)?", " or ", " was ", by="fullmatch")
OR = Rule("measures.or", r"\bor\b|/", " or ", " and ")


def with_neighbors(before: list[lexicon.Hit], limit: Condition, hit: lexicon.Hit, text: str) -> Expression:
    """Return a limit for each measure of a list that ends with the one it stands behind: `ALT or AST > 3 times ULN`."""
    members = [limit]
    first = hit
    either = False
    for other in reversed(before):
        gap = text[other.end : first.start]
        if JOINT.fullmatch(gap) is None or limit.start < hit.start:
            break
        either = either or OR.search(gap) is not None
        members.insert(0, replace(limit, subject=other.canonical, start=other.start))
        first = other
    start = limit.start if len(members) == 1 else first.start
    whole = [with_other_end(replace(m, start=start), text) for m in members]
    return joined("any" if either else "all", whole)


OTHER_END = Rule(
    "measures.other_end", rf"\s*,?\s*(?:and|but)\s+(?P<sign>{SIGNS})\s*{VALUE}{UNIT}", " and less than 30 %", " and 30 %", by="match"
)  # fmt: skip


def with_other_end(limit: Condition, text: str) -> Expression:
    """Return a limit with the other one that follows it for the same measure: `≥ 15 and ≤ 65 events per hour`."""
    match = OTHER_END.match(text, limit.end)
    op = SIGN[" ".join(match["sign"].lower().split())] if match else limit.op
    if match is None or limit.op[0] == op[0]:
        return limit
    first = replace(limit, end=match.end())
    unit = plain_unit(match["unit"]) if match["unit"] else limit.unit
    return joined("all", [first, replace(first, op=op, value=number_of(MINUS.sub("-", match["value"])), unit=unit)])


SPAN = Rule(
    "measures.span",
    rf"{BETWEEN}\s*(?:between |from )?(?P<low>{GROUPED}(?:\.\d+)?)\s*%?\s*(?:[-–]|to|and)\s*(?P<high>{GROUPED}(?:\.\d+)?){UNIT}",
    " 30–34.9 kg/m2", " 30 kg/m2", by="match",
)  # fmt: skip
"""Both ends of a measure: `BMI 30 to 34.9 kg/m2`."""


def span_of(hit: lexicon.Hit, text: str, concept: str) -> Expression | None:
    """Return the span that a text gives for a measure; None where it gives none, or the ends are not in their order."""
    match = SPAN.match(text, hit.end) if concept == "lab_value" else None
    if match is None or number_of(match["low"]) >= number_of(match["high"]):
        return None
    unit = plain_unit(match["unit"]) if match["unit"] else None
    ends: tuple[tuple[AtomOp, str], ...] = ((">=", "low"), ("<=", "high"))
    return joined(
        "all",
        [
            Condition(concept, op, number_of(match[name]), hit.start, match.end(), subject=hit.canonical, unit=unit)
            for op, name in ends
        ],
    )


MINUS = Rule("measures.minus", "[−–]", "−2", "2", exact=True)


def limit_of(hit: lexicon.Hit, text: str, concept: str) -> Condition | None:
    """Return the limit that a text sets to a measure, behind its name or before it."""
    behind = LIMIT.match(text, hit.end)
    more = None if behind else OR_MORE.match(text, hit.end)
    is_share = bool(entry_of(hit).get("share"))
    before = BEFORE.search(text[: hit.start]) if is_share and not (behind or more) else None
    match = behind or more or before
    if match is None:
        return None
    if more:
        op: AtomOp = ">=" if more["more"].lower() in ("more", "greater", "higher", "above", "over") else "<="
    else:
        op = SIGN[" ".join(match["sign"].lower().split())]
    start, end = (match.start(), hit.end) if before else (hit.start, match.end())
    value = number_of(MINUS.sub("-", match["value"]))
    unit = plain_unit(match["unit"]) if concept == "lab_value" and match["unit"] else None  # `≥ 70 %` is a grade too
    return Condition(concept, op, value, start, end, subject=hit.canonical, unit=unit)


def plain_unit(written: str) -> str:
    """Return a unit as the schema writes it.

    >>> plain_unit("cells per microliter"), plain_unit("mg/dL")
    ('cells/uL', 'mg/dL')
    """
    return next((plain for pattern, plain in PLAIN_UNITS if pattern.fullmatch(written)), written)


GRADES = Rule(
    "measures.grades",
    rf"{BETWEEN}\s*(?P<low>{DIGITS})\s*(?:(?:,\s*\d+\s*)*,?\s*\bor\s*|[-–‐‑]|\bto\b|\bthrough\b)\s*(?P<high>{DIGITS})(?!\s*%?\s*(?:[-–]|to\b)\s*\d)",
    " 0 or 1",
    " 0",
    by="match",
)
"""Grades of a scale behind its name: `0-2`, `0 to 2`, `0, 1 or 2`."""


def of_grades(hit: lexicon.Hit, grades: re.Match[str]) -> Iterator[Expression]:
    """Yield a span of grades; the scale's own lowest grade limits nothing."""
    low, high = (number_of(grades[name]) for name in ("low", "high"))
    if low < high:
        ends: list[Expression] = [Condition("performance_status", "<=", high, hit.start, grades.end(), subject=hit.canonical)]  # fmt: skip
        if low > 0:
            ends.insert(0, Condition("performance_status", ">=", low, hit.start, grades.end(), subject=hit.canonical))
        yield joined("all", ends)
