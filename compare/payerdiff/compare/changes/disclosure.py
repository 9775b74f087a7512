"""The disclosure audit: what the log says was done, held against what changed.

Statements of log entries newer than the old version are joined to the changes that carry them out: by kind, by
the terms that both name, and by the section that they speak of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from payerdiff.compare.changes.words.streams import Streams
from payerdiff.model import concepts
from payerdiff.model.policy import Policy, Revision, Statement
from payerdiff.model.review import Disclosure, ReviewedChange
from payerdiff.model.words import plain_words
from payerdiff.normalize import lexicon

STOP = frozenset(lexicon.table("phrases")["function"]["words"]) | frozenset(lexicon.table("phrases")["log"]["words"])
SAME = {word: words[0] for words in lexicon.table("phrases")["log"]["same"] for word in words}
CODE = re.compile(r"\b(?:[A-Z]\d{4}|\d{4}[0-9A-Z]|[A-Z]\d{2}\.[0-9A-Z]{1,4})\b")
ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9]+\b")
TERMS = re.compile(
    r"\b(?:authori[sz]ations?|approvals?)\b.*\b(?:months?|years?|duration|length|period)\b|\b(?:duration|length) of (?:approval|authori[sz]ation)",
    re.IGNORECASE,
)
TERM_WORDS = ("increased", "decreased", "extended", "shortened", "initial", "renewal", "reauthorization", "authorization", "authorizations", "approval", "duration", "length", "period", "months", "years", "from")  # fmt: skip
POPULATION = re.compile(r"\b(?:pediatrics?|adults?|infants?)\b", re.IGNORECASE)


def new_entries(old: Policy, new: Policy) -> list[Revision]:
    """Return the log entries that the old version does not have."""
    known = {(r.dates.entry, " ".join(plain_words(r.text))[:60]) for r in old.revisions}
    newest = max((r.dates.entry for r in old.revisions if r.dates.entry), default=date.min)
    return [
        r
        for r in new.revisions
        if (r.dates.entry, " ".join(plain_words(r.text))[:60]) not in known and (r.dates.entry or date.max) >= newest
    ]


def named_in(text: str) -> set[str]:
    """Return the names in a text: terms of the vocabulary, and abbreviations."""
    named = {hit.canonical.lower() for table in concepts.term_tables() for hit in lexicon.hits(table, text)}
    return named | {m.lower() for m in ABBREVIATION.findall(text)} - STOP


def terms_of(text: str) -> set[str]:
    """Return the terms of a text: names, populations, and words of weight."""
    people = {m.group(0).lower().rstrip("s") for m in POPULATION.finditer(text)}
    return named_in(text) | people | {stem(w) for w in plain_words(text) if len(w) > 3 and w not in STOP}


def stem(word: str) -> str:
    """Return a word without its ending, so that `mutation` and `mutated` are one.

    >>> stem("mutation") == stem("mutated"), stem("cell")
    (True, 'cell')
    """
    word = SAME.get(word, word)
    return re.sub(r"(?:ions?|ed|ing|es|s|e)$", "", word) if len(word) > 5 else word.rstrip("s")


def touched_terms(change: ReviewedChange, touched: set[str]) -> set[str]:
    """Return the terms that a change put in or took away, not those that only stand beside."""
    text = f"{change.before} {change.after}"
    words = terms_of(" ".join(w for w in plain_words(text) if w in touched))
    return words | {name for name in named_in(text) if set(plain_words(name)) & touched}


def same_use(indication: str, text: str) -> bool:
    """Return True if a statement names an indication, or none at all."""
    use = {stem(w) for w in plain_words(indication) if len(w) > 3} | {
        w.lower() for w in ABBREVIATION.findall(indication)
    }
    said = {stem(w) for w in plain_words(text)}
    others = said - {stem(w) for w in STOP} - {stem(w) for w in TERM_WORDS}
    return bool(use & said) or not {w for w in others if len(w) > 3}


def carries_out(change: ReviewedChange, statement: Statement) -> bool:
    """Return True if a change carries out a statement: of its kind, and about what it names."""
    if statement.kind == "references":
        return change.kind == "references"
    if statement.kind == "codes":
        named_codes = set(CODE.findall(statement.text))
        return change.kind == "codes" and (not named_codes or bool(named_codes & set(CODE.findall(f"{change.before} {change.after}"))))  # fmt: skip
    if statement.kind == "annual_review":
        return change.kind == "administrative" and change.where in ("head", "revision log")
    if change.kind != "clinical" or (statement.kind == "added" and not change.after):
        return False
    if statement.kind == "removed" and change.op == "insert":
        return False
    approval = change.where.endswith(" approval")
    if approval != (TERMS.search(statement.text) is not None):
        return False
    if approval:
        return change.indication is None or same_use(change.indication, statement.text)
    fresh = set(plain_words(change.after)) - set(plain_words(change.before))
    gone = set(plain_words(change.before)) - set(plain_words(change.after))
    if change.op == "move":
        fresh = gone = set(plain_words(change.after))
    wanted, named = terms_of(statement.text), named_in(statement.text)
    moved = touched_terms(change, gone if statement.kind == "removed" else fresh | gone)
    there = moved | terms_of(" ".join((*change.under, change.before, change.after)))
    people = {"pediatric", "adult", "infant"}  # whom a change is for is not what it is
    if statement.kind in ("revised", "clarified") and not named:  # it may name the criterion, not the words put in
        if change.op not in ("replace", "move"):
            return False
        moved = there
    hits = (wanted & moved) - (people if wanted - people else set())
    enough = 1 if wanted <= named else min(2, len(wanted))
    return bool(hits) and (not named or bool(named & there)) and len(wanted & there) >= enough


def came(entry: Revision, streams: Streams) -> bool:
    """Return True if words of an entry came in: one that both versions have can be parted otherwise."""
    return streams.are_readings or bool(streams.changed((), [(entry.span, entry.text)], moved=True))


def audit(
    old: Policy, new: Policy, changes: Sequence[ReviewedChange], streams: Streams
) -> tuple[list[Disclosure], list[ReviewedChange]]:
    """Return the audit, and the changes with the statements that disclose them."""
    statements = [s for r in new_entries(old, new) if came(r, streams) for s in r.statements]
    by_change: dict[str, list[str]] = {}
    found: list[Disclosure] = []
    for statement in statements:
        ids = [c.id for c in changes if carries_out(c, statement)]
        for name in ids:
            by_change.setdefault(name, []).append(statement.id)
        met = bool(ids) or statement.kind in ("annual_review", "administrative")
        found.append(Disclosure(status="disclosed" if met else "not_found", statement=statement, changes=ids))
    told = [c.model_copy(update={"log": by_change.get(c.id, [])}) for c in changes]
    found += [Disclosure(status="undisclosed", changes=[c.id]) for c in told if not c.log and should_be_told(c)]
    return found, told


def should_be_told(change: ReviewedChange) -> bool:
    """Return True if a history should disclose a change: what is covered, on which terms and under which codes, where it is sure which way that moved.

    Cited sources are no ruling, and of words whose effect is open nobody can say that they changed anything.
    """
    return change.kind == "codes" or (change.kind == "clinical" and change.sure != "open")
