"""What the free text of a record's field says: its uses, its renewals, and the lists within its lines."""

from __future__ import annotations

from pages import page

from payerdiff.model.policy import CriteriaSet, Criterion, Policy, leaves
from payerdiff.normalize.normalizer import normalize_all

FIELDS = ("PA Indication Indicator", "Off-label Uses", "Exclusion Criteria", "Required Medical Information", "Age Restrictions", "Prescriber Restrictions", "Coverage Duration", "Other Criteria")  # fmt: skip
DIAGNOSED = "Diagnosis is documented."


def book(*records: tuple[str, str, str]) -> list[Policy]:
    """Return the policies of a book: of each record its name, its products and what its field on medical information says."""
    text = "PA Criteria of a Plan\n"
    for name, products, asked in records:
        values = ("All FDA-approved Indications", "-", "-", asked, "-", "-", "12 months", "-")
        text += f"\nPrior Authorization Group   {name}\nDrug Names   {products}\n"
        text += "".join(f"{label}   {value}\n" for label, value in zip(FIELDS, values, strict=True))
    return [one for one in normalize_all(page(text)) if isinstance(one, Policy)]


def record(required: str) -> Policy:
    """Return the policy of a record whose field on medical information says this."""
    return book(("ENBREL", "ENBREL", required), ("TALTZ", "TALTZ", DIAGNOSED), ("HUMIRA", "HUMIRA", DIAGNOSED))[0]


def sets_of(policy: Policy, phase: str) -> dict[str | None, CriteriaSet]:
    """Return the sets of a phase by their indication."""
    return {one.indication: one for one in policy.criteria if one.phase == phase}


def shape(node: Criterion) -> object:
    """Return the operators of a tree, with the first word of each leaf."""
    return node.text.split()[0] if node.op == "leaf" and node.text else (node.op, *map(shape, node.children))


def test_a_renewal_that_stands_beside_the_uses_is_that_of_all() -> None:
    told = "For psoriatic arthritis: failure of one drug. For plaque psoriasis: failure of two. For reauth: patient is better."
    found = record(told)
    assert list(sets_of(found, "renewal")) == [None]
    assert {"psoriatic arthritis", "plaque psoriasis"} <= set(sets_of(found, "initial"))


def test_a_renewal_that_names_its_use_is_that_uses_alone() -> None:
    told = "For plaque psoriasis: failure of two drugs. Reauth for plaque psoriasis: skin is clear. Reauth for all others: patient is better."
    found = sets_of(record(told), "renewal")
    assert list(found) == ["plaque psoriasis", None]
    assert [leaf.text for leaf in leaves(found[None].root)] == ["Reauth for all others: patient is better"]


def test_a_list_within_a_line_is_a_tree() -> None:
    told = "Patient meets one of the following: (a) failed methotrexate OR (b) both of: 1. Has a rash. 2. Has pain."
    root = sets_of(record(told), "initial")[None].root
    assert shape(root.children[1]) == ("any", "failed", ("all", "Has", "Has"))


def test_what_is_asked_beside_a_list_within_a_line_stands_beside_it() -> None:
    told = "One of the following: (i) failed methotrexate; (ii) cannot take methotrexate. AND Patient has no infection."
    root = sets_of(record(told), "initial")[None].root
    assert shape(root.children[1]) == ("all", ("any", "failed", "cannot"), "Patient")


def test_items_of_a_list_are_no_sentences_of_their_own() -> None:
    told = "For psoriatic arthritis (PsA) one of the following: 1.) failed two NSAIDs. 2.) has severe disease. For plaque psoriasis: failed a cream."
    found = sets_of(record(told), "initial")
    assert [len(list(leaves(found[use].root))) for use in ("psoriatic arthritis", "plaque psoriasis")] == [3, 1]
    assert found["psoriatic arthritis"].root.children[0].children[1].op == "any"


def test_no_sentence_ends_within_brackets_or_behind_a_shortened_word() -> None:
    told = "Must have tried a cream (e.g. Vectical. Others count) and light therapy. Smith et al. Advise two NSAIDs. Must be an adult."
    texts = [leaf.text for leaf in leaves(sets_of(record(told), "initial")[None].root)][1:]
    assert [text.split()[0] for text in texts if text] == ["Must", "Smith", "Must"]


def test_letters_that_only_name_items_are_no_list() -> None:
    told = "Patient meets criteria (a) and (b) of the general policy and has type 1) or 2) disease."
    assert [node.op for node in sets_of(record(told), "initial")[None].root.children] == ["leaf", "leaf"]


def test_a_record_of_long_product_names_is_about_the_drug_of_its_title() -> None:
    long = "SUBCUTANEOUS SOLUTION AUTO INJECTOR 70 MG EACH"
    found = book(*((name, f"{name} {long}", DIAGNOSED) for name in ("NEWAVIG", "TALTZ", "HUMIRA")))
    assert [drug.generic for drug in found[0].drugs] == ["newavig"]


def test_a_list_may_follow_a_comma_and_a_unit_may_end_a_sentence() -> None:
    told = "For continued use, (I) patient is better OR (II) patient is stable. Level is below 400 mg/dL. Must be an adult."
    found = sets_of(record(told), "renewal")[None].root
    assert [node.op for node in found.children] == ["any", "leaf", "leaf"]
