"""A field of a record → its sentences, each with the phase and the use that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from re import Match

from payerdiff.model.policy import Phase
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.run_in_markers import RunIn, bracket_depths, run_in_markers
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.names import disease_words

SENTENCE = Rule(
    "field_sentences.sentence",
    r"(?:(?<=[a-z0-9)\]%])|(?<=[A-Z]{2})|(?<=[a-z][A-Z]))[.;]\s+(?!(?:OR|Or|or|AND|And)\b)(?=[A-Z0-9(])",
    "asthma. Age 12",
    "asthma. OR age",
    exact=True,
)
"""Where a field's sentences part; an alternative goes on with what it is one to."""
SHORTENED = Rule("field_sentences.shortened", r"\b(?:e\.g|i\.e|et al|vs|incl|approx)$", "et al", "female", exact=True)
"""Words whose full stop ends no sentence."""
BULLET = Rule("field_sentences.bullet", r"\s*[•▪●◦]\s+", " • Asthma", "- Asthma", exact=True)
REQUEST_FOR = r"(?:\d+\)\s*)?(?:(?:Re-?auth\w*|Renewals?|Continu\w+)\s+)?(?:For|In|(?<=\w )for)"
ASIDE = r"(?:\([A-Za-z0-9, /-]+\))?\s*(?:,\s*(?P<phase>initial|continuation|renewal)[\w ]*)?"
FOR_USE = Rule(
    "field_sentences.for_use",
    rf"^{REQUEST_FOR}\s+(?P<use>[^:.,]{{3,110}}?)\s*{ASIDE}\s*[:,]\s+(?=\S)",
    "For asthma (initial), patient",
    "Patient has asthma",
    exact=True,
)
ANOTHER = Rule("field_sentences.another", r"(?<=[a-z0-9A-Z)])\s+(?=For [a-z]|For [A-Z]{2})", "methotrexate For asthma", "methotrexate for asthma", exact=True)  # fmt: skip
"""Where the next use may begin though no full stop ends the sentence before it."""
AGAIN = r"re-?auth\w*|renewals?|cont(?:inu\w+)?|subsequent"
KINDS_OF_REQUEST = r"(?:use|requests?|therapy|treatment|tx|authorization|approval)"
LATER = Rule("field_sentences.later", rf"^\W*(?P<parallel>for )?(?:{AGAIN})\b", "Renewal: improved", "Improved")
OF_USE = Rule(
    "field_sentences.of_use",
    rf"^(?:(?:{AGAIN}|initial(?: or continued)?|init)(?:\s+{KINDS_OF_REQUEST})?(?:\s+\([^)]*\))?(?:\s+(?:of|for|in|with)\b)?\s+)?(?:(?:of|w/)\s*)*",
    "reauth for asthma",
    "asthma",
    by="match",
)
"""What kind of request is for a use, before the use's name."""
ASKED_BESIDE = r"(?:with|AND|and (?:has|have)|who|when|confirmed|defined)\b.*\b(?:following|to|has|have|by|as)"
MORE = Rule(
    "field_sentences.more",
    rf"\s*(?:\([A-Za-z]+\))?\s+(?:{ASKED_BESIDE}|(?:\w+ of )?the following)\s*$",
    "asthma with one of the following",
    "asthma with eosinophils",
    exact=True,
)
"""What the words before a colon ask for beside naming the use."""
SHORT_NAME = Rule(
    "field_sentences.short_name",
    r"[A-Za-z]{0,3}[A-Z]{3,}[A-Za-z-]*",
    "CTEPH",
    "Initial use",
    exact=True,
    by="fullmatch",
)
"""A use by its abbreviation alone."""
REQUEST_LABEL = rf"(?:(?P<first>initial)|{AGAIN})(?: {KINDS_OF_REQUEST})?(?: criteria)?"
REQUEST_ALONE = Rule("field_sentences.request_alone", rf"\W*{REQUEST_LABEL}\s*:\W*$", "Re-Authorization:", "Renewal: improved", by="match")  # fmt: skip
"""A label of a request with its list behind it."""
LABELED_REQUEST = Rule("field_sentences.labeled_request", rf"(?<=[a-z0-9)\]%.;])\s+(?=(?-i:[A-Z]))(?=(?:initial|{AGAIN})(?: {KINDS_OF_REQUEST})?(?: criteria)?\s*:)", "another biologic Re-Authorization: improved", "improved by re-authorization: no")  # fmt: skip
"""Where a label of a request begins though nothing ends the sentence before it."""
ELSEWHERE = Rule("field_sentences.elsewhere", r"\W*(?:please )?see (?:the )?\W{0,2}other criteria\W*(?:section|field)?\W*$", "See “Other Criteria”", "See a specialist", by="match")  # fmt: skip
"""What only says in which field criteria stand."""
SAYS = Rule("field_sentences.says", r"\w{2}", "ab", "–", exact=True)
FEWEST_USES = 3
"""Uses from which on a renewal that is told once is that of all: of two, one may have none."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a field, with its phase and use; `opens` where it says itself that it is on a renewal, `general` where it says so beside the uses."""

    phase: Phase
    use: str | None
    passage: Passage
    lead_from: int = 0
    opens: bool = False
    general: bool = False


def sentences_of(passage: Passage) -> Iterator[Sentence]:
    """Yield the sentences of a field with the phase and the use that they speak of; `For psoriasis:` holds until another use is named."""
    phase: Phase = "initial"
    use: str | None = None
    start = 0
    for end in [*ends_in(passage.text), len(passage.text)]:
        bullet = BULLET.match(passage.text, start)
        part = passage.cut(bullet.end() if bullet else start, end)
        start = end
        if not SAYS.search(part.text) or ELSEWHERE.match(part.text):
            continue
        alone = REQUEST_ALONE.match(part.text)
        if alone:
            phase = "initial" if alone["first"] else "renewal"
            continue
        named = FOR_USE.match(part.text)
        is_named = named is not None and is_use(named["use"])
        if named is not None and is_named:
            use = OF_USE.sub("", MORE.sub("", named["use"].strip()), count=1)
            phase = "renewal" if named["phase"] and named["phase"].lower() != "initial" else "initial"
        later = LATER.match(part.text)
        if later:
            phase = "renewal"
        general = later is not None and later["parallel"] is not None and not is_named
        yield Sentence(phase, use, part, lead_of(named) if named and is_named else 0, later is not None, general)


def lead_of(named: Match[str]) -> int:
    """Return where the words behind the name of a use begin."""
    more = MORE.search(named["use"])
    return named.start("use") + more.start() if more else named.end()


def ends_in(text: str) -> list[int]:
    """Return where sentences of a field end: not within brackets, not behind a shortened word, and not within a list that its markers hold together."""
    within = bracket_depths(text)
    ends = {
        match.start() + 1
        for match in SENTENCE.finditer(text)
        if not within[match.start()] and not SHORTENED.search(text[: match.start()])
    }
    ends |= {match.end() for match in LABELED_REQUEST.finditer(text)}
    ends |= {match.start() for match in BULLET.finditer(text)}
    ends |= {match.end() for match in ANOTHER.finditer(text) if names_use(text[match.end() :])}
    lists: dict[int, list[RunIn]] = {}
    for one in run_in_markers(text):
        lists.setdefault(one.list, []).append(one)
    held = [(marks[0].start, marks[-1].words) for marks in lists.values()]
    return sorted(at for at in ends if not any(low <= at <= high for low, high in held))


def names_use(text: str) -> bool:
    """Return True if words begin with the name of a use: `For asthma: …`."""
    named = FOR_USE.match(text)
    return named is not None and is_use(named["use"])


def is_use(words: str) -> bool:
    """Return True if words name a disease, be it by an abbreviation alone.

    >>> is_use("severe plaque psoriasis"), is_use("CTEPH"), is_use("initial requests")
    (True, True, False)
    """
    known = lexicon.hits("diagnoses", words) or any(
        hit[0].lower() != "diagnosis" for hit in disease_words().finditer(words)
    )
    return bool(known) or SHORT_NAME.fullmatch(words.strip()) is not None


def with_general_renewals(told: Sequence[Sentence]) -> list[Sentence]:
    """Return sentences whose renewals are of no use where one stands beside the uses (`For reauth:`), where others name theirs, or where one alone stands behind several."""
    uses = {one.use for one in told if one.use and one.phase == "initial"}
    opening = [at for at, one in enumerate(told) if one.opens]
    alone = len(opening) == 1 and len(uses) >= FEWEST_USES
    named = any(told[at].lead_from for at in opening)
    found: list[Sentence] = []
    general = False
    for one in told:
        if one.opens:
            general = not one.lead_from and (alone or named or (one.general and len(uses) > 1))
        elif one.lead_from or one.phase == "initial":
            general = False
        found.append(replace(one, use=None) if general else one)
    return found
