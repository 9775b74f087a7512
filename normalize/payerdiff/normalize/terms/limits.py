"""Caps on dose, quantity, billable units and cycles → Limits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import CriteriaSet, Limit, leaves, needed_atoms
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.typing.numbers import DIGITS, GROUPED, NUMBERS

UNITS = r"(vials?|syringes?|tablets?|capsules?|pens?|doses?|kits?|injections?|mL|patches|packets?)"
QUANTITY = Rule(
    "limits.quantity",
    rf"\b({DIGITS}(?:\.\d+)?)\s+{UNITS}\s+(?:per|every)\s+({DIGITS})?[\s-]*(day|week|month)s?\b",
    "2 syringes per 28 days",
    "2 syringes in a box",
)
BILLABLE = Rule(
    "limits.billable",
    rf"\b({GROUPED}(?:\.\d+)?)\s+billable units?(?:\s+(?:per|every)\s+({DIGITS})?[\s-]*(day|week|month|year|dose)s?|\s+on days? [\d, and]+)?",
    "30 billable units per 14 days",
    "30 units of insulin",
)
NUMBER = rf"({DIGITS}|" + "|".join(NUMBERS) + r")"
CYCLES = Rule(
    "limits.cycles",
    rf"\b{NUMBER}\s+(total\s+)?cycles?(?:\s+of\s+([a-z ]*?therapy))?",
    "nine total cycles of blinded therapy",
    "each cycle of therapy",
)
COURSE = Rule(
    "limits.course",
    r"\b(?:treatment course|course of treatment)\b.*\bcycles?\b",
    "A treatment course consists of 2 cycles",
    "A cycle lasts 42 days",
)
SCOPE = Rule(
    "limits.scope",
    r"^(?:cycles?\b|induction|consolidation|loading|maintenance|initial|continued)",
    "Induction: 35 units",
    "Asthma: 35 units",
)


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
            case = scope or of_row(draft, block) or product_in(part)
            for limit in limits_in(draft, passage.cut(start, start + len(part)), case):
                found.append(limit)
                hit = True
            if SCOPE.match(part) and not hit:
                scope = part.strip().rstrip(":")
            elif not hit and part.strip():
                scope = opened_by(part) if part.rstrip().endswith(":") else scope
    return found


KIND = Rule(
    "limits.kind",
    r"\b(?:quantity|dos(?:e|ing)|max(?:imum)? units?|units?) (?:level )?limits?\b|\bmax(?:imum)?\.? (?:billable )?units?\b|\[(?:NDC|HCPCS) units?\]",
    "A. Quantity Limit (max daily dose) [NDC Unit]:",
    "Plaque psoriasis:",
)
"""A heading that says which kind of limit the lines below it state."""
PRODUCT = Rule("limits.product", r"^(?P<product>[^:;]{3,100}):\s*\d", "Alphamab 35 mcg vial: 28 vials per 42 days", "28 vials: per day", by="match")  # fmt: skip


def opened_by(heading: str) -> str | None:
    """Return the case that a heading opens; a heading that only names the kind of limit opens none.

    >>> opened_by("Plaque psoriasis:"), opened_by("Quantity Limit (max daily dose) [NDC Unit]:")
    ('Plaque psoriasis', None)
    """
    return None if KIND.search(heading) else heading.strip().rstrip(":")


def product_in(line: str) -> str | None:
    """Return the product that a line names before its limit.

    >>> product_in("Alphamab 35 mcg vial: 28 vials per 42 day supply"), product_in("28 vials per 42 days")
    ('Alphamab 35 mcg vial', None)
    """
    found = PRODUCT.match(line.strip())
    return None if found is None or KIND.search(found["product"]) else found["product"].strip()


def of_row(draft: Draft, block: Block) -> str | None:
    """Return the product that the first cell of a table's row names, for the limits of its other cells; a limit in the first cell has none."""
    first, *others = [draft.reading.words(*cell) for cell in block.cells] or [""]
    return first.strip() or None if others and not QUANTITY.search(first) and not BILLABLE.search(first) else None


NEW_CYCLE = Rule(
    "limits.new_cycle", r"(?<=\s)(?=Cycles? \d)", "35 units Cycles 2 and on", "35 units Cycle length", exact=True
)


def scoped(text: str) -> Iterator[tuple[str, int]]:
    """Yield the parts of a line that lost breaks have run together: limits and the scopes between them."""
    cuts = [0]
    for match in NEW_CYCLE.finditer(text):
        cuts.append(match.start())
    cuts.append(len(text))
    for low, high in itertools.pairwise(cuts):
        yield text[low:high], low


ON_DAYS = Rule("limits.on_days", r"\bon days?\b", "on days 1 and 8", "on request", exact=True)


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
        if not per and not ON_DAYS.search(match.group(0)):
            continue
        yield Limit(
            kind="billable_units", value=float(match.group(1).replace(",", "")), unit="billable unit",
            per_value=float(match.group(2) or 1) if per else None, per_unit=per.lower() if per else None, scope=scope,
            text=text, span=draft.span_of(passage.cut(*match.span())),
        )  # fmt: skip


NOT_EXCEED = Rule("limits.not_exceed", r"\bnot exceed", "Dose does not exceed 28 mcg", "The dose is 28 mcg")


TIMED = Rule("limits.timed", r"(?P<unit>.+)/(?:(?P<span>\d+(?:\.\d+)?) )?(?P<per>weeks|days|months?|years?)", "mg/4 weeks", "mg/day", by="fullmatch")  # fmt: skip


PIECES = Rule(
    "limits.pieces",
    r"\b(?:quantity|request(?! \w+ dose))\b(?:(?!\bdos)[^.;]){0,40}\bunits?\b",
    "requested quantity is at most one unit/day",
    "request is for a dose of at most 100 units",
)
"""A quantity is counted in units as in pieces: it is no dose."""


def in_parts(unit: str) -> tuple[str, tuple[float, str] | tuple[None, None]]:
    """Return the unit of a dose and its time, where the time is more than one of its own.

    >>> in_parts("mg/4 weeks"), in_parts("mg/kg/day"), in_parts("mg/month")
    (('mg', (4.0, 'week')), ('mg/kg/day', (None, None)), ('mg', (1.0, 'month')))
    """
    unit = f"unit{unit[5:]}" if unit.startswith("units") else unit
    timed = TIMED.fullmatch(unit)
    if timed is None:
        return unit, (None, None)
    return timed["unit"], (float(timed["span"] or 1), timed["per"].rstrip("s"))


def limits_of_criteria(sets: Sequence[CriteriaSet]) -> list[Limit]:
    """Return the caps that stand as criteria: `Dose does not exceed …`, `has not exceeded 9 total cycles`."""
    found: list[Limit] = []
    for criteria in sets:
        for leaf in leaves(criteria.root):
            for atom in needed_atoms(leaf):
                if atom.concept == "dose" and atom.op == "<=" and isinstance(atom.value, (int, float)):
                    if (atom.unit or "").startswith(("unit/", "units/")) and PIECES.search(leaf.text):
                        continue
                    unit, per = in_parts(atom.unit or "")
                    found.append(
                        Limit(
                            kind="max_dose",
                            value=float(atom.value),
                            unit=unit,
                            per_value=per[0],
                            per_unit=per[1],
                            scope=criteria.indication,
                            text=leaf.text,
                            span=atom.span,
                        )
                    )
            if leaf.span and NOT_EXCEED.search(leaf.text):
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
        unique.setdefault((limit.kind, limit.value, limit.unit, limit.per_value, limit.per_unit), limit)
    return list(unique.values())


LARGEST = r"\bmaximum (?:recommended |daily |total )*dos(?:e|age)(?: of [^.;:]{0,80}?)?(?: is|:| of)"
DOSE = rf"(?P<value>{GROUPED}(?:\.\d+)?)\s*(?P<unit>mcg|mg|g|IU|units)"
PER = r"(?:/|per)\s*(?P<per>kg/day|m2/day|day|week|month|dose)\b"
CAP = Rule(
    "limits.cap",
    rf"{LARGEST}\s*{DOSE}\s*{PER}",
    "the maximum daily dose is 28 mcg/day",
    "the usual dose is 28 mcg/day",
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


STAGE = Rule(
    "limits.stage",
    r"\b(induction|consolidation|maintenance|continued therapy)\b",
    "2 cycles for induction",
    "2 cycles for relapse",
)
COUNTED = Rule(
    "limits.counted",
    rf"\b(?:up to\s+)?{NUMBER}\s+(?:additional\s+)?cycles?\b",
    "up to 3 additional cycles",
    "the first cycles",
)


def read_courses(draft: Draft, section: Section) -> list[Limit]:
    """Return cycle limits of a guideline: `A treatment course consists of up to 2 cycles for induction, then 3 …`."""
    found = []
    for block in section.blocks:
        passage = draft.passage(block)
        if not COURSE.search(passage.text):
            continue
        counts = list(COUNTED.finditer(passage.text))
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
