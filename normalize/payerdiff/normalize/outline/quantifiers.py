"""How many items of a list are asked for: `all of the following`, `at least 2 of`, `none of these`."""

from __future__ import annotations

import re

from payerdiff.model.policy import Op
from payerdiff.normalize import lexicon

COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "5": 5}


def quantifier_of(text: str) -> tuple[Op | None, int | None, int]:
    """Return the operator that a phrase names, k, and where the phrase begins (the text's end where there is none)."""
    phrases = lexicon.table("phrases")["quantifier"]
    best: tuple[Op | None, int | None, int] = (None, None, len(text))
    for pattern in phrases["at_least"]:
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            word = next(g for g in match.groups() if g).lower()
            k = COUNTS.get(word)
            if k:
                return "at_least", k, match.start()
    for op in ("none", "any", "all"):
        for pattern in phrases[op]:
            match = re.search(pattern, text, re.IGNORECASE)
            if match and match.start() < best[2]:
                best = (op, None, match.start())
    return best
