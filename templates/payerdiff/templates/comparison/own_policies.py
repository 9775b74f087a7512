"""One payer with several policies, by benefit or line of business: what differs inside it, with an example patient each way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from payerdiff.model.comparison import Comparison, Relation
from payerdiff.model.policy import Policy
from payerdiff.templates.comparison.access_views import AccessCellView, AccessView
from payerdiff.templates.comparison.relation_views import related
from payerdiff.templates.evidence import Exhibit
from payerdiff.templates.words import ALL, PHASES


@dataclass(frozen=True, slots=True)
class UnlikeCell:
    """What one policy answers, with all passages that it rests on."""

    text: str
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class UnlikeRow:
    """One fact on which the two policies give different answers, or only one of them gives any, and in which indications."""

    where: tuple[str, ...]
    title: str
    cells: tuple[UnlikeCell, UnlikeCell]
    one_silent: bool


@dataclass(frozen=True, slots=True)
class PatientBetween:
    """An example patient who meets the criteria of one policy and not of the other, with what that one requires."""

    where: str
    meets: str
    misses: str
    patient: str
    requires: str
    open: int
    """Criteria not evaluated automatically that the patient must meet besides."""


@dataclass(frozen=True, slots=True)
class OwnPairView:
    """Two policies of one payer."""

    payer: str
    sides: tuple[str, str]
    """For whom each is: its benefit and lines of business."""
    names: tuple[str, str]
    """What the comparison calls them."""
    rows: tuple[UnlikeRow, ...]
    patients: tuple[PatientBetween, ...]
    others: tuple[tuple[str, str], ...]
    """Where there is no example patient: indications and phases, and how the policies stand to each other there."""


def own_pairs(comparison: Comparison, access: AccessView | None) -> tuple[OwnPairView, ...]:
    """Return the pairs of policies that one payer has for different benefits or lines of business."""
    held = list(zip(comparison.keys, comparison.policies, strict=True))
    names = dict(zip(comparison.keys, comparison.names, strict=True))
    pairs = [(a, b) for a, b in combinations(held, 2) if is_one_payer(a[1], b[1]) and is_apart(a[1], b[1])]
    return tuple(own_pair(a, b, comparison, names, access) for a, b in pairs)


def is_one_payer(a: Policy, b: Policy) -> bool:
    """Return True if two policies are one payer's; of an unknown payer that is not known."""
    return a.payer.name is not None and a.payer.id == b.payer.id


def is_apart(a: Policy, b: Policy) -> bool:
    """Return True if two policies are for different benefits or lines of business, and not versions of one."""
    return (a.benefit, sorted(a.payer.lines_of_business)) != (b.benefit, sorted(b.payer.lines_of_business))


def own_pair(
    a: tuple[str, Policy], b: tuple[str, Policy], comparison: Comparison, names: Mapping[str, str], access: AccessView | None
) -> OwnPairView:  # fmt: skip
    """Return two policies of one payer side by side."""
    sides = (said(a[1]), said(b[1]))
    places = (comparison.keys.index(a[0]), comparison.keys.index(b[0]))
    relations = [r for r in comparison.relations if (r.a, r.b) == (a[0], b[0]) and r.relation != "not_addressed"]
    patients = [one for r in relations for one in between(r, names)]
    shown = {one.where for one in patients}
    others: dict[str, list[str]] = {}
    for r in relations:
        if place_of(r) not in shown:
            others.setdefault(related(r, names), []).append(place_of(r))
    return OwnPairView(
        a[1].payer.name or "", sides, (names[a[0]], names[b[0]]), tuple(unlike(access, places)) if access else (), tuple(patients),
        tuple(("; ".join(where), words) for words, where in others.items()),
    )  # fmt: skip


def unlike(access: AccessView, places: tuple[int, int]) -> Iterator[UnlikeRow]:
    """Yield the facts that both policies decide and answer differently; the same two answers in several indications are one row."""
    found: dict[tuple[str, str, str], list[tuple[str, AccessCellView, AccessCellView]]] = {}
    for group in access.groups:
        for row in (*group.rows, *group.silent):
            left, right = row.cells[places[0]], row.cells[places[1]]
            if left.decided and right.decided and left.meaning != right.meaning:
                found.setdefault((row.title, left.text, right.text), []).append((group.title, left, right))
    for (title, *_), same in found.items():
        where, left_cells, right_cells = zip(*same, strict=True)
        cells = (unlike_cell(left_cells), unlike_cell(right_cells))
        yield UnlikeRow(where, title, cells, any(cell.silent for cell in same[0][1:]))


def unlike_cell(same: Sequence[AccessCellView]) -> UnlikeCell:
    """Return one answer with its passages, each once."""
    shown = dict.fromkeys(cell.exhibit for cell in same if cell.exhibit)
    return UnlikeCell(same[0].text, tuple(shown))


def said(policy: Policy) -> str:
    """Return for whom a policy is: its benefit, and its lines of business where they are stated."""
    benefit = f"{policy.benefit} benefit" if policy.benefit else "benefit not stated"
    lines = ", ".join(policy.payer.lines_of_business)
    return f"{benefit}, {lines}" if lines else benefit


def place_of(relation: Relation) -> str:
    """Return the indication and phase that a relation is about."""
    return f"{relation.indication or ALL}: {PHASES[relation.phase].lower()}"


def between(relation: Relation, names: Mapping[str, str]) -> Iterator[PatientBetween]:
    """Yield an example patient each way: one who is proved before one who must meet criteria besides that were not evaluated."""
    for meets, misses in ((relation.a, relation.b), (relation.b, relation.a)):
        own = [
            (len(r.open), at, r, r.witness) for at, r in enumerate(relation.reasons) if r.policy == misses and r.witness
        ]
        if own:
            count, _, reason, witness = min(own, key=lambda one: one[:2])
            words = ", ".join(witness.words)
            yield PatientBetween(place_of(relation), names[meets], names[misses], words, reason.text, count)
