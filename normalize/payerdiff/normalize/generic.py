"""The reader for documents of no known template: sections by the words of their headings."""

from __future__ import annotations

import re
from functools import cache

from pydantic import TypeAdapter

from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.policy import GENERIC
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.structured import STRUCTURED
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Opening, Section, SectionKind
from payerdiff.normalize.structure import document_kind
from payerdiff.normalize.structure.losses import leave_unread
from payerdiff.normalize.structure.outline import outlined, told_of
from payerdiff.normalize.template_family import Adapter

SIGNALS = (
    r"\bmedically necessary\b|\bmedical necessity\b", r"\bprior authori[sz]ation\b", r"\bcriteria\b", r"\bcover(?:age|ed)\b",
    r"\beffective date\b|\breview(?:ed)? date\b|\blast review", r"\bpolicy (?:number|#|no\.)|\breference number\b|\bpolicy:",
    r"\binvestigational\b|\bexperimental\b|\bnot covered\b", r"\bHCPCS\b|\bCPT\b|\bICD-10\b|\bNDC\b", r"^\W*references\b",
    r"\bapproval\b|\bauthorization\b", r"\bindications?\b|\bdiagnosis\b",
    r"\byears (?:of age|or older|and older)|\bage\s*[≥>]",
    r"\b(?:patient|member|individual)s? (?:has|have|had|is|are|must|will)\b",
    r"\d\s*(?:mg|mcg|mL|units)\b|\bdos(?:e|ing|age)\b",
)  # fmt: skip
ENOUGH = 6
DAY = r"((?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?) (?:\d{1,2}, )?\d{4}|[\d/.\-]{5,10})"
"""A day, or a month alone."""
FEW_WORDS = 1500


def openings() -> tuple[Opening, ...]:
    """Return the headings of `data/headings.toml` with what they open."""
    kinds = TypeAdapter(SectionKind)
    return tuple(
        Opening(pattern, kinds.validate_python(kind))
        for kind, patterns in lexicon.table("headings").items()
        for pattern in patterns
    )


@cache
def unmistakable() -> tuple[Opening, ...]:
    """Return the headings that mean one thing in the document of any payer: exclusions, codes, references, the revision history."""
    return tuple(one for one in openings() if one.kind in ("exclusion", "codes", "references", "log"))


@cache
def generic_adapter() -> Adapter:
    """Return the adapter that maps heading words of `data/headings.toml` to sections."""
    return Adapter(
        slug=GENERIC,
        signs=(),
        openings=openings(),
        layout=STRUCTURED,
        divide=divided,
        payer_id="unknown",
        payer_name=r"\b((?:Blue Cross|BlueCross)(?: and| &)? ?(?:Blue Shield|BlueShield)(?: of)?(?: [A-Z][a-z]+){0,3}|[A-Z]\w+(?: [A-Z]\w+)* Health ?Plans?\b)",
        fields={
            "number": r"\b(?:policy (?:number|no\.?|#)|reference number|document number)\s*:?\s*([A-Z0-9][\w.\-]{2,})",
            "dates.original": rf"\b(?:original(?:ly)? (?:effective|policy|approval)|origination)(?: date)?\s*:?\s*{DAY}",
            "dates.effective": rf"(?<!original )(?<!originally )\b(?:current )?effective(?: date)?\s*:?\s*{DAY}",
            "dates.last_review": rf"\b(?:last|recent|current) review(?:ed)?(?: date)?\s*:?\s*{DAY}",
            "dates.next_review": rf"\bnext (?:annual )?review(?: date)?\s*:?\s*{DAY}",
        },
    )


def divided(draft: Draft) -> list[Section]:
    """Return a document's sections by the roles of its blocks; what may be criteria in a section of another kind stays unread."""
    sections = outlined(draft)
    leave_unread(draft, sections)
    return sections


def why_no_policy(view: Reading) -> tuple[str, str] | None:
    """Return why a document of no known template is no policy, and what to do; None where it is one."""
    if is_bulletin(view.plain):
        return "it is news about changes of several policies", OPEN_IT
    reason = document_kind.why_no_policy(view.plain, told_of(Draft(view)), looks_like_policy(view.plain))
    return (reason, OPEN_IT) if reason else None


OPEN_IT = "Open the policy itself and use that file."


def looks_like_policy(text: str) -> bool:
    """Return True if a text speaks of coverage in the ways that policies do; a portal, an index or an error page does not.

    Short lists of criteria name fewer of the usual words, so one sign fewer will do where the text speaks of patients.
    """
    seen = [signal for signal in SIGNALS if re.search(signal, text, re.IGNORECASE | re.MULTILINE)]
    clinical = any(signal in seen for signal in SIGNALS[-3:])
    return len(text) > FEW_WORDS and len(seen) >= (ENOUGH - 1 if clinical else ENOUGH)


NEWS = Rule("generic.news", r"\bwhat.{0,3}s new\b|\b(?:policy|policies|provider|formulary|guideline)s? (?:updates?|news|newsletter|changes)\b", "Policy updates", "Policy number")  # fmt: skip
NUMBERED = Rule(
    "generic.numbered",
    r"^[A-Z]{1,5}[.\-]?\d{2,5}(?:\.\d+)*\b",
    "MED.00140 Gene therapy",
    "Gene therapy",
    exact=True,
    flags=re.MULTILINE,
)
HEAD = 400
SEVERAL = 3


def is_bulletin(text: str) -> bool:
    """Return True if a text reports on changes of several policies: its head says news, and it lists policies by number."""
    return NEWS.search(text[:HEAD]) is not None and len(set(NUMBERED.findall(text))) >= SEVERAL
