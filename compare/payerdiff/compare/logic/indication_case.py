"""One indication and phase over all payers: their criteria as formulas over one patient, and the patients that a solver finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import permutations

from pysat.solvers import Solver

from payerdiff.compare.logic.conditions import is_judged
from payerdiff.compare.logic.formulas import NUMBER, OPEN, Book, Fact, Leaf
from payerdiff.compare.logic.judge import Asked, Filed, Hearing, Judgment, judgment
from payerdiff.compare.logic.one_drug import answered, drug_of, on_drug, without_drug
from payerdiff.compare.logic.patient_words import UNNAMED
from payerdiff.compare.logic.patient_words import words_of as words_of_patient
from payerdiff.compare.logic.sides import Part, Side, Tree, requirements_of
from payerdiff.compare.logic.witness import is_timed, needs_answer, patient_of, place_of, truths
from payerdiff.model import concepts
from payerdiff.model.comparison import Openness, Witness
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.patient import Patient
from payerdiff.model.polarity import NodeKey, Place, Polarity
from payerdiff.model.policy import CriteriaSet, Criterion, Phase, required_atoms, set_name
from payerdiff.model.words import plain_words
from payerdiff.normalize import exclusive, lexicon

LABEL_OWNER = ""
"""Whose sets those of the drug's label are; no payer's key is empty."""


class Matter:
    """The sides that speak of one indication and phase, by their payers' keys.

    Where the drug's label is given, support by the label means to be within it; else it is left open.
    """

    def __init__(
        self, sides: Mapping[str, Side], phase: Phase, indication: str = "", *, book: Book | None = None, label: Side | None = None
    ) -> None:  # fmt: skip
        self.sides = dict(sides)
        self.label = label if phase == "initial" else None  # a label tells for whom a drug is begun
        """The label's indications, as a side that universal criteria do not narrow."""
        self.phase = phase
        self.book = book or Book()
        self.drug = self.book.drug = drug_of([side.policy for side in self.sides.values()])
        self.book.renewing = phase == "renewal"
        owners = (*sorted(self.sides), LABEL_OWNER)
        self.book.weigh(atom for owner in owners for leaf, _ in self.leaves(owner) for atom in leaf.node.atoms)
        diseases = concepts.of(concepts.DISEASE)
        disease = lexicon.knows(diseases.tables, indication)
        self.disease = self.book.fact((diseases.name, "", indication, "", "", "")) if disease else 0
        """The variable of the disease that the matter is about: an ordinary patient has it, where criteria leave it open."""
        self.formulas = {key: self.formula(key, side) for key, side in self.sides.items()}
        self.known_parts: dict[str, list[Part]] = {}
        self.usual: list[int] = []
        """What the label asks of everybody, and who is within it: true of an ordinary patient, where criteria leave it open."""
        if self.label is not None:
            self.book.resolved["fda_label"] = self.formula(LABEL_OWNER, self.label)
            asked = [[self.book.of_atom(a) for a in required_atoms(s.root)] for s in self.label.uses]
            always = [f for f in asked[0] if f is not None and all(f in own for own in asked)] if asked else []
            self.usual = list(dict.fromkeys([self.book.resolved["fda_label"], *always]))
        if disease:
            named = ((fact[2], v) for fact, v in self.book.facts.items() if fact[0] == diseases.name)
            self.book.among = [v for name, v in named if name == indication or indication in lexicon.wider(name)]
        axioms = [clause for _, clause in self.book.axioms()]
        self.solver = Solver(name="minisat22", bootstrap_with=[*self.book.clauses, *axioms])
        self.filed = {key: side.filed for key, side in self.sides.items()}
        self.choices: list[int] = []
        self.open: dict[str, list[tuple[int, Polarity]]] = {}
        self.bare: dict[frozenset[int], Patient] = {}
        """Patients without answers, by the variables that are true of them."""
        own = [leaf for owner in owners for leaf, _ in self.leaves(owner)]
        self.asked = {leaf.node.text: self.book.leaves[leaf.key] for leaf in own if needs_answer(leaf.node) or self.book.is_open(leaf) or leaf.key in self.book.twins}  # fmt: skip
        """The formulas of criteria, by their words, whose truth does not follow from a patient's facts alone."""
        self.timed_leaves = {leaf.node.text: leaf.node for leaf in own if is_timed(leaf.node)}
        self.timed = {leaf.node.text: self.book.leaves[leaf.key] for leaf in own if is_timed(leaf.node)}
        """Those of criteria with a length of treatment: the facts tell it, but a patient's form has no room for it."""

    def __enter__(self) -> Matter:
        return self

    def __exit__(self, *exc: object) -> None:
        self.solver.delete()

    def leaves(self, owner: str) -> Sequence[tuple[Leaf, Place[Criterion]]]:
        """Return the leaves of a payer (or of the label) that can be met, by name and by place."""
        side = self.label if owner == LABEL_OWNER else self.sides[owner]
        return side.named_leaves(owner) if side else ()

    def formula(self, owner: str, side: Side) -> int:
        """Return what a side asks."""
        universal, uses, against = ([self.of_set(owner, s) for s in sets] for sets in (side.universal, side.uses, side.against))  # fmt: skip
        return self.book.join([*universal, self.book.either(uses), *(-excluded for excluded in against)])

    def of_set(self, owner: str, criteria: CriteriaSet) -> int:
        """Return the formula of a payer's set."""
        return self.book.of_set(criteria, NodeKey(set_name(owner, criteria)))

    def parts(self, owner: str) -> list[Part]:
        """Return what a payer asks for, one requirement at a time."""
        if owner not in self.known_parts:
            side = self.sides[owner]
            asked = side.once(f"requirements of {owner}", lambda: list(requirements_of(owner, side)))
            self.known_parts[owner] = [replace(part, formula=self.extend(partial(self.of_part, part))) for part in asked]  # fmt: skip
        return self.known_parts[owner]

    def of_part(self, part: Part, book: Book) -> int:
        """Return the formula of a requirement: one of its trees must be met."""
        return book.either(map(self.of_tree, part.trees))

    def of_tree(self, tree: Tree) -> int:
        """Return the formula of what a tree asks."""
        met = self.book.of_set(tree.criteria, tree.root)
        return -met if tree.refused else met

    def opens(self, keys: Sequence[str], *, met: bool) -> list[int]:
        """Return the assumptions that every open criterion of some payers is met (or none): below a `none` the reverse."""
        signs: dict[int, set[bool]] = {}
        for owner in (*keys, LABEL_OWNER):
            for variable, polarity in self.open_in(owner):
                signs.setdefault(variable, set()).add(polarity == "for")
        return [variable if (True in way) == met else -variable for variable, way in signs.items() if len(way) == 1]

    def open_in(self, owner: str) -> Sequence[tuple[int, Polarity]]:
        """Return the variables of what is open in a payer's leaves, with their polarity; of leaves that ask what several ask, nothing."""
        if owner not in self.open:
            asked = ((self.book.asked_by(leaf), place) for leaf, place in self.leaves(owner))
            alone = ((own[0], place) for own, place in asked if len(own) == 1 and self.book.is_open(own[0]))
            self.open[owner] = [pair for leaf, place in alone for pair in self.book.opens_of(leaf, place.polarity)]
        return self.open[owner]

    def worst(self, key: str, other: str) -> list[int]:
        """Return the assumptions that no open criterion of a payer is met, but for those in words that another payer has too."""
        kept = {abs(variable) for variable in self.opens([other], met=True)}
        return [variable for variable in self.opens([key], met=False) if abs(variable) not in kept]

    def strict(self, key: str) -> list[int]:
        """Return the assumptions that what a payer excludes in part in words is excluded wherever its typed conditions hold."""
        against = [(leaf, place) for leaf, place in self.leaves(key) if place.node.atoms and place.is_refused]
        return list(dict.fromkeys(v for leaf, place in against for v, way in self.book.opens_of(leaf, place.polarity) if way == "against"))  # fmt: skip

    def mode(self, keys: Sequence[str], openness: Openness) -> list[int]:
        """Return the assumptions of one way to take what is open."""
        return [] if openness == "free" else self.opens(keys, met=openness == "met")

    def can(self, *assumed: int) -> bool:
        """Return True if a patient is possible for whom all of this holds."""
        return bool(self.solver.solve(assumptions=list(assumed)))

    def shown(self, *assumed: int) -> frozenset[int] | None:
        """Return what is true and what is not of some patient for whom all of this holds, None where there is none."""
        return frozenset(self.solver.get_model() or ()) if self.can(*assumed) else None

    def extend(self, build: Callable[[Book], int]) -> int:
        """Return a formula that is built when the solver is already at work, over the facts that it knows."""
        known = len(self.book.clauses)
        formula = build(self.book)
        for clause in self.book.clauses[known:]:
            self.solver.add_clause(clause)
        return formula

    def patient(self, assumed: Sequence[int]) -> Patient:
        """Return the patient nearest to an ordinary one for whom all of this holds."""
        return self.patient_of(self.nearest(list(assumed)))

    def patient_of(self, true: frozenset[int]) -> Patient:
        """Return the patient of whom these variables are true, and no others."""
        return self.with_facts(true).with_criteria(self.answers_of(true))

    def with_facts(self, true: frozenset[int]) -> Patient:
        """Return the patient of whom these variables are true, with no answers."""
        if true not in self.bare:
            self.bare[true] = patient_of(self.book, true, {}, self.phase)
        return self.bare[true]

    def words(self, patient: Patient, true: frozenset[int], deciding: frozenset[str] = frozenset()) -> list[str]:
        """Return a patient of these true variables in words, without what every ordinary request fulfills: a dose within all limits, papers in order, or a level below all.

        A number that is `deciding` is told all the same.
        Where no typed disease is the matter's own, none of those that criteria name says nothing.
        """
        within = {
            name
            for (concept, name), limits in self.book.limits.items()
            if concepts.of(concept).unsaid == "below" and is_below(patient.at(place_of(concept, name)), limits)
        }
        words = words_of_patient(without_drug(patient, self.drug), frozenset(within - deciding))
        words = words if self.disease else [word for word in words if word != UNNAMED]
        return [*words, on_drug(self.book, true, self.drug)] if self.phase == "renewal" else words

    def judged(self, key: str, patient: Patient) -> Judgment:
        """Return what the plain evaluator says of a patient under one payer's criteria for this matter."""
        return judgment(self.filed[key], Hearing(patient))

    def answers_of(self, true: frozenset[int]) -> dict[str, bool]:
        """Return the answers of the patient of whom these variables are true."""
        return truths(self.asked, true)

    def factual(self, true: frozenset[int]) -> Patient:
        """Return the patient of whom these variables are true, with no answer to what is open: only what the facts decide is told."""
        facts = [v if v in true else -v for fact, v in self.book.facts.items() if fact[0] != OPEN] if self.timed else []
        decided = {text: formula for text, formula in self.timed.items() if self.can(*facts, formula) != self.can(*facts, -formula)}  # fmt: skip
        return self.with_facts(true).with_criteria(truths(decided, true))

    def is_contradicted(self, patient: Patient) -> bool:
        """Return True if a patient's facts rule out what is answered of some length of treatment: who never had a treatment did not have it for weeks."""
        hearing = Hearing(patient.with_criteria({}))
        held = ((self.timed_leaves.get(text), met) for text, met in patient.criteria.items())
        return any(leaf is not None and hearing.holds(Asked.of(leaf)) is (not met) for leaf, met in held)

    def parted(self, approving: str, refusing: str, true: frozenset[int]) -> tuple[Witness, list[str]] | None:
        """Return the patient of some true variables with the open criteria of the approving payer that the patient needs beside the facts.

        The plain evaluator must see that the facts alone refuse the patient with one payer, and that facts and those criteria are enough
        for the other; else there is no such patient, and None comes back.
        """
        patient = self.factual(true)
        hearing, own = Hearing(patient), self.filed[refusing]
        if hearing.ruling(own) is not False or not self.label_agrees(patient):
            return None
        answers = self.needed(self.filed[approving], hearing, self.answers_of(true))
        if answers is None or hearing.with_answers(answers).ruling(own) is not False:
            return None
        open_ = [text if met else f"not: {text}" for text, met in answers.items()]
        patient = answered(patient, answers)
        return Witness(patient=patient, words=self.words(patient, true), fails=hearing.failing(own)), open_

    def needed(self, policy: Filed, hearing: Hearing, whole: Mapping[str, bool]) -> dict[str, bool] | None:
        """Return the fewest of all answers that, beside a patient's facts, meet a payer's criteria, or None where none do."""
        ruling = hearing.ruling(policy)
        if ruling is False:
            return None
        open_ = hearing.open_words(policy) if ruling is None else []
        answers = {text: whole[text] for text in open_ if text in whole}
        if not hearing.with_answers(answers).ruling(policy):
            return None
        for text in list(answers):
            rest = {other: met for other, met in answers.items() if other != text}
            if hearing.with_answers(rest).ruling(policy):
                answers = rest
        return answers

    def witness(self, approving: str, refusing: str, given: Sequence[int]) -> Witness | None:
        """Return a patient whom one payer approves and the other refuses, confirmed by the plain evaluator, or None."""
        return self.confirmed(approving, refusing, self.nearest(list(given)))

    def confirmed(self, approving: str, refusing: str, true: frozenset[int]) -> Witness | None:
        """Return the patient of some true variables, where the plain evaluator says the same of both payers, or None."""
        patient = self.patient_of(true)
        hearing = Hearing(patient)
        yes, no = hearing.ruling(self.filed[approving]), hearing.ruling(self.filed[refusing])
        if not yes or no is not False or not self.label_agrees(patient):
            return None
        return Witness(patient=patient, words=self.words(patient, true), fails=hearing.failing(self.filed[refusing]))

    def on_label(self, patient: Patient) -> bool | None:
        """Return True if the plain evaluator sees a patient within the label; None without a label, or where it cannot tell."""
        return None if self.label is None else Hearing(patient).ruling(self.label.filed)

    def label_agrees(self, patient: Patient) -> bool:
        """Return True if a patient is said to be supported by the label exactly where the plain evaluator sees that."""
        support = patient.values(concepts.of(concepts.SUPPORT), "")
        return self.label is None or support is None or ("fda_label" in support) is self.on_label(patient)

    def nearest(self, kept: list[int]) -> frozenset[int]:
        """Return the model nearest to an ordinary patient: fact by fact, what need not hold does not; adults where it may be."""
        choices = self.ordinary()
        for formula in self.usual:
            if self.can(*kept, *([self.disease] if self.disease else []), formula):
                kept.append(formula)
        self.can(*kept)
        model = set(self.solver.get_model() or [])
        for choice in choices:
            if choice not in model and self.can(*kept, choice):  # what the model has needs no asking
                model = set(self.solver.get_model())
            kept.append(choice if choice in model else -choice)
        return frozenset(v for v in model if v > 0)

    def ordinary(self) -> list[int]:
        """Return what is true of an ordinary patient, as far as it can be: the disease and an ordinary age before all else.

        The others follow by their names, so that the patient does not depend on the order of payers.
        """
        if not self.choices:
            facts = sorted(self.book.facts.items(), key=lambda pair: self.rank(*pair))
            self.choices = [variable if self.is_usual(fact, variable) else -variable for fact, variable in facts]
            self.solver.set_phases(self.choices)  # models are near an ordinary patient from the start
        return self.choices

    def rank(self, fact: Fact, variable: int) -> tuple[bool, bool, bool, Fact]:
        """Return how soon a fact is settled: the disease, then numbers that an ordinary patient has, then typed facts, open words last."""
        return variable != self.disease, ordinary_of(fact) is None, fact[0] == OPEN, fact

    def is_usual(self, fact: Fact, variable: int) -> bool:
        """Return True if a fact is true of an ordinary patient, or fulfilled by an ordinary request."""
        ordinary = ordinary_of(fact)
        if ordinary is not None:
            return float(fact[2]) <= ordinary
        concept = concepts.of(fact[0])
        return variable == self.disease or (len(fact) > NUMBER and (concept.presumed or is_judged(concept, fact[2]) or self.is_begun(fact)))  # fmt: skip

    def is_begun(self, fact: Fact) -> bool:
        """Return True if a fact is the course that a disease has in who begins treatment (`active`)."""
        entry = lexicon.entry_of(concepts.of(fact[0]).tables, fact[2])
        return not self.book.renewing and entry.get("presumed") == "at first"

    def is_in_doubt(self) -> bool:
        """Return True if nothing tells whether some facts are others: a therapy that may be of a class, a course that each payer judges in its own way."""
        named = [(concepts.of(fact[0]), fact[2]) for fact in self.book.facts if len(fact) > NUMBER]
        therapies = {value for concept, value in named if concept.shape == "therapy" or concept.alone}
        unsure = any(exclusive.may_have_been(a, b) or exclusive.may_be(a, b) for a, b in permutations(therapies, 2))
        return unsure or any(is_judged(concept, value) for concept, value in named)

    def is_open(self, leaf: Leaf) -> bool:
        """Return True if a leaf of a side, or what stands for it, says more than its atoms are weighed for."""
        asked = self.book.asked_by(leaf)
        return is_open(leaf.node) or len(asked) > 1 or self.book.is_open(asked[0])

    def open_texts(self, keys: Sequence[str]) -> list[str]:
        """Return what could overturn a verdict: open words that not all of some payers share, clauses set aside, unread text."""
        own = [{leaf.node.text for leaf, _ in self.leaves(key) if self.is_open(leaf)} for key in keys]
        shared = set.intersection(*({tuple(plain_words(t)) for t in texts} for texts in own))
        texts = [t for texts in own for t in sorted(texts) if tuple(plain_words(t)) not in shared]
        return list(dict.fromkeys([*texts, *(words for key in keys for words in self.sides[key].overlooked())]))


def ordinary_of(fact: Fact) -> float | None:
    """Return the number that an ordinary patient is presumed to have, for the limit of such a number; else None."""
    concept = concepts.of(fact[0])
    return concept.ordinary if len(fact) == NUMBER and concept.presumed else None


def is_below(known: object, limits: Collection[float]) -> bool:
    """Return True if a number is below all limits."""
    return isinstance(known, float) and known < min(limits)
