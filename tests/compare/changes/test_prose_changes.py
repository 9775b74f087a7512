"""Words that no typed part holds: none is lost in a review, moved and reflowed ones are no change."""

from __future__ import annotations

from pathlib import Path

import pytest
from ground import SHARED
from trees import asking, leaf

from payerdiff.compare.changes.review import review
from payerdiff.compare.changes.words.prose_changes import NOT_READ
from payerdiff.ingest.reader import read_file
from payerdiff.model.policy import CriteriaSet, Policy
from payerdiff.model.review import ChangeReview
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.publication import published

MISSING = "the real documents do not lie beside this checkout"
PAGE = """Gene Panel Testing Policy
Policy number: GP.001
Effective date: 01/02/2025

The following describes when this laboratory service is provided for members of the plan.
Testing of tumour tissue is medically necessary where the treating physician documents that the result will
guide therapy, and where no earlier panel was performed on the same specimen within the last twelve months.

Repeat testing is considered investigational and is not covered, as its effect on outcomes has not been shown.

Prior authorization is required for every panel. Send chart notes that show the diagnosis and the planned treatment.
Claims are reviewed after the service; the plan pays for one panel per specimen. HCPCS codes are listed by the plan.
Members who are enrolled in hospice care have this benefit through the hospice, which bills its own services apart.
"""


def reviewed(tmp_path: Path, old: str, new: str) -> ChangeReview:
    """Return the review of two texts."""
    sides = []
    for name, text in (("old.txt", old), ("new.txt", new)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        result = normalize(read_file(path), template="generic")
        assert isinstance(result, Policy)
        sides.append(result)
    return review(*sides)


def passages(result: ChangeReview) -> list[tuple[str, str]]:
    """Return what changed as sides, format noise left out."""
    return [(c.before, c.after) for c in result.changes if c.op != "format"]


def test_an_added_sentence_about_coverage_is_an_open_clinical_change(tmp_path: Path) -> None:
    extra = "Surveillance of anal cancer by a blood panel every three months is medically necessary when these apply, see below.\n"
    result = reviewed(tmp_path, PAGE, PAGE + extra)
    found = [c for c in result.changes if "anal cancer" in c.after]
    assert [(c.kind, c.direction, c.sure) for c in found] == [("clinical", "unknown", "open")]
    assert any("must be reviewed" in h.text for h in result.headlines)
    assert not any("No clinical change" in h.text for h in result.headlines)


def test_an_added_rule_amid_unread_text_loosens_and_is_never_certain(tmp_path: Path) -> None:
    extra = (
        "\nSurveillance of anal cancer by a blood panel is medically necessary every three months for three years.\n"
    )
    result = reviewed(tmp_path, PAGE, PAGE + extra)
    found = [c for c in result.changes if "anal cancer" in c.after]
    assert [(c.kind, c.direction, c.sure) for c in found] == [("clinical", "loosened", "likely")]
    assert not any("No clinical change" in h.text for h in result.headlines)


LISTED = """
The Inventa blood panel is considered medically necessary for surveillance of anal cancer, with a frequency of:
• every three months for two years,
• every six months for three years
"""


def test_an_item_that_came_to_a_list_of_coverage_in_unread_text_is_clinical(tmp_path: Path) -> None:
    item = "• one day after surgery or seven days after radiation,\n"
    longer = LISTED.replace("• every three", f"{item}• every three")
    result = reviewed(tmp_path, PAGE + LISTED, PAGE + longer)
    found = [c for c in result.changes if "one day after surgery" in c.after and c.op != "format"]
    assert found and all(c.kind == "clinical" and c.direction in ("loosened", "unknown") for c in found)


@pytest.mark.parametrize("line", ["Authorizations", "Approval based upon diagnosis below:", "Log in Register About Us Careers Contact Us Transparency in Coverage Privacy Policy"])  # fmt: skip
def test_a_heading_a_lead_and_the_frame_of_a_page_rule_on_nothing(tmp_path: Path, line: str) -> None:
    result = reviewed(tmp_path, PAGE, PAGE + f"\n{line}\n")
    assert not [c for c in result.changes if c.kind == "clinical"]


def test_what_is_to_be_sent_in_stands_beside_the_criteria_and_is_no_new_indication() -> None:
    papers = CriteriaSet(id="initial-9", phase="initial", indication="Clinical PA Criteria", root=leaf("Must provide documentation of the diagnosis"))  # fmt: skip
    old = asking("Age ≥ 18 years")
    new = published(old.model_copy(update={"criteria": [*old.criteria, papers]}))
    (change,) = [c for c in review(old, new).changes if c.kind == "clinical"]
    assert (change.op, change.direction) == ("insert", "tightened")
    assert not any("New covered indication" in h.text for h in review(old, new).headlines)


def test_a_sentence_that_went_is_found(tmp_path: Path) -> None:
    short = PAGE.replace("and is not covered, ", "")
    result = reviewed(tmp_path, PAGE, short)
    assert any("not covered" in c.before for c in result.changes)


def test_reflowed_and_moved_text_is_no_change(tmp_path: Path) -> None:
    head, *paragraphs = PAGE.strip().split("\n\n")
    turned = [" ".join(p.split()) for p in reversed(paragraphs)]
    result = reviewed(tmp_path, PAGE, "\n\n".join([head, *turned]) + "\n")
    assert not [c for c in result.changes if c.kind == "clinical"]


def test_lines_that_were_wrapped_anew_around_new_words_are_not_shown_as_new(tmp_path: Path) -> None:
    old = PAGE.replace("which bills its own services apart.", "which bills its own\nservices apart from those of the plan and of other payers alike.")  # fmt: skip
    new = PAGE.replace("which bills its own services apart.", "which bills its own\nservices, drugs included, apart from those\nof the plan and of other payers alike.")  # fmt: skip
    shown = [(c.before, c.after) for c in reviewed(tmp_path, old, new).changes if c.op != "format"]
    assert shown and all("other payers" not in before + after for before, after in shown)
    assert any("drugs included" in after for _, after in shown)


def test_a_page_against_itself_has_no_change(tmp_path: Path) -> None:
    assert passages(reviewed(tmp_path, PAGE, PAGE)) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason=MISSING)
@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("geisinger", ["HPV-driven anal squamous"]),
        ("kaiser", ["approved by a KP geneticist", "L35160"]),
        ("bcbssc", ["urine"]),
        ("cms", ["CR14356"]),
        ("aetna", ["AidaBreast", "PancreaSure"]),
    ],
)
def test_what_changed_between_two_captures_of_a_page_is_found(folder: str, words: list[str]) -> None:
    files = sorted((SHARED / "documents" / "openonco" / folder).glob("*"))
    pairs = {p.name.split("_2026")[0]: p for p in files if "2026-02-05" in p.name}
    old, new = next((pairs[p.name.split("_2026")[0]], p) for p in files if "2026-03-22" in p.name and p.name.split("_2026")[0] in pairs)  # fmt: skip
    sides = [normalize(read_file(path)) for path in (old, new)]
    before, after = (s for s in sides if isinstance(s, Policy))
    result = review(before, after)
    said = " ".join(f"{c.before} {c.after}" for c in result.changes)
    assert all(word in said for word in words)
    assert all(c.sure == "open" for c in result.changes if c.where == NOT_READ)
