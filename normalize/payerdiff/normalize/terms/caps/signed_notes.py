"""Caps in the notes below a table that a sign leads to: each is for the strength and the patients of the cap that bears its sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from payerdiff.model.policy import Limit
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.caps.limit_cells import GRANTED
from payerdiff.normalize.terms.caps.limit_cells import SIGN as LEADING

SIGN = "[@^#%+*†‡§¶]"
NOTE = Rule(
    "signed_notes.note", rf"(?:^|\n)[ \t]*(?P<sign>{SIGN})[ \t]*(?=[A-Za-z])", "\n^ For adults: 4 pens", "\n4 pens^", exact=True
)  # fmt: skip
"""How a note begins that a sign leads to."""
UNDER_SIGNS = Rule(
    "signed_notes.under_signs", rf"(?<=[\w.)])\s?(?P<signs>{SIGN}(?:\s?{SIGN}){{0,3}})\W*$", "1 pen per 28 days@^", "1 pen", exact=True
)  # fmt: skip
"""The signs that a cap, or what it is for, bears at its end."""
ENDED = Rule("signed_notes.ended", r"[.;]\s*\n", "is capped.\nMore", "is capped. More", exact=True)
PERCENT = Rule("signed_notes.percent", r"\d\s*%\W*$", "at most 20 %", "20 pens%", exact=True)
"""A percent sign behind a number says a share."""
MOST = 3
"""Caps at most that one note is about, where the note is to say for which of them it is."""


def with_bearers(draft: Draft, limits: Sequence[Limit]) -> list[Limit]:
    """Return caps of which those in signed notes are for what the caps that bear the sign are for.

    The signs of notes that are there are no part of what a cap is for.
    """
    notes = notes_in(draft.reading.text)
    signs = {note.sign for note in notes}
    if not signs:
        return list(limits)
    found = []
    for limit in limits:
        sign = next((note.sign for note in notes if holds(note, limit, draft)), None)
        bearers = [one for one in limits if one is not limit and sign and sign in signs_of(one)]
        scopes = list(dict.fromkeys(plain(one.scope, signs) for one in bearers))
        named = " / ".join(scope for scope in scopes if scope) if len(scopes) <= MOST else ""
        own = plain(limit.scope, signs) or (case_of(limit) if sign else "")
        scope = " – ".join(part for part in (named, own) if part) or None
        found.append(limit if scope == limit.scope else limit.model_copy(update={"scope": scope}))
    return found


class Note(NamedTuple):
    """A note that a sign leads to: its sign, its words, and where they stand in the reading."""

    sign: str
    words: str
    start: int
    end: int


def notes_in(text: str) -> list[Note]:
    """Return the notes of a text, each as far as its sentence or the next note.

    >>> [(note.sign, note.words) for note in notes_in("Limits\\n^ For adults: 4 pens\\nper 28 days.\\nMore")]
    [('^', 'for adults: 4 pens per 28 days.')]
    """
    begun = list(NOTE.finditer(text))
    ends = [*(match.start() for match in begun), len(text)][1:]
    found = []
    for match, end in zip(begun, ends, strict=True):
        ended = ENDED.search(text[match.end() : end])
        end = match.end() + ended.end() if ended else end
        found.append(Note(match["sign"], told(text[match.end() : end]), match.end(), end))
    return found


def case_of(limit: Limit) -> str:
    """Return the patients or the use that a note names before its cap; empty where it names none."""
    granted = GRANTED.match(LEADING.sub("", limit.text))
    return granted["case"].strip() if granted else ""


def told(words: str) -> str:
    """Return words in one case with single blanks."""
    return " ".join(words.lower().split())


def holds(note: Note, limit: Limit, draft: Draft) -> bool:
    """Return True if a cap stands in a note, by its place and its words."""
    low, high = draft.reading.view(limit.span.start), draft.reading.view(limit.span.end)
    return (
        note.start < high
        and low < note.end
        and told(LEADING.sub("", limit.text)) in note.words
        and told(limit.scope or "") in note.words
    )


def signs_of(limit: Limit) -> set[str]:
    """Return the signs that a cap bears: behind its own words, or behind any part of what it is for."""
    parts = [limit.text, *(limit.scope or "").split(" – ")]
    held = (UNDER_SIGNS.search(part) for part in parts if not PERCENT.search(part))
    return {sign for match in held if match for sign in match["signs"] if not sign.isspace()}


def plain(scope: str | None, signs: set[str]) -> str:
    """Return what a cap is for without the signs of notes."""
    parts = []
    for part in (scope or "").split(" – "):
        match = None if PERCENT.search(part) else UNDER_SIGNS.search(part)
        borne = match is not None and signs.issuperset(match["signs"].replace(" ", ""))
        parts.append(part[: match.start()].rstrip() if match is not None and borne else part)
    return " – ".join(parts)
