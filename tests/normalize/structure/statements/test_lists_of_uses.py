"""Lists whose items are uses with lists of their own: which items head a list, and what belongs to it."""

from __future__ import annotations

import pytest
from pages import draft_of, page

from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.structure.statements.statements import Statement
from payerdiff.normalize.structure.statements.trees import built

HEAD = "<html><body><h1>Inventa medical drug policy</h1><p>Effective Date: 01/01/2025</p><h2>Coverage criteria</h2><p>Inventa is proven and medically necessary for:</p>"
PSORIASIS = "<li>Plaque psoriasis when all of the following criteria are met:<ul><li>Diagnosis of psoriasis is documented; and</li><li>{last}</li></ul></li>"
OTHER = "<li>{name} when all of the following criteria are met{more}:<ul><li>The member has tried budesonide; and</li><li>The member is an adult</li></ul></li>"


def policy(
    name: str = "Madeup inhibitor-related toxicities", more: str = "", last: str = "The member is an adult"
) -> Policy:
    """Return the policy of a list of two uses."""
    text = f"{HEAD}<ul>{PSORIASIS.format(last=last)}{OTHER.format(name=name, more=more)}</ul></body></html>"
    found = normalize(page(text, "page.html"), template="generic")
    assert isinstance(found, Policy)
    return found


def words(found: Policy, phase: str) -> list[str]:
    """Return the leaves of a phase."""
    return [leaf.text or "" for one in found.criteria if one.phase == phase for leaf in leaves(one.root)]


def test_a_use_that_no_vocabulary_knows_heads_its_list_beside_one_that_it_knows() -> None:
    assert "Madeup inhibitor-related toxicities" in [one.indication for one in policy().criteria]


@pytest.mark.parametrize(
    "more",
    [" for initial and continuation of therapy", " for initial/continued therapy", " for new and renewal requests"],
)
def test_a_list_for_both_phases_is_asked_for_each_time(more: str) -> None:
    found = policy(more=more)
    for phase in ("initial", "renewal"):
        assert any("budesonide" in text for text in words(found, phase))


ITEMS = "<ul><li>Diagnosis of psoriasis is documented; and</li><li>{second}</li><li>The member has tried budesonide</li></ul>"


def generic(body: str) -> Policy:
    """Return the policy of a page with these parts below its head."""
    found = normalize(page(f"{HEAD}{body}</body></html>", "page.html"), template="generic")
    assert isinstance(found, Policy)
    return found


@pytest.mark.parametrize(
    ("note", "kept"),
    [("Note: budesonide counts from the first dose", False), ("Note: covered only after a trial of budesonide", True)],
)
def test_a_remark_among_items_is_no_criterion_unless_it_asks_for_something(note: str, kept: bool) -> None:
    found = generic(
        f"<p>Inventa is medically necessary when all of the following criteria are met:</p>{ITEMS.format(second=note)}"
    )
    assert any(text.startswith("Note") for text in words(found, "initial")) is kept


def test_what_a_list_of_procedures_says_is_covered_are_alternatives() -> None:
    body = "<p>The plan considers the following procedures medically necessary when criteria are met:</p><ul><li>Banding of the stomach</li><li>Bypass of the stomach</li></ul>"
    roots = [one.root for one in generic(body).criteria]
    assert any(root.op == "any" and len(root.children) == 2 for root in roots)


def test_a_length_alone_above_a_list_is_no_criterion() -> None:
    body = "<p>Inventa is medically necessary when all of the following criteria are met:</p><ul><li>At least 3 months of one of the following:<ul><li>methotrexate</li><li>cyclosporine</li></ul></li><li>The member is an adult</li></ul>"
    assert not any(text.startswith("At least 3 months") for text in words(generic(body), "initial"))


@pytest.mark.parametrize("joined", [True, False])
def test_a_statement_of_approval_that_an_and_joins_is_one_of_the_criteria(joined: bool) -> None:
    found = policy(last="Initial authorization will be for no more than 12 months")
    assert any("Initial authorization" in text for text in words(found, "initial"))
    assert ("initial", 12.0, "month") in [(a.phase, a.value, a.unit) for a in found.approvals]


def test_what_does_not_meet_the_definition_of_medical_necessity_is_refused() -> None:
    text = f"{HEAD}<ul>{PSORIASIS.format(last='The member is an adult')}</ul><p>Inventa for acne does not meet the definition of medical necessity.</p></body></html>"
    found = normalize(page(text, "page.html"), template="generic")
    assert isinstance(found, Policy)
    assert any("acne" in (leaf.text or "") for one in found.exclusions for leaf in leaves(one.root))


def test_a_number_alone_says_nothing() -> None:
    draft = draft_of("3.")
    (number,) = draft.reading.blocks
    assert built(draft, Statement([number]), "initial", None, None) is None
