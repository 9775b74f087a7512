"""One policy as a whole, and its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from payerdiff.model.policy.base import Frozen, Severity, Span
from payerdiff.model.policy.criteria import CriteriaSet
from payerdiff.model.policy.document import Dates, Drug, Ledger, Payer, Source
from payerdiff.model.policy.history import Change, Revision
from payerdiff.model.policy.narrowing import Narrowed
from payerdiff.model.policy.terms import Approval, Code, Dosage, Jurisdiction, Limit, Reference

LABEL = "spl"
"""The template of FDA labels."""


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

    @property
    def is_label(self) -> bool:
        """True if the document is a drug's label and no payer's policy."""
        return self.source.template == LABEL

    @property
    def corrections(self) -> list[str]:
        """What was corrected by hand, each with its reason, who did it and when."""
        return [finding.message for finding in self.findings if finding.code == "corrected"]

    def corrections_at(self, span: Span | None) -> list[str]:
        """What was corrected by hand of the criterion with these words."""
        return [f.message for f in self.findings if f.code == "corrected" and f.span and f.span == span]

    def about(self, generic: str, product: str = "") -> Policy:
        """Return the policy as far as it speaks of one drug: what it lays down for others alone, or for requests for others, is left out, and said so.

        With a `product`, what it asks of requests for other products of the drug is left out too.
        """
        told = Narrowed.of(self.criteria, self.exclusions, self.drugs, generic, product)
        elsewhere = next((d.elsewhere for d in self.drugs if d.generic == generic), None)
        terms: tuple[Limit | Approval, ...] = (*self.limits, *self.approvals)
        if not told.others and elsewhere is None and not any(map(told.is_for_another, terms)):
            return self
        findings = [*self.findings]
        if told.others:
            names = ", ".join(told.names) or "other drugs"
            message = f"This policy also has criteria for {names}; they are left out of the results for {generic}."
            findings.append(Finding(severity="info", code="other-drugs-left-out", message=message, span=told.others[0]))
        if elsewhere is not None:
            message = f"This policy has no criteria for {generic}: it refers to “{elsewhere}”"
            findings.append(Finding(severity="warning", code="drug-elsewhere", message=message))
        silent = elsewhere is not None
        return self.model_copy(
            update={
                "criteria": [] if silent else told.criteria,
                "exclusions": [] if silent else told.exclusions,
                "approvals": [a for a in self.approvals if not silent and not told.is_for_another(a)],
                "limits": [x for x in self.limits if not silent and not told.is_for_another(x)],
                "findings": findings,
            }
        )  # fmt: skip


def to_json(result: BaseModel | Sequence[BaseModel]) -> str:
    """Return the public JSON of a result, or of several as a list: same input, same bytes."""
    if isinstance(result, BaseModel):
        return result.model_dump_json(by_alias=True, indent=2)
    held = ",\n  ".join(to_json(one).replace("\n", "\n  ") for one in result)  # a line's end within a text is escaped
    return f"[\n  {held}\n]" if held else "[]"
