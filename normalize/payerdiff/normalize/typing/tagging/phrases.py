"""Phrases of data files: regular expressions over words in lower case, indexed by the letters that they may begin with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

PHRASES = (("RESP", "responses"), ("SUPPORT", "supports"))
"""The tag of each vocabulary whose terms are phrases, with the name of its data file."""
BLANK, LOOSE = r"[\s‐‑\-]+", r"[\s‐‑\-]*"
"""What a blank of a phrase stands for, and an optional one."""
ENDS = r"(?:(?<![a-z0-9])|(?![a-z0-9_]))"
"""A phrase ends where its last word ends."""
WORD_STARTS = Rule("phrases.word_starts", r"(?<![a-z_])[a-z]|[^\sa-z]", "word", " ", exact=True)
ANY = "*"
"""In place of a letter: any may stand there."""


class Phrase(NamedTuple):
    """One phrase: its tag, what it stands for (nothing where its words say that), its expression."""

    tag: str
    value: str | None
    pattern: re.Pattern[str]


class Found(NamedTuple):
    """A phrase at its place in a text."""

    phrase: Phrase
    start: int
    end: int


PART = Rule("phrases.part", r"<([a-z]+)>", "<number>", "number", exact=True)


def whole(pattern: str) -> str:
    """Return a phrase's expression with the parts written out that it names: `<drug>`."""
    parts = lexicon.table("cues")["parts"]
    return PART.sub(lambda match: str(parts[match.group(1)]), pattern)


def spaced(pattern: str) -> str:
    """Return a phrase's expression with its blanks written out.

    >>> re.fullmatch(spaced("first ?line therapy"), "first-line  therapy") is not None
    True
    """
    return pattern.replace(" ?", LOOSE).replace(" *", r"\s*").replace(" ", BLANK)


def openers(pattern: str) -> frozenset[str]:
    """Return the characters with which a match of an expression may begin.

    >>> sorted(openers("(?:has |have )?fail(?:ed)?")), sorted(openers("≥|at least"))
    (['f', 'h'], ['a', '≥'])
    """
    return frozenset(Openers(pattern).alternatives()[0])


class Openers:
    """A reader of the expressions that data files hold: groups, classes, escapes, quantifiers and looks ahead."""

    def __init__(self, pattern: str) -> None:
        """Begin at the start of an expression."""
        self.pattern, self.at = pattern, 0

    def alternatives(self) -> tuple[set[str], bool]:
        """Return how the alternatives up to the end of a group begin, and whether one may be empty."""
        letters, empty = self.sequence()
        while self.at < len(self.pattern) and self.pattern[self.at] == "|":
            self.at += 1
            more, also = self.sequence()
            letters, empty = letters | more, empty or also
        return letters, empty

    def sequence(self) -> tuple[set[str], bool]:
        """Return how a sequence begins, and whether it may be empty."""
        letters: set[str] = set()
        empty = True
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            own, optional = self.piece()
            if empty:
                letters |= own
            empty = empty and optional
        return letters, empty

    def piece(self) -> tuple[set[str], bool]:
        """Return how a letter, a class or a group begins, and whether it may be left out."""
        rest = self.pattern[self.at :]
        letters: set[str] = set()
        optional = False
        if rest.startswith(("(?=", "(?!", "(?<")):
            self.at += 3 + rest.startswith("(?<")
            self.alternatives()
            self.at += 1
            optional = True
        elif rest.startswith("("):
            self.at += 3 if rest.startswith("(?:") else 1
            letters, optional = self.alternatives()
            self.at += 1
        else:
            found = ATOM.match(rest)
            assert found, rest
            self.at += found.end()
            letters = letters_of(found.group())
        quantifier = QUANTIFIER.match(self.pattern, self.at)
        if quantifier:
            self.at = quantifier.end()
            optional = optional or quantifier.group()[0] in "?*"
        return letters, optional


ATOM = Rule("phrases.atom", r"\[(?:\\.|[^\]])+\]|\\.|.", "[ab]", "\n", exact=True, by="match")
QUANTIFIER = Rule("phrases.quantifier", r"[?*+]|\{\d+(?:,\d*)?\}", "{2,3}", "2", exact=True, by="match")


def letters_of(atom: str) -> set[str]:
    """Return the characters that one letter, escape or class matches; blanks begin no phrase."""
    if atom.startswith("\\"):
        return {ANY} if atom[1] in "wd" else set() if atom[1] in "bs" else {atom[1]}
    if atom.startswith("["):
        inner = atom[1:-1].replace("\\s", "")
        return {ANY} if "\\" in inner or "^" in inner or "a-z" in inner else set(inner)
    return {ANY} if atom == "." else {atom}


@cache
def phrases() -> tuple[Phrase, ...]:
    """Return the phrases of all cues and vocabularies of phrases."""
    held: list[tuple[str, str | None, str]] = [
        (tag, None, p) for tag, patterns in lexicon.table("cues")["tags"].items() for p in patterns
    ]
    held += [(tag, name, p) for tag, file in PHRASES for name, entry in lexicon.table(file).items() for p in entry["patterns"]]  # fmt: skip
    return tuple(Phrase(tag, value, re.compile(f"(?:{spaced(whole(p))}){ENDS}")) for tag, value, p in held)


class Beginning(NamedTuple):
    """The phrases that may begin with a letter, and one expression that tells whether any of them does at a place."""

    any_of_them: re.Pattern[str]
    phrases: tuple[Phrase, ...]


@cache
def by_letter() -> dict[str, Beginning]:
    """Return the phrases by the letter that they may begin with; under `*` those of any beginning, which stand under each letter too."""
    index: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases():
        for letter in openers(phrase.pattern.pattern) | {ANY}:
            index[letter].append(phrase)
    anywhere = [phrase for phrase in phrases() if ANY in openers(phrase.pattern.pattern)]
    held = {letter: tuple(dict.fromkeys([*own, *anywhere])) for letter, own in index.items() if letter != ANY}
    held[ANY] = tuple(anywhere)
    return {letter: Beginning(either(own), own) for letter, own in held.items()}


def either(held: Iterable[Phrase]) -> re.Pattern[str]:
    """Return an expression that matches wherever one of some phrases does."""
    return re.compile("|".join(f"(?:{phrase.pattern.pattern})" for phrase in held) or r"(?!)")


def lowered(text: str) -> str:
    """Return a text in lower case at equal length."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def phrases_in(text: str) -> Iterator[Found]:
    """Yield for each word of a text and each tag the longest phrase that begins there.

    >>> [(f.phrase.tag, text[f.start : f.end]) for text in ["Prescribed by a nurse"] for f in phrases_in(text)][0]
    ('PRESCRIBED_BY', 'Prescribed by')
    """
    low = lowered(text)
    index = by_letter()
    anywhere = index[ANY]
    for word in WORD_STARTS.finditer(low):
        at = word.start()
        begins = index.get(low[at], anywhere)
        if not begins.any_of_them.match(low, at):
            continue
        longest: dict[tuple[str, str | None], Found] = {}
        for phrase in begins.phrases:
            match = phrase.pattern.match(low, at)
            if match and match.end() > at:
                key = (phrase.tag, phrase.value)
                if key not in longest or match.end() > longest[key].end:
                    longest[key] = Found(phrase, at, match.end())
        yield from longest.values()
