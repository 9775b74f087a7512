"""One indication and phase over all payers: their criteria as formulas over one patient, and the patients that a solver finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pysat.solvers import Solver

from payerdiff.compare.logic.formulas import NUMBER, OPEN, Book, Fact, Leaf
from payerdiff.compare.logic.judge import Judgment, judge
from payerdiff.compare.logic.one_drug import answered, drug_of, on_drug, without_drug
from payerdiff.compare.logic.patient_words import UNNAMED
from payerdiff.compare.logic.patient_words import words_of as words_of_patient
from payerdiff.compare.logic.witness import is_timed, needs_answer, patient_of, place_of
from payerdiff.model import concepts
from payerdiff.model.comparison import Openness, Witness
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.patient import Patient
from payerdiff.model.phrasing import ALL_INDICATIONS
from payerdiff.model.polarity import NodeKey, Place, requirements
from payerdiff.model.policy import CriteriaSet, Criterion, Phase, Policy, meetable, required_atoms, set_name
from payerdiff.model.words import plain_words
from payerdiff.normalize import lexicon

LONGEST = 160
STEP = 100
"""What a consequence weighs against the order of concepts within it."""
EXCLUDED = 0
"""How soon an exclusion is shown as a reason."""
UNREAD = "criteria-unread"
"""The finding of a document whose criteria were not all read."""
LABEL_OWNER = ""
"""Whose sets those of the drug's label are; no payer's key is empty."""


@dataclass(frozen=True, slots=True)
class Side:
    """One policy's criteria for an indication and phase: those for all indications, and the sets of which one must be met."""

    policy: Policy
    universal: tuple[CriteriaSet, ...]
    uses: tuple[CriteriaSet, ...]
    aside: tuple[str, ...] = ()
    """Clauses of the policy for uses that it does not list: they could approve what the indication's own criteria refuse."""
    against: tuple[CriteriaSet, ...] = ()
    """Exclusions that count: who meets one is refused."""

    def alone(self) -> Policy:
        """Return the policy with these criteria only, as the plain evaluator judges it."""
        return self.policy.model_copy(update={"criteria": [*self.universal, *self.uses], "exclusions": list(self.against)})  # fmt: skip

    def overlooked(self) -> list[str]:
        """Return what else could overturn a verdict: clauses set aside, and text of the document that no rule has read."""
        unread = self.policy.ledger.unread
        own = [f"{unread} characters of {self.policy.source.name} that were not read"] if unread else []
        return [*(f"the clause on {text}" for text in self.aside), *own]

    def unread_criteria(self) -> list[str]:
        """Return what is missing of the criteria where the document's own reading says that some were not read."""
        missing = any(finding.code == UNREAD for finding in self.policy.findings)
        return [f"criteria of {self.policy.source.name} that were not read"] if missing else []

    def leaves(self) -> Iterator[tuple[CriteriaSet, Place[Criterion]]]:
        """Yield all leaves that can be met, each with its set and its place."""
        for criteria in (*self.universal, *self.uses, *self.against):
            for place in criteria.leaf_places():
                if place.node.op == "leaf":
                    yield criteria, place


@dataclass(frozen=True, slots=True)
class Tree:
    """A set of criteria, or a branch of one as a set, with the name of its root; one that is `refused` must not be met."""

    criteria: CriteriaSet
    root: NodeKey
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One requirement of a side: its words, its formula, how soon it is shown, and the trees of which one must be met."""

    text: str
    formula: int
    weight: int
    trees: tuple[Tree, ...]


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
        self.parts = {key: list(self.required(key, side)) for key, side in self.sides.items()}
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
        self.solver = Solver(name="cadical153", bootstrap_with=[*self.book.clauses, *axioms])
        self.alone = {key: side.alone() for key, side in self.sides.items()}
        self.choices: list[int] = []
        own = [leaf for owner in owners for leaf, _ in self.leaves(owner)]
        self.asked = {leaf.node.text: self.book.leaves[leaf.key] for leaf in own if needs_answer(leaf.node) or leaf.key in self.book.twins}  # fmt: skip
        """The formulas of criteria, by their words, whose truth does not follow from a patient's facts alone."""
        self.timed = {leaf.node.text: self.book.leaves[leaf.key] for leaf in own if is_timed(leaf.node)}
        """Those of criteria with a length of treatment: the facts tell it, but a patient's form has no room for it."""

    def __enter__(self) -> Matter:
        return self

    def __exit__(self, *exc: object) -> None:
        self.solver.delete()

    def leaves(self, owner: str) -> Iterator[tuple[Leaf, Place[Criterion]]]:
        """Yield the leaves of a payer (or of the label) that can be met, by name and by place."""
        side = self.label if owner == LABEL_OWNER else self.sides[owner]
        for criteria, place in side.leaves() if side else ():
            yield place.named(set_name(owner, criteria)), place

    def formula(self, owner: str, side: Side) -> int:
        """Return what a side asks."""
        universal, uses, against = ([self.of_set(owner, s) for s in sets] for sets in (side.universal, side.uses, side.against))  # fmt: skip
        return self.book.join([*universal, self.book.either(uses), *(-excluded for excluded in against)])

    def of_set(self, owner: str, criteria: CriteriaSet) -> int:
        """Return the formula of a payer's set."""
        return self.book.of_set(criteria, set_name(owner, criteria))

    def required(self, owner: str, side: Side) -> Iterator[Part]:
        """Yield what a side asks for, one requirement at a time; several sets are one requirement."""
        for criteria in side.universal:
            yield from self.parts_of(owner, criteria)
        if len(side.uses) == 1:
            yield from self.parts_of(owner, side.uses[0])
        elif side.uses:
            whole = self.book.either([self.of_set(owner, s) for s in side.uses])
            trees = tuple(Tree(s, NodeKey(set_name(owner, s))) for s in side.uses)
            yield Part("; or ".join(s.indication or ALL_INDICATIONS for s in side.uses), whole, min(weight(s.root) for s in side.uses), trees)  # fmt: skip
        for criteria in side.against:
            tree = Tree(criteria, NodeKey(set_name(owner, criteria)), refused=True)
            yield Part(f"not: {words_of(criteria.root)}", -self.of_set(owner, criteria), EXCLUDED, (tree,))

    def parts_of(self, owner: str, criteria: CriteriaSet) -> Iterator[Part]:
        """Yield the requirements of one set: the items of its tree, and the population that its title names."""
        for place in requirements(criteria.root):
            named = place.named(set_name(owner, criteria))
            branch = criteria.model_copy(update={"root": named.node, "population": None})
            yield Part(words_of(named.node), self.book.of(named), weight(named.node), (Tree(branch, named.key),))
        if criteria.narrowed_to is not None:
            bare = criteria.model_copy(update={"root": Criterion(op="all")})
            tree = Tree(bare, NodeKey(f"{set_name(owner, criteria)} (population)"))
            yield Part(f"{criteria.indication} ({criteria.narrowed_to} patients)", self.book.of_set(bare, tree.root.set), weight_of(concepts.AGE), (tree,))  # fmt: skip

    def opens(self, keys: Sequence[str], *, met: bool) -> list[int]:
        """Return the assumptions that every open criterion of some payers is met (or none): below a `none` the reverse."""
        signs: dict[int, set[bool]] = {}
        for owner in (*keys, LABEL_OWNER):
            for leaf, place in self.leaves(owner):
                asked = self.book.asked_by(leaf)
                if len(asked) == 1 and self.book.is_open(asked[0]):
                    for variable, polarity in self.book.opens_of(asked[0], place.polarity):
                        signs.setdefault(variable, set()).add(polarity == "for")
        return [variable if (True in way) == met else -variable for variable, way in signs.items() if len(way) == 1]

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

    def patient_of(self, true: set[int]) -> Patient:
        """Return the patient of whom these variables are true, and no others."""
        return patient_of(self.book, true, self.asked, self.phase)

    def words(self, patient: Patient, true: set[int]) -> list[str]:
        """Return a patient of these true variables in words, without what every ordinary request fulfills: a dose within all limits, papers in order, or a level below all.

        Where no typed disease is the matter's own, none of those that criteria name says nothing.
        """
        within = {
            name
            for (concept, name), limits in self.book.limits.items()
            if concepts.of(concept).unsaid == "below" and is_below(patient.at(place_of(concept, name)), limits)
        }
        words = words_of_patient(without_drug(patient, self.drug), frozenset(within))
        words = words if self.disease else [word for word in words if word != UNNAMED]
        return [*words, on_drug(self.book, true, self.drug)] if self.phase == "renewal" else words

    def judged(self, key: str, patient: Patient) -> Judgment:
        """Return what the plain evaluator says of a patient under one payer's criteria for this matter."""
        return judge(self.alone[key], patient)

    def factual(self, true: set[int]) -> Patient:
        """Return the patient of whom these variables are true, with no answer to what is open: only what the facts decide is told."""
        facts = [v if v in true else -v for fact, v in self.book.facts.items() if fact[0] != OPEN]
        decided = {text: formula for text, formula in self.timed.items() if self.can(*facts, formula) != self.can(*facts, -formula)}  # fmt: skip
        return patient_of(self.book, true, decided, self.phase)

    def parted(self, approving: str, refusing: str, true: set[int]) -> tuple[Witness, list[str]] | None:
        """Return the patient of some true variables with the open criteria of the approving payer that the patient needs beside the facts.

        The plain evaluator must see that the facts alone refuse the patient with one payer, and that facts and those criteria are enough
        for the other; else there is no such patient, and None comes back.
        """
        patient = self.factual(true)
        no = self.judged(refusing, patient)
        if no.ruling != "refuse" or not self.label_agrees(patient):
            return None
        answers = self.needed(approving, patient, self.patient_of(true))
        if answers is None:
            return None
        patient = answered(patient, answers)
        if self.judged(refusing, patient).ruling != "refuse":
            return None
        open_ = [text if met else f"not: {text}" for text, met in answers.items()]
        return Witness(patient=patient, words=self.words(patient, true), fails=no.deciding), open_

    def needed(self, key: str, patient: Patient, whole: Patient) -> dict[str, bool] | None:
        """Return the fewest answers of a patient told in whole that, beside the facts, meet a payer's criteria, or None where none do."""
        found = self.judged(key, patient)
        if found.ruling == "refuse":
            return None
        answers = {text: whole.criteria[text] for text in found.open if text in whole.criteria}
        if self.judged(key, answered(patient, answers)).ruling != "approve":
            return None
        for text in list(answers):
            rest = {other: met for other, met in answers.items() if other != text}
            if self.judged(key, answered(patient, rest)).ruling == "approve":
                answers = rest
        return answers

    def witness(self, approving: str, refusing: str, given: Sequence[int]) -> Witness | None:
        """Return a patient whom one payer approves and the other refuses, confirmed by the plain evaluator, or None."""
        return self.confirmed(approving, refusing, self.nearest(list(given)))

    def confirmed(self, approving: str, refusing: str, true: set[int]) -> Witness | None:
        """Return the patient of some true variables, where the plain evaluator says the same of both payers, or None."""
        patient = self.patient_of(true)
        yes, no = self.judged(approving, patient), self.judged(refusing, patient)
        if (yes.ruling, no.ruling) != ("approve", "refuse") or not self.label_agrees(patient):
            return None
        return Witness(patient=patient, words=self.words(patient, true), fails=no.deciding)

    def on_label(self, patient: Patient) -> bool | None:
        """Return True if the plain evaluator sees a patient within the label; None without a label, or where it cannot tell."""
        if self.label is None:
            return None
        return {"approve": True, "refuse": False}.get(judge(self.label.alone(), patient).ruling)

    def label_agrees(self, patient: Patient) -> bool:
        """Return True if a patient is said to be supported by the label exactly where the plain evaluator sees that."""
        support = patient.values(concepts.of(concepts.SUPPORT), "")
        return self.label is None or support is None or ("fda_label" in support) is self.on_label(patient)

    def nearest(self, kept: list[int]) -> set[int]:
        """Return the model nearest to an ordinary patient: fact by fact, what need not hold does not; adults where it may be."""
        for formula in self.usual:
            if self.can(*kept, *([self.disease] if self.disease else []), formula):
                kept.append(formula)
        self.can(*kept)
        model = set(self.solver.get_model() or [])
        for choice in self.ordinary():
            if choice not in model and self.can(*kept, choice):  # what the model has needs no asking
                model = set(self.solver.get_model())
            kept.append(choice if choice in model else -choice)
        return {v for v in model if v > 0}

    def ordinary(self) -> list[int]:
        """Return what is true of an ordinary patient, as far as it can be: the disease and an ordinary age before all else.

        The others follow by their names, so that the patient does not depend on the order of payers.
        """
        if not self.choices:
            facts = sorted(self.book.facts.items(), key=lambda pair: self.rank(*pair))
            self.choices = [variable if self.is_usual(fact, variable) else -variable for fact, variable in facts]
        return self.choices

    def rank(self, fact: Fact, variable: int) -> tuple[bool, bool, bool, Fact]:
        """Return how soon a fact is settled: the disease, then numbers that an ordinary patient has, then typed facts, open words last."""
        return variable != self.disease, ordinary_of(fact) is None, fact[0] == OPEN, fact

    def is_usual(self, fact: Fact, variable: int) -> bool:
        """Return True if a fact is true of an ordinary patient, or fulfilled by an ordinary request."""
        ordinary = ordinary_of(fact)
        if ordinary is not None:
            return float(fact[2]) <= ordinary
        return variable == self.disease or (len(fact) > NUMBER and concepts.of(fact[0]).presumed)

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


def is_open_set(criteria: CriteriaSet) -> bool:
    """Return True if no criterion of a set carries a typed meaning."""
    return not any(leaf.atoms for leaf in meetable(criteria.root))


def words_of(node: Criterion) -> str:
    """Return a branch's words, cut where they are long."""
    words = node.text or "; or ".join(leaf.text for leaf in meetable(node))
    return words if len(words) <= LONGEST else words[: words.rfind(" ", 0, LONGEST)] + " …"


def weight(node: Criterion) -> int:
    """Return how soon a criterion is shown as a reason: by what it means for patients, then by its concept."""
    named = {a.concept for leaf in meetable(node) for a in leaf.atoms}
    return min(map(weight_of, named), default=concepts.OPEN * STEP)


def weight_of(name: str) -> int:
    """Return how soon a criterion on a concept is shown."""
    return concepts.consequence(concepts.of(name)) * STEP + concepts.of(name).weight
