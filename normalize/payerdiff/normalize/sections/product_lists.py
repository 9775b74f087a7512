"""Lists of products within a sentence: which drugs they name, and which products of each where not all are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from payerdiff.model.policy import Drug
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

Products = Mapping[str, tuple[str, ...]]
"""Drugs by their generic names, each with the products that are meant; none for all of them."""

TABLES = ("drugs", "regimens")
ROUTES = r"IV|SC|SQ|intravenous|subcutaneous|oral|topical|infusions?|injections?"
FORMS = r"cream|foam|ointment|gel|solution|tablets?|capsules?|syringes?|pens?|vials?|pre-?filled|auto-?injectors?|XR|ER|LQ|strengths?"
BESIDE = r"an?|the|either|one of|any|or|and|and/or|brand|generic|(?:non-?)?preferred|reference|biosimilars?|products?|unbranded|e\.g|i\.e|including"
AMONG = Rule(
    "product_lists.among",
    rf"(?:\W|\b(?:{ROUTES}|{FORMS}|{BESIDE})\b|\d+(?:\.\d+)?\s?(?:%|mg|mcg|mL)|-[a-z]{{4}}\b|-containing\b)*",
    " (intravenous) or a ",
    " after ",
    by="fullmatch",
)
"""What may stand between the names of a list of products, and behind it."""
SUFFIX = Rule("product_lists.suffix", r"-[a-z]{4}\b", "-abcd", " -abcd", by="match", exact=True)
"""What tells one biosimilar of a drug from another."""
SECOND_NAME = Rule("product_lists.second_name", r"\s[A-Z][a-z]{2,9}(?=\s*(?:[,;:)]|(?:or|and)\b|$))", " Aria, or ", " Aria is ", by="match", exact=True)  # fmt: skip
"""The second word of a product's name, within a list."""
UNBRANDED = Rule("product_lists.unbranded", r"\bunbranded\s+$", "Remicade/unbranded ", "branded ")
GLOSS = Rule("product_lists.gloss", r"[®™]*\s*[(,\[]?\s*[(\[]\s*$", "® (", ", ")
"""What stands between a product and the bracket that says what it is."""


def named_in(text: str, own: Sequence[Drug]) -> list[lexicon.Hit]:
    """Return the drugs and classes that a text names, in order: those that the vocabulary knows, and the policy's own products, whether or not it knows them."""
    known = lexicon.treatments(text)
    pairs = tuple((name.lower(), drug.generic) for drug in own for name in drug.brands)
    names = pattern_of(tuple(name for name, _ in pairs)) if pairs else None
    if names is None:
        return known
    known = sorted([*known, *misspelled(text, known, pairs)], key=lambda hit: hit.start)
    taken = {at for hit in known for at in range(hit.start, hit.end)}
    generics = dict(pairs)
    more = [
        lexicon.Hit(generics[match.group().lower()], *match.span())
        for match in names.finditer(text)
        if taken.isdisjoint(range(*match.span()))
    ]
    return sorted([*known, *more], key=lambda hit: hit.start) if more else known


IN_A_LIST = Rule("product_lists.in_a_list", r"(?<=, )[A-Z][a-z]{5,}(?=,|$)", "Otherna, Madeupra, Thirda", "Madeupra is", exact=True)  # fmt: skip
ALIKE = 0.87
"""So much of two names is the same where one is the other, misspelled."""


def misspelled(text: str, known: Sequence[lexicon.Hit], pairs: Sequence[tuple[str, str]]) -> list[lexicon.Hit]:
    """Return the policy's own products that stand misspelled among others in a list: a name that nothing knows and that is all but theirs."""
    taken = {hit.start for hit in known}
    words = [match for match in IN_A_LIST.finditer(text) if match.start() not in taken] if len(taken) > 1 else []
    generics = dict(pairs)
    near = [(match, get_close_matches(match.group().lower(), list(generics), 1, ALIKE)) for match in words]
    return [lexicon.Hit(generics[names[0]], *match.span()) for match, names in near if names]


@lru_cache(maxsize=64)
def pattern_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return an expression for any of some names, the longest first."""
    longest = sorted(set(names), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)


def products_in(text: str, own: Sequence[Drug] = ()) -> dict[str, tuple[str, ...]]:
    """Return the products that a text names, whatever stands between them; those of the classes that it names are left out.

    >>> products_in("Brand (see note): Otezla 30 mg, then Humira", ())
    {'apremilast': ('Otezla',), 'adalimumab': ('Humira',)}
    """
    names = Names(own)
    longer = [name for drug in own for name in drug.brands]
    end, brand = 0, ""
    for hit in named_in(text, own):
        if hit.start < end or hit.canonical in lexicon.table("regimens"):
            continue
        between = text[end : hit.start]
        name, stop = name_at(text, hit, longer)
        if not (brand == hit.canonical and GLOSS.search(between)):
            names.take(hit.canonical, name, between)
        end, brand = stop, "" if name is None else hit.canonical
    return names.told()


def products_behind(text: str, start: int, own: Sequence[Drug] = ()) -> tuple[dict[str, tuple[str, ...]], int]:
    """Return the drugs that a list from a place on names, with the members of its classes, and where the list ends; no drug where it does not tell which products it means.

    `own` are the drugs of which products have more names.

    >>> products_behind("Otezla or Humira (adalimumab): age 18", 0)
    ({'apremilast': ('Otezla',), 'adalimumab': ('Humira',)}, 28)
    >>> products_behind("Humira, adalimumab-aacf", 0)[0], products_behind("an adalimumab product", 0)[0]
    ({'adalimumab': ('Humira', 'adalimumab-aacf')}, {'adalimumab': ()})
    """
    names = Names(own)
    longer = [name for drug in own for name in drug.brands]
    end, brand = start, ""
    for hit in named_in(text, own):
        if hit.start < end:
            continue
        between = text[end : hit.start]
        if not AMONG.fullmatch(between):
            break
        end, product = hit.end, None
        if hit.canonical == SAME and names.found:
            names.take_biosimilars(adjacent=not between.strip())
        elif hit.canonical in lexicon.table("regimens"):
            members = lexicon.members_of(TABLES, hit.canonical) & lexicon.table("drugs").keys()
            if not members:
                return {}, end
            names.found |= dict.fromkeys(sorted(members), None)
        else:
            product, end = name_at(text, hit, longer)
            if not (brand == hit.canonical and GLOSS.search(between)):
                names.take(hit.canonical, product, between)
        brand = "" if product is None else hit.canonical
    return names.told(), end


OTHERS = Rule("product_lists.others", r"\bnon-?\s?preferred\s+$", "All non-preferred ", "preferred ")
SAME = "biosimilar"
"""The class of what is the same drug under another name."""


@dataclass(slots=True)
class Names:
    """The products of a list, in the making: None for all of a drug; a drug that is named among its brands is the product under its own name."""

    own: Sequence[Drug]
    found: dict[str, list[str] | None] = field(default_factory=dict)
    vague: set[str] = field(default_factory=set)
    """The drugs of which `non-preferred` products are named, and no list tells which those are."""

    def take(self, generic: str, name: str | None, before: str) -> None:
        """Add a product, or a drug by its generic name."""
        if OTHERS.search(before) and name is None:
            self.take_others(generic)
            return
        self.vague.discard(generic)
        written = name or generic
        held = self.found.setdefault(generic, [])
        if held is not None:
            held.append(f"unbranded {written}" if UNBRANDED.search(before) else written)

    def take_others(self, generic: str) -> None:
        """Add the products of a drug that the policy does not prefer."""
        held = self.found.setdefault(generic, [])
        others = not_preferred(generic, self.own)
        if not others:
            self.vague.add(generic)
        elif held is not None:
            held += others

    def take_biosimilars(self, *, adjacent: bool) -> None:
        """Take the biosimilars of the drug named last: `Humira or a biosimilar` is any product of it, `adalimumab biosimilars` says no more than the drug's name."""
        if not adjacent:
            self.found[next(reversed(self.found))] = None

    def told(self) -> dict[str, tuple[str, ...]]:
        """Return the drugs with their products."""
        if self.vague:
            return {}
        plain = {generic: list(dict.fromkeys(names or ())) for generic, names in self.found.items()}
        return {generic: () if names == [generic] else tuple(names) for generic, names in plain.items()}


def not_preferred(generic: str, own: Sequence[Drug]) -> list[str]:
    """Return the products of a drug that the policy lists as not preferred, else those that it does not list as preferred where it lists some; nothing where no list tells."""
    drug = next((drug for drug in own if drug.generic == generic), None)
    if drug is None or not drug.statuses:
        return []
    taken = {name.lower() for name in drug.listed_as("preferred")}
    return drug.listed_as("non-preferred") or [name for name in drug.brands if name.lower() not in taken]


def name_at(text: str, hit: lexicon.Hit, longer: Iterable[str]) -> tuple[str | None, int]:
    """Return the product that stands at a place, None where it is the drug as such, and where its name ends."""
    words = text[hit.start : hit.end]
    begun = [name for name in longer if len(name) > len(words) and text[hit.start :].lower().startswith(name.lower())]
    if begun:
        name = max(begun, key=len)
        return name, hit.start + len(name)
    if not lexicon.treatments(words) and (near := get_close_matches(words, list(longer), 1, ALIKE)):
        return near[0], hit.end
    second = None if words.islower() else SECOND_NAME.match(text, hit.end)
    if second and not AMONG.fullmatch(second.group()) and not lexicon.treatments(second.group()):
        return words + second.group(), second.end()
    suffix = SUFFIX.match(text, hit.end)
    if suffix:
        return words + suffix.group(), suffix.end()
    return (None if words.lower() == hit.canonical.lower() else words), hit.end
