"""Facts on treatments that came before: which follow from which, by class, outcome, length and number, and from a disease's stage."""

from __future__ import annotations

from collections.abc import Iterable

from payerdiff.model import concepts
from payerdiff.model.phrasing import DAYS
from payerdiff.model.policy import Atom
from payerdiff.normalize import lexicon

Fact = tuple[str, ...]
"""Concept, number of different treatments (empty: one), drug or class, outcomes, length, role."""
TAKEN = frozenset({"failed", "intolerant", "responded"})
"""Outcomes of a treatment that was taken; what is contraindicated was not."""
WITHOUT_LENGTH = frozenset({"intolerant", "contraindicated"})
"""Outcomes for which no length is asked: who does not tolerate a treatment ends it, and who must not have it never begins."""


def days_of(length: str) -> float:
    """Return the days of a length of treatment, 0 where none is asked.

    >>> days_of("2 weeks"), days_of("")
    (14.0, 0.0)
    """
    value, _, unit = length.partition(" ")
    days = DAYS.get(unit.removesuffix("s"))
    return float(value) * days if days and value.replace(".", "", 1).isdigit() else 0.0


def longer(length: str, other: str) -> bool:
    """Return True if what lasted one length lasted the other; what cannot be measured is only itself."""
    return length == other or not other or (days_of(length) >= days_of(other) > 0)


def outcomes_of(fact: Fact) -> list[str]:
    """Return the outcomes of which a fact states one."""
    return fact[3].split(" or ")


def meets(outcomes: Iterable[str], wanted: Iterable[str]) -> bool:
    """Return True if each outcome is one of those wanted: what had an outcome was tried, what is contraindicated was not."""
    asked = set(wanted)
    return all(outcome in asked or ("tried" in asked and outcome in TAKEN) for outcome in outcomes)


def number_of(fact: Fact) -> int:
    """Return how many different treatments a fact is about."""
    return int(fact[1] or 1)


def is_kind(a: Fact, b: Fact) -> bool:
    """Return True if the treatment of one fact belongs to the class of another."""
    return b[2] in lexicon.kinds_of(concepts.of(a[0]).tables, a[2])


def follows(a: Fact, b: Fact) -> bool:
    """Return True if fact b follows from fact a, both on treatments that came before."""
    same = a[2] == b[2] and number_of(a) >= number_of(b)
    member = number_of(a) == number_of(b) == 1 and is_kind(a, b)
    return (same or member) and meets(outcomes_of(a), outcomes_of(b)) and lasted(a, b)


def lasted(a: Fact, b: Fact) -> bool:
    """Return True if the treatment of one fact lasted as long as that of another; of some outcomes no length is asked."""
    return longer(a[4], b[4]) or (WITHOUT_LENGTH & set(outcomes_of(b))).issuperset(outcomes_of(a))


def counts_for(drug: Fact, several: Fact) -> bool:
    """Return True if one drug is among the several treatments of a class."""
    return (
        number_of(drug) == 1
        and is_kind(drug, several)
        and meets(outcomes_of(drug), outcomes_of(several))
        and lasted(drug, several)
    )


def therapies_before(atom: Atom) -> list[str]:
    """Return the therapies that every patient had who is in the stage that a condition asks for (`steroid-dependent`); nothing where a stage names none, or several name different ones."""
    if not asks_for_stage(atom):
        return []
    named = [list(lexicon.entry_of(STAGES, stage).get("after", ())) for stage in stages_of(atom)]
    return named[0] if named and all(own == named[0] for own in named) else []


def is_after_therapy(atom: Atom) -> bool:
    """Return True if a condition asks for a disease in a stage that it has after earlier therapy alone (`refractory`, `relapsed`): at least one, which is not named."""
    held = [lexicon.entry_of(STAGES, stage) for stage in stages_of(atom)] if asks_for_stage(atom) else []
    return bool(held) and all(entry.get("after_therapy") or entry.get("after") for entry in held)


STAGES = concepts.of(concepts.SETTING).tables


def asks_for_stage(atom: Atom) -> bool:
    """Return True if a condition asks for a stage of the disease."""
    return atom.concept == concepts.SETTING and not atom.negated and atom.op in ("=", "in")


def stages_of(atom: Atom) -> list[str]:
    """Return the stages that a condition names."""
    return [str(value) for value in (atom.value if isinstance(atom.value, list) else [atom.value])]
