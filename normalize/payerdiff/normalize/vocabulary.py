"""How names of a data file are found in a text: an expression for the terms with two first letters, the longest first."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from payerdiff.normalize.rules import Rule

DATA = files("payerdiff.normalize") / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """Return a data file as it stands."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a text."""

    canonical: str
    start: int
    end: int


SHORT = Rule("vocabulary.short", r"[a-z]{1,2}[A-Z]{2,}\w{0,3}", "eGFR", "EGFR", exact=True, by="fullmatch")


ENDS_IN_Y = Rule("vocabulary.ends_in_y", r"[b-df-hj-np-tv-z]y$", "therapy", "trays", exact=True)


def pattern_of(synonym: str) -> str:
    """Return the expression for one synonym: words in capitals keep their case, blanks and hyphens are alike."""
    stem, ending = (synonym[:-1], "(?:y|ies)") if ENDS_IN_Y.search(synonym) else (synonym, "")
    body = re.escape(stem).replace(r"\-", r"[\-‐‑\s]?").replace(r"\ ", r"[\s\-]+").replace("'", "['’]?") + ending
    plural = "s?" if synonym[-1].isalpha() and (not synonym.isupper() or len(synonym) > 2) and not ending else ""
    short = SHORT.fullmatch(synonym) is not None  # `eGFR` is no `EGFR`
    exact = synonym.upper() == synonym or short or (len(synonym) <= 3 and not synonym.islower())
    return rf"(?<![\w:]){body}{plural}(?!\w)" if exact else rf"(?i:(?<!\w){body}{plural}(?!\w))"


Terms = tuple[re.Pattern[str], tuple[str, ...]]
START = Rule("vocabulary.start", r"(?<!\w)\S", "asthma", " ", exact=True)


BY_CAUSE = (
    "{cause}-related {effect}", "{cause}-induced {effect}", "{cause}-associated {effect}", "{cause}-mediated {effect}", "{effect} associated with {cause}",
    "{effect} associated with the use of {cause}", "{effect} related to {cause}", "{effect} due to {cause}", "{effect} caused by {cause}", "{effect} secondary to {cause}",
)  # fmt: skip
"""How a disease is called by what it is and the treatment that caused it."""


def by_cause(entry: dict[str, Any]) -> list[str]:
    """Return the names of a disease that a treatment caused: each of its effects with each word for the cause.

    >>> by_cause({"causes": ["opioid"], "effects": ["constipation"]})[0]
    'opioid-related constipation'
    """
    pairs = ((cause, effect) for cause in entry.get("causes", ()) for effect in entry.get("effects", ()))
    return [form.format(cause=cause, effect=effect) for cause, effect in pairs for form in BY_CAUSE]


def said_of(entry: dict[str, Any]) -> list[str]:
    """Return what else an entry is called: its synonyms, and the names by its cause."""
    return [*entry.get("synonyms", ()), *by_cause(entry)]


@cache
def vocabulary(name: str) -> dict[str, list[tuple[str, str]]]:
    """Return the terms of a data file by their first letter, longest first, each with its canonical name."""
    entries = []
    for canonical, entry in table(name).items():
        words = entry if isinstance(entry, list) else [*said_of(entry), *entry.get("brands", [])]
        if name == "drugs":
            words = [canonical, *words]
        entries += [(word, canonical) for word in words]
    entries.sort(key=lambda pair: (-len(pair[0]), pair[0]))
    by_letter: dict[str, list[tuple[str, str]]] = {}
    for word, canonical in entries:
        by_letter.setdefault(word[0].lower(), []).append((word, canonical))
    return by_letter


@cache
def terms_from(name: str, first: str, second: str) -> Terms | None:
    """Return the expression of a data file's terms that may begin with two characters, and the canonical name of each group; None without any.

    One expression for a whole file would try every term at every character; and most are put together for no text at all, so each waits
    until one asks. Without a second character, all terms with the first may begin there.
    """
    held = [(word, canonical) for word, canonical in vocabulary(name)[first] if may_go_on(word, second)]
    if not held:
        return None
    return re.compile("|".join(f"({pattern_of(word)})" for word, _ in held)), tuple(c for _, c in held)


def may_go_on(word: str, second: str) -> bool:
    """Return True if a term's second character may be this one; its blanks, hyphens and letters beyond ASCII may be others in a text."""
    own = word[1:2].lower()
    return not second or own == second or not (own.isascii() and own.isalnum())


def hits(name: str, text: str) -> list[Hit]:
    """Return the terms of a data file in a text, in order, longest match first at each place.

    >>> [h.canonical for h in hits("diagnoses", "B-cell precursor ALL in all patients")]
    ['B-ALL']
    """
    return list(hits_once(name, text))


@cache
def beginnings(name: str) -> frozenset[str]:
    """Return with which three characters the terms of a data file begin; with which two or one where the next may be another in a text."""
    found = set()
    for words in vocabulary(name).values():
        for word, _ in words:
            low = word.lower()
            sure = next((at for at, char in enumerate(low[:HEAD]) if not (char.isascii() and char.isalnum())), HEAD)
            found.add(low[: max(1, min(sure, len(low)))])
    return frozenset(found)


HEAD = 3
"""Characters that tell whether any term begins at a word."""
LONG = 2_000
"""Characters of a text whose words are looked up anew for each data file, so that no whole documents are kept."""


@lru_cache(maxsize=1_024)
def heads_of(text: str) -> tuple[tuple[int, str], ...]:
    """Return where words of a text begin, each with its first characters in lower case; several data files ask for the same text."""
    return tuple((start.start(), text[start.start() : start.start() + HEAD].lower()) for start in START.finditer(text))


@lru_cache(maxsize=4_096)
def hits_once(name: str, text: str) -> tuple[Hit, ...]:
    """Return the same, each text searched once: many finders ask for the same leaf."""
    terms, found, end = vocabulary(name), [], 0
    known = beginnings(name)
    starts = heads_of(text) if len(text) < LONG else heads_of.__wrapped__(text)
    for at in [at for at, head in starts if head in known or head[:2] in known or head[0] in known or not head.isascii()]:  # fmt: skip
        first, second = text[at].lower(), text[at + 1 : at + 2].lower()
        if at < end or first not in terms:
            continue
        held = terms_from(name, first, second if second.isascii() else "")
        match = held[0].match(text, at) if held else None
        if held and match:
            end = match.end()
            found.append(Hit(held[1][(match.lastindex or 1) - 1], at, end))
    return tuple(hit for hit in found if not is_another_word(table(name)[hit.canonical], text, hit))


def is_another_word(entry: Any, text: str, hit: Hit) -> bool:
    """Return True if a term of one word is a common word here, by what follows: `ALL of the following`, `maintenance medication`."""
    if not isinstance(entry, dict):
        return False
    after = text[hit.end : hit.end + 20].lower().lstrip()
    return " " not in text[hit.start : hit.end] and any(
        re.match(rf"{re.escape(word)}\b", after) for word in entry.get("not_before", ())
    )
