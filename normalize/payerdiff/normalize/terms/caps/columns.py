"""Tables that part a cap into columns: the number in one, its form in another, its time in a third or in the head → Limits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Limit
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.caps.amounts import COUNT, DOSING, NOUN, OFTEN, PIECES_NOUN, TIMES, noun_of, number
from payerdiff.normalize.terms.caps.stated import OF_UNITS, Context, limit
from payerdiff.normalize.typing.numbers import DIGITS, GROUPED

LIMIT_COLUMN = Rule("columns.limit", r"\b(?:quantity|max\w*|limits?|QLL?|dispensing|bill(?:able|ing) units?|not (?:to )?exceed)\b(?!.*\bcriteria\b)", "Quantity limit", "Criteria")  # fmt: skip
LARGEST_COLUMN = Rule(
    "columns.largest",
    r"\bmax(?:imum|\.)? (?:\w+ )?dos|\bdos\w+ (?:\(?max|limits?\b|not (?:to )?exceed)",
    "Maximum Dose & Frequency",
    "Maximum units",
)
AMOUNT = Rule("columns.amount", r"\b(?:amount|quantity|qty|bill(?:able|ing) units?|max(?:imum)? units?|max(?:imum)?(?= per\b)|limits?|QLL?)\b", "QL amount", "Strength")  # fmt: skip
FORM = Rule("columns.form", r"\b(?:dose|dosage) form\b|^(?:units?|forms?)(?: of measure)?$", "Dosage form", "Strength")
SUPPLY = Rule("columns.supply", r"\bdays?'?s?'? ?supply\b|^(?:per|days?|time (?:period|frame)|period|interval|frequency)\b", "Days supply", "Strength")  # fmt: skip
PLAIN = Rule(
    "columns.plain",
    rf"(?P<count>{COUNT}|{GROUPED}(?:\.\d+)?)(?:\s+(?P<noun>{NOUN}|bill(?:able|ing) units?))?(?:\s*\([^)]*\))?(?: per (?P<own>day|dose|date of service|month|visit))?\W*",
    "60 tablets",
    "60 tablets per fill of 30",
    by="fullmatch",
)
"""A cell that holds no more than a number and its form."""
SPAN = r"days?|weeks?|months?|years?"
DAYS_ALONE = Rule("columns.days_alone", rf"(?P<span>{DIGITS})(?:\s*-?\s*(?P<unit>{SPAN}))?\W*", "28 days", "28 mg", by="fullmatch")  # fmt: skip
EVERY = Rule(
    "columns.every", rf"\b(?:every|per)\s+(?:(?P<span>{COUNT})\s+)?(?P<unit>{SPAN})\b", "every 12 weeks", "weeks"
)
TIME_ALONE = Rule("columns.time_alone", r"\W*(day|week|month|year)\W*", "month", "monthly", by="fullmatch")
IN_HEAD = Rule(
    "columns.in_head",
    rf"(?:\b(?:per|every|each)\s+|/\s*|\()(?:(?P<span>{DIGITS})[\s-]*)?(?P<unit>days?|weeks?|months?|years?|lifetime|date of service|dose|visit)\b",
    "Maximum units per 28 days",
    "Maximum units",
)
ADVERB = Rule("columns.adverb", r"\b(?P<often>daily|weekly|monthly)\b", "Monthly limit", "Limit")
NO_LIMIT = "9999"
"""What claims systems write where nothing is capped."""
NAMED_FORM = Rule("columns.named_form", rf"\b{PIECES_NOUN}", "Inventa 50 mg tablet", "Inventa 50 mg")

GIVEN = Rule("columns.given", r"\b(?:injection|infusion|implant|dose)s?\b", "Inventa injection", "Inventa")

Time = tuple[float, str]


def counted(draft: Draft, block: Block, cells: Sequence[str], context: Context) -> list[Limit]:
    """Return the caps of a row that gives each as a bare number: form and time are those of other cells or of the head.

    A number without a time is a cap only of units that claims bill.
    """
    heads = context.columns
    if len(heads) != len(cells):
        return []
    form = next((cell for head, cell in zip(heads, cells, strict=True) if FORM.search(head)), "")
    supply = next((cell for head, cell in zip(heads, cells, strict=True) if SUPPLY.search(head)), "")
    billed = context.units or any(OF_UNITS.search(text) for text in (*heads, *cells))
    found = []
    for head, cell in zip(heads, cells, strict=True):
        plain = PLAIN.fullmatch(cell) if is_amount(head) else None
        if not plain or plain["count"].replace(",", "") == NO_LIMIT:
            continue
        per = own_time(plain) or time_of(supply) or time_in(head)
        unit = unit_of(plain, head, form, cells, billed=billed)
        if per is None and unit != "billable unit":
            continue
        case = " – ".join(x for x in (context.scope, *names_in(heads, cells)) if x) or None
        said = " | ".join(c for c in cells if c)
        found.append(limit(draft, block, said, number(plain["count"]), unit, per or (None, None), case))
    return found


def is_amount(head: str) -> bool:
    """Return True if a column's head says that amounts stand below it."""
    supply = SUPPLY.match(head.strip()) or FORM.search(head)
    return bool(AMOUNT.search(head)) and not supply and not LARGEST_COLUMN.search(head) and not DOSING.search(head)


def names_in(heads: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Return the cells that say what a row is for: those before its first amount."""
    first = next((at for at, head in enumerate(heads) if is_amount(head)), 0)
    return [cell for head, cell in zip(heads[:first], cells, strict=False) if cell and not OF_CODES.search(head)][:3]


OF_CODES = Rule("columns.of_codes", r"\b(?:GPI|NDC|multi-?source|J-?codes?|HCPCS|CPT|codes?)\b", "GPI (NDC)", "Product")
"""A column of codes: they name no case."""


def own_time(plain: re.Match[str]) -> Time | None:
    """Return the time that a cell gives behind its number."""
    return (1.0, plain["own"].lower().replace("date of service", "day")) if plain["own"] else None


def time_of(cell: str) -> Time | None:
    """Return the time that a cell of a supply column names.

    >>> time_of("28"), time_of("12 weeks"), time_of("8 weeks after the first dose; every 12 weeks"), time_of("n/a")
    ((28.0, 'day'), (12.0, 'week'), (12.0, 'week'), None)
    """
    alone = DAYS_ALONE.fullmatch(cell.strip())
    if alone:
        return number(alone["span"]), (alone["unit"] or "day").lower().rstrip("s")
    last = next(reversed(list(EVERY.finditer(cell))), None)
    single = TIME_ALONE.fullmatch(cell)
    if last:
        return (number(last["span"]) if last["span"] else 1.0), last["unit"].lower().rstrip("s")
    return (1.0, single[1].lower()) if single else None


def time_in(head: str) -> Time | None:
    """Return the time that a head names.

    >>> time_in("Maximum units per 28 days"), time_in("Monthly quantity limit"), time_in("Quantity limit")
    ((28.0, 'day'), (1.0, 'month'), None)
    """
    match, adverb = IN_HEAD.search(head), ADVERB.search(head)
    if match:
        unit = match["unit"].lower().replace("date of service", "day").rstrip("s")
        return (number(match["span"]) if match["span"] else 1.0), TIMES.get(unit, unit)
    return (1.0, OFTEN[adverb["often"].lower()]) if adverb else None


def unit_of(plain: re.Match[str], head: str, form: str, cells: Sequence[str], *, billed: bool) -> str | None:
    """Return what a number counts: its own word, that of the form column or the head, or the form that the row names."""
    noun = noun_of(plain["noun"]) if plain["noun"] else ""
    if (noun in ("", "unit", "billable unit") and billed and "unit" in f"{head} {noun}".lower()) or "billable" in noun:
        return "billable unit"
    if noun or form:
        return noun or noun_of(form)
    named = next((m for rule in (NAMED_FORM, GIVEN) for m in map(rule.search, (head, *cells)) if m), None)
    return noun_of(named[0]) if named else None
