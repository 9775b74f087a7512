"""What cuts a list in two on paper does not cut it for the reader: heads of tables that are repeated, labels in a narrow column, running lines."""

from __future__ import annotations

from drawing import Canvas, pdf
from pages import page

from payerdiff.ingest.pdf.file import read_pdf
from payerdiff.ingest.reading.reading import Reading
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.structure.outline import outlined, told_of

LEFT, MIDDLE, RIGHT = 54, 120, 560


def framed(page: Canvas, top: float, bottom: float) -> None:
    """Draw a table's head of two cells."""
    for y in (top, bottom):
        page.line(LEFT, RIGHT, y)
    for x in (LEFT, MIDDLE, RIGHT):
        page.upright(x, top, bottom)


def draft_in(*pages: Canvas) -> Draft:
    """Return a policy in the making of drawn pages."""
    return Draft(Reading(read_pdf(pdf(*pages), "drawn.pdf"), "published"))


def test_a_tables_head_that_the_next_page_repeats_is_told_once() -> None:
    pages = [Canvas(), Canvas()]
    items = (("1. The member is an adult; AND", "2. The member has psoriasis; AND"), ("3. The member has tried methotrexate", "4. The member is not pregnant"))  # fmt: skip
    pages[0].text(LEFT, 60, "Inventa is medically necessary when all of the following criteria are met:")
    for sheet, lines, top in zip(pages, items, (180, 60), strict=True):
        sheet.text(LEFT + 4, top, "Module")
        sheet.text(MIDDLE + 4, top, "Clinical criteria for approval")
        framed(sheet, top - 15, top + 10)
        for at, line in enumerate(lines):
            sheet.text(LEFT + 4, top + 40 + 24 * at, line)
    draft = draft_in(*pages)
    assert [one.facts.words for one in told_of(draft)].count("Module Clinical criteria for approval") == 1
    outlined(draft)
    again = draft.reading.text.rindex("Clinical criteria")
    assert {part.cls for part in draft.ledger().blocks if part.start <= again < part.end} == {"furniture"}


def test_a_label_that_a_narrow_column_breaks_names_what_its_lines_name_together() -> None:
    page = Canvas()
    for at, line in enumerate(("FDA-", "Approved", "Indication(s):")):
        page.text(LEFT, 100 + 14 * at, line, bold=True)
    for at, line in enumerate(("Treatment of adults with psoriasis who have had an inadequate response", "Treatment of adults with gout")):  # fmt: skip
        page.text(LEFT + 90, 160 + 24 * at, f"\u2022 {line}".replace("\u2022", "-"))
    kinds = {one.facts.words: one.facts.kind for one in told_of(draft_in(page)) if one.facts.heading}
    assert kinds.get("Approved") == kinds.get("FDA-") == "description"


def told_below(first: str, heading: str, item: str) -> set[str]:
    """Return the roles of the items of a list below a heading that stands below another one."""
    body = f"<h1>Madeup medical policy</h1><p>Effective Date: 01/01/2025</p><h2>{first}</h2><p>Madeupitis is a disease of the skin.</p><h3>{heading}</h3><ul><li>{item}</li><li>Pregnancy or planned pregnancy</li></ul>"
    document = page(f"<html><body>{body}</body></html>", "page.html")
    draft = Draft(Reading(document, "published"))
    return {one.role for one in told_of(draft) if one.facts.marked}


def test_contraindications_told_as_background_are_no_exclusions() -> None:
    assert told_below("General background", "Contraindications", "Active infection of the skin") == {"description"}
    assert "criterion" in told_below("Coverage criteria", "Contraindications", "Active infection of the skin")
