"""Numbered questions whose answers say where to go on: `[ ] Yes (Go to #3) [ ] No (Deny)` → the criteria that all ways to an approval ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from payerdiff.model.policy import Criterion
from payerdiff.normalize.criteria.question_ways import Question, QuestionSet, Walk
from payerdiff.normalize.criteria.tree import Entry
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.rules import Rule

BOX = r"(?:\[[ xX]?\]\s*|[☐☒☑□]\s*)?"
GOES = r"(?:go|proceed|continue|skip) to (?:(?:question|step|number|no\.?) ?)?#?\s*(?P<number>\d{1,2})"
ENDS = r"(?P<end>(?:approve|deny|denied|refer|manual review)(?:(?!\b(?:yes|no)\b)[^()\[\]☐☒☑□;])*)"
ANSWER = Rule(
    "questions.answer",
    rf"{BOX}\b(?P<said>yes|no)\b\W{{0,4}}(?:if (?:yes|no), )?(?:{GOES}|{ENDS})\)?\.?",
    "[ ] Yes (Go to #3)",
    "Yes, since May",
)
ROUTE = Rule("questions.route", r"(?:\s*\[(?:manual|automated|auto)\])?\s*$", "diabetes? [Manual]", "diabetes? Manual")
FEWEST = 2
"""Questions at least of a list that is read so."""


def ways_through(draft: Draft, entries: Sequence[Entry]) -> Criterion | None:
    """Return what the ways through a list of questions to an approval ask for; None where its items are no such questions."""
    questions = {label_of(entry): question for entry in entries if (question := question_of(entry)) is not None}
    if len(questions) < FEWEST or len(questions) < len(entries):
        return None
    terms = Walk(draft, QuestionSet(questions=questions)).behind(next(iter(questions)))
    if not terms:
        return None
    span = draft.span_of(entries[0].passage)
    return terms[0] if len(terms) == 1 and terms[0].children else Criterion(op="all", children=list(terms), span=span)


def label_of(entry: Entry) -> str:
    """Return the number of an item without its signs."""
    return entry.marker.text.strip("().#")


def question_of(entry: Entry) -> Question | None:
    """Return an item as a question, None where it does not say for yes and for no where to go on."""
    found = list(ANSWER.finditer(entry.passage.text))
    if {match["said"].lower() for match in found} != {"yes", "no"} or len(found) != len({"yes", "no"}):
        return None
    asked = entry.passage.text[: found[0].start()]
    end = len(ROUTE.sub("", asked))
    return Question(
        entry.passage.cut(0, end), [(cut(entry, match, "said"), target_of(entry, match)) for match in found]
    )


def target_of(entry: Entry, match: re.Match[str]) -> Passage:
    """Return where an answer leads: to the number of a question, or to an end."""
    return cut(entry, match, "number" if match["number"] else "end")


def cut(entry: Entry, match: re.Match[str], group: str) -> Passage:
    """Return the words of a group of a match."""
    return entry.passage.cut(*match.span(group))
