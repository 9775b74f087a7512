"""What short lines name: a kind of section, a disease, a drug, a phase."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.disease_names import grade_in
from payerdiff.normalize.rules import Rule, Signs

WORD = Rule("names.word", r"[A-Za-z][A-Za-z'’-]*[A-Za-z]|[A-Za-z]", "asthma", "12", exact=True)
BRACKETS = Rule("names.brackets", r"\([^)]*\)", "asthma (mild)", "asthma", exact=True)


@cache
def heads() -> Signs:
    """Return the kinds of section with the words of their headings, in the order in which they are tried."""
    table = lexicon.table("structure")["heads"]
    return Signs((kind, "|".join(patterns), re.IGNORECASE) for kind, patterns in table.items())


@cache
def disease_words() -> re.Pattern[str]:
    """Return the expression of words that name a disease by their ending."""
    return re.compile(lexicon.table("structure")["words"]["disease"])


@cache
def title_words() -> frozenset[str]:
    """Return the words that a title may have beside what it names."""
    return frozenset(lexicon.table("structure")["words"]["title"])


@lru_cache(maxsize=4_096)
def kind_of(words: str) -> str | None:
    """Return the kind of section that a heading's words name, or None."""
    found = heads().in_text(words)
    return next(filter(found.__contains__, lexicon.table("structure")["heads"]), None)


VERBS = r"is|are|was|has|have|had|must|will|may|can|should|does|not|been|be"
WORDS_OF_CRITERIA = r"prescribed|documented|documentation|trial|failure|failed|tried|history|inadequate|intolerance|consultation|least|meets?|met"
NOT_NAMES = Rule("names.not_names", rf"\b(?:{VERBS}|{WORDS_OF_CRITERIA})\b", "is prescribed", "asthma")  # fmt: skip
JOINS = r"(?:must|meets?|both|all|any|one|either)"
LEADING_OVER = Rule("names.leading_over", rf"\s*[(\[]{JOINS}\b[^)\]]*[)\]]|\s+[–—-]\s+{JOINS}\b[^–—]*$|[.:]\s*(?:approve|coverage|covered|authori[sz])\b.*$|\b(?:when|if)\b.*$", "Asthma (must meet all)", "Asthma (mild)")  # fmt: skip
"""What a title says of the list below it, behind the name."""


DIAGNOSED = Rule(
    "names.diagnosed",
    r"(?:documented |confirmed )?diagnosis(?: of\b| (?:and|or|/) \w+\s*:)",
    "documented diagnosis of asthma",
    "asthma",
    by="match",
)
"""The first words of a requirement that reads like a title."""
GOES_ON = Rule(
    "names.goes_on", r"\b(?:currently|already|previously|established|continu\w+)\b", "currently treated", "treated"
)
"""Words of a title that names those who take the drug already."""


TAKEN = Rule(
    "names.taken",
    r"\s+[–—-]\s+(?:the )?(?:patients?|members?|individuals?)\b[^.;:–—]*\b(?:currently|already|established)\b[^.;:–—]*$",
    "Asthma – Patient is Currently Receiving Madeupra",
    "Asthma – severe",
)
"""What a title says behind the name of those who take the drug already."""


def names_with_products(words: str) -> bool:
    """Return True for a disease with the products that its criteria are for.

    >>> names_with_products("Psoriasis: Inventa, Otherna and Thirda"), names_with_products("Psoriasis: the patient has tried and failed Inventa")
    (True, False)
    """
    name, _, products = words.partition(":")
    listed = [part for part in PRODUCTS.split(BRACKETS.sub("", products)) if part.strip()]
    if named_by(name) != "disease" or NOT_NAMES.search(products):
        return False
    return all(len(part.split()) <= PRODUCT for part in listed)


PRODUCTS = Rule("names.products", r"[,;]|\band\b", "Inventa, Otherna", "Inventa")
PRODUCT = 4
"""Words of the longest name of a product."""


def use_in(words: str) -> str | None:
    """Return the use that an item is labeled with: `For asthma, all of the following:`."""
    match = FOR_USE.match(words)
    return match["use"].strip() if match else None


def names_a_use_before(words: str) -> bool:
    """Return True if an item is labeled with a disease that it is for."""
    return named_by(use_in(words) or "") == "disease"


def name_in(words: str) -> str:
    """Return a title's name without what it says of the list below it: `Asthma (must meet all):` → `Asthma`."""
    return LEADING_OVER.sub("", words).strip(AROUND)


AROUND = " :.–-" + "".join(map(chr, range(0xF000, 0xF100)))
"""What stands around a title's words and is none of them; a symbol font's bullet too."""
FOR_USE = Rule(
    "names.for_use",
    r"for (?:the )?(?:(?:diagnosis|treatment) of )?(?P<use>[^:;.]{3,120}?)(?: \([^)]*\))?\s*(?::|,\s+(?:all|any|one|both|either|each|at least)\b)\s*",
    "For asthma, all of the following:",
    "For asthma and gout",
    by="match",
)
"""The use that an item is for, before what it asks."""
IN_ORDER = Rule("names.in_order", r"(?:\d(?:st|nd|rd|th)|first|second|third|fourth)[ -]lines?\s*[:–—-]\s*", "2nd line—Inventa", "Inventa", by="match")  # fmt: skip
"""The place of products in the order in which they are tried, before their names."""
SUFFIX = Rule(
    "names.suffix",
    r"(?<=mab|ept|tim|lfa|ine|ase|art|cog)\s?[-–]\s?[a-z]{4}\b",
    "madeumab-abda",
    "long-term",
    exact=True,
)
"""The four letters that tell a biosimilar from another."""
IN_BRACKETS = Rule("names.in_brackets", r"^[(\[]([^()\[\]]+)[)\]]:?$", "(Reauthorization)", "Renewal (12 months)")
"""A title that stands in brackets as a whole."""
RAISED = Rule("names.raised", r"[\d,–-]+$", "Asthma1", "Asthma", exact=True)


Spans = list[tuple[int, int]]


def spans_in(words: str) -> tuple[Spans, Spans]:
    """Return where words name diseases, and where drugs."""
    sick = [
        *((h.start, h.end) for h in lexicon.hits("diagnoses", words)),
        *(m.span() for m in disease_words().finditer(words)),
    ]
    return sick, [(h.start, h.end) for h in lexicon.treatments(words)]


def names_a_diagnosis(words: str) -> bool:
    """Return True for a requirement that reads like a title and names a disease alone.

    >>> names_a_diagnosis("Diagnosis of plaque psoriasis:"), names_a_diagnosis("Diagnosis of psoriasis is confirmed")
    (True, False)
    """
    match = DIAGNOSED.match(words)
    return match is not None and named_by(words[match.end() :].strip()) == "disease"


def named_by(words: str) -> str | None:
    """Return what a short line names, None where it is a sentence or names nothing known.

    >>> named_by("Psoriatic arthritis (PsA)1,8-10"), named_by("Diagnosis of psoriasis is confirmed"), named_by("Reauthorization criteria:")
    ('disease', None, 'phase')
    >>> named_by("(Reauthorization)"), named_by("(see below)")
    ('phase', None)
    >>> named_by("Moderate to severe disease"), named_by("2nd line—Otezla (apremilast)")
    (None, 'drug')
    >>> named_by("Psoriasis – Patient is Currently Receiving Inventa."), named_by("Patient is currently receiving Inventa")
    ('disease', None)
    """
    name = TAKEN.sub("", name_in(IN_BRACKETS.sub(r"\1", words.strip())))
    bare = RAISED.sub("", BRACKETS.sub(" ", IN_ORDER.sub("", name))).strip()
    if DIAGNOSED.match(name):
        return None
    if name != TAKEN.sub("", words.strip(" :.–-")) and GOES_ON.search(name):
        return "phase"
    if not bare or NOT_NAMES.search(bare) or grade_in(bare):
        return None
    sick, drugs = spans_in(name)
    if drugs:
        bare = SUFFIX.sub("", bare)
    rest = bare
    for low, high in sorted((span for named in spans_in(bare) for span in named), reverse=True):
        rest = rest[:low] + " " + rest[high:]
    others = [w for w in WORD.findall(rest) if w.lower() not in title_words()]
    if sick and len(others) <= 2:
        return "disease"
    if drugs and len(others) <= 1:
        return "drug"
    if kind_of(bare) in ("criteria", "exclusion") and len(WORD.findall(bare)) <= 9:
        return "phase"
    return None
