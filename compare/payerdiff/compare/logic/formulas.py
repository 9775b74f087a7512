"""Criteria → propositional formulas over a patient, and the axioms that keep a patient possible.

A variable is one fact (`biomarker Ph is positive`, `age is 18 years or more`). Numbers are encoded by their order: of two limits
the higher one implies the lower. What carries no typed meaning is a variable of its own, shared by two policies only where they
say it in the same words. Formulas become clauses by Tseitin's encoding; the solvers are python-sat's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, permutations

from payerdiff.compare.logic import conditions, plausible, therapy_axioms
from payerdiff.model import concepts
from payerdiff.model.concepts import Concept
from payerdiff.model.meaning.parts import is_open, open_parts, parts_of
from payerdiff.model.polarity import Named, NodeKey, Polarity, walk
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Meaning, Op, OpenPart
from payerdiff.model.units import MONTHS, factor
from payerdiff.model.words import key_words
from payerdiff.normalize import exclusive, lexicon

Leaf = Named[Criterion]
"""A leaf with its name."""
Fact = tuple[str, ...]
"""What a variable stands for: concept, subject, value, outcomes, length and role; or concept, name in a patient's form, and the limit of a number."""
OPEN = "open"
POPULATION = {"adult": (">=", 216.0), "pediatric": ("<", 216.0), "infant": ("<", 12.0)}
"""What a title's population means in months, where the policy itself does not say."""


@dataclass(slots=True)
class Book:
    """Numbers the variables, collects the clauses, and knows the limits of each measure."""

    facts: dict[Fact, int] = field(default_factory=dict)
    limits: dict[Fact, set[float]] = field(default_factory=dict)
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    """The unit in which each quantity is compared, where its concept has none of its own."""
    unweighed: set[NodeKey] = field(default_factory=set)
    """Leaves, and parts of leaves, with a limit in a unit that cannot be turned into that one: their words stay open."""
    clauses: list[list[int]] = field(default_factory=list)
    top: int = 0
    drug: str = ""
    """The drug that patients ask for, empty where it has no one name."""
    renewing: bool = False
    """Whether they ask for more of it."""
    as_written: bool = False
    """True uses operators exactly as written, not in the nearest reading that can be met."""
    opens: dict[int, str] = field(default_factory=dict)
    """Variables of what is open, with its words."""
    joined: dict[frozenset[int], int] = field(default_factory=dict)
    """Variables that say that several formulas hold: the same ones have one variable, so that leaves that say the same have one formula."""
    leaves: dict[NodeKey, int] = field(default_factory=dict)
    """The formula of each leaf, and of each part of one whose conditions are joined by more than `and`."""
    nodes: dict[NodeKey, tuple[Criterion, int]] = field(default_factory=dict)
    """The formula of each node that was asked for, with the node: two sets of one name are two sets."""
    among: list[int] = field(default_factory=list)
    """The diseases of which the patients looked at have one, where the matter is about a disease."""
    resolved: dict[str, int] = field(default_factory=dict)
    """What support by a document means, as a formula, where the document is at hand."""
    twins: dict[NodeKey, tuple[Leaf, ...]] = field(default_factory=dict)
    """Leaves that ask what another one asks, or several together; those that are asked for stand for themselves."""
    stricter: list[tuple[Leaf, Leaf]] = field(default_factory=list)
    """Pairs of leaves of which the first asks more, by their words."""
    unsure: list[tuple[Leaf, Leaf]] = field(default_factory=list)
    """Pairs of leaves of which each asks something else, by their words."""
    alike: list[int] = field(default_factory=list)
    """For each pair that differs by its words, that nevertheless both hold or neither; known once the axioms are."""

    def empty(self) -> Book:
        """Return a book without variables that knows the same pairs of criteria."""
        return Book(as_written=self.as_written, twins=dict(self.twins), stricter=list(self.stricter), unsure=list(self.unsure))  # fmt: skip

    def fresh(self) -> int:
        """Return a new variable."""
        self.top += 1
        return self.top

    def fact(self, key: Fact) -> int:
        """Return the variable of a fact."""
        if key not in self.facts:
            self.facts[key] = self.fresh()
        return self.facts[key]

    def at_least(self, measure: Fact, limit: float) -> int:
        """Return the variable that says a measure is at the limit or above."""
        self.limits.setdefault(measure, set()).add(limit)
        return self.fact((*measure, f"{limit:.6f}"))

    def same(self, leaf: Leaf, asked: Sequence[Leaf]) -> None:
        """Let a leaf ask what others ask together."""
        self.twins |= {one.key: (one,) for one in asked}
        self.twins[leaf.key] = tuple(asked)

    def asked_by(self, leaf: Leaf) -> tuple[Leaf, ...]:
        """Return the leaves that are asked where a leaf stands: itself, or those that it asks as well."""
        return self.twins.get(leaf.key, (leaf,))

    def open_words(self, text: str) -> int:
        """Return the variable of words without typed meaning."""
        variable = self.fact((OPEN, key_words(text)))
        self.opens.setdefault(variable, text)
        return variable

    def open_part(self, leaf: str, part: str) -> int:
        """Return the variable of a part of a leaf that is not typed: two leaves share it where they are the same in all their words."""
        variable = self.fact((OPEN, f"{key_words(leaf)} › {key_words(part)}"))
        self.opens.setdefault(variable, part)
        return variable

    def join(self, parts: Iterable[int]) -> int:
        """Return a variable that holds exactly where all parts hold."""
        held = list(dict.fromkeys(parts))
        if len(held) == 1:
            return held[0]
        known = self.joined.get(frozenset(held))
        if known is not None:
            return known
        whole = self.joined[frozenset(held)] = self.fresh()
        self.clauses += [[-whole, part] for part in held]
        self.clauses.append([whole, *(-part for part in held)])
        return whole

    def either(self, parts: Iterable[int]) -> int:
        """Return a variable that holds exactly where one part or more holds."""
        return -self.join(-part for part in parts)

    def of_set(self, criteria: CriteriaSet, root: NodeKey | None = None) -> int:
        """Return the formula of a set, its root by the set's id or another name; a population in its title narrows it."""
        return self.join([self.of(Named(root or NodeKey(criteria.id), criteria.root)), *self.population(criteria)])

    def population(self, criteria: CriteriaSet) -> list[int]:
        """Return the limit of age that a set's title means, if it does."""
        bound = POPULATION.get(criteria.narrowed_to or "")
        if bound is None:
            return []
        older = self.at_least((concepts.AGE, ""), bound[1])
        return [older if bound[0] == ">=" else -older]

    def of(self, named: Named[Criterion]) -> int:
        """Return the formula of a criterion, in the reading that comparisons take (or as it is written)."""
        known, formula = self.nodes.get(named.key, (None, 0))
        if known is not named.node:
            formula = self.built(named)
            self.nodes[named.key] = named.node, formula
        return formula

    def built(self, named: Named[Criterion]) -> int:
        """Return the formula of a criterion that was not asked for yet."""
        node, key = named.node, named.key
        op = node.op if self.as_written else node.taken_op
        if op == "never":
            return self.either([])
        if not node.children:
            self.leaves[key] = self.of_leaf(named) if op == "leaf" else self.join([])
            return self.leaves[key]
        parts = [self.of(Named(key.child(at), child)) for at, child in enumerate(node.children)]
        return self.combined(op, node.k, parts)

    def combined(self, op: Op, k: int | None, parts: Sequence[int]) -> int:
        """Return the formula of a group over its items' formulas."""
        if op == "any":
            return self.either(parts)
        if op == "none":
            return -self.either(parts)
        if op == "if":
            return self.either([-parts[0], self.join(parts[1:])])
        if op == "at_least":
            return self.count(parts, k or 1)
        return self.join(parts)

    def count(self, parts: Sequence[int], k: int) -> int:
        """Return a variable that holds exactly where k parts or more hold."""
        held = [self.join([]), *[self.either([])] * k]  # of no parts, none or more hold, and never one or more
        for part in parts:
            with_part = [self.join([part, fewer]) for fewer in held[:-1]]
            held = [held[0], *(self.either(pair) for pair in zip(held[1:], with_part, strict=True))]
        return held[k]

    def of_leaf(self, named: Leaf) -> int:
        """Return the formula of a leaf: its atoms as its meaning joins them, and its words where that does not carry all of it."""
        leaf, asked = named.node, self.asked_by(named)
        if [one.key for one in asked] != [named.key]:
            return self.join(map(self.of, asked))
        if leaf.meaning is not None:
            if not leaf.partial or any(True for _ in open_parts(leaf.meaning)):
                return self.of_meaning(leaf.meaning, leaf, named.key)
            rest = self.leaves[named.key.child(1)] = self.open_words(leaf.text)
            return self.join([self.of_meaning(leaf.meaning, leaf, named.key.child(0)), rest])
        if not leaf.atoms:
            return self.open_words(leaf.text)
        parts = [part for part in map(self.of_atom, conditions.atoms_of(leaf)) if part is not None]
        if len(parts) < len(leaf.atoms):
            self.unweighed.add(named.key)
        return self.join([*parts, self.open_words(leaf.text)] if self.is_open(named) else parts)

    def of_meaning(self, part: int | Meaning | OpenPart, leaf: Criterion, key: NodeKey) -> int:
        """Return the formula of a part of a leaf's meaning, by its own name: of a condition, of words, or of several under an operator."""
        if isinstance(part, Meaning):
            parts = [self.of_meaning(inner, leaf, key.child(at)) for at, inner in enumerate(part.of)]
            return self.combined(part.op, part.k, parts)
        held = self.open_part(leaf.text, part.unknown) if isinstance(part, OpenPart) else self.of_atom(conditions.atoms_of(leaf)[part])  # fmt: skip
        if held is None:
            self.unweighed.add(key)
            assert isinstance(part, int)  # only a condition can be weighed
            held = self.open_part(leaf.text, f"{part} {leaf.atoms[part].text}")
        self.leaves[key] = held
        return held

    def is_open(self, leaf: Leaf) -> bool:
        """Return True if a leaf's words say more than what its atoms are weighed for."""
        return is_open(leaf.node) or any(leaf.key.holds(key) for key in self.unweighed)

    def opens_of(self, leaf: Leaf, polarity: Polarity) -> Iterator[tuple[int, Polarity]]:
        """Yield the variables of what is open in a leaf, each with its polarity in a tree where the leaf has the one given."""
        if leaf.node.meaning is None:
            yield self.open_words(leaf.node.text), polarity
            return
        for part in walk(parts_of(leaf.node), polarity):
            key = NodeKey(leaf.key.set, (*leaf.key.path, *part.path))
            if part.is_leaf and (not part.node.atoms or key in self.unweighed):
                yield self.leaves[key], part.polarity

    def of_atom(self, atom: Atom) -> int | None:
        """Return the formula of an atom, None where it cannot be weighed against others."""
        concept = concepts.of(atom.concept)
        if concept.is_measured(atom.value):
            held = self.measured(atom, concept)
        elif concept.shape == "number" or (concept.name == concepts.SUPPORT and atom.subject):
            return None
        else:
            held = self.treated(atom) if concept.shape == "therapy" else self.named(atom, concept)
            held = -held if atom.op in ("!=", "not_in", "without") else held
        return None if held is None else -held if atom.negated else held

    def measured(self, atom: Atom, concept: Concept) -> int | None:
        """Return the formula of a limit; below and above a number are told apart by the next one above it."""
        compared = self.unit_of(atom, concept)
        if compared is None:
            return None
        unit, scale = compared
        measure: Fact = (concept.name, *(concept.place(atom.subject, unit)[1:] or ("",)))
        limit = round(float(str(atom.value)) * scale, 9)
        if concept.measure == "age" and atom.op in ("<=", ">"):  # in whole units: 17 years until the next birthday
            older = self.at_least(measure, limit + scale)
            return older if atom.op == ">" else -older
        if atom.op in (">=", "<"):
            here = self.at_least(measure, limit)
            return here if atom.op == ">=" else -here
        above = self.at_least(measure, limit + STEP)
        if atom.op in (">", "<="):
            return above if atom.op == ">" else -above
        equal = self.join([self.at_least(measure, limit), -above])
        return -equal if atom.op == "!=" else equal

    def weigh(self, atoms: Iterable[Atom]) -> None:
        """Choose the unit in which each quantity is compared: one that most limits can be turned into, whatever their order."""
        seen: dict[tuple[str, str], Counter[str]] = {}
        for atom in atoms:
            concept = concepts.of(atom.concept)
            if concept.is_measured(atom.value) and concept.measure == "quantity" and not concept.unit:
                seen.setdefault((atom.concept, atom.subject or ""), Counter())[atom.unit or ""] += 1
        for quantity, counts in seen.items():

            def rank(unit: str, counts: Counter[str] = counts) -> tuple[int, int, str]:
                weighed = sum(n for other, n in counts.items() if factor(other, unit) is not None)
                return -weighed, -counts[unit], unit

            self.units.setdefault(quantity, min(counts, key=rank))

    def unit_of(self, atom: Atom, concept: Concept) -> tuple[str, float] | None:
        """Return the unit in which a number is compared, and how many of it one of the atom's is: its concept's, else the one chosen, else that of the first limit seen.

        None where the two cannot be turned into one another: nothing is known then of how they stand, and the words stay open.
        """
        if concept.measure == "count":
            return "", 1.0
        if concept.measure == "age":
            return (concept.unit, MONTHS[atom.unit]) if atom.unit in MONTHS else None
        unit = atom.unit or concept.unit
        reference = concept.unit or self.units.setdefault((concept.name, atom.subject or ""), unit)
        times = factor(unit, reference)
        return None if times is None else (reference, times)

    def named(self, atom: Atom, concept: Concept) -> int:
        """Return the formula that one of the values holds."""
        role = concept.strictest if atom.role == concept.strictest else ""
        facts = ((concept.name, atom.subject or "", value, "", atom.duration or "", role) for value in values_of(atom))
        return self.either(map(self.fact, facts))

    def treated(self, atom: Atom) -> int:
        """Return the formula of treatments that came before: one of those named, or as many different ones as the atom asks.

        Of a class the number is a fact of its own (`two NSAIDs failed`), of drugs by name they are counted.
        """
        values, outcomes, count = values_of(atom), (atom.outcome or "tried").split(" or "), atom.count or 1
        if count > 1 and len(values) == 1:
            return self.fact((atom.concept, str(count), values[0], " or ".join(outcomes), atom.duration or "", ""))
        parts = [self.either(self.treatment(atom.concept, value, outcome, atom.duration) for outcome in outcomes) for value in values]  # fmt: skip
        return self.count(parts, count) if count > 1 else self.either(parts)

    def treatment(self, concept: str, name: str, outcome: str, length: str | None) -> int:
        """Return the variable of one treatment with its outcome; what is contraindicated or not tolerated has no length."""
        lasted = "" if outcome in therapy_axioms.WITHOUT_LENGTH else length or ""
        return self.fact((concept, "", name, outcome, lasted, ""))

    def axioms(self) -> Iterator[tuple[str, list[int]]]:
        """Yield what is always true of a patient, each clause with its name. Call it when all formulas are known."""
        yield from plausible.axioms(self)
        yield from self.levels()
        for measure, limits in self.limits.items():
            for low, high in pairwise(sorted(limits)):
                yield "a number above a limit is above the lower ones", [-self.at_least(measure, high), self.at_least(measure, low)]  # fmt: skip
        for fact, variable in list(self.facts.items()):
            if fact[0] == concepts.SUPPORT and fact[2] in self.resolved:
                yield "support by the label is to be within it", [-variable, self.resolved[fact[2]]]
                yield "support by the label is to be within it", [variable, -self.resolved[fact[2]]]
        if self.among:
            yield "the matter is about one disease", list(self.among)
        in_play = [[pair for pair in pairs if any(leaf.key in self.leaves for leaf in pair)] for pairs in (self.stricter, self.unsure)]  # fmt: skip
        for strict, wide in in_play[0]:
            yield "words that ask for more", [-self.of(strict), self.of(wide)]
        for x, y in (map(self.of, pair) for own in in_play for pair in own):
            self.alike.append(self.join([self.either([-x, y]), self.either([-y, x])]))
        yield from self.several_treatments()
        yield from self.exclusions()
        yield from self.implications()

    def levels(self) -> Iterator[tuple[str, list[int]]]:
        """Yield what a level of a state's subject means for its state."""
        for (name, place), limits in list(self.limits.items()):
            concept = concepts.of(name)
            subject = concept.named_at(place).removesuffix(" %")
            state = self.facts.get((name, subject, concept.above_zero, "", "", ""))
            if concept.above_zero and place.endswith(" %") and state is not None:
                for limit in sorted(x for x in limits if x > STEP):
                    yield "a marker that is measured is positive", [-self.at_least((name, place), limit), state]

    def several_treatments(self) -> Iterator[tuple[str, list[int]]]:
        """Yield what several treatments of a class mean: one of them came before, and drugs of the class are counted."""
        every = [fact for fact in self.facts if len(fact) > NUMBER and concepts.of(fact[0]).shape == "therapy"]
        for several in (fact for fact in every if fact[1]):
            known = [fact for fact in every if fact[0] == several[0]]
            ones = [self.treatment(several[0], several[2], outcome, several[4]) for outcome in therapy_axioms.outcomes_of(several)]  # fmt: skip
            yield "several treatments are one", [-self.facts[several], *ones]
            by_drug: dict[str, list[int]] = {}
            for drug in known:
                if therapy_axioms.counts_for(drug, several):
                    by_drug.setdefault(drug[2], []).append(self.facts[drug])
            if len(by_drug) >= therapy_axioms.number_of(several):
                counted = self.count([self.either(own) for own in by_drug.values()], therapy_axioms.number_of(several))
                yield "different drugs of a class are several", [-counted, self.facts[several]]

    def by_concept(self) -> dict[str, list[tuple[Fact, int]]]:
        """Return the facts that are values, by concept: only those of one concept can exclude or imply one another."""
        found: dict[str, list[tuple[Fact, int]]] = {}
        for fact, variable in self.facts.items():
            if len(fact) > NUMBER:
                found.setdefault(fact[0], []).append((fact, variable))
        return found

    def exclusions(self) -> Iterator[tuple[str, list[int]]]:
        """Yield which facts exclude one another."""
        for name, own in self.by_concept().items():
            concept = concepts.of(name)
            for (a, x), (b, y) in combinations(own, 2):
                if concept.shape == "state" and a[1] == b[1] and a[2] != b[2]:
                    yield "a subject has one state", [-x, -y]
                if concept.shape == "set" and a[1] == b[1] and exclusive.exclude(concept, a[2], b[2]):
                    yield "values that exclude one another", [-x, -y]
                if concept.alone and (a[2] == concept.alone) != (b[2] == concept.alone):
                    yield "a single agent is given with nothing", [-x, -y]

    def implications(self) -> Iterator[tuple[str, list[int]]]:
        """Yield which facts follow from others."""
        for name, own in self.by_concept().items():
            concept = concepts.of(name)
            for (a, x), (b, y) in permutations(own, 2):
                if concept.shape == "therapy":
                    if therapy_axioms.follows(a, b):
                        yield "a treatment by its class, outcome, length and number", [-x, y]
                    continue
                if concept.shape == "set" and a[1] == b[1] and a[3:] == b[3:] and b[2] in lexicon.kinds_of(concept.tables, a[2]):  # fmt: skip
                    yield "a value belongs to the wider one", [-x, y]
                if concept.roles and a[2] == b[2] and a[-1] == concept.strictest and b[-1] == "":
                    yield "who prescribes need not be consulted", [-x, y]


NUMBER = 3
"""Parts of a fact that is a limit of a number; a value has more."""
STEP = 1e-4
"""The next number above a limit, for `more than`: far below any unit that policies write."""


def values_of(atom: Atom) -> list[str]:
    """Return an atom's values as the names of facts."""
    return [str(v) for v in (atom.value if isinstance(atom.value, list) else [atom.value])]
