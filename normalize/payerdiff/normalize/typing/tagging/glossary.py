"""Abbreviations that a document spells out: which disease or therapy each stands for, whatever the vocabularies know of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from payerdiff.normalize import disease_names, lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.tagging.abbreviating import abbreviates, full_name
from payerdiff.normalize.typing.tagging.tokens import Token

IN_BRACKETS = Rule(
    "glossary.in_brackets",
    r"[(\[](?P<short>[A-Z][A-Za-z0-9/-]{1,8}|[a-z]{1,3}[A-Z][A-Za-z0-9/-]{1,7}?)s?[)\]]",
    "ulcerative colitis (UC)", "ulcerative colitis (chronic)", exact=True,
)  # fmt: skip
"""An abbreviation behind its name."""
IN_A_LIST = Rule(
    "glossary.in_a_list",
    r"^\W{0,4}(?P<short>[A-Z][A-Za-z0-9/-]{1,8}?)s?\s*[:=–]\s*(?P<long>[A-Za-z][^\n:;=]{3,70})",
    "MTX: methotrexate", "Age: 18 years", exact=True, flags=re.MULTILINE,
)  # fmt: skip
"""An abbreviation before its name, as lists of abbreviations have it."""
REACH = 110
"""So many characters before a bracket hold the name that it shortens."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """The abbreviations of one document, each with the tag and the name of what it stands for; one that stands for two things is left out."""

    terms: tuple[tuple[str, str, str], ...] = ()
    own: tuple[str, ...] = ()
    """The drug that the document is about, as conditions name it; nothing where it is about several."""
    names: tuple[tuple[str, str, str], ...] = ()
    """Names that no vocabulary knows and the document itself explains, each with its tag and what it stands for."""

    def tokens(self, text: str) -> Iterator[Token]:
        """Yield the abbreviations in a text, as terms of what they stand for."""
        for short, tag, name in self.terms:
            if short in text:
                yield from (Token(tag, *match.span(), name) for match in whole_word(short).finditer(text))
        low = text.lower()
        for name, tag, meant in self.names:
            if name.lower() not in low:
                continue
            yield from (Token(tag, *match.span(), meant) for match in whole_name(name).finditer(text))
        own = {short for short, _, _ in self.terms}
        yield from (token for token in well_known(text) if text[token.start : token.end] not in own)

    def short_of(self, disease: str) -> str | None:
        """Return the abbreviation that the document gives a disease, the shortest of several; None where it gives none."""
        shorts = [short for short, tag, name in self.terms if tag == "DIS" and name == disease]
        return min(shorts, key=lambda short: (len(short), short), default=None)


NOTHING = Glossary()


@cache
def whole_word(short: str) -> re.Pattern[str]:
    """Return the expression of an abbreviation that stands for itself: no part of a longer word, no gene's or drug's name with a sign."""
    return re.compile(rf"(?<![\w/-]){re.escape(short)}s?(?![\w-]|/\w)")


@cache
def whole_name(name: str) -> re.Pattern[str]:
    """Return the expression of a name in small letters or capitals, with the sign of a trade mark or the letters behind a biologic's name."""
    return re.compile(rf"(?i:(?<![\w-]){re.escape(name)}s?(?:-[a-z]{{4}})?(?!\w)(?:\s?[®™])?)")


@lru_cache(maxsize=64)
def glossary_of(text: str) -> Glossary:
    """Return the abbreviations that a document's text spells out.

    >>> glossary_of("Crohn's disease (CD) that failed methotrexate (MTX)").terms
    (('CD', 'DIS', "Crohn's disease"), ('MTX', 'THER', 'methotrexate'))
    """
    meanings: dict[str, set[tuple[str, str]]] = {}
    for short, meaning in (*behind_names(text), *before_names(text)):
        meanings.setdefault(short, set()).add(meaning)
    return Glossary(tuple((short, *next(iter(found))) for short, found in sorted(meanings.items()) if len(found) == 1))


def behind_names(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield abbreviations in brackets, each with what the name before it means."""
    for match in IN_BRACKETS.finditer(text):
        short, before = match["short"], " ".join(text[max(0, match.start() - REACH) : match.start()].split())
        if is_short(short) and abbreviates(short, before):
            for tag, hits in named(before):
                begins = full_name(short, before)
                if hits and hits[-1].end == len(before) and begins is not None and begins >= hits[-1].start:
                    yield short, (tag, hits[-1].canonical)
                    break


def before_names(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield abbreviations of a list, each with what the name behind it means."""
    for match in IN_A_LIST.finditer(text):
        short, words = match["short"], " ".join(match["long"].split())
        if is_short(short) and abbreviates(short, words):
            for tag, hits in named(words):
                if hits and hits[0].start == 0 and abbreviates(short, words[: hits[0].end]):
                    yield short, (tag, hits[0].canonical)
                    break


def named(words: str) -> Iterator[tuple[str, list[lexicon.Hit]]]:
    """Yield the diseases that words name, then the therapies."""
    yield "DIS", disease_names.diseases(words)
    yield "THER", lexicon.treatments(words)


BEFORE_A_DISEASE = Rule(
    "glossary.before_a_disease",
    r"(?:diagnos\w+ (?:of|with)|treatment of|treats?|\b(?:mild|moderate|severe|active|chronic|acute|refractory|adult|pediatric)(?:ly)?)\s*$",
    "patients with a diagnosis of ", "reviewed by the ",
)  # fmt: skip
"""What stands before a disease: there an abbreviation means one."""
OF_A_LABEL = Rule("glossary.of_a_label", r"^\s*(?:for\b)?(?:\s*[A-Za-z-]{2,6}(?:,\s*(?:or |and )?|\s+(?:or|and)\s+|/))*(?=\s*$)", "For RA, PsA, ", "Failure of ", by="match")  # fmt: skip
"""What stands before an abbreviation in a list of them at the beginning: `For RA, PsA, AS`."""
ENDS = Rule(
    "glossary.ends",
    r"\s*(?:$|[,;:)]|\.(?!\s*[A-Z])|(?:and|or|with|patients?|disease)\b)",
    ", age 6 years",
    " San Diego",
    by="match",
)
"""What stands behind an abbreviation that is an item, or the first of a list, by itself."""


def well_known(text: str) -> Iterator[Token]:
    """Yield abbreviations that nobody spells out, where a disease must stand.

    >>> [t.value for t in well_known("Diagnosis of UC")], [t.value for t in well_known("UC San Diego")]
    (['ulcerative colitis'], [])
    """
    table = lexicon.table("abbreviations")["diseases"]
    found = [
        (m.start(), m.end(), name)
        for short, name in table.items()
        if short in text
        for m in whole_word(short).finditer(text)
    ]
    named = {hit.end for hit in disease_names.diseases(text)} if found else set()
    for low, high, name in sorted(found):
        before, ends = text[:low], ENDS.match(text, high) is not None
        joint = JOINED.search(before)
        in_a_list = joint is not None and joint.start() in named
        if (ends and (in_a_list or not OF_A_LABEL.sub("", before).strip())) or BEFORE_A_DISEASE.search(before):
            named.add(high)
            yield Token("DIS", low, high, name)


JOINED = Rule("glossary.joined", r"(?:\s*[,/]\s*(?:(?:and|or)\s+)?|\s+(?:and|or|and/or)\s+)$", "gout or ", "gout ")
"""What joins an abbreviation to the disease before it in a list, which makes it one too."""


def is_short(word: str) -> bool:
    """Return True if a word may be an abbreviation: two capitals at least, and no other word beside it."""
    return " " not in word and sum(c.isupper() for c in word) > 1
