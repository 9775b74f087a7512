"""What the name of a disease means: whether two names are equal, one is wider, and whether a name is one that policies write."""

from __future__ import annotations

import re
from collections import Counter

from disease_words import (
    BROAD,
    EVERYDAY,
    GENE,
    HARMLESS,
    HUMAN,
    MALIGNANT,
    NARROWER,
    NARROWER_THAN_SAID,
    NARROWING,
    NOT_WIDER,
    SAME_WORD,
    SHELF,
    UNSPOKEN,
)

from payerdiff.normalize.disease_names import key_of, stem

MOST_WORDS = 6
SIBLINGS = 8
"""A family with more numbered members is a list of genes (`retinitis pigmentosa 44`): policies name the family."""
WORDS = frozenset(key_of(word.replace("-", " ")) for word in EVERYDAY.split()) | frozenset(
    key_of(name) for name in " ".join(BROAD.split()).split("; ")
)


def meaning(name: str) -> frozenset[str]:
    """Return the words of a name as they mean: `renal` for `kidney`, without those that say nothing."""
    stems = {SAME.get(s, s) for s in (stem(w) for w in re.findall(r"[^\W_]+(?:'[^\W_]+)*", name))}
    if {"malignant", "tumor"} <= stems:
        stems = stems - {"malignant", "tumor"} | {"cancer"}
    if {"carcinoma", "cell"} <= stems:  # a carcinoma of an organ is not all of its cancers, one of a kind of cells is
        stems = stems - {"carcinoma"} | {"cancer"}
    numbers = re.findall(r"\d+", key_of(name))
    return frozenset({*stems, *(f"{i}:{n}" for i, n in enumerate(sorted(numbers)))}) - SILENT


def plain_meaning(name: str) -> frozenset[str]:
    """Return the same without taking a syndrome or an infection for a disease: Cushing's syndrome is not Cushing's disease."""
    return meaning(name) | {f"a {kind}" for kind in ("syndrome", "infection") if kind in name.lower()}


SILENT = {"the", "of", "type", "and", stem("mellitus")}
SAME = {stem(a): stem(b) for a, b in SAME_WORD.items()}
NOT_EQUAL = frozenset(key_of(name) for name in " ".join(NARROWER.split()).split("; "))


def is_equal(other: str, name: str, witnesses: set[str]) -> bool:
    """Return True if another name means the same disease: the same words in other dress, or vouched for and no narrower."""
    a, b = meaning(other), meaning(name)
    if key_of(other) in NOT_EQUAL:
        return False
    if a == b:
        return True
    numbers = [{word for word in words if ":" in word} for words in (a, b)]
    narrower = (a ^ b) & NARROWING or a > b or (a < b and numbers[1]) or ("tumor" in a) != ("tumor" in b)
    narrower = narrower or (all(numbers) and numbers[0] != numbers[1])
    return not narrower and key_of(other) in witnesses


def is_name(name: str, junk: re.Pattern[str] = UNSPOKEN) -> bool:
    """Return True if a name could stand in a policy as the name of a disease."""
    words = name.split()
    return (
        len(words) <= MOST_WORDS
        and len(name) >= 4
        and name.count(",") == 0
        and not junk.search(name)
        and not GENE.search(name)
        and not HUMAN.search(name.lower())
        and key_of(name) not in WORDS
        and not (len(words) > 4 and "and" in words)
    )


NUMBERED = re.compile(r"(.*?),? (?:type )?(?:\d+[A-Za-z]*|[IVX]+[A-Z]?)$")


def family(name: str) -> str:
    """Return the name of a numbered disease without its number, or nothing."""
    match = NUMBERED.match(name)
    return match.group(1) if match else ""


def is_member(name: str, sizes: Counter[str], spoken: set[str]) -> bool:
    """Return True if a numbered disease is one that a policy may name: `type 1`, or a number that MeSH speaks of (`neurofibromatosis 2`)."""
    return key_of(name) in spoken or ("type" in name and sizes[family(name)] <= SIBLINGS)


def is_wider(name: str, wider: str) -> bool:
    """Return True if what two lists file a disease under is wider than it as policies speak."""
    return not (
        f"{name}: {wider}" in NOT_WIDER
        or wider in NARROWER_THAN_SAID
        or ("pseudo" in name.lower() and "pseudo" not in wider.lower())
        or (MALIGNANT.search(wider) and HARMLESS.search(name))
    )


def is_cancer_shelf(name: str) -> bool:
    """Return True if a shelf is a kind of cancer, and not merely where a cancer lies."""
    return MALIGNANT.search(name) is not None and not SHELF.search(name)


def is_kind(name: str, wider: str) -> bool:
    """Return True if a name says by its words that it is a kind of a disease: `episodic cluster headache`."""
    return meaning(name) > meaning(wider) and stem(name.split()[-1]) == stem(wider.split()[-1])
