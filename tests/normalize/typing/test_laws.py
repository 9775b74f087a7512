"""Laws of meaning over every leaf at hand: what is swapped for its like keeps the shape, what is reordered or wrapped keeps the meaning.

A drawn part is tried in each run; `make laws` holds all leaves of the samples, and of the real documents where they lie beside the project.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from ground import ROOT, real_files
from hypothesis import given
from hypothesis import strategies as st

from payerdiff.ingest.reader import read_file
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.lexicon import wider
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.typing.building.builders import ONE_KIND
from payerdiff.normalize.typing.expression import (
    Condition,
    Expression,
    Group,
    Unknown,
    conditions_of,
    denied,
    unknowns_of,
)
from payerdiff.normalize.typing.grammar import AND_IN_NAMES, SAID_OF, is_statement, parsed
from payerdiff.normalize.typing.tagging.tagger import tagged
from payerdiff.normalize.typing.tagging.tokens import Token

SWALLOWS = {
    "statement",
    "refused_use",
    "with_or_without",
    "therapy_for_a_disease",
    "population_of_all",
    "test_that_shows",
}
"""Rules that take words which nothing knows without asking anything."""
SWAPS: dict[str, tuple[str, ...]] = {
    "DIS": ("acromegaly", "narcolepsy", "migraine"),
    "CANCER": ("melanoma", "mesothelioma", "glioblastoma"),
    "SPEC": ("cardiologist", "nephrologist", "ophthalmologist"),
    "DRUG": ("leflunomide", "sulfasalazine", "mesalamine"),
}
"""By kind, words that may stand for one another."""
BRACKETS = re.compile(r"[()\[\]]")


@cache
def sample_leaves() -> tuple[str, ...]:
    """Return the distinct words of all leaves of the golden samples."""
    found: dict[str, None] = {}

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if value.get("op") == "leaf" and value.get("text"):
                found[str(value["text"])] = None
            for child in value.values():
                walk(child)
        elif isinstance(value, list):
            for child in value:
                walk(child)

    for path in sorted((ROOT / "tests" / "golden").glob("*.json")):
        walk(json.loads(path.read_text(encoding="utf-8")))
    return tuple(found)


def real_leaves() -> Iterator[str]:
    """Yield the words of all leaves of the real documents."""
    for path in real_files(".pdf", ".html", ".docx", ".txt", ".md"):
        try:
            result = normalize(read_file(path))
        except PayerdiffError:
            continue
        for policy in (result,) if isinstance(result, Policy) else ():
            for criteria in [*policy.criteria, *policy.exclusions]:
                yield from (leaf.text for leaf in leaves(criteria.root) if leaf.text)


def plain(part: Expression, value: Callable[[Condition], object]) -> object:
    """Return an expression without places, alternatives in one order, and of each condition what `value` makes of it."""
    if isinstance(part, Unknown):
        return "?"
    if isinstance(part, Condition):
        return (part.concept, part.op, part.negated, part.outcome, part.role, value(part))
    return (part.op, part.k, sorted((plain(p, value) for p in part.parts), key=repr))


def meaning(text: str) -> object:
    """Return what a text means; order of alternatives and places do not count."""
    found = parsed(text)
    return (
        None
        if found is None
        else plain(found, lambda c: (c.subject, c.unit, c.duration, c.count, sorted(map(str, c.values))))
    )


def shape(text: str) -> object:
    """Return what a text means but for names and numbers."""
    found = parsed(text)
    return None if found is None else plain(found, lambda c: (c.unit, len(c.values)))


def kind_of(token: Token) -> str:
    """Return the kind of words that may be swapped for one another; a class is no drug, and stages are those of cancers."""
    if token.tag == "DIS" and "cancer" in (token.value, *wider(str(token.value))):
        return "CANCER"
    drugs = ("methotrexate", "leflunomide", "rituximab", "imatinib")
    return "DRUG" if token.tag == "THER" and str(token.value) in drugs else token.tag


def shares_a_word(text: str, token: Token) -> bool:
    """Return True if what is swapped has a word that the member before it in a list shares: `ovarian or peritoneal cancer`."""
    return SHARED.search(text[: token.start]) is not None and len(text[token.start : token.end].split()) > 1


SHARED = re.compile(r"\b(?:or|and|and/or|/)\s*$|,\s*$")


def swapped(text: str) -> Iterator[str]:
    """Yield a text with one of its terms swapped for another of its kind, and each number above two for the next one."""
    for token in tagged(text):
        word = text[token.start : token.end]
        others = () if ONE_KIND.fullmatch(word.lower()) or shares_a_word(text, token) else SWAPS.get(kind_of(token), ())
        yield from (
            text[: token.start] + other + text[token.end :]
            for other in others[:1]
            if other not in text and not word.isupper()
        )
        if token.tag == "NUM" and word.isdigit() and int(word) > 2 and word.lower() == token.text:
            yield f"{text[: token.start]}{int(word) + 1}{text[token.end :]}"


def reordered(text: str) -> Iterator[str]:
    """Yield a text with two terms exchanged that nothing but `or` parts."""
    tokens = tagged(text)
    for first, joint, second in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if joint.tag == "OR" and first.tag == second.tag and first.tag in ("DIS", "THER", "SPEC", "SITE"):
            a, b = text[first.start : first.end], text[second.start : second.end]
            yield text[: first.start] + b + text[first.end : second.start] + a + text[second.end :]


def hold_places(text: str) -> None:
    """Hold that conditions and open words lie in the leaf."""
    found = parsed(text)
    parts: list[Condition | Unknown] = [*conditions_of(found), *unknowns_of(found)] if found else []
    for part in parts:
        assert 0 <= part.start < part.end <= len(text)
        assert text[part.start : part.end].strip()


def hold_words(text: str) -> None:
    """Hold that a leaf of which a word is outside the parse is partial, unless a rule says that the word asks nothing."""
    fired: list[str] = []
    found = parsed(text, fired=fired)
    if found is None or any(unknowns_of(found)) or SWALLOWS & set(fired):
        return
    held = [(c.start, c.end) for c in conditions_of(found)]
    loose = [t.text for t in tagged(text) if t.tag == "U" and not any(a <= t.start and t.end <= b for a, b in held)]
    assert not loose


def hold_swaps(text: str) -> None:
    """Hold that another disease, drug, specialty or number leaves the shape."""
    if not BRACKETS.search(text):
        for other in swapped(text):
            assert shape(other) == shape(text), other


def hold_order(text: str) -> None:
    """Hold that exchanged alternatives leave the meaning."""
    for other in () if BRACKETS.search(text) else reordered(text):
        assert meaning(other) == meaning(text), other


def hold_wraps(text: str) -> None:
    """Hold that words which only present a condition leave it."""
    heading = AND_IN_NAMES.search(text) and not SAID_OF.search(text)  # of two uses, where "Member has" says both of one
    if not (heading or is_statement(text) or text.isupper() or NO_CLAUSE.match(text) or "when " in text):
        for before in ("Documentation is provided that ", "Member has "):
            assert meaning(before + text) == meaning(text), before + text


NO_CLAUSE = re.compile(r"(?i:Example|Confirm(?:ed|ation)|For|In|To|When|If|At|During)\b")
"""How a text begins that nothing presents (of a use, `when` says where it is covered; of a patient, when a thing is asked): `Documentation is provided that For gout`."""


def hold_denial(text: str) -> None:
    """Hold that a denial before a plain condition turns it round."""
    found = parsed(text)
    plainly = (
        isinstance(found, Condition) and found.concept in ("diagnosis", "prescriber", "biomarker") and not found.negated
    )
    anchored = {"NOT", "SPEC", "STATES", "WITH_OR_WITHOUT", "OR"} & {t.tag for t in tagged(text)}
    if isinstance(found, Condition) and plainly and not anchored and not NO_CLAUSE.match(text):
        other = parsed(f"Not {text}")
        assert other is not None and plain(other, lambda c: c.values) == plain(denied(found), lambda c: c.values)


LAWS = (hold_places, hold_words, hold_swaps, hold_order, hold_wraps, hold_denial)


@given(text=st.sampled_from(sample_leaves()))
def test_a_drawn_leaf_keeps_the_laws_of_meaning(text: str) -> None:
    for law in LAWS:
        law(text)


@given(
    text=st.sampled_from(sample_leaves()),
    other=st.sampled_from(sample_leaves()),
    joint=st.sampled_from(("or", "and", ",", "unless", "where", "not", "; ", "if", ":", "except", "")),
    half=st.integers(0, 12),
)
def test_parts_of_leaves_in_any_order_are_read(text: str, other: str, joint: str, half: int) -> None:
    mixed = " ".join([*text.split()[half:], joint, *other.split()[: half + 1]])
    hold_places(mixed)
    hold_words(mixed)


@pytest.mark.laws
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_leaf_of_the_samples_keeps_a_law(law: Callable[[str], None]) -> None:
    for text in sample_leaves():
        law(text)


@pytest.mark.laws
@pytest.mark.skipif(not real_files(".pdf"), reason="the real documents do not lie beside this checkout")
def test_every_leaf_of_the_real_documents_lies_in_its_words_and_is_partial_where_words_are_left() -> None:
    for text in real_leaves():
        hold_places(text)
        hold_words(text)


@given(
    concept=st.sampled_from(
        ("18 years of age or older", "Diagnosis of gout", "Failure of leflunomide", "Given at home")
    ),
    other=st.sampled_from(
        ("weighs at least 40 kg", "HER2 negative", "prescribed by a cardiologist", "moonbeams at night")
    ),
    joint=st.sampled_from((" or ", ", or ", " and ", ", and ")),
)
def test_two_clauses_join_as_their_connector_says(concept: str, other: str, joint: str) -> None:
    found = parsed(concept + joint + other)
    assert isinstance(found, Group)
    assert found.op == ("any" if "or" in joint else "all")
