"""What every example patient must be to be a possible one: clauses beside those that logic alone asks for.

A weight fits the age, a share is no more than the whole and a score within its scale, a first line of therapy has none before it, and who
asks for reauthorization is on the drug. These narrow the patients that are looked for, in approval and in refusal alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

from payerdiff.compare.logic import therapy_axioms
from payerdiff.model import concepts
from payerdiff.normalize import exclusive, lexicon

Clause = tuple[str, list[int]]


class Book(Protocol):
    """What is known of the variables of a matter."""

    facts: dict[tuple[str, ...], int]
    limits: dict[tuple[str, ...], set[float]]
    drug: str
    renewing: bool

    def at_least(self, measure: tuple[str, ...], limit: float) -> int:
        """Return the variable that says a measure is at the limit or above."""
        ...


VALUE = 3
"""Parts of a fact that is a limit of a number; a value has more."""
GROWTH = (
    (0, 0.3, 6.5), (6, 4.5, 14.0), (12, 5.5, 17.0), (24, 8.0, 22.0), (36, 9.5, 26.0), (48, 11.0, 31.0), (60, 12.0, 36.0),
    (72, 13.5, 42.0), (84, 15.0, 49.0), (96, 16.5, 57.0), (108, 18.5, 67.0), (120, 20.0, 78.0), (132, 22.0, 90.0), (144, 25.0, 101.0),
    (156, 28.0, 112.0), (168, 31.0, 122.0), (180, 33.5, 130.0), (192, 35.0, 137.0), (216, 37.0, 700.0),
)  # fmt: skip
"""From an age in months on, the lightest and the heaviest patient in kg: the 3rd and 97th percentiles of the CDC growth charts, rounded and
widened by some 15 % below and 40 % above, so that no patient is ruled out who may well exist: a child born early, an adult as heavy as any on record."""


def axioms(book: Book) -> Iterator[Clause]:
    """Yield the clauses, each with its name."""
    yield from ages(book)
    yield from weights(book)
    yield from scales(book)
    yield from wholes(book)
    yield from lines(book)
    yield from on_the_drug(book)
    yield from courses(book)
    yield from severities(book)
    yield from shown(book)
    yield from grades(book)
    yield from members(book)


def ages(book: Book) -> Iterator[Clause]:
    """Yield which values are those of an age (`infant ALL`), by their data file."""
    for fact, variable in list(book.facts.items()):
        entry = lexicon.entry_of(concepts.of(fact[0]).tables, fact[2]) if len(fact) > VALUE else {}
        if "below_months" in entry:
            yield "a disease of an age", [-variable, -book.at_least((concepts.AGE, ""), float(entry["below_months"]))]


def weights(book: Book) -> Iterator[Clause]:
    """Yield how old a patient is at least who weighs so much, and how young who weighs less."""
    for measure, limits in [(m, sorted(x)) for m, x in book.limits.items() if concepts.of(m[0]).grows]:
        for limit in limits:
            above = book.at_least(measure, limit)
            oldest = next((months for months, lightest, _ in GROWTH if lightest >= limit), None)
            youngest = next((months for months, _, heaviest in GROWTH if heaviest >= limit), None)
            if youngest:
                yield "a weight fits the age", [-above, book.at_least((concepts.AGE, ""), float(youngest))]
            if oldest is not None:
                yield "a weight fits the age", [above, -book.at_least((concepts.AGE, ""), float(oldest))]


def range_at(months: float) -> tuple[float, float]:
    """Return the lightest and the heaviest weight of an age.

    >>> range_at(71.0), range_at(540.0)
    ((12.0, 36.0), (37.0, 700.0))
    """
    return next((lightest, heaviest) for begin, lightest, heaviest in reversed(GROWTH) if months >= begin)


def top_of(name: str, measure: str) -> float | None:
    """Return the highest number that a measure can have, None where it has no top.

    >>> top_of("lab_value", "FEV1/FVC"), top_of("lab_value", "BSA %"), top_of("lab_value", "EASI"), top_of("lab_value", "LDL-C mg/dL")
    (1.0, 100.0, 72.0, None)
    """
    subject = subject_of(name, measure)
    entry = lexicon.entry_of(concepts.of(name).tables if subject else (), subject)
    unit = measure.removeprefix(subject).strip()
    if entry.get("share") and unit in ("", "%"):
        return 100.0 if unit else 1.0
    return float(entry["most"]) if "most" in entry and not unit else None


def subject_of(name: str, measure: str) -> str:
    """Return what a measure measures, without its unit; nothing where the data files do not know it.

    >>> subject_of("lab_value", "FEV1/FVC"), subject_of("lab_value", "BSA %"), subject_of("age", "")
    ('FEV1/FVC', 'BSA', '')
    """
    tables = concepts.of(name).tables if concepts.of(name).shape == "number" else ()
    known = (s for table in tables for s in lexicon.table(table) if measure == s or measure.startswith(f"{s} "))
    return max(known, key=len, default="")


def scales(book: Book) -> Iterator[Clause]:
    """Yield that nobody is above the top of a scale."""
    for (name, measure), limits in list(book.limits.items()):
        top = top_of(name, measure)
        for limit in sorted(limits):
            if top is not None and limit > top:
                yield "a number is within its scale", [-book.at_least((name, measure), limit)]


def wholes(book: Book) -> Iterator[Clause]:
    """Yield that what is counted is a whole number, and a line of therapy at least the first."""
    for measure, limits in list(book.limits.items()):
        concept = concepts.of(measure[0])
        if concept.measure != "count":
            continue
        least = 1 if concept.counts_lines else 0
        yield from (
            ("a count has a least", [book.at_least(measure, limit)]) for limit in sorted(limits) if limit <= least
        )
        for low, high in pairwise(sorted(limits)):
            if math.ceil(low) == math.ceil(high):
                yield "a count is a whole number", [-book.at_least(measure, low), book.at_least(measure, high)]


def lines(book: Book) -> Iterator[Clause]:
    """Yield that who was treated before is not in a first line of therapy."""
    counted = [(m, limits) for m, limits in list(book.limits.items()) if concepts.of(m[0]).counts_lines]
    later = [(measure, min((x for x in limits if 1 < x <= 2), default=2.0)) for measure, limits in counted]
    for fact, variable in list(book.facts.items()) if later else ():
        treated = len(fact) > VALUE and concepts.of(fact[0]).shape == "therapy"
        if treated and therapy_axioms.meets(therapy_axioms.outcomes_of(fact), ["tried"]):
            for measure, second_line in later:
                yield "a treatment before makes a later line", [-variable, book.at_least(measure, second_line)]


def on_the_drug(book: Book) -> Iterator[Clause]:
    """Yield that who asks for reauthorization is on the drug; for how long is left open."""
    for fact, variable in list(book.facts.items()) if book.renewing else ():
        if len(fact) > VALUE and not fact[4] and is_current(fact, book.drug):
            yield "at reauthorization the patient is on the drug", [variable]


def is_current(fact: tuple[str, ...], drug: str) -> bool:
    """Return True if a fact says no more than that a patient takes a drug, or has taken it for a time."""
    concept = concepts.of(fact[0])
    if concept.shape == "therapy":
        return fact[1] == "" and fact[2] == drug and fact[3] == "tried"
    return concept.on_drug and concept.timed


def courses(book: Book) -> Iterator[Clause]:
    """Yield the course of a disease that every patient is taken to have (a chronic one), unless criteria name, or the patient has, what excludes it.

    What is presumed only at first (an active one) is no such clause: who asks for it refuses somebody whom others do not.
    """
    concept = concepts.of(concepts.SETTING)
    named = {
        fact[2]: variable for fact, variable in book.facts.items() if len(fact) > VALUE and fact[0] == concept.name
    }
    for value, variable in named.items():
        presumed = lexicon.entry_of(concept.tables, value).get("presumed")
        others = [at for other, at in named.items() if other != value and exclusive.exclude(concept, value, other)]
        if presumed == "otherwise":
            yield "a course that the patient's own does not exclude", [variable, *others]
        elif presumed is True and not others:
            yield "a course that nothing named excludes", [variable]


SEVERE = ("moderate", "severe")
"""The words for a disease that is not mild."""


def severities(book: Book) -> Iterator[Clause]:
    """Yield that a disease is not mild which reaches the lowest score that a policy asks for: whom words on severity leave out is not told by a score that meets it."""
    named = [at for fact, at in book.facts.items() if len(fact) > VALUE and fact[0] == concepts.SETTING and fact[2] in SEVERE]  # fmt: skip
    for (name, measure), limits in list(book.limits.items()) if named else ():
        if lexicon.entry_of(concepts.of(name).tables, subject_of(name, measure)).get("severity"):
            yield "a score that is asked for is no mild disease", [-book.at_least((name, measure), min(limits)), *named]


def shown(book: Book) -> Iterator[Clause]:
    """Yield the kind of a disease that a level shows (eosinophils an eosinophilic one) which reaches the lowest limit that a policy asks for, where criteria name that kind."""
    named = {fact[2]: at for fact, at in book.facts.items() if len(fact) > VALUE and fact[0] == concepts.SETTING}
    for (name, measure), limits in list(book.limits.items()):
        for kind in lexicon.entry_of(concepts.of(name).tables, subject_of(name, measure)).get("shows", ()):
            if kind in named:
                yield "a level that is asked for shows its kind", [-book.at_least((name, measure), min(limits)), named[kind]]  # fmt: skip


def grades(book: Book) -> Iterator[Clause]:
    """Yield that a disease is mild, moderate or severe, where criteria name all three: whoever asks for each of them refuses nobody for it."""
    named = {fact[2]: at for fact, at in book.facts.items() if len(fact) > VALUE and fact[0] == concepts.SETTING}
    if all(grade in named for grade in ("mild", *SEVERE)):
        yield "a disease has a grade", [named[grade] for grade in ("mild", *SEVERE)]


def members(book: Book) -> Iterator[Clause]:
    """Yield that who is given a drug of a class is given one of its drugs, where criteria name them all, and no drug with itself."""
    given = {
        fact: variable for fact, variable in book.facts.items() if len(fact) > VALUE and concepts.of(fact[0]).alone
    }
    for fact, variable in given.items():
        if fact[2] == book.drug:
            yield "a drug is not given with itself", [-variable]
        drugs = lexicon.members_of(concepts.of(fact[0]).tables, fact[2]) - {book.drug}
        named = {other[2]: at for other, at in given.items() if other[1] == fact[1] and other[3:] == fact[3:]}
        if drugs and drugs <= named.keys():
            yield "a class is one of its drugs", [-variable, *(named[drug] for drug in sorted(drugs))]
        kinds = lexicon.entry_of(concepts.of(fact[0]).tables, fact[2]).get("one_of", ())
        if kinds and all(kind in named for kind in kinds):
            yield "a class is one of its kinds", [-variable, *(named[kind] for kind in kinds)]
