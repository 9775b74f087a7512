"""The vocabulary: data files of diagnoses, drugs, biomarkers, settings and specialties, and how to find them.

An analyst adds a concept, a drug class or a biomarker by editing a file in `data/`; no code changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from payerdiff.model import concepts
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.vocabulary import DATA, Hit, hits, is_another_word, table

__all__ = [
    "DATA", "DISEASES", "DRUGS", "THERAPIES", "Hit", "class_of", "disease_parents", "disease_rows", "entry_of", "first_words", "hits", "is_another_word", "is_cause_of", "is_step_member",
    "kind_of", "kinds_of", "knows", "may_take_light", "medicines", "members_of", "parents_of", "products", "related", "specialists", "step_kind", "table", "treatments", "wider",
    "without_form",
]  # fmt: skip
"""What other modules take from here; how a data file is searched stands in `vocabulary.py`."""


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
            names |= dict.fromkeys((generic.lower(), *(name for name in others.split(", ") if name)), generic)
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
    taken = {at: hit for hit in found for at in range(hit.start, hit.end)}
    names, most = medicines()
    words = list(WORD.finditer(text))
    for at, word in enumerate(words):
        for last in reversed(words[at : at + most]) if word.group().lower() in first_words() else ():
            name = names.get(" ".join(text[word.start() : last.end()].lower().split()))
            within = {taken[i] for i in range(word.start(), last.end()) if i in taken}
            if (
                name
                and all(word.start() == hit.start and hit.end < last.end() for hit in within)
                and is_drug_here(text, word, last)
            ):
                found = [hit for hit in found if hit not in within]  # `insulin glargine` is more than an insulin
                ahead = before(text, word.start())
                suffix, prefix = SUFFIX.match(text, last.end()), PREFIX.search(ahead)
                begin = word.start() - (len(ahead) - prefix.start() if prefix else 0)
                found.append(Hit(name, begin, suffix.end() if suffix else last.end()))
                taken |= dict.fromkeys(range(word.start(), last.end()), found[-1])
                break
    return sorted((hit for hit in found if not OTHER_THAN.search(before(text, hit.start))), key=lambda hit: hit.start)


EVERYDAY = frozenset(("alli", "ella", "emend", "muse", "soma", "sonata", "tabloid"))
"""Brands that are words of everyday life too."""
BEGINS = Rule("lexicon.begins", r"(?:^|[.:;!?•]\s*)$", "Sold. ", "sold ", exact=True)
BRAND_OF = Rule("lexicon.brand_of", r"\s*(?:[®™]|\()", " (", " ", by="match")


def is_drug_here(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Return True if a name is a drug's where it stands: an everyday word is one with a capital inside a sentence, or before a sign of a brand.

    >>> [bool(treatments(words)) for words in ("a sonata in one part", "Failure of Sonata", "Soma (carisoprodol)")]
    [False, True, True]
    """
    word = first.group()
    if first is not last or word.lower() not in EVERYDAY:
        return True
    return not word.islower() and (
        not BEGINS.search(text[: first.start()]) or BRAND_OF.match(text, last.end()) is not None
    )


NEAR = 8
"""Characters before a name that may belong to it: more than `non` with a hyphen, or a position, and what stands before them."""


def before(text: str, at: int) -> str:
    """Return what stands right before a place."""
    return text[max(0, at - NEAR) : at]


OTHER_THAN = Rule("lexicon.other_than", r"(?<!\w)non[\s‐‑-]?$", "non-", "anon")
"""Before a class it names all others: `non-corticosteroid`."""


@cache
def kinds_of(tables: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Return what a value is a kind of by the data files of its concept (`is_a`, a drug's `class`) and by a drug's stem, nearest first.

    >>> kinds_of(("diagnoses",), "B-ALL"), kinds_of(("drugs", "regimens"), "dasatinib")
    (('ALL', 'cancer'), ('tyrosine kinase inhibitor',))
    >>> kinds_of(("drugs", "regimens"), "tralokinumab")
    ('interleukin-4/13 inhibitor', 'biologic', 'targeted immunomodulator', 'monoclonal antibody')
    >>> kinds_of(("drugs", "regimens"), "vitamin D analog")
    ('topical therapy',)
    """
    drugs = DRUGS in tables
    stem = next((kind for end, kind in STEMS.items() if value.endswith(end)), "") if drugs else ""
    chain: list[str] = []

    def climb(at: str) -> None:
        while at and at not in chain and at != value:
            chain.append(at)
            at = next((kind for kind in parents_of(tables, at) if kind), "")

    for first in (*parents_of(tables, value), stem):
        climb(first)
    held = [value, *chain]
    for name in held if drugs else ():  # grows with what is found
        for kind in (*parents_of(tables, name), *wider_classes().get(name, ())):
            climb(kind)
        held += [kind for kind in chain if kind not in held]
    return tuple(chain)


@cache
def wider_classes() -> dict[str, tuple[str, ...]]:
    """Return the classes that a drug or class is of beside its first one: who tried it has tried what the name of each asks for."""
    held = table("step_kinds")["members"]
    names = dict.fromkeys(name for members in held.values() for name in members)
    return {name: tuple(kind for kind, members in held.items() if name in members) for name in names}


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
    """Return what a value is a kind of: several things where its entry or the list of classes has them (a hematologist-oncologist, spironolactone)."""
    names = tuple(tables)
    listed = entry_of(names, value).get("is_a")
    own = tuple(listed) if isinstance(listed, list) else (kind_of(names, value),)
    return (*own, *(kind for kind in classes().get(value, ()) if kind not in own)) if DRUGS in names else own


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """Return the classes that list a drug or a narrower class as one of theirs, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (DATA / "class_members.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, _, members = line.partition("\t")
            for member in members.split(", "):
                found[member] = (*found.get(member, ()), kind)
    return found


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

    >>> without_form("corticosteroid enema"), without_form("enema"), without_form("adalimumab-adaz")
    ('corticosteroid', '', 'adalimumab')
    """
    drug, _, form = value.rpartition("-" if SUFFIX.search(value) else " ")
    return drug if form and any(drug in table(name) for name in THERAPIES) else ""


DISEASES = "diagnoses"
"""The table of diseases that a wider list (`diseases.tsv`) goes on with."""


@cache
def disease_parents() -> dict[str, str]:
    """Return the diseases of the wider list, each with the nearest wider one, or nothing."""
    found: dict[str, str] = {}
    for name, _, parent in disease_rows():
        found[name] = parent or found.get(name, "")
    return found


def disease_rows() -> Iterator[tuple[str, str, str]]:
    """Yield the lines of the wider lists of diseases: a name, its other names, the nearest wider one."""
    for file in ("diseases.tsv", "spoken_diseases.tsv"):
        for line in (DATA / file).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                name, others, parent = line.split("\t")
                yield name, others, parent


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
    if known:
        return "branded" if therapy.endswith(tuple(held["branded_endings"])) else ""
    drug = drug_of_brand(therapy)
    return step_kind(drug) if drug else ""


@cache
def drug_of_brand(name: str) -> str:
    """Return the drug that a brand is the name of, nothing where a name is none.

    >>> drug_of_brand("humira"), drug_of_brand("adalimumab"), drug_of_brand("a brand")
    ('adalimumab', '', '')
    """
    whole = [hit.canonical for hit in treatments(name) if (hit.start, hit.end) == (0, len(name))]
    return next((drug for drug in whole if drug in table("drugs") and drug != name), "")


@cache
def is_step_member(therapy: str, asked: str) -> bool:
    """Return True if who tried a therapy has tried what is asked: the same, or a member of the class.

    >>> is_step_member("methotrexate", "conventional systemic therapy"), is_step_member("topical therapy", "methotrexate")
    (True, False)
    """
    drug = drug_of_brand(therapy) or therapy
    return asked in (therapy, drug, *kinds_of(THERAPIES, drug))


THERAPIES = ("drugs", "regimens")
"""The tables of drugs, and of the classes and regimens that they belong to."""


INDUCED = Rule("lexicon.induced", r"^(.+)[\s‐‑-](?:induced|related|associated)\b", "opioid-induced constipation", "constipation", by="match")  # fmt: skip


@cache
def is_cause_of(therapy: str, disease: str) -> bool:
    """Return True if a disease is the harm that a therapy did, by its entry or by its name: who has it was given the therapy, which is no step then.

    >>> is_cause_of("pembrolizumab", "checkpoint inhibitor toxicity"), is_cause_of("prednisone", "glucocorticoid-induced osteoporosis")
    (True, True)
    >>> is_cause_of("infliximab", "checkpoint inhibitor toxicity")
    False
    """
    named = INDUCED.match(disease)
    causes = [*table(DISEASES).get(disease, {}).get("caused_by", ())] or (
        [hit.canonical for hit in treatments(named[1])] if named else []
    )
    return any(is_step_member(therapy, cause) for cause in causes)


@cache
def may_take_light(disease: str) -> bool:
    """Return True if phototherapy may treat a disease, as far as the tables know: one that they do not list may be of the skin.

    >>> [may_take_light(name) for name in ("vitiligo", "Crohn's disease", "a disease of no table")]
    [True, False, True]
    """
    treated = table("step_kinds")["light_for"]
    return disease not in table(DISEASES) or any(name in treated for name in (disease, *wider(disease)))
