"""Our own words for typed facts: short, in the field's terms, never set as the payer's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from payerdiff.model.policy import Approval, Atom, Limit

SUPPORT = {
    "fda_label": "FDA label",
    "compendia": "compendia",
    "guideline": "practice guidelines",
    "literature": "peer-reviewed literature",
}
PLAIN = {
    "single_agent": "single agent",
    "on_therapy": "already on the drug",
    "first_remission": "first remission",
    "second_remission": "second remission",
    "newly_diagnosed": "newly diagnosed",
}
DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}
"""Length of a unit of time, for comparing periods."""
ALWAYS = {"toxicity": "no unacceptable toxicity", "documentation": "documentation required"}
"""Concepts that are said one way whatever their value."""
FIXED = {"MRD": "MRD", "Ph": "Ph"}


def months_of(value: float | None, unit: str | None) -> float | None:
    """Return a period in months, or None where it has no number or is no period.

    >>> months_of(1, "year"), months_of(26, "week"), months_of(9, "cycle")
    (12.0, 6.0, None)
    """
    return None if value is None or unit not in DAYS else round(value * DAYS[unit] / DAYS["month"], 1)


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
    """Return an atom's values in plain words."""
    values = atom.value if isinstance(atom.value, list) else [atom.value]
    return [
        PLAIN.get(str(v), str(v)) if not isinstance(v, (int, float)) else number(v) for v in values if v is not None
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


def say_treated(atom: Atom, words: str) -> str:
    """Say an earlier therapy: what, how many of it, how it ended, and how long it was tried."""
    if atom.count:
        several = isinstance(atom.value, list)
        words = f"{atom.count} of {words}" if several else f"{atom.count} different {plural(words)}"
    lasting = f" for {lasted(atom.duration)}" if atom.duration else ""
    return f"{words} {atom.outcome or 'tried'}{lasting}"


def say(atom: Atom) -> str:
    """Say one atom in our words."""
    words = listed(values_of(atom))
    if atom.concept in ALWAYS:
        return ALWAYS[atom.concept]
    if atom.concept == "age" and isinstance(atom.value, (int, float)):
        span = counted(atom.value, atom.unit or "year")
        return {">=": f"{span} or older", ">": f"over {span}", "<": f"under {span}", "<=": f"at most {span}"}.get(
            atom.op, span
        )
    if atom.concept == "biomarker":
        if atom.unit:
            return f"{atom.subject} {atom.op} {words} {atom.unit}"
        return f"{atom.subject}-{words}" if atom.subject in FIXED else f"{atom.subject} {words}"
    if atom.concept == "dose":
        return f"at most {words} {atom.unit or ''}".strip()
    if atom.concept in ("lab_value", "performance_status"):
        return f"{atom.subject or ''} {atom.op} {words}{'' if atom.unit == '%' else ' '}{atom.unit or ''}".strip()
    if atom.concept == "line_of_therapy":
        return f"line {words} of therapy" + {">=": " or later", "<=": " or earlier"}.get(atom.op, "")
    if atom.concept == "weight":
        return f"{atom.op} {words} kg"
    if atom.concept == "regimen":
        return words if atom.op in ("=", "in") else f"{atom.op} {words}"
    if atom.concept == "prior_therapy":
        return say_treated(atom, words)
    if atom.concept == "prescriber":
        return f"{'prescribed by or with' if atom.role == 'consults' else 'prescribed by'} {words}"
    if atom.concept == "support":
        return ("must be supported by " if atom.role == "requires" else "allowed by ") + listed(
            [SUPPORT.get(v, v) for v in values_of(atom)]
        )
    if atom.concept == "transplant":
        return f"{atom.subject} transplant {words}"
    if atom.concept == "vaccination":
        return f"no {atom.subject}" + (f" within {atom.duration}" if atom.duration else "")
    if atom.concept == "cycles":
        return f"at most {words} cycles"
    if atom.concept == "treatment_history":
        return words + (f", for at least {lasted(atom.duration)}" if atom.duration else "")
    if atom.concept == "response":
        return {"positive": "positive response", "stable": "stable disease"}.get(
            words, words.replace("positive", "positive response").replace("stable", "stable disease")
        )
    if atom.concept == "site_of_care":
        return f"{'not ' if atom.op in ('!=', 'not_in') else ''}given in {words}"
    return words


NEXT_SENTENCE = re.compile(r"\s+(?=(?:The|This|These|If|Note|Requests?)\b)")
"""Where a sentence of its own follows an approval's words."""


def first_sentence(words: str) -> str:
    """Return an approval's own words, without the sentence that follows them."""
    return NEXT_SENTENCE.split(words, maxsplit=1)[0].rstrip(" .;,")


def say_approval(approval: Approval) -> str:
    """Say how long an approval runs."""
    if approval.value is None or approval.unit is None:
        return first_sentence(approval.text)
    words = counted(approval.value, approval.unit)
    if approval.cycles:
        words += f", {approval.cycles} cycles"
    if approval.max_renewals:
        words += f", at most {approval.max_renewals} times"
    return words


def say_limit(limit: Limit) -> str:
    """Say a limit."""
    unit = limit.unit if "/" in limit.unit else counted(limit.value, limit.unit).split(" ", 1)[1]
    words = f"{number(limit.value)} {unit}"
    if limit.per_unit:
        words += f" per {counted(limit.per_value or 1, limit.per_unit) if limit.per_value and limit.per_value != 1 else limit.per_unit}"
    return words


LEAD = re.compile(r"^\W*(?:if|when)\s+|[\s,:;]*(?:\bthen)?[\s,:;]*$", re.IGNORECASE)
"""What a condition's words lose where they follow our own `only if`."""


def condition_words(text: str) -> str:
    """Return the words of a condition on one line, without their `if`.

    >>> condition_words("If request is for a dose increase, then")
    'request is for a dose increase'
    """
    return LEAD.sub("", " ".join(text.split()))
