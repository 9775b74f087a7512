"""Criteria set in a table beside their label: the cell's list is a tree, whatever the table looks like."""

from __future__ import annotations

from drawing import Canvas, pdf

from payerdiff.ingest.pdf.file import read_pdf
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

LEFT, MIDDLE, RIGHT = 54, 150, 560


def policy(label: str, lines: tuple[tuple[int, str], ...]) -> Policy:
    """Return the policy of a page whose criteria stand in a cell beside a label."""
    page = Canvas()
    page.text(LEFT, 50, "Madeup Health Plan", bold=True)
    page.text(LEFT, 66, "Prior authorization policy: Tremfya (guselkumab)", bold=True)
    page.text(LEFT, 82, "Policy Number: 12.345")
    page.text(
        LEFT, 98, "Coverage may be authorized for members who meet the criteria below for an FDA approved indication."
    )
    page.upright(MIDDLE, 120, 320)
    for y in (120, 150, 320):
        page.line(LEFT, MIDDLE, y)
        page.line(MIDDLE, RIGHT, y)
    page.text(60, 138, "Duration")
    page.text(160, 138, "Initial approval: 6 months")
    page.text(60, 168, label, bold=True)
    for at, (indent, words) in enumerate(lines):
        page.text(160 + indent, 168 + 14 * at, words, bold=at == 0)
    found = normalize(read_pdf(pdf(page), "page.pdf"), template="generic")
    assert isinstance(found, Policy)
    return found


def shape(node: Criterion) -> object:
    """Return a tree's operators and the first words of its leaves."""
    return [node.op, *map(shape, node.children)] if node.children else (node.text or "").split()[0]


def test_a_list_in_a_cell_is_a_tree() -> None:
    found = policy(
        "Criteria",
        (
            (0, "Plaque psoriasis"),
            (18, "1. Documented diagnosis of plaque psoriasis; AND"),
            (18, "2. One of the following:"),
            (36, "a. Trial of methotrexate; OR"),
            (36, "b. Contraindication to methotrexate"),
        ),
    )
    assert ["all", "Documented", ["any", "Trial", "Contraindication"]] in [shape(one.root) for one in found.criteria]
    assert [(a.phase, a.value, a.unit) for a in found.approvals] == [("initial", 6.0, "month")]


def test_a_list_of_products_in_a_cell_is_no_criteria() -> None:
    found = policy("Preferred", ((0, "Products"), (18, "1. Tremfya"), (18, "2. Stelara"), (18, "3. Skyrizi")))
    assert not any("Stelara" in (leaf.text or "") for one in found.criteria for leaf in one.root.children)
