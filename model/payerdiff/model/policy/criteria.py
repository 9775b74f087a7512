"""Criteria: typed conditions, how they join, the tree that they stand in, and the sets of one phase and indication."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, Self, TypeVar

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    computed_field,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from payerdiff.model.concepts import AGE
from payerdiff.model.mention import Mention
from payerdiff.model.polarity import Place, Polarity, leaf_places
from payerdiff.model.policy.base import ChangeState, Frozen, Phase, Span, schema_of_fields, without_nothing
from payerdiff.model.policy.qualifiers import folded, unfolded

T = TypeVar("T")
Population = Literal["adult", "pediatric", "infant"]
Op = Literal["all", "any", "at_least", "none", "if", "never", "leaf"]
AtomOp = Literal["=", "!=", "<", "<=", ">", ">=", "in", "not_in", "with", "without"]
LabelPart = Literal["use", "dose", "age"]
Scalar = str | int | float | bool


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
    examples: list[str] = Field(default_factory=list)
    """The diseases that a bracket behind the one asked for names as examples of it (`lymphoma (e.g., follicular lymphoma)`), or the drugs that it names of a class
    of therapies: who has one of them has what is named. Left out of the JSON where there is nothing."""
    given: str | None = None
    """How a therapy must have been given, as the words before its name say that no type carries (`high dose`, `inhaled`). Left out of the JSON where there is nothing."""
    label_part: LabelPart | None = None
    """What is held to the label where the condition refers to it: what the drug is for, how much is given, or to whom. Left out of the JSON where there is nothing."""
    qualifiers: list[Atom] = Field(default_factory=list)
    """In the JSON, what must be true too of the disease that a diagnosis names: how severe it is, how active. Left out where there is nothing.
    Empty in Python, where each stands beside the diagnosis as a condition of its own."""

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way of a property in the JSON
    @property
    def canonical(self) -> Scalar | list[Scalar] | None:
        """Return the vocabulary's names where the document has others, else nothing."""
        return None if self.written is None else self.value

    @model_serializer(mode="wrap", when_used="json")
    def _with_written_names(self, written: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Return the JSON of an atom: the document's names in `value`."""
        told = without_nothing(written(self), "qualifiers", "examples", "given", "label_part")
        return told if self.written is None else told | {"value": self.written}

    @classmethod
    def __get_pydantic_json_schema__(cls, held: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of the fields, which the way of writing them leaves as it is."""
        return schema_of_fields(held, handler)

    @model_validator(mode="before")
    @classmethod
    def _from_written_names(cls, told: object) -> object:
        """Take the JSON of an atom back: the vocabulary's names into `value`."""
        if not isinstance(told, dict) or "canonical" not in told:
            return told
        rest = {key: value for key, value in told.items() if key != "canonical"}
        return rest if told["canonical"] is None else rest | {"value": told["canonical"], "written": told["value"]}

    @field_validator("qualifiers")
    @classmethod
    def _stand_beside_it(cls, held: list[Atom]) -> list[Atom]:
        """Refuse qualifiers of a condition by itself: no evaluator would ask for them."""
        if held:
            raise ValueError("qualifiers stand in the JSON of a criterion; a condition by itself has none")
        return held


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


class Kept(dict[str, object]):
    """What was worked out of a value, by name. It is no part of the value: it makes no two of them differ, and is neither copied nor pickled."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept)

    def __ne__(self, other: object) -> bool:
        return not isinstance(other, Kept)

    __hash__ = None  # as a dict has none

    def __reduce__(self) -> tuple[type[Kept], tuple[()]]:
        return Kept, ()


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
    meant_for: list[str] = Field(default_factory=list)
    """The diseases for which drugs are given that a leaf names beside the one asked for (`not with other biologics for asthma`): it speaks of their patients alone.
    Left out of the JSON where it is empty."""
    refused_for: list[str] = Field(default_factory=list)
    """The diseases whose patients alone a leaf binds where it refuses: those of `meant_for`, else those of which it names the treatment.
    Left out of the JSON where it is empty."""
    of_a_test: bool = False
    """True where a leaf that refuses would refuse a test, and names the drug only as what the test is for. Left out of the JSON where it is not."""
    one_product: bool = False
    """True where a note says that one product with several of the therapies asked for counts for all of them: they are one course of treatment.
    Left out of the JSON where it is not."""
    grades: list[str] = Field(default_factory=list)
    """The grades of a disease that a leaf's words name (`severe`), typed or not. Left out of the JSON where it is empty."""

    @cached_property
    def kept(self) -> Kept:
        """Return what was worked out of this node, by name: a changed copy begins without it."""
        return Kept()

    def once(self, name: str, work: Callable[[], T]) -> T:
        """Return what follows from the node alone, by name, worked out where it is first asked for."""
        if name not in self.kept:
            self.kept[name] = work()
        return self.kept[name]  # type: ignore[return-value]  # what is kept under a name is what its work gave

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, with some fields changed."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("kept", None)
        return copied

    @model_serializer(mode="wrap", when_used="json")
    def _with_qualifiers(self, written: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Return the JSON of a criterion: what only says more of a diagnosis stands within it."""
        told = without_nothing(written(self), "meant_for", "refused_for", "of_a_test", "one_product", "grades")
        return folded(told, self.atoms) if self.atoms and {"atoms", "meaning"} <= told.keys() else told

    @classmethod
    def __get_pydantic_json_schema__(cls, held: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of the fields, which the way of writing them leaves as it is."""
        return schema_of_fields(held, handler)

    @model_validator(mode="before")
    @classmethod
    def _from_qualifiers(cls, told: object) -> object:
        """Take the JSON of a criterion back: each qualifier a condition of its own."""
        return unfolded(told) if isinstance(told, dict) else told

    @property
    def words_above(self) -> str:
        """Return what the words above a list say of its items (how treatments ended, for how long); empty where they say no more than how many, or a leaf repeats them."""
        said_below = self.children[:1] and self.children[0].text and self.children[0].text in self.text
        return "" if not self.children or not self.mentions or said_below else self.text

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
    grades: list[str] = Field(default_factory=list)
    """The grades of the disease that the title asks for (`Moderate to severe plaque psoriasis`). Left out of the JSON where it is empty."""
    names_the_rest: bool = False
    """True where each criterion only names what the other criteria leave: who meets those is not meant."""
    holds_for: list[str] = Field(default_factory=list)
    """The sets, by id, that general criteria or an exclusion hold for, where they stand with these alone under one heading; empty: for all.
    Left out of the JSON where it is empty."""
    root: Criterion
    span: Span | None = None

    @model_serializer(mode="wrap", when_used="json")
    def _without_nothing(self, written: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Return the JSON of a set."""
        return without_nothing(written(self), "holds_for", "grades")

    @classmethod
    def __get_pydantic_json_schema__(cls, held: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of the fields, which the way of writing them leaves as it is."""
        return schema_of_fields(held, handler)

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
        polarity: Polarity = "against" if self.phase == "exclusion" else "for"
        yield from self.root.once(f"leaves {polarity}", lambda: tuple(leaf_places(self.root, polarity)))


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
