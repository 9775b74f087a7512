"""Names whose last words stand once, behind the last of several: `secondary or primary progressive MS`, `ovarian or metastatic prostate cancer`."""

from __future__ import annotations

from dataclasses import replace

from payerdiff.normalize import disease_names
from payerdiff.normalize.typing.tagging.tokens import Token

JOINTS = frozenset(("COMMA", "OR", "AND"))


def with_shared_end(tokens: list[Token]) -> Token | list[Token] | None:
    """Name the first members of a list that share their last word with a disease behind a setting: `ovarian or metastatic prostate cancer`.

    Not where the first word is one of how far a disease is (`karvel or relapsed leukemia`): only what makes a known disease with that word is one.
    """
    kind = tokens[-1].text.split()[-1]
    found = list(tokens)
    for at, token in enumerate(tokens[:-1]):
        whole = f"{token.text} {kind}"
        hits = disease_names.diseases(whole) if token.tag == "U" else []
        if len(hits) == 1 and (hits[0].start, hits[0].end) == (0, len(whole)):
            found[at] = replace(token, tag="DIS", value=hits[0].canonical)
    return found if found != tokens else None


KIND_BEFORE = "(?:U|SET|SEVERITY|GENE){1,3}"
"""Words that tell the kind of a disease whose name stands once, behind the last of several kinds."""


def with_shared_head(tokens: list[Token], text: str) -> list[Token] | None:
    """Name the kinds of one disease whose name stands behind the last of them alone: `relapsing, secondary progressive, or primary progressive MS`."""
    last = tokens[-1]
    words = last.text.split()
    tails = [" ".join(words[-n:]) for n in range(len(words) - 1, 0, -1)]
    found: list[Token] = []
    run: list[Token] = []
    for token in tokens:
        if token.tag not in JOINTS and token is not last:
            run.append(token)
            continue
        if run:
            own = text[run[0].start : run[-1].end]
            hits = [
                h[0]
                for tail in tails
                if len(h := disease_names.diseases(f"{own} {tail}")) == 1
                and h[0].start == 0
                and h[0].end == len(f"{own} {tail}")
            ]
            if not hits:
                return None
            found.append(Token("DIS", run[0].start, run[-1].end, hits[0].canonical, own))
            run = []
        found.append(token)
    return found
