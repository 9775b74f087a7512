"""What the headings above a statement say of the length that it gives: for which request, and for which indication."""

from __future__ import annotations

from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Phase
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.length_words import EACH

EXTENDED = r"extensions?|extended(?= (?:approval|authori[sz]ation)|:)"
RENEWS = Rule(
    "length_headings.renews",
    rf"(?<!\bno )\b(?:renew\w*|re-?auth\w*|re-?approv\w*|re-?certif\w*|(?<!dis)continu(?:ation|ed|ing)|{EXTENDED}|subsequent(?:ly)?|currently receiving|maintenance therapy|ongoing|thereafter)\b",
    "Reauthorization",
    "Authorization",
)
BEGINS = Rule(
    "length_headings.begins",
    r"\b(?:initial(?:ly)?|new starts?|initiation|first (?:approval|authorization|request)|induction)\b",
    "Initial approval",
    "Approval",
)
BOTH = Rule(
    "length_headings.both",
    rf"{BEGINS.pattern}\W*(?:and|or|&|/)\W*(?:for )?{RENEWS.pattern}",
    "Initial and renewal",
    "Initial",
)
"""Words that name both phases at once."""
STATES = Rule(
    "length_headings.states",
    r"\b(?:has|have|had|was|will|must|should|documentation|does|did|trial)\b",
    "patient has",
    "approval",
)
"""Words of a criterion, not of a heading."""
KINDS_OF_CRITERIA = r"prior authorization|coverage criteria|approval criteria|clinical criteria|criteria(?: for (?:initial )?approval)?|authorization criteria"
TOP = Rule(
    "length_headings.top",
    rf"^\W*(?:[A-Z0-9IVX]+[.)]\s*)?(?:{KINDS_OF_CRITERIA})\W*$",
    "I. Approval Criteria",
    "I. Asthma",
)
LONGEST_HEAD = 110
SENTENCE = Rule("length_headings.sentence", r":\s+[^:]{60,}[.]\W*$|[.]\s+[A-Z]", "Continuation: chart notes must show that the disease has not come back so far.", "Continuation:")  # fmt: skip
"""What stands behind a label that says all in one line: nothing stands below it."""


@dataclass(slots=True)
class Context:
    """What the headings above tell of a statement."""

    phase: Phase | None = None
    indication: str | None = None
    inset: float = 0.0
    """The indent of the heading that named the indication."""
    item: bool = False
    """True where that heading is an item of a list."""
    terms: int = 0
    """Blocks that may still follow below a label of lengths."""
    renewals: bool = False
    """True once a heading spoke of renewal."""
    columns: tuple[str, ...] = ()
    outer: list[tuple[float, Phase | None]] = field(default_factory=list)
    """The indents of the headings that set the phase, and the phase that held before each."""
    within: bool | None = None
    """True where requests stand below uses, False where uses stand below requests: by the heading that came first."""

    fresh: bool = False
    """True right below a heading that set the phase."""

    def name_use(self, fresh: bool) -> None:
        """Let a heading that names a use end the request that was told of the use before it, unless it stands right below that request's heading."""
        self.within = not fresh if fresh or self.within is None else self.within
        if self.within:
            self.phase, self.outer = None, []
        self.terms = 0

    def enter(self, indent: float, phase: Phase) -> None:
        """Let a heading set the phase for what stands below it."""
        self.outer.append((indent, self.phase))
        self.phase, self.fresh = phase, True

    def leave(self, indent: float) -> None:
        """Give up the phases and the indication of headings that stand further in than a block."""
        if self.inset > indent + 8:
            self.indication, self.inset = None, 0.0
        while self.outer and self.outer[-1][0] > indent + 8:
            self.phase = self.outer.pop()[1]


OF_A_PATIENT = Rule("length_headings.of_a_patient", r"\b(?:diagnosis|patient|member|trial)\b", "diagnosis", "asthma")
OF_TERMS = Rule(
    "length_headings.of_terms",
    r"^\W*(?:[A-Z0-9IVX]{1,4}[.)]\s+)?(?:[\w/&]+ ){0,4}(?:limits?|durations?|lengths?|approvals?|authori[sz]ations?)\W*$",
    "Quantity limits and duration:",
    "Duration of 3 days",
    by="match",
)
"""A heading over the terms of all indications: what stood above it was one of another part."""
AGAIN_IF = Rule("length_headings.again_if", r"\W*(?:continuation|continued|renewal|re-?authori[sz]ation)\b[^.;]*\b(?:when|if)\b[^.;]*:\W*$", "Continuation is covered when all are met:", "Continuation is covered when all are met.", by="match")  # fmt: skip
"""A sentence, however long, that leads over to what is asked at renewal: a length behind its list is that of the renewal."""
NUMBERED = Rule("length_headings.numbered", r"^\W*(?:[A-Z0-9IVX]{1,4}[.)]\s+)?", "II. Asthma", "Asthma", exact=True)


def take_heading(block: Block, words: str, context: Context) -> None:
    """Let a short line set the phase and the indication of what stands below it."""
    fresh, context.fresh = context.fresh, False
    head = words.split(":")[0] if ":" in words[:60] else words
    if AGAIN_IF.match(words):
        context.enter(block.indent, "renewal")
        context.renewals = True
    if len(head) > LONGEST_HEAD:
        return
    if SENTENCE.search(words[len(head) :]):
        return
    title = block.kind in ("heading", "paragraph") or (len(head) < 70 and not STATES.search(head))
    if title and RENEWS.search(head) and not BEGINS.search(head):
        context.enter(block.indent, "renewal")
        context.renewals = True
        context.within = bool(context.within)
    elif title and (BEGINS.search(head) or TOP.match(words)) and not RENEWS.search(head):
        context.enter(block.indent, "initial")
        context.within = bool(context.within) if BEGINS.search(head) else context.within
    if title and not words.rstrip().endswith((".", ";")) and not OF_A_PATIENT.search(words):  # fmt: skip
        named = {hit.canonical for hit in lexicon.hits("diagnoses", head)}
        if named and len(head) < LONGEST_HEAD and not STATES.search(head):
            context.name_use(fresh)
        if len(named) == 1 and len(head) < 80:
            context.indication, context.inset = NUMBERED.sub("", head).strip(" :–-*"), block.indent
            context.item = block.kind == "item"
        elif not named and OF_TERMS.match(words):
            context.indication, context.inset = None, 0.0


WHICH = r"(?:initial|renewal|re-?authori[sz]ation|continuation|continued|subsequent)"
ALONE = Rule(
    "length_headings.alone",
    rf"\W*{WHICH} (?:approval|authori[sz]ation|coverage)s?(?: (?:duration|period|length))?\s*[:–—-]\s*(?:up to )?{EACH.pattern}\W*",
    "Initial Approval: 6 months",
    "Initial approval: 6 months if tolerated",
    by="fullmatch",
)
"""A request and its length, and nothing else."""


def stands_behind(block: Block, words: str, context: Context) -> bool:
    """Return True for a line on a length alone that is no further in than the item of a list which names the last use, and no item itself."""
    behind = context.item and context.indication is not None and block.indent <= context.inset
    return behind and block.kind != "item" and ALONE.fullmatch(words) is not None
