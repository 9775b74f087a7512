"""Policies checked: against a patient, assertions, an older version, and their own logic."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from payerdiff.api.documents import Progress, Source
from payerdiff.api.reviews import two_versions
from payerdiff.compare.checks.assertions import Assertion, Outcome, outcome, read_assertions
from payerdiff.compare.checks.gate import Gate, new_restrictions
from payerdiff.compare.checks.lint import lint as flaws
from payerdiff.compare.logic.judge import Judgment
from payerdiff.compare.logic.judge import judge as rule
from payerdiff.model.patient import Patient, read_patient
from payerdiff.model.policy import Finding, Policy


def judge(policy: Policy, patient: Patient | str | os.PathLike[str]) -> Judgment:
    """Return whether a patient meets a policy's criteria (`approve`, `refuse`, `depends` or `not_evaluated`), with the criteria that decide or are open.

    `patient` is one, or the path of a TOML file (docs/patient.md). Raises PayerdiffError: `not-a-patient`, `no-file`.

    >>> from payerdiff import api
    >>> policy = api.read_policy(api.samples() / "fep" / "ibrance-5.21.054.pdf")
    >>> judge(policy, api.Patient(name="child", age=120, diagnosis=["breast cancer"])).ruling
    'refuse'
    """
    return rule(policy, patient if isinstance(patient, Patient) else read_patient(Path(patient)))


def lint(policy: Policy) -> tuple[Finding, ...]:
    """Return what is wrong with a policy on its own: criteria that nobody can meet, items that add nothing, broken references.

    >>> from payerdiff import api
    >>> lint(api.read_policy(api.samples() / "bcbsnc" / "blinatumomab.html"))
    ()
    """
    return tuple(flaws(policy))


def gate(old: Policy | Source, new: Policy | Source | None = None, *, progress: Progress | None = None) -> Gate:
    """Return what a new version restricts: the patients who lose coverage, each with a proof, and terms that are shorter.

    The versions are given as for `review`. Raises PayerdiffError: `no-changes-shown`, `not-a-policy`, and what kept a document from being read.

    >>> from payerdiff import api
    >>> found = gate(api.samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    >>> next(restriction.witness.words[0] for restriction in found.restrictions if restriction.witness)
    '45 years old'
    """
    return new_restrictions(*two_versions(old, new, progress=progress))


def check(policy: Policy, assertions: Iterable[Assertion] | str | os.PathLike[str]) -> tuple[Outcome, ...]:
    """Return for each statement whether it holds of a policy, and why not.

    `assertions` are statements, or the path of a TOML file (docs/assertions.md). Raises PayerdiffError: `not-assertions`, `no-file`.

    >>> from payerdiff import api
    >>> policy = api.read_policy(api.samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    >>> [outcome.holds for outcome in check(policy, [api.Assertion(name="six months", approval_months=6)])]
    [True]
    """
    stated = read_assertions(Path(assertions)) if isinstance(assertions, str | os.PathLike) else assertions
    return tuple(outcome(policy, each) for each in stated)
