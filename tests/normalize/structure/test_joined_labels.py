"""What joins the items of a list by their labels or at their heads, and lines that say how items join and nothing else."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

ADULT, TRIED, CHECKED = "Member is an adult", "Member has tried methotrexate", "Member has no infection"


def policy_of(body: str) -> Policy:
    """Return the policy of a page with some criteria."""
    text = f"# Inventa (inventamab)\n\nPolicy number: S.4\n\n## Coverage criteria\n\n{body}\n\n## References\n\n1. Doe J. A study. J Invent. 2020;1:1-9.\n"
    found = normalize(read_bytes(text.encode(), "page.md"))
    assert isinstance(found, Policy)
    return found


def shown(node: Criterion) -> object:
    """Return a tree as its operators and the words of its leaves."""
    return (node.op, [shown(child) for child in node.children]) if node.children else node.text


@pytest.mark.parametrize(
    ("said", "tree"),
    [
        ("either {} or {}, and {}", ("all", [("any", [ADULT, TRIED]), CHECKED])),
        ("both {} and {}, or {}", ("any", [("all", [ADULT, TRIED]), CHECKED])),
        ("{} AND {} AND {}", ("all", [ADULT, TRIED, CHECKED])),
        ("either {}, {} or {}", ("any", [ADULT, TRIED, CHECKED])),
    ],
)
@pytest.mark.parametrize("labels", ["123", "abc", "ABC"])
def test_items_join_as_the_words_above_them_join_their_labels(said: str, tree: object, labels: str) -> None:
    items = "\n".join(f"{label}. {words}" for label, words in zip(labels, (ADULT, TRIED, CHECKED), strict=True))
    body = f"Inventa is medically necessary when the member meets {said.format(*labels)}:\n\n{items}"
    (one,) = policy_of(body).criteria
    assert shown(one.root) == tree


def test_a_denial_within_a_condition_does_not_reach_the_list_behind_who() -> None:
    body = (
        "Inventa may be considered medically necessary in individuals with heart failure that is not explained by coronary disease, "
        "who also have at least one of the following:\n\n- Two relatives with heart failure\n- Sudden death of a relative"
    )
    (one,) = policy_of(body).criteria
    assert one.root.op == "all"
    assert shown(one.root.children[1]) == ("any", ["Two relatives with heart failure", "Sudden death of a relative"])


def test_a_ruling_with_its_list_is_read_wherever_it_stands() -> None:
    body = (
        "Inventa is medically necessary when the member is an adult.\n\n## Quantity limits\n\n4 vials per 28 days\n\n"
        "Treatment with Inventa is not covered for any of the following:\n\n- Hair loss\n- Weight loss"
    )
    policy = policy_of(body)
    assert [shown(one.root) for one in policy.exclusions] == [("any", ["Hair loss", "Weight loss"])]
