"""The vocabulary: data files of diagnoses, drugs, biomarkers, settings and specialties, and how to find them.

An analyst adds a concept, a drug class or a biomarker by editing a file in `data/`; no code changes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from payerdiff.model import concepts
from payerdiff.normalize.rules import Rule

DATA = files("payerdiff.normalize") / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """Return a data file as it stands."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a text."""

    canonical: str
    start: int
    end: int


SHORT = Rule("lexicon.short", r"[a-z]{1,2}[A-Z]{2,}\w{0,3}", "eGFR", "EGFR", exact=True, by="fullmatch")


ENDS_IN_Y = Rule("lexicon.ends_in_y", r"[b-df-hj-np-tv-z]y$", "therapy", "trays", exact=True)


def pattern_of(synonym: str) -> str:
    """Return the expression for one synonym: words in capitals keep their case, blanks and hyphens are alike."""
    stem, ending = (synonym[:-1], "(?:y|ies)") if ENDS_IN_Y.search(synonym) else (synonym, "")
    body = re.escape(stem).replace(r"\-", r"[\-‐‑\s]?").replace(r"\ ", r"[\s\-]+").replace("'", "['’]?") + ending
    plural = "s?" if synonym[-1].isalpha() and (not synonym.isupper() or len(synonym) > 2) and not ending else ""
    short = SHORT.fullmatch(synonym) is not None  # `eGFR` is no `EGFR`
    exact = synonym.upper() == synonym or short or (len(synonym) <= 3 and not synonym.islower())
    return rf"(?<![\w:]){body}{plural}(?!\w)" if exact else rf"(?i:(?<!\w){body}{plural}(?!\w))"


Terms = tuple[re.Pattern[str], tuple[str, ...]]
START = Rule("lexicon.start", r"(?<!\w)\S", "asthma", " ", exact=True)


@cache
def vocabulary(name: str) -> dict[str, list[tuple[str, str]]]:
    """Return the terms of a data file by their first letter, longest first, each with its canonical name."""
    entries = []
    for canonical, entry in table(name).items():
        words = entry if isinstance(entry, list) else [*entry.get("synonyms", []), *entry.get("brands", [])]
        if name == "drugs":
            words = [canonical, *words]
        entries += [(word, canonical) for word in words]
    entries.sort(key=lambda pair: (-len(pair[0]), pair[0]))
    by_letter: dict[str, list[tuple[str, str]]] = {}
    for word, canonical in entries:
        by_letter.setdefault(word[0].lower(), []).append((word, canonical))
    return by_letter


@cache
def terms_from(name: str, first: str, second: str) -> Terms | None:
    """Return the expression of a data file's terms that may begin with two characters, and the canonical name of each group; None without any.

    One expression for a whole file would try every term at every character; and most are put together for no text at all, so each waits
    until one asks. Without a second character, all terms with the first may begin there.
    """
    held = [(word, canonical) for word, canonical in vocabulary(name)[first] if may_go_on(word, second)]
    if not held:
        return None
    return re.compile("|".join(f"({pattern_of(word)})" for word, _ in held)), tuple(c for _, c in held)


def may_go_on(word: str, second: str) -> bool:
    """Return True if a term's second character may be this one; its blanks, hyphens and letters beyond ASCII may be others in a text."""
    own = word[1:2].lower()
    return not second or own == second or not (own.isascii() and own.isalnum())


def hits(name: str, text: str) -> list[Hit]:
    """Return the terms of a data file in a text, in order, longest match first at each place.

    >>> [h.canonical for h in hits("diagnoses", "B-cell precursor ALL in all patients")]
    ['B-ALL']
    """
    return list(hits_once(name, text))


@cache
def beginnings(name: str) -> frozenset[str]:
    """Return with which three characters the terms of a data file begin; with which two or one where the next may be another in a text."""
    found = set()
    for words in vocabulary(name).values():
        for word, _ in words:
            low = word.lower()
            sure = next((at for at, char in enumerate(low[:HEAD]) if not (char.isascii() and char.isalnum())), HEAD)
            found.add(low[: max(1, min(sure, len(low)))])
    return frozenset(found)


HEAD = 3
"""Characters that tell whether any term begins at a word."""
LONG = 2_000
"""Characters of a text whose words are looked up anew for each data file, so that no whole documents are kept."""


@lru_cache(maxsize=1_024)
def heads_of(text: str) -> tuple[tuple[int, str], ...]:
    """Return where words of a text begin, each with its first characters in lower case; several data files ask for the same text."""
    return tuple((start.start(), text[start.start() : start.start() + HEAD].lower()) for start in START.finditer(text))


@lru_cache(maxsize=4_096)
def hits_once(name: str, text: str) -> tuple[Hit, ...]:
    """Return the same, each text searched once: many finders ask for the same leaf."""
    terms, found, end = vocabulary(name), [], 0
    known = beginnings(name)
    starts = heads_of(text) if len(text) < LONG else heads_of.__wrapped__(text)
    for at in [at for at, head in starts if head in known or head[:2] in known or head[0] in known or not head.isascii()]:  # fmt: skip
        first, second = text[at].lower(), text[at + 1 : at + 2].lower()
        if at < end or first not in terms:
            continue
        held = terms_from(name, first, second if second.isascii() else "")
        match = held[0].match(text, at) if held else None
        if held and match:
            end = match.end()
            found.append(Hit(held[1][(match.lastindex or 1) - 1], at, end))
    return tuple(hit for hit in found if not is_another_word(table(name)[hit.canonical], text, hit))


def specialists(text: str) -> list[Hit]:
    """Return the specialists that a text names, in order; a subspecialist goes before the specialty that his name holds.

    >>> [h.canonical for h in specialists("a pediatric neurologist or an oncologist")]
    ['pediatric neurologist', 'oncologist']
    """
    found = hits("subspecialties", text)
    return sorted(
        (
            *found,
            *(
                hit
                for hit in hits("specialties", text)
                if not any(hit.start < own.end and own.start < hit.end for own in found)
            ),
        ),
        key=lambda hit: hit.start,
    )


@cache
def medicines() -> tuple[dict[str, str], int]:
    """Return the names of drugs beyond the drug table (in lower case) with what each means, and the most words of a name."""
    names: dict[str, str] = {}
    lines = [
        line
        for file in ("medicines.tsv", "brands.tsv")
        for line in (DATA / file).read_text(encoding="utf-8").splitlines()
    ]
    for line in lines:
        if not line.startswith("#"):
            generic, _, others = line.partition("\t")
            names |= dict.fromkeys((generic, *(name for name in others.split(", ") if name)), generic)
    return names, max(len(name.split()) for name in names)


@cache
def first_words() -> frozenset[str]:
    """Return the letters with which the names of drugs beyond the drug table begin."""
    return frozenset(word.group() for name in medicines()[0] if (word := WORD.match(name)))


WORD = Rule("lexicon.word", r"[A-Za-z]{3,}", "asthma", "ab", exact=True)
SUFFIX = Rule("lexicon.suffix", r"-[a-z]{4}\b", "drug-abcd", "drug", exact=True)
PREFIX = Rule("lexicon.prefix", r"(?<![\w-])\d-$", "PD-1 or 2-", "PD-1", exact=True)
"""A position before a chemical name: `6-mercaptopurine`."""


def treatments(text: str) -> list[Hit]:
    """Return the drugs, classes and regimens that a text names, in order. What a payer's own table names goes before the wider list.

    >>> [h.canonical for h in treatments("Concurrent use of isotretinoin, a TNF inhibitor or Humira")]
    ['isotretinoin', 'TNF inhibitor', 'adalimumab']
    """
    found = [*hits("regimens", text), *hits("drugs", text)]
    taken = {at for hit in found for at in range(hit.start, hit.end)}
    names, most = medicines()
    words = list(WORD.finditer(text))
    for at, word in enumerate(words):
        for last in reversed(words[at : at + most]) if word.group().lower() in first_words() else ():
            name = names.get(" ".join(text[word.start() : last.end()].lower().split()))
            if name and taken.isdisjoint(range(word.start(), last.end())):
                ahead = before(text, word.start())
                suffix, prefix = SUFFIX.match(text, last.end()), PREFIX.search(ahead)
                begin = word.start() - (len(ahead) - prefix.start() if prefix else 0)
                found.append(Hit(name, begin, suffix.end() if suffix else last.end()))
                taken |= set(range(word.start(), last.end()))
                break
    return sorted((hit for hit in found if not OTHER_THAN.search(before(text, hit.start))), key=lambda hit: hit.start)


NEAR = 8
"""Characters before a name that may belong to it: more than `non` with a hyphen, or a position, and what stands before them."""


def before(text: str, at: int) -> str:
    """Return what stands right before a place."""
    return text[max(0, at - NEAR) : at]


OTHER_THAN = Rule("lexicon.other_than", r"(?<!\w)non[\s‐‑-]?$", "non-", "anon")
"""Before a class it names all others: `non-corticosteroid`."""


def is_another_word(entry: Any, text: str, hit: Hit) -> bool:
    """Return True if a term of one word is a common word here, by what follows: `ALL of the following`, `maintenance medication`."""
    if not isinstance(entry, dict):
        return False
    after = text[hit.end : hit.end + 20].lower().lstrip()
    return " " not in text[hit.start : hit.end] and any(
        re.match(rf"{re.escape(word)}\b", after) for word in entry.get("not_before", ())
    )


@cache
def kinds_of(tables: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Return what a value is a kind of by the data files of its concept (`is_a`, a drug's `class`) and by a drug's stem, nearest first.

    >>> kinds_of(("diagnoses",), "B-ALL"), kinds_of(("drugs", "regimens"), "dasatinib")
    (('ALL', 'cancer'), ('tyrosine kinase inhibitor',))
    >>> kinds_of(("drugs", "regimens"), "tralokinumab")
    ('monoclonal antibody', 'biologic', 'targeted immunomodulator')
    """
    chain: list[str] = []
    stem = next((kind for end, kind in STEMS.items() if value.endswith(end)), "") if DRUGS in tables else ""
    for first in (*parents_of(tables, value), stem):
        at = first
        while at and at not in chain:
            chain.append(at)
            at = kind_of(tables, at)
    return tuple(chain)


@cache
def members_of(tables: tuple[str, ...], kind: str) -> frozenset[str]:
    """Return the drugs of a class, by name, in the drug table and the wider list.

    >>> sorted(members_of(("drugs", "regimens"), "TSLP inhibitor"))
    ['tezepelumab']
    """
    every = {*table(DRUGS), *medicines()[0].values()} if DRUGS in tables else set[str]()
    return frozenset(drug for drug in every if kind in kinds_of(tables, drug))


DRUGS = "drugs"
STEMS = {"mab": "monoclonal antibody", "cept": "biologic", "citinib": "JAK inhibitor", "vastatin": "statin"}
"""What the end of a nonproprietary name means (WHO, stems of international nonproprietary names): antibodies, receptor fusion proteins and so on."""


def parents_of(tables: Iterable[str], value: str) -> tuple[str, ...]:
    """Return what a value is a kind of: several things where its entry lists them (a hematologist-oncologist)."""
    names = tuple(tables)
    listed = entry_of(names, value).get("is_a")
    return tuple(listed) if isinstance(listed, list) else (kind_of(names, value),)


def kind_of(tables: Iterable[str], value: str) -> str:
    """Return what a value is a kind of, the first of several, or nothing."""
    names = tuple(tables)
    entry = entry_of(names, value)
    listed = disease_parents().get(value, "") if not entry and DISEASES in names else ""
    if isinstance(several := entry.get("is_a"), list):
        return str(several[0]) if several else ""
    return str(
        entry.get("is_a")
        or entry.get("class")
        or listed
        or (products().get(value.lower(), "") if not entry and DRUGS in names else "")
        or (without_form(value) if not entry and DRUGS in names else "")
    )


@cache
def products() -> dict[str, str]:
    """Return the drugs by the names of their products, in lower case: `truxima` is one of rituximab."""
    held = {brand.lower(): drug for drug, entry in table(DRUGS).items() for brand in entry.get("brands", ())}
    return {name: drug for name, drug in medicines()[0].items() if name != drug} | held


def without_form(value: str) -> str:
    """Return the treatment that one in a form is a kind of, or nothing.

    >>> without_form("corticosteroid enema"), without_form("enema")
    ('corticosteroid', '')
    """
    drug, _, form = value.rpartition(" ")
    return drug if form and any(drug in table(name) for name in THERAPIES) else ""


DISEASES = "diagnoses"
"""The table of diseases that a wider list (`diseases.tsv`) goes on with."""


@cache
def disease_parents() -> dict[str, str]:
    """Return the diseases of the wider list, each with the nearest wider one, or nothing."""
    lines = (DATA / "diseases.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {name: parent for name, _, parent in rows}


def knows(tables: Iterable[str], value: str) -> bool:
    """Return True if a value is one of a concept's: of its data files, or of the wider list of diseases."""
    names = tuple(tables)
    return any(value in table(name) for name in names) or (DISEASES in names and value in disease_parents())


def entry_of(tables: Iterable[str], value: str) -> dict[str, Any]:
    """Return a value's entry in the first data file that has one; a list of synonyms alone says nothing more."""
    entries = (table(name).get(value) for name in tables)
    return next((entry for entry in entries if isinstance(entry, dict)), {})


def wider(diagnosis: str) -> tuple[str, ...]:
    """Return the diseases that a diagnosis belongs to, nearest first."""
    return kinds_of(concepts.of(concepts.DISEASE).tables, diagnosis)


@cache
def related(tables: tuple[str, ...], a: str, b: str) -> bool:
    """Return True if one patient may have both values: one is the other, belongs to it, or is its name at an age.

    >>> [related(("diagnoses",), *pair) for pair in (("B-ALL", "ALL"), ("infant ALL", "B-ALL"), ("B-ALL", "AML"))]
    [True, True, False]
    """
    for one, other in ((a, b), (b, a)):
        entry = entry_of(tables, one)
        if (
            one == other
            or not entry  # of the wider list: what it excludes nobody has said
            or other in kinds_of(tables, one)
            or entry.get("coexists")
            or ("below_months" in entry and related(tables, str(entry["is_a"]), other))
        ):
            return True
    return False


def class_of(drug: str) -> str:
    """Return a drug's class, or nothing."""
    return str(table("drugs").get(drug, {}).get("class", ""))


@cache
def step_kind(therapy: str) -> str:
    """Return what kind of step a therapy is that must have come before: `branded`, `conventional`, `light` (phototherapy), or nothing where no table says.

    >>> [step_kind(name) for name in ("methotrexate", "adalimumab", "phototherapy", "surgery")]
    ['conventional', 'branded', 'light', '']
    """
    held = table("step_kinds")
    for name in (therapy, *kinds_of(THERAPIES, therapy)):
        for kind in ("branded", "light", "conventional"):
            if name in held[kind]:
                return kind
    known = therapy in table("drugs") or therapy in medicines()[0].values()
    return "branded" if known and therapy.endswith(tuple(held["branded_endings"])) else ""


@cache
def is_step_member(therapy: str, asked: str) -> bool:
    """Return True if who tried a therapy has tried what is asked: the same, or a member of the class.

    >>> is_step_member("methotrexate", "conventional systemic therapy"), is_step_member("topical therapy", "methotrexate")
    (True, False)
    """
    members = table("step_kinds")["members"].get(asked, ())
    return therapy == asked or any(
        name == asked or name in members for name in (therapy, *kinds_of(THERAPIES, therapy))
    )


THERAPIES = ("drugs", "regimens")
"""The tables of drugs, and of the classes and regimens that they belong to."""
