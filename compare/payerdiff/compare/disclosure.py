"""The disclosure audit: what the log says was done, held against what changed.

Statements of log entries newer than the old version are joined to the changes that carry them out: by kind, by
the terms that both name, and by the section that they speak of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from payerdiff.compare.matching import plain_words
from payerdiff.compare.review_schema import Disclosure, ReviewedChange
from payerdiff.normalize import lexicon
from payerdiff.normalize.schema import Policy, Revision, Statement

TABLES = ("biomarkers", "settings", "diagnoses", "drugs", "regimens", "specialties")
STOP = frozenset(lexicon.table("phrases")["function"]["words"]) | frozenset(lexicon.table("phrases")["log"]["words"])
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


def terms_of(text: str) -> set[str]:
    """Return the terms that a text names: of the vocabulary, populations, and words of weight."""
    named = {hit.canonical for table in TABLES for hit in lexicon.hits(table, text)}
    people = {m.group(0).lower().rstrip("s") for m in POPULATION.finditer(text)}
    return named | people | {w.rstrip("s") for w in plain_words(text) if len(w) > 3 and w not in STOP}


def carries_out(change: ReviewedChange, statement: Statement) -> bool:
    """Tell whether a change carries out a statement."""
    if statement.kind in ("references", "codes"):
        return change.kind == statement.kind
    if statement.kind == "annual_review":
        return change.kind == "administrative"
    if change.kind != "clinical":
        return False
    if statement.kind == "added" and not change.after:
        return False
    if statement.kind == "removed" and change.op == "insert":
        return False
    fresh = set(plain_words(change.after)) - set(plain_words(change.before))
    gone = set(plain_words(change.before)) - set(plain_words(change.after))
    touched = gone if statement.kind == "removed" else fresh | gone
    wanted = terms_of(statement.text)
    moved_terms = terms_of(" ".join(w for w in plain_words(f"{change.before} {change.after}") if w in touched)) | {
        h.canonical
        for t in TABLES
        for h in lexicon.hits(t, f"{change.before} {change.after}")
        if set(plain_words(h.canonical)) & touched
    }
    context = terms_of(" ".join((*change.under, change.before, change.after)))
    people = {"pediatric", "adult", "infant"}  # whom a change is for is not what it is
    hits = (wanted & moved_terms) - (people if wanted - people else set())
    return bool(hits) and len(wanted & (moved_terms | context)) >= min(2, len(wanted))


def audit(old: Policy, new: Policy, changes: Sequence[ReviewedChange]) -> tuple[list[Disclosure], list[ReviewedChange]]:
    """Return the audit, and the changes with the statements that disclose them."""
    statements = [s for r in new_entries(old, new) for s in r.statements]
    by_change: dict[str, list[str]] = {}
    found: list[Disclosure] = []
    for statement in statements:
        ids = [c.id for c in changes if carries_out(c, statement)]
        for name in ids:
            by_change.setdefault(name, []).append(statement.id)
        met = bool(ids) or statement.kind in ("annual_review", "administrative")
        found.append(Disclosure(status="disclosed" if met else "not_found", statement=statement, changes=ids))
    told = [c.model_copy(update={"log": by_change.get(c.id, [])}) for c in changes]
    found += [
        Disclosure(status="undisclosed", changes=[c.id])
        for c in told
        if not c.log and c.kind not in ("formatting", "editorial", "administrative")
    ]
    return found, told
