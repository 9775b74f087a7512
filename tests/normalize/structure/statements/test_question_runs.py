"""Questions that tell where yes and no lead: whatever carries them, the criteria are all ways that end in an approval."""

from __future__ import annotations

from itertools import product

import pytest
from texts.policy_pages import Tree, sets

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

ASTHMA, TRIED, CANNOT, SMOKES = (
    "Does the patient have asthma?",
    "Has the patient failed montelukast?",
    "Does the patient have a contraindication to montelukast?",
    "Does the patient smoke?",
)
EXPECTED: Tree = ("all", [ASTHMA, ("any", [TRIED, CANNOT]), ("none", [SMOKES])])
APPROVE, DENY = ("Approve for 6 months.", "Approve for up to 6 months"), ("Pass to RPh. Deny; medical appropriateness", "Deny", "Do not approve.")  # fmt: skip
GO = ("Go to #{}", "Continue to question {}", "Proceed to step {}.", "Skip to {}")


def questions(approve: str, deny: str, go: str) -> list[tuple[str, str, str]]:
    """Return questions, each with where yes and no lead."""
    return [
        (ASTHMA, go.format(2), deny),
        (TRIED, go.format(4), go.format(3)),
        (CANNOT, go.format(4), deny),
        (SMOKES, deny, approve),
    ]


def as_table(asked: list[tuple[str, str, str]]) -> str:
    """Return questions as rows that say yes and no themselves."""
    rows = "".join(f"<tr><td>{n}. {q}</td><td>Yes: {yes}</td><td>No: {no}</td></tr>" for n, (q, yes, no) in enumerate(asked, 1))  # fmt: skip
    return f"<table><tr><th colspan='3'>Approval Criteria</th></tr>{rows}</table>"


def as_columns(asked: list[tuple[str, str, str]]) -> str:
    """Return questions as rows below columns for yes and no."""
    rows = "".join(f"<tr><td>{n}. {q}</td><td>{yes}</td><td>{no}</td></tr>" for n, (q, yes, no) in enumerate(asked, 1))
    return f"<table><tr><td>Question</td><td>Yes</td><td>No</td></tr>{rows}</table>"


def as_items(asked: list[tuple[str, str, str]]) -> str:
    """Return questions as paragraphs with the answers in paragraphs of their own."""
    return "".join(f"<p>{n}. {q}</p><p>If yes, {yes[0].lower() + yes[1:]}</p><p>If no, {no[0].lower() + no[1:]}</p>" for n, (q, yes, no) in enumerate(asked, 1))  # fmt: skip


def as_lines(asked: list[tuple[str, str, str]]) -> str:
    """Return questions with their answers in the same paragraph."""
    return "".join(f"<p>{n}. {q} If yes, {yes[0].lower() + yes[1:].rstrip('.')}. If no, {no[0].lower() + no[1:].rstrip('.')}.</p>" for n, (q, yes, no) in enumerate(asked, 1))  # fmt: skip


def read(body: str) -> Policy:
    """Return the policy of a page with criteria."""
    page = f"<html><body><h1>Sampletinib</h1><h2>Approval Criteria</h2>{body}</body></html>"
    found = normalize(read_bytes(page.encode(), "page.html"), None)
    assert isinstance(found, Policy)
    return found


@pytest.mark.parametrize("dress", [as_table, as_columns, as_items, as_lines])
@pytest.mark.parametrize(("approve", "deny", "go"), list(product(APPROVE, DENY, GO))[::5])
def test_questions_in_any_dress_ask_the_same(dress: object, approve: str, deny: str, go: str) -> None:
    assert callable(dress)
    ((phase, _, root),) = sets(read(dress(questions(approve, deny, go))))
    assert (phase, root) == ("initial", EXPECTED)


def test_a_question_with_a_list_of_its_own_is_one_way_to_an_approval() -> None:
    body = (
        "<p>1. Does the patient have asthma and meet ALL of the following criteria?</p><ul><li>Patient is 18 years of age or older</li><li>Patient does not smoke</li></ul>"
        "<p>If yes, approve for 12 months. If no, continue to #2.</p><p>2. Does the patient have gout and meet ALL of the following criteria?</p><ul><li>Patient has tried allopurinol</li><li>Patient is 12 years of age or older</li></ul>"
        "<p>If yes, approve for 6 months. If no, do not approve.</p><p>DENIAL TEXT: Our guideline asks for the following:</p><p>A. You have asthma</p><p>B. You are 18 years of age or older</p>"
    )
    found = read(body)
    ((phase, _, root),) = sets(found)
    assert phase == "initial" and root[0] == "any" and [way[0] for way in root[1]] == ["all", "all"]
    assert "Patient does not smoke" in str(root[1][0]) and "allopurinol" in str(root[1][1])


def test_what_is_answered_with_free_text_is_passed_by() -> None:
    rows = [("What is the diagnosis?", "Record the code.", ""), *((q, f"Yes: {yes}", f"No: {no}") for q, yes, no in questions("Approve for a year", "Deny", "Go to #{}"))]  # fmt: skip
    shifted = "".join(
        f"<tr><td>{n}. {q}</td><td>{yes.replace('#4', '#5').replace('#3', '#4').replace('#2', '#3')}</td><td>{no.replace('#3', '#4')}</td></tr>"
        for n, (q, yes, no) in enumerate(rows, 1)
    )
    ((_, _, root),) = sets(read(f"<table>{shifted}</table>"))
    assert root == EXPECTED


def test_a_question_on_renewal_parts_requests_and_asks_for_nothing() -> None:
    first = "<tr><td>1. Is this a request for renewal of a former approval?</td><td>Yes: Go to Renewal Criteria</td><td>No: Go to #2</td></tr><tr><td>2. Does the patient have asthma?</td><td>Yes: Approve for 6 months</td><td>No: Deny</td></tr>"
    again = "<tr><td>1. Has the patient improved?</td><td>Yes: Approve for 12 months</td><td>No: Deny</td></tr>"
    found = sets(read(f"<table>{first}</table><h2>Renewal Criteria</h2><table>{again}</table>"))
    assert [(phase, root) for phase, _, root in found] == [("initial", ("all", ["Does the patient have asthma?"])), ("renewal", ("all", ["Has the patient improved?"]))]  # fmt: skip
