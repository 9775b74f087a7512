"""Limits of what is measured, as one phrase says them whole: laboratory values, scores, performance status, counts in a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from payerdiff.model.policy import AtomOp
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition, Expression, joined
from payerdiff.normalize.typing.numbers import number_of
from payerdiff.normalize.typing.tagging.limits import (
    AGAIN,
    AGAIN_IN_DEVIATIONS,
    BEFORE,
    DEVIATIONS,
    GRADES,
    LEAST,
    LEAST_BEFORE,
    LIMIT,
    NORMAL,
    OR_MORE,
    OR_MORE_BEFORE,
    OTHER_END,
    PREDICTED_BEFORE,
    SIGN,
    SIGNS,
    SPAN,
    TAKEN_BEFORE,
    TITER,
    plain_unit,
)
from payerdiff.normalize.typing.tagging.measured.unlisted import unlisted


def measures(text: str) -> Iterator[Expression]:
    """Yield limits of laboratory values and scores: `LDL-C ≥ 220 mg/dL`, `FEV1 < 80 % predicted`, `ECOG 0-2`."""
    named = [
        hit
        for hit in sorted((*lexicon.hits("labs", text), *unlisted(text)), key=lambda hit: hit.start)
        if not CORRECTED.search(text[: hit.start])
        and not CHANGED.search(text[: hit.start])
        and not entry_of(hit).get("counted")
    ]
    for at, hit in enumerate(named):
        concept = entry_of(hit).get("concept", "lab_value")
        grades = (
            GRADES.match(text, hit.end)
            if concept == "performance_status" or entry_of(hit).get("most", 99) < 6
            else None
        )
        if grades:
            yield from of_grades(hit, grades, concept)
            continue
        limit = deviation_of(hit, text) or limit_of(hit, text, concept) or span_of(hit, text, concept)
        if isinstance(limit, Condition):
            yield from again(limit, text)
            limit = with_neighbors(named[:at], limit, hit, text)
        if limit:
            yield with_manner(limit, text)


def with_manner(limit: Expression, text: str) -> Expression:
    """Return a limit with the words behind it that say how it is measured, and narrow nothing: `30 % or more of predicted`, `at the total hip`."""
    match = MANNER.match(text, limit.end)
    if match is None or match.end() == limit.end:
        return limit
    if isinstance(limit, Condition):
        unit = "%" if limit.unit is None and "predicted" in match.group() else limit.unit
        return replace(limit, end=match.end(), unit=unit)
    parts = [replace(p, end=match.end()) if isinstance(p, Condition) else p for p in getattr(limit, "parts", ())]
    return joined("any" if getattr(limit, "op", "all") == "any" else "all", parts)


BONE = r"(?:lumbar spine|spine|total hip|hip|femoral neck|femur|forearm|(?:one[- ]third|1/3|33%) radius|radius)"
MANNER = Rule(
    "measures.manner",
    rf"(?:\s+(?:of\s+(?:the\s+)?)?predicted(?:\s+(?:normal|values?))*)?(?:,?\s+(?:at|in|of|for)\s+(?:the\s+)?{BONE}(?:(?:,|,?\s+or|,?\s+and/or)\s+(?:the\s+)?{BONE})*)?",
    " of predicted", "", by="match",
)  # fmt: skip


def entry_of(hit: lexicon.Hit) -> Mapping[str, Any]:
    """Return what the vocabulary says of a measure; nothing of one that it does not hold."""
    entry: Mapping[str, Any] = lexicon.table("labs").get(hit.canonical, {})
    return entry


CORRECTED = Rule("measures.corrected", r"\b(?:corrected|adjusted|normalized) for (?:the )?$", "corrected for ", "low ")
"""Before what another measure was put right by, which is no limit of its own: `DLCO (corrected for hemoglobin) > 40 %`."""
CHANGED = Rule(
    "measures.changed",
    r"\b(?:reduc\w+|decreas\w+|increas\w+|improve\w+|changes?|decline|drop|rise|lowering|fall|reduced|difference) (?:in|of|from|to) (?:[\w-]+ ){0,3}$",
    "a reduction in ", "a reduced ",
)  # fmt: skip
"""Before a measure whose change has a limit, not itself: `a reduction in LDL-C of at least 50 %`."""
JOINT = Rule("measures.joint", r"\s*,?\s*(?:\(?or|and|and/or|/|,)\s*(?:an?\s|the\s)?", " or ", " was ", by="fullmatch")
OR = Rule("measures.or", r"\bor\b|/", " or ", " and ")


def with_neighbors(before: list[lexicon.Hit], limit: Condition, hit: lexicon.Hit, text: str) -> Expression:
    """Return a limit for each measure of a list that ends with the one it stands behind: `ALT or AST > 3 times ULN`."""
    if (over := before[-1] if before else None) and is_ratio(text[over.end : hit.start], text[hit.end : limit.end]):
        return replace(limit, subject=f"{over.canonical}/{hit.canonical}", start=beginning(over, text))
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


RATIO = Rule("measures.ratio", r"\W*ratio\b", " ratio < 2", " level < 2", by="match")
DIVIDED_BY = Rule("measures.divided_by", r"[\s-]*(?:/|to|:)[\s-]*", " / ", " or ", by="fullmatch")


def is_ratio(between: str, behind: str) -> bool:
    """Return True if two measures are one over the other: `ALT/AST ratio < 2`."""
    return DIVIDED_BY.fullmatch(between) is not None and RATIO.match(behind) is not None


def with_other_end(limit: Condition, text: str) -> Expression:
    """Return a limit with the other one that follows it for the same measure: `≥ 15 and ≤ 65 events per hour`."""
    match = OTHER_END.match(text, limit.end)
    op = sign_of(match) if match else limit.op
    if match is None or limit.op[0] == op[0]:
        return limit
    first = replace(limit, end=match.end())
    unit = plain_unit(match["unit"]) if match["unit"] else limit.unit
    return joined("all", [first, replace(first, op=op, value=number_of(MINUS.sub("-", match["value"])), unit=unit)])


def span_of(hit: lexicon.Hit, text: str, concept: str) -> Expression | None:
    """Return the span that a text gives for a measure; None where it gives none, or the ends are not in their order."""
    match = SPAN.match(text, hit.end) if concept == "lab_value" else None
    if match is None or number_of(match["low"]) >= number_of(match["high"]):
        return None
    _, unit = amount_of(match["low"], match["unit"], text[: hit.start])
    start = beginning(hit, text)
    ends: tuple[tuple[AtomOp, str], ...] = ((">=", "low"), ("<=", "high"))
    return joined(
        "all",
        [
            Condition(concept, op, number_of(match[name]), start, match.end(), subject=hit.canonical, unit=unit)
            for op, name in ends
        ],
    )


MINUS = Rule("measures.minus", "[−–]", "−2", "2", exact=True)


def deviation_of(hit: lexicon.Hit, text: str) -> Condition | None:
    """Return how many standard deviations from the mean a measure must be: `height more than 2 standard deviations below the mean`."""
    match = DEVIATIONS.match(text, hit.end)
    return None if match is None else deviation(match, hit.canonical, hit.start)


def deviation(match: re.Match[str], subject: str, start: int) -> Condition:
    """Return a limit that is told by its distance from the mean."""
    sign, below = SIGN[" ".join((match["sign"] or "at least").lower().split())], match["side"].lower() == "below"
    value = number_of(match["value"]) * (-1 if below else 1)
    op = TURNED[sign] if below else sign
    return Condition("lab_value", op, value, start, match.end(), subject=subject, unit="SD")


TURNED: dict[AtomOp, AtomOp] = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
"""What more below the mean is: less."""


def limit_of(hit: lexicon.Hit, text: str, concept: str) -> Condition | None:
    """Return the limit that a text sets to a measure, behind its name or before it."""
    if normal := NORMAL.match(text, hit.end):
        unit = "LLN" if normal.group().lower().replace(" ", "").find("lower") > 0 or "LLN" in normal.group() else "ULN"
        return Condition(concept, sign_of(normal), 1, hit.start, normal.end(), subject=hit.canonical, unit=unit)
    if diluted := TITER.match(text, hit.end):
        times = number_of(diluted["value"])
        return Condition(
            concept, sign_of(diluted), times, hit.start, diluted.end(), subject=hit.canonical, unit="titer"
        )
    for rule in (LIMIT, OR_MORE):
        if match := rule.match(text, hit.end):
            return limit_from(match, hit, hit.start, match.end(), concept, text)
    if entry_of(hit).get("share"):
        for rule in (BEFORE, OR_MORE_BEFORE):
            if match := rule.search(text[: hit.start]):
                return limit_from(match, hit, match.start(), hit.end, concept, text)
    if counted := count_of(hit, text, concept):
        return counted
    least = LEAST_BEFORE.search(text[: hit.start])
    if least and (match := LEAST.match(text, hit.end)):
        op: AtomOp = ">=" if least["end"].lower() == "minimum" else "<="
        return replace(limit_from(match, hit, least.start(), match.end(), concept, text), op=op)
    return None


def count_of(hit: lexicon.Hit, text: str, concept: str) -> Condition | None:
    """Return how many of a thing there must be in a place, by its name between the number and the place; None where a text says neither."""
    place, amount = PER.match(text, hit.end), COUNTED.search(text[: hit.start])
    if place is None or amount is None or not (amount["sign"] or amount["more"]):
        return None
    unit = plain_unit(place["unit"])
    name = f"esophageal {hit.canonical}" if unit == "hpf" and hit.canonical == "eosinophils" else hit.canonical
    return Condition(
        concept, sign_of(amount), number_of(amount["value"]), amount.start(), place.end(), subject=name, unit=unit
    )


COUNTED = Rule(
    "measures.counted",
    rf"(?P<sign>{SIGNS})?\s*(?P<value>\d[\d,]*)(?:\s+or\s+(?P<more>more|greater|fewer|less))?\s+(?:intraepithelial |peak |blood )*$",
    "at least 15 ", "day fifteen ",
)  # fmt: skip
PER = Rule(
    "measures.per",
    r"\s*(?:\((?:eos|cells)\)\s*)?(?P<unit>(?:per|/)\s*(?:hpf|high[- ]power(?:ed)?\s+field|microliter|mcL|[µμu]L|mm\^?3))(?:\s*\([^)]{1,12}\))?(?!\w)",
    " per high-power field", " per day", by="match",
)  # fmt: skip
"""What is counted in a place, by its name between its number and that place: `15 eosinophils per high-power field`."""


def limit_from(match: re.Match[str], hit: lexicon.Hit, start: int, end: int, concept: str, text: str) -> Condition:
    """Return the limit that a match gives a measure, from one place of the text to another."""
    told = match["unit"] or match.groupdict().get("unit_behind")
    value, unit = amount_of(match["value"], told if concept == "lab_value" else None, text[: hit.start])
    start = beginning(hit, text) if start == hit.start else start
    return Condition(
        concept, sign_of(match), value, start, end, subject=hit.canonical, unit=unit
    )  # `≥ 70 %` is a grade too


def amount_of(value: str, unit: str | None, before: str) -> tuple[float, str | None]:
    """Return a number with its unit; a share of a limit of normal is counted in that limit, and what is told as predicted is a share."""
    number = number_of(MINUS.sub("-", value))
    plain = plain_unit(unit) if unit else "%" if PREDICTED_BEFORE.search(before) else None
    return (number / 100 if unit and unit.startswith("% of") else number), plain


def beginning(hit: lexicon.Hit, text: str) -> int:
    """Return where a measure is named first: with the words before it that make it a share of what is predicted, or say when it is taken."""
    predicted = PREDICTED_BEFORE.search(text[: hit.start])
    start = predicted.start() if predicted else hit.start
    taken = TAKEN_BEFORE.search(text[:start])
    return taken.start() if taken else start


def sign_of(match: re.Match[str]) -> AtomOp:
    """Return the operator that a match names, by its sign or by words behind its number."""
    found = match.groupdict()
    if found.get("sign"):
        return SIGN[" ".join(found["sign"].lower().split())]
    more = (found.get("more") or ">=").lower()
    return "<=" if more in ("less", "lower", "below", "under", "fewer") else ">="


def again(limit: Condition, text: str) -> Iterator[Condition]:
    """Yield another limit of the same measure behind the first, in its unit: `BMI of at least 40 kg/m2, or at least 35 kg/m2 with gout`."""
    if limit.subject and (apart := AGAIN_IN_DEVIATIONS.match(text, limit.end)):
        yield deviation(apart, limit.subject, apart.start("sign") if apart["sign"] else apart.start("value"))
    match = AGAIN.match(text, limit.end) if limit.unit else None
    unit = match and (match["unit"] or match["unit_2"])
    if match and unit and plain_unit(unit) == limit.unit:
        start = match.start("sign") if match["sign"] else match.start("value_2")
        value = number_of(MINUS.sub("-", match["value"] or match["value_2"]))
        yield replace(limit, op=sign_of(match), value=value, start=start, end=match.end())


def of_grades(hit: lexicon.Hit, grades: re.Match[str], concept: str) -> Iterator[Expression]:
    """Yield a span of grades; the scale's own lowest and highest grades limit nothing."""
    low, high = (number_of(grades[name]) for name in ("low", "high"))
    if low >= high:
        return
    place = hit.start, grades.end()
    ends: list[Expression] = []
    if low > 0:
        ends.append(Condition(concept, ">=", low, *place, subject=hit.canonical))
    if concept == "performance_status" or high < entry_of(hit).get("most", high + 1):
        ends.append(Condition(concept, "<=", high, *place, subject=hit.canonical))
    if ends:
        yield joined("all", ends)
