"""Criteria → a model that a page can judge a patient by, in plain script: the same three answers as the plain evaluator.

What takes the vocabulary is worked out here: which of the values that the page offers meet a condition (a narrower disease meets the wider
one, a drug its class), and every limit in the unit of its field. What is left for the page is to compare numbers and names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from payerdiff.compare.logic.conditions import Condition, drugs_in, is_judged, may_be_tried, may_count, with_examples
from payerdiff.compare.logic.scope import for_own_patients
from payerdiff.compare.logic.sides import is_open_set
from payerdiff.model import concepts
from payerdiff.model.comparison import Comparison
from payerdiff.model.concepts import Concept, Shape
from payerdiff.model.meaning.parts import open_parts
from payerdiff.model.patient import OUTCOMES
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Meaning, OpenPart, Policy, leaves
from payerdiff.model.policy.caps import QUANTITY, by_whose
from payerdiff.model.policy.scopes import placed
from payerdiff.model.units import MONTHS, factor
from payerdiff.normalize import exclusive, lexicon

Model = dict[str, Any]
"""JSON: `fields` that a patient is told by, and `policies` with their criteria."""


@dataclass(slots=True)
class Field:
    """One thing that a patient is asked: a number in a unit, or one of the values that criteria name."""

    concept: Concept
    path: tuple[str, ...]
    kind: Shape
    unit: str = ""
    options: dict[str, None] = field(default_factory=dict)
    limits: set[float] = field(default_factory=set)


class Explorer:
    """Collects the fields that criteria ask about, then writes the criteria over them."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.policies = policies
        self.fields: dict[tuple[str, ...], Field] = {}
        self.units: dict[tuple[str, str], str] = {}
        for policy in policies:
            for criteria in read_sets(policy):
                for leaf in leaves(criteria.root):
                    for atom in leaf.atoms:
                        self.note(with_examples(atom))

    def note(self, atom: Atom) -> None:
        """Add what an atom asks about to the fields."""
        concept = concepts.of(atom.concept)
        path, unit = self.place(atom)
        kind: Shape = "number" if concept.is_measured(atom.value) else concept.shape
        found = self.fields.setdefault(path, Field(concept, path, kind, unit))
        if kind == "number":
            limit = self.limit(atom)
            found.limits |= {limit} if limit is not None else set()
        else:
            found.options |= dict.fromkeys(values_of(atom))

    def place(self, atom: Atom) -> tuple[tuple[str, ...], str]:
        """Return where a patient's form keeps what an atom asks about, and the unit of the number there."""
        concept = concepts.of(atom.concept)
        if not concept.is_measured(atom.value):
            return concept.place(atom.subject), ""
        unit = self.unit_of(atom, concept)
        return concept.place(atom.subject, unit), unit

    def unit_of(self, atom: Atom, concept: Concept) -> str:
        """Return the unit of a field: its concept's, else that of the first limit seen which can be turned into it."""
        if concept.unit or concept.measure == "count":
            return "" if concept.measure == "count" else concept.unit
        unit = self.units.setdefault((concept.name, atom.subject or ""), atom.unit or "")
        return unit if factor(atom.unit or "", unit) is not None else atom.unit or ""

    def limit(self, atom: Atom) -> float | None:
        """Return an atom's limit in the unit of its field, None where it cannot be weighed."""
        concept = concepts.of(atom.concept)
        if not concept.is_measured(atom.value):
            return None
        scale: float | None = 1.0
        if concept.measure != "count":
            own = atom.unit or ""
            scale = MONTHS.get(own) if concept.measure == "age" else factor(own or concept.unit, self.place(atom)[1])
        return None if scale is None else float(str(atom.value)) * scale

    def atom(self, atom: Atom, leaf: Criterion) -> Model:
        """Return one condition of a leaf as the page judges it, by its concept's shape."""
        concept = concepts.of(atom.concept)
        path, _ = self.place(atom)
        told: Model = {"at": list(path)}
        if concept.shape == "number" or concept.is_measured(atom.value):
            told |= {"is": "number", "op": atom.op, "v": self.limit(atom)}
            told |= {"whole": MONTHS.get(atom.unit or "", 0.0)} if concept.measure == "age" else {}
        else:
            told |= self.tried(atom, concept) if concept.shape == "therapy" else self.named(atom, concept)
            told |= {"not": True} if atom.op in ("!=", "not_in", "without") else {}
        if atom.negated:
            told["neg"] = True
        if atom.duration:
            early = Condition.of(atom).early if concept.shape == "therapy" else ()
            told |= {"lasting": atom.duration} | ({"early": list(early)} if early else {})
        return told | self.doubt(atom, leaf)

    def doubt(self, atom: Atom, leaf: Criterion) -> Model:
        """Return which of the therapies that the form offers may be of a class that a condition names, although nothing says that they are."""
        asked = Condition.of(atom, drugs_in(leaf))
        options = self.fields[self.place(atom)[0]].options
        if asked.concept.shape == "therapy":
            found = [o for o in options if may_be_tried(asked, o.lower(), frozenset(x.lower() for x in wider(asked.concept, o)))]  # fmt: skip
        else:
            found = [o for o in options if asked.concept.alone not in ("", o) and may_count(asked, o.lower())]
        return {"doubt": found, "denies": asked.denies} if found else {}

    def named(self, atom: Atom, concept: Concept) -> Model:
        """Return a condition on values or a state: which of those that the form offers meet it, and the fields of the roles that count."""
        options = self.fields[self.place(atom)[0]].options
        met = [o for o in options if {x.lower() for x in wider(concept, o)} & lowered(atom)]
        fields = list(concept.roles.values())
        by = fields[:1] if atom.role == concept.strictest else fields
        more = {v: [o for o in options if exclusive.exclude(concept, v, o)] for v in sorted(lowered(atom).intersection(concept.qualifying))}  # fmt: skip
        told: Model = {"judged": judged} if (judged := [value for value in more if is_judged(concept, value)]) else {}
        return (
            told | {"is": concept.shape, "v": met} | ({"by": by} if fields else {}) | ({"more": more} if more else {})
        )

    def tried(self, atom: Atom, concept: Concept) -> Model:
        """Return a condition on treatments that came before: by value the treatments that count for it."""
        wanted = (atom.outcome or "tried").split(" or ")
        taken = [o for o in OUTCOMES if o in wanted or ("tried" in wanted and o != "contraindicated")]
        options = self.fields[self.place(atom)[0]].options
        each = [[o for o in options if value in {x.lower() for x in wider(concept, o)}] for value in sorted(lowered(atom))]  # fmt: skip
        told: Model = {"is": "therapy", "outcomes": taken, "each": each}
        if atom.count is not None:
            told["count"] = atom.count
            if len(each) == 1:
                told["class"] = [o for o in each[0] if o.lower() in lowered(atom)]
        return told

    def node(self, node: Criterion) -> Model:
        """Return a criterion with all below it."""
        op = node.taken_op
        if not node.children:
            told: Model = {"op": "never" if op == "never" else "leaf" if op == "leaf" else "all"}
            if op == "leaf":
                told |= {"atoms": [self.atom(with_examples(a), node) for a in node.atoms], "text": node.text}
                told |= {"partial": True} if node.partial and node.atoms and not node.meaning else {}
                told |= {"meaning": joined_as(meaning_of(node))} if node.meaning else {}
            else:
                told |= {"text": node.text}
            if node.span is not None:
                told["at"] = [node.span.start, node.span.end]
            return told
        told = {"op": op, "kids": [self.node(child) for child in node.children]}
        return told | ({"k": node.k or 1} if op == "at_least" else {})

    def sets_of(self, policy: Policy) -> list[tuple[tuple[str, ...], CriteriaSet]]:
        """Return the sets that decide on a request, its limits among the general ones, each with the field that must be told for it to count, if any.

        Of who does not say how much is asked for, no limit is asked.
        """
        places = ((concepts.of(QUANTITY).place(whose), criteria) for whose, criteria in by_whose(policy.limits))
        limits = [(path, criteria) for path, criteria in places if path in self.fields]
        own: list[tuple[tuple[str, ...], CriteriaSet]] = [((), criteria) for criteria in read_sets(policy)]
        general = [pair for pair in own if pair[1].phase == "universal"]
        return [*general, *limits, *(pair for pair in own if pair not in general)]

    def model(self, keys: Sequence[str], names: Sequence[str]) -> Model:
        """Return the whole model."""
        fields = sorted(self.fields.values(), key=lambda f: f.concept.told)
        return {
            "fields": [
                {
                    "concept": f.concept.name, "path": list(f.path), "kind": f.kind, "measure": f.concept.measure, "roles": f.concept.roles,
                    "unit": f.unit, "options": list(f.options), "limits": sorted(f.limits),
                }
                for f in fields
            ],
            "policies": [
                {
                    "key": key, "name": name,
                    "sets": [
                        {"phase": s.phase, "title": s.indication or "", "population": s.narrowed_to or "", "aside": is_set_aside(s), "root": self.node(s.root)}
                        | ({"told": list(path)} if path else {})
                        for path, s in self.sets_of(policy)
                    ],
                }
                for policy, key, name in zip(self.policies, keys, names, strict=True)
            ],
        }  # fmt: skip


def meaning_of(leaf: Criterion) -> Meaning:
    """Return how a leaf's parts join, its whole words among them where its meaning does not say what is open."""
    assert leaf.meaning is not None
    if leaf.partial and not any(True for _ in open_parts(leaf.meaning)):
        return Meaning(op="all", of=[leaf.meaning, OpenPart(unknown=leaf.text)])
    return leaf.meaning


def joined_as(meaning: Meaning) -> Model:
    """Return a meaning as the page judges it: conditions by their numbers, what is not typed as null."""
    parts = [joined_as(part) if isinstance(part, Meaning) else part if isinstance(part, int) else None for part in meaning.of]  # fmt: skip
    return {"op": meaning.op, "of": parts} | ({"k": meaning.k or 1} if meaning.op == "at_least" else {})


def explorer_of(comparison: Comparison) -> Model:
    """Return the model of a comparison's policies, limited to what the comparison is limited to."""
    policies = [
        narrowed(policy, key, comparison) for policy, key in zip(comparison.policies, comparison.keys, strict=True)
    ]
    return Explorer(policies).model(comparison.keys, comparison.names)


def narrowed(policy: Policy, key: str, comparison: Comparison) -> Policy:
    """Return a policy with the criteria for the indications and phases that were chosen, and those for all requests; the whole where nothing was."""
    choice = comparison.chosen
    if choice is None:
        return policy
    named = {name for entry in comparison.alignment for member in entry.members if member.policy == key for name in member.sets}  # fmt: skip
    kept = [
        s
        for s in policy.criteria
        if s.phase == "universal"
        or ((s.id in named or s.indication is None or s.catch_all) and (not choice.phases or s.phase in choice.phases))
    ]
    return policy.model_copy(update={"criteria": kept})


def read_sets(policy: Policy) -> Iterator[CriteriaSet]:
    """Yield the sets that decide on a request: those for all indications, those for one, and exclusions, but for those that name only what the criteria leave."""
    policy = for_own_patients(policy)
    general, uses = ([s for s in policy.criteria if (s.phase == "universal") is every] for every in (True, False))
    for sets in placed(general, uses, [s for s in policy.exclusions if not s.names_the_rest]):
        yield from sets


def is_set_aside(criteria: CriteriaSet) -> bool:
    """Return True if a set is a catch-all clause in words of its own: taken in favor, it would approve everybody."""
    return criteria.catch_all and is_open_set(criteria)


def values_of(atom: Atom) -> list[str]:
    """Return an atom's values."""
    return [str(v) for v in (atom.value if isinstance(atom.value, list) else [atom.value])]


def lowered(atom: Atom) -> set[str]:
    """Return an atom's values without case."""
    return {value.lower() for value in values_of(atom)}


def wider(concept: Concept, value: str) -> Iterable[str]:
    """Return a value and all that it is a kind of."""
    return value, *lexicon.kinds_of(concept.tables, value)
