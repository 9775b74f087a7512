"""Words that say where yes and no lead, below or beside a question."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.roles import Role

ON = r"then|please|pass|go|proceed|continue|skip|move|sign"
LEADS = rf"{ON}|approve|deny|denied|do not|don't|refer|document|record|end|stop|(?:clinical|pharmacist|manual|further) review"
ANSWER = Rule(
    "answers.answer",
    rf"(?:\[[ xX]?\]\s*|[☐☒☑□]\s*)?\b(?:if\s+)?(?P<said>yes|no)\b\s*[,:;–-]?\s*(?=\(?(?:{LEADS})\b)",
    "If yes, approve for 12 months.",
    "Yes, since May",
)
BOXES = r"[☐☒☑□]"
BOXED = Rule(
    "answers.boxed",
    rf"{BOXES}\s*(?P<said>(?!(?:yes|no)\b)[A-Z][^☐☒☑□:]{{1,60}}?)\s*:?\s*(?=(?:{LEADS})\b)",
    "☐ Renewal Proceed to question 11",
    "☐ Yes Proceed to question 3",
)
"""An answer of its own behind a box, with where it leads."""
REFUSED = r"(?P<refused>\b(?:do not approve|don't approve|not approved?|deny|denied|denial)\b)"
GOES = r"\b(?:go|proceed|continue|skip|move)(?: on)? to"
NEXT = rf"{GOES} (?:(?:question|step|number|no\.?) ?)?#?\s*(?P<number>\d{{1,2}}[a-z]?)\b"
ELSEWHERE = rf"(?P<part>{GOES} (?:the )?(?:renewal|continuation|re-?authori[sz]ation|initial)\b)"
APPROVES = r"(?P<approved>\bapprove\b|\bsign and date\b)"
TARGET = Rule(
    "answers.target",
    rf"{REFUSED}|{APPROVES}|{NEXT}|{ELSEWHERE}|(?P<other>\b(?:refer|manual|end|stop|pass to|(?:clinical|pharmacist|further) review)\b)",
    "continue to #2",
    "since May",
)
"""Where an answer leads: the first that is said of a refusal, an approval, a question, another list or a reviewer."""


def leads_somewhere(words: str) -> bool:
    """Return True if words say of yes or no where it leads.

    >>> leads_somewhere("If yes, continue to #2."), leads_somewhere("Yes, since May")
    (True, False)
    """
    found = ANSWER.search(words)
    return found is not None and TARGET.search(words, found.end()) is not None


def told_by_answers(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with questions that say where yes and no lead, and their answers, as criteria, whatever stands above them."""
    mended = list(roles)
    for at, facts in enumerate(found):
        if not leads_somewhere(facts.words):
            continue
        for one in (at - 1, at):
            asks = one == at or (one >= 0 and "?" in found[one].words)
            if asks:
                mended[one], found[one].heading, found[one].titled = "criterion", False, None
    return mended
