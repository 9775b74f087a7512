"""Caps in words: an amount for a time, a largest dose, billable units and cycles, where words of limitation or a heading say that they are caps → Limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Limit
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.caps.amounts import (
    ADVICE,
    AGAIN,
    AT_TIMES,
    BARE,
    BEFORE_OR,
    CEILING,
    CYCLES,
    DAILY,
    DAY_SUPPLY,
    EVER,
    IN_ALL,
    IN_BRACKETS,
    INSIDE,
    MASS_RATE,
    NAMED_FIRST,
    OFTEN,
    ONCE,
    ONCE_EVER,
    OR_ELSE,
    RATE,
    SAID_BEFORE,
    SCHEDULED,
    SUPPLY,
    noun_of,
    number,
    period_of,
)  # fmt: skip
from payerdiff.normalize.terms.caps.largest_doses import doses
from payerdiff.normalize.terms.limits import limits_in

NUMBER_OF_SECTION = r"^\W*(?:[A-Z0-9IVX]{1,4}[.)]\s*)?"
WHAT_IS_LIMITED = r"(?:quantity|quantities|QLL?|dispensing|dosing|dose|supply|units?)\s*(?:/ ?days? supply )?(?:level |and duration )?"
LIMITED_WAYS = "frequency|quantity|duration"
"""What limits are of, where a heading lists the ways and leaves the word for them out."""
LIMITS_ALONE = r"(?:(?:coverage |benefit |plan )?limits|max(?:imum)? (?:quantity|quantities|dose|doses|dosage)|QLL?)"
"""Headings that name limits and nothing else."""
HEAD = Rule(
    "stated.head",
    rf"{NUMBER_OF_SECTION}(?:[\w/'-]+ ){{0,4}}?{WHAT_IS_LIMITED}(?:limits?|limitations?|restrictions?|maximums?)\b"
    rf"|{NUMBER_OF_SECTION}(?:{LIMITED_WAYS})(?:[/, ]+(?:and )?(?:{LIMITED_WAYS}))+\b"
    rf"|{NUMBER_OF_SECTION}{LIMITS_ALONE}\W*$|^\W*max(?:imum)? (?:billable )?units\b|^\W*(?:table \d+\.? )?[\w ()®™]{{0,60}}quantity limits?\b",
    "II. Quantity Limits",
    "II. Dosing",
)
"""A line below which amounts are caps."""
OF_UNITS = Rule("stated.of_units", r"\b(?:bill(?:able|ing)|HCPCS)\b|\bmax(?:imum)? (?:allow\w+ )?units\b|\b(?-i:[A-Z])\d{4}\b", "Max units [HCPCS unit]", "2 units")  # fmt: skip
"""Words that say that units are what a claim bills."""
NO_MORE_THAN = r"\bno(?:t (?:\w+ )?)? ?more than|\bless than or equal to|≤"
AT_MOST = (
    r"\bup to(?: a (?:maximum|total) of)?|\bmax(?:imum)?(?: (?:of|is|dose|quantity|allowed|approved|units?|number))*"
)
HELD_TO = r"\blimit(?:s|ed)?(?: (?:to|of|is))?|\bnot (?:to )?exceed(?:ing)?|\bQL\b|\bquantity(?: limit)?|\bapprov\w+(?: for| up to|:)*"
GIVEN_FOR = r"\b(?:covered|provided|granted) (?:for|up to)"
MORE = r"\b(?:requests?|quantit(?:y|ies)|amounts?|doses?|units)\b(?: \w+){0,3} (?:exceeding|greater than|more than|in excess of|above|over)"
CAPPED = Rule(
    "stated.capped",
    rf"(?:{HELD_TO}|{GIVEN_FOR}|{NO_MORE_THAN}|{AT_MOST}|{MORE})(?:\W*\b(?:is|of|to|for|a|total))*[\s:(–≤-]*$|\bPA\s*>\s*$",
    "Limited to ",
    "inject ",
)
"""Words right before an amount that make it a cap."""
STUDY = Rule("stated.study", r"\b(?:trial|study|randomi[sz]ed|placebo|et al|efficacy|adverse|pharmacokinetic|patients (?:were|received)|in the phase)\b", "In the trial", "Limited to")  # fmt: skip
FAILED = Rule("stated.failed", r"\b(?:fail\w*|after|received|completed|trial|undergone)\b[^.;]*$", "failed ", "limited to ")  # fmt: skip
SENTENCES = Rule("stated.sentences", r"(?<=[.;])\s+(?=[A-Z])", "a day. Then", "a day", exact=True)
BILLABLE = Rule("stated.billable", r"\bbillable units?\b", "90 billable units", "90 units")
BILLED = Rule("stated.billed", r"\bbill(?:able|ing)\b|\bHCPCS\b|\b(?-i:[A-Z])\d{4}\b", "HCPCS J0001: 2 units", "2 units")  # fmt: skip
NOT_DONE = Rule("stated.not_done", r"\b(?:not|never|without|at least|more than|history|has|had)\b[^.;]*$", "has not had ", "limited to ")  # fmt: skip
"""Words before `once per lifetime` that make it something else than a cap."""
LABELED = Rule("stated.labeled", r"\W*(?:QLL?\b|#\s?\d)", "QL: 2/28", "max 2/28", by="match")
"""The label, or the sign for a number of pieces, that makes numbers alone a cap anywhere."""
OF_APPROVAL = Rule("stated.of_approval", r"\s*(?:of|from) (?:the )?(?:approval|authori[sz]ation)\b", " of approval", " of birth", by="match")  # fmt: skip
GRANTED_BEHIND = Rule("stated.granted_behind", r"\s*(?:is|are|will be|may be|can be) (?:covered|allowed|approved|reimbursed|paid|provided|dispensed|considered medically necessary)\b", " is covered", " is not covered", by="match")  # fmt: skip
"""Words behind an amount that grant it, and no more."""
OPENS_QL = Rule("stated.opens_ql", r"\W*(?:QLL?|qty limits?|(?:[\w ]{3,20}/ ?)?quantity (?:level )?limits?|covered doses?)\b\W", "QL – all tablets: 6 per claim", "QLs", by="match")  # fmt: skip
"""A label of limits: what stands behind it on its line are caps."""
AGE_OR_WEIGHT = r"(?:aged?|ages|weigh\w*|body ?weight|adults?|children|pediatrics?|adolescents?|infants?|[<>≤≥]=? ?\d+ ?(?:kg|years?))"
OF_PATIENTS = Rule("stated.of_patients", rf"\W*(?P<who>(?:(?:for )?(?:patients?|members?) )?{AGE_OR_WEIGHT}\b[^:;.]{{0,80}}):\s", "Weight 15 to 30 kg: 1 syringe", "Limit: 1 syringe", by="match")  # fmt: skip
"""The patients, by age or weight, that a line names before its cap."""
LABEL = Rule(
    "stated.label",
    r"\W*(?P<who>[A-Z][^:;.]{1,90}):\s+(?=.*\d|.*\b(?:one|two)\b)",
    "Gout: 1 vial",
    "Gout: a vial",
    by="match",
)
"""What a line names before its cap."""
EPISODE = Rule("stated.episode", r"flare|attack|episode|visit", "flare", "week", by="fullmatch")
FOLLOWS = Rule("stated.follows", r"[^.;]{0,70}?\b(?:then|and|or|thereafter|followed by)\W+(?:up to )?|\W{0,3}[;,]\W{0,3}", " for the first 3 doses, then ", ". Then ", by="fullmatch")  # fmt: skip
"""What leads from one cap to the next in a sentence."""
NO_DOSE = Rule("stated.no_dose", rf"\bdos\w+ (?:\w+ )?(?:{CEILING})", "dose is not above 2 units", "up to 2 units")
LONG, SAID = 330, 240
"""Characters of a sentence that may state a quantity, or a dose, elsewhere than below a heading on limits."""


@dataclass(slots=True)
class Context:
    """What the headings above tell."""

    within: int = 0
    """Blocks that a heading on limits still reaches."""
    scope: str | None = None
    columns: tuple[str, ...] = ()
    units: bool = False
    """True where the heading speaks of units that claims bill."""
    doses: bool = False
    """True in a list below a ceiling: `The dose does not exceed:`."""
    held: bool = False
    """True where the columns are those of a table within a cell: it may go on over the page."""
    others: bool = False
    """True below a heading on alternatives: the doses there are other drugs'."""
    ahead: dict[int, str] = field(default_factory=dict)
    """By column the uses that a row's last cell names after its caps: what stands in the next row, over the page, is for them."""


def block_limits(draft: Draft, block: Block, words: str, context: Context, *, within: bool) -> Iterator[Limit]:
    """Yield the caps of a block."""
    if len(words) > LONG and not within:
        for sentence in SENTENCES.split(words):
            if len(sentence) <= LONG:
                yield from block_limits(draft, block, sentence, context, within=False)
        return
    if STUDY.search(words):
        return
    within = within or OPENS_QL.match(words) is not None
    own = case_before(words) or (case_behind(words) if within else "")
    scope = " – ".join(filter(None, (context.scope, own))) or None
    billed = context.units or BILLED.search(words) is not None
    yield from amounts(draft, block, words, scope, within=within, billed=billed)
    for said in [words] if within or len(words) < SAID else SENTENCES.split(words):
        if within or len(said) < SAID:
            yield from doses(draft, block, said, scope, within=within, billed=billed)
    if BILLABLE.search(words):
        yield from limits_in(draft, draft.passage(block), scope)
    yield from at_weeks(draft, block, words, scope)


def case_before(words: str) -> str:
    """Return the patients or the disease that a line names before its cap; empty where it names neither, or a drug besides.

    >>> case_before("Weight 15 to 30 kg: 1 syringe"), case_before("Gout: 1 vial per 90 days"), case_before("Quantity limit: 1 vial")
    ('Weight 15 to 30 kg', 'Gout', '')
    >>> case_before("Patient is Currently Receiving Inventa. Approve up to 300 mg every 4 weeks")
    'Patient is Currently Receiving Inventa'
    """
    patients = OF_PATIENTS.match(words) or AT_A_STAGE.match(words)
    if patients:
        return patients["who"].strip()
    label = LABEL.match(words)
    named = label is not None and lexicon.hits("diagnoses", label["who"]) and not lexicon.treatments(label["who"])
    return label["who"].strip() if label and named and not CAPPED.search(label["who"]) else ""


def case_behind(words: str) -> str:
    """Return the use or the patients that a line names behind its one cap, parted from it by a semicolon, a bracket or `for`; empty where it names neither.

    >>> case_behind("2 vials per 28 days; gout and uveitis"), case_behind("2 vials per 28 days; see below")
    ('gout and uveitis', '')
    """
    found = CASE_BEHIND.match(words)
    if found is None or AMOUNT_IN.search(found["who"]):
        return ""
    said = found["who"].strip(" .()")
    return said if lexicon.hits("diagnoses", said) or WHO.match(said) else ""


PEOPLE = r"(?:the )?(?:patient|member|individual)s?"
STAGE = rf"initial (?:therapy|dosing|treatment)|{PEOPLE} [^.:;]{{0,30}}\b(?:currently|already|established|new)\b[^.:;]{{0,80}}"
AT_A_STAGE = Rule("stated.at_a_stage", rf"\W*(?P<who>{STAGE})[.:]\s", "Patient is currently receiving Inventa. Up to 300 mg", "Patient is an adult. Up to 300 mg", by="match")  # fmt: skip
"""At which stage of treatment patients are, as a sentence of its own before a cap that is theirs."""
WHO = Rule("stated.who", r"(?:for |in )?(?:patients?|members?|adults?|children|pediatric|weight|weighing|body weight|ages?|those)\b", "weight up to 100 kg", "see below", by="match")  # fmt: skip
AMOUNT_IN = Rule("stated.amount_in", r"\d[\d.]*\s*(?:mg|mcg|mL|tablets?|capsules?|vials?|syringes?|pens?|units?)\b(?!\s*/\s*kg)", "then 2 vials", "100 kg")  # fmt: skip
CASE_BEHIND = Rule("stated.case_behind", r"[^;()]{3,90}?(?:dose|days?|weeks?|months?|years?|fill|lifetime|cycle)s?\s*(?:;|\(|,?\s(?=for (?!up|the first|a total|no)))\s*(?P<who>[^;]{4,130})\W*$", "90 mg per dose; asthma", "90 mg per dose.", by="match")  # fmt: skip


def amounts(
    draft: Draft,
    block: Block,
    words: str,
    scope: str | None,
    *,
    within: bool,
    billed: bool = False,
    dispensed: bool = True,
) -> Iterator[Limit]:
    """Yield the amounts for a time that a text caps; `billed` where units are what claims bill; `dispensed` where a mass per dose is what is dispensed."""
    for one in rates(draft, block, words, scope, within=within, billed=billed):
        if dispensed or one.unit not in MASSES:
            yield as_billed(one) if billed and one.unit == "unit" else as_dose(one)
    for match in IN_ALL.finditer(words):
        if not FAILED.search(words[: match.start()]):
            yield limit(draft, block, words, number(match["count"]), noun_of(match["noun"]), (None, None), scope)
    for match in ONCE_EVER.finditer(words):
        form = noun_of(match["form"]) if match["form"] else None
        if match["noun"] is None and not NOT_DONE.search(words[: match.start()]):
            yield limit(draft, block, words, 1.0, form, (1.0, "lifetime"), scope)
    for match in EVER.finditer(words):
        count = match["count"] or match["glued"] or match["digits"]
        yield limit(
            draft, block, words, number(count) if count else 1.0, noun_of(match["noun"]), (1.0, "lifetime"), scope
        )
    for match in DAY_SUPPLY.finditer(words):
        if CAPPED.search(words[max(0, match.start() - 60) : match.start()]):
            yield limit(draft, block, words, number(match["count"]), "day supply", (1.0, "fill"), scope)
    yield from cycles(draft, block, words, scope)


def as_billed(one: Limit) -> Limit:
    """Return a cap on units as one on units that claims bill."""
    return one.model_copy(update={"kind": "billable_units", "unit": "billable unit"})


def rates(
    draft: Draft, block: Block, words: str, scope: str | None, *, within: bool, billed: bool = False
) -> Iterator[Limit]:
    """Yield the amounts for a time, and those given once, that a text caps."""
    supplies = {m.end() for m in SUPPLY.finditer(words)}
    capped = shared = 0
    first = min((m.start() for m in SUPPLY.finditer(words)), default=len(words))
    for match in rates_of(words, within=within):
        groups = match.groupdict()
        count = groups.get("count") or groups.get("glued") or groups.get("digits")
        if match.start() < shared or not (count or groups.get("single") or groups.get("strength")):
            continue
        before = words[max(0, match.start() - 60) : match.start()]
        supply = any(match.start() < end <= match.end() for end in supplies) or match.start() > first
        follows = 0 < capped <= match.start() and FOLLOWS.fullmatch(words[capped : match.start()]) is not None
        told = link_of(groups) == "within" and OF_APPROVAL.match(words[match.end() :])
        named = (
            LABELED.match(match[0]) or match.re is SAID_BEFORE.compiled or GRANTED_BEHIND.match(words[match.end() :])
        )
        ever = (groups.get("period") or "").lower() == "lifetime" and not NOT_DONE.search(words[: match.start()])
        if not (within or supply or follows or told or named or ever or CAPPED.search(before)):
            continue
        if groups.get("noun") and not billed and NO_DOSE.search(words) and noun_of(groups["noun"]) == "unit":
            continue  # units of a dose: what `doses` reads
        capped = match.end()
        link = link_of(groups)
        if (
            link == "within"
            and groups.get("noun")
            and (CAPPED.search(before) or OF_APPROVAL.match(words[match.end() :]))
        ):
            yield limit(
                draft, block, words, number(count) if count else 1.0, noun_of(groups["noun"]), (None, None), scope
            )
            continue
        if link.startswith(("for", "in", "over", "within")) and (
            EPISODE.fullmatch(groups.get("period") or "")
            or not (groups.get("nth") or within or ever or (link.startswith("in") and CAPPED.search(before)))
        ):
            continue
        per = (1.0, OFTEN[groups["often"].lower()]) if groups.get("often") else period_of(match)
        unit = noun_of(groups["noun"]) if groups.get("noun") else None
        times = 2 if groups.get("twice") else 1
        yield limit(draft, block, words, times * (number(count) if count else 1.0), unit, per, scope)
        yield from beside(draft, block, words, match, per, scope)
        shared = max([match.end(), *(at for _, at in further(words, match))])
    if within:
        yield from given_once(draft, block, words, scope)


def given_once(draft: Draft, block: Block, words: str, scope: str | None) -> Iterator[Limit]:
    """Yield the amounts that are given one time, or at given weeks."""
    for match in ONCE.finditer(words):
        count, noun = (
            match["count"] or match["glued"] or match["digits"] or match["alone"],
            match["noun"] or match["form"],
        )
        yield limit(draft, block, words, number(count), noun_of(noun), (None, None), scope)
    for match in AT_TIMES.finditer(words):
        if match["again"] or not match["span"]:
            yield limit(draft, block, words, number(match["count"]), noun_of(match["noun"]), (None, None), scope)


def link_of(groups: Mapping[str, str | None]) -> str:
    """Return the word between an amount and its time."""
    return (groups.get("link") or "").lower()


def rates_of(words: str, *, within: bool) -> list[re.Match[str]]:
    """Return the amounts for a time in a text, in order; doses by mass and bare numbers count below a heading on limits only."""
    found = [rate for rule in (RATE, NAMED_FIRST, DAILY, SAID_BEFORE) for rate in rule.finditer(words)]
    if within and HEAD.search(words) is None:
        taken = {at for m in found for at in range(*m.span())}
        others = (*IN_BRACKETS.finditer(words), *MASS_RATE.finditer(words), *BARE.finditer(words))
        found += [
            m for m in others if m.start("count") not in taken and not ADVICE.search(words[m.end() : m.end() + 60])
        ]
    else:
        found += [m for m in BARE.finditer(words) if LABELED.match(m[0])]
    return sorted(found, key=lambda m: m.start())


MASSES = ("mcg", "mg", "g", "iu")
"""What a dose is weighed by."""


def as_dose(one: Limit) -> Limit:
    """Return a cap by mass for a span of time as the largest dose that it is; what a mass per dose comes to is dispensed."""
    if one.unit not in MASSES or one.per_unit in (None, "dose"):
        return one
    unit = "IU" if one.unit == "iu" else one.unit
    if (one.per_value, one.per_unit) == (1.0, "day"):
        return one.model_copy(update={"kind": "max_dose", "unit": f"{unit}/day", "per_value": None, "per_unit": None})
    return one.model_copy(update={"kind": "max_dose", "unit": unit})


def beside(
    draft: Draft, block: Block, words: str, match: re.Match[str], per: tuple[float, str], scope: str | None
) -> Iterator[Limit]:
    """Yield what stands before, in and behind a rate and shares its form or its time."""
    sharing = (BEFORE_OR.search(words[: match.start()]), INSIDE.search(match[0]), OR_ELSE.match(words[match.end() :]))
    for other in sharing:
        if other:
            yield limit(draft, block, words, number(other["count"]), noun_of(other["noun"]), per, scope)
    for again, _ in further(words, match):
        yield limit(draft, block, words, number(again["count"]), noun_of(match["noun"]), period_of(again), scope)


def further(words: str, match: re.Match[str]) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the amounts that follow a rate and count the same form, each with the place at which it ends."""
    at = match.end()
    while match.groupdict().get("noun") and (again := AGAIN.match(words[at:])):
        at += again.end()
        yield again, at


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
