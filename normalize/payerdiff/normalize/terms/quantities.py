"""Limits of a document of no known template: quantities, largest doses and billable units, wherever it caps them → Limits.

Below a heading on limits, in a column headed so, or behind words such as `limited to` and `not to exceed`, an amount for a time is a cap; the
same words in a dosing table or a study are none. One row a cap: initiation and maintenance, each strength and each weight stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Approval, Limit
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.amounts import (
    AGAIN,
    BARE,
    BEFORE_OR,
    CYCLES,
    DAILY,
    IN_BRACKETS,
    IN_COLUMN,
    INSIDE,
    LARGEST,
    MASS_RATE,
    MORE_DOSES,
    NAMED_FIRST,
    ONCE,
    OR_ELSE,
    RATE,
    SCHEDULED,
    SUPPLY,
    noun_of,
    number,
    period_of,
)  # fmt: skip
from payerdiff.normalize.terms.limit_cells import INDICATIONS, cases_in, notes_in
from payerdiff.normalize.terms.limits import limits_in
from payerdiff.normalize.typing.numbers import DIGITS, GROUPED

HEAD = re.compile(
    r"^\W*(?:[A-Z0-9IVX]{1,4}[.)]\s*)?(?:[\w/'-]+ ){0,4}?(?:quantity|quantities|QLL?|dispensing|dosing|dose|supply|units?)\s*(?:/ ?days? supply )?(?:level |and duration )?(?:limits?|limitations?|restrictions?|maximums?)\b|^\W*max(?:imum)? (?:billable )?units\b|^\W*(?:table \d+\.? )?[\w ()®™]{0,60}quantity limits?\b",
    re.IGNORECASE,
)
CAPPED = re.compile(
    r"(?:\blimit(?:ed)?(?: (?:to|of|is))?|\bnot (?:to )?exceed(?:ing)?|\bno more than|\bmax(?:imum)?(?: (?:of|is|dose|quantity|allowed|approved|units?|number))*|\bQL\b|\bquantity(?: limit)?|\bup to(?: a (?:maximum|total) of)?|\bapprov\w+ (?:for |up to )*|\bcovered (?:for|up to))\W*(?:is|of|to|for|:|a|total)*\s*$",
    re.IGNORECASE,
)
"""Words right before an amount that make it a cap."""
STUDY = re.compile(r"\b(?:trial|study|randomi[sz]ed|placebo|et al|efficacy|adverse|pharmacokinetic|patients (?:were|received)|in the phase)\b", re.IGNORECASE)  # fmt: skip
ADVICE = re.compile(r"\b(?:may be|consider(?:ed)?|recommended|beginning|not taking)\b", re.IGNORECASE)
"""Words behind a dose that advise it and cap nothing."""
FAILED = re.compile(r"\b(?:fail\w*|after|received|completed|trial|undergone)\b[^.;]*$", re.IGNORECASE)
OFTEN = {"daily": "day", "weekly": "week", "monthly": "month"}
DOSING = re.compile(r"\b(?:dosing|dosage|administration|indication|references?)\b", re.IGNORECASE)
SENTENCES = re.compile(r"(?<=[.;])\s+(?=[A-Z])")
LIMIT_COLUMN = re.compile(r"\b(?:quantity|max\w*|limits?|QL|dispensing)\b(?!.*\bcriteria\b)", re.IGNORECASE)
LARGEST_COLUMN = Rule(
    "quantities.largest_column", r"\bmax(?:imum|\.)? (?:\w+ )?dos", "Maximum Dose & Frequency", "Maximum units"
)
NO_LIMIT = "9999"
"""What claims systems write where nothing is capped."""
FAR, LONG, SAID = 150, 330, 240
"""Blocks that a heading on limits reaches at most; characters of a line that may state a quantity, or a dose, elsewhere."""


@dataclass(slots=True)
class Context:
    """What the headings above tell."""

    within: int = 0
    """Blocks that a heading on limits still reaches."""
    scope: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Found:
    """The limits so far, each once."""

    limits: dict[tuple[object, ...], Limit] = field(default_factory=dict)

    def add(self, limit: Limit) -> None:
        """Keep a limit unless it was said before for the same case."""
        key = (limit.kind, limit.value, limit.unit, limit.per_value, limit.per_unit, limit.scope)
        self.limits.setdefault(key, limit)


def read_quantities(draft: Draft, blocks: Sequence[Block], *, within: bool = False) -> list[Limit]:
    """Return the caps that blocks state, in order; `within` where a template says that they all stand below a heading on limits."""
    context, found = Context(within=FAR if within else 0), Found()
    for block in blocks:
        if block.kind in ("furniture", "balloon"):
            continue
        words = draft.words(block)
        if block.kind == "row":
            for limit in row_limits(draft, block, context):
                found.add(limit)
            continue
        context.columns = ()
        head = HEAD.search(words)
        if head and len(words) < 160 and not RATE.search(words) and not ONCE.search(words):
            context.within, context.scope = FAR, None
            continue
        opened = context.within > 0 or (head is not None and len(words) < 400)
        limits = list(block_limits(draft, block, words, context, within=opened))
        for limit in limits:
            found.add(limit)
        if limits and context.within and len(words) < 200:
            draft.claim("metadata", block.start, block.end)
        if not limits:
            follow(block, words, context)
        context.within = max(0, context.within - 1)
    return list(found.limits.values())


def follow(block: Block, words: str, context: Context) -> None:
    """Let a line without a cap name the case of those below it, or end the section."""
    if not context.within:
        return
    if len(words) < 240 and OPENS_TABLE.search(words) and (named := lexicon.treatments(words)):
        context.scope = words[named[0].start : named[0].end]
    elif len(words) < 140 and (words.rstrip().endswith(":") or is_case(words)):
        context.scope = words.strip(" :•◦o▪")
    elif block.kind == "heading" or block.bold or words.isupper() or DOSING.search(words[:60]) or len(words) > 400:
        context.within = 0


OPENS_TABLE = Rule("quantities.opens_table", r"\b(?:quantit\w+|limits?|limited) (?:\w+ ){0,2}?as follows\W*$", "may be authorized in quantities as follows:", "as follows:")  # fmt: skip
"""A sentence that leads over to a table of caps: the drug that it names is what they are for."""


def is_case(words: str) -> bool:
    """Return True if a line names a drug, a disease, a population or a stage of treatment."""
    named = lexicon.hits("diagnoses", words) or lexicon.treatments(words)
    return bool(named) or re.match(r"\W*(?:adults?|pediatric|children|induction|maintenance|initial|loading|weight|all other|cycles?)\b", words, re.IGNORECASE) is not None  # fmt: skip


def block_limits(draft: Draft, block: Block, words: str, context: Context, *, within: bool) -> Iterator[Limit]:
    """Yield the caps of a block."""
    if (len(words) > LONG and not within) or STUDY.search(words):
        return
    yield from amounts(draft, block, words, context.scope, within=within)
    if within or len(words) < SAID:
        yield from doses(draft, block, words, context.scope, within=within)
    if re.search(r"\bbillable units?\b", words, re.IGNORECASE):
        yield from limits_in(draft, draft.passage(block), context.scope)
    yield from at_weeks(draft, block, words, context.scope)


def amounts(draft: Draft, block: Block, words: str, scope: str | None, *, within: bool) -> Iterator[Limit]:
    """Yield the amounts for a time that a text caps."""
    supplies = {m.end() for m in SUPPLY.finditer(words)}
    first = min((m.start() for m in SUPPLY.finditer(words)), default=len(words))
    for match in rates_of(words, within=within):
        groups = match.groupdict()
        count = groups.get("count") or groups.get("glued") or groups.get("digits")
        if not count and not groups.get("strength"):
            continue
        before = words[max(0, match.start() - 60) : match.start()]
        supply = any(match.start() < end <= match.end() for end in supplies) or match.start() > first
        if not (within or supply or CAPPED.search(before)):
            continue
        link = (groups.get("link") or "").lower()
        if link.startswith(("for", "in", "over", "within")) and not (groups.get("nth") or within):
            continue
        per = (1.0, OFTEN[groups["often"].lower()]) if groups.get("often") else period_of(match)
        unit = noun_of(groups["noun"]) if groups.get("noun") else None
        times = 2 if groups.get("twice") else 1
        yield limit(draft, block, words, times * (number(count) if count else 1.0), unit, per, scope)
        yield from beside(draft, block, words, match, per, scope)
    for match in ONCE.finditer(words) if within else ():
        count, noun = (
            match["count"] or match["glued"] or match["digits"] or match["alone"],
            match["noun"] or match["form"],
        )
        yield limit(draft, block, words, number(count), noun_of(noun), (None, None), scope)
    yield from cycles(draft, block, words, scope)


def rates_of(words: str, *, within: bool) -> list[re.Match[str]]:
    """Return the amounts for a time in a text, in order; doses by mass and bare numbers count below a heading on limits only."""
    found = [*RATE.finditer(words), *NAMED_FIRST.finditer(words), *DAILY.finditer(words)]
    if within and HEAD.search(words) is None:
        taken = {at for m in found for at in range(*m.span())}
        others = (*IN_BRACKETS.finditer(words), *MASS_RATE.finditer(words), *BARE.finditer(words))
        found += [
            m for m in others if m.start("count") not in taken and not ADVICE.search(words[m.end() : m.end() + 60])
        ]
    return sorted(found, key=lambda m: m.start())


def beside(
    draft: Draft, block: Block, words: str, match: re.Match[str], per: tuple[float, str], scope: str | None
) -> Iterator[Limit]:
    """Yield what stands before, in and behind a rate and shares its form or its time."""
    sharing = (BEFORE_OR.search(words[: match.start()]), INSIDE.search(match[0]), OR_ELSE.match(words[match.end() :]))
    for other in sharing:
        if other:
            yield limit(draft, block, words, number(other["count"]), noun_of(other["noun"]), per, scope)
    at = match.end()
    while match.groupdict().get("noun") and (again := AGAIN.match(words[at:])):
        yield limit(draft, block, words, number(again["count"]), noun_of(match["noun"]), period_of(again), scope)
        at += again.end()


def at_weeks(draft: Draft, block: Block, words: str, scope: str | None) -> Iterator[Limit]:
    """Yield the billable units that a text caps at given weeks, for a number of doses, or from some weeks after the first dose on."""
    for match in SCHEDULED.finditer(words):
        if match["span"]:
            per: tuple[float | None, str | None] = (number(match["span"]), match["period"].rstrip("s").lower())
        else:
            per = (number(match["doses"]), "dose") if match["doses"] else (None, None)
        yield Limit(
            kind="billable_units", value=number(match["count"]), unit="billable unit", per_value=per[0], per_unit=per[1], scope=scope,
            text=words[:300], span=draft.span_of(draft.passage(block)),
        )  # fmt: skip


def cycles(draft: Draft, block: Block, words: str, scope: str | None) -> Iterator[Limit]:
    """Yield the numbers of cycles that a text allows at most."""
    for match in CYCLES.finditer(words):
        if FAILED.search(words[: match.start()]):
            continue
        per = period_of(match) if match["period"] else (None, None)
        yield Limit(
            kind="cycles", value=number(match["count"]), unit="cycle", per_value=per[0], per_unit=per[1], scope=scope,
            text=words[:300], span=draft.span_of(draft.passage(block)),
        )  # fmt: skip


def limit(
    draft: Draft,
    block: Block,
    words: str,
    value: float,
    unit: str | None,
    per: tuple[float, str] | tuple[None, None],
    scope: str | None,
) -> Limit:
    """Return a quantity limit."""
    billable = unit == "billable unit"
    return Limit(
        kind="billable_units" if billable else "quantity",
        value=value,
        unit=unit,
        per_value=per[0],
        per_unit=per[1],
        scope=scope,
        text=words[:300],
        span=draft.span_of(draft.passage(block)),
    )


def doses(draft: Draft, block: Block, words: str, scope: str | None, *, within: bool) -> Iterator[Limit]:
    """Yield the largest doses that a text allows."""
    for match in LARGEST.finditer(words):
        ceiling = "dos" not in match["said"].lower()
        if (
            ceiling
            and not within
            and (DOSING.search(words) or (match["said"].lower() == "limited to" and not match["per"]))
        ):
            continue
        yield largest(draft, block, match, scope)
        at = match.end()
        while more := MORE_DOSES.match(words[at:]):
            yield largest(draft, block, more, scope)
            at += more.end()


def largest(draft: Draft, block: Block, match: re.Match[str], scope: str | None) -> Limit:
    """Return the cap on a dose that an expression found."""
    mass = match["unit"].lower() if match["unit"] != "IU" else "IU"
    base = re.sub(r"\s|/\s?dose", "", match["base"] or "").replace("²", "2")
    unit = f"{mass}{base}"
    per = OFTEN.get((match["per"] or "").lower(), (match["per"] or "").lower())
    span = number(match["span"]) if match["span"] else None
    joined = bool(per) and (span in (None, 1.0)) and per in ("day", "dose", "week")
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


def row_limits(draft: Draft, block: Block, context: Context) -> Iterator[Limit]:
    """Yield the caps of a table's row: of the columns that their head calls limits, or of all below a heading on limits."""
    cells = tuple(draft.reading.words(*cell) for cell in block.cells)
    if is_limit_head(cells):
        context.columns = cells
        return
    if cells[0] and not any(cells[1:]) and len(context.columns) > 1:
        for said, cap in notes_in(cells[0]):
            yield from amounts(draft, block, cap, said, within=True)
        return
    case = " – ".join(part for part in (context.scope, *cells[:1]) if part) or None
    split = split_amount(draft, block, cells, context)
    if split is not None:
        yield split
        return
    aligned = len(context.columns) == len(cells)
    for at, cell in enumerate(cells):
        head = context.columns[at] if aligned else ""
        capped = LIMIT_COLUMN.search(head) is not None and not DOSING.search(head)
        if not cell or DOSING.search(head):
            continue
        if not capped and not context.within:
            own = Context(scope=case if case != cell else None)
            for sentence in SENTENCES.split(cell):
                yield from block_limits(draft, block, sentence, own, within=False)
            continue
        scope = " – ".join(part for part in (case if case != cell else None, head if not capped else None) if part)
        for patients, cap in cases_in(cell):
            named = " – ".join(part for part in (scope or context.scope, patients) if part) or None
            yield from amounts(draft, block, cap, named, within=True)
        yield from at_weeks(draft, block, cell, scope or context.scope)
        yield from doses(draft, block, cell, scope or context.scope, within=True)
        if capped and LARGEST_COLUMN.search(head) and LARGEST.search(cell) is None:
            yield from (largest(draft, block, match, scope or context.scope) for match in IN_COLUMN.finditer(cell))
        units = re.fullmatch(rf"({GROUPED})(?:\s*(?:billable )?units?)?(?: per (?P<p>day|dose|date of service|month|visit))?", cell, re.IGNORECASE)  # fmt: skip
        if capped and units and units[1] != NO_LIMIT and re.search(r"\bunits\b", f"{head} {cell}", re.IGNORECASE):
            per = re.search(
                rf"\bper (?:({DIGITS}) )?(day|date of service|dose|week|month|year|visit)",
                f"{cell} {head}",
                re.IGNORECASE,
            )
            period = (number(per[1]) if per and per[1] else 1.0, per[2].lower().replace("date of service", "day")) if per else None  # fmt: skip
            made = limit(
                draft, block, " | ".join(cells), number(units[1]), "billable unit", period or (1.0, "day"), case
            )
            yield made if period else made.model_copy(update={"per_value": None, "per_unit": None})


def read_largest(draft: Draft, blocks: Sequence[Block]) -> list[Limit]:
    """Return the doses that tables of a dosing section state in a column of largest doses, each for its indication where a column names it.

    A row with fewer cells than the head stands beside cells that reach over several rows.
    """
    found = Found()
    columns: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    for block in blocks:
        cells = tuple(draft.reading.words(*cell) for cell in block.cells) if block.kind == "row" else ()
        if any(LARGEST_COLUMN.search(cell) and len(cell) < 60 for cell in cells):
            columns, above = cells, ()
            continue
        cells = (*above[: max(0, len(columns) - len(cells))], *cells) if above and cells else cells
        if not cells or len(columns) != len(cells):
            continue
        above = tuple(cell or before for cell, before in zip(cells, above or cells, strict=True))
        scope = next((above[at] for at, head in enumerate(columns) if INDICATIONS.match(head)), "") or above[0]
        for head, cell in zip(columns, cells, strict=True):
            for match in IN_COLUMN.finditer(cell) if LARGEST_COLUMN.search(head) else ():
                found.add(largest(draft, block, match, scope or None))
    return list(found.limits.values())


def is_limit_head(cells: Sequence[str]) -> bool:
    """Return True if a row is the head of a table with a column of limits."""
    return len(cells) > 1 and any(LIMIT_COLUMN.search(c) and len(c) < 60 for c in cells) and not any(re.search(r"\d", c) and (RATE.search(c) or re.fullmatch(r"[\d,]+", c)) for c in cells)  # fmt: skip


AMOUNT = re.compile(r"\b(?:QL|quantity|max\w*|limit)\b.*\b(?:amount|quantity|qty)\b|^(?:QL|amount|quantity|qty)\W*$|\bQL amount\b", re.IGNORECASE)  # fmt: skip
FORM_HEAD = re.compile(r"\b(?:dose|dosage) form\b|^(?:unit|form)s?$", re.IGNORECASE)
SUPPLY_HEAD = re.compile(r"\bdays?'?s?'? ?supply\b|^(?:per|days?|time period)\b", re.IGNORECASE)


def split_amount(draft: Draft, block: Block, cells: Sequence[str], context: Context) -> Limit | None:
    """Return the cap of a row that parts it into columns for the amount, the form and the days."""
    if len(context.columns) != len(cells):
        return None
    found = {}
    for name, pattern in (("amount", AMOUNT), ("form", FORM_HEAD), ("supply", SUPPLY_HEAD)):
        found[name] = next((c for head, c in zip(context.columns, cells, strict=True) if pattern.search(head)), "")
    days = re.match(rf"({DIGITS})", found["supply"])
    if not re.fullmatch(rf"{GROUPED}(?:\.\d+)?", found["amount"]) or not days or not found["form"]:
        return None
    case = " ".join(cell for cell in cells[:3] if cell and cell not in found.values()) or context.scope
    return limit(draft, block, " | ".join(c for c in cells if c), number(found["amount"]), noun_of(found["form"]), (float(days[1]), "day"), case)  # fmt: skip


def courses_of(approvals: Sequence[Approval]) -> list[Limit]:
    """Return the caps that lengths of authorization lay down: `for 3 induction doses` is no time, it is an amount."""
    counted = ("dose", "infusion", "injection", "treatment")
    return [
        Limit(kind="quantity", value=a.value, unit=a.unit, scope=a.indication, text=a.text, span=a.span)
        for a in approvals
        if a.value is not None and a.unit in counted
    ]
