"""What the program says about two or more policies (`payerdiff.comparison/1`)."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from payerdiff.model.concepts import BarrierKind, Ground
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Finding, Frozen, Op, Phase, Policy, Population, Span

RelationKind = Literal["equivalent", "more_restrictive", "less_restrictive", "incomparable", "not_addressed", "unknown"]
Openness = Literal["free", "met", "unmet"]
ParityKind = Literal["consistent", "more_restrictive", "less_restrictive", "not_covered", "unknown"]
Verdict = Literal["approve", "refuse", "depends"]
REQUESTED: tuple[Phase, ...] = ("initial", "renewal")
"""The phases that a request is made in; the others hold for all requests, or against them."""


class Member(Frozen):
    """One policy's part in an alignment: which of its sets speak of the indication."""

    policy: str
    sets: list[str]
    titles: list[str]


class Alignment(Frozen):
    """Sets of several policies that speak of the same thing; `by` says how that was decided, `confidence` how surely."""

    id: str
    indication: str
    members: list[Member]
    by: Literal["diagnosis", "wider diagnosis", "other uses", "wording", "alone"]
    confidence: float


class Passage(Frozen):
    """One statement of a policy on a question: our summary, the payer's words, and the way back."""

    summary: str
    label: str | None = None
    where: str | None = None
    population: Population | None = None
    """Of whom it is said, where that is a population that the set's title names."""
    of_some: bool = False
    """True for an age that limits some of the patients among others, as one of the conditions of one use."""
    quote: str
    span: Span
    typed: bool = True
    """False where no atom carries the meaning: the words name the matter, and only a reader can weigh them."""
    refused: bool = False
    """True where the words stand below `none of the following`: who meets them is refused."""
    condition: bool = False
    """True where the words are the condition of an `if`: they say when another criterion is asked for, and are required of nobody."""
    only_if: str | None = None
    """The words of the condition under which alone this is asked for; null where it is asked for without one."""
    joined: Op | None = None
    """The operator that joins this to other matters within its criterion (`any`: one of several alternatives); null where it is asked for by itself."""


class Cell(Frozen):
    """What one policy says on one question; `summary` is null where it says nothing."""

    policy: str
    summary: str | None
    quote: str | None = None
    span: Span | None = None
    passages: list[Passage] = Field(default_factory=list)


class Row(Frozen):
    """One question that an analyst asks, answered by each policy."""

    id: str
    question: str
    """What is asked, for programs: `age`, `biomarker:MRD`, `approval:initial`, `codes:HCPCS`."""
    dimension: str
    """The same for readers."""
    phase: Phase
    indication: str | None = None
    cells: list[Cell]
    divergent: bool
    note: str | None = None


class Witness(Frozen):
    """A patient whom one policy approves and the other refuses: as data, in words, and the criterion that refuses.

    The plain evaluator has judged the patient by both policies.
    """

    patient: Patient
    words: list[str]
    fails: list[str] = Field(default_factory=list)


class Reason(Frozen):
    """One set of criteria by which the policies part: whose they are, and a patient whom they refuse, and nothing else where there is one.

    Waiving all of them lets the patient through their requirement; no reason is idle beside the others.
    """

    policy: str
    text: str
    criteria: list[str] = Field(default_factory=list)
    grounds: list[Ground] = Field(default_factory=list)
    """By what they restrict, in the field's terms."""
    alone: bool
    witness: Witness | None = None


class Relation(Frozen):
    """How one policy stands to another for one phase and indication, with a patient each way."""

    a: str
    b: str
    phase: Phase
    indication: str | None = None
    relation: RelationKind
    only_a: Witness | None = None
    only_b: Witness | None = None
    because: list[str] = Field(default_factory=list)
    """The criteria that make the difference, in words."""
    reasons: list[Reason] = Field(default_factory=list)
    """The same with their proofs: criteria of `b` that refuse somebody whom `a` approves, then the reverse."""
    unless: list[str] = Field(default_factory=list)
    shared: list[str] = Field(default_factory=list)
    """What both speak of in typed conditions (`age`, `biomarker Ph`); where that is nothing, they are incomparable by vocabulary."""
    own: dict[str, list[str]] = Field(default_factory=dict)
    """What only one of the two speaks of."""
    ways: dict[Openness, RelationKind] = Field(default_factory=dict)
    """The relation with open criteria left free, all met, and none met; `relation` is the first where it is decided, else the second."""


class Parity(Frozen):
    """How one policy stands to the drug's label for one of its indications, or beyond all of them (`indication` is null).

    Open criteria are taken as met. `consistent`: whom the label means, the policy approves. `more_restrictive`: some of them it
    refuses; `reasons` say by what. `not_covered`: all of them. Beyond the label, `less_restrictive`: it approves patients with a
    disease of the label whom the label does not mean; the reasons are the label's conditions that it lets go.
    """

    policy: str
    label: str
    indication: str | None = None
    relation: ParityKind
    reasons: list[Reason] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)


class Scenario(Frozen):
    """A patient in words, judged by every policy that speaks of the indication and phase."""

    patient: str
    phase: Phase
    indication: str | None = None
    verdicts: dict[str, Verdict]
    deciding: dict[str, str]
    on_label: bool | None = None
    """Whether the drug's label means the patient; null where no label is at hand, or it cannot be told."""


class OrderEdge(Frozen):
    """One place covers all that another covers, and more: the patient shows it. Numbers are indexes of `Order.places`."""

    wider: int
    narrower: int
    witness: Witness


class Order(Frozen):
    """The partial order of the payers who speak of an indication and phase, open criteria taken as met."""

    phase: Phase
    indication: str | None = None
    places: list[list[str]]
    """Payers who approve the same patients share a place."""
    edges: list[OrderEdge]
    """From a place to the next narrower ones; what follows from steps between is left out."""
    unordered: list[tuple[int, int]]
    """Places of which each approves somebody whom the other refuses."""


class PathItem(Frozen):
    """One criterion on the way to approval, and what it asks: a failed therapy, a prescriber, a test, a document, or words without typed meaning."""

    kind: BarrierKind
    label: str | None = None
    text: str
    page: int | None = None


class EasiestPath(Frozen):
    """What stands before approval for the patient who has to pass the fewest barriers; the plain evaluator approves the patient."""

    policy: str
    phase: Phase
    indication: str | None = None
    steps: int
    items: list[PathItem]
    trial_months: float | None = None
    """How long the failed therapies must have been tried, one after the other, where the words give a time."""
    approval: str | None = None
    """How long the approval runs, in the policy's words."""
    renewal_months: float | None = None
    """The same in months, where the words give a number."""
    patient: Patient


class Headline(Frozen):
    """One sentence drawn from facts; `refs` are the rows that show it."""

    text: str
    kind: str
    policies: list[str]
    refs: list[str]


class Comparison(Frozen):
    """Payers side by side."""

    schema_: Literal["payerdiff.comparison/1"] = Field(default="payerdiff.comparison/1", alias="schema")
    subject: str
    drug: str | None = None
    """The generic name of the drug that all policies were narrowed to, where there is one."""
    policies: list[Policy]
    keys: list[str]
    """The name by which this comparison calls each policy, in the same order."""
    names: list[str]
    """A short name for each, in the same order."""
    alignment: list[Alignment] = Field(default_factory=list)
    matrix: list[Row] = Field(default_factory=list)
    relations: list[Relation] = Field(default_factory=list)
    scenarios: list[Scenario] = Field(default_factory=list)
    orders: list[Order] = Field(default_factory=list)
    easiest: list[EasiestPath] = Field(default_factory=list)
    labels: list[Policy] = Field(default_factory=list)
    """FDA labels: no payers; policies are held against them."""
    parity: list[Parity] = Field(default_factory=list)
    headlines: list[Headline] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
