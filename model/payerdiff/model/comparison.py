"""What the program says about two or more policies (`payerdiff.comparison/1`)."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.concepts import BarrierKind, Ground
from payerdiff.model.patient import Patient
from payerdiff.model.plans import PlanTable
from payerdiff.model.policy import Finding, Frozen, Op, Phase, Policy, Population, Span, VersionStep

RelationKind = Literal[
    "equivalent", "more_restrictive", "less_restrictive", "incomparable", "depends", "not_addressed", "unknown"
]
Beyond = Literal["proved", "if", "none"]
"""Whether some patients meet one policy's criteria and not another's: proved, only if criteria that are not evaluated automatically say so, or proved that there is nobody."""
Openness = Literal["free", "met", "unmet"]
ParityKind = Literal["consistent", "more_restrictive", "less_restrictive", "not_covered", "depends", "unknown"]
Verdict = Literal["approve", "refuse", "depends", "not_evaluated"]
"""`depends`: on what the request leaves open; `not_evaluated`: on criteria in words that no typed condition carries."""
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
    """True where the words stand below `none of the following`: a patient who meets them does not meet the criteria."""
    condition: bool = False
    """True where the words are the condition of an `if`: they say when another criterion is asked for, and are required of nobody."""
    only_if: str | None = None
    """The words of the condition under which alone this is asked for; null where it is asked for without one."""
    alternative: bool = False
    """True where the criterion stands among alternatives of which not all are asked for."""
    joined: Op | None = None
    """The operator that joins this to other matters within its criterion (`any`: one of several alternatives); null where it is asked for by itself."""


class Cell(Frozen):
    """What one policy says on one question; `summary` is null where it says nothing."""

    policy: str
    summary: str | None
    quote: str | None = None
    span: Span | None = None
    passages: list[Passage] = Field(default_factory=list)
    addressed: bool = True
    """False where the policy has no criteria for the row's indication and phase at all: its silence is no answer."""


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
    """True where two policies that answer do not give the same answer; that another says nothing is no difference."""
    silence: bool = False
    """True where some policies with criteria for the matter say nothing, and all that answer give one answer."""
    note: str | None = None


class Witness(Frozen):
    """An example patient who meets one policy's criteria and not the other's: as data, in words, and the criteria not met.

    The plain evaluator has confirmed the patient for both policies. No answer to a criterion that is not evaluated automatically is among the
    patient's facts, but for those that a reason names in `open`.
    """

    patient: Patient
    words: list[str]
    fails: list[str] = Field(default_factory=list)


class Reason(Frozen):
    """One set of criteria on which the policies differ: whose they are, and an example patient who fails them and nothing else.

    If all of them were waived, the patient would meet the requirement that they belong to; no reason is redundant beside the others.
    """

    policy: str
    text: str
    criteria: list[str] = Field(default_factory=list)
    grounds: list[Ground] = Field(default_factory=list)
    """By what they restrict, in the field's terms."""
    alone: bool
    open: list[str] = Field(default_factory=list)
    """Criteria of the other policy, not evaluated automatically, that the patient must meet as well (`not: …`: must not meet); empty: proved without them."""
    witness: Witness | None = None

    @property
    def is_proved(self) -> bool:
        """Return True if the difference holds whatever the criteria that are not evaluated automatically say."""
        return self.witness is not None and not self.open


class Relation(Frozen):
    """How one policy compares with another for one phase and indication, with an example patient each way.

    What `relation` says is proved whatever the criteria say that are not evaluated automatically; where that is not possible it is `depends`.
    """

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
    """The same with example patients: criteria of `b` not met by patients who meet those of `a`, then the reverse."""
    unless: list[str] = Field(default_factory=list)
    shared: list[str] = Field(default_factory=list)
    """What both address in typed conditions (`age`, `biomarker (Ph)`)."""
    own: dict[str, list[str]] = Field(default_factory=dict)
    """What only one of the two addresses."""
    beyond: dict[str, Beyond] = Field(default_factory=dict)
    """By policy, whether some patients meet its criteria and not the other's."""
    ways: dict[Openness, RelationKind] = Field(default_factory=dict)
    """What the relation would be with criteria that are not evaluated automatically free to go either way, all met, and none met."""


class Parity(Frozen):
    """How one policy compares with the drug's label for one of its indications, or beyond all of them (`indication` is null).

    `consistent`: patients within the label meet the criteria. `more_restrictive`: some of them do not; `reasons` say why. `not_covered`: none of
    them do. `depends`: no patient within the label fails what was evaluated, but criteria that were not evaluated automatically may refuse some.
    Beyond the label, `less_restrictive`: patients with a disease of the label who are outside the label meet the criteria; the reasons are the
    label's conditions that the policy does not require.
    """

    policy: str
    label: str
    indication: str | None = None
    relation: ParityKind
    reasons: list[Reason] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)


class Scenario(Frozen):
    """An example patient in words, with the result for every policy that addresses the indication and phase."""

    patient: str
    phase: Phase
    indication: str | None = None
    verdicts: dict[str, Verdict]
    deciding: dict[str, str]
    open: dict[str, list[str]] = Field(default_factory=dict)
    """The criteria of a policy on which its result still depends, in its words: not evaluated automatically, or left open by the request."""
    on_label: bool | None = None
    """True if the patient is within the drug's label; null where there is no label, or it cannot be determined."""


class OrderEdge(Frozen):
    """One place covers all that another covers, and more: the patient shows it. Numbers are indexes of `Order.places`."""

    wider: int
    narrower: int
    witness: Witness


class Order(Frozen):
    """The partial order of the payers who address an indication and phase, as far as it is proved whatever the criteria say that are not evaluated automatically."""

    phase: Phase
    indication: str | None = None
    places: list[list[str]]
    """Payers who cover the same patients share a place."""
    edges: list[OrderEdge]
    """From a place to the next narrower ones; what follows from steps between is left out."""
    unordered: list[tuple[int, int]]
    """Places that are not comparable: neither is broader."""
    undetermined: list[tuple[int, int]] = Field(default_factory=list)
    """Places whose order depends on criteria that are not evaluated automatically."""


class PathItem(Frozen):
    """One criterion on the path to approval, and what it requires: step therapy, a prescriber, a test, documentation, or something not evaluated automatically."""

    kind: BarrierKind
    label: str | None = None
    text: str
    page: int | None = None
    light: bool = False
    """True where phototherapy is among what the step asks for: access facts count drugs alone."""


class EasiestPath(Frozen):
    """What is required for the patient who faces the fewest barriers; the plain evaluator has confirmed that the patient meets criteria."""

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
    undecided: bool = False
    """True where criteria that were not evaluated automatically may ask for another number of steps."""
    trial_weeks: float | None = None
    """The longest trial of one therapy, as the access facts have it."""
    documents: int = 0
    """How many criteria and lead-ins on the path ask for documents."""
    specialist_required: bool | None = None
    """Whether a specialist is required, as the access facts have it; null where they do not say."""


class Headline(Frozen):
    """One sentence drawn from facts; `refs` are the rows that show it."""

    text: str
    kind: str
    policies: list[str]
    refs: list[str]


class Choice(Frozen):
    """To what a comparison was limited on request; an empty list limits nothing."""

    indications: list[str] = Field(default_factory=list)
    phases: list[Phase] = Field(default_factory=list)


class EarlierVersion(Frozen):
    """The document of an earlier version of a policy."""

    name: str
    sha256: str
    reading: Literal["published", "baseline", "proposed"]


class PolicyHistory(Frozen):
    """What the versions of one compared policy changed, up to the one that is compared; only where the library holds earlier ones."""

    policy: str
    earlier: list[EarlierVersion]
    """The earlier versions, the oldest first."""
    steps: list[VersionStep]
    """What each version changed against the one before it, the oldest first."""


class Comparison(Frozen):
    """Payers side by side."""

    schema_: Literal["payerdiff.comparison/1"] = Field(default="payerdiff.comparison/1", alias="schema")
    subject: str
    drug: str | None = None
    """The generic name of the drug that all policies were narrowed to, where there is one."""
    chosen: Choice | None = Field(default=None, exclude_if=lambda held: held is None)
    """The indications and phases that were asked for; left out where the comparison is whole."""
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
    access: list[AccessFacts] = Field(default_factory=list)
    """What each payer asks before it approves the drug, by indication; only where the comparison is about one drug."""
    plans: PlanTable | None = Field(default=None, exclude_if=lambda held: held is None)
    """The same weighted by a user's list of plans; left out where none was given."""
    history: list[PolicyHistory] = Field(default_factory=list, exclude_if=lambda held: not held)
    """What versions of the compared policies changed; left out where the library holds no earlier one."""
    labels: list[Policy] = Field(default_factory=list)
    """FDA labels: no payers; policies are held against them."""
    parity: list[Parity] = Field(default_factory=list)
    headlines: list[Headline] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)

    @property
    def by_payer(self) -> list[list[int]]:
        """Return the places of the policies of each payer; one that is not named is known by its document."""
        held: dict[tuple[str, str], list[int]] = {}
        for at, policy in enumerate(self.policies):
            held.setdefault((policy.payer.id, policy.payer.name or policy.source.name), []).append(at)
        return list(held.values())

    @property
    def counted(self) -> str:
        """Return how many payers are compared, and by how many policies where some have several: `3 payers, 4 policies`."""
        payers, policies = len(self.by_payer), len(self.policies)
        told = f"{payers} {'payer' if payers == 1 else 'payers'}"
        return told if payers == policies else f"{told}, {policies} policies"

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
