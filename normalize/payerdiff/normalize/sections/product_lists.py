"""Lists of products within a sentence: which drugs they name, and which products of each where not all are meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from payerdiff.model.policy import Drug
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

Products = Mapping[str, tuple[str, ...]]
"""Drugs by their generic names, each with the products that are meant; none for all of them."""

TABLES = ("drugs", "regimens")
ROUTES = r"IV|SC|SQ|intravenous|subcutaneous|oral|topical|infusions?|injections?"
FORMS = r"cream|foam|ointment|gel|solution|tablets?|capsules?|syringes?|pens?|vials?|pre-?filled|auto-?injectors?|XR|ER|LQ|strengths?"
BESIDE = r"an?|the|either|one of|any|or|and|and/or|brand|generic|(?:non-?)?preferred|reference|biosimilars?|products?|unbranded"
AMONG = Rule(
    "product_lists.among",
    rf"(?:\W|\b(?:{ROUTES}|{FORMS}|{BESIDE})\b|\d+(?:\.\d+)?\s?(?:%|mg|mcg|mL)|-[a-z]{{4}}\b)*",
    " (intravenous) or a ",
    " after ",
    by="fullmatch",
)
"""What may stand between the names of a list of products, and behind it."""
SUFFIX = Rule("product_lists.suffix", r"-[a-z]{4}\b", "-abcd", " -abcd", by="match", exact=True)
"""What tells one biosimilar of a drug from another."""
UNBRANDED = Rule("product_lists.unbranded", r"\bunbranded\s+$", "Remicade/unbranded ", "branded ")
GLOSS = Rule("product_lists.gloss", r"[®™]*\s*[(,\[]?\s*[(\[]\s*$", "® (", ", ")
"""What stands between a product and the bracket that says what it is."""


def products_in(text: str, own: Sequence[Drug] = ()) -> dict[str, tuple[str, ...]]:
    """Return the products that a text names, whatever stands between them; those of the classes that it names are left out.

    >>> products_in("Brand (see note): Otezla 30 mg, then Humira", ())
    {'apremilast': ('Otezla',), 'adalimumab': ('Humira',)}
    """
    found: dict[str, list[str] | None] = {}
    longer = [name for drug in own for name in drug.brands]
    end, brand = 0, ""
    for hit in lexicon.treatments(text):
        if hit.start < end or hit.canonical in lexicon.table("regimens"):
            continue
        between = text[end : hit.start]
        name, stop = name_at(text, hit, longer)
        if not (brand == hit.canonical and GLOSS.search(between)):
            add(found, hit.canonical, name, between)
        end, brand = stop, "" if name is None else hit.canonical
    return {generic: tuple(names or ()) for generic, names in found.items()}


def products_behind(text: str, start: int, own: Sequence[Drug] = ()) -> tuple[dict[str, tuple[str, ...]], int]:
    """Return the drugs that a list from a place on names, with the members of its classes, and where the list ends. `own` are the drugs of which products have more names.

    >>> products_behind("Otezla or Humira (adalimumab): age 18", 0)
    ({'apremilast': ('Otezla',), 'adalimumab': ('Humira',)}, 28)
    >>> products_behind("Humira, adalimumab-aacf", 0)[0], products_behind("an adalimumab product", 0)[0]
    ({'adalimumab': ('Humira', 'adalimumab-aacf')}, {'adalimumab': ()})
    """
    found: dict[str, list[str] | None] = {}
    longer = [name for drug in own for name in drug.brands]
    end, brand = start, ""
    for hit in lexicon.treatments(text):
        if hit.start < end:
            continue
        between = text[end : hit.start]
        if not AMONG.fullmatch(between):
            break
        if hit.canonical == SAME and found:
            last = next(reversed(found))
            found[last] = biosimilars(last, found[last], own) if not between.strip() else None
            end, brand = hit.end, ""
            continue
        if hit.canonical in lexicon.table("regimens"):
            members = lexicon.members_of(TABLES, hit.canonical) & lexicon.table("drugs").keys()
            if not members:
                return {}, hit.end
            found |= dict.fromkeys(sorted(members), None)
            end, brand = hit.end, ""
            continue
        name, stop = name_at(text, hit, longer)
        if not (brand == hit.canonical and GLOSS.search(between)):
            add(found, hit.canonical, name, between)
            if OTHERS.search(between):
                found[hit.canonical] = not_preferred(found[hit.canonical], hit.canonical, own)
        end, brand = stop, "" if name is None else hit.canonical
    return {generic: tuple(names or ()) for generic, names in found.items()}, end


OTHERS = Rule("product_lists.others", r"\bnon-?\s?preferred\s+$", "All non-preferred ", "preferred ")


def not_preferred(names: list[str] | None, generic: str, own: Sequence[Drug]) -> list[str] | None:
    """Return those of some products of a drug that the policy does not list as preferred."""
    drug = next((drug for drug in own if drug.generic == generic), None)
    taken = {name.lower() for name in drug.listed_as("preferred")} if drug else set()
    held = names if names is not None else drug.brands if drug and taken else None
    return [name for name in held if name.lower() not in taken] if held is not None else None


SAME = "biosimilar"
"""The class of what is the same drug under another name."""


def biosimilars(generic: str, names: list[str] | None, own: Sequence[Drug]) -> list[str] | None:
    """Return those of some products of a drug that are not the first one, None where they are not known."""
    brands = next((drug.brands for drug in own if drug.generic == generic), [])
    held = brands if names is None else names
    return [name for name in held if name != brands[0]] if len(brands) > 1 else None


def name_at(text: str, hit: lexicon.Hit, longer: Iterable[str]) -> tuple[str | None, int]:
    """Return the product that stands at a place, None where it is the drug as such, and where its name ends."""
    words = text[hit.start : hit.end]
    begun = [name for name in longer if len(name) > len(words) and text[hit.start :].lower().startswith(name.lower())]
    if begun:
        name = max(begun, key=len)
        return name, hit.start + len(name)
    suffix = SUFFIX.match(text, hit.end)
    if suffix:
        return words + suffix.group(), suffix.end()
    return (None if words.lower() == hit.canonical.lower() else words), hit.end


def add(found: dict[str, list[str] | None], generic: str, name: str | None, before: str) -> None:
    """Add a product to those of its drug: all of them are meant where the drug itself is named once."""
    if UNBRANDED.search(before):
        name = f"unbranded {name or generic}"
    held = found.setdefault(generic, [])
    if name is None or held is None:
        found[generic] = None
    elif name not in held:
        held.append(name)
