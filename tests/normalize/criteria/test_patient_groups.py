"""Groups of patients to one of which a patient can belong at most are alternatives; what stands beside them is asked of all."""

from itertools import permutations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.outline.lead_ins import introduce

HEAD = "<h1>Inventine Prior Authorization Criteria</h1><p>Example Health Plan</p><p>Effective Date: 01/01/2025</p><h2>Initial Criteria</h2>"
CHILDREN = "<li>{label} under 12 years of age:<ul><li>Height is below the third percentile</li><li>Epiphyses are open</li></ul></li>"
ADULTS = "<li>{label} 18 years of age and older:<ul><li>A stimulation test confirmed the deficiency</li><li>Insulin was not tolerated</li></ul></li>"
COMMON = "<li>Prescribed by an endocrinologist</li>"


def root_of(page: str) -> Criterion:
    """Return the tree of the one set of a page."""
    policy = normalize(read_bytes(f"<html><body>{HEAD}{page}</body></html>".encode(), "inventine.html"))
    assert isinstance(policy, Policy)
    assert len(policy.criteria) == 1
    return policy.criteria[0].root


def shape_of(node: Criterion) -> str:
    """Return how many requirements a root has beside its groups, and how many groups are alternatives."""
    groups = [kid for kid in node.children if kid.op == "any"]
    return f"{node.op}: {len(node.children) - len(groups)} beside {[len(group.children) for group in groups]}"


@pytest.mark.parametrize("order", list(permutations([CHILDREN, ADULTS, COMMON])))
@pytest.mark.parametrize("lead", ["the following criteria are met", "ALL of the following criteria are met"])
def test_groups_by_age_are_alternatives_wherever_they_stand_in_the_list(order: tuple[str, ...], lead: str) -> None:
    items = "".join(order).replace("{label}", "Members")
    assert shape_of(root_of(f"<p>Inventine is approved when {lead}:</p><ol>{items}</ol>")) == "all: 1 beside [2]"


def test_groups_by_sex_are_alternatives() -> None:
    items = f"{COMMON}<li>Males:<ul><li>Testosterone is low</li><li>A second test agrees</li></ul></li><li>Females:<ul><li>Menopause is confirmed</li><li>Estradiol is low</li></ul></li>"
    root = root_of(f"<p>Inventine is approved when ALL of the following criteria are met:</p><ol>{items}</ol>")
    assert shape_of(root) == "all: 1 beside [2]"


def test_ages_that_overlap_are_asked_for_together() -> None:
    items = (CHILDREN + ADULTS.replace("18 years of age and older", "6 years of age and older")).replace(
        "{label}", "Members"
    )
    root = root_of(f"<p>Inventine is approved when ALL of the following criteria are met:</p><ol>{COMMON}{items}</ol>")
    assert shape_of(root) == "all: 3 beside []"


@pytest.mark.parametrize("whom", ["children with asthma", "adults with asthma", "members aged 12 to 17 years"])
@pytest.mark.parametrize("how", ["in {}", "by {}", "for approval in {}"])
def test_who_must_meet_a_list_is_a_condition_behind_its_operator(whom: str, how: str) -> None:
    words = f"All of the following criteria must be met {how.format(whom)}:"
    said = introduce(Passage(words, tuple(range(len(words)))))
    assert said.op == "all"
    assert said.condition is not None
    assert whom in said.condition.text


@pytest.mark.parametrize(
    "stage",
    [
        "initiating therapy",
        "currently receiving the requested agent",
        "already established on treatment",
        "not on therapy",
    ],
)
@pytest.mark.parametrize(
    ("how", "op"),
    [("ONE of the following", "any"), ("all of the following", "all"), ("at least two of the following", "at_least")],
)
def test_the_stage_of_a_treatment_before_a_list_is_a_condition(stage: str, how: str, op: str) -> None:
    words = f"The patient is {stage} and {how}:"
    said = introduce(Passage(words, tuple(range(len(words)))))
    assert said.op == op
    assert said.condition is not None
    assert said.condition.text == f"The patient is {stage}"


def test_several_uses_are_sets_of_their_own_even_where_their_ages_exclude_one_another() -> None:
    uses = {
        "Asthma": "under 12 years of age",
        "Psoriasis": "18 years of age or older",
        "Gout": "18 years of age or older",
    }
    items = "".join(
        f"<li>{use}<ul><li>Patient is {age}</li><li>Prescribed by a specialist</li></ul></li>"
        for use, age in uses.items()
    )
    page = f"<html><body>{HEAD}<p>Inventine is approved when ALL of the following criteria are met:</p><ol>{COMMON}{items}</ol></body></html>"
    policy = normalize(read_bytes(page.encode(), "inventine.html"))
    assert isinstance(policy, Policy)
    assert [one.indication for one in policy.criteria if one.indication] == list(uses)


MILD = (
    "<li>{} disease:<ul><li>Body surface area of at most 10%</li><li>Failure of three topical therapies</li></ul></li>"
)
SEVERE = "<li>{} disease:<ul><li>Failure of phototherapy</li><li>Failure of methotrexate</li></ul></li>"


@pytest.mark.parametrize(("first", "second"), [("Mild to moderate", "Moderate to severe"), ("Mild", "Severe")])
def test_groups_by_how_severe_the_disease_is_are_alternatives(first: str, second: str) -> None:
    items = [MILD.format(first), SEVERE.format(second), COMMON]
    for order in permutations(items):
        root = root_of(f"<p>Inventine is approved when the following criteria are met:</p><ol>{''.join(order)}</ol>")
        assert shape_of(root) == "all: 1 beside [2]"


def test_one_degree_above_two_lists_parts_nobody() -> None:
    items = MILD.format("Severe") + SEVERE.format("Severe") + COMMON
    root = root_of(f"<p>Inventine is approved when ALL of the following criteria are met:</p><ol>{items}</ol>")
    assert shape_of(root) == "all: 3 beside []"
