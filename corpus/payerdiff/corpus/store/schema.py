"""The tables of the store, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

FORM = "2"
"""The form of these tables: a store of another form is not opened."""
METADATA = MetaData()

FACTS = Table(
    "store_fact",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What holds of the store as a whole: its form."""

DOCUMENTS = Table(
    "document",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
)
"""Documents by content. The bytes stay where the user has them; `place` says where."""

PLACES = Table(
    "place",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("library", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", ForeignKey("document.sha256"), nullable=False),
    Column("seen", Date, nullable=False),
    Column("first", Integer, nullable=False),
    Column("gone", Date),
    Column("last", Integer),
)
"""Where a document lay, below the folder of its library: since which day and survey, and on which it was there no more.

A file that is replaced ends one row and begins another: rows are never deleted, so what was withdrawn stays known.
"""
PRESENT = Index("place_present", PLACES.c.library, PLACES.c.path, unique=True, sqlite_where=PLACES.c.gone.is_(None))
"""One document lies at a place at a time."""

SURVEYS = Table(
    "survey",
    METADATA,
    Column("library", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
)
"""The times at which a library was looked through and was not as before."""

READINGS = Table(
    "reading",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("sha256", ForeignKey("document.sha256"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("side", String(12)),
    Column("corrections", String(64), nullable=False),
    Column("program", String(64), nullable=False),
    Column("engines", Text, nullable=False),
    Column("policies", Integer, nullable=False),
)
"""What was read: `key` is the hash of all other columns but `policies`, on which the outcome rests; `policies` is how many were found."""

FAILURES = Table(
    "failure",
    METADATA,
    Column("reading", ForeignKey("reading.key", ondelete="CASCADE"), primary_key=True),
    Column("code", String(40), nullable=False),
    Column("document", Text, nullable=False),
    Column("found", Text, nullable=False),
    Column("way_out", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
)
"""Why a document could not be read, and how often that was tried."""

POLICIES = Table(
    "policy",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("reading", ForeignKey("reading.key", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("content", String(64), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("payer", Text),
    Column("payer_name", Text),
    Column("number", Text),
    Column("title", Text),
    Column("lines", Text),
    Column("effective", Date),
    Column("reviewed", Date),
    Column("dated", Date),
    Column("criteria_hash", String(64)),
    Column("terms_hash", String(64)),
    Column("dates_hash", String(64)),
    Column("rest_hash", String(64)),
    UniqueConstraint("reading", "ordinal"),
)
"""Each policy, or page about a code, of a reading: its JSON, compressed; `content` is the hash of that JSON. The head stands beside it."""
Index("policy_line", POLICIES.c.payer, POLICIES.c.number)

DRUGS = Table(
    "policy_drug",
    METADATA,
    Column("policy", ForeignKey("policy.id", ondelete="CASCADE"), primary_key=True),
    Column("generic", Text, primary_key=True),
)
"""The drugs of each policy."""
Index("drug_policy", DRUGS.c.generic)

PASSAGES = Table(
    "passage",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("policy", ForeignKey("policy.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("text", Text, nullable=False),
)
"""The words of criteria, exclusions and terms, in which `find` looks."""

RESULTS = Table(
    "result",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("program", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("content", String(64), nullable=False),
)
"""Comparisons, reviews and pages by the hash of what they rest on; `content` is the hash of the body, uncompressed."""

SOURCES = Table(
    "source",
    METADATA,
    Column("library", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("added", Date, nullable=False),
    Column("followed", Text),
    Column("path", Text),
    Column("sha256", String(64)),
    Column("etag", Text),
    Column("modified", Text),
    Column("checked", Date),
    Column("changed", Date),
    Column("failing", Date),
    Column("failure", Text),
)
"""What is watched for a library: an address or a folder, what it gave last (`path` below the library's folder), and since when it fails."""

JOINED = Table(
    "joined",
    METADATA,
    Column("library", Text, primary_key=True),
    Column("old", String(64), primary_key=True),
    Column("new", String(64), primary_key=True),
)
"""Lines of policies that a person has confirmed to be one, by the hash of each line's identity."""


def for_postgres() -> None:
    """Limit the index of places as it is on SQLite. Named here and not with the index, as that loads all of PostgreSQL's part of the database library."""
    PRESENT.dialect_options["postgresql"]["where"] = PLACES.c.gone.is_(None)
