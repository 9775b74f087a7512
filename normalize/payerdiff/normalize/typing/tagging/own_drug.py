"""The policy's own drug among the names of a leaf: it is what is asked for, unless it came before or stands in a list with others.

Whatever a sentence forbids together with other therapies is what is asked for too, whether or not the policy's names are known.
"""

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


IS_PRESCRIBED = Rule(
    "own_drug.is_prescribed", r"\s+(?:is|are|was|will be|must be|has been|is being)\s+(?:prescribed|ordered|requested)\b", " is prescribed by", " was tried", by="match"
)  # fmt: skip
"""Behind the name of a drug with which a leaf begins: it is the one that is asked for (`Madeupra is prescribed by a dermatologist`)."""


def as_subject(tokens: list[Token], text: str, own: frozenset[str]) -> list[Token]:
    """Return the tokens with drugs that must not be taken with others as what is asked for: `will not receive A or B with another biologic` forbids the biologic.

    They are so if the others are told as other ones, or if all of them are the policy's own drug.
    """
    first = next((i for i, t in enumerate(tokens) if t.tag not in ("IDLE", "STATES")), len(tokens))
    pair = tokens[first : first + 2]
    if [t.tag for t in pair] == ["THER", "PRESCRIBED_BY"] and IS_PRESCRIBED.match(text, pair[0].end):
        tokens = [*tokens[:first], replace(pair[0], tag="SELF"), *tokens[first + 1 :]]
    for at in range(1, len(tokens)):
        if tokens[at - 1].tag != "NOT" or tokens[at].tag != "TAKING":
            continue
        end = next((i for i in range(at + 1, len(tokens)) if tokens[i].tag not in JOINED), len(tokens))
        run = named_first(tokens[at + 1 : end], text)
        after = tokens[at + 1 + len(run) :]
        if not run or not after:
            continue
        drugs = [t for t in run if t.tag == "THER"]
        if not WITH_OTHERS.match(text, run[-1].end) and not all(t.text.lower().startswith(tuple(own)) for t in drugs):
            continue
        bare = WITH.match(text, run[-1].end)
        if after[0].tag != "COMBINED" and not bare:
            continue
        here = Token("SELF", run[0].start, run[-1].end, text=text[run[0].start : run[-1].end])
        joint = (
            []
            if after[0].tag == "COMBINED" or not bare
            else [Token("COMBINED", bare.start(1), bare.end(1), text=bare[1])]
        )
        return [*tokens[: at + 1], here, *joint, *after]
    return tokens


def named_first(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return the list of drugs that some tokens begin with, up to the word that parts it from what they are taken with."""
    found: list[Token] = []
    for token in tokens:
        if found and found[-1].tag in NAMES and token.tag in NAMES:
            break
        found.append(token)
    return found if found and {found[0].tag, found[-1].tag} <= NAMES else []


WITH = Rule("own_drug.with", r"\s*(with)\b", " with a biologic", ", a biologic", by="match")
"""What parts drugs from those that they are taken with."""
WITH_OTHERS = Rule(
    "own_drug.with_others",
    r"\s*(?:[\w-]+\s+){0,3}?with\s+(?:any\s+)?(?:an)?other\b",
    " in combination with other biologics",
    " with methotrexate",
    by="match",
)
"""Of what is taken with drugs, that it is none of them."""
NAMES = frozenset(("THER", "SELF"))
JOINED = NAMES | {"COMMA", "OR", "AND", "SLASH"}
ANOTHER = Rule("own_drug.another", r"\b(?:another|other|different|alternative)\s*$", "another ", "the ")
PREFERRED = Rule("own_drug.preferred", r"(?:[\w-]+-)?preferred", "plan-preferred", "prefers", by="fullmatch")
"""What may stand between an outcome and the drug: which of its products the plan asks for."""
BETWEEN = frozenset(("COURSE", "GIVING", "NEW", "IDLE", "DUR", "LASTING"))
CAME_BEFORE = frozenset(("TRIED", "FAILED", "INTOLERANT", "COMBINED", "TAKING"))
LISTS = frozenset(("OR", "AND", "COMMA", "SLASH", "PLUS", "NUM", "ONE_OF", "ALL_OF", "THER", "COLON"))
NOW = Rule("own_drug.now", r"\b(?:current|now|already|active|present|been|is|are)", "is currently taking", "will take")
"""Of what is taken already."""
ALLERGIC = Rule("own_drug.allergic", r"\b(?:hypersensitiv|allerg)", "hypersensitivity to", "intolerance to")
