"""Access weighted by a user's list of plans: each answer with the lives that it holds for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from payerdiff.compare.access.by_plans import NO_POLICY, NOT_ADDRESSED
from payerdiff.model.access.wording import SILENCE
from payerdiff.model.phrasing import listed, say_lives
from payerdiff.model.plans import PlanAnswer, PlanRow, PlanTable

UNSAID = SILENCE | {NO_POLICY, NOT_ADDRESSED}
"""What is said of plans whose policies, if there are any, were searched and do not speak of a question."""


@dataclass(frozen=True, slots=True)
class PlanAnswerView:
    """One answer: its words, the lives in words, and the payers."""

    text: str
    decided: bool
    lives: str
    payers: str


@dataclass(frozen=True, slots=True)
class PlanQuestionView:
    """One question: the answers of all plans, and those of each group by its name."""

    title: str
    answers: tuple[PlanAnswerView, ...]
    groups: tuple[tuple[str, tuple[PlanAnswerView, ...]], ...]


@dataclass(frozen=True, slots=True)
class PlanIndicationView:
    """The questions of one indication; of which no plan's policy speaks, in one sentence."""

    title: str
    questions: tuple[PlanQuestionView, ...]
    silent: str


@dataclass(frozen=True, slots=True)
class PlansView:
    """The whole part: how many plans, what they are grouped by, and what is not known."""

    head: str
    by: str
    without: str
    indications: tuple[PlanIndicationView, ...]


def plans_view(table: PlanTable | None) -> PlansView | None:
    """Return the part on plans; None where no list was given or no indication has facts."""
    if table is None or not table.rows:
        return None
    count = f"{len(table.plans)} {'plan' if len(table.plans) == 1 else 'plans'}"
    indications = [view_of(title, list(rows)) for title, rows in groupby(table.rows, key=lambda row: row.indication)]
    return PlansView(
        f"{count}: {say_lives(table.lives, table.unknown)}", (table.by or "").replace("_", " "), listed(table.without, "and"), tuple(indications),
    )  # fmt: skip


def view_of(indication: str, rows: Sequence[PlanRow]) -> PlanIndicationView:
    """Return the questions of one indication."""
    told: list[PlanQuestionView] = []
    silent: list[str] = []
    for title, own in groupby(rows, key=lambda row: row.question):
        whole, *groups = own
        if {one.text for one in whole.answers} <= UNSAID:
            silent.append(title.lower())
            continue
        told.append(PlanQuestionView(title, answers_of(whole), tuple((row.group or "", answers_of(row)) for row in groups)))  # fmt: skip
    return PlanIndicationView(f"{indication[:1].upper()}{indication[1:]}", tuple(told), ", ".join(silent))


def answers_of(row: PlanRow) -> tuple[PlanAnswerView, ...]:
    """Return the answers of one row."""
    return tuple(said(one, row.lives) for one in row.answers)


def said(one: PlanAnswer, lives: int) -> PlanAnswerView:
    """Return one answer."""
    return PlanAnswerView(
        one.text, one.decided, say_lives(one.lives, one.unknown, lives), listed(one.payers, "and")
    )  # fmt: skip
