"""Terms of coverage beside the criteria: approvals, limits, codes, dosage, jurisdictions and cited sources."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from payerdiff.model.policy.base import Frozen, Phase, Span, schema_of_fields


class Approval(Frozen):
    """How long an authorization runs; `value` is null where the text gives no number."""

    phase: Phase
    indication: str | None = None
    diseases: list[str] = Field(default_factory=list)
    """The diseases, by their canonical names, that `indication` names."""
    value: float | None = None
    unit: str | None = None
    text: str
    at_most: bool = Field(default=False, exclude_if=lambda held: not held)
    """True where the length is the longest that may be granted (`up to 6 months`); left out where it is not."""
    max_renewals: int | None = None
    cycles: int | None = None
    drugs: list[str] = Field(default_factory=list, exclude_if=lambda held: not held)
    """The generic names of the drugs that it is for, where the policy has several and a heading or a row names some; empty: for all.
    Left out of the JSON where it is empty."""
    span: Span


class Limit(Frozen):
    """A cap on dose, quantity, billable units or cycles: `value unit` per `per_value per_unit`."""

    kind: Literal["max_dose", "quantity", "billable_units", "cycles"]
    value: float
    unit: str | None = None
    """None where the document counts without saying what: `2/28`."""
    per_value: float | None = None
    per_unit: str | None = None
    scope: str | None = None
    drugs: list[str] = Field(default_factory=list)
    """The generic names of the drugs that it is for, where the policy has several and a heading or a row names some; empty: for all.
    Left out of the JSON where it is empty."""
    text: str
    span: Span

    @model_serializer(mode="wrap", when_used="json")
    def _without_nothing(self, written: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Return the JSON of a limit."""
        told: dict[str, object] = written(self)
        return told if self.drugs else {key: value for key, value in told.items() if key != "drugs"}

    @classmethod
    def __get_pydantic_json_schema__(cls, held: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of the fields, which the way of writing them leaves as it is."""
        return schema_of_fields(held, handler)


NOT_COVERED = "not covered"
"""The role of a code that the policy lists as one that it does not cover."""


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


class Jurisdiction(Frozen):
    """A Medicare administrative contractor and the states that it serves, as the policy lists them."""

    jurisdiction: str
    states: str
    contractor: str
    span: Span
