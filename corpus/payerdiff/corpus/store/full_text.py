"""Full text over the words of criteria and terms: FTS5 on SQLite, tsvector on PostgreSQL, both by the stems of English words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from payerdiff.corpus.store.fingerprint import READS, program
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.phrasing import ALL_INDICATIONS, PHASES
from payerdiff.model.policy import Policy, Span, leaves

OPEN, CLOSE = "\x02", "\x03"
"""What stands around a word that was found."""
TOKEN = re.compile(r'"([^"]+)"|(\S+)')
WORD = re.compile(r"\w+")
MOST = 4000
"""Passages that are ranked, the newest ones: of a common word all would be a second's work. If too few of them count, all are."""
SQLITE = (
    "CREATE VIRTUAL TABLE passage_words USING fts5(text, content='passage', content_rowid='id', tokenize='porter unicode61')",
    "CREATE TRIGGER passage_in AFTER INSERT ON passage BEGIN INSERT INTO passage_words(rowid, text) VALUES (new.id, new.text); END",
    "CREATE TRIGGER passage_out AFTER DELETE ON passage BEGIN INSERT INTO passage_words(passage_words, rowid, text) VALUES ('delete', old.id, old.text); END",
)
POSTGRES = (
    "ALTER TABLE passage ADD COLUMN stems tsvector GENERATED ALWAYS AS (to_tsvector('english', text)) STORED",
    "CREATE INDEX passage_words ON passage USING gin (stems)",
)
"""The stems are kept: drawn anew for each passage that is ranked, those of a common word in 100,000 policies took over a second."""
JOINED = "JOIN policy ON policy.id = passage.policy JOIN reading ON reading.key = policy.reading"
ON_SQLITE = f"""SELECT passage.policy, passage.place, passage.page, found.shown, policy.reading FROM
(SELECT rowid AS id, bm25(passage_words) AS score, highlight(passage_words, 0, :open, :close) AS shown FROM passage_words
WHERE passage_words MATCH :words ORDER BY rowid DESC LIMIT :cap) AS found
JOIN passage ON passage.id = found.id {JOINED}
WHERE reading.program = :program ORDER BY found.score, reading.name, passage.id"""
ON_POSTGRES = f"""SELECT passage.policy, passage.place, passage.page, passage.text AS shown, policy.reading FROM
(SELECT id, policy, place, page, text, stems FROM passage WHERE stems @@ to_tsquery('english', :words)
ORDER BY id DESC LIMIT :cap) AS passage {JOINED}
WHERE reading.program = :program
ORDER BY ts_rank(passage.stems, to_tsquery('english', :words)) DESC, reading.name, passage.id"""
SHOWN = "SELECT ts_headline('english', :text, to_tsquery('english', :words), :how)"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: the policy's row, the place in it, and the words, those that were looked for marked."""

    policy: int
    reading: str
    place: str
    page: int
    shown: str


def make_index(connection: Connection) -> None:
    """Make the index of a new store."""
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRES:
        connection.exec_driver_sql(statement)


def passages_of(found: Policy | CodeReference) -> Iterator[dict[str, Any]]:
    """Yield the passages of a policy, without its row: criteria and exclusions by phase and indication, then terms."""
    if not isinstance(found, Policy):
        return
    for criteria in (*found.criteria, *found.exclusions):
        place = f"{criteria.indication or ALL_INDICATIONS}, {PHASES[criteria.phase]}"
        for leaf in leaves(criteria.root):
            yield from passage(place, leaf.text, leaf.span)
    for place, terms in (("authorization period", found.approvals), ("limit", found.limits)):
        for term in terms:
            yield from passage(place, term.text, term.span)
    for row in found.dosage:
        yield from passage("dosage", " ".join(x for x in (row.regimen, row.max_dose) if x), row.span)


def passage(place: str, words: str, span: Span | None) -> Iterator[dict[str, Any]]:
    """Yield a passage if it has words."""
    if words.strip():
        yield {"place": place, "page": span.page if span else 1, "text": words}


def query_of(words: str, *, postgres: bool) -> str:
    """Return what a person looks for in the language of a database: all words must be there, those in quotes one after the other.

    >>> query_of('"step therapy" biologic*', postgres=False)
    '"step therapy" AND "biologic"'
    >>> query_of('"step therapy" biologic', postgres=True)
    "('step' <-> 'therapy') & 'biologic'"
    """
    parts = [WORD.findall(quoted or plain) for quoted, plain in TOKEN.findall(words)]
    if postgres:
        told = [" <-> ".join(f"'{word}'" for word in part) for part in parts if part]
        return " & ".join(f"({one})" if "<->" in one else one for one in told)
    return " AND ".join(f'"{" ".join(part)}"' for part in parts if part)


def hits(connection: Connection, words: str, readings: Collection[str], most: int) -> list[Hit]:
    """Return the passages that have all words, the best first, among some readings."""
    postgres = connection.dialect.name == "postgresql"
    query = query_of(words, postgres=postgres)
    if not query:
        return []
    found = ranked(connection, query, MOST, readings)
    if len(found) < most:
        found = ranked(connection, query, None, readings)
    return [marked(connection, hit, query) for hit in found[:most]] if postgres else found[:most]


def ranked(connection: Connection, query: str, cap: int | None, readings: Collection[str]) -> list[Hit]:
    """Return the passages of some readings that a query finds, the best first: among the newest ones up to a cap, or among all."""
    told: dict[str, object] = {"words": query, "program": program(READS), "cap": cap}
    if connection.dialect.name == "sqlite":
        told |= {"open": OPEN, "close": CLOSE, "cap": -1 if cap is None else cap}
    rows = connection.execute(text(ON_SQLITE if connection.dialect.name == "sqlite" else ON_POSTGRES), told)
    return [Hit(r.policy, r.reading, r.place, r.page, r.shown) for r in rows if r.reading in readings]


def marked(connection: Connection, hit: Hit, query: str) -> Hit:
    """Return a hit of PostgreSQL with its words marked: they are marked for those alone that are shown."""
    how = f"StartSel={OPEN}, StopSel={CLOSE}, HighlightAll=true"
    shown = connection.execute(text(SHOWN), {"text": hit.shown, "words": query, "how": how}).scalar()
    return Hit(hit.policy, hit.reading, hit.place, hit.page, str(shown))
