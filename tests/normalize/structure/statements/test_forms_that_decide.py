"""Forms whose questions say where each answer leads: the ways to an approval are criteria, also where a page cuts a question."""

from __future__ import annotations

from drawing import Canvas, pdf
from pages import table

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

ROWS = (
    ("1.", "For which condition is the drug requested?", "☐ Asthma Proceed to question 2", "☐ Psoriasis Proceed to question 3 ☐ Other: STOP: Coverage not approved"),
    ("2.", "Is the patient 12 years of age or older?", "☐ Yes Proceed to question 2a", "☐ No STOP: Coverage not approved"),
    ("2a.", "Has the patient tried an inhaled corticosteroid for 90 days?", "☐ Yes Sign and date below", "☐ No STOP: Coverage not approved"),
    ("3.", "Is the patient an adult?", "☐ Yes Proceed to question 4", "☐ No STOP: Coverage not approved"),
    ("4.", "Has the patient tried methotrexate?", "☐ Yes Sign and date below", "☐ No STOP: Coverage not approved"),
)  # fmt: skip
HEAD = "<h1>Prior Authorization Request Form for Inventa</h1><p>To be completed and signed by the prescriber. Fax the completed form to the plan.</p><p>Patient Name: ________ Physician Name: ________</p><h2>Step 2: Please complete the clinical assessment</h2>"


def words_of(node: Criterion) -> list[str]:
    """Return the words of a tree's leaves."""
    return [word for child in node.children for word in words_of(child)] if node.children else [node.text]


def test_a_form_whose_answers_decide_is_a_policy_with_a_way_for_each_answer() -> None:
    found = normalize(read_bytes(f"<html><body>{HEAD}{table(*ROWS)}</body></html>".encode(), "page.html"))
    assert isinstance(found, Policy)
    (root,) = [one.root for one in found.criteria]
    assert root.op == "any"
    assert [(way.op, words_of(way)) for way in root.children] == [
        ("all", ["Asthma", ROWS[1][1], ROWS[2][1]]),
        ("all", ["Psoriasis", ROWS[3][1], ROWS[4][1]]),
    ]


def test_a_form_that_only_asks_is_none() -> None:
    asked = table(*((number, words, "☐ Yes", "☐ No") for number, words, *_ in ROWS))
    try:
        normalize(read_bytes(f"<html><body>{HEAD}{asked}</body></html>".encode(), "page.html"))
    except PayerdiffError as error:
        assert error.code == "not-a-policy"
    else:
        raise AssertionError("a form that only asks was taken for a policy")


QUESTIONS = (
    (("1. Does the patient have asthma, proven", "by spirometry?"), "Yes: Go to #2", "No: Pass to RPh. Deny."),
    (("2. Has the patient tried and failed an inhaled", "corticosteroid?"), "Yes: Go to #3", "No: Pass to RPh. Deny."),
    (("3. Is the patient 12 years of age or older?",), "Yes: Approve for 6 months.", "No: Pass to RPh. Deny."),
)  # fmt: skip


def test_a_question_that_the_page_cuts_goes_on_at_the_head_of_the_next() -> None:
    first, second = Canvas(), Canvas()
    first.text(72, 60, "Inventa (inventamab) Prior Authorization Criteria", 16, bold=True)
    first.text(72, 90, "Approval Criteria", 12, bold=True)
    edges = (72.0, 300.0, 420.0, 540.0)
    for canvas, top, rows in ((first, 640.0, QUESTIONS[:1]), (second, 60.0, QUESTIONS[2:])):
        heights = [14.0 * len(words) + 6 for words, *_ in rows]
        cut = QUESTIONS[1]
        tops = [top + sum(heights[:at]) for at in range(len(heights) + 1)]
        if canvas is second:
            canvas.text(76, top + 12, cut[0][1], 10)
            tops = [top, *(one + 20 for one in tops)]
        for (words, yes, no), y in zip(rows, tops[1:] if canvas is second else tops, strict=False):
            for at, line in enumerate(words):
                canvas.text(76, y + 12 + 14 * at, line, 10)
            canvas.text(304, y + 12, yes, 10)
            canvas.text(424, y + 12, no, 10)
        if canvas is first:
            canvas.text(76, tops[-1] + 12, cut[0][0], 10)
            canvas.text(304, tops[-1] + 12, cut[1], 10)
            canvas.text(424, tops[-1] + 12, cut[2], 10)
            tops.append(tops[-1] + 20)
        for y in tops:
            canvas.line(edges[0], edges[-1], y)
        for x in edges:
            canvas.upright(x, tops[0], tops[-1])
    found = normalize(read_bytes(pdf(first, second), "page.pdf"))
    assert isinstance(found, Policy)
    asked = [" ".join(words).split(". ", 1)[1] for words, *_ in QUESTIONS]
    assert [words_of(one.root) for one in found.criteria] == [asked]
