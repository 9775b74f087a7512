"""What a policy asks before it approves a drug, fact by fact: one object per policy, drug and indication (`payerdiff access`)."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from payerdiff.model.policy import Frozen, Span

AccessKey = Literal[
    "age_min_years", "age_max_years", "specialists", "specialist_required", "tb_test_required", "generic_steps", "brand_steps",
    "brand_steps_by_product", "phototherapy_required", "trial_weeks", "initial_months", "renewal_months",
    "renewal_response_documented", "quantity_limit", "preferred_products",
]  # fmt: skip
"""The facts, in the order in which they are told."""


class AccessEvidence(Frozen):
    """The payer's words that a fact rests on, and where they stand; `span` is the whole passage."""

    words: str
    page: int
    span: Span


class AccessStep(Frozen):
    """One step of the least demanding path, with the criterion that asks for it."""

    kind: Literal["conventional", "branded", "light"]
    """`light` is phototherapy beside a drug; among alternatives it counts as a conventional step."""
    count: int = 1
    """How many therapies it takes."""
    weeks: float | None = None
    therapies: list[str] = Field(default_factory=list)
    """What passes it, any one of them (`count` of them where that is more): on this path, or on another one that asks for no more steps."""
    text: str
    label: str | None = None
    page: int | None = None


class AccessFacts(Frozen):
    """What one policy asks of a new adult patient with the ordinary form of a disease, on the least demanding path.

    A fact that is named in `undecided` has no value: the words that it rests on were not evaluated. Null, false and 0 elsewhere mean that
    no criterion asks for it.
    """

    document: str
    policy: str
    """The name by which a comparison calls the policy."""
    drug: str
    indication: str
    age_min_years: float | None = None
    age_max_years: float | None = None
    specialists: list[str] = Field(default_factory=list)
    specialist_required: bool | None = None
    specialist_prescribes: bool = False
    """True where the specialist must prescribe; false where a consultation is enough, or nothing says so."""
    tb_test_required: bool | None = None
    generic_steps: int | None = None
    """Conventional drugs that must have been tried."""
    generic_steps_without_phototherapy: int | None = None
    """The same on the least demanding path without phototherapy, where the path that is counted takes phototherapy too; else null."""
    brand_steps: int | None = None
    """Biologic, targeted or preferred branded products that must have been tried."""
    brand_steps_by_product: dict[str, int] | None = None
    """The same by requested product, where preference decides."""
    phototherapy_required: bool | None = None
    trial_weeks: float | None = None
    """The longest trial on the path; a month is four weeks."""
    initial_months: float | None = None
    renewal_months: float | None = None
    at_most: list[AccessKey] = Field(default_factory=list)
    """The lengths of authorization that are the longest that may be granted (`up to 6 months`)."""
    renewal_response_documented: bool | None = None
    quantity_limit: str | None = None
    preferred_products: list[str] = Field(default_factory=list)
    steps_at_least: int = 0
    """How many steps of all kinds every way takes at least, where not all of them were evaluated; the same as are counted where they were."""
    path: list[AccessStep] = Field(default_factory=list)
    """The steps that are counted, where both counts are decided."""
    undecided: list[AccessKey] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    """What a number cannot carry: `lifetime`, or why facts are undecided."""
    evidence: dict[AccessKey, AccessEvidence] = Field(default_factory=dict)
    """The words behind each fact; of one that is undecided, the words that were not evaluated, where they are known."""

    @property
    def steps(self) -> int | None:
        """Return how many steps come before the drug, of all kinds; None where that is not decided. Headlines, ladders and easiest paths count by it."""
        return None if self.generic_steps is None or self.brand_steps is None else sum(s.count for s in self.path)

    @property
    def asks_for_steps(self) -> bool | None:
        """Return whether any step comes before the drug; None where words that were not evaluated decide it."""
        if self.steps is None:
            return True if self.steps_at_least else None
        return bool(self.generic_steps or self.brand_steps or self.path)

    @property
    def is_addressed(self) -> bool:
        """Return True if anything is decided: a policy without criteria for the indication decides nothing."""
        return len(self.undecided) < len(get_args(AccessKey))
