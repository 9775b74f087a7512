"""The common criteria schema: what the program says about one policy (`payerdiff.policy/1`).

These models are the single definition of the public JSON; `payerdiff schema policy` prints its JSON Schema.
Everything that was read keeps its exact words and a span; what could not be decided is null or a finding.

The parts stand in modules of their own; everybody else imports them from here.
"""

from payerdiff.model.policy.base import ChangeState, Direction, Frozen, Kind, Phase, Severity, Span
from payerdiff.model.policy.criteria import (
    Atom,
    AtomOp,
    CriteriaSet,
    Criterion,
    Meaning,
    Op,
    OpenPart,
    OtherReading,
    Population,
    Scalar,
    leaves,
    meetable,
    needed_atoms,
    required_atoms,
    set_name,
)
from payerdiff.model.policy.document import GENERIC, Dates, Drug, Ledger, LedgerBlock, Payer, ProductStatus, Source
from payerdiff.model.policy.history import Change, EntryDates, Revision, Statement, VersionStep
from payerdiff.model.policy.policy import Finding, Policy, to_json
from payerdiff.model.policy.terms import Approval, Code, Dosage, Jurisdiction, Limit, Reference

__all__ = [
    "GENERIC",
    "Approval",
    "Atom",
    "AtomOp",
    "Change",
    "ChangeState",
    "Code",
    "CriteriaSet",
    "Criterion",
    "Dates",
    "Direction",
    "Dosage",
    "Drug",
    "EntryDates",
    "Finding",
    "Frozen",
    "Jurisdiction",
    "Kind",
    "Ledger",
    "LedgerBlock",
    "Limit",
    "Meaning",
    "Op",
    "OpenPart",
    "OtherReading",
    "Payer",
    "Phase",
    "Policy",
    "Population",
    "ProductStatus",
    "Reference",
    "Revision",
    "Scalar",
    "Severity",
    "Source",
    "Span",
    "Statement",
    "VersionStep",
    "leaves",
    "meetable",
    "needed_atoms",
    "required_atoms",
    "set_name",
    "to_json",
]
