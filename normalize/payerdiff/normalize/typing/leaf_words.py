"""What the finders of atoms share: a leaf's words made plain, the shape of a find, numbers and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from payerdiff.model.policy import AtomOp
from payerdiff.normalize import lexicon

NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "eighteen": 18,
}
NUMBER = r"(\d+(?:\.\d+)?|" + "|".join(NUMBERS) + ")"
UNIT = r"(years?|yrs?|months?|mos?)"
LATEX = {"\\geq": "≥", "\\leq": "≤", "\\ge": "≥", "\\le": "≤", ">=": "≥", "<=": "≤"}
SIGNS: dict[str, AtomOp] = {
    "≥": ">=",
    "at least": ">=",
    "greater than or equal to": ">=",
    "≤": "<=",
    "less than or equal to": "<=",
    "<": "<",
    "less than": "<",
    ">": ">",
}
GREATER = r"(?:≥|greater than or equal to|at least|no (?:younger|less) than|not less than)"
LESSER = r"(?:≤|less than or equal to|at most|no (?:older|more) than|up to|not to exceed|does not exceed|do not exceed|not exceed(?:ed|ing)?)"


@dataclass(frozen=True, slots=True)
class Found:
    """An atom before it has a span; offsets count in the leaf's text."""

    concept: str
    op: AtomOp
    value: str | float | list[str | float] | None
    start: int
    end: int
    subject: str | None = None
    unit: str | None = None
    outcome: str | None = None
    duration: str | None = None
    count: int | None = None
    role: str | None = None
    negated: bool = False


EXAMPLES = re.compile(
    r"\[[^\[\]]*\b(?:e\.g\.|i\.e\.|for example|such as)[^\[\]]*\]|\([^()]*\b(?:e\.g\.|i\.e\.|for example|such as)[^()]*\)|\b(?:Notes?:\s*)?Examples? (?:of|include) .*$|\([^()]*\bincluding,? but not limited to\b[^()]*\)|[,;]?\s*\bsuch as\b[^,;.()]*(?:,[^;.()]*)?$",
    re.DOTALL,
)
QUALIFIER = re.compile(r"\([^()]*\b(?:if|must|only|when|unless|adults?|pediatrics?|children)\b[^()]*\)", re.IGNORECASE)


DENIED = re.compile(
    r"(?:\b(?:no|not|never|without|nor|neither|\w+n't)|\b(?:lack|loss|absence|free) of|\bfail(?:ed|s|ure|ing)? to)\s+(?:(?!(?:due|because|candidates?|for|to|able|yet|only|and|but|or|with)\b)[\w\-]+\s+){0,5}$",
    re.IGNORECASE,
)
"""Words before a condition that deny it: `no contraindication to`, `has not failed`, `absence of`."""


def is_denied(before: str) -> bool:
    """Tell whether the words before a condition deny it.

    >>> is_denied("Patient has no history of "), is_denied("Not a candidate for surgery, "), is_denied("Failed to achieve ")
    (True, False, True)
    """
    return DENIED.search(before) is not None


@dataclass(slots=True)
class Words:
    """A leaf's text, its signs made plain at equal length, examples and bans blanked out."""

    text: str
    plain: str = field(init=False)
    qualified: bool = field(init=False)
    """True where a bracket limits what the leaf says to some patients: no atom may assert that for all."""

    def __post_init__(self) -> None:
        plain = self.text
        for written, sign in LATEX.items():
            plain = plain.replace(written, sign + " " * (len(written) - 1))
        for match in EXAMPLES.finditer(plain):
            plain = plain[: match.start()] + " " * (match.end() - match.start()) + plain[match.end() :]
        self.qualified = QUALIFIER.search(plain) is not None
        for match in QUALIFIER.finditer(plain):
            plain = plain[: match.start()] + " " * (match.end() - match.start()) + plain[match.end() :]
        self.plain = plain


def number_of(word: str) -> float:
    """Return a number written in digits or words."""
    value = float(NUMBERS.get(word.lower(), 0) or word)
    return int(value) if value == int(value) else value


def unit_of(word: str) -> str:
    """Return the schema's unit of time."""
    return "month" if word.lower().startswith("mo") else "year"


def joined(found: list[lexicon.Hit], concept: str, subject: str | None = None) -> Found:
    """Return one atom for alternatives of one concept."""
    values: list[str | float] = list(dict.fromkeys(h.canonical for h in found))
    start, end = found[0].start, found[-1].end
    if len(values) == 1:
        return Found(concept, "=", values[0], start, end, subject=subject)
    return Found(concept, "in", values, start, end, subject=subject)
