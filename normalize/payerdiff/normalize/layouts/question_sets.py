"""Criteria given as questions: each answer leads to the next question, to an approval or to a reviewer.

Electronic prior authorization asks a prescriber one question after another. All ways that end in an approval, taken together, are the
criteria: a question on a way is a criterion that must be met, or must not, and two ways that meet again share what follows. An answer
that leads to a reviewer approves nothing; where no way ends in an approval, those that need no explanation are read, and that a reviewer
decides is one of their criteria.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import CriteriaSet, Criterion, Phase, Span
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.list_items import Result
from payerdiff.normalize.criteria.tree import leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage, flow
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.approvals import read_approval
from payerdiff.normalize.typing.leads import Lead

HEAD = Rule("question_sets.head", r"^Sequence Number\b", "Sequence Number", "Number of the sequence")
TITLE = Rule("question_sets.title", r"^Criteria Subtitle\b", "Criteria Subtitle", "Criteria")
NUMBER = Rule("question_sets.number", r"^\d{1,3}$", "12", "1234", exact=True)
TARGET = Rule("question_sets.target", r"^(?:\d{3,5}|END\b.*)$", "END (Approve x 365 days)", "12")
APPROVED = Rule(
    "question_sets.approved", r"^END\b\W*approve", "END (Approve x 365 days)", "END (Pending Manual Review)"
)
YES, NO = Rule("question_sets.yes", r"^(?:Y|Yes)$", "Y", "N"), Rule("question_sets.no", r"^(?:N|No)$", "No", "Not yet")
BEGUN = Rule(
    "question_sets.begun",
    r"\bnew to therapy\b|\binitial authorization\b.*\bcontinu",
    "Is the patient new to therapy?",
    "Is the patient an adult?",
)
DISEASE = Rule(
    "question_sets.disease",
    r"^what is the (?:patient|member)[’']?s? diagnosis\b",
    "What is the patient's diagnosis?",
    "Is the diagnosis asthma?",
)
RENEWAL = Rule("question_sets.renewal", r"^(?:continu|renew|re-?auth)", "Continuation", "New to therapy")
TERM = Rule("question_sets.term", r"^LENGTH OF AUTHORIZATIONS?:\s*", "LENGTH OF AUTHORIZATIONS: 365 days", "365 days")


@dataclass(slots=True)
class Question:
    """One question: its words, and for each answer (None where it takes free text) where it leads."""

    words: Passage
    answers: list[tuple[Passage | None, Passage]] = field(default_factory=list)


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


def read_question_sets(draft: Draft, section: Section, _phase: Phase, result: Result) -> None:
    """Read all lists of questions of a section."""
    current = QuestionSet()
    asking = False
    for block in section.blocks:
        cells = [flow(draft.reading.text, [cell]) for cell in block.cells]
        words = [cell.text for cell in cells]
        if block.kind == "row" and words and TITLE.match(words[0]):
            if asking:
                current, asking = QuestionSet(), False
            current.titles.append(words[-1])
            draft.claim("criteria", block.start, block.end)
        elif block.kind == "row" and words and HEAD.match(words[0]):
            asking = True
            draft.claim("metadata", block.start, block.end)
        elif asking and is_answer(words):
            current.first = current.first or block
            take_answer(current, cells)
            draft.claim("criteria", block.start, block.end)
        elif TERM.match(draft.words(block)):
            read_terms(draft, block, current, result)
            current, asking = QuestionSet(), False
        else:
            draft.claim("metadata", block.start, block.end)
            if not asking and len(words) == PRODUCT_CELLS and not words[0]:
                current.products.append(words[1])
        if asking and block is section.blocks[-1]:
            close(draft, current, result)


PRODUCT_CELLS = 4
"""Cells of a row that names a product: its box, name, code, and kind of code."""


def is_answer(words: Sequence[str]) -> bool:
    """Tell whether a row holds an answer and where it leads."""
    return (
        len(words) > 1 and TARGET.match(words[-1]) is not None and (not words[0] or NUMBER.match(words[0]) is not None)
    )


def take_answer(current: QuestionSet, cells: Sequence[Passage]) -> None:
    """File a row: a question with its first answer, or a further answer of the question above it."""
    if cells[0].text:
        asked = max(cells[2:-1], key=lambda cell: len(cell.text))
        current.questions[cells[1].text] = Question(asked)
    question = current.questions[next(reversed(current.questions))]
    chosen = cells[-2] if cells[-2] is not question.words and cells[-2].text else None
    question.answers.append((chosen, cells[-1]))


PART = Rule(
    "question_sets.part", r"\b(initial|subsequent)\b[^;]*", "Initial: 90 days; Subsequent: 365 days", "365 days"
)


def read_terms(draft: Draft, block: Block, current: QuestionSet, result: Result) -> None:
    """Close a list of questions at the line on the length of authorizations: one length, or one for each phase."""
    known = len(result.sets)
    close(draft, current, result)
    passage = draft.passage(block)
    draft.claim("metadata", block.start, block.end)
    parts = list(PART.finditer(passage.text))
    for phase, label in (("initial", "initial"), ("renewal", "subsequent")):
        if not any(s.phase == phase for s in result.sets[known:]):
            continue
        own = next((p for p in parts if p.group(1).lower() == label), None)
        told = passage.cut(*own.span()) if own else passage
        result.approvals.append(read_approval(draft, told, phase, name_of(current, None)))  # type: ignore[arg-type]  # the names are the literals


def name_of(current: QuestionSet, disease: str | None) -> str:
    """Return what a list of questions is about: its titles, and the disease that was answered."""
    return " – ".join([*dict.fromkeys(current.titles), *([disease] if disease else [])])


def close(draft: Draft, current: QuestionSet, result: Result) -> None:
    """Turn a finished list of questions into sets, one for each phase and indication that its first questions part."""
    if not current.questions or current.first is None:
        return
    span = draft.span(current.first.start, current.first.end)
    drugs = list(dict.fromkeys(generic for name in current.products for generic in generics(name)))
    result.products |= {generic: name for name in current.products for generic in generics(name)}
    for way, terms in ways_of(draft, current, span).items():
        title = name_of(current, way.indication)
        root = Criterion(op="all", children=list(terms), span=span)
        number = sum(1 for s in result.sets if s.phase == way.phase) + 1
        result.sets.append(CriteriaSet(id=f"{way.phase}-{number}", phase=way.phase, indication=title, drugs=drugs, root=root, span=span))  # fmt: skip


def ways_of(draft: Draft, current: QuestionSet, span: Span) -> dict[Way, tuple[Criterion, ...]]:
    """Return what each way asks for, and report those that a reviewer decides or that lead nowhere."""
    walk, again = Walk(draft, current), Walk(draft, current, reviewed=True)
    approved, reviewed = walk.parted(), again.parted()
    open_ways = [f"{name_of(current, way.indication)} ({way.phase})" for way, terms in approved.items() if terms is None]  # fmt: skip
    if open_ways:
        draft.note("info", "reviewer-decides", f"No answers to these questions end in an approval, a reviewer decides: {', '.join(open_ways)}.", span)  # fmt: skip
    if walk.lost:
        draft.note("warning", "lost-question", f"Answers lead to questions that are not there: {', '.join(sorted(walk.lost))}.", span)  # fmt: skip
    taken = {way: reviewed[way] if terms is None else terms for way, terms in approved.items()}
    return {way: terms for way, terms in taken.items() if terms is not None}


def generics(product: str) -> list[str]:
    """Return the nonproprietary names of a product, none where it is not known."""
    return list(dict.fromkeys(hit.canonical for hit in lexicon.treatments(product.lower())))


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
        if target.text.upper().startswith("END"):
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
            return either(self.leaf(question.words), yes[0], no[0])
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


QUESTION_SETS = Layout(read_question_sets)
