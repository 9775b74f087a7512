"""Question sets: the tree of a set says of every way to answer what the questions themselves say."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from trees import is_met

from payerdiff.ingest.document import Document, Line
from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.policy import Criterion
from payerdiff.normalize.criteria.question_ways import Question, QuestionSet, Walk, Way
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage, flow

APPROVE, REVIEW = "END (Approve x 365 days)", "END (Pending Manual Review)"
MOST = 6
Graph = list[tuple[str, str]]
"""For each question where `Y` and `N` lead: to a later question, to an approval or to a reviewer."""


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw questions whose answers lead on, or end."""
    count = draw(st.integers(1, MOST))
    targets = [[*(str(at) for at in range(own + 1, count)), APPROVE, REVIEW] for own in range(count)]
    return [(draw(st.sampled_from(to)), draw(st.sampled_from(to))) for to in targets]


def walk_of(graph: Graph, reviewed: bool = False) -> Walk:
    """Return the walk through a graph's questions, as if a document asked them."""
    words = ["Y", "N", APPROVE, REVIEW, *(f"alpha{at} beta{at}" for at in range(len(graph))), *map(str, range(len(graph)))]  # fmt: skip
    text = "\n".join(words)
    draft = Draft(Reading(Document("questions", "", "text/plain", text, (Line(0, len(text), 1),)), "published"))

    def passage(word: str) -> Passage:
        start = (0 if word in ("Y", "N") else text.index(f"\n{word}") + 1) + (2 if word == "N" else 0)
        return flow(text, [(start, start + len(word))])

    current = QuestionSet(titles=["set"])
    for at, (yes, no) in enumerate(graph):
        answers: list[tuple[Passage | None, Passage]] = [(passage("Y"), passage(yes)), (passage("N"), passage(no))]
        current.questions[str(at)] = Question(passage(f"alpha{at} beta{at}"), answers)
    return Walk(draft, current, reviewed)


def end_of(graph: Graph, said: tuple[bool, ...]) -> str:
    """Return where the answers lead, question by question."""
    at = "0"
    while at.isdigit():
        at = graph[int(at)][0 if said[int(at)] else 1]
    return at


@settings(max_examples=300)
@given(graphs())
def test_a_tree_approves_exactly_the_answers_that_end_in_an_approval(graph: Graph) -> None:
    terms = walk_of(graph).parted()[Way("initial", None)]
    root = None if terms is None else Criterion(op="all", children=list(terms))
    for said in product((True, False), repeat=len(graph)):
        true = {f"alpha{at} beta{at}" for at, yes in enumerate(said) if yes}
        met = root is not None and (not root.children or is_met(root, true))
        assert met == (end_of(graph, said) == APPROVE), (graph, said, root)


@settings(max_examples=100)
@given(graphs())
def test_that_a_reviewer_decides_is_a_criterion_of_each_way_that_none_approves(graph: Graph) -> None:
    terms = walk_of(graph, reviewed=True).parted()[Way("initial", None)]
    assert terms is not None
    root = Criterion(op="all", children=list(terms))
    for said in product((True, False), repeat=len(graph)):
        true = {f"alpha{at} beta{at}" for at, yes in enumerate(said) if yes}
        approved = not root.children or is_met(root, true)
        assert approved == (end_of(graph, said) == APPROVE)
        assert not root.children or is_met(root, {*true, REVIEW})
