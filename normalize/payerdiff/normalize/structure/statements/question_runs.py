"""Questions that tell for yes and for no where to go on, in the rows of a table or with the answers below them → the list of questions.

`3. Is the patient an adult? | Yes: Go to #4 | No: Pass to RPh. Deny`, and numbered questions with lists of their own above
`If yes, approve for 12 months. If no, continue to #2.` What is answered with free text is passed by.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.criteria.list_items import entry_of
from payerdiff.normalize.criteria.question_ways import APPROVED, Question, QuestionSet
from payerdiff.normalize.criteria.tree import Entry, join
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage, flow
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.asides import DENIAL_TEXT
from payerdiff.normalize.structure.blocks.answers import ANSWER, BOXED, TARGET
from payerdiff.normalize.structure.outline import Told

NUMBERED = Rule("question_runs.numbered", r"#?\s*(?P<number>\d{1,2}[a-z]?)[.):]\s+(?P<words>\S.*)", "3. Is the patient an adult?", "Is it 3?", flags=re.DOTALL, by="match")  # fmt: skip
NUMBER = Rule("question_runs.number", r"\d{1,2}[a-z]?", "8a", "8th", by="fullmatch")
AGAIN = Rule("question_runs.again", r"\b(?:renewal|continuation|re-?authori[sz]ation)\b", "a request for renewal", "a request for a scan")  # fmt: skip
SAYS = Rule("question_runs.says", r"\b(?P<said>yes|no)\b", "Yes", "maybe", by="fullmatch")


@dataclass(frozen=True, slots=True)
class Run:
    """A list of questions, and the index behind its last block."""

    questions: QuestionSet
    end: int
    first: Block
    last: Block


def question_run(draft: Draft, told: Sequence[Told], at: int) -> Run | None:
    """Return the list of questions that begins at a block, None where none does."""
    return rows_from(draft, told, at) if told[at].block.kind == "row" else items_from(draft, told, at)


def rows_from(draft: Draft, told: Sequence[Told], at: int) -> Run | None:
    """Return the questions of a table's rows from one on."""
    found = QuestionSet()
    heads: tuple[str, ...] = ()
    end = at
    while end < len(told) and told[end].block.kind == "row":
        cells = [flow(draft.reading.text, [cell]) for cell in told[end].block.cells]
        words = tuple(cell.text.strip() for cell in cells)
        if {one.lower() for one in words} >= {"yes", "no"}:
            heads = words
        elif not take_row(found, cells, heads) and not goes_on(found, cells, told[end - 1 : end + 1]):
            break
        end += 1
    if not is_flow(found):
        return None
    for one in told[at:end]:
        draft.claim("criteria", one.block.start, one.block.end)
    return Run(linked(found), end, told[at].block, told[end - 1].block)


def goes_on(found: QuestionSet, cells: Sequence[Passage], rows: Sequence[Told]) -> bool:
    """Add the words of a row at the head of a page to the question that the page cut. Return False where it is no such row."""
    if not found.questions or len(rows) < 2 or rows[1].block.page == rows[0].block.page:
        return False
    question = found.questions[next(reversed(found.questions))]
    if not cells or not cells[0].text or "?" in question.words.text or any(cell.text for cell in cells[1:]):
        return False
    above = question.words
    question.words = Passage(
        f"{above.text} {cells[0].text}", (*above.offsets, above.offsets[-1] + 1, *cells[0].offsets)
    )
    return True


def take_row(found: QuestionSet, cells: Sequence[Passage], heads: Sequence[str]) -> bool:
    """File a row as a question, with its answers by their words or by the heads of their columns. Return False where it is none."""
    asked = NUMBERED.match(cells[0].text) if cells else None
    if asked is None and len(cells) > 2 and NUMBER.fullmatch(cells[0].text.strip(" .)#")):
        number, words, rest = cells[0].text.strip(" .)#"), cells[1], cells[2:]
    elif asked is not None:
        number, words, rest = asked["number"], cells[0].cut(asked.start("words"), len(cells[0].text)), cells[1:]
    else:
        return False
    question = Question(words)
    for cell, head in zip(rest, heads[len(cells) - len(rest) :] or [""] * len(rest), strict=False):
        own = list(answers_in(cell))
        if not own and SAYS.fullmatch(head) and (target := target_in(cell)) is not None:
            own = [(Passage(head, cell.offsets[: len(head)]) if len(cell.offsets) >= len(head) else cell, target)]
        question.answers += own
    found.questions[number] = question
    return True


def items_from(draft: Draft, told: Sequence[Told], at: int) -> Run | None:
    """Return the numbered questions from an item on, each with the list below it and the answers behind that."""
    found = QuestionSet()
    end, last = at, at
    texts: list[int] = []
    while end < len(told):
        number = number_of(told[end].block)
        if number is None or (found.questions and number != str(int(next(reversed(found.questions))) + 1)):
            break
        taken = question_at(draft, told, end)
        if taken is None:
            break
        found.questions[number], stop = taken
        last = stop - 1
        while stop < len(told) and (
            texts_open(told, stop) or (texts and stop - 1 in texts and not is_question(told, stop))
        ):
            texts.append(stop)
            stop += 1
        end = stop
    if not is_flow(found):
        return None
    for index in range(at, end):
        draft.claim("boilerplate" if index in texts else "criteria", told[index].block.start, told[index].block.end)
    return Run(linked(found), end, told[at].block, told[last].block)


def number_of(block: Block) -> str | None:
    """Return the arabic number of an item."""
    places = block.marker.places if block.kind == "item" and block.marker else ()
    return next((str(ordinal) for style, ordinal in places if style == "arabic"), None)


def is_question(told: Sequence[Told], at: int) -> bool:
    """Return True for a numbered item that asks."""
    return number_of(told[at].block) is not None and "?" in told[at].facts.words


def texts_open(told: Sequence[Told], at: int) -> bool:
    """Return True for the words that a member is sent where a request is denied."""
    return DENIAL_TEXT.match(told[at].facts.words) is not None


def question_at(draft: Draft, told: Sequence[Told], at: int) -> tuple[Question, int] | None:
    """Return a question with its list and its answers, and the index behind them; None where no answers follow."""
    if "?" not in told[at].facts.words and not (at + 1 < len(told) and is_answer(told[at + 1])):
        return None
    asked = draft.passage(told[at].block)
    own = list(answers_in(asked))
    first = ANSWER.search(asked.text)
    words = asked.cut(0, first.start() if own and first else len(asked.text))
    entries = [replaced(entry_of(draft, told[at].block, None), words)]
    stop = at + 1
    while stop < len(told) and not own and is_member(told, stop):
        entries.append(entry_of(draft, told[stop].block, None))
        stop += 1
    while (
        stop < len(told)
        and (told[stop].block.kind == "paragraph" or is_answer(told[stop]))
        and (more := list(answers_in(draft.passage(told[stop].block))))
    ):
        own += more
        stop += 1
    if {answer.text.lower() for answer, _ in own if answer} != {"yes", "no"}:
        return None
    question = Question(words, own)
    if len(entries) > 1:
        question.tree = join(draft, entries, "")
    return question, stop


def is_member(told: Sequence[Told], at: int) -> bool:
    """Return True for an item of the list below a question."""
    return told[at].block.kind == "item" and not is_question(told, at) and not is_answer(told[at])


def is_answer(one: Told) -> bool:
    """Return True for an item of a list that only says where yes or no leads: `a. If yes, approve for 12 months`."""
    said = ANSWER.match(one.facts.words) if one.block.kind == "item" else None
    return said is not None and TARGET.search(one.facts.words, said.end()) is not None


def replaced(entry: Entry, words: Passage) -> Entry:
    """Return an item with the words that ask; a question mark leads over to its list as a colon does."""
    entry.passage = words
    return entry


def answers_in(words: Passage) -> Iterator[tuple[Passage | None, Passage]]:
    """Yield the answers that words give, each with where it leads."""
    starts = sorted([*ANSWER.finditer(words.text), *BOXED.finditer(words.text)], key=lambda found: found.start())
    for at, found in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(words.text)
        target = target_in(words.cut(found.end(), end))
        if target is not None:
            yield words.cut(*found.span("said")), target


def target_in(words: Passage) -> Passage | None:
    """Return where words lead: the number of a question, an approval, or an end without one."""
    found = TARGET.search(words.text)
    if found is None or found.lastgroup is None:
        return None
    return words.cut(*found.span(found.lastgroup))


def is_flow(found: QuestionSet) -> bool:
    """Return True if questions lead to an approval, and each is answered with yes and no or with free text."""
    told = [{answer.text.lower() for answer, _ in one.answers if answer} for one in found.questions.values()]
    approves = any(APPROVED.match(target.text) for one in found.questions.values() for _, target in one.answers)
    return (
        approves and {"yes", "no"} in told and all(said in ({"yes", "no"}, set()) or is_choice(said) for said in told)
    )


def is_choice(said: Collection[str]) -> bool:
    """Return True if a question is answered with one of several answers of its own."""
    return len(said) > 1 and not {"yes", "no"} & set(said)


def linked(found: QuestionSet) -> QuestionSet:
    """Return questions of which those answered with free text, and those that only part requests, lead on to the one that follows for this list."""
    numbers = list(found.questions)
    for at, number in enumerate(numbers):
        question = found.questions[number]
        if not question.answers and at + 1 < len(numbers):
            question.answers.append((None, Passage(numbers[at + 1], (0,) * len(numbers[at + 1]))))
        elsewhere = [pair for pair in question.answers if AGAIN.search(pair[1].text)]
        if elsewhere and AGAIN.search(question.words.text):
            question.answers[:] = [(None, target) for answer, target in question.answers if (answer, target) not in elsewhere]  # fmt: skip
    return found
