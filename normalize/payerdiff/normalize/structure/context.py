"""What the headings above a block say of it: for which request, for which indication, and how its list joins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from payerdiff.model.policy import Phase
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.document_names import names_of
from payerdiff.normalize.criteria.statements import AGAINST
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.lead_ins import Introduction, introduce
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import plain_title
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.names import TAKEN, WORD, disease_words, name_in
from payerdiff.normalize.structure.blocks.roles import CRITERIAL

BOTH = Rule(
    "context.both",
    r"\b(?:initial|new)\b(?: \w+)?\s*(?:and|or|&|/)\s*(?:for )?(?:continu|renew|re-?auth|subsequent)",
    "for initial and continuation of therapy",
    "for initial therapy",
)
"""Words that name both phases at once."""
PHASES: tuple[Phase, ...] = ("renewal", "exclusion", "initial")
OUTRIGHT: tuple[Phase, ...] = ("renewal", "initial")


@cache
def phase_words() -> tuple[tuple[Phase, re.Pattern[str]], ...]:
    """Return the phases with the words that name them, in the order in which they are tried."""
    held = lexicon.table("structure")["phases"]
    return tuple((phase, re.compile("|".join(held[phase]), re.IGNORECASE)) for phase in PHASES)


def phase_named(words: str) -> Phase | None:
    """Return the phase that words name, None where they name none.

    >>> phase_named("Criteria for continuation of therapy:"), phase_named("DENIAL CRITERIA"), phase_named("Psoriasis")
    ('renewal', 'exclusion', None)
    """
    return next((phase for phase, pattern in phase_words() if pattern.search(words)), None)


def phase_of_head(head: Facts) -> Phase | None:
    """Return the phase that a heading names; one that names a disease must say so outright, and one of both phases opens the first (`Context.both` tells)."""
    if AGAINST.search(head.words):
        return "exclusion"
    outright_only = head.names or head.kind == "approval" or (head.role == "lead_in" and head.titled != "phase")
    return phase_in_title(head.words, outright_only)


POINTED = Rule(
    "context.pointed",
    r"\s*[(\[][^()\[\]]*\b(?:see|refer)\b[^()\[\]]*[)\]]",
    "(for renewal criteria see below)",
    "(renewal)",
)
"""Where a heading points to another part, in brackets."""


@lru_cache(maxsize=4_096)
def phase_in_title(words: str, outright_only: bool) -> Phase | None:
    """Return the phase that a heading's words name, each heading searched once: every block below it asks."""
    words = POINTED.sub("", words)
    if BOTH.search(words):
        return "initial"
    if outright_only:
        return next((phase for phase, pattern in outright() if pattern.search(words)), None)
    return phase_named(name_in(words))


@cache
def outright() -> tuple[tuple[Phase, re.Pattern[str]], ...]:
    """Return the words that name a phase and nothing else."""
    held = lexicon.table("structure")["outright"]
    return tuple((phase, re.compile(held[phase], re.IGNORECASE)) for phase in OUTRIGHT)


@dataclass(frozen=True, slots=True)
class Context:
    """What the headings above a block say."""

    phase: Phase
    indication: str | None
    introduction: Introduction | None
    heads: tuple[Facts, ...]
    both: bool = False
    """True where the heading that names the phase names both: what stands below it is asked for each time."""

    @property
    def key(self) -> tuple[int, ...]:
        """Tells one context from another."""
        return tuple(head.at for head in self.heads)


def context_of(draft: Draft, heads: Sequence[Facts]) -> Context:
    """Return what the headings say, the innermost first."""
    inner = list(reversed(heads))
    named = next(((phase, head) for head in inner if (phase := phase_of_head(head))), None)
    both = named is not None and BOTH.search(named[1].words) is not None
    indication = indication_in(inner, short_names(draft.reading.text))
    every = indication is None and any(OF_EVERY_REQUEST.search(head.words) for head in heads)
    return Context(
        named[0] if named else "universal" if every else "initial",
        indication,
        introduction_in(draft, inner),
        tuple(heads),
        both,
    )


ALL_OF_THEM = (
    r"(?:requests?|indications?|uses|diagnoses|products?|drugs?|agents?|medications?|members|patients|therapies)"
)
PAPERS = r"(?:documentation|documents|medical records?|submission)"
OF_EVERY_REQUEST = Rule(
    "context.of_every_request",
    rf"^\W*(?:{PAPERS} requirements?|required {PAPERS}|{PAPERS} (?:required|to submit|needed))\W*$|\b(?:requirements?|criteria) (?:for|of) all {ALL_OF_THEM}\W*$",
    "Requirements for all products",
    "Requirements for new members",
)
"""A heading over what is asked for whatever the request is for."""


@lru_cache(maxsize=256)
def short_names(text: str) -> frozenset[str]:
    """Return the abbreviations of diseases that a document spells out."""
    return frozenset(short for short, tag, _ in names_of(text).terms if tag == "DIS")


def indication_in(inner: Sequence[Facts], short: frozenset[str] = frozenset()) -> str | None:
    """Return the indication that headings name: the innermost disease, by its name or by one of the `short` ones that the document spells out, else the innermost product."""
    for head in inner:
        if head.titled == "disease" or (
            head.titled is None
            and head.kind is None
            and (is_sick(head.words) or not short.isdisjoint(head.words.split()))
        ):
            return title_of(head.words)
    for head in inner:
        if head.role in CRITERIAL and (
            head.titled == "drug" or (head.titled == "phase" and lexicon.treatments(head.words))
        ):
            return title_of(head.words)
    nearest = next((head for head in inner if not says_request(head)), None)
    if nearest and nearest.role == "indication_head" and nearest.titled is None and names_a_use(nearest):
        return title_of(nearest.words)
    return None


def says_request(head: Facts) -> bool:
    """Return True for a heading that only says for which request its criteria are: `Initial Evaluation`."""
    return head.role != "indication_head" and phase_of_head(head) is not None


def names_a_use(head: Facts) -> bool:
    """Return True if a heading of no known name may name a use: it says more than what the criteria below it are about."""
    said = {word.lower() for word in WORD.findall(head.words)}
    return "date" not in head.cues and not said <= set(lexicon.table("structure")["words"]["general"])


@lru_cache(maxsize=4_096)
def is_sick(words: str) -> bool:
    """Return True if words name a disease."""
    return bool(lexicon.hits("diagnoses", words) or disease_words().search(words))


LABELED = r"^covered use:\s*|^(?:no )?pa required(?: for all agents)?\s+(?=\S)"
AHEAD = Rule("context.ahead", rf"^.*?\b(?:days?|weeks?|months?|years?|times?|doses?)(?:\(s\))?\s*(?=for\b)|^(?:for )?(?:the )?(?:diagnosis|treatment) of\s+|{LABELED}", "6 months for asthma", "Asthma")  # fmt: skip
"""What stands before the name in a title: a length of approval, `for diagnosis of`."""


RAISED = Rule("context.raised", r"(?<=[A-Za-z)])\d[\d,–-]*$", "Asthma1,3-5", "Asthma", exact=True)


def title_of(words: str) -> str:
    """Return the name of an indication as a title gives it.

    >>> title_of("Length of Approval: 6 Month(s) For diagnosis of Plaque Psoriasis (PsO)"), title_of("Asthma1,3-5 (must meet all):")
    ('Plaque Psoriasis (PsO)', 'Asthma')
    """
    name = TAKEN.sub("", name_in(plain_title(words)))
    while (cut := AHEAD.sub("", name, count=1)) != name:
        name = cut
    return plain_title(RAISED.sub("", name)).strip(" :.–-")


def introduction_in(draft: Draft, inner: Sequence[Facts]) -> Introduction | None:
    """Return how the innermost heading says that the list below it joins; the words of a title are no condition."""
    if not inner:
        return None
    return list_joined_by(draft.passage(inner[0].block).text)


@lru_cache(maxsize=4_096)
def list_joined_by(words: str) -> Introduction | None:
    """Return how a heading's words say that the list below it joins, each heading read once: every block below it asks."""
    said = introduce(Passage(words, tuple(range(len(words)))))
    if said.op:
        return Introduction(None, said.op, said.k, said.labels, said.weak, said.groups)
    return Introduction(None, None, None, (), uses=True) if USES.match(words) else None


USES = Rule("context.uses", r"\W*(?:(?:\d+|[A-Z])[.)]\s+)?(?:[\w/-]+ ){0,3}(?:diagnoses|indications|uses|conditions)(?: (?:considered|covered|approved|eligible|included)\b[^.;:]{0,40})?\W*$", "Diagnoses considered for coverage:", "Diagnoses of both parents are known", by="match")  # fmt: skip
"""A heading that only says that uses are listed below it."""
