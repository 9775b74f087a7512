"""What the program says about two versions of one policy (`payerdiff.change-review/1`)."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from payerdiff.model.comparison import Headline, Openness
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Change, Direction, Finding, Frozen, Op, Phase, Policy, Span, Statement

Sureness = Literal["certain", "likely", "open"]
Status = Literal["disclosed", "undisclosed", "not_found"]


class PathWitness(Frozen):
    """An example patient and the path through the criteria: what is met on it, and the criterion of the other version that is not.

    The plain evaluator has confirmed the patient for both versions.
    """

    patient: Patient
    words: list[str]
    meets: list[str]
    fails: str | None = None


class ReviewVerdict(Frozen):
    """Whether the criteria of one phase and indication are more or less restrictive, over the whole tree.

    `witness_lost` met criteria before and does not now; `witness_gained` the reverse. `unless` lists changed criteria that are not, or only
    in part, evaluated automatically: their meaning could change the result.
    """

    phase: Phase
    indication: str | None = None
    direction: Direction
    witness_lost: PathWitness | None = None
    witness_gained: PathWitness | None = None
    because: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    ways: dict[Openness, Direction] = Field(default_factory=dict)
    """The direction with criteria that are not evaluated automatically free to go either way, all met, and none met."""


class Edit(Frozen):
    """One step from the old content to the new (docs/edits.md).

    `remove` and `move` name the node by its old path, `add` and `move` its place by the new path, `set` gives one field
    of an old node its new value. Paths run from the content's root: collection, item, then down the criteria tree.
    """

    do: Literal["remove", "add", "move", "set"]
    old: list[int] | None = None
    new: list[int] | None = None
    field: str | None = None
    value: JsonValue = None


class ReviewedChange(Change):
    """A change between two versions with its place in the new (or old) document, and what discloses it."""

    sure: Sureness = "certain"
    """Confidence in the direction: from typed conditions or place (certain), from wording (likely), not determined (open)."""
    turned: Direction | None = None
    """The direction if the tracked change is reversed, where the revision history contradicts it."""
    phase: Phase | None = None
    indication: str | None = None
    under: list[str] = Field(default_factory=list)
    """The words of the items above it, outermost first."""
    old_span: Span | None = None
    new_span: Span | None = None
    log: list[str] = Field(default_factory=list)
    edits: list[Edit] = Field(default_factory=list)
    """What it does to the old content: all changes' edits together turn it into the new."""


class RedlineNode(Frozen):
    """A criterion as both versions have it: `before` and `after` are its words, empty on the side that lacks it.

    `state` tells what became of it; `changes` name the changes that say so. A group's `op` is the new version's.
    """

    label: str | None = None
    op: Op
    k: int | None = None
    before: str = ""
    after: str = ""
    state: Literal["same", "inserted", "deleted", "changed", "moved"]
    changes: list[str] = Field(default_factory=list)
    children: list[RedlineNode] = Field(default_factory=list)


class RedlineSet(Frozen):
    """The criteria of one phase and indication with both versions in one tree."""

    phase: Phase
    indication: str | None = None
    state: Literal["same", "inserted", "deleted", "changed"]
    root: RedlineNode


class Disclosure(Frozen):
    """One line of the disclosure audit: a statement of the revision history with the changes that match it, or a change that none discloses."""

    status: Status
    statement: Statement | None = None
    changes: list[str] = Field(default_factory=list)


class ChangeReview(Frozen):
    """Two versions of one policy."""

    schema_: Literal["payerdiff.change-review/1"] = Field(default="payerdiff.change-review/1", alias="schema")
    old: Policy
    new: Policy
    verdicts: list[ReviewVerdict] = Field(default_factory=list)
    changes: list[ReviewedChange] = Field(default_factory=list)
    disclosure: list[Disclosure] = Field(default_factory=list)
    redline: list[RedlineSet] = Field(default_factory=list)
    headlines: list[Headline] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
