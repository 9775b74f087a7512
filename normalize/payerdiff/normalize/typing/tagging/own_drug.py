"""The policy's own drug among the names of a leaf: it is what is asked for, unless it came before or stands in a list with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.tagging.tokens import Token


def with_own(tokens: list[Token], text: str, own: frozenset[str]) -> list[Token]:
    """Return the tokens with the policy's own drug as the one that is asked for, unless it is named among treatments or as one that came before.

    Beside another drug that it is combined with, it says nothing (`concurrent use of Madeupra with a biologic`).
    """
    found: list[Token] = []
    for at, token in enumerate(tokens):
        before = next((t for t in reversed(found) if t.tag not in BETWEEN and not PREFERRED.fullmatch(t.text)), None)
        after = [t.tag for t in tokens[at + 1 : at + 3]]
        is_own = (
            token.tag == "THER"
            and token.text.lower().startswith(tuple(own))
            and not ANOTHER.search(text[: token.start])
        )
        if not is_own or text[token.end : token.end + 1] == "-" or is_listed(before, after):
            found.append(token)
        elif before is not None and before.tag == "TAKING" and NOW.search(before.text) and after[:1] != ["COMBINED"]:
            found[found.index(before)] = replace(before, tag="ON_DRUG")
            found.append(replace(token, tag="SELF"))
        elif before is not None and before.tag == "COMBINED" and after and after[0] in ("THER", "U", "GENE"):
            continue
        elif (
            before is None
            or before.tag not in CAME_BEFORE
            or (before.tag == "INTOLERANT" and ALLERGIC.search(before.text))
        ):
            found.append(replace(token, tag="SELF"))
        else:
            found.append(token)
    return found


def is_listed(before: Token | None, after: Sequence[str]) -> bool:
    """Return True if a drug stands in a list with others; parts of itself are no others (`the drug or any of its components`)."""
    ahead = before is not None and before.tag in LISTS
    behind = after[:1] != [] and after[0] in LISTS - {"THER"} and list(after) != ["OR", "SELF"]
    return ahead or behind


ANOTHER = Rule("own_drug.another", r"\b(?:another|other|different|alternative)\s*$", "another ", "the ")
PREFERRED = Rule("own_drug.preferred", r"(?:[\w-]+-)?preferred", "plan-preferred", "prefers", by="fullmatch")
"""What may stand between an outcome and the drug: which of its products the plan asks for."""
BETWEEN = frozenset(("COURSE", "GIVING", "NEW", "IDLE", "DUR", "LASTING"))
CAME_BEFORE = frozenset(("TRIED", "FAILED", "INTOLERANT", "COMBINED", "TAKING"))
LISTS = frozenset(("OR", "AND", "COMMA", "SLASH", "PLUS", "NUM", "ONE_OF", "ALL_OF", "THER", "COLON"))
NOW = Rule("own_drug.now", r"\b(?:current|now|already|active|present|been|is|are)", "is currently taking", "will take")
"""Of what is taken already."""
ALLERGIC = Rule("own_drug.allergic", r"\b(?:hypersensitiv|allerg)", "hypersensitivity to", "intolerance to")
