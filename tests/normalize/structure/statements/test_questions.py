"""Numbered questions whose answers say where to go on are criteria: those of all ways that end in an approval."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

PAGE = """# Inventa (inventamab)

Policy number: S.3

## Clinical criteria

### Plaque psoriasis

{questions}

## References

1. Doe J. A study of inventamab. J Invent Med. 2020;1(1):1-9.
"""
ASKED = (
    ("Is the client 18 years of age or older?", "2", "Deny"),
    ("Has the client tried methotrexate for 90 days?", "4", "3"),
    ("Does the client have a contraindication to methotrexate?", "4", "Deny"),
    ("Does the client have a serious infection?", "Deny", "Approve – 365 days"),
)


def shown(node: Criterion) -> object:
    """Return a tree as its operators and the words of its leaves."""
    return (node.op, [shown(child) for child in node.children]) if node.children else node.text


def goes(to: str, word: str) -> str:
    """Return where an answer leads, as a page words it."""
    return f"{word} {to}" if to.isdigit() else to


@pytest.mark.parametrize(("form", "word"), [("[ ] Yes ({}) [ ] No ({})", "Go to #"), ("☐ Yes: {} ☐ No: {}", "go to question"), ("Yes – {}; No – {}.", "Proceed to")])  # fmt: skip
def test_ways_through_questions_are_the_criteria(form: str, word: str) -> None:
    lines = [
        f"{at}. {asked} {form.format(goes(yes, word), goes(no, word))}" for at, (asked, yes, no) in enumerate(ASKED, 1)
    ]
    found = normalize(read_bytes(PAGE.format(questions="\n".join(lines)).encode(), "page.md"))
    assert isinstance(found, Policy)
    adult, tried, barred, infected = (asked for asked, _, _ in ASKED)
    (one,) = found.criteria
    assert (one.phase, one.indication) == ("initial", "Plaque psoriasis")
    assert shown(one.root) == ("all", [adult, ("any", [tried, barred]), ("none", [infected])])


def test_questions_that_do_not_say_where_to_go_on_are_asked_for_as_they_stand() -> None:
    lines = [f"{at}. {asked}" for at, (asked, _, _) in enumerate(ASKED[:2], 1)]
    found = normalize(read_bytes(PAGE.format(questions="\n".join(lines)).encode(), "page.md"))
    assert isinstance(found, Policy)
    assert [shown(one.root) for one in found.criteria] == [("all", [asked for asked, _, _ in ASKED[:2]])]
