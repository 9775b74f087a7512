"""What a text must hold for an expression: an answer never depends on it."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rule_book import every_rule

from payerdiff.normalize import lexicon
from payerdiff.normalize.needles import FOLDED, Sieve, needs_of
from payerdiff.normalize.rules import Rule, Signs, ways_of

RULES = every_rule()
SAID = [text for rule in RULES for text in (rule.example, rule.counterexample)]
AROUND = 40
"""Words of other rules that each is tried on."""


def texts_for(at: int, rule: Rule) -> list[str]:
    """Return texts that a rule is tried on: its own, in other letters and among others, and those of some other rules."""
    own = [rule.example, rule.counterexample, rule.example.upper(), rule.example + "\n", f"{SAID[at]} {rule.example}"]
    folded = [rule.example.replace(plain, odd) for plain, odd in zip("iisk", FOLDED, strict=True)]
    return [*own, *folded, *islice(SAID, at % 29, None, len(SAID) // AROUND)]


def test_every_rule_finds_what_its_expression_finds() -> None:
    for at, rule in enumerate(RULES):
        for text in texts_for(at, rule):
            found, wanted = rule.search(text), rule.compiled.search(text)
            assert (found and found.span()) == (wanted and wanted.span()), (rule.name, text)
            assert [m.span() for m in rule.finditer(text)] == [m.span() for m in rule.compiled.finditer(text)]
            assert rule.sub("§", text) == rule.compiled.sub("§", text)


def test_most_rules_that_spell_out_a_word_are_known_to_do_so() -> None:
    assert sum(bool(rule.sieve.needs.parts) for rule in RULES) > 0.4 * len(RULES)


@pytest.mark.parametrize(
    ("pattern", "parts", "at_start", "reach"),
    [
        ("prior (?:trial|use)", ("prior ",), False, None),
        ("(?:trial)?[ou]f", (), False, None),
        ("(?:trial)?of", ("of",), False, None),
        ("per|/", ("/", "per"), False, None),
        ("(?:trial)+ of", ("trial",), False, None),
        ("(?<=prior )x", ("prior ",), False, None),
        ("(?!prior )x", (), False, None),
        ("^a|^bb", (), True, None),
        ("^a|bb", (), False, None),
        ("(?m:^a)", (), False, None),
        ("ab?$|c$", (), False, 2),
        ("a+$", (), False, None),
        ("caf\u00e9 noir", (" noir",), False, None),
    ],
)
def test_what_an_expression_needs(pattern: str, parts: tuple[str, ...], at_start: bool, reach: int | None) -> None:
    needs = needs_of(re.compile(pattern))
    assert (needs.parts, needs.at_start, needs.reach) == (parts, at_start, reach)


@given(st.text(alphabet="non- \nax" + FOLDED, max_size=14))
@example("anon-\n")
def test_what_stands_near_the_end_is_searched_with_all_that_stands_before_it(text: str) -> None:
    for pattern in (r"(?<!\w)non[\s-]?$", r"\bno?$", r"(?:^|x)n$"):
        ours, theirs = Sieve.of(pattern, re.IGNORECASE).search(text), re.search(pattern, text, re.IGNORECASE)
        assert (ours and ours.span()) == (theirs and theirs.span())


SIGNS = [
    *lexicon.table("structure")["cues"].items(),
    *((k, "|".join(p)) for k, p in lexicon.table("structure")["heads"].items()),
]
ODD = ["HbA1c \u0664 weeks", "\u0130nvestigational", "member\u017f", "a\nb 1/2/24", ""]


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
def test_signs_are_found_where_their_whole_expressions_find_something(flags: int) -> None:
    signs = Signs((name, pattern, flags) for name, pattern in SIGNS)
    for text in [*SAID, *ODD, *(text.upper() for text in SAID)]:
        assert signs.in_text(text) == {name for name, pattern in SIGNS if re.search(pattern, text, flags)}, text


def test_most_signs_are_searched_way_by_way() -> None:
    assert sum(len(ways_of(pattern)) for _, pattern in SIGNS) > 5 * len(SIGNS)
