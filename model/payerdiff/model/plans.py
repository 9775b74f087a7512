"""Plans and their covered lives: what a user's list says of them, and what their payers' policies require of them."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from payerdiff.model.policy import Frozen

PlanField = Literal["payer", "plan", "line_of_business", "state", "formulary_owner", "pbm"]
"""What plans are chosen and grouped by."""


class Plan(Frozen):
    """One line of a user's list of plans; a field is null where the list leaves it open."""

    payer: str
    """The payer's name or id, as policies state it."""
    plan: str | None = None
    line_of_business: str | None = None
    state: str | None = None
    formulary_owner: str | None = None
    """Whose policies the plan follows, where they are not the payer's own."""
    pbm: str | None = None
    lives: int | None = None
    """Covered lives; null where they are not known, which is never counted as none."""


class PlanAnswer(Frozen):
    """One answer to a question, and the plans whose policy gives it."""

    text: str
    decided: bool
    """False where the plans' policies do not answer, or no policy of theirs is among the documents."""
    plans: int
    lives: int
    """The lives of those plans whose lives are known."""
    unknown: int
    """How many of the plans have unknown lives."""
    payers: list[str]


class PlanRow(Frozen):
    """One question on one indication, for all plans or one group of them."""

    drug: str
    indication: str
    group: str | None = None
    """The value that the plans of this row share in the field that they are grouped by; null for all plans."""
    question: str
    answers: list[PlanAnswer]
    """Each plan is counted in exactly one of them: those of most lives first, what is not decided last."""

    @property
    def lives(self) -> int:
        """Return the lives of all plans of the row, as far as they are known."""
        return sum(one.lives for one in self.answers)


class PlanTable(Frozen):
    """Access facts weighted by plans (`payerdiff.plans/1`)."""

    schema_: Literal["payerdiff.plans/1"] = Field(default="payerdiff.plans/1", alias="schema")
    by: PlanField | None = None
    plans: list[Plan]
    lives: int
    unknown: int
    """How many plans have unknown lives."""
    without: list[str] = Field(default_factory=list)
    """The payers of plans of which no policy is among the documents."""
    rows: list[PlanRow] = Field(default_factory=list)
    """By drug, indication and question, all plans before the groups."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
