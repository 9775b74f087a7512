"""What the program says about a page on one billing code (`payerdiff.code-reference/1`)."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from payerdiff.model.policy import Code, Drug, Finding, Frozen, Ledger, Source


class CodeReference(Frozen):
    """What a page about one code says (`payerdiff.code-reference/1`): it teaches which drugs a code means."""

    schema_: Literal["payerdiff.code-reference/1"] = Field(default="payerdiff.code-reference/1", alias="schema")
    code: str
    system: str
    names: list[str] = Field(default_factory=list)
    category: str | None = None
    specialties: list[str] = Field(default_factory=list)
    also_known_as: list[str] = Field(default_factory=list)
    drugs: list[Drug] = Field(default_factory=list)
    related_codes: list[Code] = Field(default_factory=list)
    codes: list[Code] = Field(default_factory=list)
    billing: list[str] = Field(default_factory=list)
    facts: list[str] = Field(default_factory=list)
    source: Source
    ledger: Ledger
    findings: list[Finding] = Field(default_factory=list)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
