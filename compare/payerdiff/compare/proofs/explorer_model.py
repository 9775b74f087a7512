"""Criteria → a model that a page can judge a patient by, in plain script: the same three answers as the plain evaluator.

What takes the vocabulary is worked out here: which of the values that the page offers meet a condition (a narrower disease meets the wider
one, a drug its class), and every limit in the unit of its field. What is left for the page is to compare numbers and names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from payerdiff.compare.logic.indication_case import is_open_set
from payerdiff.model.comparison import Comparison
from payerdiff.model.patient import OUTCOMES
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Policy, leaves
from payerdiff.model.units import factor
from payerdiff.normalize import lexicon

Model = dict[str, Any]
"""JSON: `fields` that a patient is told by, and `policies` with their criteria."""
MONTHS = {"month": 1.0, "year": 12.0}
NUMBERS = {"weight": "weight_kg", "cycles": "cycles", "line_of_therapy": "line_of_therapy"}
LEVELS = {"dose": "dose", "lab_value": "lab_value", "performance_status": "lab_value"}
LISTS = ("diagnosis", "disease_setting", "regimen")
FIRST = ("age", "diagnosis", "disease_setting", "biomarker", "prior_therapy", "regimen", "prescriber")
"""Fields by how soon they are asked; the others follow as the criteria name them."""


@dataclass(slots=True)
class Field:
    """One thing that a patient is asked: a number in a unit, or one of the values that criteria name."""

    concept: str
    path: tuple[str, ...]
    kind: str
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
                        self.note(atom)

    def note(self, atom: Atom) -> None:
        """Add what an atom asks about to the fields."""
        path, unit = self.place(atom)
        kind = "number" if is_number(atom) else atom.concept if atom.concept in ("prescriber", "prior_therapy") else "state" if atom.concept == "biomarker" else "list"  # fmt: skip
        found = self.fields.setdefault(path, Field(atom.concept, path, kind, unit))
        if kind == "number":
            limit = self.limit(atom)
            found.limits |= {limit} if limit is not None else set()
        else:
            found.options |= dict.fromkeys(values_of(atom))

    def place(self, atom: Atom) -> tuple[tuple[str, ...], str]:
        """Return where a patient's form keeps what an atom asks about, and the unit of the number there."""
        concept, subject = atom.concept, atom.subject or ""
        if concept == "age":
            return ("age",), "month"
        if concept in NUMBERS and is_number(atom):
            return (NUMBERS[concept],), atom.unit or ""
        if concept in LEVELS or (concept == "biomarker" and is_number(atom)):
            unit = self.units.setdefault((concept, subject), atom.unit or "")
            if factor(atom.unit or "", unit) is None:
                unit = atom.unit or ""
            name = unit if concept == "dose" else f"{subject} {unit}".strip()
            return (LEVELS.get(concept, "biomarker"), name), unit
        if concept == "biomarker":
            return ("biomarker", subject), ""
        if concept in (*LISTS, "prior_therapy", "prescriber"):
            return (concept,), ""
        return ("facts", f"{concept}.{subject}" if subject else concept), ""

    def limit(self, atom: Atom) -> float | None:
        """Return an atom's limit in the unit of its field, None where it cannot be weighed."""
        scale = MONTHS.get(atom.unit or "") if atom.concept == "age" else factor(atom.unit or "", self.place(atom)[1])
        if atom.concept in NUMBERS:
            scale = 1.0
        return None if scale is None else float(str(atom.value)) * scale

    def atom(self, atom: Atom) -> Model:
        """Return one condition as the page judges it."""
        path, _ = self.place(atom)
        told: Model = {"at": list(path)}
        if is_number(atom):
            told |= {"is": "number", "op": atom.op, "v": self.limit(atom)}
            if atom.concept == "age":
                told["whole"] = MONTHS.get(atom.unit or "", 0.0)
        elif atom.concept == "prior_therapy":
            told |= self.tried(atom)
        else:
            met = [o for o in self.fields[path].options if {x.lower() for x in wider(atom.concept, o)} & lowered(atom)]
            told |= {"is": "prescriber" if atom.concept == "prescriber" else "named", "v": met}
            if atom.concept == "prescriber":
                told["only"] = atom.role == "prescribes"
        if atom.op in ("!=", "not_in", "without") and not is_number(atom):
            told["not"] = True
        if atom.negated:
            told["neg"] = True
        if atom.duration:
            told["lasting"] = atom.duration
        return told

    def tried(self, atom: Atom) -> Model:
        """Return a condition on treatments that came before: by value the treatments that count for it."""
        wanted = (atom.outcome or "tried").split(" or ")
        taken = [o for o in OUTCOMES if o in wanted or ("tried" in wanted and o != "contraindicated")]
        options = self.fields[("prior_therapy",)].options
        each = [[o for o in options if value in {x.lower() for x in wider("prior_therapy", o)}] for value in sorted(lowered(atom))]  # fmt: skip
        told: Model = {"is": "tried", "outcomes": taken, "each": each}
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
                told |= {"atoms": [self.atom(a) for a in node.atoms], "text": node.text}
                told |= {"partial": True} if node.partial and node.atoms else {}
            else:
                told |= {"text": node.text}
            if node.span is not None:
                told["at"] = [node.span.start, node.span.end]
            return told
        told = {"op": op, "kids": [self.node(child) for child in node.children]}
        return told | ({"k": node.k or 1} if op == "at_least" else {})

    def model(self, keys: Sequence[str], names: Sequence[str]) -> Model:
        """Return the whole model."""
        rank = {concept: at for at, concept in enumerate(FIRST)}
        fields = sorted(self.fields.values(), key=lambda f: rank.get(f.concept, len(rank)))
        return {
            "fields": [
                {"concept": f.concept, "path": list(f.path), "kind": f.kind, "unit": f.unit, "options": list(f.options), "limits": sorted(f.limits)}
                for f in fields
            ],
            "policies": [
                {
                    "key": key, "name": name,
                    "sets": [
                        {"phase": s.phase, "title": s.indication or "", "population": s.narrowed_to or "", "aside": is_set_aside(s), "root": self.node(s.root)}
                        for s in read_sets(policy)
                    ],
                }
                for policy, key, name in zip(self.policies, keys, names, strict=True)
            ],
        }  # fmt: skip


def explorer_of(comparison: Comparison) -> Model:
    """Return the model of a comparison's policies."""
    return Explorer(comparison.policies).model(comparison.keys, comparison.names)


def read_sets(policy: Policy) -> Iterator[CriteriaSet]:
    """Yield the sets that decide on a request: those for every use, those for one, and exclusions, but for those that name only what the criteria leave."""
    yield from sorted(policy.criteria, key=lambda s: s.phase != "universal")
    yield from (s for s in policy.exclusions if not s.names_the_rest)


def is_set_aside(criteria: CriteriaSet) -> bool:
    """Tell whether a set is a catch-all clause in words of its own: taken in favour, it would approve everybody."""
    return criteria.catch_all and is_open_set(criteria)


def is_number(atom: Atom) -> bool:
    """Tell whether an atom is judged as a number: by its concept, a biomarker by its unit."""
    return atom.concept in ("age", *NUMBERS, *LEVELS) or (atom.concept == "biomarker" and bool(atom.unit))


def values_of(atom: Atom) -> list[str]:
    """Return an atom's values."""
    return [str(v) for v in (atom.value if isinstance(atom.value, list) else [atom.value])]


def lowered(atom: Atom) -> set[str]:
    """Return an atom's values without case."""
    return {value.lower() for value in values_of(atom)}


def wider(concept: str, value: str) -> Iterable[str]:
    """Return a value and all that it is a kind of."""
    if concept == "diagnosis":
        return (value, *lexicon.wider(value))
    if concept == "disease_setting":
        return (value, lexicon.wider_setting(value))
    if concept in ("regimen", "prior_therapy"):
        return (value, lexicon.class_of(value))
    return (value,)
