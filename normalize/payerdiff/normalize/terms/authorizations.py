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
from payerdiff.normalize.terms.approvals import CYCLES, RENEWALS, count, told
from payerdiff.normalize.terms.length_headings import BEGINS, BOTH, RENEWS, Context, stands_behind, take_heading
from payerdiff.normalize.terms.length_words import (
    CHANGED,
    EACH,
    LEADS,
    NO_RENEWAL,
    NOT_BEHIND,
    ONLY_PHASE,
    OPEN_ENDED,
    OTHER_NUMBER,
    REACH,
    RUNS,
    STRONG,
    STRONG_CUE,
    TERMS,
    WEAK_CUE,
    named_in,
)

BELOW = 8
"""Blocks that may follow below a label of lengths."""


@dataclass(slots=True)
class Found:
    """Approvals, those that a label gives without a word on the phase, and those that stand on a line of their own no further in than the list of uses above it."""

    approvals: list[Approval] = field(default_factory=list)
    unphased: list[Approval] = field(default_factory=list)
    behind: list[Approval] = field(default_factory=list)

    def of_all_uses(self) -> list[Approval]:
        """Return the approvals; a length that is stated once for its request, on a line of its own behind a list of uses, is no length of the last use alone."""
        phases = [one.phase for one in self.behind]
        general = [one for one in self.behind if phases.count(one.phase) == 1]
        return [
            a.model_copy(update={"indication": None}) if any(a is one for one in general) else a for a in self.approvals
        ]


def read_lengths(draft: Draft, blocks: Sequence[Block]) -> list[Approval]:
    """Return the approvals that blocks state, in order, each length once for its phase and indication."""
    return each_once(lengths_in(draft, blocks))


def lengths_in(draft: Draft, blocks: Sequence[Block]) -> list[Approval]:
    """Return the approvals that blocks state, in order, as often as they do."""
    context, found = Context(), Found()
    for block in (part for whole in blocks for part in unfolded(draft, whole, context)):
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
        found.behind += found.approvals[before:] if stands_behind(block, words, context) else ()
        if len(found.approvals) == before:
            take_heading(block, words, context)
    if len(found.unphased) == 1 and context.renewals and all(a.phase == "renewal" for a in found.approvals):
        only = found.unphased[0]  # said once, behind both phases
        found.approvals.append(only.model_copy(update={"phase": "initial"}))
    return found.of_all_uses()


TEXT = 300
"""Characters from which on a row is text set in a table."""


def unfolded(draft: Draft, block: Block, context: Context | None = None) -> list[Block]:
    """Return a block; a row that holds text is the blocks of its cells, where no head says that one of its columns holds lengths."""
    if block.kind != "row":
        return [block]
    cells = draft.reading.cell_blocks(block)
    if holds_rows(draft, block):
        return [part for cell in cells for part in cell]
    if len(draft.words(block)) < TEXT:
        return [block]
    if context is not None and len(context.columns) == len(block.cells):
        said = tuple(draft.reading.words(*cell) for cell in block.cells)
        if any(True for _ in in_columns(draft, block, said, context)):
            return [block]
    return [part for cell in cells for part in cell] if any(len(cell) > 2 for cell in cells) else [block]


def holds_rows(draft: Draft, block: Block) -> bool:
    """Return True if a cell of a row holds a table."""
    return block.kind == "row" and any(part.kind == "row" for cell in draft.reading.cell_blocks(block) for part in cell)


def each_once(approvals: Sequence[Approval]) -> list[Approval]:
    """Return approvals without repetitions: the same length for another product is none."""
    unique: dict[tuple[object, ...], Approval] = {}
    for one in approvals:
        told = None if one.value else one.text.lower()
        named = frozenset(hit.canonical for hit in lexicon.hits("diagnoses", one.indication or ""))
        unique.setdefault((one.phase, named or one.indication, one.value, one.unit, told, *one.drugs), one)
    return list(unique.values())


GRANTS = Rule("authorizations.grants", rf"\b{STRONG}|coverage\b", "coverage", "asthma")


def take_block(draft: Draft, block: Block, words: str, context: Context, found: Found) -> None:
    """File the lengths of one block; a line that holds no more than that is metadata."""
    if OF_LIMITS.match(words):
        context.terms = 0
        return
    label = TERMS.match(words) if len(words) < 240 else None
    if block.kind == "heading" and not label:
        context.terms = 0
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
        if len(words) > 60 and block.kind != "item":
            context.terms = 0
    if NO_RENEWAL.search(words) and len(words) < 240 and GRANTS.search(words):
        found.approvals.append(approval(draft, block, words, None, "renewal", context, words))
    found.approvals += stated(draft, block, words, context)


OF_LIMITS = Rule("authorizations.of_limits", r"\W*quantity limits?\s*(?::\s*\S|\W{0,3}\d)", "Quantity limit: 2 tablets per day", "Quantity limits", by="match")  # fmt: skip
"""A line on a cap: its lengths are supplies."""
NO_LENGTH = Rule(
    "authorizations.no_length",
    r"\b(?:every|per|at least|trial|within|age of|(?:greater|more|less|longer|shorter) than)\s*$|[<>≥≤]\s*$",
    "at least ",
    "for ",
)


DOSES_WITHIN = Rule("authorizations.doses_within", r"\b(?:one|two|three|four|\d+)(?: \(\d+\))? (?:single )?(?:doses?|infusions?|treatments?|injections?)(?:\s*\([^)]*\))? within\s*$", "one dose within ", "a trial within ")  # fmt: skip
"""Words before a length in which a number of doses is approved."""
NAMED_BEHIND = Rule("authorizations.named_behind", r"\s*\(?(?:initial|first request|renewal|re-?auth\w*|continuation|thereafter|subsequently)\b[\w ]*\)?(?=\W*(?:$|[;,]))", " (initial)", " of therapy", by="match")  # fmt: skip
"""The request that a length is for, behind it: `8 weeks (initial); 6 months (renewal)`."""


def listed(draft: Draft, block: Block, words: str, start: int, context: Context) -> Iterator[Approval]:
    """Yield the lengths behind a label, each with the phase that the words before it name."""
    at = start
    for match in EACH.finditer(words, start):
        if SAME_SAID.fullmatch(words[at : match.start()]) or is_rate(words, match):
            continue
        before = words[at : match.start()]
        if NOT_BEHIND.match(words[match.end() :]) or (NO_LENGTH.search(before) and not DOSES_WITHIN.search(before)):
            continue
        lead = words[: match.start()] if at == start else words[at : match.start()]
        behind = NAMED_BEHIND.match(words, match.end())
        lead = behind[0] if behind else lead
        alone = ONLY_PHASE.fullmatch(words[at : match.start()]) is not None
        names = words[start : match.start()] if alone else words[at : match.start()]
        about = names if lexicon.hits("diagnoses", names) else words[at : match.end() + 60]
        phases: tuple[Phase, ...] = ("initial", "renewal") if BOTH.search(lead) else (phase_of(lead, context),)
        for phase in ("initial",) if NO_RENEWAL.search(words) else phases:
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
        if is_rate(words, match):
            continue
        if not is_length(words, window, match.end()) and not (
            STRONG_CUE.search(window) and DOSES_WITHIN.search(window)
        ):
            continue
        behind = CLAUSE.split(words[match.end() : match.end() + 50])[0]
        sentence = SENTENCE_BEFORE.split(words[at : match.start()])[-1]
        parts = (sentence, behind, words[: min(90, match.start())])
        once = NO_RENEWAL.search(words) is not None  # what is never renewed is no renewal's, whatever stands above
        named = (said for said in parts if not once and (RENEWS.search(said) or BEGINS.search(said)))
        both = BOTH.search(sentence) is not None or BOTH_BEHIND.match(words, match.end()) is not None
        phases: tuple[Phase, ...] = ("initial", "renewal") if both else (phase_of(next(named, ""), context),)
        for phase in ("initial",) if once else phases:
            yield approval(draft, block, words, match, phase, context, words[low : match.end() + 160])
        at = match.end()
        following = THEN.match(words[at:])
        further = EACH.match(words, at + following.end()) if following else None
        if further and not NOT_BEHIND.match(words[further.end() :]) and not is_rate(words, further):
            yield approval(draft, block, words, further, "renewal", context, words[low : further.end() + 160])
            at = further.end()


BOTH_BEHIND = Rule("authorizations.both_behind", rf"[\s,(]*(?:for )?(?:both )?(?:{BOTH.pattern})", ", initial and renewal", ", then renewal", by="match")  # fmt: skip
"""Both requests, named behind a length: `12 months, initial and renewal`."""
RATE_BEHIND = Rule("authorizations.rate_behind", r"\s*(?:\([^)]*\)\s*)?(?:per|every|each|/|in any|in a|within)\b|\s*/", " every 3 months", " of therapy", by="match")  # fmt: skip
COUNTED = ("dose", "infusion", "injection", "treatment", "time")


def is_rate(words: str, match: re.Match[str]) -> bool:
    """Return True if a number counts doses for a time, and is no length: `up to 1 injection every 3 months`."""
    unit = match["unit"].lower().split()[-1].rstrip("s")
    return unit in COUNTED and RATE_BEHIND.match(words, match.end()) is not None


SAME_SAID = Rule("authorizations.same_said", r"\s*\(\s*$", " (", " or ", by="fullmatch")
"""What stands between a length and the same in another unit: `6 months (180 days)`."""
THEN = Rule(
    "authorizations.then",
    r"\W*(?:initially\W*)?(?:and )?(?:then|thereafter|followed by)\W+(?:for |up to )*",
    " initially, then ",
    " if ",
    by="match",
)
"""What leads from the first length to the one after it."""
RENEWED_EVERY = Rule(
    "authorizations.renewed_every",
    r"\brenew(?:ed|al|s)?(?: is)?(?: required)?,? every\s*$",
    "is renewed every ",
    "every ",
)
RANGE = Rule("authorizations.range", r"\d\s*(?:[-–]|to)\s*$", " culture of cells, 4-", " to ")
"""The first end of a range: what only a weak word leads to is no length then."""
LINKED = Rule("authorizations.linked", r"[:–-]|\b(?:for|to|of|is)\b", " for ", " then ", exact=True)


INTERVALS = Rule("authorizations.intervals", r"\s*intervals?\b", " intervals", " of therapy", by="match")
"""What a length is authorized in again and again: `in 12-month intervals`."""


def is_length(words: str, window: str, end: int) -> bool:
    """Return True if the words before a number speak of approval, and nothing says that it is another number."""
    intervals = INTERVALS.match(words[end:]) and window.rstrip().endswith(" in")
    if NOT_BEHIND.match(words[end:]) and not intervals:
        return False
    strong, weak = (list(cue.finditer(window)) for cue in (STRONG_CUE, WEAK_CUE))
    if strong:
        link = window[strong[-1].end() :]
    elif weak and len(words) <= 130:
        link = window[weak[-1].end() :]
        if RENEWED_EVERY.search(window):
            return True
        if not LINKED.search(link) or RANGE.search(link):
            return False
    else:
        return False
    if strong and RUNS.search(link):
        return True
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
    passage = draft.passage(block)
    total, renewals = (CYCLES.search(words), RENEWALS.search(words)) if match else (None, None)
    unit = match["unit"].lower().split()[-1].rstrip("s") if match else None
    return Approval(
        phase=phase,
        indication=named_in(about) or context.indication,
        value=float(count(match["number"])) if match else None,
        unit="year" if unit == "yr" else unit,
        text=told(words, match).rstrip(" .;"),
        cycles=count(total.group(1)) if total else None,
        max_renewals=count(renewals.group(1)) if renewals else None,
        span=draft.span_of(passage),
    )


A_FIRST_ONE = r"initial(?:ly)?|first(?: (?:request|approval|authorization))?"
PHASE_COLUMN = Rule(
    "authorizations.phase_column",
    rf"\W*(?:{A_FIRST_ONE}|continuation|renewals?|re-?authori[sz]ations?|re-?auth|recertification|maintenance|subsequent)\W*",
    "Continuation",
    "Continuation criteria",
    by="fullmatch",
)
"""The head of a column that names a request and no more."""
FIRST = Rule("authorizations.first", r"\W*first\W*", "First", "First line", by="fullmatch")


LINES = 400
"""Characters of the longest cell that lists lengths."""


def in_columns(draft: Draft, block: Block, cells: Sequence[str], context: Context) -> Iterator[Approval]:
    """Yield the lengths of a row whose head names requests or lengths; each cell may hold one for each request."""
    about = cells[0] if EACH.search(cells[0]) is None else ""
    for head, cell in zip(context.columns, cells, strict=True):
        by_phase = PHASE_COLUMN.fullmatch(head) is not None
        if len(cell) >= (120 if by_phase else LINES) or not (by_phase or NAMED.search(head)):
            continue
        if by_phase:
            match = EACH.match(cell)
            matches = [match] if match else []
        else:
            matches = list(EACH.finditer(cell))
        at = 0
        for match in matches:
            lead = cell[at : match.start()]
            if SAME_SAID.fullmatch(lead) or is_rate(cell, match):
                continue
            if NOT_BEHIND.match(cell[match.end() :]) or NO_LENGTH.search(lead):
                continue
            named = RENEWS.search(lead) or BEGINS.search(lead)
            at = match.end()
            head = "initial" if FIRST.fullmatch(head) else head
            phase = phase_of(lead if named else f"{about} {cell} {head}" if len(matches) == 1 else head, context)
            yield approval(draft, block, cell, match, phase, context, about or cell)


NAMED = Rule(
    "authorizations.named",
    r"duration|length of|authori[sz]ation limit|^\W*(?:length|period)s?\W*$|approval|authori[sz]ation|reauth|renewal period",
    "Length of approval",
    "Dose",
)
COLUMN = Rule("authorizations.column", r"duration|length|approval|period|authori[sz]ation limit", "Duration", "Dose")


def take_row(draft: Draft, block: Block, context: Context, found: Found) -> None:
    """File the lengths of a table's row: by column where its head names phases or lengths, else as a sentence."""
    cells = tuple(draft.reading.words(*cell) for cell in block.cells)
    heads = [bool(RENEWS.search(c) or BEGINS.search(c) or COLUMN.search(c)) for c in cells]  # fmt: skip
    if any(heads) and not any(EACH.search(cell) or "?" in cell for cell in cells):
        context.columns = cells
        return
    words = draft.words(block)
    if len(context.columns) == len(cells) and "?" not in cells[0]:
        lengths = list(in_columns(draft, block, cells, context))
        if lengths:
            found.approvals += lengths
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
