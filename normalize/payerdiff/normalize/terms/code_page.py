"""A page about one billing code → CodeReference."""

from __future__ import annotations

import re
from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.policy import Code, Drug, Source
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Opening, Section, split
from payerdiff.normalize.terms.codes import codes_in

HEAD = Rule(
    "code_page.head",
    r"^([A-Z]\d{4}|\d{5}|\d{4}[A-Z])\s+(.{3,120})$",
    "J9999 Injection, madeupumab, 10 mg",
    "Injection, madeupumab, 10 mg",
    exact=True,
)
CATEGORY = Rule(
    "code_page.category",
    r"[A-Z] Codes? \(.+\)|.* Codes \(.+\)",
    "Drug Codes (J0000-J9999)",
    "Drug codes and others",
    exact=True,
    by="fullmatch",
)


def read_code_page(reading: Reading, openings: Sequence[Opening], source: Source) -> CodeReference:
    """Return what a code page teaches: the code, its names and drugs, and how it is billed; `openings` tell its sections."""
    draft = Draft(reading)
    sections = split(draft, openings)
    by_title = {section.title.lower(): section for section in sections}
    header = sections[0]
    code, name, start, end = head_of(draft, header)
    aliases = aliases_of(draft, header)
    facts = [words for key in ("clinical context", "rvu information") for words in texts(draft, by_title.get(key))]
    facts = [w for b in header.blocks if len(w := draft.words(b)) > 60] + facts
    billing = texts(draft, by_title.get("billing & documentation"))
    related = related_codes(draft, by_title.get("billing & documentation"), code)
    own = Code(
        system="HCPCS" if code[:1].isalpha() else "CPT",
        code=code,
        description=name,
        role="subject",
        span=draft.span(start, end),
    )
    if own.system == "HCPCS" and re.search(rf"\bCPT (?:code )?{code}\b", reading.text):
        draft.note(
            "info", "system-misnamed", f"The page calls {code} a CPT code; it is a HCPCS level II code.", own.span
        )
    drugs = drugs_named(name, aliases, code)
    return CodeReference(
        code=code,
        system=own.system,
        names=[name, *texts(draft, by_title.get("in plain language"))],
        category=next(
            (w for b in header.blocks if CATEGORY.fullmatch(w := draft.words(b))),
            None,
        ),
        specialties=specialties_of(" ".join(texts(draft, by_title.get("specialties")))),
        also_known_as=aliases,
        drugs=drugs,
        related_codes=related,
        codes=[own, *related],
        billing=billing,
        facts=facts,
        source=source,
        ledger=draft.ledger(),
        findings=draft.findings,
    )


CODE = Rule("code_page.code", r"\b[A-Z]\d{4}\b", "see J9999 for more", "see page 9999", exact=True)


def head_of(draft: Draft, header: Section) -> tuple[str, str, int, int]:
    """Return the code, its name and its place."""
    for block in header.blocks:
        match = HEAD.match(draft.words(block))
        if match:
            return match.group(1), match.group(2), block.start, block.start + len(match.group(1))
    match = CODE.search(draft.reading.text)
    place = match.span() if match else (0, 0)
    return (match.group(0) if match else ""), "", *place


def aliases_of(draft: Draft, header: Section) -> list[str]:
    """Return the names behind `Also known as:`."""
    for block in header.blocks:
        words = draft.words(block)
        if words.lower().startswith("also known as"):
            return [name.strip() for name in words.split(":", 1)[-1].split(",") if name.strip()]
    return []


def texts(draft: Draft, section: Section | None) -> list[str]:
    """Return the paragraphs of a section."""
    return [draft.words(block) for block in section.blocks] if section else []


def related_codes(draft: Draft, section: Section | None, code: str) -> list[Code]:
    """Return the other codes that the billing rules name."""
    if section is None:
        return []
    found = [
        c for block in section.blocks for c in codes_in(draft, block.start, block.end, section.title, "administration")
    ]
    return [c for c in found if c.code != code]


SPECIALTY = Rule("code_page.specialty", r"[A-Z][a-z]+(?: [a-z]+)*", "Hematology", "hematology", exact=True)


def specialties_of(text: str) -> list[str]:
    """Return specialties, also where the page runs them together.

    >>> specialties_of("HematologyOncology")
    ['Hematology', 'Oncology']
    """
    return SPECIALTY.findall(text)


def drugs_named(name: str, aliases: list[str], code: str) -> list[Drug]:
    """Return the drug that the code stands for; its brand from the aliases where the drug table does not know it."""
    found = list(dict.fromkeys(h.canonical for text in (name, *aliases) for h in lexicon.hits("drugs", text)))
    table = lexicon.table("drugs")
    if found:
        return [
            Drug(generic=g, brands=list(table[g].get("brands", ())), hcpcs=sorted({code, *table[g].get("hcpcs", ())}))
            for g in found
        ]
    if aliases:
        return [Drug(generic=aliases[0].lower(), brands=[a.title() for a in aliases[1:]], hcpcs=[code])]
    return []
