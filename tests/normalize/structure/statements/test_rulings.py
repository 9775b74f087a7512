"""Laws of statements that lay down coverage: what belongs to which of them, however their lists are numbered and whatever is named."""

from __future__ import annotations

import pytest
from texts.policy_pages import LEGAL, Tree, policy_of, sets

from payerdiff.model.policy import Policy


def asked(body: str) -> Policy:
    """Return the policy of a page with some criteria."""
    head = "# Inventa testing\n\nPolicy number: S.1\nEffective date: 01/01/2026\n\n## Coverage criteria"
    return policy_of(f"{head}\n\n{body}{LEGAL}")


AGE, RISK = "The member is 18 years of age or older", "The member has a family history of the disorder"


@pytest.mark.parametrize("numbers", ["123", "ABC"])
@pytest.mark.parametrize("topic", ["Carrier testing", "Panels of several genes"])
def test_a_topic_beside_rulings_covers_by_itself(numbers: str, topic: str) -> None:
    one, two, three = tuple(numbers)
    body = (
        f"{one}. {topic}:\n    i. {AGE}; AND\n    ii. {RISK}\n"
        f"{two}. Inventa testing is considered medically necessary when ANY of the following criteria are met:\n    i. {AGE}; OR\n    ii. {RISK}\n"
        f"{three}. Exome sequencing:\n    i. {AGE}; AND\n    ii. {RISK}\n"
    )
    assert sets(asked(body)) == [
        ("initial", topic, ("all", [AGE, RISK])),
        ("initial", None, ("any", [AGE, RISK])),
        ("initial", "Exome sequencing", ("all", [AGE, RISK])),
    ]


def test_topics_without_a_ruling_among_them_stay_requirements_together() -> None:
    body = f"1. Severity:\n    i. {AGE}; AND\n    ii. {RISK}\n2. Earlier therapy:\n    i. {AGE}; AND\n    ii. {RISK}\n"
    ((_, _, root),) = sets(asked(body))
    assert not isinstance(root, str)
    assert root[0] == "all"


@pytest.mark.parametrize("verdict", ["not medically necessary", "investigational", "experimental and investigational"])
def test_a_bold_sentence_against_a_list_refuses_its_items(verdict: str) -> None:
    body = (
        f"Inventa is considered medically necessary when ALL of the following are met:\n\n- {AGE}\n- {RISK}\n\n"
        f"**Inventa is considered {verdict} for ANY of the following indications:**\n\n- Madeup rhythm\n- Other rhythm\n"
    )
    found = sets(asked(body))
    assert [phase for phase, _, _ in found] == ["initial", "exclusion"]
    assert found[1][2] == ("any", ["Madeup rhythm", "Other rhythm"])


@pytest.mark.parametrize("whom", ["in an adult ≥ 18 years of age", "for members 18 years of age or older"])
def test_a_limit_behind_the_list_words_is_a_condition(whom: str) -> None:
    body = f"Inventa is considered medically necessary as a treatment for ANY of the following arrhythmias {whom}:\n\n- Madeup rhythm\n- Other rhythm\n\n### Panels\n\nA panel is medically necessary when ALL of the following criteria are met:\n\n- {AGE}\n- {RISK}\n"
    root = sets(asked(body))[0][2]
    assert root == ("all", [whom, ("any", ["Madeup rhythm", "Other rhythm"])])


def test_a_clause_behind_when_is_a_condition() -> None:
    body = f"Testing is considered medically necessary when the result will change the dose and one of the following criteria is met:\n\n- {AGE}\n- {RISK}\n"
    ((_, _, root),) = sets(asked(body))
    assert root == ("all", ["the result will change the dose", ("any", [AGE, RISK])])


@pytest.mark.parametrize("times", [4, 6])
def test_a_line_between_parts_that_says_nothing_is_no_criterion(times: int) -> None:
    parts = "".join(
        f"### Test {at}\n\nTest {at} is considered medically necessary when ALL of the following are met:\n\n- {AGE}\n- {RISK}\n\nTo the top\n\n"
        for at in range(times)
    )
    assert all("top" not in str(root) for _, _, root in sets(asked(parts)))


@pytest.mark.parametrize(
    "term",
    [
        "Authorization will be granted for 12 months.",
        "If all of the above criteria are met, approval is for 12 months.",
        "Approvals may be issued for 12 months at a time.",
        "Initial approvals are 12 months",
        "Approve x 12 months",
        "PA duration: 12 months",
    ],
)
@pytest.mark.parametrize("sign", ["", "- "])
def test_a_sentence_on_the_length_of_approval_alone_is_no_criterion(term: str, sign: str) -> None:
    body = f"Inventa is considered medically necessary when ALL of the following criteria are met:\n\n- {AGE}\n- {RISK}\n{'' if sign else chr(10)}{sign}{term}\n"
    policy = asked(body)
    assert [root for _, _, root in sets(policy)] == [("all", [AGE, RISK])]
    assert [(one.phase, one.value, one.unit) for one in policy.approvals] == [("initial", 12.0, "month")]


def test_a_sentence_that_grants_for_a_time_and_asks_for_something_stays_a_criterion() -> None:
    body = f"Inventa is considered medically necessary when ALL of the following criteria are met:\n\n- {AGE}\n- {RISK}\n- Treatment is limited to 12 months and stays below the labeled dose\n"
    assert len(sets(asked(body))[0][2][1]) == 3


@pytest.mark.parametrize("head", ["Continuation of therapy", "Reauthorization", "Renewal criteria"])
@pytest.mark.parametrize("numbers", ["AB", "12"])
def test_a_numbered_line_that_names_a_phase_opens_it(head: str, numbers: str) -> None:
    one, two = tuple(numbers)
    body = (
        f"{one}. Psoriasis\n\nInventa is medically necessary when ALL of the following are met:\n\n- {AGE}\n- {RISK}\n\n"
        f"{two}. {head}\n\nInventa may be continued when ALL of the following are met:\n\n- {AGE}\n- The member has had a positive response\n"
    )
    assert [(phase, root) for phase, _, root in sets(asked(body))] == [
        ("initial", ("all", [AGE, RISK])),
        ("renewal", ("all", [AGE, "The member has had a positive response"])),
    ]


@pytest.mark.parametrize("whom", ["Members", "Patients"])
@pytest.mark.parametrize("duty", ["must try Otherna first", "are required to try Otherna first"])
def test_what_is_asked_of_some_members_is_asked_of_them_alone(whom: str, duty: str) -> None:
    body = f"Inventa is medically necessary when ALL of the following are met:\n\n- {AGE}\n- {RISK}\n\n{whom} who have any of the following {duty}:\n\n- Gout\n- Asthma\n"
    found = [root for _, _, root in sets(asked(body))]
    assert ("if", [("any", ["Gout", "Asthma"]), duty]) in [item for root in found for item in (root, *root[1])]


@pytest.mark.parametrize("words", ["such as", "Examples include", "for example"])
def test_examples_below_an_item_are_alternatives_to_its_words(words: str) -> None:
    body = f"Inventa is medically necessary when ALL of the following are met:\n\n1. {AGE}\n2. The member has a contraindication to Otherna, {words}:\n    a. Liver disease\n    b. Pregnancy\n3. {RISK}\n"
    ((_, _, root),) = sets(asked(body))
    assert root[1][1] == (
        "any",
        [f"The member has a contraindication to Otherna, {words}", "Liver disease", "Pregnancy"],
    )


@pytest.mark.parametrize("use", ["Gout", "Psoriasis"])
def test_what_a_label_was_approved_for_opens_nothing_and_asks_for_nothing(use: str) -> None:
    body = (
        f"### {use}\n\nIndicated for the treatment of adults with active psoriatic arthritis.\n\n"
        f"### Initial authorization\n\nInventa is medically necessary when ALL of the following are met:\n\n- {AGE}\n- {RISK}\n"
    )
    found = sets(asked(body))
    assert [root for _, _, root in found] == [("all", [AGE, RISK])]
    assert "arthritis" not in str(found[0][1])


@pytest.mark.parametrize("step", ["/Providers", "› Pharmacy policies"])
def test_a_step_of_a_sites_path_is_no_criterion(step: str) -> None:
    body = f"{step}\n\nInventa is medically necessary when ALL of the following are met:\n\n- {AGE}\n- {RISK}\n"
    assert [root for _, _, root in sets(asked(body))] == [("all", [AGE, RISK])]


@pytest.mark.parametrize(
    "bands",
    [
        ("260 mg for patients weighing 55 kg or less", "390 mg for patients weighing more than 55 kg"),
        ("≤ 60 kg: one vial", "> 60 kg: two vials"),
    ],
)
def test_bands_of_weight_are_alternatives(bands: tuple[str, str]) -> None:
    body = f"Inventa is medically necessary when ALL of the following are met:\n\n1. {AGE}\n2. The dose is in line with the label:\n    a. {bands[0]}\n    b. {bands[1]}\n3. {RISK}\n"
    assert ("any", list(bands)) in items_of(sets(asked(body))[0][2])


def items_of(found: Tree) -> list[Tree]:
    """Return all nodes of a tree."""
    return [found] if isinstance(found, str) else [found, *(inner for item in found[1] for inner in items_of(item))]


@pytest.mark.parametrize("uses", [("Gout", "Asthma", "Psoriasis"), ("Crohn's disease", "Uveitis", "Plaque psoriasis")])
def test_each_use_of_a_list_has_a_set_and_what_stands_beside_the_list_holds_for_all(uses: tuple[str, ...]) -> None:
    listed = "".join(
        f"    {letter}. {use}; AND\n        i. {RISK}\n        ii. Request {letter} is for Inventa\n"
        for letter, use in zip("abc", uses, strict=True)
    )
    body = f"Inventa is medically necessary when ALL of the following criteria are met:\n\n1. {AGE}\n2. Diagnosis of one of the following:\n{listed}"
    found = sets(asked(body))
    assert [(phase, use) for phase, use, _ in found] == [("universal", None), *(("initial", use) for use in uses)]
    assert found[0][2] == ("all", [AGE])
    assert all(RISK in items_of(root) for _, _, root in found[1:])


@pytest.mark.parametrize(
    ("first", "second", "joint"),
    [
        ("is proven", "is medically necessary", "all"),
        ("is considered proven", "is considered medically necessary", "all"),
        ("is proven and medically necessary", "is medically necessary", "any"),
    ],
)
def test_what_is_proven_must_be_necessary_too(first: str, second: str, joint: str) -> None:
    """Two verdicts of one payer on one use: who meets the lighter criteria alone is not covered."""
    page = f"""# Madeupra (guselkumab)

## Coverage Rationale

### Ulcerative colitis

Madeupra {first} for the treatment of ulcerative colitis when all of the following criteria are met:

- Diagnosis of ulcerative colitis; and
- Patient is not receiving another biologic

Madeupra {second} for the treatment of ulcerative colitis when all of the following criteria are met:

- Diagnosis of ulcerative colitis; and
- Failure of methotrexate; and
- Prescribed by a gastroenterologist
"""
    (found,) = (s for s in policy_of(page).criteria if s.phase == "initial")
    assert found.root.op == joint
