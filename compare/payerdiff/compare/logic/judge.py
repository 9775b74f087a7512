"""The plain evaluator: does a policy approve a patient? No solver, nothing clever.

It is the second opinion on every verdict, so it shares no logic with what it checks, only the register of concepts, data files and units. True, false and not known follow
Kleene: `all` is false by one false item, `any` true by one true one, whatever else is not known. What is not known is told apart: it depends on what the request leaves open, or
on words that were not evaluated.

A policy is filed once and a patient heard once: what a patient answers to a criterion is worked out when it is first asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from payerdiff.compare.logic.conditions import (
    Answer,
    Chart,
    Condition,
    all_of,
    any_of,
    atoms_of,
    by_shape,
    condition_holds,
    drugs_in,
    is_of,
    none_of,
)
from payerdiff.compare.logic.scope import for_own_patients
from payerdiff.model import concepts
from payerdiff.model.patient import Patient, plain
from payerdiff.model.policy import CriteriaSet, Criterion, Frozen, Meaning, Op, OpenPart, Policy
from payerdiff.model.policy.caps import QUANTITY, by_whose
from payerdiff.model.policy.scopes import placed

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


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A criterion as it is asked, in the reading that comparisons take: its operator, its items, and a leaf's conditions."""

    node: Criterion
    op: Op
    items: tuple[Asked, ...]
    conditions: tuple[Condition, ...]
    words: str
    """The words by which an answer to it is found."""
    names: frozenset[str]
    """All names by which answers to it, or to anything below it, are found."""

    @classmethod
    def of(cls, node: Criterion) -> Asked:
        """Return a criterion as it is asked, made ready once."""
        return node.once("asked", lambda: cls.made_of(node))

    @classmethod
    def made_of(cls, node: Criterion) -> Asked:
        """Return a criterion made ready."""
        conditions = tuple(Condition.of(atom, drugs_in(node)) for atom in atoms_of(node)) if not node.children else ()
        items, words = tuple(map(cls.of, node.children)), plain(node.text)
        names = frozenset((node.label or "", words)).union(*(item.names for item in items))
        return cls(node, node.taken_op, items, conditions, words, names)


@dataclass(frozen=True, slots=True, eq=False)
class Filed:
    """A policy made ready to judge many patients: its sets of criteria, each with its tree as it is asked."""

    name: str
    sets: tuple[tuple[CriteriaSet, Asked], ...]
    against: tuple[tuple[CriteriaSet, Asked], ...]

    @classmethod
    def of(cls, policy: Policy) -> Filed:
        """Return a policy made ready."""
        for_all, for_one = (
            [s for s in policy.criteria if (s.phase == "universal") is every] for every in (True, False)
        )
        general, uses, against = placed(for_all, for_one, [s for s in policy.exclusions if not s.names_the_rest])
        sets = (*general, *uses)
        return cls(policy.source.name, *(tuple((s, Asked.of(s.root)) for s in own) for own in (sets, against)))

    def of_phase(self, phase: str) -> tuple[tuple[CriteriaSet, Asked], ...]:
        """Return the sets of a phase."""
        return tuple(pair for pair in self.sets if pair[0].phase == phase)


class Hearing:
    """One patient before policies, with answers to criteria: the patient's own, or others."""

    def __init__(
        self, patient: Patient, answers: Mapping[str, bool] | None = None, before: Hearing | None = None
    ) -> None:
        self.patient = patient
        self.given = patient.criteria if answers is None else {**patient.criteria, **answers}
        self.by_words = patient.answers if answers is None else {plain(name): held for name, held in self.given.items()}
        self.before: Hearing | None = before if before and before.before is None else None
        self.changed = frozenset((*answers, *map(plain, answers))) if answers else frozenset()
        """The names of what may be answered otherwise than before."""
        self.chart: Chart = before.chart if before else Chart(patient)
        self.facts: dict[Asked, Answer] = before.facts if before else {}
        """What the facts alone say of leaves."""
        self.held: dict[Asked, Answer] = {}
        """What is known of criteria with these answers."""

    def with_answers(self, answers: Mapping[str, bool]) -> Hearing:
        """Return the same patient with more answers to criteria: the facts are not gone through again."""
        return Hearing(self.patient, answers, self)

    def ruling(self, policy: Filed) -> Answer:
        """Return whether every universal set, one set of the phase, and no exclusion speak for the request; None too where the policy says nothing of the phase."""
        uses = policy.of_phase(self.patient.phase)
        if not uses:
            return None
        for_all = all_of(self.answer(*pair) for pair in policy.of_phase("universal"))
        if for_all is False:
            return False
        for_one = any_of(self.answer(*pair) for pair in uses)
        if for_one is False:
            return False
        return all_of([for_all, for_one, none_of(self.answer(*pair) for pair in policy.against)])

    def told(self, policy: Filed) -> tuple[Ruling, frozenset[str]]:
        """Return the ruling in words, and the words of the criteria that it still depends on: of a judgment what does not say why."""
        ruling = self.ruling(policy)
        missing = self.missing(policy) if ruling is None else []
        return self.said(ruling, missing), frozenset(leaf.node.text for leaf in missing)

    def counting(self, policy: Filed) -> list[tuple[CriteriaSet, Asked]]:
        """Return the sets that count for the request."""
        return [*policy.of_phase("universal"), *policy.of_phase(self.patient.phase), *policy.against]

    def missing(self, policy: Filed) -> list[Asked]:
        """Return the leaves that a ruling lacks which is not known yet."""
        unsure = (root for criteria, root in self.counting(policy) if self.answer(criteria, root) is None)
        return [leaf for root in unsure for leaf in self.behind(root, None)]

    def open_words(self, policy: Filed) -> list[str]:
        """Return the words of those leaves, each once."""
        return list(dict.fromkeys(leaf.node.text for leaf in self.missing(policy)))

    def failing(self, policy: Filed) -> list[str]:
        """Return the words of the leaves by which a policy refuses, each once."""
        leaves = (leaf for pair in self.counting(policy) for leaf in self.refusing(*pair))
        return list(dict.fromkeys(leaf.node.text for leaf in leaves))

    def refusing(self, criteria: CriteriaSet, root: Asked) -> Iterator[Asked]:
        """Yield the leaves by which a set speaks against the patient, where it does."""
        answer = self.answer(criteria, root)
        if answer is not None and answer == (criteria.phase == "exclusion"):
            yield from self.behind(root, answer)

    def answer(self, criteria: CriteriaSet, root: Asked) -> Answer:
        """Return whether a patient is of a set's population and meets its criteria."""
        fitting = fits(criteria, self.patient)
        return False if fitting is False else all_of([fitting, self.holds(root)])

    def said(self, answer: Answer, missing: Sequence[Asked]) -> Ruling:
        """Return a ruling in words; of what is not known, by the criteria that are open: one for which facts are missing depends on the request."""
        if answer is not None:
            return "approve" if answer else "refuse"
        return "depends" if any(map(self.lacks_facts, missing)) else "not_evaluated"

    def lacks_facts(self, leaf: Asked) -> bool:
        """Return True if an open leaf has a condition of which the request says nothing; of one that is typed in full, its length of treatment."""
        untyped = leaf.node.partial or has_open_part(leaf.node.meaning)
        answers = [by_shape(condition, self.chart) for condition in leaf.conditions]
        return None in answers or (not untyped and any(atom.duration for atom in leaf.node.atoms))

    def set_ruling(self, criteria: CriteriaSet, root: Asked) -> SetRuling:
        """Return what one set says; of an exclusion, what it says against the patient."""
        answer = self.answer(criteria, root)
        said = None if answer is None else answer != (criteria.phase == "exclusion")
        decisive = list(self.behind(root, answer))
        words = [leaf.node.text for leaf in decisive]
        return SetRuling(
            phase=criteria.phase, indication=criteria.indication, ruling=self.said(said, decisive), failing=words if said is False else [],
            open=words if said is None else [],
        )  # fmt: skip

    def behind(self, node: Asked, answer: Answer) -> Iterator[Asked]:
        """Yield the leaves that a group's answer rests on: those that have it too, in branches that have it too."""
        if not node.items:
            yield node
            return
        for at, item in enumerate(node.items):
            turned = node.op == "none" or (node.op == "if" and at == 0)
            wanted = none_of([answer]) if turned and answer is not None else answer
            if self.holds(item) is wanted:
                yield from self.behind(item, wanted)

    def holds(self, node: Asked) -> Answer:
        """Return whether the patient meets a criterion."""
        if node not in self.held:
            same = self.before is not None and self.changed.isdisjoint(node.names)
            self.held[node] = self.before.holds(node) if self.before and same else self.worked_out(node)
        return self.held[node]

    def worked_out(self, node: Asked) -> Answer:
        """Return whether the patient meets a criterion that was not asked yet."""
        if node.op == "never":
            return False
        if not node.items:
            return self.leaf_holds(node) if node.op == "leaf" else True
        if node.op == "all":
            return all_of(map(self.holds, node.items))
        if node.op == "any":
            return any_of(map(self.holds, node.items))
        return together(node.op, node.node.k or 1, [self.holds(item) for item in node.items])

    def leaf_holds(self, leaf: Asked) -> Answer:
        """Return whether a leaf holds: by an answer given to it, else by its atoms as its meaning joins them; what they do not carry stays open."""
        given = self.given.get(leaf.node.label or "", self.by_words.get(leaf.words))
        if given is not None:
            return given
        if leaf not in self.facts:
            self.facts[leaf] = by_facts(leaf, self.chart)
        return self.facts[leaf]


def judge(policy: Policy, patient: Patient) -> Judgment:
    """Judge a patient: every universal set, one set of the phase, and no exclusion must speak for the request.

    Of who asks for more than a limit nothing is said that the policy's own limits do not decide.
    """
    told = [s for whose, s in by_whose(policy.limits) if patient.values(concepts.of(QUANTITY), whose) is not None]
    own = for_own_patients(policy)
    return judgment(Filed.of(own.model_copy(update={"criteria": [*own.criteria, *told]})), Hearing(patient))


def judgment(policy: Filed, hearing: Hearing) -> Judgment:
    """Return what a policy says of a patient, with what decides and what is open."""
    ruling, patient = hearing.ruling(policy), hearing.patient
    missing = hearing.missing(policy) if ruling is None else []
    rulings = [hearing.set_ruling(*pair) for pair in hearing.counting(policy)]
    deciding = [r.indication or r.phase for r in rulings if r.ruling == "approve" and r.phase == patient.phase]
    if ruling is False:
        deciding = hearing.failing(policy)
    return Judgment(
        policy=policy.name, patient=patient.name, ruling=hearing.said(ruling, missing), deciding=deciding,
        open=hearing.open_words(policy) if missing else [],
        not_evaluated=list(dict.fromkeys(leaf.node.text for leaf in missing if not hearing.lacks_facts(leaf))), sets=rulings,
    )  # fmt: skip


def fits(criteria: CriteriaSet, patient: Patient) -> Answer:
    """Return whether a patient is of the population that a title names: adults from 18 years on, infants below one year."""
    return True if criteria.narrowed_to is None else is_of(patient, criteria.narrowed_to)


def holds(node: Criterion, patient: Patient) -> Answer:
    """Return whether a patient meets a criterion, in the reading that comparisons take."""
    return Hearing(patient).holds(Asked.of(node))


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


def by_facts(leaf: Asked, chart: Chart) -> Answer:
    """Return whether a leaf holds by its atoms as its meaning joins them."""
    node = leaf.node
    if node.meaning is not None:
        answer = meant(node.meaning, leaf, chart)
        return all_of([answer, None]) if node.partial and not has_open_part(node.meaning) else answer
    if not leaf.conditions:
        return None
    typed = all_of(condition_holds(condition, chart) for condition in leaf.conditions)
    return None if typed and node.partial else typed


def meant(part: int | Meaning | OpenPart, leaf: Asked, chart: Chart) -> Answer:
    """Return whether a part of a leaf's meaning holds: a condition, several under an operator, or words of which nothing is known."""
    if isinstance(part, OpenPart):
        return None
    if isinstance(part, int):
        return condition_holds(leaf.conditions[part], chart)
    return together(part.op, part.k or 1, [meant(inner, leaf, chart) for inner in part.of])


def has_open_part(part: int | Meaning | OpenPart | None) -> bool:
    """Return True if a part of a leaf's meaning holds words that are not typed."""
    return isinstance(part, OpenPart) or (isinstance(part, Meaning) and any(map(has_open_part, part.of)))
