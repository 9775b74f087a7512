"""Classes, stages and grades of a disease, as one phrase says them: `NYHA class II or III`, `Hurley stage II to III`, `MGFA class II through IV`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition

ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
SEPARATES = Rule("grades.separates", r"\s*(?:[-–—,/]|\b(?:or|and|to|through|thru)\b)\s*", " or ", " of ", by="match")
SPANS = Rule("grades.spans", r"\s*(?:[-–—]|\b(?:to|through|thru)\b)\s*", " to ", " or ", by="fullmatch")
AGAIN = r"(?:(?:functional )?(?:class|stage|grade|group)\s+)?"
MORE = Rule("grades.more", r"\s*(?:or|and)\s+(?P<side>higher|above|greater|more|worse|lower|below|less|better)\b", " or higher", " or both", by="match")  # fmt: skip
HIGHER = frozenset(("higher", "above", "greater", "more", "worse"))


def grades(text: str) -> Iterator[Condition]:
    """Yield in which classes, stages or grades of a scale the disease must be."""
    table = lexicon.table("grades")
    hint = text.lower()
    for name, entry in table.items():
        if name.split()[0].lower()[:4] not in hint and not any(w.split()[0].lower() in hint for w in entry["words"]):
            continue
        for match in beginning_of(name).finditer(text):
            found, end = grades_at(text, match.end(), entry["grades"], name)
            if found:
                values = tuple(f"{name} {grade}" for grade in found)
                several = len(values) > 1
                yield Condition("disease_setting", "in" if several else "=", values if several else values[0], match.start(), end)  # fmt: skip


@cache
def beginning_of(name: str) -> re.Pattern[str]:
    """Return what the words before the grades of a scale look like."""
    words = sorted(lexicon.table("grades")[name]["words"], key=len, reverse=True)
    either = "|".join(re.escape(word).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[-‐‑\s]") for word in words)
    return re.compile(rf"(?<!\w)(?:{either})\s+(?:of\s+|is\s+|are\s+)?(?={'|'.join(spellings(name))})", re.IGNORECASE)


@cache
def spellings(name: str) -> tuple[str, ...]:
    """Return how the grades of a scale may be written, the longest first."""
    own = lexicon.table("grades")[name]["grades"]
    written = [*own, *(number for number, roman in ROMAN.items() if roman in own)]
    return tuple(rf"{re.escape(grade)}(?![\w.])" for grade in sorted(written, key=len, reverse=True))


def grades_at(text: str, at: int, own: list[str], name: str) -> tuple[list[str], int]:
    """Return the grades that a text names from a place on, and where their words end; a span holds what lies between."""
    one = re.compile(rf"{AGAIN}(?P<grade>{'|'.join(spellings(name))})", re.IGNORECASE)
    found: list[str] = []
    end, spans = at, False
    while match := one.match(text, at):
        grade = match["grade"].upper()
        grade = grade if grade in own else ROMAN.get(grade, grade)
        first = own.index(found[-1]) if spans and found else own.index(grade)
        found += [g for g in own[min(first, own.index(grade)) : own.index(grade) + 1] if g not in found]
        end = match.end()
        joint = SEPARATES.match(text, end)
        if joint is None:
            break
        more = SEPARATES.match(text, joint.end())  # `II, or III`
        spans = SPANS.fullmatch(joint.group()) is not None
        at = more.end() if more else joint.end()
    if (side := MORE.match(text, end)) and len(found) == 1:
        place = own.index(found[0])
        found = own[place:] if side["side"].lower() in HIGHER else own[: place + 1]
        end = side.end()
    return found, end
