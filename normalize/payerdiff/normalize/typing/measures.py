"""Limits of what is measured, as one phrase says them whole: laboratory values, scores, performance status."""

from __future__ import annotations

import re
from collections.abc import Iterator

from payerdiff.model.policy import AtomOp
from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.expression import Condition

BETWEEN = r"(?:\s*\([^)]{0,30}\))?(?:\s+(?:levels?|counts?|scores?|concentration|activity|performance|status|grade|is|was|of|remains?|must be|with|that is|currently|baseline|between))*"
"""Words between a measure's name and its limit."""
LIMIT = re.compile(
    rf"^{BETWEEN}\s*(?P<sign>≥|≤|>|<|greater than or equal to|less than or equal to|greater than|less than|at least|of at least|above|below|more than)\s*(?P<value>[-−–]?\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%(?: predicted)?|cells?(?: per |/)(?:microliter|[µμu]L|mm3)|per microliter|mg/dL|g/dL|(?:international units? \(IU\)|international units?|IU)\s*(?:/|per)\s*(?:deciliters? \(dL\)|deciliter|dL|milliliter|mL)|/[µμu]L|mL/min(?:/1\.73 ?m2)?|kg/m2?|times (?:the )?(?:upper limit of normal|ULN)|ng/mL|pg/mL|m2)?(?!\s*[:\d])",
    re.IGNORECASE,
)
SIGN: dict[str, AtomOp] = {
    "≥": ">=", "greater than or equal to": ">=", "at least": ">=", "of at least": ">=", "≤": "<=", "less than or equal to": "<=",
    ">": ">", "greater than": ">", "above": ">", "more than": ">", "<": "<", "less than": "<", "below": "<",
}  # fmt: skip
PLAIN_UNITS = (
    (re.compile(r"^(?:international units?|IU).*(?:deciliter|dL).*$", re.IGNORECASE), "IU/dL"),
    (re.compile(r"^(?:international units?|IU).*(?:milliliter|mL).*$", re.IGNORECASE), "IU/mL"),
    (re.compile(r"^(?:cells? ?(?:per |/)|per |/)(?:microliter|[µμu]L|mm3)$", re.IGNORECASE), "cells/uL"),
    (re.compile(r"^times.*$", re.IGNORECASE), "ULN"),
)


def measures(text: str) -> Iterator[Condition]:
    """Yield limits of laboratory values and scores: `LDL-C ≥ 220 mg/dL`, `FEV1 < 80 % predicted`, `ECOG 0-2`."""
    for hit in lexicon.hits("labs", text):
        concept = lexicon.table("labs")[hit.canonical].get("concept", "lab_value")
        grades = GRADES.match(text[hit.end :]) if concept == "performance_status" else None
        if grades:
            yield from of_grades(hit, grades)
            continue
        match = LIMIT.match(text[hit.end :])
        if match:
            unit = match["unit"] if concept == "lab_value" and match["unit"] else None  # `≥ 70 %` is a grade too
            for pattern, plain in PLAIN_UNITS:
                unit = plain if unit and pattern.match(unit) else unit
            op = SIGN[" ".join(match["sign"].lower().split())]
            yield Condition(concept, op, number_of(re.sub("[−–]", "-", match["value"]).replace(",", "")), hit.start, hit.end + match.end(), subject=hit.canonical, unit=unit)  # fmt: skip


GRADES = re.compile(
    rf"^{BETWEEN}\s*(?P<low>\d+)\s*(?:(?:,\s*\d+\s*)*,?\s*\bor\s*|[-–‐‑]|\bto\b|\bthrough\b)\s*(?P<high>\d+)(?!\s*%?\s*(?:[-–]|to\b)\s*\d)",
    re.IGNORECASE,
)
"""Grades of a scale behind its name: `0-2`, `0 to 2`, `0, 1 or 2`."""


def number_of(word: str) -> float:
    """Return a number as whole where it is."""
    value = float(word)
    return int(value) if value == int(value) else value


def of_grades(hit: lexicon.Hit, grades: re.Match[str]) -> Iterator[Condition]:
    """Yield the ends of a span of grades; the scale's own lowest grade limits nothing."""
    low, high = (number_of(grades[name]) for name in ("low", "high"))
    end = hit.end + grades.end()
    if low < high and low > 0:
        yield Condition("performance_status", ">=", low, hit.start, end, subject=hit.canonical)
    if low < high:
        yield Condition("performance_status", "<=", high, hit.start, end, subject=hit.canonical)
