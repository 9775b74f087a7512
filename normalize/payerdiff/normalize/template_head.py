"""The head of a document of a known template: its fields by the adapter's expressions, who pays, the benefit."""

from __future__ import annotations

import re
from typing import Literal

from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.policy import Payer
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.head.payer import plan_named
from payerdiff.normalize.head.printed import printed_rows
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section, before_heading
from payerdiff.normalize.template_family import Adapter


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


BETWEEN = Rule("template_head.between", r"[,;/]", "HMO, PPO", "HMO", exact=True)
BETWEEN_WORDS = Rule("template_head.between_words", r"[^a-z0-9]+", "a b", "ab", exact=True)
INC = Rule("template_head.inc", r",? Inc\.?$", "Sample Plan, Inc.", "Sample Plan", exact=True)


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
