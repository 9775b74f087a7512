"""Abbreviations in criteria that the document spells out nowhere and the vocabulary does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from payerdiff.model import concepts
from payerdiff.model.mention import Mention
from payerdiff.model.policy import Policy
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

TERM = Rule(
    "abbreviations.term", r"(?<![\w.®/-])[A-Z]{2,6}(?![\w.®-])", "FEV of the patient", "CD19 of the tumor", exact=True
)
"""An abbreviation: capitals alone. With digits it is a gene, a code or a score, which have no long form; between dots a document's number."""
SPELLED = Rule(
    "abbreviations.spelled",
    r"[(\[]([A-Z]{2,6})s?[+§*]?[)\]]|\b([A-Z]{2,6})s? ?[(\[][^)\]]{6}|^\s*([A-Z]{2,6})\s*[:=–-]",
    "nonsteroidal drug (NSAID)", "an NSAID is tried", exact=True, flags=re.MULTILINE,
)  # fmt: skip
ROMAN = Rule("abbreviations.roman", r"[IVXL]+", "XIV", "XMAS", exact=True, by="fullmatch")
WORD = Rule("abbreviations.word", r"\b[A-Za-z][a-z]+\b", "patient", "MRD", exact=True)


@dataclass(frozen=True, slots=True)
class Spelled:
    """What a reader of a document knows: the abbreviations that are spelled out, and its plain words, which a title may set in capitals."""

    terms: frozenset[str]
    words: frozenset[str]

    def unknown_in(self, text: str) -> Iterator[Mention]:
        """Yield the abbreviations of a text that its reader does not know."""
        for match in TERM.finditer(text):
            term = match.group()
            if term not in self.terms and term.lower() not in self.words and not ROMAN.fullmatch(term):
                yield Mention(concept="undefined_term", subject=term, text=term, start=match.start(), end=match.end())


def spelled_in(policy: Policy) -> Spelled:
    """Return what a policy's document spells out, and what nobody needs spelled out."""
    text = "\n".join(block.text for block in policy.ledger.blocks if block.text)
    told = {term for match in SPELLED.finditer(text) for term in match.groups() if term}
    plain = (word.lower() for word in WORD.findall(text))
    return Spelled(frozenset(told | known()), frozenset(("not", "and", "or", "all", "any", "one", *plain)))


@cache
def known() -> frozenset[str]:
    """Return the abbreviations that the vocabulary knows, and those that need no long form."""
    entries = ((name, entry) for table in concepts.term_tables() for name, entry in lexicon.table(table).items())
    terms = (term for name, entry in entries for term in (name, *(entry if isinstance(entry, list) else entry.get("synonyms", ()))))  # fmt: skip
    return frozenset(
        (*lexicon.table("phrases")["well_known"]["words"], *(word for term in terms for word in TERM.findall(term)))
    )
