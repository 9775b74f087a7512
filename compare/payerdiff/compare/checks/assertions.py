"""What a team asserts of a policy, as TOML (`docs/assertions.md`), and whether it holds.

Three kinds: how many barriers of a kind stand before approval at most, what a policy says of a patient, and how long it approves at least.
An assertion that finds nothing to speak of fails: a gate that checks nothing must not pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from payerdiff.compare.changes.leaf_match import drugs_in
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import Ruling, judge
from payerdiff.compare.logic.sides import Side
from payerdiff.compare.proofs.easiest_path import fewest_barriers
from payerdiff.compare.proofs.steps_and_barriers import Barrier, barriers_of
from payerdiff.model.concepts import BarrierKind
from payerdiff.model.patient import Patient
from payerdiff.model.phrasing import ALL_INDICATIONS, RULINGS, months_of
from payerdiff.model.policy import CriteriaSet, Frozen, Policy
from payerdiff.model.toml_form import read_form
from payerdiff.normalize import lexicon

SHOWN = 5
"""Criteria that are named before they are counted."""


class Assertion(Frozen):
    """One statement that must hold; exactly one of `at_most`, `patient` and `approval_months` is given."""

    name: str
    phase: Literal["initial", "renewal"] = "initial"
    indication: str | None = None
    """Words of the indications meant; all of the phase where it is left out."""
    at_most: dict[BarrierKind, int] = Field(default_factory=dict)
    """The most barriers of each kind on the easiest path to approval."""
    of: list[str] = Field(default_factory=list)
    """Drugs or classes whose barriers count; all where it is left out."""
    patient: Patient | None = None
    ruling: Ruling = "approve"
    approval_months: float | None = None

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def one_kind(self) -> Assertion:
        """Hold an assertion to one kind."""
        if sum((bool(self.at_most), self.patient is not None, self.approval_months is not None)) != 1:
            raise ValueError("give one of at_most, patient and approval_months")
        return self


class AssertionFile(Frozen):
    """The form of the file: a list of `[[assertion]]` alone."""

    assertion: list[Assertion] = Field(min_length=1)


class Outcome(Frozen):
    """Whether an assertion holds of a policy, and why not."""

    name: str
    policy: str
    holds: bool
    why: list[str] = Field(default_factory=list)


def read_assertions(path: Path) -> list[Assertion]:
    """Return the assertions of a TOML file. Raises PayerdiffError `not-assertions`."""
    return read_form(path, AssertionFile, code="not-assertions", guide="docs/assertions.md").assertion


def outcome(policy: Policy, assertion: Assertion) -> Outcome:
    """Return whether an assertion holds of a policy."""
    why = list(against(policy, assertion))
    return Outcome(name=assertion.name, policy=policy.source.name, holds=not why, why=why)


def against(policy: Policy, assertion: Assertion) -> Iterator[str]:
    """Yield what stands against an assertion."""
    if assertion.patient is not None:
        ruled = judge(policy, assertion.patient)
        if ruled.ruling != assertion.ruling:
            told = ruled.open or ruled.deciding
            more = f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
            yield f"expected “{RULINGS[assertion.ruling]}”, found “{RULINGS[ruled.ruling]}”: {'; '.join(told[:SHOWN])}{more}"
        return
    sets = [s for s in policy.criteria if s.phase == assertion.phase and is_meant(s.indication, assertion)]
    if assertion.approval_months is not None:
        yield from too_short(policy, assertion)
    elif not sets:
        yield "no criteria for that phase and indication"
    else:
        for criteria in sets:
            yield from too_many(policy, criteria, assertion)


def is_meant(indication: str | None, assertion: Assertion) -> bool:
    """Return True if an assertion speaks of an indication."""
    return assertion.indication is None or assertion.indication.lower() in (indication or "").lower()


def too_short(policy: Policy, assertion: Assertion) -> Iterator[str]:
    """Yield the approvals that run for less than is asserted, or tell no number."""
    own = [a for a in policy.approvals if a.phase == assertion.phase and (a.indication is None or is_meant(a.indication, assertion))]  # fmt: skip
    if not own:
        yield "no authorization period is stated"
    for approval in own:
        months = months_of(approval.value, approval.unit)
        if months is None:
            yield f"no number of months in “{approval.text}”"
        elif months < (assertion.approval_months or 0):
            yield f"“{approval.text}”"


def too_many(policy: Policy, criteria: CriteriaSet, assertion: Assertion) -> Iterator[str]:
    """Yield the kinds of barriers of which more than asserted stand before approval for one indication."""
    side = Side.of(policy, [s for s in policy.criteria if s.phase == "universal"], [criteria])
    title = criteria.indication or ALL_INDICATIONS
    with Matter({"x": side}, assertion.phase, criteria.indication or "") as matter:
        for kind, most in assertion.at_most.items():
            count = fewest_barriers(matter, "x", partial(counts, kind=kind, of=assertion.of))
            if count is None:
                yield f"{title}: no patient can meet the criteria"
            elif count > most:
                texts = [b.words for s in (*side.universal, *side.uses) for b in barriers_of(s.root) if counts(b, kind, assertion.of)]  # fmt: skip
                yield f"{title}: {count} of kind {kind} on the easiest path ({'; '.join(texts)})"


def counts(barrier: Barrier, kind: BarrierKind, of: list[str]) -> bool:
    """Return True if a barrier is one that an assertion counts: of its kind, and about one of its drugs."""
    if not barrier.is_asked or barrier.kind != kind:
        return False
    named = {str(v) for a in barrier.leaf.atoms for v in (a.value if isinstance(a.value, list) else [a.value])}
    named |= drugs_in(barrier.leaf)
    every = {name.lower() for drug in named for name in (drug, lexicon.class_of(drug))}
    text = barrier.leaf.text.lower()
    return not of or any(name.lower() in every or name.lower() in text for name in of)
