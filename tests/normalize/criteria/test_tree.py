"""Operators, conditions, footnotes and contradictions of a criteria tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import HEAD, TAIL, tree
from notation import told
from pages import draft_of
from trees import asking

from payerdiff.ingest.reader import read_bytes, read_file
from payerdiff.ingest.reading.marker import Marker
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.criteria.tree import Entry, join
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.outline.lead_ins import introduce
from payerdiff.normalize.typing.conditions import typed


def codes(policy: Policy) -> list[str]:
    """Return the codes of the findings."""
    return [f.code for f in policy.findings]


def test_a_parent_that_only_introduces_is_the_operator() -> None:
    root, _ = tree(
        "1. Diagnosis of B-ALL;\n2. Requested as treatment for (a or b):\na. Relapsed disease;\nb. Refractory disease;"
    )
    assert (root.op, [c.op for c in root.children]) == ("all", ["leaf", "any"])


def test_a_parent_with_a_condition_is_both_condition_and_group() -> None:
    root, _ = tree(
        "1. Ph-positive disease, and prescribed in one of the following ways (i or ii):\ni. As a single agent;\nii. In combination with a TKI;"
    )
    both = root.children[0]
    assert both.op == "all"
    assert (both.children[0].text, both.children[1].op) == ("Ph-positive disease", "any")


def test_k_of_n_is_read() -> None:
    root, _ = tree(
        "1. Diagnosis of B-ALL;\n2. At least two of the following:\na. Age ≥ 18 years;\nb. Relapsed disease;\nc. Refractory disease;"
    )
    assert (root.children[1].op, root.children[1].k) == ("at_least", 2)


def test_a_conditional_parent_is_an_if() -> None:
    root, _ = tree(
        "1. Diagnosis of B-ALL;\n2. If request is for a dose increase, it meets one of the following (a or b):\na. New dose does not exceed 28 mcg per day;\nb. New dose is supported by practice guidelines;"
    )
    assert root.children[1].op == "if"
    assert root.children[1].children[1].op == "any"


def test_a_footnote_that_asks_for_something_is_anded_to_the_item_that_points_to_it() -> None:
    root, _ = tree(
        "1. Request meets one of the following (a or b):*\na. Dose does not exceed 28 mcg per day;\nb. Dose is supported by practice guidelines;\n*Prescribed regimen must be FDA-approved\n2. Diagnosis of B-ALL;"
    )
    assert [c.op for c in root.children] == ["all", "leaf"]
    assert root.children[0].children[1].text == "Prescribed regimen must be FDA-approved"


def test_items_that_exclude_one_another_are_kept_as_written_flagged_and_read_as_alternatives() -> None:
    root, policy = tree(
        "1. Relapsed or refractory B-ALL (i and ii):\ni. Ph-negative disease;\nii. Ph-positive disease;"
    )
    group = root.children[0].children[1]
    assert (group.op, group.read_as and group.read_as.op) == ("all", "any")
    assert "cannot-be-met" in codes(policy)


def test_a_list_text_that_does_not_fit_its_items_is_reported() -> None:
    _, policy = tree("1. Requested as treatment for (a, b, or c):\na. Relapsed disease;\nb. Refractory disease;")
    assert "stale-reference" in codes(policy)


def test_a_qualifier_in_brackets_is_asserted_of_nobody() -> None:
    meant = typed("As a single agent for consolidation therapy (adults must have MRD-positive disease)")
    assert "biomarker" not in {c.concept for c in meant.conditions}
    assert meant.partial


@pytest.mark.parametrize(
    ("text", "concept", "op", "value"),
    [
        ("Patient is at least 15 years of age", "age", ">=", 15),
        ("Age ≥ 1 month", "age", ">=", 1),
        ("Age \\geq 1 month", "age", ">=", 1),
        ("55 years and older", "age", ">=", 55),
        ("Dose does not exceed 1,200 mg per day", "dose", "<=", 1200),
        ("Patient has MRD unavailable", "biomarker", "=", "unavailable"),
        ("Used with or without a TKI", None, None, None),
        ("Trial of alendronate for at least 12 months", "prior_therapy", "=", "alendronate"),
        ("Non-cancer indications", None, None, None),
        ("all of the patients", None, None, None),
    ],
)
def test_leaves_are_typed_only_where_their_meaning_is_plain(
    text: str, concept: str | None, op: str | None, value: object
) -> None:
    found = typed(text).conditions
    assert (found == ()) if concept is None else (concept, op, value) in [(c.concept, c.op, c.value) for c in found]


def test_an_approval_by_line_of_business_gives_one_term_a_line() -> None:
    text = (HEAD + "1. Diagnosis of B-ALL;" + TAIL).replace(
        "Approval duration: 6 months", "Approval duration:\n\nMedicaid/HIM – 6 months\n\nCommercial – 12 months"
    )
    policy = normalize(read_bytes(text.encode(), "made.txt"))
    assert isinstance(policy, Policy)
    assert [(a.phase, a.value, a.unit) for a in policy.approvals] == [("initial", 6, "month"), ("initial", 12, "month")]


@pytest.mark.parametrize(
    "lines",
    [
        "CRS – up to 2 doses total\n\naGVHD – 3 months (4 doses total)\n\nFor all other indications – 12 months",
        "CRS – up to 2 doses total aGVHD – 3 months (4 doses total) For all other indications – 12 months",
        "CRS: 2 doses. aGVHD: 3 months. All other diagnoses: 12 months.",
    ],
)
def test_an_approval_by_use_gives_each_use_its_term_and_the_rest_that_of_the_others(lines: str) -> None:
    text = (HEAD + "1. Diagnosis of B-ALL;" + TAIL).replace("Approval duration: 6 months", f"Approval duration:\n\n{lines}")  # fmt: skip
    policy = normalize(read_bytes(text.encode(), "made.txt"))
    assert isinstance(policy, Policy)
    (title,) = {s.indication for s in policy.criteria if s.phase == "initial"}
    assert [(a.indication, a.value) for a in policy.approvals] == [("CRS", None), ("aGVHD", 3), (title, 12)]


def test_an_introduction_for_one_item_belongs_to_that_item(tmp_path: Path) -> None:
    text = """Subject: Sample  Page: 1 of 1
Original Policy Date: March 1, 2021
FEP

Prior-Approval Requirements

Age 18 years of age or older

Diagnoses

Patient must have ONE of the following:

1. Lymphoma of the large cell kind
2. Leukemia of the chronic kind

AND ALL of the following:
a. No active infection
"""
    scoped = text.replace("2. Leukemia", "AND ONE of the following for lymphoma ONLY:\na. Refractory to first treatment\nb. Relapsed within a year\n\n2. Leukemia")  # fmt: skip
    path = tmp_path / "sample.txt"
    path.write_text(scoped, encoding="utf-8")
    policy = normalize(read_file(path), template="fep")
    assert isinstance(policy, Policy)
    diagnoses = policy.criteria[0].root.children[1]
    assert [(n.label, n.op) for n in diagnoses.children] == [("1", "all"), ("2", "leaf")]
    assert [(c.op, [x.text for x in c.children]) for c in diagnoses.children[0].children] == [
        ("leaf", []),
        ("any", ["Refractory to first treatment", "Relapsed within a year"]),
    ]


@pytest.mark.parametrize(
    ("words", "op"),
    [
        ("Patient is not receiving the drug in combination with any of the following:", "none"),
        ("Absence of any of the following:", "none"),
        ("Patient is not a smoker and meets one of the following:", "any"),
        ("Patient has one of the following:", "any"),
    ],
)
def test_what_refuses_every_item_below_it_is_none_of_them(words: str, op: str) -> None:
    assert introduce(Passage(words, tuple(range(len(words))))).op == op


def test_news_about_several_policies_is_no_policy() -> None:
    rows = "\n".join(f"MP{n} Sample therapy – Revised. The plan covers it when medically necessary for patients who have the disease." for n in (101, 102, 103))  # fmt: skip
    text = (
        f"“What’s New” Medical Policy Updates\n{rows}\nCriteria, coverage, authorization, HCPCS J1234 and effective date 01/01/2025.\n"
        * 6
    )
    with pytest.raises(PayerdiffError) as refusal:
        normalize(read_bytes(text.encode(), "news.txt"))
    assert refusal.value.code == "not-a-policy" and "several policies" in str(refusal.value)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("Patient has no contraindication to methotrexate", "not prior_therapy = methotrexate (contraindicated)"),
        ("Patient has not failed adalimumab", "not prior_therapy = adalimumab (failed)"),
        ("Member is not refractory to rituximab", "not prior_therapy = rituximab (failed)"),
        ("There is no evidence of metastatic disease", "not disease_setting = metastatic"),
        ("Not prescribed by a dermatologist", "not prescriber = dermatologist (prescribes)"),
        ("Patient did not have a positive clinical response to dupilumab", "not response = positive"),
        ("Must have had an inadequate clinical response of at least 14 days", None),
        ("Loss of treatment response", None),
    ],
)
def test_a_denied_condition_is_the_denial_and_never_the_condition(words: str, meaning: str | None) -> None:
    assert (told(words).startswith("?") if meaning is None else told(words)) == (meaning or True)


def test_a_denied_condition_leaves_the_others_of_its_leaf_standing() -> None:
    meaning = told("Patient has B-ALL and has not failed rituximab")
    assert meaning == "all[diagnosis = B-ALL, not prior_therapy = rituximab (failed)]"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Patient has had an inadequate clinical response to methotrexate",
            ("prior_therapy", "methotrexate", "failed"),
        ),
        ("Patient has failed methotrexate", ("prior_therapy", "methotrexate", "failed")),
        ("Patient has metastatic disease without brain involvement", ("disease_setting", "metastatic", None)),
        ("Disease has not progressed and the patient had a clinical response", ("response", "positive", None)),
    ],
)
def test_denial_of_one_thing_leaves_another_standing(words: str, expected: tuple[str, str, str | None]) -> None:
    assert expected in [(c.concept, c.value, c.outcome) for c in typed(words).conditions]


@pytest.mark.parametrize(
    ("lead", "concepts"),
    [
        ("Member is not using the drug in combination with the following", {"regimen"}),
        ("Member will not use it in combination with any of the following", {"regimen"}),
        ("Member has no contraindication to the following", {"prior_therapy"}),
        ("Member has not failed all of the following", set()),
        ("Member has no contraindication to any of the following", {"prior_therapy"}),
        ("Failure of one of the following, unless contraindicated", {"prior_therapy"}),
    ],
)
def test_words_above_a_list_that_deny_say_nothing_of_its_drugs_unless_the_group_refuses_them(
    lead: str, concepts: set[str]
) -> None:
    root, _ = tree(f"1. {lead}:\na. Omalizumab;\nb. Dupilumab;\n2. Age at least 18 years;")
    drugs = [leaf for leaf in leaves(root) if leaf.text in ("Omalizumab", "Dupilumab")]
    assert len(drugs) == 2
    assert {a.concept for leaf in drugs for a in leaf.atoms} == concepts


@pytest.mark.parametrize(
    ("introduction", "joint", "op"),
    [
        ("The following criteria are met", "or", "any"),
        ("The following criteria are met", "and", "all"),
        ("All of the following criteria are met", "or", "all"),
    ],
)
def test_or_behind_every_item_decides_where_the_introduction_names_no_number(
    introduction: str, joint: str, op: str
) -> None:
    root, policy = tree(
        f"1. Diagnosis of B-ALL;\n2. {introduction}:\na. Relapsed disease; {joint}\nb. No prior therapy; {joint}\nc. Single agent;"
    )
    assert root.children[1].op == op
    assert ("connector-contradicts-phrase" in codes(policy)) is (joint == "or")


def test_an_or_behind_a_sentence_above_remarks_joins_the_next_sentence() -> None:
    root, _ = tree(
        "1. Diagnosis of B-ALL;\n2. One of these ways is shown:\na. A preferred drug cannot be taken OR\ni. For liquids: no tablet can be taken\nb. A preferred drug was tried\n"
    )
    both = root.children[1]
    assert (both.op, [c.op for c in both.children]) == ("any", ["all", "leaf"])


@pytest.mark.parametrize(
    ("leaf", "can_be"),
    [
        ("Ph-positive disease or MRD-negative disease", True),
        ("Ph-positive disease, MRD-negative disease", False),
        ("Ph-positive disease or disease of another kind", True),
        ("Ph-positive disease", False),
    ],
)
def test_whether_a_list_can_be_met_is_asked_of_what_a_leaf_means_and_not_of_all_its_atoms(
    leaf: str, can_be: bool
) -> None:
    _, policy = tree(f"1. Diagnosis of B-ALL;\n2. All of the following:\na. {leaf};\nb. Ph-negative disease;")
    assert ("cannot-be-met" not in codes(policy)) is can_be


def test_a_list_that_is_asked_for_one_disease_only_stands_under_that_condition() -> None:
    root = asking("One of the following for ulcerative colitis ONLY:", "a. Failure of mesalamine", "b. Failure of budesonide").criteria[0].root  # fmt: skip
    asked = root.children[-1]
    assert asked.op == "if" and [a.value for a in asked.children[0].atoms] == ["ulcerative colitis"]
    assert asked.children[1].op == "any" and len(asked.children[1].children) == 2


def test_a_sign_without_words_is_no_item() -> None:
    draft = draft_of("Patient has asthma\nPatient is an adult\n")
    words = [draft.passage(block) for block in draft.reading.blocks]
    whole = Passage(" ".join(one.text for one in words), tuple(offset for one in words for offset in one.offsets))
    empty = Entry(Passage("", ()), Marker("lost", "", 0, ()), None, 1)
    items = [
        empty,
        Entry(Passage("", ()), Marker("label", "1.", 0, (("arabic", 1),)), None, 1),
        Entry(whole, Marker("bullet", "•", 0, ()), None, 1),
    ]
    assert [leaf.text for leaf in leaves(join(draft, items, ""))] == [whole.text]
