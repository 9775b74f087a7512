"""Terms among access facts are told once, in the policy's words."""

from __future__ import annotations

import pytest

from payerdiff.compare.access.terms import said
from payerdiff.model.policy import Limit, Span


@pytest.mark.parametrize(
    ("scope", "text", "told"),
    [
        ("Madeupra 35 mcg", "Madeupra 35 mcg: 28 vials per 42 days", "Madeupra 35 mcg: 28 vials per 42 days"),
        ("Psoriasis", "28 vials per 42 days", "Psoriasis: 28 vials per 42 days"),
        (None, "28 vials per 42 days", "28 vials per 42 days"),
    ],
)
def test_what_a_limit_is_for_is_named_once(scope: str | None, text: str, told: str) -> None:
    span = Span(page=1, start=0, end=len(text), quote=text)
    assert said(Limit(kind="quantity", scope=scope, value=28.0, unit="vial", text=text, span=span)) == told
