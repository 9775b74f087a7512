"""Questions of which each answer leads to the next one, to an approval or to a reviewer: all ways that end in an approval are the criteria."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Criterion, Phase
from payerdiff.normalize.criteria.tree import leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.leads import Lead

APPROVED = Rule(
    "question_ways.approved",
    r"^(?:END\b\W*)?approve|^sign and date",
    "END (Approve x 365 days)",
    "END (Pending Manual Review)",
)
ENDS = Rule(
    "question_ways.ends",
    r"(?:END|deny|denied|denial|do not|don't|not approve|refer|manual|pend|pass|stop|go to|proceed to|continue to|skip to)\b",
    "Deny",
    "3",
    by="match",
)
YES, NO = Rule("question_ways.yes", r"^(?:Y|Yes)$", "Y", "N"), Rule("question_ways.no", r"^(?:N|No)$", "No", "Not yet")
BEGUN = Rule(
    "question_ways.begun",
    r"\bnew to therapy\b|\bfor the first time\b.*\brenew|\binitial authorization\b.*\bcontinu",
    "Is the patient new to therapy?",
    "Is the patient an adult?",
)
DISEASE = Rule(
    "question_ways.disease",
    r"^what is the (?:patient|member)[’']?s? diagnosis\b|^for (?:which|what) (?:condition|diagnosis|indication|disease)\b",
    "What is the patient's diagnosis?",
    "Is the diagnosis asthma?",
)
RENEWAL = Rule("question_ways.renewal", r"^(?:continu|renew|re-?auth)", "Continuation", "New to therapy")


@dataclass(slots=True)
class Question:
    """One question: its words, and for each answer (None where it takes free text) where it leads."""

    words: Passage
    answers: list[tuple[Passage | None, Passage]] = field(default_factory=list)
    tree: Criterion | None = None
    """What is asked, where a list of its own stands below the question."""


@dataclass(slots=True)
class QuestionSet:
    """One list of questions with what stands above it: the titles, and the products it is for."""

    titles: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    first: Block | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """Where the ways so far have led: the phase, and the indication where a question told it."""

    phase: Phase
    indication: str | None


Terms = tuple[Criterion, ...] | None
"""What must hold for an approval: criteria that must all be met; None where no way leads to one."""


class Walk:
    """All ways through one list of questions."""

    def __init__(self, draft: Draft, current: QuestionSet, reviewed: bool = False) -> None:
        self.draft, self.questions, self.reviewed = draft, current.questions, reviewed
        self.known: dict[str, Terms] = {}
        self.entered: set[str] = set()
        self.lost: set[str] = set()

    def parted(self) -> dict[Way, Terms]:
        """Return what each way asks for."""
        ways: dict[Way, Terms] = {}
        self.part(next(iter(self.questions)), Way("initial", None), ways)
        return ways

    def part(self, at: str, way: Way, ways: dict[Way, Terms]) -> None:
        """Follow the questions that part phases and indications, and file what each way asks for."""
        question = self.questions.get(at)
        told = question.words.text if question else ""
        if question is None or not (BEGUN.search(told) or DISEASE.match(told)):
            ways[way] = self.behind(at)
            return
        for answer, target in question.answers:
            said = answer.text if answer else ""
            if DISEASE.match(told):
                self.part(target.text, Way(way.phase, said), ways)
            else:
                self.part(target.text, Way("renewal" if RENEWAL.match(said) else "initial", way.indication), ways)

    def terms(self, answer: Passage | None, target: Passage) -> Terms:
        """Return what must hold behind an answer: nothing more where it approves."""
        if APPROVED.match(target.text):
            return ()
        if ENDS.match(target.text):
            return (self.leaf(target),) if self.reviewed and answer is not None else None
        return self.behind(target.text)

    def behind(self, target: str) -> Terms:
        """Return what must hold from a question on; a circle of questions ends nowhere."""
        if target not in self.questions:
            self.lost.add(target)
            return None
        if target not in self.known:
            if target in self.entered:
                return None
            self.entered.add(target)
            self.known[target] = self.asked(self.questions[target])
        return self.known[target]

    def asked(self, question: Question) -> Terms:
        """Return what one question and all behind it ask for."""
        led = [(answer, self.terms(answer, target)) for answer, target in question.answers]
        yes = [terms for answer, terms in led if answer and YES.match(answer.text)]
        no = [terms for answer, terms in led if answer and NO.match(answer.text)]
        if len(led) == len(yes) + len(no) == 2 and yes:
            return either(question.tree or self.leaf(question.words), yes[0], no[0])
        return self.chosen(question, led)

    def chosen(self, question: Question, led: Sequence[tuple[Passage | None, Terms]]) -> Terms:
        """Return what a question with answers of its own asks for: one of the answers, each with what follows it."""
        open_ways = [(answer, terms) for answer, terms in led if terms is not None]
        if not open_ways:
            return None
        if len(open_ways) == len(led) and all(terms == open_ways[0][1] for _, terms in open_ways):
            return open_ways[0][1]  # whatever is answered
        shared = common_end([terms for _, terms in open_ways])
        options = [
            together([self.leaf(answer, question.words.text)] if answer else [], terms[: len(terms) - len(shared)])
            for answer, terms in open_ways
        ]
        span = self.draft.span_of(question.words)
        return (Criterion(op="any", text=question.words.text, children=options, span=span), *shared)

    def leaf(self, words: Passage, heading: str = "") -> Criterion:
        """Return a question or an answer as a criterion."""
        return leaf_of(self.draft, words, None, (Lead(heading),) if heading else ())


def common_end(ways: Sequence[tuple[Criterion, ...]]) -> tuple[Criterion, ...]:
    """Return the criteria with which all ways end."""
    count = 0
    while all(len(way) > count for way in ways) and all(alike(way[-1 - count], ways[0][-1 - count]) for way in ways):
        count += 1
    return ways[0][len(ways[0]) - count :]


def alike(a: Criterion, b: Criterion) -> bool:
    """Tell whether two criteria are one, or say the same words in two rows."""
    return a == b or (a.op == b.op == "leaf" and a.text == b.text)


def together(first: Iterable[Criterion], rest: Iterable[Criterion]) -> Criterion:
    """Return criteria as one."""
    held = [*first, *rest]
    return held[0] if len(held) == 1 else Criterion(op="all", children=held, span=held[0].span if held else None)


def either(leaf: Criterion, yes: Terms, no: Terms) -> Terms:
    """Return what a question asks for that is answered with yes or no."""
    refused = Criterion(op="none", children=[leaf], span=leaf.span)
    if yes is None or no is None:
        return (leaf, *yes) if yes is not None else (refused, *no) if no is not None else None
    shared = common_end([yes, no])
    own, other = yes[: len(yes) - len(shared)], no[: len(no) - len(shared)]
    if not own and not other:
        return shared
    if not own:
        return (Criterion(op="any", children=[leaf, together([], other)], span=leaf.span), *shared)
    if not other:
        return (Criterion(op="if", children=[leaf, together([], own)], span=leaf.span), *shared)
    last = together([], other)
    if len(own) == 1 and own[0].op == "any" and last in own[0].children:  # whoever meets it is approved with yes too
        rest = [child for child in own[0].children if child != last]
        first = rest[0] if len(rest) == 1 else own[0].model_copy(update={"children": rest})
        return (Criterion(op="any", children=[together([leaf], [first]), last], span=leaf.span), *shared)
    parts = [together([leaf], own), together([refused], other)]
    return (Criterion(op="any", children=parts, span=leaf.span), *shared)
