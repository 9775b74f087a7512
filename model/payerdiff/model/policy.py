"""The common criteria schema: what the program says about one policy (`payerdiff.policy/1`).

These models are the single definition of the public JSON; `payerdiff schema policy` prints its JSON Schema.
Everything that was read keeps its exact words and a span; what could not be decided is null or a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    computed_field,
    model_serializer,
    model_validator,
)

from payerdiff.model.concepts import AGE
from payerdiff.model.mention import Mention
from payerdiff.model.polarity import Place, leaf_places

Population = Literal["adult", "pediatric", "infant"]
Phase = Literal["initial", "renewal", "universal", "exclusion"]
Op = Literal["all", "any", "at_least", "none", "if", "never", "leaf"]
Severity = Literal["info", "warning", "error"]
ChangeState = Literal["unchanged", "inserted", "deleted", "modified"]
Kind = Literal["clinical", "administrative", "references", "codes", "editorial", "formatting"]
Direction = Literal["equivalent", "tightened", "loosened", "both", "unknown"]
AtomOp = Literal["=", "!=", "<", "<=", ">", ">=", "in", "not_in", "with", "without"]
Scalar = str | int | float | bool


class Frozen(BaseModel):
    """A value that no later step alters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """The way back: page (1-based), box in points (x0, top, x1, bottom; null without geometry), offsets, words.

    `start` and `end` count characters of the extracted text; `quote` is what stands there in the policy's reading.
    """

    page: int
    bbox: tuple[float, float, float, float] | None = None
    start: int
    end: int
    quote: str


class Atom(Frozen):
    """One typed condition. A list in `value` means any of these; a leaf's `meaning` says how its atoms join.

    Python has the vocabulary's names in `value`, on which policies are compared. The JSON has in `value` the names that the document itself
    uses (`written`: `PsO`, `cimzia`), and the vocabulary's beside them in `canonical` where they differ.
    """

    concept: str
    subject: str | None = None
    op: AtomOp
    value: Scalar | list[Scalar] | None = None
    unit: str | None = None
    negated: bool = False
    outcome: str | None = None
    duration: str | None = None
    count: int | None = None
    """How many different ones of `value` it takes (`two NSAIDs`: 2), where that is more than one."""
    role: str | None = None
    text: str
    span: Span
    written: Scalar | list[Scalar] | None = Field(default=None, exclude=True)
    """The document's names for `value`, in its order; null where they are the vocabulary's."""

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way of a property in the JSON
    @property
    def canonical(self) -> Scalar | list[Scalar] | None:
        """Return the vocabulary's names where the document has others, else nothing."""
        return None if self.written is None else self.value

    @model_serializer(mode="wrap", when_used="json")
    def _with_written_names(self, written: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Return the JSON of an atom: the document's names in `value`."""
        told: dict[str, object] = written(self)
        return told if self.written is None else told | {"value": self.written}

    @model_validator(mode="before")
    @classmethod
    def _from_written_names(cls, told: object) -> object:
        """Take the JSON of an atom back: the vocabulary's names into `value`."""
        if not isinstance(told, dict) or "canonical" not in told:
            return told
        rest = {key: value for key, value in told.items() if key != "canonical"}
        return rest if told["canonical"] is None else rest | {"value": told["canonical"], "written": told["value"]}


class OpenPart(Frozen):
    """A part of a leaf's meaning that is not typed: its words."""

    unknown: str


class Meaning(Frozen):
    """How the atoms of a leaf join: `of` holds indices into `atoms`, further expressions, and parts that are not typed.

    `if` has two parts: where the first holds, the second must.
    """

    op: Literal["all", "any", "none", "at_least", "if"]
    k: int | None = None
    of: list[int | Meaning | OpenPart]


class OtherReading(Frozen):
    """A second way to read a node: the operator that would hold, and why it is offered."""

    op: Op
    reason: str


class Criterion(Frozen):
    """A node of the criteria tree.

    `read_as` stands where the operator as written can be met by no patient, or the connectors contradict each
    other: the nearest reading that can be met, and the one that comparisons take.
    """

    label: str | None = None
    op: Op
    k: int | None = None
    text: str = ""
    atoms: list[Atom] = Field(default_factory=list)
    meaning: Meaning | None = None
    """How the atoms join; null where all of them must hold and the leaf says no more."""
    children: list[Criterion] = Field(default_factory=list)
    span: Span | None = None
    change: ChangeState = "unchanged"
    read_as: OtherReading | None = None
    partial: bool = False
    """True where the atoms do not carry all that the leaf says."""
    mentions: list[Mention] = Field(default_factory=list)
    """What the words name beside the atoms, in the order of the words."""

    @property
    def taken_op(self) -> Op:
        """Return the operator that comparisons take: that of `read_as` where it stands."""
        return self.read_as.op if self.read_as else self.op


def leaves(node: Criterion) -> list[Criterion]:
    """Return the leaves below a node, in document order."""
    return [place.node for place in leaf_places(node)]


def meetable(node: Criterion) -> list[Criterion]:
    """Return the leaves below a node that a patient can meet: all but those that end coverage for good."""
    return [leaf for leaf in leaves(node) if leaf.op == "leaf"]


class CriteriaSet(Frozen):
    """The criteria of one phase and one indication; `universal` ones apply to every indication."""

    id: str
    phase: Phase
    indication: str | None = None
    population: Population | None = None
    drugs: list[str] = Field(default_factory=list)
    """The generic names of the drugs that these criteria are for, where the policy has separate criteria for several; empty: for all."""
    diseases: list[str] = Field(default_factory=list)
    """The diseases, by their canonical names, that the title names; where it names none, those that the criteria ask for."""
    settings: list[str] = Field(default_factory=list)
    """The phases of treatment that the title ends with (`B-ALL – consolidation`)."""
    catch_all: bool = False
    """True where the title is about indications that the policy does not list."""
    names_the_rest: bool = False
    """True where each criterion only names what the other criteria leave: who meets those is not meant."""
    root: Criterion
    span: Span | None = None

    @property
    def narrowed_to(self) -> Population | None:
        """Return the population of the title, unless the criteria limit that side of age themselves.

        Payers who title a set `Adult` and ask for 15 years mean 15 years; `Pediatric` with a lower limit keeps its upper one.
        """
        sides = {"adult": (">=", ">", "="), "pediatric": ("<", "<=", "="), "infant": ("<", "<=", "=")}
        if self.population and any(a.concept == AGE and a.op in sides[self.population] for a in required_atoms(self.root)):  # fmt: skip
            return None
        return self.population

    def leaf_places(self) -> Iterator[Place[Criterion]]:
        """Yield the leaves with their places; those of an exclusion speak against approval."""
        return leaf_places(self.root, "against" if self.phase == "exclusion" else "for")


def required_atoms(node: Criterion) -> Iterator[Atom]:
    """Yield the atoms that must hold wherever a tree is met: of a leaf, those that its meaning makes necessary."""
    for place in leaf_places(node):
        if place.required:
            yield from needed_atoms(place.node)


def needed_atoms(leaf: Criterion) -> Iterator[Atom]:
    """Yield the atoms that must hold wherever a leaf is met."""

    def needed(meaning: Meaning) -> Iterator[Atom]:
        for part in meaning.of if meaning.op == "all" else ():
            if isinstance(part, int):
                yield leaf.atoms[part]
            elif isinstance(part, Meaning):
                yield from needed(part)

    return iter(leaf.atoms) if leaf.meaning is None else needed(leaf.meaning)


def set_name(owner: str, criteria: CriteriaSet) -> str:
    """Return the name of a policy's set where several policies are looked at: the owner's name before the set's id."""
    return f"{owner}/{criteria.id}"


class Payer(Frozen):
    """Who pays, and who wrote the criteria where that is somebody else."""

    id: str
    name: str | None = None
    short_name: str | None = None
    """The payer, else the author, else the document, in a word or two: a head of a column."""
    lines_of_business: list[str] = Field(default_factory=list)
    author: str | None = None


class Drug(Frozen):
    """A drug that the policy is about."""

    generic: str
    brands: list[str] = Field(default_factory=list)
    hcpcs: list[str] = Field(default_factory=list)


class Dates(Frozen):
    """The policy's own dates, each null where it states none."""

    original: date | None = None
    effective: date | None = None
    last_review: date | None = None
    next_review: date | None = None
    published: date | None = None


GENERIC = "generic"
"""The template of a document that no adapter knows: it was read by headings, numbering and wording alone."""


class Source(Frozen):
    """The document: hash, template (the adapter that read it) and reading."""

    name: str
    sha256: str
    media_type: str
    template: str
    pages: int
    reading: Literal["published", "baseline", "proposed"]
    retrieved: date | None = None
    url: str | None = None

    @property
    def is_generic(self) -> bool:
        """Return True if no known template fits the document."""
        return self.template == GENERIC


class Approval(Frozen):
    """How long an authorization runs; `value` is null where the text gives no number."""

    phase: Phase
    indication: str | None = None
    diseases: list[str] = Field(default_factory=list)
    """The diseases, by their canonical names, that `indication` names."""
    value: float | None = None
    unit: str | None = None
    text: str
    max_renewals: int | None = None
    cycles: int | None = None
    span: Span


class Limit(Frozen):
    """A cap on dose, quantity, billable units or cycles: `value unit` per `per_value per_unit`."""

    kind: Literal["max_dose", "quantity", "billable_units", "cycles"]
    value: float
    unit: str
    per_value: float | None = None
    per_unit: str | None = None
    scope: str | None = None
    text: str
    span: Span


class Code(Frozen):
    """A billing or diagnosis code that the policy names; `role` is what for."""

    system: Literal["HCPCS", "CPT", "ICD-10-CM", "ICD-10-PCS", "NDC", "GPI", "REV"]
    code: str
    description: str | None = None
    role: str | None = None
    span: Span


class Dosage(Frozen):
    """One row of the dosing table."""

    indication: str | None = None
    population: str | None = None
    regimen: str
    max_dose: str | None = None
    span: Span


class Reference(Frozen):
    """A cited source, with the date of access where given."""

    number: int | None = None
    text: str
    accessed: str | None = None
    span: Span


class EntryDates(Frozen):
    """The dates of one entry of the revision history."""

    entry: date | None = None
    reviewed: date | None = None
    effective: date | None = None
    approved: date | None = None
    notified: date | None = None


class Statement(Frozen):
    """One change that an entry of the revision history states."""

    id: str
    text: str
    kind: Literal["added", "removed", "revised", "clarified", "annual_review", "codes", "references", "administrative"]
    target: str | None = None


class Revision(Frozen):
    """One entry of the payer's revision history."""

    dates: EntryDates
    precision: Literal["day", "month"] = "day"
    text: str
    statements: list[Statement] = Field(default_factory=list)
    span: Span


class Change(Frozen):
    """A tracked change found in this one document."""

    id: str
    op: Literal["insert", "delete", "replace", "move", "format"]
    before: str = ""
    after: str = ""
    where: str = ""
    criterion: str | None = None
    kind: Kind
    direction: Direction = "unknown"
    confidence: Literal["stored", "drawn", "transcribed", "recognised"]
    author: str | None = None
    date: str | None = None
    span: Span


class LedgerBlock(Frozen):
    """A run of text on one page, and the class that it went to."""

    cls: Literal["criteria", "metadata", "boilerplate", "furniture", "unread"] = Field(serialization_alias="class", validation_alias=AliasChoices("cls", "class"))  # fmt: skip
    start: int
    end: int
    characters: int
    page: int = 1
    text: str | None = None
    """The words; null for furniture."""


class Ledger(Frozen):
    """Where every character of this reading went; the five classes add up to `characters`.

    `left_out` counts the characters of the other side of tracked changes: they stand in `changes`.
    """

    characters: int
    criteria: int
    metadata: int
    boilerplate: int
    furniture: int
    unread: int
    left_out: int = 0
    blocks: list[LedgerBlock] = Field(default_factory=list)


class Jurisdiction(Frozen):
    """A Medicare administrative contractor and the states that it serves, as the policy lists them."""

    jurisdiction: str
    states: str
    contractor: str
    span: Span


class Finding(Frozen):
    """Something that a reader of the result must know: a contradiction, an ambiguity, an unread part."""

    severity: Severity
    code: str
    message: str
    span: Span | None = None


class Policy(Frozen):
    """Everything that the program says about one policy."""

    schema_: Literal["payerdiff.policy/1"] = Field(default="payerdiff.policy/1", alias="schema")
    payer: Payer
    number: str | None = None
    title: str | None = None
    benefit: Literal["medical", "pharmacy"] | None = None
    drugs: list[Drug] = Field(default_factory=list)
    dates: Dates = Dates()
    source: Source
    criteria: list[CriteriaSet] = Field(default_factory=list)
    approvals: list[Approval] = Field(default_factory=list)
    limits: list[Limit] = Field(default_factory=list)
    exclusions: list[CriteriaSet] = Field(default_factory=list)
    codes: list[Code] = Field(default_factory=list)
    dosage: list[Dosage] = Field(default_factory=list)
    jurisdictions: list[Jurisdiction] = Field(default_factory=list)
    references: list[Reference] = Field(default_factory=list)
    revisions: list[Revision] = Field(default_factory=list)
    changes: list[Change] = Field(default_factory=list)
    ledger: Ledger
    findings: list[Finding] = Field(default_factory=list)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def about(self, generic: str) -> Policy:
        """Return the policy as far as it speaks of one drug: criteria that it lays down for others alone are left out, and said so."""
        others = [s for s in (*self.criteria, *self.exclusions) if s.drugs and generic not in s.drugs]
        if not others:
            return self
        words = {d.generic: [name.lower() for name in (d.generic, *d.brands)] for d in self.drugs}

        def of_another(text: str) -> bool:
            told = {name for name, known in words.items() if any(word in text.lower() for word in known)}
            return bool(told) and generic not in told

        names = ", ".join(dict.fromkeys(name for s in others for name in s.drugs))
        message = f"This policy also has criteria for {names}; they are left out of the results for {generic}."
        left_out = Finding(severity="info", code="other-drugs-left-out", message=message, span=others[0].span)
        return self.model_copy(
            update={
                "criteria": [s for s in self.criteria if s not in others],
                "exclusions": [s for s in self.exclusions if s not in others],
                "approvals": [a for a in self.approvals if not of_another(a.text)],
                "limits": [x for x in self.limits if not of_another(x.span.quote if x.span else "")],
                "findings": [*self.findings, left_out],
            }
        )


def to_json(result: BaseModel) -> str:
    """Return the public JSON of a result: same input, same bytes."""
    return result.model_dump_json(by_alias=True, indent=2)
