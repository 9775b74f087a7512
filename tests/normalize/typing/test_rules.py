"""The rules of the grammar and the phrases of the data files hold what they say of themselves."""

from __future__ import annotations

import re

import pytest

from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.grammar import parsed
from payerdiff.normalize.typing.rules import ALL_BUILDERS, Rule, rules
from payerdiff.normalize.typing.tagging.phrases import ANY, Phrase, openers, phrases, spaced, whole
from payerdiff.normalize.typing.tagging.tokens import NAME

RULES = [*rules("terms"), *rules("clauses")]
TERMS = {
    "DIS",
    "THER",
    "SET",
    "SPEC",
    "MARK",
    "EXAM",
    "LAB",
    "SITE",
    "RESP",
    "SUPPORT",
    "NUM",
    "GENE",
    "CHANGE",
    "U",
    "C",
}
MADE = {"DUR", "CAP", "MARKS", "IDLE", "SEVL", "OUTL", "COMMA", "SEMI", "COLON", "STOP", "SLASH", "PLUS"} | {f"{term}L" for term in TERMS}  # fmt: skip


def fired(text: str) -> list[str]:
    """Return the names of the rules that find something in a text."""
    names: list[str] = []
    parsed(text, fired=names)
    return names


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_fires_on_its_example_and_not_on_its_counterexample(rule: Rule) -> None:
    assert rule.name in fired(rule.example)
    assert rule.name not in fired(rule.counterexample)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_speaks_of_tags_that_something_gives(rule: Rule) -> None:
    known = TERMS | MADE | set(lexicon.table("cues")["tags"])
    assert set(NAME.findall(rule.pattern)) <= known
    assert rule.builds in ALL_BUILDERS


def test_rule_names_are_distinct_and_no_builder_is_idle() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert {rule.builds for rule in RULES} == set(ALL_BUILDERS)


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: f"{phrase.tag}-{phrase.pattern.pattern[:40]}")
def test_a_phrase_is_written_in_lower_case(phrase: Phrase) -> None:
    bare = re.sub(r"\\.", "", phrase.pattern.pattern)
    assert bare == bare.lower()


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("(?:has |have )?fail(?:ed)?", "hf"),
        ("≥|at least", "≥a"),
        ("(?:(?:an?|known) )*allergy", "ak"),
        ("[\\s-]?line", "l-"),
        ("(?!not )pain", "p"),
        ("\\+/-", "+"),
    ],
)
def test_the_letters_that_a_phrase_may_begin_with_are_read_from_its_expression(pattern: str, begins: str) -> None:
    assert openers(pattern) - {ANY} >= set(begins) - {"-"}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("first ?line therapy", "first-line therapy"), ("<drug> failed", "medication failed"), ("end of", "end  of")],
)
def test_a_blank_stands_for_white_space_and_hyphens_and_a_part_for_its_words(pattern: str, text: str) -> None:
    assert re.fullmatch(spaced(whole(pattern)), text)
