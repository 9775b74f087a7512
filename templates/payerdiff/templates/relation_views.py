"""Relations → who covers whom: for each indication and phase, each pair of payers with a patient and a criterion each way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from payerdiff.compare.schema import Comparison, Reason, Relation, Scenario

WORDS = {
    "equivalent": "{a} and {b} approve the same patients",
    "less_restrictive": "{a} approves whom {b} approves, and others",
    "more_restrictive": "{b} approves whom {a} approves, and others",
    "incomparable": "each approves somebody whom the other refuses",
    "unknown": "not decided: no patient was confirmed by the second evaluator",
}
PHASES = {"initial": "initial approval", "renewal": "continued therapy"}


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One criterion with the patient whom it refuses."""

    text: str
    patient: str
    alone: bool


@dataclass(frozen=True, slots=True)
class DirectionView:
    """Whom one payer approves and the other refuses."""

    approves: str
    refuses: str
    reasons: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """Two payers."""

    names: str
    words: str
    ways: tuple[DirectionView, ...]
    unless: tuple[str, ...]
    always: bool
    """True where the answer is the same however the open criteria are taken."""


@dataclass(frozen=True, slots=True)
class VerdictCell:
    """One payer's answer about one patient: `approve`, `refuse`, `depends` or `silent`."""

    name: str
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One patient of the coverage map."""

    patient: str
    cells: tuple[VerdictCell, ...]


@dataclass(frozen=True, slots=True)
class MatterView:
    """One indication and phase."""

    title: str
    rows: tuple[PatientRow, ...]
    pairs: tuple[PairView, ...]
    silent: tuple[str, ...]
    """Payers that say nothing of it."""


def matters(comparison: Comparison, names: Mapping[str, str]) -> tuple[MatterView, ...]:
    """Return the indications and phases of which two payers or more speak."""
    held: dict[tuple[str, str], list[Relation]] = {}
    for r in comparison.relations:
        held.setdefault((r.indication or "every use", r.phase), []).append(r)
    found = []
    for (indication, phase), own in held.items():
        pairs = [r for at, r in enumerate(own) if at % 2 == 0 and r.relation != "not_addressed"]
        speaking = {key for r in pairs for key in (r.a, r.b)}
        silent = tuple(names[k] for k in comparison.keys if k not in speaking)
        if pairs:
            rows = tuple(row(s, comparison, names) for s in comparison.scenarios if (s.indication or "every use", s.phase) == (indication, phase))  # fmt: skip
            found.append(
                MatterView(f"{indication}: {PHASES[phase]}", rows, tuple(pair(r, names) for r in pairs), silent)
            )
    return tuple(found)


def row(scenario: Scenario, comparison: Comparison, names: Mapping[str, str]) -> PatientRow:
    """Return one patient with every payer's answer."""
    cells = (VerdictCell(names[key], scenario.verdicts.get(key, "silent"), scenario.deciding.get(key, "")) for key in comparison.keys)  # fmt: skip
    return PatientRow(scenario.patient, tuple(cells))


def pair(relation: Relation, names: Mapping[str, str]) -> PairView:
    """Return one pair."""
    a, b = names[relation.a], names[relation.b]
    ways = tuple(
        DirectionView(names[x], names[y], tuple(reason(r) for r in relation.reasons if r.policy == y and r.witness))
        for x, y in ((relation.a, relation.b), (relation.b, relation.a))
    )
    return PairView(
        names=f"{a} and {b}",
        words=WORDS[relation.relation].format(a=a, b=b),
        ways=tuple(way for way in ways if way.reasons),
        unless=tuple(relation.unless),
        always=len(set(relation.ways.values())) == 1,
    )


def reason(given: Reason) -> ReasonView:
    """Return one reason."""
    return ReasonView(given.text, ", ".join(given.witness.words) if given.witness else "", given.alone)
