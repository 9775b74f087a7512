"""Cited sources, and the drugs that a policy is about."""

from __future__ import annotations

import re

from payerdiff.normalize import lexicon
from payerdiff.normalize.draft import Draft
from payerdiff.normalize.schema import Code, Drug, Reference
from payerdiff.normalize.sections import Section

ACCESSED = re.compile(
    r"\b(?:last\s+)?accessed\s+(?:on\s+)?([A-Z][a-z]+\.?\s+(?:\d{1,2},\s+)?\d{4}|\d{1,2}/\d{1,2}/\d{2,4})",
    re.IGNORECASE,
)
PAIR = re.compile(r"\b([A-Z][A-Za-z]+(?:[ -][A-Za-z]+)?)\s*®?™?\s*\(([A-Za-z][A-Za-z -]+?)\)")


def read_references(draft: Draft, section: Section) -> list[Reference]:
    """Return the cited sources of a section."""
    found = []
    for block in section.blocks:
        if block.kind == "row":
            continue
        words = draft.words(block)
        if len(words) < 12:
            continue
        number = block.marker.places[0][1] if block.marker and block.marker.places else None
        accessed = ACCESSED.search(words)
        found.append(
            Reference(
                number=number,
                text=words,
                accessed=accessed.group(1) if accessed else None,
                span=draft.span(block.start, block.end),
            )
        )
    return found


def drugs_of(title: str, text: str, codes: list[Code]) -> list[Drug]:
    """Return the drugs of a policy: those its title names, else those whose code it lists, else the one its text names most.

    A pair `brand (generic)` or `generic (brand)` in the title counts even where the drug table does not know it.
    """
    table = lexicon.table("drugs")
    named = list(dict.fromkeys(h.canonical for h in lexicon.hits("drugs", title)))
    own = {code.code for code in codes if code.system == "HCPCS"}
    if not named:
        named = [g for g, entry in table.items() if own & set(entry.get("hcpcs", ()))]
    if not named:
        pair = PAIR.search(title)
        if pair:
            first, second = pair.group(1), pair.group(2)
            generic, brand = (second, first) if second.islower() else (first, second)
            return [
                Drug(
                    generic=generic.lower(),
                    brands=[brand],
                    hcpcs=sorted(
                        own
                        & {
                            c.code
                            for c in codes
                            if brand.lower() in (c.description or "").lower()
                            or generic.lower() in (c.description or "").lower()
                        }
                    ),
                )
            ]
        counted = [h.canonical for h in lexicon.hits("drugs", text[:6000])]
        named = sorted(set(counted), key=lambda g: (-counted.count(g), g))[:1]
    return [
        Drug(generic=g, brands=list(table[g].get("brands", ())), hcpcs=list(table[g].get("hcpcs", ()))) for g in named
    ]
