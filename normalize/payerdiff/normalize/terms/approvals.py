"""How long an authorization runs: one line or a list of lines → Approvals."""

from __future__ import annotations

import re

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Approval, Phase
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section, plain_title
from payerdiff.normalize.typing.numbers import DIGITS, NUMBERS

PHASED = r"(?:initial|renewal)"
LENGTH_OF = r"approval duration|length of (?:approval|authorization)|authorization duration|coverage duration|duration of approval"
WHEN_MET = r"(?:if (?:all )?(?:the )?criteria (?:are|is|have been) met,? )?"
ISSUED_FOR = rf"{WHEN_MET}(?:{PHASED} )?(?:authori[sz]ation|approval|coverage) will be (?:(?:issued|granted|approved|authori[sz]ed|provided) )?for\b"
APPROVAL_LINE = Rule(
    "approvals.approval_line",
    rf"^(?:{PHASED} duration|(?:{PHASED} )?(?:{LENGTH_OF}))\b|^{ISSUED_FOR}",
    "Initial approval duration: 6 months",
    "The duration of response was 6 months",
    by="match",
)
NUMBER = rf"({DIGITS}|" + "|".join(NUMBERS) + r")"
AMOUNT = rf"({DIGITS}(?:\.\d+)?|" + "|".join(NUMBERS) + r")"
PERIOD = Rule(
    "approvals.period",
    rf"(?<!\d\.)\b{AMOUNT}\s*(?:\(\d+\)\s*)?[\s-]*(day|week|month|year)s?\b",
    "approved for six months",
    "approved for life",
)
YEARLY = Rule(
    "approvals.yearly",
    r"\b(?:approv|authori[sz]|renew|valid|cover|grant)\w*\b[^.;:]{0,60}\b(?:annually|yearly|every year|on an annual basis)\b",
    "may be renewed annually",
    "tested annually",
)
"""A length of one year, said without a number."""
CYCLES = Rule(
    "approvals.cycles", rf"\b(?:total of\s+)?{NUMBER}\s+(?:total\s+)?cycles?\b", "up to 4 cycles", "a new cycle"
)
TOTAL_CYCLES = Rule(
    "approvals.total_cycles", rf"\btotal of\s+{NUMBER}\s+cycles?\b", "a total of nine cycles", "nine cycles"
)
RENEWALS = Rule(
    "approvals.renewals",
    rf"\bmaximum of\s+{NUMBER}\s+(?:additional\s+)?(?:authorization|renewal)s?\b",
    "a maximum of 2 additional renewals",
    "a maximum of 2 doses",
)
RENEWAL = Rule(
    "approvals.renewal",
    r"\b(?:renew(?:al|ed)|continued coverage|continuation|reauthorization)\b",
    "coverage may be renewed",
    "coverage may be denied",
)


def amount(word: str) -> float:
    """Return a number written in digits or words.

    >>> amount("six"), amount("1.5")
    (6.0, 1.5)
    """
    return float(NUMBERS.get(word.lower(), 0) or word)


def count(word: str) -> int:
    """Return a whole number written in digits or words."""
    return int(NUMBERS.get(word.lower(), 0) or word)


def told(words: str, match: re.Match[str] | None) -> str:
    """Return the words of a length: the whole line where it is short, else its sentence."""
    words = first_sentence(words, match.end() if match else 0)
    if match is None or len(words) < 140:
        return words
    start = max((words.rfind(sign, 0, match.start()) for sign in (". ", "; ")), default=-1)
    end = words.find(". ", match.end())
    return words[start + 1 if start < 0 else start + 2 : end if end > 0 else len(words)].strip()


NEXT_SENTENCE = Rule(
    "approvals.next_sentence",
    r"(?<=[a-z)])\s+(?=(?:The|This|These|An?|If|In|All|No|Safety|Repeat|Requests?|Members?|Patients?|Individuals?|Note|Approvals?)\s[a-z]+\s)",
    "once per lifetime The safety of repeated use",
    "once per lifetime of The Member",
    exact=True,
)
"""Where a sentence begins behind one that closes without a full stop."""


def first_sentence(text: str, at: int = 0) -> str:
    """Return the words of a length without the sentence behind it that nothing parts from it.

    >>> first_sentence("Approval duration: one treatment per lifetime The safety of repeat use is not known")
    'Approval duration: one treatment per lifetime'
    """
    following = NEXT_SENTENCE.search(text, at)
    return text[: following.start()] if following else text


COLON = Rule("approvals.colon", r"[:]\s*", "Approval duration: 6 months", "Approval for 6 months", exact=True)
LEFT_OPEN = Rule(
    "approvals.left_open", r"[;,]?\s*(?:or|and)?\s*$", "6 months; or", "6 months or until progression", exact=True
)


def read_approval(draft: Draft, passage: Passage, phase: Phase, indication: str | None) -> Approval:
    """Return the approval that a line states; its value is null where it gives no number.

    Of `Duration of request or 6 months (whichever is less)` the number is the cap.
    """
    text = passage.text
    tail = COLON.split(text, 1)[-1] if APPROVAL_LINE.match(text) else text
    period = PERIOD.search(tail)
    yearly = YEARLY.search(tail) if period is None else None
    total = TOTAL_CYCLES.search(tail) or CYCLES.search(tail)
    renewals = RENEWALS.search(tail)
    shown = text if period or yearly else tail.rstrip(" .;")
    return Approval(
        phase=phase,
        indication=indication,
        value=amount(period.group(1)) if period else 1.0 if yearly else None,
        unit=period.group(2).lower() if period else "year" if yearly else None,
        text=LEFT_OPEN.sub("", first_sentence(shown, shown.find(period.group()) + 1 if period else 0)),
        cycles=count(total.group(1)) if total else None,
        max_renewals=count(renewals.group(1)) if renewals else None,
        span=draft.span_of(passage),
    )


SAME = Rule("approvals.same", r"^same as (?:above|initial)\b", "Same as above", "The same dose")


def same_again(draft: Draft, block: Block, phase: Phase, known: list[Approval]) -> list[Approval]:
    """Return the approvals known so far for another phase: `Same as above`."""
    span = draft.span(block.start, block.end)
    return [a.model_copy(update={"phase": phase, "text": draft.words(block), "span": span}) for a in known]


SCOPED = Rule(
    "approvals.scoped",
    r"^\W*(?P<scope>[^:.;]{3,100}):\s+(?=\S)",
    "Asthma: authorization is provided for 8 weeks",
    "Authorization is provided for 8 weeks",
    by="match",
)
"""What a line is for, before what it says."""
NOT_RENEWED = Rule(
    "approvals.not_renewed",
    r"^\W*(?:therapy|treatment|coverage|authori[sz]ations?)\s+(?:for|of)\s+(?:the\s+)?(?P<scope>.{3,120}?)\s+(?:may|can|will)\s+not\s+be\s+(?:renewed|extended)\b",
    "Therapy for acute colitis may not be renewed",
    "Therapy may not be renewed",
    by="match",
)
"""For what a renewal is ruled out."""


def scope_of(words: str) -> str | None:
    """Return what a line names before its colon as that for which its length holds; a word on the request or the length itself is none.

    >>> scope_of("Asthma: coverage is provided for 8 weeks"), scope_of("Initial: coverage is provided for 6 months")
    ('Asthma', None)
    """
    ruled_out = NOT_RENEWED.match(words)
    if ruled_out:
        return ruled_out["scope"].strip(" *")
    found = SCOPED.match(words)
    if (
        found is None
        or SAYS_TERM.search(found["scope"])
        or LABEL.search(found.group())
        or NO_SCOPE.search(found["scope"])
    ):
        return None
    return found["scope"].strip()


NO_SCOPE = Rule("approvals.no_scope", r"^\W*(?:notes?|initial|duration|length)\b", "Note", "Asthma")


RENEWAL_TITLE = Rule("approvals.renewal_title", r"\brenewal\b", "Renewal criteria", "Criteria to renew")


LABEL = Rule(
    "approvals.label",
    r"(?<![\w-])(?:initial|renewals?|re-?authorizations?|continuation|continued)\b(?:\s+\w+){0,3}\s*:",
    "12 months; renewal: 6 months",
    "Initial dose of 6 mg",
)
"""What says, within a line, for which request the length behind it is."""


AND_RENEWED = Rule(
    "approvals.and_renewed",
    r"\b(?:and|but)\s+(?:coverage\s+|it\s+)?(?:may|can|will)\s+be\s+(?:renewed|re-?authori[sz]ed|extended)\b",
    "for 6 months and may be renewed annually",
    "coverage may be renewed for 6 months",
)
"""What parts a first length from that of its renewal."""


def labeled_parts(passage: Passage) -> list[Passage]:
    """Return the parts of a line that give a length each: by labels (`Initial: 12 months; renewal: 6 months`) or by how it goes on; else the whole line.

    Of `for 6 months and may be renewed` the length is that of the first approval.
    """
    renewed = AND_RENEWED.search(passage.text)
    if renewed and says_length(passage.text[: renewed.start()]):
        first, rest = passage.cut(0, renewed.start()), passage.cut(renewed.start(), len(passage.text))
        return [first, rest] if says_length(rest.text) else [first]
    starts = [match.start() for match in LABEL.finditer(passage.text)]
    if len(starts) < 2 or passage.text[: starts[0]].strip(" .,;"):
        return [passage]
    ends = [*starts[1:], len(passage.text)]
    return [passage.cut(low, high) for low, high in zip(starts, ends, strict=True)]


def read_authorization(draft: Draft, section: Section, known: list[Approval]) -> list[Approval]:
    """Return the approvals of a section on the length of authorization.

    Lines that close with a colon, or stand without a number, name the disease phase of the lines below them.
    """
    found: list[Approval] = []
    indication: str | None = None
    for block in section.blocks:
        if block.kind in ("row", "note"):
            continue
        words = draft.words(block)
        if not is_term(words):
            if not SAYS_TERM.search(words) or words.rstrip().endswith(":"):
                indication = title_of(block, words)
            continue
        phase = phase_of(words, section.title)
        if SAME.match(words):
            found += same_again(draft, block, phase, known)
            continue
        parts = labeled_parts(draft.passage(block))
        found += [
            read_approval(
                draft,
                part,
                phase_of(part.text, section.title if len(parts) == 1 else ""),
                scope_of(part.text) or indication,
            )
            for part in parts
        ]
    return found


def phase_of(words: str, title: str) -> Phase:
    """Return for which request a line states a length, by its own words or the title of its section."""
    renewal = RENEWAL.search(words.split("for a total")[0]) or RENEWAL_TITLE.search(title)
    return "renewal" if renewal else "initial"


SAYS_TERM = Rule(
    "approvals.says_term",
    r"\b(?:coverage|authorization|approv\w+|valid\w*|renew\w*|granted|duration|same as)\b",
    "Coverage is granted for 1 year",
    "Severe asthma in adults",
)
WITHOUT_NUMBER = Rule(
    "approvals.without_number",
    r"\b(?:not be renewed|duration of)\b|\b(?:provided|granted|approved|authorized|valid)\b[^.;:]{0,90}\b(?:doses?|infusions?|injections?)\b",
    "may not be renewed",
    "may be renewed",
)
"""What says of a term that it has no length of time: none at all, that of something else, or a number of doses."""


def says_length(words: str) -> bool:
    """Return True if words give a length of time."""
    return PERIOD.search(words) is not None or YEARLY.search(words) is not None


def is_term(words: str) -> bool:
    """Tell whether a line states a term rather than naming a phase."""
    return SAYS_TERM.search(words) is not None and (
        PERIOD.search(words) is not None
        or YEARLY.search(words) is not None
        or SAME.match(words) is not None
        or WITHOUT_NUMBER.search(words) is not None
    )


def title_of(block: Block, words: str) -> str | None:
    """Return the disease phase that a line names."""
    return plain_title(words).rstrip(":").strip() or None
