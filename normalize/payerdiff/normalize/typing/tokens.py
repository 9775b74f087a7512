"""Tagged words of a leaf, and rules over their tags: a cascade in which what a rule finds becomes one token for the rules behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
FIRST = 0xE000
"""Where the private-use characters begin: each tag is written as one of them, so that a rule is a regular expression over tags."""
known: dict[str, str] = {}


def sign(tag: str) -> str:
    """Return the character that stands for a tag."""
    return known.setdefault(tag, chr(FIRST + len(known)))


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a term or a phrase that was understood: its tag, its place in the text, and what it stands for."""

    tag: str
    start: int
    end: int
    value: object = None
    text: str = ""

    @property
    def sign(self) -> str:
        """Return the tag's character."""
        return sign(self.tag)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the expression for a rule over tags, written with their names: `GE NUM TIME AGE?`."""
    return re.compile(NAME.sub(lambda match: sign(match.group()), pattern).replace(" ", ""))


Build = Callable[[list[Token]], Token | Sequence[Token] | None]


def reduced(tokens: Sequence[Token], pattern: str, build: Build) -> list[Token]:
    """Return the tokens with what a rule matches put together; where `build` gives None the match stays as it is."""
    line = "".join(token.sign for token in tokens)
    found: list[Token] = []
    at = 0
    for match in compiled(pattern).finditer(line):
        if match.start() < at or match.start() == match.end():
            continue
        whole = build(list(tokens[match.start() : match.end()]))
        if whole is None:
            continue
        found += tokens[at : match.start()]
        found += [whole] if isinstance(whole, Token) else whole
        at = match.end()
    return [*found, *tokens[at:]]
