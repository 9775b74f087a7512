"""A heading is no silence: what titles say where no criterion does."""

from __future__ import annotations

from trees import asking, leaf

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.comparison import Row
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Policy


def headed(title: str) -> Policy:
    """Return a policy whose one initial set says nothing that is typed, under a title."""
    first = next(s for s in asking().criteria if s.phase == "initial")
    told = first.model_copy(update={"root": leaf("Has been seen by somebody"), "indication": title})
    return asking().model_copy(update={"criteria": [told]})


def rows(title: str) -> dict[str, Row]:
    """Return the rows of a comparison with a policy that says all in criteria, by question."""
    found = compare([headed(title), asking(number=3)], "Tremfya (guselkumab)", "guselkumab")
    return {row.question: row for row in found.matrix if row.phase == "initial" and row.indication}


def test_a_title_is_no_silence_on_the_diagnosis_and_its_setting() -> None:
    told = rows("Severe plaque psoriasis (PsO)")
    assert told["diagnosis"].cells[0].summary == "plaque psoriasis, by the title" and not told["diagnosis"].divergent
    assert told["disease_setting"].cells[0].summary == SEE_TEXT


def test_a_title_that_is_the_name_alone_says_nothing_of_the_setting() -> None:
    assert rows("Plaque psoriasis (PsO)")["disease_setting"].cells[0].summary is None
