"""The head of a document of a known template: its fields by the adapter's expressions, and its running text taken out of the sections."""

from __future__ import annotations

import re
from typing import Literal

from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.policy import (
    Payer,
)  # fmt: skip
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.head.payer import plan_named
from payerdiff.normalize.head.printed import printed_rows
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section, before_heading
from payerdiff.normalize.template_family import Adapter


def drop_furniture(draft: Draft, adapter: Adapter, sections: list[Section]) -> None:
    """Take the template's own running text out of the sections; the words after a `CLINICAL POLICY` head go with it."""
    if not adapter.furniture:
        return
    pattern = re.compile("|".join(adapter.furniture), re.IGNORECASE)
    title = ""
    for section in sections:
        kept = []
        after_head = False
        for block in section.blocks:
            words = draft.words(block)
            if block.kind != "row" and pattern.match(words):
                draft.claim("furniture", block.start, block.end)
                after_head = len(words) < 30
                continue
            if after_head and len(words) < 30 and words and title and words in title and block.kind == "paragraph":
                draft.claim("furniture", block.start, block.end)
                after_head = False
                continue
            after_head = False
            kept.append(block)
            title = title or next((w for w in (draft.words(b) for b in section.blocks[:4]) if w), "")
        section.blocks = kept


def fields_of(draft: Draft, adapter: Adapter, sections: list[Section]) -> dict[str, str]:
    """Return the fields of the head by the adapter's expressions, and file their text under metadata.

    An expression anchored at the text's start (`\\A`) is read on the first section without running heads.
    """
    found = {}
    head = "\n".join(draft.words(block) for block in sections[0].blocks)
    for name, pattern in adapter.fields.items():
        if pattern.startswith(r"\A"):
            match = re.search(pattern, head, re.MULTILINE)
        else:
            match = re.search(pattern, draft.reading.plain, re.MULTILINE | re.IGNORECASE)
            if match:
                draft.claim("metadata", match.start(), match.end())
        if match:
            found[name] = before_heading(" ".join(match.group(1).split()), adapter.openings).rstrip(",;")
    return found


BETWEEN = Rule("template_fields.between", r"[,;/]", "HMO, PPO", "HMO", exact=True)
BETWEEN_WORDS = Rule("template_fields.between_words", r"[^a-z0-9]+", "a b", "ab", exact=True)
INC = Rule("template_fields.inc", r",? Inc\.?$", "Sample Plan, Inc.", "Sample Plan", exact=True)


def payer_of(view: Reading, adapter: Adapter, meta: dict[str, str]) -> Payer:
    """Return who pays: the adapter's payer, or the one that the text names."""
    name = adapter.payer
    identity = adapter.payer_id
    if adapter.payer_name:
        match = re.search(adapter.payer_name, view.plain)
        if match:
            name = " ".join(match.group(1).split()).rstrip("®™ ")
            identity = BETWEEN_WORDS.sub("_", INC.sub("", name).lower()).strip("_")
    if name is None and (plan := plan_named(printed_rows(view), dict(view.document.properties))):
        name, identity = plan.name, plan.id
    author = adapter.author
    if adapter.author_name:
        match = re.search(adapter.author_name, view.plain)
        author = match.group(1) if match else None
    lines = [line.strip() for line in BETWEEN.split(meta.get("lines_of_business", "")) if line.strip()]
    return Payer(id=identity, name=name, lines_of_business=lines, author=author)


def benefit_of(meta: dict[str, str], adapter: Adapter) -> Literal["medical", "pharmacy"] | None:
    """Return the benefit that the text names, or the template's."""
    named = meta.get("benefit", "").lower()
    return "medical" if named == "medical" else "pharmacy" if named in ("pharmacy", "prescription") else adapter.benefit
