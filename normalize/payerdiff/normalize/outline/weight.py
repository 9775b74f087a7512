"""What the words above a list weigh: which say something about the patient, which lead over to the list, and which only say how treatments ended."""

from __future__ import annotations

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule


def filler() -> frozenset[str]:
    """Return the words of an introduction that say nothing about the patient."""
    return frozenset(lexicon.table("phrases")["filler"]["words"])


def is_filler(word: str) -> bool:
    """Return True if a word says nothing about the patient; `ALL` in capitals is a disease."""
    return word != "ALL" and word.lower() in filler()


WORDS = Rule("weight.words", r"[A-Za-z0-9+≥≤<>]+", "adults ≥18", ":;", exact=True)


def weighty(body: str) -> bool:
    """Return True if words say something about the patient."""
    idle = lexicon.table("phrases")["idle"]["words"]
    return any(not is_filler(word) and word.lower() not in idle for word in WORDS.findall(body))


ENDINGS = r"fail(?:ed|ure)s?|contraindications?|intoleran(?:t|ces?)|inadequate|responses?"
COURSES = r"history|trials?|tried|previous|prior|therap(?:y|ies)|treatments?"
OUTCOME_WORDS = Rule("weight.outcome_words", rf"\b(?:{ENDINGS}|{COURSES})\b", "failure of methotrexate", "methotrexate")


def only_outcomes(body: str) -> bool:
    """Return True if an introduction says no more than how treatments below it ended: `History of failure or intolerance to`.

    >>> only_outcomes("History of failure, contraindication, or intolerance"), only_outcomes("Failure of methotrexate")
    (True, False)
    """
    bare = OUTCOME_WORDS.sub(" ", body)
    return bare != body and not weighty(bare)


def without_outcomes(body: str) -> str:
    """Return an introduction's words without a last clause that says no more than how the treatments below ended.

    >>> without_outcomes("Severe asthma, a history of trial and failure"), without_outcomes("Severe asthma and failure of methotrexate")
    ('Severe asthma', 'Severe asthma and failure of methotrexate')
    """
    while (cut := LAST_CLAUSE.search(body)) and only_outcomes(cut["last"]) and weighty(body[: cut.start()]):
        body = body[: cut.start()].rstrip(" ,;")
    return body


LAST_CLAUSE = Rule("weight.last_clause", r"(?:[,;]\s*(?:and\s+)?|\s+and\s+)(?P<last>(?:(?!\band\b)[^,;()])+)$", "asthma, and a trial", "asthma (mild)")  # fmt: skip
"""The clause behind the last comma or `and` of an introduction."""
