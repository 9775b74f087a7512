"""One policy as a whole, and its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from payerdiff.model.policy.base import Frozen, Severity, Span
from payerdiff.model.policy.criteria import CriteriaSet
from payerdiff.model.policy.document import Dates, Drug, Ledger, Payer, Source
from payerdiff.model.policy.history import Change, Revision
from payerdiff.model.policy.terms import Approval, Code, Dosage, Jurisdiction, Limit, Reference


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
                "limits": [
                    x for x in self.limits if not of_another(f"{x.scope or ''} {x.span.quote if x.span else ''}")
                ],
                "findings": [*self.findings, left_out],
            }
        )


def to_json(result: BaseModel | Sequence[BaseModel]) -> str:
    """Return the public JSON of a result, or of several as a list: same input, same bytes."""
    if isinstance(result, BaseModel):
        return result.model_dump_json(by_alias=True, indent=2)
    held = ",\n  ".join(to_json(one).replace("\n", "\n  ") for one in result)  # a line's end within a text is escaped
    return f"[\n  {held}\n]" if held else "[]"
