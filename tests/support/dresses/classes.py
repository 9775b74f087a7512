"""Policies for two drugs of a class, by product or by use, and the policy of each drug alone: what is asked for a drug is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dresses.rows import POLICY, REQUESTS, Joins, Marks, Part, Row, Set, every, leaf, rows_of

FIRST, SECOND = "Cosentyx", "Taltz"
GENERIC = {FIRST: "secukinumab", SECOND: "ixekizumab"}
MONTHS_OF = {FIRST: {"initial": 6, "renewal": 12}, SECOND: {"initial": 4, "renewal": 24}}


def worded(part: Part, drug: str) -> Part:
    """Return a criterion of the invented drug as one of another."""
    return replace(
        part, words=part.words.replace("Inventa", drug), parts=tuple(worded(one, drug) for one in part.parts)
    )


AGAIN = every(
    "Reauthorization may be approved when ALL of the following criteria are met:",
    leaf("Patient has responded to therapy with a reduction of symptoms"),
    leaf("Inventa is prescribed by or in consultation with a dermatologist"),
)
OTHER = (
    Set(
        "initial",
        "Plaque Psoriasis",
        every(
            "Inventa may be approved when ALL of the following criteria are met:",
            leaf("Patient has a diagnosis of moderate to severe plaque psoriasis"),
            leaf("Patient is 12 years of age or older"),
            leaf("Patient has tried and failed methotrexate for at least 3 months"),
            leaf("Patient has tried and failed Humira"),
        ),
    ),
    Set("renewal", "Plaque Psoriasis", AGAIN),
    Set(
        "initial",
        "Psoriatic Arthritis",
        every(
            "Inventa may be approved when ALL of the following criteria are met:",
            leaf("Patient has a diagnosis of active psoriatic arthritis"),
            leaf("Patient is 6 years of age or older"),
            leaf("Inventa is prescribed by or in consultation with a rheumatologist"),
        ),
    ),
    Set("renewal", "Psoriatic Arthritis", AGAIN),
)
ASKED = {
    drug: tuple(replace(one, root=worded(one.root, drug)) for one in sets)
    for drug, sets in ((FIRST, POLICY), (SECOND, OTHER))
}
"""What is asked for each drug."""
Label = Callable[[str], str]
LABELS: dict[str, Label] = {
    "brand": lambda drug: drug,
    "both": lambda drug: f"{drug} ({GENERIC[drug]})",
    "generic": lambda drug: f"{GENERIC[drug]} ({drug})",
    "criteria": lambda drug: f"Criteria for {drug}",
}
"""How a policy for a class heads a product."""


def opened(title: str) -> Iterator[Row]:
    """Yield the head of a policy."""
    yield Row("title", title)
    yield Row("plain", "Policy number: S.100")
    yield Row("plain", "Effective date: 01/01/2026")


def told(one: Set, drug: str, marks: Marks, joins: Joins) -> Iterator[Row]:
    """Yield what is asked for a drug at one request, with its length."""
    yield Row("lead", one.root.words)
    yield from rows_of(one.root, marks, joins)
    yield Row("plain", f"Approval duration: {MONTHS_OF[drug][one.phase]} months")


def alone(drug: str, marks: Marks, joins: Joins) -> Iterator[Row]:
    """Yield the policy of one drug."""
    yield from opened(f"{drug} ({GENERIC[drug]})")
    yield Row("head", "Coverage Criteria")
    yield from by_requests(drug, marks, joins)


def by_requests(drug: str, marks: Marks, joins: Joins) -> Iterator[Row]:
    """Yield what is asked for a drug, use by use and request by request."""
    last = ""
    for one in ASKED[drug]:
        if one.use != last:
            yield Row("head", one.use, 1)
        last = one.use
        yield Row("head", REQUESTS[one.phase], 2)
        yield from told(one, drug, marks, joins)


def by_product(label: Label, marks: Marks, joins: Joins) -> Iterator[Row]:
    """Yield a policy for a class: each product with its uses."""
    yield from opened("Injectable Agents for Psoriasis")
    for drug in ASKED:
        yield Row("head", label(drug))
        yield from by_requests(drug, marks, joins)


def by_use(label: Label, marks: Marks, joins: Joins) -> Iterator[Row]:
    """Yield a policy for a class: each use with its products."""
    yield from opened("Injectable Agents for Psoriasis")
    for use in dict.fromkeys(one.use for one in POLICY):
        yield Row("head", use)
        for drug, sets in ASKED.items():
            yield Row("head", label(drug), 1)
            for one in sets:
                if one.use == use:
                    yield Row("head", REQUESTS[one.phase], 2)
                    yield from told(one, drug, marks, joins)


SHAPES = {"by product": by_product, "by use": by_use}
