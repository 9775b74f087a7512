"""When two diseases count as the same."""

from __future__ import annotations

from payerdiff.normalize import lexicon


def same_disease(a: str, b: str) -> bool:
    """Return True if one disease is the other or belongs to it (`cancer` alone is too wide to say so)."""
    if a == b:
        return True
    return any(x in lexicon.wider(y) and x != "cancer" for x, y in ((a, b), (b, a)))
