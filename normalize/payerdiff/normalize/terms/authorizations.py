"""How long authorizations run, wherever a document of no known template says it: sentences, labeled lines and tables → Approvals.

A number counts where words of approval lead to it (`Approve for 6 months`, `Authorization of 12 months may be granted`, `Coverage Duration`
with lines below it). The phase is the one that the words name, else that of the heading above; the indication likewise. Trials, ages
and supplies are no lengths, and a log's entries on lengths are history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Approval, Phase
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.approvals import CYCLES, NUMBER, RENEWALS, count, told
from payerdiff.normalize.terms.length_headings import BEGINS, BOTH, RENEWS, Context, take_heading

COVERAGE_IS = r"coverage (?:will|may|can|is|shall)(?: be)?(?: provided| approved| granted)?"
ALLOWED = r"(?:re-?)?(?:approv(?:e[ds]?|als?)|authori[sz](?:e[ds]?|ations?)|certif(?:y|ied|ications?)|auth)"
PERMITTED = r"(?:will|may|can) be (?:allowed|permitted)"
STRONG = rf"(?:{PERMITTED}|{COVERAGE_IS}|{ALLOWED})"
GOES_ON = r"continuation|(?<!been )(?<!was )(?<!were )continued"
"""Going on with the drug; `could have been continued` is told of a study."""
WEAK = rf"(?:coverage|durations?|lengths?|renew(?:als?|ed)|extensions?|periods?|initial(?:ly)?|{GOES_ON}|subsequent|valid|granted|extended|issued)"
STRONG_CUE = Rule("authorizations.strong_cue", rf"\b{STRONG}\b", "is approved", "is given")
WEAK_CUE = Rule("authorizations.weak_cue", rf"(?<!follow-up )(?<!follow up )\b{WEAK}\b", "is valid", "is given")
UNIT = r"(?P<unit>days?|weeks?|months?|years?|yrs?|times?(?=\(s\)|\W*$)|(?:induction |initial |maintenance |total )?(?:doses?|infusions?|injections?|treatments?))"
REACH = 90
"""Characters before a number in which the words of approval stand that lead to it."""
SMALL_WORDS = r"for|of|to|than|is|are|be|x|period|exceed|duration|maximum|every|an?|additional|another|first"
NOUNS = r"approval|authorization|reauthorization|renewal|the|up|within|first|extended|lasting|in|length|next"
LEADS = Rule("authorizations.leads", rf"(?:\b(?:{SMALL_WORDS}|{NOUNS})|[:=–—)-]|^)\s*$", "approved for ", "approved ")
"""What may stand right before the number."""
TRIALS = r"trials?|failures?|failed|history|within|past|previous(?:ly)?|received?|prior to|at least|least|minimum|greater|older"
AGES_AND_DOSES = r"age[ds]?|mg|mcg|after|prescri\w+|last|score|pediatric"
PEOPLE = r"adults? (?:and|aged)|(?<!renewed )(?<!provided )(?<!granted )(?<!issued )(?<!approved )every"
TIMES = r"supply|from|between|half|diagnosis|≥|>|week|naive|patients? (?:who|with|has)"
OF_TREATMENT = r"children|taking|treated|effective|equal|reviewed|prior authorization (?:request )?within|turnaround|respond\w*|study|FDA"
OTHER_NUMBER = Rule(
    "authorizations.other_number",
    rf"\b(?:{TRIALS}|{AGES_AND_DOSES}|{PEOPLE}|{TIMES}|{OF_TREATMENT})\b|[≥>]",
    "a trial of ",
    "approved for ",
)
"""Words between that make it another number."""
AGE_BEHIND = r"of age|(?:is )?equal|old\b|or older|and older|or younger|to \d"
HISTORY_BEHIND = r"trial|supply|of (?:previous|prior|continuous|conventional|the last|consistent)|prior|history|ago"
EVENT_BEHIND = r"\(?\d+ ?(?:mg|ml)|mg\b|apart|after (?:the )?(?:last|first|dis|trans|birth)|before|post|from (?:the )?(?:initiation|start)|interval"
NOT_BEHIND = Rule(
    "authorizations.not_behind",
    rf"^\s*(?:{AGE_BEHIND}|{HISTORY_BEHIND}|{EVENT_BEHIND})",
    " of age",
    " of therapy",
    by="match",
)
WAS_WRITTEN = r"chang(?:ed|es)|updat(?:ed|es)|revis(?:ed|ion)|clarified|annual (?:review|revision)"
WAS_CHANGED = r"extend(?:ed|s) (?:approval|initial)|increas(?:ed|es)|decreas(?:ed|es)|removed|added|shortened"
CHANGED = Rule(
    "authorizations.changed",
    rf"\b(?:{WAS_WRITTEN}|{WAS_CHANGED})\b.{{0,60}}\b(?:approval|authorization|duration|length|coverage|from)\b",
    "Updated approval duration",
    "Approval duration",
)
NO_RENEWAL = Rule("authorizations.no_renewal", r"\b(?:may|can|will|shall) not be renewed\b|\b(?:not renewable|no (?:renewals?|reauthorizations?) (?:will|may|are))\b", "may not be renewed", "may be renewed")  # fmt: skip
WHAT_RUNS = r"(?:(?:initial|renewal|reauthorization|continuation|prior) )?(?:(?:approval|authori[sz]ation|coverage|certification|PA|therapy)\s*)?"
HOW_LONG = r"durations?|lengths?|periods?|time ?frames?"
OF_WHAT = (
    r"(?: of (?:initial )?(?:approval|authori[sz]ation|coverage|therapy)s?)?(?: \((?:initial|renewal|[A-Z]{2,4})\))?"
)
AS_A_CRITERION = (
    r" of (?:\w+ ){1,5}?(?:of )?(?:greater|longer|more|less|at least|exceed\w*|over|lasting)\b| of (?:\w+ ){1,5}?[<>≤≥]"
)
"""How a criterion says for how long a state has lasted: `duration of pain greater than 2 weeks`."""
TERMS = Rule(
    "authorizations.terms",
    rf"^\W*(?:[A-Z0-9IVX]+[.)]\s*)?{WHAT_RUNS}(?:{HOW_LONG})(?!{AS_A_CRITERION}){OF_WHAT}\W*(?P<rest>.*)$",
    "Duration of Approval: 6 months",
    "Asthma: 6 months",
)
"""A label of lengths: what stands behind it, or in the lines below it, is one."""
AS_LONG_AS = r"life ?time|duration of (?:therapy|treatment|request|the request|pregnancy|benefit)|length of (?:benefit|therapy|treatment)|indefinite(?:ly)?"
TO_A_DAY = r"(?:end of |through (?:the )?(?:end of )?)?(?:the )?(?:plan|calendar|contract|benefit) year"
FOR_GOOD = r"one[- ]time(?: (?:approval|dose|use))?|permanent|unlimited"
OPEN_ENDED = Rule(
    "authorizations.open_ended",
    rf"^(?:(?:for )?(?:the )?(?:{AS_LONG_AS}|{TO_A_DAY}|{FOR_GOOD}))\b[^.;]{{0,60}}",
    "for the duration of therapy",
    "for 6 months",
    by="match",
)
"""Lengths without a number."""
BELOW = 8
EACH = Rule(
    "authorizations.each",
    rf"(?<![\w.,/])(?P<number>{NUMBER})\s*(?:\(\d+\)\s*)?[\s-]*{UNIT}(?!\w)(?:\(s\))?",
    "6 months",
    "six",
)


@dataclass(slots=True)
class Found:
    """Approvals, and those that a label gives without a word on the phase."""

    approvals: list[Approval] = field(default_factory=list)
    unphased: list[Approval] = field(default_factory=list)


def read_lengths(draft: Draft, blocks: Sequence[Block]) -> list[Approval]:
    """Return the approvals that blocks state, in order, each length once for its phase and indication."""
    context, found = Context(), Found()
    for block in (part for whole in blocks for part in unfolded(draft, whole)):
        if block.kind in ("furniture", "balloon"):
            continue
        words = draft.words(block)
        if CHANGED.search(words):
            continue
        if block.kind == "row":
            take_row(draft, block, context, found)
            continue
        context.columns = ()
        context.leave(block.indent if block.kind == "item" else max(block.indent, 0.0))
        before = len(found.approvals)
        take_block(draft, block, words, context, found)
        if len(found.approvals) == before:
            take_heading(block, words, context)
    if len(found.unphased) == 1 and context.renewals and all(a.phase == "renewal" for a in found.approvals):
        only = found.unphased[0]  # said once, behind both phases
        found.approvals.append(only.model_copy(update={"phase": "initial"}))
    return each_once(found.approvals)


TEXT = 300
"""Characters from which on a row is text set in a table."""


def unfolded(draft: Draft, block: Block) -> list[Block]:
    """Return a block; a row that holds text is the blocks of its cells."""
    if block.kind != "row" or len(draft.words(block)) < TEXT:
        return [block]
    cells = draft.reading.cell_blocks(block)
    return [part for cell in cells for part in cell] if any(len(cell) > 2 for cell in cells) else [block]


def each_once(approvals: Sequence[Approval]) -> list[Approval]:
    """Return approvals without repetitions."""
    unique: dict[tuple[object, ...], Approval] = {}
    for one in approvals:
        told = None if one.value else one.text.lower()
        named = frozenset(hit.canonical for hit in lexicon.hits("diagnoses", one.indication or ""))
        unique.setdefault((one.phase, named or one.indication, one.value, one.unit, told), one)
    return list(unique.values())


GRANTS = Rule("authorizations.grants", rf"\b{STRONG}|coverage\b", "coverage", "asthma")


def take_block(draft: Draft, block: Block, words: str, context: Context, found: Found) -> None:
    """File the lengths of one block; a line that holds no more than that is metadata."""
    label = TERMS.match(words) if len(words) < 240 else None
    if label or (context.terms and len(words) < 160):
        rest = label["rest"] if label else words
        lengths = list(listed(draft, block, words, len(words) - len(rest), context))
        if label and not lengths:
            context.terms = BELOW if not rest.strip() else 0
            context.indication = None
            lengths = list(stated(draft, block, words, context)) if rest.strip() else []
        elif label:
            context.terms = BELOW if words.rstrip().endswith(":") else 2
        if lengths:
            draft.claim("metadata", block.start, block.end)
            found.approvals += lengths
            if not RENEWS.search(words) and not BEGINS.search(words):
                found.unphased += lengths
            return
        if label:
            return
        context.terms -= 1
        if len(words) > 60:
            context.terms = 0
    if NO_RENEWAL.search(words) and len(words) < 240 and GRANTS.search(words):
        found.approvals.append(approval(draft, block, words, None, "renewal", context, words))
    found.approvals += stated(draft, block, words, context)


NO_LENGTH = Rule("authorizations.no_length", r"\b(?:every|at least|trial|within)\s*$", "at least ", "for ")


NAMED_BEHIND = Rule("authorizations.named_behind", r"\s*\(?(?:initial|renewal|re-?auth\w*|continuation)\b[\w ]*\)?(?=\W*(?:$|[;,]))", " (initial)", " of therapy", by="match")  # fmt: skip
"""The request that a length is for, behind it: `8 weeks (initial); 6 months (renewal)`."""


def listed(draft: Draft, block: Block, words: str, start: int, context: Context) -> Iterator[Approval]:
    """Yield the lengths behind a label, each with the phase that the words before it name."""
    at = start
    for match in EACH.finditer(words, start):
        if NOT_BEHIND.match(words[match.end() :]) or NO_LENGTH.search(words[at : match.start()]):  # fmt: skip
            continue
        lead = words[: match.start()] if at == start else words[at : match.start()]
        behind = NAMED_BEHIND.match(words, match.end())
        lead = behind[0] if behind else lead
        about = words[at : match.end() + 60]
        phases: tuple[Phase, ...] = ("initial", "renewal") if BOTH.search(lead) else (phase_of(lead, context),)
        for phase in phases:
            yield approval(draft, block, words, match, phase, context, about)
        at = behind.end() if behind else match.end()
    open_ended = OPEN_ENDED.match(words[start:].strip(" :-–")) if at == start else None
    if open_ended:
        yield approval(draft, block, open_ended[0], None, phase_of(words[:start], context), context, words)


SENTENCE = Rule("authorizations.sentence", r"[.;•](?:\s|$)", "granted. ", "granted", exact=True)
CLAUSE = Rule("authorizations.clause", r"[.;,(]|\bif\b|\bwhen\b", "granted if", "granted", exact=True)
SENTENCE_BEFORE = Rule("authorizations.sentence_before", r"[.;]\s", "granted. Then", "granted", exact=True)


def stated(draft: Draft, block: Block, words: str, context: Context) -> Iterator[Approval]:
    """Yield the lengths that sentences state."""
    at = 0
    for match in EACH.finditer(words):
        low = max(at, match.start() - REACH)
        window = SENTENCE.split(words[low : match.start()])[-1]
        if not is_length(words, window, match.end()):
            continue
        behind = CLAUSE.split(words[match.end() : match.end() + 50])[0]
        sentence = SENTENCE_BEFORE.split(words[at : match.start()])[-1]
        named = (
            part
            for part in (sentence, behind, words[: min(90, match.start())])
            if RENEWS.search(part) or BEGINS.search(part)
        )
        both = BOTH.search(sentence) is not None
        phases: tuple[Phase, ...] = ("initial", "renewal") if both else (phase_of(next(named, ""), context),)
        for phase in phases:
            yield approval(draft, block, words, match, phase, context, words[low : match.end() + 160])
        at = match.end()


LINKED = Rule("authorizations.linked", r"[:–-]|\b(?:for|to|of|is)\b", " for ", " then ", exact=True)


def is_length(words: str, window: str, end: int) -> bool:
    """Return True if the words before a number speak of approval, and nothing says that it is another number."""
    if NOT_BEHIND.match(words[end:]):
        return False
    strong, weak = (list(cue.finditer(window)) for cue in (STRONG_CUE, WEAK_CUE))
    if strong:
        link = window[strong[-1].end() :]
    elif weak and len(words) <= 130:
        link = window[weak[-1].end() :]
        if not LINKED.search(link):
            return False
    else:
        return False
    aside = link.rfind("(") > link.rfind(")")
    return not aside and LEADS.search(link) is not None and not OTHER_NUMBER.search(link)


def phase_of(words: str, context: Context) -> Phase:
    """Return the phase that words name last, else that of the heading above."""
    renews = [match.start() for match in RENEWS.finditer(words)]
    begins = [match.start() for match in BEGINS.finditer(words)]
    if renews or begins:
        return "renewal" if max(renews, default=-1) > max(begins, default=-1) else "initial"
    return context.phase or "initial"


def approval(
    draft: Draft, block: Block, words: str, match: re.Match[str] | None, phase: Phase, context: Context, about: str
) -> Approval:
    """Return one approval; the indication is the one that its own words name alone, else that of the heading above."""
    hits = lexicon.hits("diagnoses", about)
    named = {hit.canonical for hit in hits}
    own = about[hits[0].start : hits[0].end] if len(named) == 1 else None
    passage = draft.passage(block)
    total, renewals = (CYCLES.search(words), RENEWALS.search(words)) if match else (None, None)
    unit = match["unit"].lower().split()[-1].rstrip("s") if match else None
    return Approval(
        phase=phase,
        indication=own or context.indication,
        value=float(count(match["number"])) if match else None,
        unit="year" if unit == "yr" else unit,
        text=told(words, match).rstrip(" .;"),
        cycles=count(total.group(1)) if total else None,
        max_renewals=count(renewals.group(1)) if renewals else None,
        span=draft.span_of(passage),
    )


NAMED = Rule(
    "authorizations.named",
    r"duration|length of|approval|authori[sz]ation|reauth|renewal period",
    "Length of approval",
    "Dose",
)
COLUMN = Rule("authorizations.column", r"duration|length|approval|period", "Duration", "Dose")


def take_row(draft: Draft, block: Block, context: Context, found: Found) -> None:
    """File the lengths of a table's row: by column where its head names phases or lengths, else as a sentence."""
    cells = tuple(draft.reading.words(*cell) for cell in block.cells)
    heads = [bool(RENEWS.search(c) or BEGINS.search(c) or COLUMN.search(c)) for c in cells]  # fmt: skip
    if any(heads) and not any(EACH.search(cell) for cell in cells):
        context.columns = cells
        return
    words = draft.words(block)
    if len(context.columns) == len(cells):
        for head, cell in zip(context.columns, cells, strict=True):
            match = EACH.search(cell)
            named = NAMED.search(head)
            if match and named and len(cell) < 120 and not NOT_BEHIND.match(cell[match.end() :]):
                phase = phase_of(f"{cell} {head}" if not RENEWS.search(cell) else cell, context)
                about = cells[0] if EACH.search(cells[0]) is None else cell
                found.approvals.append(approval(draft, block, cell, match, phase, context, about))
                draft.claim("metadata", block.start, block.end)
        return
    label = TERMS.match(cells[0]) if len(cells) >= 2 else None
    if label:
        joined = " ".join(cells)
        start = len(cells[0]) if not label["rest"] else len(cells[0]) - len(label["rest"])
        lengths = list(listed(draft, block, joined, start, context))
        if lengths:
            draft.claim("metadata", block.start, block.end)
            found.approvals += lengths
            return
    if len(words) < 1200:
        found.approvals += stated(draft, block, words, context)
