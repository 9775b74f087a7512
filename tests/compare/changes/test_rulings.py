"""Conclusions between two versions of short policies: which sentence rules on what, and which way a change of it goes."""

from __future__ import annotations

import pytest

from payerdiff.compare.changes.direction import of_place
from payerdiff.compare.changes.review import review
from payerdiff.compare.changes.set_diff import turned
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.polarity import leaf_places
from payerdiff.model.policy import Criterion, Direction, Policy
from payerdiff.model.review import ChangeReview
from payerdiff.normalize.normalizer import normalize

POLICY = """# Velmatine prior authorization policy

Policy Number: RX.88.2
Effective date: {date}

{notice}

## Coverage criteria

### Hereditary ataxia

Velmatine will be approved based on all of the following criteria:

1. Diagnosis of hereditary ataxia
2. {ban}
   - Immune globulin (e.g., Gamunex)
   - Complement inhibitor (e.g., Soliris)
3. Prescribed by a neurologist
4. {pointer}

## Exclusions

{refusal}

## Background

The condition is uncommon. Two controlled trials were reported, and unwanted effects were seldom severe in either of them.
"""
PARTS = {
    "date": "3/1/2024",
    "notice": "These policies follow the published evidence.",
    "ban": "Patient is not taking Velmatine together with any of the following:",
    "pointer": "If the requested use is not named above: refer to the policy for unlabeled uses, AB.17 for Medicare.",
    "refusal": "Velmatine Depot has not been shown to slow the disease and is therefore considered investigational.",
}


def reviewed(old: dict[str, str], new: dict[str, str]) -> ChangeReview:
    """Return the review of the policy with other parts in either version, a year apart."""
    return of_texts(*(POLICY.format(**{**PARTS, **parts}) for parts in (old, {"date": "3/1/2025", **new})))


def of_texts(*texts: str) -> ChangeReview:
    """Return the review of two texts, read without a template."""
    sides = [normalize(read_bytes(text.encode(), "policy.md"), template="generic") for text in texts]
    before, after = (side for side in sides if isinstance(side, Policy))
    return review(before, after)


def directions(result: ChangeReview) -> tuple[list[Direction], set[Direction]]:
    """Return the directions of the clinical changes, and of the verdicts that are not equivalent."""
    return [c.direction for c in result.changes if c.kind == "clinical"], {v.direction for v in result.verdicts} - {"equivalent"}  # fmt: skip


@pytest.mark.parametrize(
    "new",
    [
        {"notice": "Coverage criteria are written after review of the literature. The member's contract comes first where a covered service is determined."},
        {"refusal": "Velmatine Depot is considered investigational."},
        {"refusal": "Velmatine Depot is investigational because the evidence is insufficient."},
        {"refusal": "There is insufficient clinical evidence that Velmatine Depot slows the disease; it is therefore considered investigational."},
        {"pointer": "If the requested use is not named above: see the policy for unlabeled uses, AB.17."},
        {"pointer": "If the requested use is not named above: see the policy for unlabeled uses of the member's product."},
        {"notice": "Guidelines of this plan help reviewers tell which services are medically necessary. They count only where the member's certificate covers a service. A policy is no guarantee of payment."},
    ],
    ids=["a general notice", "a refusal without its grounds", "a refusal with other grounds", "a refusal by its evidence", "a pointer", "a pointer without its number", "another notice"],
)  # fmt: skip
def test_words_around_the_same_ruling_are_no_clinical_change(new: dict[str, str]) -> None:
    assert directions(reviewed({}, new)) == ([], set())
    assert directions(reviewed(new, {})) == ([], set())


@pytest.mark.parametrize(
    "new",
    [
        {"refusal": "Velmatine Depot is considered investigational when used in children."},
        {"refusal": "There is insufficient evidence that Velmatine Depot slows the disease in children under 12; it is therefore considered investigational."},
        {"refusal": "There is insufficient evidence that Velmatine Rapid slows the disease; it is therefore considered investigational."},
        {"pointer": "If the requested use is not named above: refer to the policy for unlabeled uses, AB.18 for Medicare."},
        {"pointer": "If the requested use is not named above: refer to the policy on step therapy."},
        {"notice": "Members must have tried another agent of the class before this policy applies."},
    ],
    ids=["a refusal of fewer", "a refusal of fewer by its evidence", "a refusal of another product", "a pointer elsewhere", "a pointer to another policy", "a demand among notices"],
)  # fmt: skip
def test_another_scope_or_target_is_a_change(new: dict[str, str]) -> None:
    assert directions(reviewed({}, new))[0]


def test_a_ban_that_is_qualified_forbids_less() -> None:
    new = {"ban": "Patient is not taking Velmatine together with any of the following within the same week:"}
    assert directions(reviewed({}, new)) == (["loosened"], {"loosened"})
    assert directions(reviewed(new, {})) == (["tightened"], {"tightened"})


SCHEDULE = """# Plasma marker test policy

Policy Number: LB.20
Effective date: {date}

## Indications

The Tarnotest is considered medically necessary for follow-up of members with a history of bladder cancer, with a frequency of:

{windows}

## Background

Relapse is most common early. Two series of patients were reported, and the marker rose before other signs in most of them.
"""


def test_one_more_window_of_a_schedule_is_never_a_stricter_condition() -> None:
    windows = ["- every four months for two years", "- not more often than yearly after that"]
    more = ["- once within six weeks of the operation", *windows]
    versions = (
        SCHEDULE.format(date=date, windows="\n".join(own)) for date, own in (("3/1/2024", windows), ("3/1/2025", more))
    )
    ways, verdicts = directions(of_texts(*versions))
    assert ways and set(ways) <= {"unknown", "loosened"} and verdicts <= {"unknown", "loosened"}


UNSAID = """# Plasma marker test policy

Policy Number: LB.20
Effective date: 3/1/2025

## Coverage criteria

The Tarnotest is medically necessary for the following{}:

1. Metastatic bladder cancer
2. Metastatic kidney cancer
3. Metastatic penile cancer

## Background

Relapse is most common early in the course.
"""


def test_an_operator_that_nobody_wrote_is_never_called_a_change() -> None:
    assert directions(of_texts(UNSAID.format(""), UNSAID.format(" conditions"))) == ([], set())


def test_an_operator_that_is_written_is_a_change() -> None:
    one, every = (
        f"where {word} of the following apply:\n\n1. Bone disease\n2. Liver disease\n3. Lung disease\n"
        for word in ("one", "all")
    )
    sides = [
        UNSAID.replace("for the following{}:", "in members with bladder cancer " + list_) for list_ in (one, every)
    ]
    assert "tightened" in directions(of_texts(*sides))[0]


USES = """Blue Cross Blue Shield Federal Employee Program (FEP)
9.99.902
Section: Prescription Drugs  Effective Date: May 1, {year}
Subject: Velmatine  Page: 1 of 2
Original Policy Date: March 4, 2019
Last Review Date: April 3, {year}

Velmatine
(velmatinib)

Policy

Prior-Approval Requirements

Age 18 years of age or older

Diagnoses

Patient must have ONE of the following:

{uses}

AND ALL of the following:
a. Prescribed by an oncologist
b. NO active infection

Policy History

Date  Action
March 2019  Addition to PA
"""


def test_each_disease_of_a_set_gets_its_own_verdict() -> None:
    old = "1. Follicular lymphoma (FL)\n   a. Received at least 1 prior line of therapy\n2. Mantle cell lymphoma (MCL)\n   a. Received at least 3 prior lines of therapy"
    new = "1. Follicular lymphoma (FL)\n   a. Received at least 2 prior lines of therapy\n2. Mantle cell lymphoma (MCL)\n   a. Received at least 2 prior lines of therapy"
    sides = [
        normalize(read_bytes(USES.format(year=year, uses=uses).encode(), "policy.md"))
        for year, uses in (("2024", old), ("2025", new))
    ]
    before, after = (side for side in sides if isinstance(side, Policy))
    found = review(before, after)
    assert {v.indication: v.direction for v in found.verdicts} == {
        "Follicular lymphoma (FL)": "tightened",
        "Mantle cell lymphoma (MCL)": "loosened",
    }
    assert sorted(c.direction for c in found.changes if c.kind == "clinical") == ["loosened", "tightened"]


@pytest.mark.parametrize(("old", "new", "way"), [("2 earlier agents", "1 earlier agent", "loosened"), ("1 relapse", "2 relapses", "tightened")])  # fmt: skip
def test_a_number_counts_whether_one_is_asked_for_or_several(old: str, new: str, way: str) -> None:
    sides = [{"pointer": f"Patient has had at least {words}"} for words in (old, new)]
    assert directions(reviewed(*sides)) == ([way], {way})


def test_the_only_item_of_a_list_of_alternatives_widens_it() -> None:
    """In a list of refusals that is more which is refused: coverage is never wider by it."""
    (place,) = leaf_places(Criterion(op="any", children=[Criterion(op="leaf", text="Velmatine Depot")]))
    assert of_place(place, inserted=True) == "loosened" and turned("loosened", "exclusion") == "tightened"
    assert of_place(place, inserted=False) == "tightened"


@pytest.mark.parametrize(("title", "clinical"), [("Bladder cancer", False), ("Kidney cancer", True)])
def test_a_title_that_says_what_its_criterion_said_before_is_no_clinical_change(title: str, clinical: bool) -> None:
    windows = "- every four months for two years\n- not more often than yearly after that"
    old, new = (SCHEDULE.format(date=date, windows=windows) for date in ("3/1/2024", "3/1/2025"))
    lead = "The Tarnotest is considered medically necessary"
    before, after = old, new.replace(lead, f"{title}:\n\n{lead}")
    assert bool(directions(of_texts(before, after))[0]) is clinical


REST = "Velmatine is considered investigational for all other indications."


@pytest.mark.parametrize(
    "other",
    [
        "All other uses of Velmatine are considered investigational.",
        "The use of Velmatine for all other indications is considered experimental and investigational.",
        "Velmatine is considered unproven for all other indications, since evidence is lacking.",
    ],
)
def test_what_the_criteria_leave_is_the_same_in_whatever_words_it_is_refused(other: str) -> None:
    for old, new in ((REST, other), (other, REST)):
        assert directions(reviewed({"refusal": old}, {"refusal": new})) == ([], set())


def test_a_refusal_of_the_rest_that_is_narrowed_is_a_change() -> None:
    narrower = "Velmatine is considered investigational for all other indications in children under 12 years."
    ways, _ = directions(reviewed({"refusal": REST}, {"refusal": narrower}))
    assert ways and "tightened" not in ways


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("Trial of riluzole within the past 12 months", "Trial of riluzole within the past 6 months", "tightened"),
        ("Trial of riluzole within the past 3 months", "Trial of riluzole within the past 9 months", "loosened"),
        ("Trial of riluzole within the past 1 year", "Trial of riluzole within the past 90 days", "tightened"),
        ("Gain of 20% or greater in walking speed", "Gain of 30% or greater in walking speed", "tightened"),
        ("Rated 3 or more by the clinician", "Rated 2 or more by the clinician", "loosened"),
    ],
)
def test_a_number_that_no_type_carries_moves_a_criterion(old: str, new: str, way: str) -> None:
    assert directions(reviewed({"pointer": old}, {"pointer": new})) == ([way], {way})


@pytest.mark.parametrize(("old", "new"), [("12 months", "1 year"), ("6 months", "180 days")])
def test_a_length_in_another_unit_moves_nothing(old: str, new: str) -> None:
    sides = [{"pointer": f"Trial of riluzole within the past {length}"} for length in (old, new)]
    ways, verdicts = directions(reviewed(*sides))
    assert set(ways) <= {"equivalent"} and not verdicts


def test_where_to_look_for_criteria_is_never_stricter() -> None:
    one = "For other uses refer to the unlabeled use policy of the line of business: CP.AB.53 for Medicaid"
    more, other = f"{one} and CP.AB.09 for commercial", one.replace("53", "57")
    assert directions(reviewed({"pointer": one}, {"pointer": more})) == ([], set())
    assert directions(reviewed({"pointer": one}, {"pointer": "For other uses refer to CP.AB.53"})) == ([], set())
    assert directions(reviewed({"pointer": one}, {"pointer": other})) == (["unknown"], {"unknown"})


def test_a_criterion_that_is_taken_into_a_branch_is_one_change_with_it() -> None:
    """The branch stands where all is asked for, and yet it does not only ask for more."""
    old = {"pointer": "Used with riluzole"}
    new = {
        "pointer": "ONE of the following:\n   a. Member has a SOD1 mutation and is given tofersen\n   b. Member has no SOD1 mutation and it is used with riluzole"
    }
    assert directions(reviewed(old, new)) == (["unknown"], {"both"})


@pytest.mark.parametrize(("old", "new", "way"), [("ONE of the following is", "BOTH of the following are", "tightened"), ("ALL of the following are", "any of the following is", "loosened")])  # fmt: skip
def test_how_many_criteria_must_be_met_is_one_change(old: str, new: str, way: str) -> None:
    text = "# Velmatine prior authorization policy\n\nPolicy Number: RX.88.2\n\n## Coverage criteria\n\nVelmatine is approved when {} met:\n\n1. Diagnosis of hereditary ataxia\n2. Age 12 years or older\n"
    assert directions(of_texts(text.format(old), text.format(new))) == ([way], {way})


def test_the_head_of_a_new_branch_is_told_with_the_criterion_that_it_leads_to() -> None:
    old = {"pointer": "Used with riluzole"}
    new = {
        "pointer": "ONE of the following:\n   a. Member has a SOD1 mutation and both of the following:\n      i. Used with tofersen\n      ii. Member walks\n   b. Member does not have a SOD1 mutation and the following:\n      i. Used with riluzole"
    }
    found = reviewed(old, new)
    told = [c.after for c in found.changes if c.kind == "clinical" and "does not have a SOD1" in c.after]
    assert len(told) == 1 and told[0].endswith("Used with riluzole")
    assert {v.direction for v in found.verdicts} == {"both", "equivalent"}
