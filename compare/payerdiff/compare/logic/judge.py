"""The plain evaluator: does a policy approve a patient? No solver, nothing clever.

It is the second opinion on every verdict, so it shares no logic with what it checks, only the register of concepts, data files and units. True, false and not known follow
Kleene: `all` is false by one false item, `any` true by one true one, whatever else is not known. What is not known is told apart: it depends on what the request leaves open, or
on words that were not evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from payerdiff.model import concepts
from payerdiff.model.concepts import Concept
from payerdiff.model.patient import Patient, Therapy, plain
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Frozen, Meaning, OpenPart, Policy, Population
from payerdiff.model.units import MONTHS, in_unit
from payerdiff.normalize import lexicon

Answer = bool | None
Ruling = Literal["approve", "refuse", "depends", "not_evaluated"]
"""`depends`: on facts that the request leaves open; `not_evaluated`: all that is missing are answers to words that no type carries."""


class SetRuling(Frozen):
    """What one set of criteria says of the patient."""

    phase: str
    indication: str | None = None
    ruling: Ruling
    failing: list[str] = Field(default_factory=list)
    open: list[str] = Field(default_factory=list)


class Judgment(Frozen):
    """What a policy says of a patient: the ruling, the criteria that decide, and those that are still open; those among them that were not evaluated."""

    policy: str
    patient: str
    ruling: Ruling
    deciding: list[str] = Field(default_factory=list)
    open: list[str] = Field(default_factory=list)
    not_evaluated: list[str] = Field(default_factory=list)
    sets: list[SetRuling] = Field(default_factory=list)


def judge(policy: Policy, patient: Patient) -> Judgment:
    """Judge a patient: every universal set, one set of the phase, and no exclusion must speak for the request."""
    universal = [s for s in policy.criteria if s.phase == "universal"]
    uses = [s for s in policy.criteria if s.phase == patient.phase]
    against = [s for s in policy.exclusions if not s.names_the_rest]
    for_all, for_one, excluded = ([answer_of(s, patient) for s in sets] for sets in (universal, uses, against))
    ruling = all_of([all_of(for_all), any_of(for_one), none_of(excluded)])
    if not uses:
        ruling = None  # the policy says nothing of this phase
    answers = zip((*universal, *uses, *against), (*for_all, *for_one, *excluded), strict=True)
    rulings = [ruling_of(s, answer, patient) for s, answer in answers]
    asked = zip((*universal, *uses, *against), (*for_all, *for_one, *excluded), strict=True)
    missing = [leaf for s, answer in asked if answer is None for leaf in behind(s.root, None, patient)] if ruling is None else []  # fmt: skip
    deciding = [r.indication or r.phase for r in rulings if r.ruling == "approve" and r.phase == patient.phase]
    if ruling is False:
        deciding = list(dict.fromkeys(x for r in rulings for x in r.failing))
    return Judgment(
        policy=policy.source.name, patient=patient.name, ruling=said_of(ruling, missing, patient), deciding=deciding,
        open=list(dict.fromkeys(leaf.text for leaf in missing)),
        not_evaluated=list(dict.fromkeys(leaf.text for leaf in missing if not lacks_facts(leaf, patient))), sets=rulings,
    )  # fmt: skip


def said_of(answer: Answer, missing: Sequence[Criterion], patient: Patient) -> Ruling:
    """Return a ruling in words; of what is not known, by the criteria that are open: one for which facts are missing depends on the request."""
    if answer is not None:
        return "approve" if answer else "refuse"
    return "depends" if any(lacks_facts(leaf, patient) for leaf in missing) else "not_evaluated"


def lacks_facts(leaf: Criterion, patient: Patient) -> bool:
    """Return True if an open leaf has a condition of which the request says nothing; of one that is typed in full, its length of treatment."""
    untyped = leaf.partial or has_open_part(leaf.meaning)
    answers = [by_shape(atom, concepts.of(atom.concept), patient) for atom in leaf.atoms]
    return None in answers or (not untyped and any(atom.duration for atom in leaf.atoms))


def answer_of(criteria: CriteriaSet, patient: Patient) -> Answer:
    """Return whether a patient is of a set's population and meets its criteria."""
    return all_of([fits(criteria, patient), holds(criteria.root, patient)])


def fits(criteria: CriteriaSet, patient: Patient) -> Answer:
    """Return whether a patient is of the population that a title names: adults from 18 years on, infants below one year."""
    return True if criteria.narrowed_to is None else is_of(patient, criteria.narrowed_to)


def is_of(patient: Patient, population: Population) -> Answer:
    """Return whether a patient is of a population; ages are months."""
    if patient.age is None:
        return None
    return {"adult": patient.age >= 216, "pediatric": patient.age < 216, "infant": patient.age < 12}[population]


def ruling_of(criteria: CriteriaSet, answer: Answer, patient: Patient) -> SetRuling:
    """Return what one set says; of an exclusion, what it says against the patient."""
    excluded = criteria.phase == "exclusion"
    said = None if answer is None else answer != excluded
    decisive = list(behind(criteria.root, answer, patient))
    words = [leaf.text for leaf in decisive]
    return SetRuling(
        phase=criteria.phase, indication=criteria.indication, ruling=said_of(said, decisive, patient), failing=words if said is False else [],
        open=words if said is None else [],
    )  # fmt: skip


def behind(node: Criterion, answer: Answer, patient: Patient) -> Iterator[Criterion]:
    """Yield the leaves that a group's answer rests on: those that have it too, in branches that have it too."""
    if not node.children:
        yield node
        return
    op = node.taken_op
    for at, child in enumerate(node.children):
        turned = op == "none" or (op == "if" and at == 0)
        wanted = none_of([answer]) if turned and answer is not None else answer
        if holds(child, patient) is wanted:
            yield from behind(child, wanted, patient)


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return whether all hold."""
    held = list(answers)
    return False if False in held else None if None in held else True


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return whether one holds."""
    held = list(answers)
    return True if True in held else None if None in held else False


def none_of(answers: Iterable[Answer]) -> Answer:
    """Return whether none holds."""
    held = any_of(answers)
    return None if held is None else not held


def holds(node: Criterion, patient: Patient) -> Answer:
    """Return whether a patient meets a criterion, in the reading that comparisons take."""
    op = node.taken_op
    if op == "never":
        return False
    if not node.children:
        return leaf_holds(node, patient) if op == "leaf" else True
    return together(op, node.k or 1, [holds(child, patient) for child in node.children])


def together(op: str, k: int, answers: Sequence[Answer]) -> Answer:
    """Return whether items hold together under an operator."""
    if op == "any":
        return any_of(answers)
    if op == "none":
        return none_of(answers)
    if op == "if":
        return any_of([none_of(answers[:1]), all_of(answers[1:])])
    if op == "at_least":
        sure, possible = answers.count(True), len(answers) - answers.count(False)
        return True if sure >= k else None if possible >= k else False
    return all_of(answers)


def leaf_holds(leaf: Criterion, patient: Patient) -> Answer:
    """Return whether a leaf holds: by an answer given to it, else by its atoms as its meaning joins them; what they do not carry stays open."""
    given = patient.criteria.get(leaf.label or "", patient.answers.get(plain(leaf.text)))
    if given is not None:
        return given
    if leaf.meaning is not None:
        answer = meant(leaf.meaning, leaf, patient)
        return all_of([answer, None]) if leaf.partial and not has_open_part(leaf.meaning) else answer
    if not leaf.atoms:
        return None
    typed = all_of(atom_holds(atom, patient) for atom in leaf.atoms)
    return None if typed and leaf.partial else typed


def meant(part: int | Meaning | OpenPart, leaf: Criterion, patient: Patient) -> Answer:
    """Return whether a part of a leaf's meaning holds: a condition, several under an operator, or words of which nothing is known."""
    if isinstance(part, OpenPart):
        return None
    if isinstance(part, int):
        return atom_holds(leaf.atoms[part], patient)
    return together(part.op, part.k or 1, [meant(inner, leaf, patient) for inner in part.of])


def has_open_part(part: int | Meaning | OpenPart | None) -> bool:
    """Return True if a part of a leaf's meaning holds words that are not typed."""
    return isinstance(part, OpenPart) or (isinstance(part, Meaning) and any(map(has_open_part, part.of)))


def atom_holds(atom: Atom, patient: Patient) -> Answer:
    """Return whether one typed condition holds."""
    answer = None if atom.duration else by_shape(atom, concepts.of(atom.concept), patient)
    return answer if answer is None or not atom.negated else not answer


def by_shape(atom: Atom, concept: Concept, patient: Patient) -> Answer:
    """Return whether what is known of the patient meets a condition, the sign of negation left out."""
    if concept.shape == "number" or concept.is_measured(atom.value):
        return measured(atom, concept, patient.numbers(concept, atom.subject))
    met = by_name(atom, concept, patient)
    return None if met is None else met != (atom.op in ("!=", "not_in", "without"))


def by_name(atom: Atom, concept: Concept, patient: Patient) -> Answer:
    """Return whether one of a condition's values is known to hold of the patient."""
    if concept.shape == "therapy":
        return tried(atom, concept, patient.therapies(concept))
    if concept.shape == "state":
        state = patient.state(concept, atom.subject)
        return None if state is None else among(atom, [state])
    if concept.roles:
        roles = (role for role in concept.roles if atom.role != concept.strictest or role == concept.strictest)
        return any_of(holding(atom, concept, patient.values(concept, atom.subject, role)) for role in roles)
    return holding(atom, concept, patient.values(concept, atom.subject))


def holding(atom: Atom, concept: Concept, held: Sequence[str] | None) -> Answer:
    """Return whether one of the values is among those that hold; each is also what it is a kind of."""
    return None if held is None else among(atom, [w for v in held for w in (v, *lexicon.kinds_of(concept.tables, v))])


def measured(atom: Atom, concept: Concept, held: Mapping[str, float]) -> Answer:
    """Return whether a number, known by its unit, meets a limit; one without a unit is in the policy's."""
    if concept.measure == "age":
        months = MONTHS.get(atom.unit or "")
        return None if months is None else number(atom, held.get(concept.unit), months, whole=True)
    if concept.measure == "count":
        return number(atom, next(iter(held.values()), None))
    return number(atom, held[""] if "" in held else in_unit(held, atom.unit or concept.unit))


def tried(atom: Atom, concept: Concept, before: Sequence[Therapy] | None) -> Answer:
    """Return whether a treatment came before, with the outcome that is asked for; what failed was tried, what is contraindicated was not."""
    if before is None:
        return None
    wanted = (atom.outcome or "tried").split(" or ")
    own = [
        t
        for t in before
        if all(o in wanted or ("tried" in wanted and o != "contraindicated") for o in t.outcome.split(" or "))
    ]
    kinds = {t.drug.lower(): {kind.lower() for kind in lexicon.kinds_of(concept.tables, t.drug)} for t in own}
    if atom.count is None:
        return among(atom, [w for drug, wider in kinds.items() for w in (drug, *wider)])
    values = {str(v).lower() for v in (atom.value if isinstance(atom.value, list) else [atom.value])}
    if len(values) > 1:
        enough = sum(v in kinds or any(v in wider for wider in kinds.values()) for v in values) >= atom.count
    else:
        members = [drug for drug, wider in kinds.items() if wider & values]
        enough = max([len(members), *(t.count for t in own if t.drug.lower() in values)]) >= atom.count
    return enough


def among(atom: Atom, known: Iterable[str]) -> bool:
    """Return whether one of the values is among those known."""
    values = {str(v).lower() for v in (atom.value if isinstance(atom.value, list) else [atom.value])}
    return bool(values & {k.lower() for k in known})


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
