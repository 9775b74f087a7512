"""Our own words for typed facts: short, in the field's terms, never set as the payer's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from payerdiff.model import concepts
from payerdiff.model.concepts import Concept, Shape
from payerdiff.model.policy import Approval, Atom, Limit

PHASES: dict[str, str] = {
    "initial": "initial approval",
    "renewal": "reauthorization",
    "universal": "general criteria",
    "exclusion": "not covered",
}
"""What each phase of a policy is called."""
ALL_INDICATIONS = "all indications"
"""What criteria without an indication of their own are about."""
RULINGS: dict[str, str] = {
    "approve": "meets criteria",
    "refuse": "does not meet criteria",
    "depends": "depends on what the request leaves open",
    "not_evaluated": "not evaluated automatically",
}
"""What is said of a patient by a policy's criteria."""
OUTCOMES = {
    "tried": "trial",
    "failed": "failure",
    "intolerant": "intolerance",
    "contraindicated": "contraindication",
    "responded": "response",
}
"""How a treatment ended, as criteria say it: `failure, intolerance or contraindication to methotrexate`."""
OF = frozenset(("trial", "failure"))
"""Outcomes that are *of* a treatment; others are *to* it."""
SEE_TEXT = "see policy text"
"""What is said where the policy names a matter in words that no typed condition carries."""
DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}
"""Length of a unit of time, for comparing periods."""


MONTH = 30.0
"""Days of a month where a period is written in days: 90, 180."""
YEARS = {"day": (365.0, 366.0, 364.0), "week": (52.0,), "year": (1.0,)}
"""A year in the units in which payers write it: 364 days are 52 weeks, and some years have 366."""


def length_in_months(value: float, unit: str) -> tuple[float, str]:
    """Return a period of whole years in months, as a year, twelve months and 365 days are one length; others as they are.

    >>> length_in_months(365, "day"), length_in_months(2, "year"), length_in_months(52, "week"), length_in_months(90, "day")
    ((12.0, 'month'), (24.0, 'month'), (12.0, 'month'), (90, 'day'))
    """
    year = next((y for y in YEARS.get(unit, ()) if value and value % y == 0), None)
    return (value, unit) if year is None else (value / year * 12, "month")


def months_of(value: float | None, unit: str | None) -> float | None:
    """Return a period in months, or None where it has no number or is no period.

    >>> months_of(1, "year"), months_of(26, "week"), months_of(366, "day"), months_of(180, "day"), months_of(9, "cycle")
    (12.0, 6.0, 12.0, 6.0, None)
    """
    if value is None or unit not in DAYS:
        return None
    value, unit = length_in_months(value, unit)
    if unit == "day" and value and value % MONTH == 0:
        return value / MONTH
    return round(value * DAYS[unit] / DAYS["month"], 1)


def listed(words: Sequence[str], joint: str = "or") -> str:
    """Join words as English does.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b or c', 'a')
    """
    items = list(dict.fromkeys(words))
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def number(value: float) -> str:
    """Write a number without a needless point."""
    return f"{value:g}"


SYMBOLS = frozenset(("mg", "mcg", "µg", "g", "kg", "ng", "mL", "ml", "L", "IU", "mg/kg", "mcg/kg"))
"""Units that have no plural."""


def counted(value: float, unit: str) -> str:
    """Write a number with its unit.

    >>> counted(6, "month"), counted(1, "year"), counted(300, "mg")
    ('6 months', '1 year', '300 mg')
    """
    return f"{number(value)} {unit}{'' if value == 1 or unit in SYMBOLS else 's'}"


def values_of(atom: Atom) -> list[str]:
    """Return an atom's values in plain words, also one that the register has no words for."""
    words = concepts.of(atom.concept).values
    values = atom.value if isinstance(atom.value, list) else [atom.value]
    return [
        number(v) if isinstance(v, (int, float)) else words.get(str(v), str(v).replace("_", " "))
        for v in values
        if v is not None
    ]


def lasted(length: str) -> str:
    """Write a length of treatment with its unit in the right number.

    >>> lasted("3 month"), lasted("1 week")
    ('3 months', '1 week')
    """
    value, _, unit = length.partition(" ")
    return counted(float(value), unit.removesuffix("s")) if value.replace(".", "", 1).isdigit() else length


def plural(name: str) -> str:
    """Return the plural of a class of drugs.

    >>> plural("NSAID"), plural("gene therapy")
    ('NSAIDs', 'gene therapies')
    """
    return f"{name[:-1]}ies" if name.endswith("therapy") else name if name.endswith("s") else f"{name}s"


def not_evaluated(count: int) -> str:
    """Return how many criteria only a person can evaluate.

    >>> not_evaluated(1), not_evaluated(3)
    ('1 criterion not evaluated automatically', '3 criteria not evaluated automatically')
    """
    return f"{count} {'criterion' if count == 1 else 'criteria'} not evaluated automatically"


def ended(outcome: str, treatment: str) -> str:
    """Say how a treatment ended.

    >>> ended("failed or intolerant or contraindicated", "methotrexate"), ended("failed", "methotrexate")
    ('failure, intolerance or contraindication to methotrexate', 'failure of methotrexate')
    >>> ended("intolerant or tried", "methotrexate")
    'trial or intolerance to methotrexate'
    """
    names = sorted((OUTCOMES.get(name, name) for name in outcome.split(" or ")), key=lambda name: name not in OF)
    return f"{listed(names)} {'of' if OF.issuperset(names) else 'to'} {treatment}"


def trial(length: str) -> str:
    """Say a trial of a length, with its article.

    >>> trial("8 week"), trial("1 month")
    ('an 8-week trial', 'a 1-month trial')
    """
    value, _, unit = length.partition(" ")
    words = f"{value}-{unit.removesuffix('s')}" if unit else value
    return f"{'an' if words.startswith(('8', '11', '18')) else 'a'} {words} trial"


def trial_in_all(months: float) -> str:
    """Say how long trials last together, in weeks where they are weeks.

    >>> trial_in_all(1.8), trial_in_all(3)
    ('8-week trial', '3-month trial')
    """
    weeks = round(months * DAYS["month"] / DAYS["week"])
    words = f"{months:g} month" if float(months).is_integer() else f"{weeks} week"
    return trial(words).partition(" ")[2]


def say_treated(atom: Atom, words: str) -> str:
    """Say step therapy: what, how many of it, how it ended, and how long it was tried."""
    if atom.count:
        several = isinstance(atom.value, list)
        words = f"{atom.count} of {words}" if several else f"{atom.count} different {plural(words)}"
    outcome = atom.outcome or "tried"
    if not atom.duration:
        return ended(outcome, words)
    if outcome == "tried":
        return f"{trial(atom.duration).partition(' ')[2]} of {words}"
    return f"{ended(outcome, words)} after {trial(atom.duration)}"


def products_in(atom: Atom) -> str:
    """Return the products that a condition on one ingredient names, as written, or nothing where it names no more than one: `Brandone, Brandtwo and Brandthree`."""
    alone = atom.written if isinstance(atom.written, str) else ""
    several = alone and "," in atom.text and atom.text.lower().startswith(alone.lower())
    return atom.text if several else ""


SAY: dict[Shape, dict[str, str]] = {
    "number": {"": "{subject} {op} {words}{measured}"},
    "state": {"": "{subject} {words}", "!=": "{subject} not {words}", "not_in": "{subject} not {words}"},
    "set": {"": "{words}", "!=": "not {words}", "not_in": "not {words}", "without": "without {words}"},
}
"""How a condition is said by its shape, where its concept has no words of its own."""
LEVEL = "{subject} {op} {words} {unit}"
"""How the level of a state's subject is said."""


def say(atom: Atom) -> str:
    """Say one atom in our words: by its role, subject or operator, as its concept's entry or its shape has them."""
    concept = concepts.of(atom.concept)
    words = listed(values_of(atom))
    if concept.shape == "therapy":
        single = atom.given and not isinstance(atom.value, list)
        return say_treated(atom, f"{atom.given} {words}" if single else products_in(atom) or words)
    if concept.shape == "state" and atom.unit:
        return LEVEL.format(subject=atom.subject, op=atom.op, words=words, unit=atom.unit)
    if concept.measure == "age" and not concept.is_measured(atom.value):
        return words
    ways = concept.say if "" in concept.say else {**SAY[concept.shape], **concept.say}
    way = next(ways[case] for case in (atom.role, atom.subject, atom.op, "") if case in ways)
    return way.format_map(parts_of(atom, concept, words)).strip()


def parts_of(atom: Atom, concept: Concept, words: str) -> dict[str, str]:
    """Return the parts of which a concept's wording is made."""
    unit = "" if concept.measure == "count" else atom.unit or concept.unit
    timed = concept.measure == "age" and isinstance(atom.value, (int, float))
    return {
        "words": words,
        "subject": atom.subject or concept.title.lower(),
        "op": atom.op,
        "measured": unit if unit in ("", "%") else f" {unit}",
        "amount": counted(float(str(atom.value)), atom.unit or "year") if timed else words,
        "lasting": f", for at least {lasted(atom.duration)}" if atom.duration else "",
        "within": f" within {lasted(atom.duration)}" if atom.duration else "",
    }


NEXT_SENTENCE = re.compile(r"\s+(?=(?:The|This|These|If|Note|Requests?)\b)")
"""Where a sentence of its own follows an approval's words."""


def first_sentence(words: str) -> str:
    """Return an approval's own words, without the sentence that follows them."""
    return NEXT_SENTENCE.split(words, maxsplit=1)[0].rstrip(" .;,")


def say_approval(approval: Approval) -> str:
    """Say how long an approval runs."""
    if approval.value is None or approval.unit is None:
        return first_sentence(approval.text)
    words = f"{'up to ' if approval.at_most else ''}{counted(approval.value, approval.unit)}"
    if approval.cycles:
        words += f", {approval.cycles} cycles"
    if approval.max_renewals:
        words += f", at most {approval.max_renewals} times"
    return words


def is_word(unit: str) -> bool:
    """Return True if a unit is a thing that is counted, with a plural of its own: no abbreviation and no span of time.

    >>> [is_word(unit) for unit in ("pen", "syringe", "mcg", "day")]
    [True, True, False, False]
    """
    return unit not in DAYS and not set("aeiou").isdisjoint(unit)


def say_limit(limit: Limit) -> str:
    """Say a limit."""
    unit = limit.unit or ""
    if unit and ("/" not in unit or all(map(is_word, unit.split("/")))):
        unit = "/".join(counted(limit.value, part).split(" ", 1)[1] for part in unit.split("/"))
    words = f"{number(limit.value)} {unit}".rstrip()
    if limit.per_unit:
        words += f" per {counted(limit.per_value or 1, limit.per_unit) if limit.per_value and limit.per_value != 1 else limit.per_unit}"
    return words


def say_limits(limits: Sequence[Limit]) -> list[str]:
    """Say some limits, each by itself; of several that one sentence states (`2 in the first month, then 1`) none is the limit by itself, and the sentence is told."""
    together = Counter((x.span.start, x.text) for x in limits)
    return [say_limit(x) if together[x.span.start, x.text] == 1 else x.text for x in limits]


LEAD = re.compile(r"^\W*(?:if|when)\s+|[\s,:;]*(?:\bthen)?[\s,:;]*$", re.IGNORECASE)
"""What a condition's words lose where they follow our own `only if`."""


def condition_words(text: str) -> str:
    """Return the words of a condition on one line, without their `if`.

    >>> condition_words("If request is for a dose increase, then")
    'request is for a dose increase'
    """
    return LEAD.sub("", " ".join(text.split()))


def say_lives(lives: int, unknown: int, of: int | None = None) -> str:
    """Return covered lives in words, always with the plans whose lives are not known.

    >>> say_lives(31_000_000, 0, 40_000_000), say_lives(1200, 1), say_lives(0, 2)
    ('31,000,000 of 40,000,000 lives', '1,200 lives and 1 plan with unknown lives', '2 plans with unknown lives')
    """
    known = f"{lives:,} {f'of {of:,} ' if of else ''}lives"
    rest = f"{unknown} {'plan' if unknown == 1 else 'plans'} with unknown lives" if unknown else ""
    return " and ".join(filter(None, (known if lives or not rest else "", rest)))
