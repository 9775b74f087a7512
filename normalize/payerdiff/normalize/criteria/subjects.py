"""What a set of criteria is about: the diseases and settings of its title, and whether it is for whatever else there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from payerdiff.model import concepts
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.polarity import walk
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, leaves
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

OTHER = Rule(
    "subjects.other",
    r"\bother (?:diagnoses|indications|uses)|\bnot (?:otherwise )?listed\b|\boff-label\b",
    "Other diagnoses",
    "Another diagnosis",
)
WHICH = r"(?:other |covered |approved |listed |above |the |FDA[- ]approved )*"
A_LISTED_ONE = r"an? (?:indication|diagnosis|use) (?:that is )?(?:listed|described|named|outlined)\b"
AS_AT_FIRST = r"initial (?:approval|authorization|therapy)(?: criteria)? (?:in|under|of) section\b"
EVERY_USE = Rule(
    "subjects.every_use",
    rf"^\W*(?:(?:for|in) )?(?:all {WHICH}(?:indications|diagnoses|uses)\b|{A_LISTED_ONE}|{AS_AT_FIRST})",
    "All indications in section I",
    "Indications",
    by="match",
)
REST = ("all other", "any other", "other uses", "not listed", "not addressed", "not named", "criteria are not met", "criteria above are not met")  # fmt: skip
"""Words of exclusions that name what the criteria leave: who meets the criteria is not meant."""


BESIDES = Rule("subjects.besides", r"\b(?:in addition to|besides|along with|as well as)\s+(?:all|any) other\b", "in addition to all other criteria", "all other uses")  # fmt: skip
"""Words that add a criterion to the others: they leave nothing."""


def is_every_use(words: str) -> bool:
    """Return True if words begin by saying that what follows holds for every indication.

    >>> is_every_use("For all indications: age 18"), is_every_use("All other diagnoses"), is_every_use("Asthma")
    (True, True, False)
    >>> is_every_use("an indication listed in Section I"), is_every_use("initial approval in section C")
    (True, True)
    """
    return EVERY_USE.match(words) is not None


OF_STATUS = Rule("subjects.of_status", r"^\W*(?:(?:coverage (?:for|of)|for|all|the)\s+)*(?:(?:non-?\s?)?preferred|targeted|step\s?\d)\b", "Non-preferred agents", "Asthma", by="match")  # fmt: skip


def is_of_products(title: str) -> bool:
    """Return True if a title names products by their status and no disease: what stands below it is asked of requests for these, whatever they are for.

    >>> is_of_products("Non-Preferred Agents"), is_of_products("Asthma"), is_of_products("Preferred agents: asthma")
    (True, False, False)
    """
    return OF_STATUS.match(title) is not None and not diseases_in(title)


def holds_for_all(criteria: CriteriaSet) -> bool:
    """Return True if a set below no indication begins by saying that it holds for every one: it is no part of the phase above it."""
    first = next(iter(leaves(criteria.root)), None)
    return criteria.indication is None and criteria.phase in ("initial", "renewal") and first is not None and is_every_use(first.text)  # fmt: skip


Shorts = Mapping[str, str]
"""Abbreviations of diseases that a document spells out, each with what it stands for."""


def with_subjects(criteria: CriteriaSet, shorts: Shorts = MappingProxyType({})) -> CriteriaSet:
    """Return a set with what it is about."""
    title = criteria.indication or ""
    untold = is_every_use(title) or comes_with_a_tumor(title)
    return criteria.model_copy(
        update={
            "diseases": diseases_titled(title, shorts)
            or ([] if untold else list(dict.fromkeys(diseases_asked(criteria)))),
            "settings": settings_in(title),
            "catch_all": OTHER.search(title) is not None,
            "names_the_rest": criteria.names_the_rest or names_the_rest(criteria),
        }
    )


def diseases_titled(title: str, shorts: Shorts) -> list[str]:
    """Return the diseases that a title names, or the one that it shortens.

    >>> diseases_titled("MD", {"MD": "madeup disease"}), diseases_titled("Asthma", {})
    (['madeup disease'], ['asthma'])
    """
    return diseases_in(title) or [shorts[short] for short in (title.strip(),) if short in shorts]


COMES_WITH = Rule("subjects.comes_with", r"\b[a-z]{4}[\w-]*[\s,]+(?:that is )?(?:associated with|due to|secondary to|caused by|induced by)\s+(?:an?\s+|the\s+)?$", "a syndrome due to ", "treatment of ")  # fmt: skip
"""Words before a tumor that brings about what a title names."""


def comes_with_a_tumor(title: str) -> bool:
    """Return True if all diseases that a title names are tumors that something else comes with: who has the tumor alone does not have that.

    >>> comes_with_a_tumor("Paraneoplastic ataxia associated with neuroblastoma"), comes_with_a_tumor("Neuroblastoma")
    (True, False)
    """
    hits = lexicon.hits("diagnoses", title)
    return bool(hits) and all(
        "cancer" in (hit.canonical, *lexicon.wider(hit.canonical)) and COMES_WITH.search(title[: hit.start].lower())
        for hit in hits
    )


def diseases_in(title: str) -> list[str]:
    """Return the diseases that a title names.

    >>> diseases_in("Relapsed B-ALL in adults")
    ['B-ALL']
    """
    return [] if comes_with_a_tumor(title) else list(dict.fromkeys(hit.canonical for hit in lexicon.hits("diagnoses", title)))  # fmt: skip


def diseases_asked(criteria: CriteriaSet) -> Iterator[str]:
    """Yield the diseases that the criteria ask for: one that a patient must not have, or that only says when something is asked for, is none."""
    meant = "against" if criteria.phase == "exclusion" else "for"
    for place in criteria.leaf_places():
        for atom in affirmed(place.node) if place.polarity == meant else ():
            if atom.concept == concepts.DISEASE and not atom.negated:
                yield from map(str, atom.value if isinstance(atom.value, list) else [atom.value])


def affirmed(leaf: Criterion) -> Iterator[Atom]:
    """Yield the atoms of a leaf but for those that it excludes or only names as a condition."""
    for end in walk(parts_of(leaf)) if leaf.meaning else ():
        if end.polarity == "for":
            yield from end.node.atoms
    yield from leaf.atoms if leaf.meaning is None else ()


def settings_in(title: str) -> list[str]:
    """Return the phases of treatment that a title ends with; a response is one that the patient has had.

    >>> settings_in("B-ALL – consolidation"), settings_in("B-ALL in remission – infants")
    (['consolidation'], [])
    """
    if "response" in title:
        return []
    return [hit.canonical for hit in lexicon.hits("settings", title.split("–")[-1])]


def names_the_rest(criteria: CriteriaSet) -> bool:
    """Return True if each criterion of a set means only what the others leave."""
    words = leaves(criteria.root)
    return bool(words) and all(map(means_the_rest, words))


def means_the_rest(leaf: Criterion) -> bool:
    """Return True if a criterion of an exclusion means only what other criteria leave."""
    words = BESIDES.sub("", leaf.text.lower())
    return any(rest in words for rest in REST)


def apart_from_the_rest(criteria: CriteriaSet) -> list[CriteriaSet]:
    """Return an exclusion, its alternatives that mean only what other criteria leave as a set of their own."""
    root = criteria.root
    rest = [child for child in root.children if not child.children and means_the_rest(child)]
    if root.taken_op != "any" or not rest or len(rest) == len(root.children):
        return [criteria]
    named = [child for child in root.children if child not in rest]
    parts = ((criteria.id, named), (f"{criteria.id}-rest", rest))
    return [
        criteria.model_copy(update={"id": name, "root": root.model_copy(update={"children": own})})
        for name, own in parts
    ]
