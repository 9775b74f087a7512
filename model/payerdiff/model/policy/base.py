"""What all parts of the schema are made with: values that nothing alters, the way back to the document, and words that several parts share."""

from __future__ import annotations

from typing import Literal, cast

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

Phase = Literal["initial", "renewal", "universal", "exclusion"]
Severity = Literal["info", "warning", "error"]
ChangeState = Literal["unchanged", "inserted", "deleted", "modified"]
Kind = Literal["clinical", "administrative", "references", "codes", "editorial", "formatting"]
Direction = Literal["equivalent", "tightened", "loosened", "both", "unknown"]


class Frozen(BaseModel):
    """A value that no later step alters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def schema_of_fields(held: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    """Return the JSON Schema of a value by its fields, though a function of its own writes it."""
    bare = {key: value for key, value in held.items() if key != "serialization"}
    return handler(cast(CoreSchema, bare))


def without_nothing(told: dict[str, object], *names: str) -> dict[str, object]:
    """Return the JSON of a value without those of some fields that say nothing."""
    return {key: value for key, value in told.items() if key not in names or value}


class Span(Frozen):
    """The way back: page (1-based), box in points (x0, top, x1, bottom; null without geometry), offsets, words.

    `start` and `end` count characters of the extracted text; `quote` is what stands there in the policy's reading.
    """

    page: int
    bbox: tuple[float, float, float, float] | None = None
    start: int
    end: int
    quote: str
