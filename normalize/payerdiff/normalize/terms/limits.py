"""Caps on dose, quantity, billable units and cycles → Limits."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from payerdiff.model.policy import CriteriaSet, Limit, leaves
from payerdiff.normalize.draft.ledger import Draft, Passage
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.typing.numbers import NUMBERS

UNITS = r"(vials?|syringes?|tablets?|capsules?|pens?|doses?|kits?|injections?|mL|patches|packets?)"
QUANTITY = re.compile(rf"\b(\d+(?:\.\d+)?)\s+{UNITS}\s+(?:per|every)\s+(\d+)?[\s-]*(day|week|month)s?\b", re.IGNORECASE)
BILLABLE = re.compile(
    r"\b([\d,]+(?:\.\d+)?)\s+billable units?(?:\s+(?:per|every)\s+(\d+)?[\s-]*(day|week|month|year|dose)s?|\s+on days? [\d, and]+)?",
    re.IGNORECASE,
)
NUMBER = r"(\d+|" + "|".join(NUMBERS) + r")"
CYCLES = re.compile(rf"\b{NUMBER}\s+(total\s+)?cycles?(?:\s+of\s+([a-z ]*?therapy))?", re.IGNORECASE)
COURSE = re.compile(r"\b(?:treatment course|course of treatment)\b.*\bcycles?\b", re.IGNORECASE)
SCOPE = re.compile(r"^(?:cycles?\b|induction|consolidation|loading|maintenance|initial|continued)", re.IGNORECASE)


def singular(unit: str) -> str:
    """Return the schema's unit: one, in lower case."""
    unit = unit.lower()
    return unit[:-2] if unit == "patches" else unit[:-1] if unit.endswith("s") else unit


def read_limits(draft: Draft, section: Section) -> list[Limit]:
    """Return the limits of a section on quantities and billable units, each with the line that says when it holds."""
    found: list[Limit] = []
    scope: str | None = None
    for block in section.blocks:
        passage = draft.passage(block)
        for part, start in scoped(passage.text):
            hit = False
            for limit in limits_in(draft, passage.cut(start, start + len(part)), scope):
                found.append(limit)
                hit = True
            if SCOPE.match(part) and not hit:
                scope = part.strip().rstrip(":")
            elif not hit and part.strip():
                scope = part.strip().rstrip(":") if part.rstrip().endswith(":") else scope
    return found


def scoped(text: str) -> Iterator[tuple[str, int]]:
    """Yield the parts of a line that lost breaks have run together: limits and the scopes between them."""
    cuts = [0]
    for match in re.finditer(r"(?<=\s)(?=Cycles? \d)", text):
        cuts.append(match.start())
    cuts.append(len(text))
    for low, high in itertools.pairwise(cuts):
        yield text[low:high], low


def limits_in(draft: Draft, passage: Passage, scope: str | None) -> Iterator[Limit]:
    """Yield the quantity and unit limits that a line states."""
    text = passage.text
    for match in QUANTITY.finditer(text):
        yield Limit(
            kind="quantity", value=float(match.group(1)), unit=singular(match.group(2)), per_value=float(match.group(3) or 1),
            per_unit=match.group(4).lower(), scope=scope, text=text, span=draft.span_of(passage.cut(*match.span())),
        )  # fmt: skip
    for match in BILLABLE.finditer(text):
        per = match.group(3)
        if not per and not re.search(r"\bon days?\b", match.group(0)):
            continue
        yield Limit(
            kind="billable_units", value=float(match.group(1).replace(",", "")), unit="billable unit",
            per_value=float(match.group(2) or 1) if per else None, per_unit=per.lower() if per else None, scope=scope,
            text=text, span=draft.span_of(passage.cut(*match.span())),
        )  # fmt: skip


def limits_of_criteria(sets: Sequence[CriteriaSet]) -> list[Limit]:
    """Return the caps that stand as criteria: `Dose does not exceed …`, `has not exceeded 9 total cycles`."""
    found: list[Limit] = []
    for criteria in sets:
        for leaf in leaves(criteria.root):
            for atom in leaf.atoms:
                if atom.concept == "dose" and atom.op == "<=" and isinstance(atom.value, (int, float)):
                    found.append(
                        Limit(
                            kind="max_dose",
                            value=float(atom.value),
                            unit=atom.unit or "",
                            scope=criteria.indication,
                            text=leaf.text,
                            span=atom.span,
                        )
                    )
            if leaf.span and re.search(r"\bnot exceed", leaf.text, re.IGNORECASE):
                for match in CYCLES.finditer(leaf.text):
                    value = float(NUMBERS.get(match.group(1).lower(), 0) or match.group(1))
                    scope = ", ".join(p for p in (match.group(3), criteria.indication) if p)
                    found.append(
                        Limit(
                            kind="cycles",
                            value=value,
                            unit="cycle",
                            scope=scope or None,
                            text=leaf.text,
                            span=leaf.span,
                        )
                    )
    unique: dict[tuple[object, ...], Limit] = {}
    for limit in found:
        unique.setdefault((limit.kind, limit.value, limit.unit), limit)
    return list(unique.values())


CAP = re.compile(
    r"\bmaximum (?:recommended |daily |total )*dos(?:e|age)(?: of [^.;:]{0,80}?)?(?: is|:| of)\s*(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>mcg|mg|g|IU|units)\s*(?:/|per)\s*(?P<per>kg/day|m2/day|day|week|month|dose)\b",
    re.IGNORECASE,
)


def read_caps(draft: Draft, section: Section) -> list[Limit]:
    """Return the largest doses that a section on dosing states: `The maximum dose is 19.2 mcg/day`."""
    found = []
    for block in section.blocks:
        passage = draft.passage(block)
        for match in CAP.finditer(passage.text):
            value, unit = float(match["value"].replace(",", "")), f"{match['unit']}/{match['per'].lower()}"
            words = passage.cut(*match.span())
            found.append(Limit(kind="max_dose", value=value, unit=unit, text=words.text, span=draft.span_of(words)))
    return found


STAGE = re.compile(r"\b(induction|consolidation|maintenance|continued therapy)\b", re.IGNORECASE)


def read_courses(draft: Draft, section: Section) -> list[Limit]:
    """Return cycle limits of a guideline: `A treatment course consists of up to 2 cycles for induction, then 3 …`."""
    found = []
    for block in section.blocks:
        passage = draft.passage(block)
        if not COURSE.search(passage.text):
            continue
        counts = list(
            re.finditer(rf"\b(?:up to\s+)?{NUMBER}\s+(?:additional\s+)?cycles?\b", passage.text, re.IGNORECASE)
        )
        for at, match in enumerate(counts):
            end = counts[at + 1].start() if at + 1 < len(counts) else len(passage.text)
            stage = STAGE.search(passage.text, match.end(), end)
            if stage:
                words = passage.cut(match.start(), stage.end())
                value = float(NUMBERS.get(match.group(1).lower(), 0) or match.group(1))
                found.append(
                    Limit(
                        kind="cycles",
                        value=value,
                        unit="cycle",
                        scope=stage.group(1).lower(),
                        text=words.text,
                        span=draft.span_of(words),
                    )
                )
    return found
