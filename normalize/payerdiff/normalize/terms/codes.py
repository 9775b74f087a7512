"""Billing and diagnosis codes: table rows and lists → Codes.

What a code is, is told by its form and by the heading above it: a `J` code is HCPCS, `C91.00` is ICD-10-CM.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Code
from payerdiff.model.policy.terms import NOT_COVERED
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section

System = Literal["HCPCS", "CPT", "ICD-10-CM", "ICD-10-PCS", "NDC", "GPI", "REV"]
ICD_CODE = r"[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}\b"
TO = r"\s*[-–](?:hyphen\b)?\s*"
"""Between the ends of a range; web pages spell the sign out for those who hear it read."""
GPI_PARTED = r"\d{2}-\d{2}-\d{2}-\d{2}-\d{2}-\d{2}-\d{2}"
FORMS: tuple[tuple[System, Rule], ...] = (
    ("NDC", Rule("codes.ndc", r"\b\d{5}-\d{3,4}-(?:\d{1,2}|xx|XX)\b", "00000-111-22", "00000-11", exact=True)),
    ("ICD-10-PCS", Rule("codes.icd_10_pcs", r"\b(?=[0-9]*[A-Z])[0-9BCDFGHX][0-9A-HJ-NP-Z]{6}\b", "XW033C3", "1234567", exact=True)),
    ("HCPCS", Rule("codes.hcpcs", r"\b[A-CEGHJ-MP-V]\d{4}\b(?![.\-]\d)", "J9999", "J99.99", exact=True)),
    ("ICD-10-CM", Rule("codes.icd_10_cm", rf"\b{ICD_CODE}(?:{TO}{ICD_CODE})?", "C91.00 - C91.02", "C91", exact=True)),
    ("GPI", Rule("codes.gpi", rf"\b\d{{14}}\b|\b{GPI_PARTED}\b|\b\d{{8,12}}(?:\*{{2,6}}|x{{2,6}})", "12345678901234", "1234567", exact=True)),
    ("REV", Rule("codes.rev", r"\b0\d{3}\b(?:\s*[-–]\s*0\d{3}\b)?", "0636", "636", exact=True)),
    ("CPT", Rule("codes.cpt", rf"(?<![\d.])\b\d{{5}}\b(?:{TO}\d{{5}}\b)?(?!-\d)", "96413", "9641", exact=True)),
    ("CPT", Rule("codes.cpt_lettered", r"\b\d{4}[TFUM]\b", "0537T", "0537", exact=True)),
)  # fmt: skip
UNDER: dict[System, Rule] = {
    "CPT": Rule(
        "codes.cpt_named",
        r"\bCPT|procedure code|service code|administration code|\bcod(?:e|ing)",
        "the CPT codes below",
        "the drugs below",
    ),
    "GPI": Rule("codes.gpi_named", r"\bGPI\b|\bgeneric product identifier", "GPI number", "NDC number"),
    "REV": Rule("codes.rev_named", r"\brevenue codes?\b|\bREV\b", "revenue code", "billing code"),
    "ICD-10-PCS": Rule("codes.pcs_named", r"\bICD-?10[\s-]*(?:PCS|Procedure)", "ICD-10-PCS", "ICD-10-CM"),
}
"""Systems whose codes look like other numbers: they are codes only below or beside words that name the system."""
CATEGORY = Rule("codes.category", r"^\W*([A-TV-Z]\d[0-9AB])(?=\s|$)", "J45 Asthma", "J45.9 Asthma", exact=True)
"""An ICD-10-CM category of three signs: a code only at the head of a row, below words that name the system."""
UNDOTTED = Rule(
    "codes.undotted",
    r"^\W*(?![GJQS]\d{4}\b)([A-TV-Z]\d[0-9A-Z]{2,5})(?=\s|$)",
    "E1100 Diabetes",
    "E11.00 Diabetes",
    exact=True,
    by="match",
)
"""A code of claims, which write no dot: one only at the head of a row below words that name ICD-10 and no other system."""
OTHERS = Rule("codes.others", r"\b(?:HCPCS|CPT|NDC|GPI|procedure|revenue)\b", "HCPCS and ICD-10 codes", "ICD-10 codes")
ICD = Rule("codes.icd", r"\bICD-?10\b(?![\s-]*(?:PCS|Procedure))", "ICD-10 diagnosis codes", "ICD-10-PCS codes")
SYSTEMS = Rule(
    "codes.systems", r"\b(?:CPT|HCPCS|ICD-?10|NDC|GPI|revenue|procedure|diagnosis)\b", "HCPCS codes", "covered drugs"
)
"""Words of a heading that name a code system: it holds until another is named."""


REFUSED = Rule(
    "codes.not_covered",
    r"\b(?:not|non|never)[\s-]+covered\b(?!\s+(?:unless|without|if\s+not))",
    "J9999 MADEUPRA, 1 mg Not Covered",
    "J9999 MADEUPRA, 1 mg Covered",
)
"""What a row, or the heading above its codes, says of codes that are not covered."""
COVERED = Rule("codes.covered", r"\bcovered\b", "J9999 MADEUPRA, 1 mg Covered", "J9999 MADEUPRA, 1 mg")
"""The word that says whether a code is."""

CODING = Rule(
    "codes.coding", r"\b(?:CPT|procedure codes?|coding|billing codes?)\b", "VI. CODING INFORMATION", "Covered:"
)
"""A heading of codes: those below it have headings of their own, by what is made of them."""


def read_codes(draft: Draft, section: Section, role: str | None = None, above: str = "") -> list[Code]:
    """Return the codes of a section, in document order, each once; `above` is the heading that its own one stands below, where that speaks of codes."""
    found: dict[tuple[str, str], Code] = {}
    heading = section.title if not above or UNDER["CPT"].search(section.title) else f"{above}: {section.title}"
    for block in section.blocks:
        words = draft.words(block)
        if names_a_system(words) and not any(form.search(words) for _, form in FORMS):
            heading = words
        for code in codes_in(draft, block.start, block.end, heading, role):
            found.setdefault((code.system, code.code), code)
    return list(found.values())


OUTRIGHT = Rule("codes.outright", r"\b(?:CPT|HCPCS|ICD-?10|NDC|GPI|cod(?:es?|ing))\b", "Procedure codes", "Unlisted surgical procedure")  # fmt: skip
FEW = 3
"""Words at the most of a heading such as `Diagnosis`: more of them tell what a code means."""


def names_a_system(words: str) -> bool:
    """Return True if words are a heading that names a code system, and not what some code means: `Unlisted molecular pathology procedure`."""
    return SYSTEMS.search(words) is not None and (OUTRIGHT.search(words) is not None or len(words.split()) <= FEW)


DESCRIPTION = Rule(
    "codes.description", r"^(?:[-–—|:,;]\s*)*(.*?)[\s,;|]*$", "– Asthma, unspecified ;", "", exact=True, by="match"
)
BULLET = Rule("codes.bullet", r"^[•▪\uf0a7\uf0b7\s]+", "• 00000-111-22", "00000-111-22", exact=True)
DASH = Rule("codes.dash", TO, "C91.00 – C91.02", "C91.00", exact=True)
OPENING_CODE = r"^\W*(?:HCPCS(?: codes?)?\W*)?(?P<code>[JQ]\d{4})\b"
NAMED_CODE = r"\b(?:HCPCS|J-?code)s?(?: codes?)?\W{0,3}(?P<named>[A-CEGJQS]\d{4})\b"
BRACKETED_CODE = r"\((?P<bracketed>[JQ]\d{4})\)|\bbenefit (?P<beside>[JQ]\d{4})\b"
OPENS = Rule(
    "codes.opens", rf"{OPENING_CODE}|{NAMED_CODE}|{BRACKETED_CODE}", "J9999 Injection", "see J9999", exact=True
)
"""Where a drug's code stands outside a section on codes: before its description, behind the name of the system, or in brackets."""
SHORT = 400


SENTENCE = Rule("codes.sentence", r"[.;]\s", "Asthma. Note", "Asthma", exact=True)


def read_scattered_codes(draft: Draft, blocks: Sequence[Block], known: Iterable[Code]) -> list[Code]:
    """Return the drugs' codes that a document of no known template writes where no heading speaks of codes, each once."""
    held = {code.code for code in known}
    found: dict[str, Code] = {}
    heads: tuple[str, ...] = ()
    for block in blocks:
        words = draft.words(block)
        if len(words) > SHORT or block.kind in ("furniture", "balloon"):
            continue
        heads = heads_of(draft, block, heads)
        for listed in in_named_columns(draft, block, heads):
            if listed.code not in held:
                found.setdefault(listed.code, listed)
        for listed in named_before(draft, block, words):
            if listed.code not in held:
                found.setdefault(listed.code, listed)
        for match in OPENS.finditer(words):
            code = next(group for group in match.groups() if group)
            at = draft.reading.text.find(code, block.start, block.end)
            if code in held or code in found or at < 0:
                continue
            tail = words[match.end() :].strip(" –-:|)")
            described = SENTENCE.split(tail)[0] if 3 < len(tail) < 300 else None
            found[code] = Code(system="HCPCS", code=code, description=described, span=draft.span(at, at + len(code)))
    return list(found.values())


SYSTEM = r"HCPCS|J-?codes?|CPT|NDC|ICD-?10(?:-CM)?"
LABELED = Rule("codes.labeled", rf"\W*(?:{SYSTEM})(?:(?:/(?:{SYSTEM}))* codes?)?(?:\(s\))?\s*:\s*(?=\S)", "HCPCS: Inventa: J9999", "HCPCS codes are billed", by="match")  # fmt: skip
"""The name of a system as the label of the codes behind it on its line."""
CATEGORIES = Rule("codes.categories", rf"\bICD-?10(?:-CM)?(?: codes?)?\s*:?\s*(?P<codes>(?:(?:{ICD_CODE}|[A-TV-Z]\d[0-9AB])(?:,\s*)?)+)(?=[\s);]|\.?(?:\s|$))", "(ICD-10: C50)", "(ICD-10)", exact=True)  # fmt: skip
"""Diagnosis codes behind the name of their system, within a sentence."""
ONE_CATEGORY = Rule("codes.one_category", rf"{ICD_CODE}|[A-TV-Z]\d[0-9AB]", "C50", "C5", exact=True)


def named_before(draft: Draft, block: Block, words: str) -> Iterator[Code]:
    """Yield the codes that stand behind the name of their system: on a line of their own, or within a sentence."""
    if LABELED.match(words):
        yield from codes_in(draft, block.start, block.end, words.partition(":")[0], None)
    text = draft.reading.text[block.start : block.end]
    for match in CATEGORIES.finditer(text):
        for code in ONE_CATEGORY.finditer(text, *match.span("codes")):
            span = draft.span(block.start + code.start(), block.start + code.end())
            yield Code(system="ICD-10-CM", code=code[0], description=None, role=None, span=span)


CODE_COLUMN = Rule("codes.column", r"(?:HCPCS|J-?|CPT|NDC|GPI)(?:[ /]*codes?)?(?:\(s\))?(?: numbers?)?", "HCPCS", "Code", by="fullmatch")  # fmt: skip
"""The head of a column of codes, by their system."""


def heads_of(draft: Draft, block: Block, heads: tuple[str, ...]) -> tuple[str, ...]:
    """Return the heads of the columns that a block stands below: its own where it names columns of codes, none where the table has ended."""
    cells = tuple(draft.reading.words(*cell) for cell in block.cells)
    if len(cells) > 1 and any(CODE_COLUMN.fullmatch(cell) for cell in cells):
        return cells
    return heads if len(cells) == len(heads) else ()


def in_named_columns(draft: Draft, block: Block, heads: Sequence[str]) -> Iterator[Code]:
    """Yield the codes of a row that stand below the name of their system."""
    for head, (start, end) in zip(heads, block.cells if len(block.cells) == len(heads) else (), strict=False):
        if CODE_COLUMN.fullmatch(head) and end > start:
            yield from (one.model_copy(update={"description": None}) for one in codes_in(draft, start, end, head, None))


def codes_in(draft: Draft, start: int, end: int, heading: str, role: str | None) -> Iterator[Code]:
    """Yield the codes of one block with their descriptions: the words up to the next code."""
    text = draft.reading.text[start:end]
    hits: list[tuple[int, int, System]] = []
    bare = UNDOTTED.match(text) if ICD.search(heading) and not OTHERS.search(heading) else None
    if bare:
        hits.append((*bare.span(1), "ICD-10-CM"))
    for system, form in FORMS:
        if system in UNDER and not UNDER[system].search(f"{heading} {text}"):
            continue
        for match in form.finditer(text):
            if not any(low < match.end() and match.start() < high for low, high, _ in hits):
                hits.append((match.start(), match.end(), system))
    category = CATEGORY.match(text) if not hits and ICD.search(heading) else None
    if category:
        hits.append((*category.span(1), "ICD-10-CM"))
    hits.sort()
    for at, (low, high, system) in enumerate(hits):
        stop = hits[at + 1][0] if at + 1 < len(hits) else len(text)
        rest = " ".join(text[high:stop].split())
        tail = DESCRIPTION.match(rest)
        described = tail.group(1) if tail else ""
        before = " ".join(text[:low].split()).rstrip(" :–-|•o") if not described or system == "NDC" else ""
        before = BULLET.sub("", before)
        words = before if system == "NDC" else described
        yield Code(
            system=system,
            code=DASH.sub("-", text[low:high]),
            description=words if words and len(words) < 300 and system != "CPT" else None,
            role=role or (NOT_COVERED if is_refused(heading, rest) else None),
            span=draft.span(start + low, start + high),
        )


def is_refused(heading: str, words: str) -> bool:
    """Return True if the words of a code, or else the heading above it, first say of what is covered that it is not."""
    told = words if COVERED.search(words) else heading
    first, refused = COVERED.search(told), REFUSED.search(told)
    return first is not None and refused is not None and first.end() == refused.end()
