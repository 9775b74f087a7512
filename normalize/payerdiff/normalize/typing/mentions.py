"""What a criterion's words name beside its typed conditions: the one reading of them, which everything later takes as published.

A mention says that a matter is named, not what is asked of it: comparisons show it as such, and count it where a count is all they need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from payerdiff.model.mention import (
    AFTER_ANOTHER,
    ANY_SPECIALIST,
    CANDIDATE,
    DOSE_AMOUNT,
    GENERATION,
    INITIAL_CRITERIA,
    LIMIT_ELSEWHERE,
    NEW_TO_THERAPY,
    OPTIONAL,
    Mention,
)
from payerdiff.model.policy import Atom, Ledger
from payerdiff.normalize import disease_names, lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.numbers import NUMBER, number_of

WHOM = r"(?:adults?|adult (?:and pediatric )?patients|pediatric patients|patients)"
LABEL_USE = rf"^(?:is )?indicated (?:for|in)\b|^treatment of (?:adults?|pediatric|patients)\b|^treatment of [^.;]{{3,120}} in {WHOM}\b[^.;]* (?:who|aged|\d)"
"""How a label says what a drug is for: of whom, and for what."""
NEW_TO = r"\b(?:for|in|if)\s+(?:the\s+)?(?:\w+\s+){0,2}?(?:who\s+)?(?:is|are)\s+na[iï]ve\s+to\b[^.;,()]*"
NEW_PATIENTS = r"\b(?:for|in)\s+(?:biologic|treatment|therapy|drug)[\s-]na[iï]ve\s+(?:patients|members|individuals|persons|adults)\b"
"""Words that limit a criterion to patients who are new to a therapy or a class."""
SEEN_IF = r"^\W*(?:if|when|where)\b[^.;]{3,200}\b(?:consult|referr)\w*"
ADVISED = r"\bconsult\w*[^.;]{0,60}\b(?:is|are) (?:\w+ )?(?:recommended|suggested|encouraged|advised)\b"
CONSIDERED = r"\b(?:recommend|suggest|encourag|consider)(?:s|ed|e[sd]?|ing)? (?:\w+ ){0,3}?(?:consult\w*|referr\w*)"
"""How words speak of a specialist whom not every patient must see."""
DOSES = r"\bdos(?:e|es|ing|age)\b"
BY_LABEL = r"\b(?:FDA|label(?:ed|ing)?|package insert|prescribing information)\b"
"""A dose that is held to the label: a limit whose numbers stand there."""
Named = tuple[str, str | None, str]
"""Concept, subject, and the expression for the words that name it."""
NAMED: tuple[Named, ...] = (
    ("prior_therapy", "tried", r"\btried\b"),
    ("prior_therapy", "trial", r"\btrials? of\b"),
    ("prior_therapy", "no response", r"\b(?:unresponsive|non-?responders?|(?:did|does|do|has|have) not respond\w*)\b"),
    (
        "prior_therapy",
        "no response",
        r"\b(?:lack|loss) of response\b|\b(?:suboptimal|insufficient|poor|partial) (?:clinical )?response\b",
    ),
    ("prior_therapy", "no response", r"\bnot (?:been )?(?:adequately |well |sufficiently )?controlled\b|\btriall?ed\b"),
    ("prior_therapy", "failed", r"\bfail(?:ed|ure)\b"),
    (
        "prior_therapy",
        "no response",
        r"\bnot (?:been )?(?:adequately |sufficiently )?(?:helped|relieved|improved) (?:by|with|on)\b",
    ),
    (
        "prior_therapy",
        "intolerant",
        r"\b(?:did|does|do|could|can|has|have|had)(?: ?not|n[’']t) tolerate\w*\b",
    ),
    ("prior_therapy", "inadequate response", r"\binadequate (?:clinical )?response\b"),
    ("prior_therapy", "intolerant", r"\bintoleran(?:t|ce)\b"),
    ("prior_therapy", "contraindicated", r"\bcontraindicat\w+ to\b"),
    ("prior_therapy", "received", r"\b(?:has|have|previously) received\b"),
    ("prior_therapy", "treated", r"\bpreviously treated\b|\bprior (?:therapy|treatment)\b"),
    ("prior_therapy", "refractory", r"\brefractory to\b"),
    ("trial", None, r"\btrials?\b(?! of\b)"),
    ("disease_setting", "severe", r"\bmoderate(?:ly)?[\s-]+(?:to|or)[\s-]+severe(?:ly)?\b"),
    ("regimen", "combination", r"\bcombination\b|\b(?:concurrent|concomitant|simultaneous)(?:ly)?\b"),
    ("regimen", "alternating", r"\balternating\b"),
    ("regimen", "with or without", r"\bwith or without\b"),
    ("regimen", "single agent", r"\bsingle[\s-]agent\b"),
    ("transplant", None, r"\btransplant"),
    ("prescriber", "prescribes", r"\b(?:prescribed|ordered) by\b"),
    ("prescriber", "consults", r"\bconsultation with\b"),
    ("specialty", ANY_SPECIALIST, r"\bspeciali[sz](?:es|ing|ed) in\b"),
    ("documentation", "documentation", r"\bdocument(?:ation|ed)?\b"),
    ("documentation", "chart notes", r"\bchart notes?\b"),
    ("documentation", "medical records", r"\bmedical records?\b"),
    ("documentation", "submission", r"\bsubmit"),
    (
        "exemption",
        None,
        r"\bcontraindicat\w+(?! to\b)|\b(?:unable|inability) to (?:take|tolerate|use)\b|\breasons? to avoid\b|\bnot (?:a )?candidates?\b",
    ),
    (
        "exemption",
        None,
        r"\badverse (?:drug )?(?:effects?|events?|reactions?)\b|\bnot (?:appropriate|advisable|recommended|tolerated)\b",
    ),
    ("all_therapies", None, r"\b(?:all|each|every)(?: of)?(?: the)? (?:other )?(?:preferred|formulary)\b"),
    ("waived", None, r"\b(?:is|are|will)\s+(?:not\s+(?:be\s+)?required|waived)\b|\bnot\s+(?:be\s+)?required\s+to\b"),
    (
        "waived",
        AFTER_ANOTHER,
        r"\b(?:already|previously)\s+(?:had|been treated|tried|received|taken|failed)\b[^.;]{0,120}?\b(?:not\s+(?:be\s+)?required|waived)\b",
    ),
    (
        "treatment_history",
        "on therapy",
        r"\bcurrently (?:on|receiving|taking|using|treated)\b|\b(?:established|stable) on\b",
    ),
    (NEW_TO_THERAPY, None, rf"{NEW_TO}|{NEW_PATIENTS}"),
    (CANDIDATE, None, r"(?<!not a )(?<!not )(?<!no )\bcandidates? for\b"),
    (OPTIONAL, None, rf"{SEEN_IF}|{ADVISED}|{CONSIDERED}"),
    (
        INITIAL_CRITERIA,
        None,
        r"\binitial\s+(?:\w+\s+){0,2}criteria\b|\bcriteria\s+(?:\w+\s+){0,2}?for\s+(?:an?\s+|the\s+)?initial\s+\w+",
    ),
    *((GENERATION, nth, rf"\b{nth}[\s-]generation\b") for nth in ("first", "second", "third")),
    ("label_use", None, LABEL_USE),
    (DOSE_AMOUNT, None, r"\b\d[\d,.]*\s*(?:mg|mcg|g|mL|units?|IU)\b(?!/[dm]?L\b)(?:/\w+)*"),
    (LIMIT_ELSEWHERE, None, rf"{DOSES}[^.;]{{0,60}}?{BY_LABEL}|{BY_LABEL}[^.;]{{0,40}}?{DOSES}"),
    ("test", "tuberculosis", r"\btubercul\w+|\bTB\b|\bIGRAs?\b|\binterferon[\s-](?:gamma|γ)[\s-]release\b"),
    (
        "age",
        None,
        r"\b(?:(?<!adjusted for )aged?|older|younger|(?:adults?|pediatrics?)(?!:?\s*(?:[\w-]+\s+){0,2}dos(?:es?|ing)\b)|years?[\s-]+old)\b",
    ),
)
NAMES = tuple((concept, subject, re.compile(words, re.IGNORECASE)) for concept, subject, words in NAMED)
TERMS = (
    ("biomarker", "biomarkers"),
    ("diagnosis", "diagnoses"),
    ("disease_setting", "settings"),
    ("drug", "drugs"),
    ("drug_class", "regimens"),
    ("lab_value", "labs"),
    ("specialty", "specialties"),
)
"""Concepts whose names stand in a data file."""
LISTED = frozenset(concept for concept, _ in TERMS)
CARRIED_AS = {
    "drug": ("prior_therapy", "regimen"),
    "drug_class": ("prior_therapy", "regimen"),
    "specialty": ("prescriber",),
    "trial": ("prior_therapy",),
    DOSE_AMOUNT: ("dose",),
}
"""Concepts of the conditions that carry a mention, where they are not its own."""
BY_SUBJECT = frozenset({"biomarker", "lab_value", "test"})
"""Concepts whose conditions name the matter as their subject."""
UNITS = "day|week|month|year"
PERIOD = Rule(
    "mentions.period",
    rf"(?<!last )(?<!past )(?<!previous )(?<!within )\b{NUMBER}[\s-]*(?:\(\d+\)\s*)?({UNITS})s?\b(?!\s+of age|\s+old|\s+and older)",
    "for 3 months",
    "3 months of age",
)
"""How long something lasted: neither an age nor how long ago it was."""
COUNTED = r"agents?|therap(?:y|ies)|treatments?|drugs?|medications?|products?|biologics?|class(?:es)?|DMARDs?|inhibitors?|trials?|regimens?"
SEVERAL = Rule(
    "mentions.several",
    rf"\b{NUMBER}\b(?:\s*\(\d+\))?(?!\s*-?\s*(?:{UNITS}|mg|mcg|g\b|mL|%))\s+(?:or more\s+)?(?:(?!(?:{UNITS})s?\b)[\w/-]+\s+){{0,5}}?(?:{COUNTED})\b",
    "two different conventional agents",
    "a 3 consecutive month trial",
)
"""How many therapies are meant: `two or more prior lines of systemic therapy`."""
FURTHER = Rule("mentions.further", r"\b(?:other|additional|alternative)\b", "one other therapy", "one therapy")
"""What tells that one therapy is one more, without its name."""
ANOTHER = Rule(
    "mentions.another",
    r"\b(?:another|a(?:n additional| (?:different|separate)))\b(?! (?:dose|formulation|strength|form|route)\b)",
    "a different topical agent",
    "another dose of a topical agent",
)
"""What tells that a therapy is none of those named before."""
EACH = Rule("mentions.each", r"\beach\b", "a trial of each", "a trial of one")
"""Where the time that is given is that of each therapy."""
POINTER = Rule(
    "mentions.pointer",
    r"\bsection ([IVX]+)\b(?:\.[A-Z]\b)?",
    "criteria of section III.A",
    "criteria of this section",
    exact=True,
)


def mentions_of(text: str, atoms: Sequence[Atom]) -> list[Mention]:
    """Return what a criterion's words name and its typed conditions do not carry, in the order of the words.

    >>> [(m.concept, m.subject or m.value) for m in mentions_of("Failure of a 3-month trial, per chart notes", [])]
    [('prior_therapy', 'failed'), ('duration', 3.0), ('trial', None), ('documentation', 'chart notes')]
    """
    found = [m for m in (*names_in(text), *terms_in(text), *amounts_in(text)) if not is_carried(m, atoms)]
    if any(m.concept == "prior_therapy" for m in found):
        named = [(hit.start, hit.end) for hit in disease_names.diseases(text)]
        found = [m for m in found if not is_of_a_name(m, named) and not is_of_no_therapy(m, text)]
    found += pointers_in(text)
    return sorted(found, key=lambda m: (m.start, m.end, m.concept, m.subject or ""))


def is_of_no_therapy(mention: Mention, text: str) -> bool:
    """Return True if what was received are tests or a vaccine, or was for latent tuberculosis: it is asked for safety, and no therapy tried against the disease."""
    if mention.concept != "prior_therapy" or mention.subject not in ("received", "treated"):
        return False
    behind = text[mention.end :]
    if BEHIND_TESTS.match(behind):
        return True
    if OF_RESISTANCE.search(text):
        return False
    return bool(
        BEHIND_INFECTION.match(behind) or (BEHIND_TREATMENT.match(behind) and INFECTION.search(text[: mention.start]))
    )


PLAIN = r"(?: (?!(?:after|before|with|and|or|for|per|who|by|to|but|if|in|on|without|while)\b)[\w/()-]+)"
BEHIND_TESTS = Rule(
    "mentions.behind_tests",
    rf"(?: and completed)?{PLAIN}{{0,7}}? (?:tests?|testing|screenings?|vaccin\w+|immuniz\w+)\b",
    " all of the following baseline tests", " a statin after a test", by="match",
)  # fmt: skip
INFECTION = Rule("mentions.infection", r"\b(?:latent|TB|tubercul\w+)\b", "latent TB", "lupus", exact=True)
OF_RESISTANCE = Rule(
    "mentions.of_resistance",
    r"\bresistan(?:t|ce)\b|\bpulmonary\b",
    "multidrug-resistant tuberculosis",
    "latent tuberculosis",
)
"""What makes tuberculosis the disease that a drug is for."""
BEHIND_INFECTION = Rule(
    "mentions.behind_infection",
    rf"{PLAIN}{{0,9}}?(?: of{PLAIN}{{1,4}})? (?:for|of|against) (?:\w+ ){{0,2}}(?:latent|TB|tubercul\w+)\b",
    " treatment for latent tuberculosis", " methotrexate and a test for tuberculosis", by="match",
)  # fmt: skip
SO_LONG = r"at|least|an?|the|one|two|three|\d+|\(\d+\)|months?|weeks?|of|full|complete|course|appropriate|adequate"
BEHIND_TREATMENT = Rule(
    "mentions.behind_treatment",
    rf"(?: (?:{SO_LONG})){{0,7}}? (?:treatment|therapy|prophylaxis)\b(?! with\b)",
    " at least one month of treatment", " treatment with adalimumab", by="match",
)  # fmt: skip


def is_of_a_name(mention: Mention, named: Sequence[tuple[int, int]]) -> bool:
    """Return True if words on what became of a therapy are part of a disease's name: `heart failure` says nothing of one."""
    within = (start <= mention.start and mention.end <= end for start, end in named)
    return mention.concept == "prior_therapy" and any(within)


CAUTIONS = (
    ("test", "tuberculosis", Rule("mentions.tested", r"\b(?:evaluat|test|screen)\w*\b[^.;]{0,60}\b(?:TB\b|tubercul\w+)", "evaluated for tuberculosis (TB)", "risk of tuberculosis")),
    (LIMIT_ELSEWHERE, None, Rule("mentions.limited", r"\b(?:supply|quantity|dos(?:e|ing)) limit(?:s|ations?)?\s+(?:may|appl|are)\w*|\bsubject to (?:\w+ ){0,2}?(?:dosing|quantity|supply) limits?\b", "Supply limits may be in place", "the dose is limited")),
)  # fmt: skip
"""What words that are no criteria may say of a fact: it is not asked for, and yet the policy is not silent on it."""


FOR_AGES = Rule(
    "mentions.for_ages",
    r"^\W*(?:\d{1,2}[.)]\s*)?(?:for |the |is )*(?:treatment of|indicated (?:for|in))\b.*\b(?:adults?|pediatric patients|years (?:of age )?(?:and|or) older)\b",
    "2. Treatment of gout in adults",
    "Author A. Guidelines on the treatment of gout in adults",
)
"""Who a listed use is for."""


def with_mentions(ledger: Ledger) -> Ledger:
    """Return a ledger whose unread words say what they name, and whose other words beside criteria say of which facts they speak."""
    named = {
        "unread": lambda text: [*mentions_of(text, []), *cautions_in(text)],
        "boilerplate": cautions_in,
        "metadata": cautions_in,
    }
    blocks = [
        block.model_copy(update={"mentions": named[block.cls](block.text)})
        if block.text and block.cls in named
        else block
        for block in ledger.blocks
    ]
    return ledger.model_copy(update={"blocks": blocks})


def cautions_in(text: str) -> list[Mention]:
    """Return the cautions in words that are no criteria."""
    found = ((concept, subject, match) for concept, subject, rule in CAUTIONS for match in rule.finditer(text))
    return [*(mention(text, match.span(), concept, subject) for concept, subject, match in found), *listed_ages(text)]


def listed_ages(text: str) -> Iterator[Mention]:
    """Yield the age words of lines that name a disease, with the disease: a list of covered uses (`gout in adults`) is no criterion, and no silence on ages."""
    start = 0
    for line in text.splitlines(keepends=True):
        match = FOR_AGES.search(line)
        for hit in disease_names.diseases(line) if match else ():
            at = match.span() if match else (0, 0)
            yield mention(text, (start + at[0], start + at[1]), "age", hit.canonical)
        start += len(line)


def names_in(text: str) -> Iterator[Mention]:
    """Yield the matters that have words of their own."""
    for concept, subject, words in NAMES:
        for match in words.finditer(text):
            yield mention(text, match.span(), concept, subject)


def terms_in(text: str) -> Iterator[Mention]:
    """Yield the terms of the vocabulary."""
    for concept, table in TERMS:
        for hit in lexicon.hits(table, text):
            entry = lexicon.table(table)[hit.canonical]
            if isinstance(entry, dict) and (entry.get("counted") or entry.get("untagged")):
                continue  # a plain word, and a measure with its limit alone
            if table in ("drugs", "regimens") and NAMES_A_TEST.match(text, hit.end):
                continue
            yield mention(text, (hit.start, hit.end), concept, hit.canonical)


NAMES_A_TEST = Rule(
    "mentions.names_a_test", rf"{PLAIN}{{0,2}}? (?:tests?|testing|assays?|titers?)\b", " inhibitor test", " after a test", by="match"
)  # fmt: skip
"""What stands behind a drug or class where the two name a test: `factor IX inhibitor test`."""


def amounts_in(text: str) -> Iterator[Mention]:
    """Yield how long something lasted, how many therapies are meant, and that the time is each one's."""
    periods, several = list(PERIOD.finditer(text)), list(SEVERAL.finditer(text))
    for match in periods:
        yield mention(text, match.span(), "duration", value=number_of(match[1]), unit=match[2].lower())
    for match in several:
        if number_of(match[1]) > 1 or FURTHER.search(match.group()):
            yield mention(text, match.span(), "therapies", value=number_of(match[1]))
    yield from (mention(text, match.span(), "another_therapy") for match in ANOTHER.finditer(text))
    if periods or several:
        yield from (mention(text, match.span(), "each_therapy") for match in EACH.finditer(text))


def pointers_in(text: str) -> Iterator[Mention]:
    """Yield the pointers to sections with Roman numbers."""
    return (mention(text, match.span(), "section", match[1]) for match in POINTER.finditer(text))


def mention(
    text: str, at: tuple[int, int], concept: str, subject: str | None = None, value: float | None = None, unit: str | None = None
) -> Mention:  # fmt: skip
    """Return a mention at its place."""
    start, end = at
    denied = is_denied(text[:start])
    return Mention(concept=concept, subject=subject, value=value, unit=unit, text=text[start:end], start=start, end=end, negated=denied)  # fmt: skip


def is_carried(mention: Mention, atoms: Sequence[Atom]) -> bool:
    """Return True if a typed condition says what a mention names."""
    if mention.concept == "duration":
        return any(is_length(mention, atom) for atom in atoms)
    if mention.concept == "therapies":
        return any(atom.count == mention.value for atom in atoms)
    own = [atom for atom in atoms if atom.concept in CARRIED_AS.get(mention.concept, (mention.concept,))]
    if mention.concept in BY_SUBJECT:
        return any(atom.subject == mention.subject for atom in own)
    if mention.concept in LISTED:
        return mention.subject in set(values_of(own))
    return bool(own)


def values_of(atoms: Iterable[Atom]) -> Iterator[str]:
    """Yield the values of typed conditions as names."""
    for atom in atoms:
        yield from map(str, atom.value if isinstance(atom.value, list) else [atom.value])


def is_length(mention: Mention, atom: Atom) -> bool:
    """Return True if a period is the duration of a condition (`3 month`), or the limit of an age that is written like one."""
    if atom.concept == "age":
        return (atom.value, atom.unit) == (mention.value, mention.unit)
    value, _, unit = (atom.duration or "").partition(" ")
    return (value, unit.removesuffix("s")) == (f"{mention.value:g}", mention.unit)


NOT_SAID = r"\b(?:no|not|never|without|nor|neither|\w+n't)|\b(?:lack|loss|absence|free) of|\bfail(?:ed|s|ure|ing)? to"
ENDS_DENIAL = r"due|because|candidates?|for|to|able|yet|only|and|but|or|with"
DENIED = Rule(
    "mentions.denied",
    rf"(?:{NOT_SAID})\s+(?:(?!(?:{ENDS_DENIAL})\b)[\w\-]+\s+){{0,5}}$",
    "has not received a ",
    "has received a ",
)
"""Words before a condition that deny it: `no contraindication to`, `has not failed`, `absence of`."""


def is_denied(before: str) -> bool:
    """Tell whether the words before a condition deny it.

    >>> is_denied("Patient has no history of "), is_denied("Not a candidate for surgery, "), is_denied("Failed to achieve ")
    (True, False, True)
    """
    return DENIED.search(before) is not None
