"""The document and its head: who pays, for which drugs, since when, where it was read, and where every character of it went."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AliasChoices, Field, GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from payerdiff.model.mention import Mention
from payerdiff.model.policy.base import Frozen, schema_of_fields, without_nothing


class Payer(Frozen):
    """Who pays, and who wrote the criteria where that is somebody else."""

    id: str
    name: str | None = None
    short_name: str | None = None
    """The payer, else the author, else the document, in a word or two: a head of a column."""
    lines_of_business: list[str] = Field(default_factory=list)
    author: str | None = None


class ProductStatus(Frozen):
    """Products of a drug that the policy lists under one status: `preferred`, `non-preferred`, `step 1`; the drug's generic name where it is listed as such."""

    status: str
    products: list[str]


class Drug(Frozen):
    """A drug that the policy is about."""

    generic: str
    brands: list[str] = Field(default_factory=list)
    hcpcs: list[str] = Field(default_factory=list)
    elsewhere: str | None = None
    """Where the policy sends for the drug's criteria, in its own words, where it has none itself. Left out of the JSON where it is null."""
    statuses: list[ProductStatus] = Field(default_factory=list)
    """Which of its products the policy prefers, and which it does not, where it lists them. Left out of the JSON where there is nothing."""

    def listed_as(self, status: str) -> list[str]:
        """Return its products that are listed under a status."""
        return [name for held in self.statuses if held.status == status for name in held.products]

    @model_serializer(mode="wrap", when_used="json")
    def _without_nothing(self, written: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Return the JSON of a drug."""
        return without_nothing(written(self), "elsewhere", "statuses")

    @classmethod
    def __get_pydantic_json_schema__(cls, held: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of the fields, which the way of writing them leaves as it is."""
        return schema_of_fields(held, handler)


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


class LedgerBlock(Frozen):
    """A run of text on one page, and the class that it went to."""

    cls: Literal["criteria", "metadata", "boilerplate", "furniture", "unread"] = Field(serialization_alias="class", validation_alias=AliasChoices("cls", "class"))  # fmt: skip
    start: int
    end: int
    characters: int
    page: int = 1
    text: str | None = None
    """The words; null for furniture."""
    mentions: list[Mention] = Field(default_factory=list, exclude_if=lambda held: not held)
    """What unread words name: a fact that they may overturn is not decided without them. Left out where they name nothing."""


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
