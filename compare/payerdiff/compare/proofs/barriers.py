"""What a criterion puts in the way of approval: failed therapies and how long they were tried, prescriber gates, tests, documents.

Recognised by typed conditions and by wording (`trial`, `failure`), as step therapy is often named in words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from payerdiff.model.comparison import BarrierKind
from payerdiff.model.phrasing import DAYS
from payerdiff.model.policy import Criterion
from payerdiff.normalize.typing.numbers import NUMBER, number_of

TRIAL = re.compile(r"\btrials?\b|\btried\b|\bfail(?:ed|ure)\b|\binadequate response\b|\bintoleran(?:t|ce)\b", re.IGNORECASE)  # fmt: skip
PRESCRIBED = re.compile(r"\bprescribed by\b|\bconsultation with\b", re.IGNORECASE)
DOCUMENT = re.compile(r"\bdocument(?:ation|ed)?\b|\bchart notes?\b|\bmedical records?\b|\bsubmit", re.IGNORECASE)
TESTS = frozenset({"biomarker", "lab_value"})
PERIOD = re.compile(rf"(?<!last )(?<!past )(?<!previous )(?<!within )\b{NUMBER}[\s-]*(?:\(\d+\)\s*)?(day|week|month|year)s?\b(?!\s+of age|\s+old|\s+and older)", re.IGNORECASE)  # fmt: skip
SEVERAL = re.compile(
    rf"\b{NUMBER}\b(?:\s*\(\d+\))?(?!\s*-?\s*(?:day|week|month|year|mg|mcg|g\b|mL|%))\s+(?:or more\s+)?(?:[\w/-]+\s+){{0,5}}?"
    r"(?:agents?|therap(?:y|ies)|treatments?|drugs?|medications?|products?|biologics?|class(?:es)?|DMARDs?|inhibitors?|trials?|regimens?)\b",
    re.IGNORECASE,
)
"""How many therapies a criterion asks to have failed: `two or more prior lines of systemic therapy`."""
EACH = re.compile(r"\beach\b", re.IGNORECASE)
"""Where the time that a criterion gives is that of each therapy."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """A leaf with what it asks of the patient.

    `count` is the number of therapies that a step asks to have failed, else 1; `days` how long they must have been tried, 0 where
    the words give no time; `turned` whether a `none` or a condition turns the leaf round.
    """

    leaf: Criterion
    kind: BarrierKind
    turned: bool
    count: int = 1
    days: float = 0.0


def barriers_of(node: Criterion, turned: bool = False, heading: str = "") -> Iterator[Barrier]:
    """Yield the leaves of a tree with what they ask; below a heading that speaks of trials or prescribers each item is one."""
    op = node.taken_op
    if not node.children:
        if op == "leaf":
            yield barrier(node, turned, heading)
        return
    for at, child in enumerate(node.children):
        other_way = turned != (op == "none" or (op == "if" and at == 0))
        if not child.children and child.label and child.label == node.label and len(node.children) > 1:
            yield Barrier(child, "other", other_way)  # the words that introduce the items beside it
        else:
            yield from barriers_of(child, other_way, f"{heading} {node.text}")


def barrier(leaf: Criterion, turned: bool, heading: str) -> Barrier:
    """Return a leaf with what it asks."""
    kind = kind_of(leaf, heading)
    if kind != "step":
        return Barrier(leaf, kind, turned)
    count = max((int(number_of(m.group(1))) for m in SEVERAL.finditer(leaf.text)), default=1)
    days = days_in(leaf.text) or days_in(heading)
    return Barrier(leaf, kind, turned, max(count, 1), days * count if EACH.search(leaf.text) else days)


def kind_of(leaf: Criterion, heading: str) -> BarrierKind:
    """Return what a leaf asks of the patient."""
    concepts = {atom.concept for atom in leaf.atoms}
    if "prior_therapy" in concepts or TRIAL.search(f"{heading} {leaf.text}"):
        return "step"
    if "prescriber" in concepts or PRESCRIBED.search(f"{heading} {leaf.text}"):
        return "prescriber"
    if concepts & TESTS:
        return "test"
    if "documentation" in concepts or DOCUMENT.search(leaf.text):
        return "document"
    return "other" if leaf.atoms else "open"


def days_in(text: str) -> float:
    """Return the longest period that a text names, in days; 0 where it names none.

    >>> days_in("trial of at least 2 years"), days_in("18 years of age"), days_in("a two-week trial, then four (4) weeks, in the past 6 months")
    (730.0, 0.0, 28.0)
    """
    return max((number_of(n) * DAYS[unit.lower()] for n, unit in PERIOD.findall(text)), default=0.0)
