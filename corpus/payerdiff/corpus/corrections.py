"""Corrections of misreadings: an overlay file beside the documents, applied to what was read, shown as what it is.

A correction names the document by its hash, the criterion by its label or first words, what is right, why, who says so and when. It never
changes the payer's words. Where the document has changed beneath it, it is dropped with a warning: an analyst must look again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from payerdiff.model import concepts
from payerdiff.model.meaning.parts import open_parts
from payerdiff.model.policy import (
    Atom,
    AtomOp,
    CriteriaSet,
    Criterion,
    Finding,
    Frozen,
    Meaning,
    OpenPart,
    Policy,
    Span,
)
from payerdiff.model.toml_form import read_form

FOLDER = "overrides"
"""The folder that holds the files, beside the document or up to two folders above it."""
ABOVE = 3
HASH = 12
"""Characters of a hash that are enough to name a document."""
ON_JOINS = ("cannot-be-met", "connector-contradicts-phrase", "mixed-connectors", "no-connector")
"""Findings on how a list's items join: an operator given by hand settles those of its list."""
WORDS = 12
"""First words of a criterion that are longer than this are enough to name it."""


class GivenAtom(Frozen):
    """A typed condition as an analyst writes it down: the fields of the schema's atom, less its words and their place."""

    concept: str
    subject: str | None = None
    op: AtomOp = "="
    value: float | str | list[float | str] | None = None
    unit: str | None = None
    negated: bool = False
    outcome: str | None = None
    duration: str | None = None
    count: int | None = Field(default=None, ge=2)
    role: str | None = None

    @field_validator("concept")
    @classmethod
    def is_known(cls, value: str) -> str:
        """Hold a condition to the register: a name that no comparison knows is refused."""
        if value not in concepts.REGISTER:
            raise ValueError(f"write one of {', '.join(concepts.REGISTER)}")
        return value

    @model_validator(mode="after")
    def is_measured(self) -> GivenAtom:
        """Hold an age to its unit: a number alone would be compared with nothing."""
        concept = concepts.of(self.concept)
        if concept.measure == "age" and (self.unit not in ("month", "year") or not concept.is_measured(self.value)):
            raise ValueError("an age has a number and the unit month or year")
        return self


class Correction(Frozen):
    """One misreading set right; at least one of `op`, `atoms` and `partial` is given, `meaning` with `atoms` alone."""

    document: str
    """The file's name."""
    sha256: str = Field(min_length=HASH)
    criterion: str
    """Its label (`I.A.4.b`), or its first words."""
    set: str | None = None
    """The set's id, where the label occurs in several."""
    reason: str
    who: str
    when: date
    op: Literal["all", "any", "at_least", "none"] | None = None
    k: int | None = Field(default=None, ge=1)
    atoms: list[GivenAtom] | None = None
    meaning: Meaning | None = None
    """How the atoms join, where not all of them must hold; the numbers in `of` count the atoms from 0."""
    partial: bool | None = None

    @model_validator(mode="after")
    def corrects(self) -> Correction:
        """Hold a correction to say what is right."""
        if (self.op, self.atoms, self.partial) == (None, None, None):
            raise ValueError("give op, atoms or partial")
        if self.meaning and not set(indices_of(self.meaning)) <= set(range(len(self.atoms or []))):
            raise ValueError("meaning joins atoms that are given with it")
        if (self.op == "at_least") != (self.k is not None):
            raise ValueError("op at_least and k belong together")
        return self


class CorrectionFile(Frozen):
    """The form of the file: a list of `[[correction]]` alone."""

    correction: list[Correction]


def corrections_for(path: Path) -> list[Correction]:
    """Return the corrections in the folders beside and above a document. Raises PayerdiffError `not-corrections`."""
    files = [file for folder in correction_folders(path) for file in sorted(folder.glob("*.toml"))]
    return [c for file in files for c in read_corrections(file) if c.document == path.name]


def correction_folders(path: Path) -> list[Path]:
    """Return the folders beside and above a document that hold corrections."""
    return [folder for above in path.resolve().parents[:ABOVE] if (folder := above / FOLDER).is_dir()]


def read_corrections(file: Path) -> list[Correction]:
    """Return the corrections of a file. Raises PayerdiffError `not-corrections`."""
    return read_form(file, CorrectionFile, code="not-corrections", guide="docs/corrections.md").correction


def corrected(policy: Policy, corrections: Sequence[Correction]) -> Policy:
    """Return a policy with its corrections applied, each with a finding that says so; those of another text are dropped."""
    from payerdiff.normalize.publication import published  # the grammar, which nobody needs who finds everything read

    for correction in corrections:
        every = (*policy.criteria, *policy.exclusions)
        places = [node for s in every if correction.set in (None, s.id) for node in meant(s.root, correction)]
        if not policy.source.sha256.startswith(correction.sha256.lower()):
            policy = dropped(policy, correction, "was made for another version of the document")
        elif len(places) != 1:
            policy = dropped(policy, correction, f"meets {len(places) or 'no'} criteria of the document" + (f"; its sets are {', '.join(s.id for s in every)}" if places else ""))  # fmt: skip
        elif correction.atoms is not None and places[0].children:
            policy = dropped(policy, correction, "gives typed conditions to a list")
        else:
            policy = applied(policy, correction, places[0])
    return published(policy) if corrections else policy


def applied(policy: Policy, correction: Correction, node: Criterion) -> Policy:
    """Return a policy with one node corrected, and the finding that says so in place of those which the correction settles."""
    new = right(node, correction)
    criteria, exclusions = ([with_node(s, node, new) for s in sets] for sets in (policy.criteria, policy.exclusions))
    settled = [f for f in policy.findings if correction.op and f.code in ON_JOINS and f.span and f.span == node.span]
    over = f" It settles: {', '.join(f.code for f in settled)}." if settled else ""
    said = f"“{correction.criterion}” was corrected by hand: {told(correction)}{over}"
    findings = [
        *(f for f in policy.findings if f not in settled),
        Finding(severity="info", code="corrected", message=said, span=node.span),
    ]
    return policy.model_copy(update={"criteria": criteria, "exclusions": exclusions, "findings": findings})


def dropped(policy: Policy, correction: Correction, why: str) -> Policy:
    """Return a policy with the warning that a correction is not applied."""
    said = f"A correction of “{correction.criterion}” {why} and is not applied: {told(correction)}"
    finding = Finding(severity="warning", code="correction-dropped", message=said)
    return policy.model_copy(update={"findings": [*policy.findings, finding]})


def told(correction: Correction) -> str:
    """Return why, who and when."""
    return f"{correction.reason} ({correction.who}, {correction.when})"


def meant(root: Criterion, correction: Correction) -> Iterator[Criterion]:
    """Yield the criteria that a correction names, outermost first: by label, or by the words they begin with.

    An operator that is given to an item is meant for the list that the item stands in, conditions that are given to the
    words above a list for those words.
    """
    words = " ".join(correction.criterion.lower().split())

    def visit(node: Criterion, around: Criterion) -> Iterator[Criterion]:
        text = " ".join(node.text.lower().split())
        if (node.label and node.label == correction.criterion) or (len(words) > WORDS and text.startswith(words)):
            below = [] if correction.op else [found for child in node.children for found in visit(child, node)]
            yield from below or [around if correction.op and not node.children else node]
            return
        for child in node.children:
            yield from visit(child, node)

    return visit(root, root)


def right(node: Criterion, correction: Correction) -> Criterion:
    """Return a criterion as a correction has it."""
    given: dict[str, Any] = {name: value for name in ("op", "k", "partial") if (value := getattr(correction, name)) is not None}  # fmt: skip
    if "op" in given:
        given["read_as"] = None
    if correction.atoms is not None:
        span = node.span or Span(page=1, start=0, end=0, quote="")
        given["atoms"] = [Atom(**atom.model_dump(), text=node.text, span=span) for atom in correction.atoms]
        given["meaning"] = correction.meaning
        given.setdefault("partial", any(True for _ in open_parts(correction.meaning)))
    elif correction.partial is False and node.meaning:
        given["meaning"] = typed_alone(node.meaning)
    return node.model_copy(update=given)


def indices_of(meaning: Meaning) -> Iterator[int]:
    """Yield the atoms that a meaning joins, by their numbers."""
    for part in meaning.of:
        if isinstance(part, int):
            yield part
        elif isinstance(part, Meaning):
            yield from indices_of(part)


def typed_alone(meaning: Meaning) -> Meaning | None:
    """Return a meaning without the parts that are not typed: an analyst says that the conditions carry all of it.

    What depends on a condition stays as it is: without one of its two parts it would say something else.
    """
    if meaning.op == "if":
        return meaning
    kept = [typed_alone(part) if isinstance(part, Meaning) else part for part in meaning.of if not isinstance(part, OpenPart)]  # fmt: skip
    left = [part for part in kept if part is not None]
    return meaning.model_copy(update={"of": left}) if left else None


def with_node(criteria: CriteriaSet, old: Criterion, new: Criterion) -> CriteriaSet:
    """Return a set with one of its nodes replaced."""

    def visit(node: Criterion) -> Criterion:
        if node is old:
            return new
        children = [visit(child) for child in node.children]
        same = all(a is b for a, b in zip(children, node.children, strict=True))
        return node if same else node.model_copy(update={"children": children})

    root = visit(criteria.root)
    return criteria if root is criteria.root else criteria.model_copy(update={"root": root})
