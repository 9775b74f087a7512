"""The plain evaluator: does a policy approve a patient? Three answers, no solver, nothing clever.

It is the second opinion on every verdict, so it shares no logic with what it checks, only data files and units. True, false and not known follow
Kleene: `all` is false by one false item, `any` true by one true one, whatever else is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from pydantic import Field

from payerdiff.model.patient import Patient, plain
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Frozen, Policy, Population
from payerdiff.model.units import in_unit
from payerdiff.normalize import lexicon

Answer = bool | None
Ruling = Literal["approve", "refuse", "cannot_tell"]
RULINGS: dict[Answer, Ruling] = {True: "approve", False: "refuse", None: "cannot_tell"}


class SetRuling(Frozen):
    """What one set of criteria says of the patient."""

    phase: str
    indication: str | None = None
    ruling: Ruling
    failing: list[str] = Field(default_factory=list)
    open: list[str] = Field(default_factory=list)


class Judgement(Frozen):
    """What a policy says of a patient: the ruling, the criteria that decide, and those that are still open."""

    policy: str
    patient: str
    ruling: Ruling
    deciding: list[str] = Field(default_factory=list)
    open: list[str] = Field(default_factory=list)
    sets: list[SetRuling] = Field(default_factory=list)


def judge(policy: Policy, patient: Patient) -> Judgement:
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
    hopeful = [r for r in rulings if r.ruling == "cannot_tell"]
    deciding = [r.indication or r.phase for r in rulings if r.ruling == "approve" and r.phase == patient.phase]
    if ruling is False:
        deciding = list(dict.fromkeys(x for r in rulings for x in r.failing))
    return Judgement(
        policy=policy.source.name, patient=patient.name, ruling=RULINGS[ruling], deciding=deciding,
        open=list(dict.fromkeys(x for r in hopeful for x in r.open)) if ruling is None else [], sets=rulings,
    )  # fmt: skip


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
    decisive = [leaf.text for leaf in behind(criteria.root, answer, patient)]
    return SetRuling(
        phase=criteria.phase, indication=criteria.indication, ruling=RULINGS[said], failing=decisive if said is False else [],
        open=decisive if said is None else [],
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
    answers = [holds(child, patient) for child in node.children]
    if op == "any":
        return any_of(answers)
    if op == "none":
        return none_of(answers)
    if op == "if":
        return any_of([none_of(answers[:1]), all_of(answers[1:])])
    if op == "at_least":
        sure, possible = answers.count(True), len(answers) - answers.count(False)
        return True if sure >= (node.k or 1) else None if possible >= (node.k or 1) else False
    return all_of(answers)


def leaf_holds(leaf: Criterion, patient: Patient) -> Answer:
    """Return whether a leaf holds: by an answer given to it, else by its atoms; what they do not carry stays open."""
    given = patient.criteria.get(leaf.label or "", patient.answers.get(plain(leaf.text)))
    if given is not None:
        return given
    if not leaf.atoms:
        return None
    typed = all_of(atom_holds(atom, patient) for atom in leaf.atoms)
    return None if typed and leaf.partial else typed


def atom_holds(atom: Atom, patient: Patient) -> Answer:
    """Return whether one typed condition holds."""
    answer = None if atom.duration else by_concept(atom, patient)
    return answer if answer is None or not atom.negated else not answer


def by_concept(atom: Atom, patient: Patient) -> Answer:
    """Return whether what is known of the patient meets a condition, the sign of negation left out."""
    if atom.concept == "age":
        months = {"month": 1.0, "year": 12.0}.get(atom.unit or "")
        return None if months is None else number(atom, patient.age, months, whole=True)
    if atom.concept in ("cycles", "line_of_therapy"):
        return number(atom, patient.cycles if atom.concept == "cycles" else patient.line_of_therapy)
    if atom.concept == "weight":
        return number(atom, patient.weight_kg)
    if atom.concept == "dose":
        return number(atom, in_unit(patient.dose, atom.unit or ""))
    if atom.concept in ("lab_value", "performance_status"):
        return level(atom, patient.lab_value)
    if atom.concept == "biomarker":
        if atom.unit:
            return level(atom, {name: v for name, v in patient.biomarker.items() if isinstance(v, float)})
        known = patient.biomarker.get(atom.subject or "")
        return among(atom, [known]) if isinstance(known, str) else None
    if atom.concept == "diagnosis":
        held = patient.diagnosis
        return None if held is None else among(atom, [w for d in held for w in (d, *lexicon.wider(d))])
    if atom.concept == "disease_setting":
        held = patient.disease_setting
        return None if held is None else among(atom, [w for s in held for w in (s, lexicon.wider_setting(s))])
    if atom.concept == "regimen":
        return (
            None
            if patient.regimen is None
            else among(atom, [w for d in patient.regimen for w in (d, lexicon.class_of(d))])
        )
    if atom.concept == "prescriber":
        known_by = [patient.prescribed_by, *([patient.consulted] if atom.role != "prescribes" else [])]
        return any_of(None if names is None else among(atom, names) for names in known_by)
    if atom.concept == "prior_therapy":
        return tried(atom, patient)
    facts = patient.facts.get(f"{atom.concept}.{atom.subject}" if atom.subject else atom.concept)
    return None if facts is None else among(atom, facts)


def level(atom: Atom, held: Mapping[str, float]) -> Answer:
    """Return whether what was measured meets a limit: `"MRD %" = 0.2`; a number without a unit is in the policy's."""
    subject = atom.subject or ""
    own = {name.removeprefix(subject).strip(): v for name, v in held.items() if name == subject or name.startswith(f"{subject} ")}  # fmt: skip
    return number(atom, own[""] if "" in own else in_unit(own, atom.unit or ""))


def tried(atom: Atom, patient: Patient) -> Answer:
    """Return whether a treatment came before, with the outcome that is asked for; what failed was tried, what is contraindicated was not."""
    if patient.prior_therapy is None:
        return None
    wanted = (atom.outcome or "tried").split(" or ")
    own = [
        t
        for t in patient.prior_therapy
        if all(o in wanted or ("tried" in wanted and o != "contraindicated") for o in t.outcome.split(" or "))
    ]
    names = {t.drug.lower() for t in own}
    if atom.count is None:
        return among(atom, [w for t in own for w in (t.drug, lexicon.class_of(t.drug))])
    values = {str(v).lower() for v in (atom.value if isinstance(atom.value, list) else [atom.value])}
    if len(values) > 1:
        enough = (
            sum(v in names or any(lexicon.class_of(t.drug).lower() == v for t in own) for v in values) >= atom.count
        )
    else:
        members = {t.drug.lower() for t in own if lexicon.class_of(t.drug).lower() in values}
        enough = max([len(members), *(t.count for t in own if t.drug.lower() in values)]) >= atom.count
    return enough != (atom.op in ("!=", "not_in", "without"))


def among(atom: Atom, known: Iterable[str]) -> Answer:
    """Return whether one of the values is known to hold (or none, where the condition says so)."""
    values = {str(v).lower() for v in (atom.value if isinstance(atom.value, list) else [atom.value])}
    met = bool(values & {k.lower() for k in known})
    return not met if atom.op in ("!=", "not_in", "without") else met


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
