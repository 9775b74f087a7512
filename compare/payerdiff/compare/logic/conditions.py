"""A single typed condition and a patient: does it hold? The part of the plain evaluator below the leaves.

A condition is made ready once and a patient's form is looked up once: comparing payers asks many conditions of many patients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from payerdiff.model import concepts
from payerdiff.model.concepts import Concept
from payerdiff.model.patient import Patient, Therapy
from payerdiff.model.policy import Atom, Criterion, Population
from payerdiff.model.units import MONTHS, in_unit
from payerdiff.normalize import exclusive, lexicon

Answer = bool | None
REVERSED = ("!=", "not_in", "without")
"""Operators that ask that none of the values holds."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """An atom as it is asked: with its concept, and its values in lower case."""

    atom: Atom
    concept: Concept
    is_number: bool
    values: frozenset[str]
    wanted: tuple[str, ...]
    """The outcomes of which a treatment before had one."""
    denies: bool = False
    """True where it asks that something does not hold."""
    examples: frozenset[str] = frozenset()
    """Drugs that the words of its leaf name beside it, where it asks for a class: they may be of it."""

    @property
    def early(self) -> tuple[str, ...]:
        """Return the outcomes that it takes for which no length of treatment is asked."""
        return tuple(outcome for outcome in self.wanted if outcome in ("intolerant", "contraindicated"))

    @property
    def bans(self) -> bool:
        """Return True if it names what must not be given with the drug."""
        return self.denies and bool(self.concept.alone)

    @classmethod
    def of(cls, atom: Atom, beside: frozenset[str] = frozenset()) -> Condition:
        """Return an atom as it is asked; `beside` are the drugs that its leaf's words name outside its conditions."""
        concept = concepts.of(atom.concept)
        named = frozenset(str(v).lower() for v in (atom.value if isinstance(atom.value, list) else [atom.value]))
        is_number = concept.shape == "number" or concept.is_measured(atom.value)
        denies = atom.negated != (atom.op in REVERSED)
        of_class = bool(beside) and not all(map(exclusive.is_drug, named))
        wanted = tuple((atom.outcome or "tried").split(" or "))
        return cls(atom, concept, is_number, named, wanted, denies, beside if of_class else frozenset())


def atoms_of(leaf: Criterion) -> list[Atom]:
    """Return a leaf's conditions as they are weighed: an example of a disease is of it, a dose within the label is no support of the use but a quantity, and an age within it is for a reader."""
    return [with_examples(as_meant(atom)) for atom in leaf.atoms]


def with_examples(atom: Atom) -> Atom:
    """Return a condition that holds, or is broken, for each of its examples too."""
    if not atom.examples:
        return atom
    values = [str(v) for v in (atom.value if isinstance(atom.value, list) else [atom.value])]
    op = "in" if atom.op == "=" else atom.op
    return atom.model_copy(update={"op": op, "value": list(dict.fromkeys([*values, *atom.examples]))})


def as_meant(atom: Atom) -> Atom:
    """Return a condition as its words mean it, where it refers to a label."""
    if atom.label_part == "dose":
        return atom.model_copy(
            update={"concept": "quantity", "subject": "label", "value": "within_limit", "role": None}
        )
    return atom.model_copy(update={"subject": "age"}) if atom.label_part == "age" else atom


def drugs_in(leaf: Criterion) -> frozenset[str]:
    """Return the drugs and classes that the words of a leaf name outside its conditions, in lower case."""
    return frozenset(m.subject.lower() for m in leaf.mentions if m.concept in ("drug", "drug_class") and m.subject)


@dataclass(frozen=True, slots=True)
class Before:
    """Treatments that came before, each in lower case with all that it is a kind of."""

    therapies: Sequence[Therapy]
    kinds: Mapping[str, frozenset[str]]

    @property
    def named(self) -> frozenset[str]:
        """Return all names that they have."""
        return frozenset(self.kinds).union(*self.kinds.values())


class Chart:
    """A patient's form as conditions ask it: each place is looked up once."""

    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        self.found: dict[tuple[object, ...], object] = {}

    def kept(self, key: tuple[object, ...], look_up: Callable[[], T]) -> T:
        """Return what was found under a key, looked up where it was not yet."""
        if key not in self.found:
            self.found[key] = look_up()
        return self.found[key]  # type: ignore[return-value]  # what is kept under a key is what its look-up gave

    def names(self, concept: Concept, subject: str | None, role: str = "") -> frozenset[str] | None:
        """Return the values that hold and all that they are kinds of, in lower case; None where they are not known."""

        def look_up() -> frozenset[str] | None:
            held = self.patient.values(concept, subject, role)
            if held is None:
                return None
            return frozenset(w.lower() for v in held for w in (v, *lexicon.kinds_of(concept.tables, v)))

        return self.kept(("names", concept.name, subject, role), look_up)

    def given(self, concept: Concept, subject: str | None) -> frozenset[str]:
        """Return what the patient is known to be given with the drug, in lower case, by its own names alone."""
        held = self.patient.values(concept, subject) or []
        return frozenset(value.lower() for value in held if value != concept.alone)

    def before(self, concept: Concept, wanted: tuple[str, ...]) -> Before | None:
        """Return the treatments that came before with one of some outcomes; what failed was tried, what is contraindicated was not."""

        def look_up() -> Before | None:
            every = self.patient.therapies(concept)
            if every is None:
                return None
            own = [t for t in every if all(o in wanted or ("tried" in wanted and o != "contraindicated") for o in t.outcome.split(" or "))]  # fmt: skip
            return Before(own, {t.drug.lower(): frozenset(k.lower() for k in lexicon.kinds_of(concept.tables, t.drug)) for t in own})  # fmt: skip

        return self.kept(("before", concept.name, wanted), look_up)

    def taken(self, concept: Concept, wanted: tuple[str, ...]) -> frozenset[str]:
        """Return all names of those treatments."""

        def look_up() -> frozenset[str]:
            before = self.before(concept, wanted)
            return before.named if before else frozenset()

        return self.kept(("taken", concept.name, wanted), look_up)


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return whether all hold; the first that does not decides."""
    found: Answer = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            found = None
    return found


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return whether one holds; the first that does decides."""
    found: Answer = False
    for answer in answers:
        if answer is True:
            return True
        if answer is None:
            found = None
    return found


def none_of(answers: Iterable[Answer]) -> Answer:
    """Return whether none holds."""
    held = any_of(answers)
    return None if held is None else not held


def is_of(patient: Patient, population: Population) -> Answer:
    """Return whether a patient is of a population; ages are months."""
    if patient.age is None:
        return None
    return {"adult": patient.age >= 216, "pediatric": patient.age < 216, "infant": patient.age < 12}[population]


def atom_holds(atom: Atom, patient: Patient) -> Answer:
    """Return whether one typed condition holds."""
    return condition_holds(Condition.of(atom), Chart(patient))


def condition_holds(asked: Condition, chart: Chart) -> Answer:
    """Return whether a condition holds; of one with a length of treatment no more is known than that it does not where there was no treatment.

    Nor is more known of a class of therapies where nothing tells whether what the patient has is of it.
    """
    answer = by_shape(asked, chart)
    answer = None if asked.atom.duration and answer and not ended_early(asked, chart) else answer
    met = answer if answer is None or not asked.atom.negated else not answer
    return None if met is asked.denies and is_in_doubt(asked, chart) else met


def ended_early(asked: Condition, chart: Chart) -> bool:
    """Return True if a condition with a length of treatment holds by what was not tolerated, or must not be had: of that no length is asked."""
    wanted = asked.early
    return bool(wanted) and asked.concept.shape == "therapy" and bool(by_shape(replace(asked, wanted=wanted), chart))


def is_in_doubt(asked: Condition, chart: Chart) -> bool:
    """Return True if something that the patient has may be of a class, although nothing says that it is."""
    if asked.concept.shape == "therapy":
        before = chart.before(asked.concept, asked.wanted)
        return before is not None and any(may_be_tried(asked, drug, wider) for drug, wider in before.kinds.items())
    return bool(asked.concept.alone) and any(may_count(asked, v) for v in chart.given(asked.concept, asked.atom.subject))  # fmt: skip


def may_be_tried(asked: Condition, drug: str, wider: frozenset[str]) -> bool:
    """Return True if a treatment before, given with all that it is a kind of, may be what a condition asks for: as its leaf's words name it, or as the tables leave open."""
    named = not asked.examples.isdisjoint({drug, *wider})
    return named or any(exclusive.may_have_been(drug, value) for value in asked.values)


def may_count(asked: Condition, name: str) -> bool:
    """Return True if a therapy, in lower case, may be what a condition names: as its leaf's words name it, as a class of which that is one, or, in a ban, as the tables leave open."""
    if name in asked.examples:
        return True
    may = exclusive.may_be if asked.bans else exclusive.may_have_been
    return any(may(name, value) for value in asked.values)


def by_shape(asked: Condition, chart: Chart) -> Answer:
    """Return whether what is known of the patient meets a condition, the sign of negation left out."""
    if asked.is_number:
        return measured(asked.atom, asked.concept, chart.patient.numbers(asked.concept, asked.atom.subject))
    met = by_name(asked, chart)
    return None if met is None else met != (asked.atom.op in REVERSED)


def by_name(asked: Condition, chart: Chart) -> Answer:
    """Return whether one of a condition's values is known to hold of the patient."""
    atom, concept = asked.atom, asked.concept
    if concept.shape == "therapy":
        return tried(asked, chart)
    if concept.shape == "state":
        state = chart.patient.state(concept, atom.subject)
        return None if state is None else state.lower() in asked.values
    if concept.roles:
        roles = (role for role in concept.roles if atom.role != concept.strictest or role == concept.strictest)
        return any_of(among(asked, chart.names(concept, atom.subject, role)) for role in roles)
    held = among(asked, chart.names(concept, atom.subject))
    return None if held is False and leaves_open(asked, chart.patient) else held


def leaves_open(asked: Condition, patient: Patient) -> bool:
    """Return True if a value only says more of a disease, and nothing that is told of the patient speaks of it: a severity that was not said is not known.

    Nor is it known that a disease is not so which each payer judges by measures of its own, unless something else excludes it.
    """
    concept = asked.concept
    told = patient.values(concept, asked.atom.subject) or []
    ruled_out = [value for value in patient.ruled_out or [] if not is_judged(concept, value)]
    said_more = asked.values.intersection(concept.qualifying).difference(ruled_out)
    return any(not any(exclusive.exclude(concept, value, other) for other in told) for value in said_more)


def is_judged(concept: Concept, value: str) -> bool:
    """Return True if each payer says for itself what a value means (`uncontrolled`: by scores, attacks or visits)."""
    return bool(lexicon.entry_of(concept.tables, value).get("judged"))


def among(asked: Condition, known: frozenset[str] | None) -> Answer:
    """Return whether one of the values is among those that hold; each is also what it is a kind of."""
    return None if known is None else not asked.values.isdisjoint(known)


def measured(atom: Atom, concept: Concept, held: Mapping[str, float]) -> Answer:
    """Return whether a number, known by its unit, meets a limit; one without a unit is in the policy's."""
    if concept.measure == "age":
        months = MONTHS.get(atom.unit or "")
        return None if months is None else number(atom, held.get(concept.unit), months, whole=True)
    if concept.measure == "count":
        return number(atom, next(iter(held.values()), None))
    return number(atom, held[""] if "" in held else in_unit(held, atom.unit or concept.unit))


def tried(asked: Condition, chart: Chart) -> Answer:
    """Return whether a treatment came before, with the outcome that is asked for; or as many different ones as are asked for."""
    before, count, values = chart.before(asked.concept, asked.wanted), asked.atom.count, asked.values
    if before is None:
        return None
    if count is None:
        return not values.isdisjoint(chart.taken(asked.concept, asked.wanted))
    kinds = before.kinds
    if len(values) > 1:
        return sum(v in kinds or any(v in wider for wider in kinds.values()) for v in values) >= count
    members = [drug for drug, wider in kinds.items() if wider & values]
    return max([len(members), *(t.count for t in before.therapies if t.drug.lower() in values)]) >= count


def number(atom: Atom, known: float | None, scale: float = 1.0, whole: bool = False) -> Answer:
    """Return whether a known number meets a limit; `scale` turns the limit's unit into the number's.

    `whole`: ages are counted in whole years or months, so `at most 17 years` holds until the eighteenth birthday, and `over 17` from then on.
    """
    if known is None or isinstance(atom.value, (str, list)) or atom.value is None:
        return None
    limit = float(atom.value) * scale
    if whole and atom.op in ("<=", ">"):
        return (known < limit + scale) == (atom.op == "<=")
    return {"<": known < limit, "<=": known <= limit, ">": known > limit, ">=": known >= limit, "=": known == limit, "!=": known != limit}.get(atom.op)  # fmt: skip
