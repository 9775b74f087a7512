"""Expressions that know what they find: each has a name, an example and a counterexample, and is compiled when it is first used.

A long expression is put together from named parts, none longer than a line. A test holds every rule to its example and counterexample,
and `make rules` counts over a folder of documents which rules fire, and in which template families.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from payerdiff.normalize.needles import Sieve, needs_of, plain

Way = Literal["search", "match", "fullmatch"]
REGISTER: dict[str, Rule] = {}
"""Every rule by its name, once its module is imported."""


@dataclass(frozen=True)  # without slots, as the compiled expression is kept
class Rule:
    """An expression. It ignores case unless `exact`; `by` says how it is held against a text, and so against its examples."""

    name: str
    """Its module and what it finds there: `approvals.period`."""
    pattern: str
    example: str
    counterexample: str
    exact: bool = False
    flags: re.RegexFlag = re.NOFLAG
    by: Way = "search"

    def __post_init__(self) -> None:
        """Enter the rule in the register. Raises ValueError where another has its name (a module imported anew enters the same)."""
        if REGISTER.setdefault(self.name, self) != self:
            raise ValueError(f"two rules are called {self.name}")

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, compiled at its first use."""
        return re.compile(self.pattern, self.flags if self.exact else self.flags | re.IGNORECASE)

    @cached_property
    def sieve(self) -> Sieve:
        """The same expression, with what a text must hold for it to find anything."""
        return Sieve(self.compiled, needs_of(self.compiled))

    def may_be_in(self, text: str) -> bool:
        """Return False where a text does not hold what every match does."""
        return self.sieve.needs.may_be_in(text)

    def finds(self, text: str) -> bool:
        """Return True if the rule, used as it is meant to be, finds something; an ending that may be left out must be there."""
        found = getattr(self.compiled, self.by)(text)
        return found is not None and (found.group() != "" or self.compiled.fullmatch("") is None)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match in a text."""
        return self.sieve.search(text) if start == 0 and end == sys.maxsize else self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the match at the head of a text."""
        return self.compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of a whole text."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Return all matches in a text, in order."""
        whole = start == 0 and end == sys.maxsize
        return iter(()) if whole and not self.may_be_in(text) else self.compiled.finditer(text, start, end)

    def findall(self, text: str) -> list[str]:
        """Return the words of all matches; the rule has one group at most."""
        return self.compiled.findall(text) if self.may_be_in(text) else []

    def split(self, text: str, most: int = 0) -> list[str]:
        """Return the parts of a text between matches; at most so many cuts, 0 for all."""
        return self.compiled.split(text, maxsplit=most) if self.may_be_in(text) else [text]

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """Return a text with other words in the place of each match; of the first so many, 0 for all."""
        return self.compiled.sub(by, text, count=count) if self.may_be_in(text) else text


def either(*parts: str) -> str:
    """Return the expression of any one of several.

    >>> either("approved", "covered")
    '(?:approved|covered)'
    """
    return f"(?:{'|'.join(parts)})"


def ways_of(pattern: str) -> list[str]:
    r"""Return the alternatives of an expression; itself alone where one of them looks back at what another held, or sets flags.

    >>> ways_of(r"a(?:b|c)|[|]|\||d"), ways_of(r"(?i)a|b"), ways_of(r"(a)|b\1")
    (['a(?:b|c)', '[|]', '\\|', 'd'], ['(?i)a|b'], ['(a)|b\\1'])
    """
    if BOUND.search(pattern):
        return [pattern]
    ways, start, depth = [], 0, 0
    for token in TOKEN.finditer(pattern):
        sign = token.group()
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            ways.append(pattern[start : token.start()])
            start = token.end()
    return [*ways, pattern[start:]]


BOUND = Rule("rules.bound", r"^\(\?[aiLmsux]+\)|(?<!\\)(?:\\\\)*\\[1-9]|\(\?P=|\(\?\(", "(?i)a", "(?:a)", exact=True)
"""Flags of the whole, and what looks back at a group."""
TOKEN = Rule("rules.token", r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", "[|]", "ab", exact=True, flags=re.DOTALL)
"""A sign by itself, a class of signs, and what opens, closes and parts the ways of an expression."""


class Signs:
    """Named expressions of which it is asked only whether they find anything: a text is searched for the ways whose parts stand in it.

    Each part is looked for once, however many expressions need it.
    """

    def __init__(self, patterns: Iterable[tuple[str, str, int]]) -> None:
        """Take the names, expressions and flags, in order."""
        self.whole: list[tuple[str, re.Pattern[str]]] = []
        self.always: list[tuple[str, Sieve]] = []
        self.by_part: dict[str, list[tuple[str, Sieve]]] = {}
        for name, pattern, flags in patterns:
            self.whole.append((name, re.compile(pattern, flags)))
            for way in ways_of(pattern):
                sieve = Sieve.of(way, flags)
                for part in sieve.needs.parts:
                    self.by_part.setdefault(part, []).append((name, sieve))
                if not sieve.needs.parts:
                    self.always.append((name, sieve))

    def in_text(self, text: str) -> frozenset[str]:
        """Return the names of the expressions that find something in a text."""
        low = plain(text)
        if low is None:
            return frozenset(name for name, pattern in self.whole if pattern.search(text))
        found: set[str] = set()
        for name, way in self.always:
            if name not in found and way.search(text):
                found.add(name)
        for part in filter(low.__contains__, self.by_part):
            found.update(name for name, way in self.by_part[part] if name not in found and way.within(text))
        return frozenset(found)
