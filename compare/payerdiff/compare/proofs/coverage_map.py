"""The coverage map: the fewest patients who show every way in which the payers part, each judged by all of them.

Payers part where one refuses a patient by what was evaluated and another does not. What the other answers is then `approve` only where
it does so whatever its criteria say that were not evaluated; else it is told that these decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

from pysat.examples.hitman import Hitman

from payerdiff.compare.logic.conditions import atom_holds
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import Hearing, judgment
from payerdiff.compare.logic.patient_words import as_one, failing_said, too_short
from payerdiff.compare.logic.refusal import Refusal, refusal_of
from payerdiff.compare.proofs.fewest_facts import fewest, told_in_order, untried
from payerdiff.model import concepts
from payerdiff.model.comparison import Scenario
from payerdiff.model.concepts import BY_NAME
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom, Criterion

MOST = 40
"""Patterns of approval that are looked at; with more payers the map shows those found first."""

Pattern = tuple[bool, ...]


def scenarios_of(matter: Matter, indication: str) -> list[Scenario]:
    """Return the patients: every pair that can part is parted by one of them, and fewer would not do."""
    keys = sorted(matter.sides)  # in whatever order the payers stand, the patients are the same
    if len(keys) < 2:
        return []
    found = {pattern: (patient, true) for pattern, patient, true in patterns(matter, keys)}
    rows = [scenario(matter, *found[pattern], indication) for pattern in covering(list(found), len(keys))]
    return sorted(
        rows,
        key=lambda row: [
            -sum(v == "approve" for v in row.verdicts.values()),
            *(v != "approve" for v in row.verdicts.values()),
        ],
    )


def patterns(matter: Matter, keys: list[str]) -> list[tuple[Pattern, Patient, frozenset[int]]]:
    """Return which payers can let a patient pass together while the others refuse, each with its patient, as the plain evaluator sees them."""
    taken = matter.opens(keys, met=True)
    ways: list[tuple[list[int], frozenset[int]]] = [([], frozenset())]
    for key in keys:  # widen payer by payer: what cannot begin so cannot end so
        ways = [wider for way in ways for wider in widened(matter, *way, matter.formulas[key], taken)][:MOST]
    found: list[tuple[Pattern, Patient, frozenset[int]]] = []
    for way, _ in ways:
        true = matter.nearest([*way, *taken])
        patient = matter.factual(true)
        hearing = Hearing(patient)
        seen = tuple(hearing.ruling(matter.filed[key]) is not False for key in keys)
        if seen == tuple(given == matter.formulas[key] for given, key in zip(way, keys, strict=True)):
            found.append((seen, patient, true))
    return found


def widened(
    matter: Matter, way: list[int], shown: frozenset[int], formula: int, taken: Sequence[int]
) -> Iterator[tuple[list[int], frozenset[int]]]:
    """Yield the ways to go on with one more payer that a patient shows: who shows the way so far shows one of them."""
    for answer in (formula, -formula):
        model = shown if answer in shown else matter.shown(*way, answer, *taken)
        if model is not None:
            yield [*way, answer], model


def covering(found: list[Pattern], count: int) -> list[Pattern]:
    """Return the fewest patterns that part every pair which any of them parts: a smallest hitting set, by MaxSAT."""
    parting = [[at for at, p in enumerate(found) if p[a] and not p[b]] for a, b in permutations(range(count), 2)]
    wanted = [own for own in parting if own]
    if not wanted:
        return []
    with Hitman(bootstrap_with=wanted, htype="sorted") as hitman:
        return [found[at] for at in hitman.get()]


def scenario(matter: Matter, whole: Patient, true: frozenset[int], indication: str) -> Scenario:
    """Return a patient as every payer judges it, told by the facts that decide; a refusal names all that would have met what refuses."""
    patient = fewest(matter, whole)
    hearing = Hearing(patient)
    rulings = {key: judgment(matter.filed[key], hearing) for key in matter.sides}
    refused = {key: refusal_of(matter.filed[key], hearing) for key, r in rulings.items() if r.ruling == "refuse"}
    refused_by = [found for found in refused.values() if found]
    lacked = [said for _, found in sorted(refused.items()) if found for said in lacking(found, patient, whole)]
    return Scenario(
        patient=", ".join(told_in_order([*matter.words(patient, true, measures_in(refused_by, patient)), *lacked])), phase=matter.phase, indication=indication,
        verdicts={key: r.ruling for key, r in rulings.items()},
        deciding={key: found.words for key, found in refused.items() if found},
        open={key: r.open for key, r in rulings.items() if r.open},
        on_label=matter.on_label(patient),
    )  # fmt: skip


def lacking(refusal: Refusal, patient: Patient, whole: Patient) -> list[str]:
    """Return what a patient lacks of what refuses, where the description of the patient does not say it: of therapies, that there were no others.

    What the patient as a `whole` has, and is not told by, is not lacking.
    """
    found = []
    for leaf in refusal.leaves:
        steps = [atom for atom in leaf.atoms if concepts.of(atom.concept).shape == "therapy"]
        found += [untried(patient) for said in failing_said(steps, patient) if said]
        found += too_short(leaf, patient)
    told = [word for at, leaf in enumerate(refusal.leaves) for word in unsaid(leaf, patient, whole, alone=at == 0)]
    roles = [a for leaf in refusal.leaves for a in leaf.atoms if concepts.of(a.concept).roles and atom_holds(a, whole) is False]  # fmt: skip
    return [*told, *failing_said(as_one(roles, patient), patient), *found]


def unsaid(leaf: Criterion, patient: Patient, whole: Patient, *, alone: bool) -> Iterator[str]:
    """Yield what a patient lacks of a leaf beside therapies; of one among several only where no other fact tells that the leaf is not met."""
    kinds = [(atom, concepts.of(atom.concept)) for atom in leaf.atoms if atom_holds(atom, whole) is not True]
    rest = [atom for atom, concept in kinds if concept.shape != "therapy" and not concept.roles]
    others = [atom for atom in rest if not is_qualifier(atom)]
    sufficient = any(atom_holds(atom, patient) is False for atom in others)
    if alone or not sufficient:
        yield from failing_said(others if sufficient else rest, patient)


def measures_in(refusals: Iterable[Refusal], patient: Patient) -> frozenset[str]:
    """Return the names of the numbers by which a patient fails: they are told, however low they are."""
    atoms = (atom for refusal in refusals for leaf in refusal.leaves for atom in leaf.atoms)
    failing = [atom for atom in atoms if atom_holds(atom, patient) is False]
    stems = [stem for atom in failing if concepts.of(atom.concept).is_measured(atom.value) for stem in concepts.of(atom.concept).place(atom.subject)[1:]]  # fmt: skip
    named = (name for field in BY_NAME for name in getattr(patient, field))
    return frozenset(name for name in named if any(f"{name} ".startswith(f"{stem} ") for stem in stems))


def is_qualifier(atom: Atom) -> bool:
    """Return True if an atom only says more of a diagnosis (`chronic`, `moderate`): beside another fact that refuses, its lack is not worth telling."""
    concept, values = concepts.of(atom.concept), atom.value if isinstance(atom.value, list) else [atom.value]
    return bool(concept.qualifies) and all(value in concept.qualifying for value in values)
