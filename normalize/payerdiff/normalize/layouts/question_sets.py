"""Criteria given as questions: each answer leads to the next question, to an approval or to a reviewer.

Electronic prior authorization asks a prescriber one question after another. All ways that end in an approval, taken together, are the
criteria: a question on a way is a criterion that must be met, or must not, and two ways that meet again share what follows. An answer
that leads to a reviewer approves nothing; where no way ends in an approval, those that need no explanation are read, and that a reviewer
decides is one of their criteria.
"""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import CriteriaSet, Criterion, Phase, Span
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.list_items import Result, next_id
from payerdiff.normalize.criteria.question_ways import Question, QuestionSet, Walk, Way
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage, flow
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.approvals import read_approval

HEAD = Rule("question_sets.head", r"^Sequence Number\b", "Sequence Number", "Number of the sequence")
TITLE = Rule("question_sets.title", r"^Criteria Subtitle\b", "Criteria Subtitle", "Criteria")
NUMBER = Rule("question_sets.number", r"^\d{1,3}$", "12", "1234", exact=True)
TARGET = Rule("question_sets.target", r"^(?:\d{3,5}|END\b.*)$", "END (Approve x 365 days)", "12")
TERM = Rule("question_sets.term", r"^LENGTH OF AUTHORIZATIONS?:\s*", "LENGTH OF AUTHORIZATIONS: 365 days", "365 days")


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
        result.sets.append(CriteriaSet(id=next_id(result, way.phase), phase=way.phase, indication=title, drugs=drugs, root=root, span=span))  # fmt: skip


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


QUESTION_SETS = Layout(read_question_sets)
