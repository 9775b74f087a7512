"""What is asked for out of its place: between the heading of a use and the length for which it is approved."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize


@pytest.mark.parametrize("use", ["Other uses", "Uses supported by guideline", "Uses listed in guidelines"])
@pytest.mark.parametrize(
    "asked",
    [
        "The requested use is listed in a nationally recognized guideline with a recommendation of category 1",
        "The use has been shown to be safe in two published studies",
    ],
)
def test_a_sentence_alone_between_a_use_and_its_length_is_what_it_asks_for(use: str, asked: str) -> None:
    text = (
        "# Mastovir (lentocel)\n\nEffective Date: 05/01/2031\n\n## Initial Approval Criteria\n\n### Systemic mastocytosis\n\n"
        "1. Member is 18 years of age or older\n2. Diagnosis of systemic mastocytosis\n\nApproval duration: 6 months\n\n"
        f"### {use}\n\n{asked}\n\nApproval duration: 6 months\n"
    )
    policy = normalize(read_bytes(text.encode(), "page.md"))
    assert isinstance(policy, Policy)
    assert [leaf.text for one in policy.criteria[1:] for leaf in leaves(one.root)] == [asked]


@pytest.mark.parametrize("grade", ["conditionally recommended over", "strongly recommended as an adjunct to"])
@pytest.mark.parametrize("case", ["Patients with low disease activity who are new to treatment:", "Initial treatment:"])
def test_what_a_guideline_recommends_is_asked_of_nobody(grade: str, case: str) -> None:
    text = (
        "# Sampletinib\n\n## Criteria\n\nSampletinib is medically necessary when ALL of the following are met:\n\n"
        "1. Member is 18 years of age or older\n2. Diagnosis of rheumatoid arthritis\n\n"
        f"### Rheumatoid arthritis\n\n- {case}\n  - Hydroxychloroquine is {grade} other agents\n  - Methotrexate is {grade} leflunomide\n"
        "  - Initial biologic therapy may be considered for some patients\n  - Sulfasalazine is strongly recommended\n"
    )
    policy = normalize(read_bytes(text.encode(), "page.md"))
    assert isinstance(policy, Policy)
    assert [leaf.text for one in policy.criteria for leaf in leaves(one.root)] == [
        "Member is 18 years of age or older",
        "Diagnosis of rheumatoid arthritis",
    ]


CRITERIA = """# Madeupra

Policy number: S.5

## Criteria for approval

Madeupra is approved when all of the following are met:

### Plaque psoriasis

- Member has plaque psoriasis; AND
- Member has failed phototherapy or is not a candidate*

{remark}

### Colitis due to checkpoint inhibitors

- Member has colitis that is refractory to infliximab
"""
BOXES = {
    "a starred box": "*Examples of contraindications to phototherapy include the following:\n\n  − Xeroderma pigmentosum\n  − Lupus erythematosus",
    "examples without a sign": "Examples of reasons not to use phototherapy:\n\n  a. Lupus erythematosus\n  b. Pregnancy",
    "a note": "Note: Sensitivity to light may have one of these causes:\n\n  1. Xeroderma pigmentosum\n  2. Lupus erythematosus",
    "definitions": "Definitions of sensitivity to light:\n\n  ○ Lupus erythematosus\n  ○ Albinism",
}


@pytest.mark.parametrize("remark", BOXES.values(), ids=BOXES.keys())
def test_a_box_of_examples_behind_a_list_adds_no_criterion_and_no_indication(remark: str) -> None:
    policy = normalize(read_bytes(CRITERIA.format(remark=remark).encode(), "page.md"))
    assert isinstance(policy, Policy)
    words = " ".join(leaf.text for one in policy.criteria for leaf in leaves(one.root))
    assert "Lupus" not in words
    assert "Albinism" not in words
    assert [one.indication for one in policy.criteria] == ["Plaque psoriasis", "Colitis due to checkpoint inhibitors"]
    assert "refractory" in words


def test_a_note_that_asks_for_its_list_is_asked_for() -> None:
    remark = "Note: Members below 18 must meet all of the following:\n\n  1. Member has lupus erythematosus\n  2. Member has tried a cream"
    policy = normalize(read_bytes(CRITERIA.format(remark=remark).encode(), "page.md"))
    assert isinstance(policy, Policy)
    assert "lupus" in " ".join(leaf.text for one in policy.criteria for leaf in leaves(one.root))


@pytest.mark.parametrize(
    "remark",
    [
        "Vouchers of a manufacturer are no proof of a trial.",
        "Note: drug holidays do not count as failure.",
        "Payment hangs on the benefits of the member.",
    ],
)
@pytest.mark.parametrize("second", ['<ol start="3">{}</ol>', '<ol type="A"><li value="3">{}</ol>'])
@pytest.mark.parametrize("deeper", [True, False])
def test_a_remark_between_two_numbers_of_a_list_does_not_end_it(remark: str, second: str, deeper: bool) -> None:
    style = ' type="A"' if "type" in second else ""
    inner = "<ol type='i'><li>Trial and failure of ibuprofen<li>Contraindication to ibuprofen</ol>" if deeper else ""
    last = "Member is 4 years of age or older<li>Prescribed by a rheumatologist"
    further = second.format(last if "value" in second else f"<li>{last}")
    page = (
        "<!doctype html><html><body><h1>Sampletinib</h1><h2>Coverage Criteria</h2>"
        "<p>Sampletinib is medically necessary when ALL of the following criteria are met:</p>"
        f"<ol{style}><li>Diagnosis of juvenile idiopathic arthritis<li>ONE of the following:{inner or ' ibuprofen or naproxen was tried'}</ol>"
        f"<p>{remark}</p>{further}</body></html>"
    )
    policy = normalize(read_bytes(page.encode(), "page.html"))
    assert isinstance(policy, Policy)
    [only] = policy.criteria
    assert len(only.root.children) == 4
    assert only.root.children[2].text == "Member is 4 years of age or older"


def test_what_leads_over_to_a_list_ends_the_one_above_it_whatever_its_numbers() -> None:
    page = (
        "<!doctype html><html><body><h1>Sampletinib</h1><h2>Coverage Criteria</h2>"
        "<p>Sampletinib is medically necessary when ALL of the following criteria are met:</p>"
        "<ol><li>Diagnosis of juvenile idiopathic arthritis<li>Trial and failure of ibuprofen</ol>"
        "<p>Sampletinib is medically necessary for gout when ALL of the following are met:</p>"
        '<ol start="3"><li>Member is 18 years of age or older<li>Trial and failure of allopurinol</ol></body></html>'
    )
    policy = normalize(read_bytes(page.encode(), "page.html"))
    assert isinstance(policy, Policy)
    assert [len(list(leaves(one.root))) for one in policy.criteria] == [2, 3]
