"""Scenarios and orders → the coverage map, patient by patient, and the order of payers as a figure with a patient for each step."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from payerdiff.model.comparison import Comparison, Order, Scenario
from payerdiff.model.phrasing import listed
from payerdiff.templates.comparison.stated_terms import Stated

OURS = re.compile(r"none of|fewer than \d+ of")
"""What leads the payer's words where several would have done."""
ABREAST, WIDTH, STEP = 4, 360, 74
"""Places that stand side by side in a figure at most; its width, and the height of a level, in its own units."""
NAMED = 3
"""Payers of one place that are named wherever it is spoken of; of more, the place is a group with a number."""
LINE, LETTER = 15, 7.4
"""Height of a line of a place's name, and the width of a letter."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a payer does not cover a patient: our words that lead (`none of:`), and the payer's."""

    why: str

    @property
    def lead(self) -> str:
        """Return our words."""
        head, sign, rest = self.why.partition(": ")
        return f"{head}:" if sign and rest and OURS.fullmatch(head) else ""

    @property
    def words(self) -> str:
        """Return the payer's words."""
        return self.why.removeprefix(self.lead).strip()


@dataclass(frozen=True, slots=True)
class VerdictCell(Why):
    """One payer's answer about one patient: `approve`, `refuse`, `depends`, `not_evaluated`, `terms` (stated alone) or `silent`; the criteria that are still open."""

    name: str
    verdict: str
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerGroup(Why):
    """Payers that give one patient the same answer for the same reason."""

    verdict: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One patient of the coverage map."""

    patient: str
    cells: tuple[VerdictCell, ...]
    label: str
    """Whether the drug's label means the patient, in words; empty where it cannot be told."""

    def groups(self, *verdicts: str) -> tuple[AnswerGroup, ...]:
        """Return the payers by answer and reason, the largest group first, for a map of more payers than a table has room for."""
        found: dict[tuple[str, str], list[str]] = {}
        for cell in self.cells:
            if cell.verdict in verdicts:
                found.setdefault((cell.verdict, cell.why), []).append(cell.name)
        ranked = sorted(found.items(), key=lambda item: (verdicts.index(item[0][0]), -len(item[1])))
        return tuple(AnswerGroup(why, verdict, tuple(names)) for (verdict, why), names in ranked)


@dataclass(frozen=True, slots=True)
class StepView:
    """Who covers all that others cover, and more, with a patient who shows it."""

    wider: str
    narrower: str
    patient: str


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """One place of the figure: the lines of its name around a point."""

    x: float
    y: float
    lines: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class OrderFigure:
    """The order drawn: who covers more stands higher, a line leads to those whom it covers wholly."""

    height: float
    places: tuple[PlaceMark, ...]
    lines: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class OrderView:
    """The order of payers: the steps down, who approve the same, and who cannot be ordered."""

    steps: tuple[StepView, ...]
    alike: tuple[str, ...]
    unordered: tuple[str, ...]
    undetermined: tuple[str, ...]
    """Who cannot be ordered without criteria that are not evaluated automatically."""
    none: bool
    """True where it is proved of every two payers that neither is broader."""
    figure: OrderFigure | None
    """None where there is nothing to draw, or more abreast than can be read."""

    @property
    def is_known(self) -> bool:
        """Return True if anything is proved of how two of the payers stand to each other."""
        return bool(self.steps or self.alike or self.unordered)


def patient_row(scenario: Scenario, comparison: Comparison, names: Mapping[str, str], stated: Stated) -> PatientRow:
    """Return one patient with every payer's answer; a payer that `stated` terms alone is not one that does not address the request."""
    unsaid = {key: "terms" if (key, scenario.indication, scenario.phase) in stated else "silent" for key in comparison.keys}  # fmt: skip
    cells = (VerdictCell(scenario.deciding.get(key, ""), names[key], scenario.verdicts.get(key, unsaid[key]), tuple(scenario.open.get(key, ()))) for key in comparison.keys)  # fmt: skip
    label = {True: "on label", False: "off label", None: ""}[scenario.on_label]
    return PatientRow(scenario.patient, tuple(cells), label)


def ordered(order: Order, names: Mapping[str, str]) -> OrderView:
    """Return the order of payers in words, and drawn where it fits."""
    members = [listed([names[key] for key in place], "and") for place in order.places]
    places = [called(at, order.places, words) for at, words in enumerate(members)]
    return OrderView(
        steps=tuple(StepView(places[e.wider], places[e.narrower], ", ".join(e.witness.words)) for e in order.edges),
        alike=tuple(
            f"{places[at]}: {words}" if places[at] != words else words
            for at, words in enumerate(members)
            if len(order.places[at]) > 1
        ),
        unordered=tuple(f"{places[x]} and {places[y]}" for x, y in order.unordered),
        undetermined=tuple(f"{places[x]} and {places[y]}" for x, y in order.undetermined),
        none=len(order.unordered) * 2 == len(order.places) * (len(order.places) - 1) and len(order.places) > 1,
        figure=figure(places, [(e.wider, e.narrower) for e in order.edges]),
    )


def called(at: int, places: Sequence[Sequence[str]], words: str) -> str:
    """Return what a place of the order is called: its payers by name, or as a group by its number where they are too many to be named again and again.

    >>> called(2, [["a"], ["b", "c"], ["d", "e", "f", "g"]], "D, E, F and G")
    'Group 1 (4 payers)'
    """
    if len(places[at]) <= NAMED:
        return words
    number = sum(len(place) > NAMED for place in places[: at + 1])
    return f"Group {number} ({len(places[at])} payers)"


def figure(places: Sequence[str], edges: Sequence[tuple[int, int]]) -> OrderFigure | None:
    """Return the order drawn, each place on the level below the lowest of those that cover more.

    A place that cannot be ordered with any other is left to the words: beside the others it would seem to have a rank.

    >>> drawn = figure(["A", "B and C", "D"], [(0, 1)])
    >>> [(mark.x, mark.y) for mark in drawn.places], drawn.lines
    ([(180.0, 26), (180.0, 100)], ((180.0, 38.0, 180.0, 92.0),))
    """
    levels = dict.fromkeys(sorted({place for edge in edges for place in edge}), 0)
    for _ in levels:
        for wider, narrower in edges:
            levels[narrower] = max(levels[narrower], levels[wider] + 1)
    rows: dict[int, list[int]] = {}
    for place, level in levels.items():
        rows.setdefault(level, []).append(place)
    if not edges or max(map(len, rows.values())) > ABREAST:
        return None
    wrapped = {
        place: wrap(places[place], int(WIDTH / (len(row) + 1) / LETTER), break_long_words=False, break_on_hyphens=False)
        for row in rows.values()
        for place in row
    }
    if max(map(len, wrapped.values())) > 3:
        return None
    marks = {
        place: mark(WIDTH * (at + 1) / (len(row) + 1), 26 + STEP * level, wrapped[place])
        for level, row in rows.items()
        for at, place in enumerate(row)
    }
    lines = tuple(
        (marks[a].x, marks[a].lines[-1][0] + 7, marks[b].x, marks[b].lines[0][0] - LINE + 2) for a, b in edges
    )
    return OrderFigure(STEP * len(rows) + 4.0, tuple(marks.values()), lines)


def mark(x: float, y: float, words: Sequence[str]) -> PlaceMark:
    """Return a place with its lines centred on a point."""
    top = y + 5 - LINE * (len(words) - 1) / 2
    return PlaceMark(x, y, tuple((top + LINE * at, line) for at, line in enumerate(words)))
