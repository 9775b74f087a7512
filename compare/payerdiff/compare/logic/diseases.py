"""When two diseases count as the same, and for which disease other drugs are meant."""

from __future__ import annotations

import re

from payerdiff.normalize import disease_names, lexicon
from payerdiff.normalize.lexicon import Hit

BESIDE = re.compile(r"\bwith\b|\b(?:concomitant|concurrent|simultaneous)", re.IGNORECASE)
"""What speaks of drugs beside the one asked for."""
FOR_USE = re.compile(r"\bfor\b[^.;:]*$", re.IGNORECASE)
"""What stands before the disease for which they are given."""
AGENTS = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:agents?|drugs?|medications?|therap(?:y|ies)|treatments?|products?)\b", re.IGNORECASE
)
"""What stands behind a disease that names them (`multiple sclerosis (MS) agents`)."""
SHORT = re.compile(r"[A-Za-z][A-Za-z-]*[A-Z]")


def same_disease(a: str, b: str) -> bool:
    """Return True if one disease is the other or belongs to it (`cancer` alone is too wide to say so)."""
    if a == b:
        return True
    return any(x in lexicon.wider(y) and x != "cancer" for x, y in ((a, b), (b, a)))


def meant_for(text: str) -> list[str]:
    """Return the diseases for which drugs are given that a text names beside the one asked for: it speaks of their patients alone.

    >>> meant_for("Will not be used with other biologics for the treatment of RA"), meant_for("Not with another biologic in asthma")
    (['rheumatoid arthritis'], [])
    """
    beside = BESIDE.search(text)
    found = (hit for hit in named_in(text) if beside and hit.start > beside.end())
    own = [hit.canonical for hit in found if FOR_USE.search(text[: hit.start]) or AGENTS.match(text, hit.end)]
    return list(dict.fromkeys(own))


def named_in(text: str) -> list[Hit]:
    """Return the diseases that a text names, those that are known by their letters alone among them."""
    letters = lexicon.table("abbreviations")["diseases"]
    short = [Hit(letters[m.group()], *m.span()) for m in SHORT.finditer(text) if m.group() in letters]
    return [*lexicon.hits("diagnoses", text), *disease_names.diseases(text), *short]
