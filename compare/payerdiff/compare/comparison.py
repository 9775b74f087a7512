"""Policies → Comparison: the one door of this room."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.compare.alignment import align
from payerdiff.compare.headlines import draw
from payerdiff.compare.matrix import fill
from payerdiff.compare.names import names_of
from payerdiff.compare.schema import Comparison
from payerdiff.normalize.schema import Finding, Policy


def compare(policies: Sequence[Policy], subject: str) -> Comparison:
    """Return policies side by side: aligned indications, the matrix, and headlines drawn from it.

    `relations` and `scenarios` stay empty: a verdict is shown only with a proof, and this version proves none.
    """
    keys, names = names_of(policies)
    alignment = align(policies, keys)
    matrix = fill(policies, keys, alignment)
    return Comparison(
        subject=subject,
        policies=list(policies),
        keys=keys,
        names=names,
        alignment=alignment,
        matrix=matrix,
        headlines=draw(policies, keys, names, matrix),
        findings=[
            Finding(
                severity="info",
                code="no-verdicts",
                message="Who is more restrictive is not judged here: the rows show each payer's requirements, not a proof over patients.",
            )
        ],
    )
