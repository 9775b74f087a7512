"""Headlines never rank how well a document was read, never quote at length, and say what is sure first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest
from trees import NOWHERE, bare_policy, group, leaf, tried

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.compare.side_by_side.headlines import facts
from payerdiff.compare.side_by_side.headlines.rules import facts_of, ordered
from payerdiff.compare.side_by_side.headlines.wording import CUT, WAYS, told_together, worded
from payerdiff.model.comparison import Headline
from payerdiff.model.mention import Mention
from payerdiff.model.policy import CriteriaSet, Criterion, Limit, Policy

NAMES = {"a": "Alpha", "b": "Beta", "c": "Gamma"}


def steps(*counts: tuple[str, int], evaluated: tuple[tuple[str, int, int], ...] = ()) -> facts.StepTherapy:
    """Return the fact of step therapy."""
    return facts.StepTherapy(tuple(key for key, _ in counts), ("r1",), counts, (), (), evaluated)


def text(fact: facts.Fact) -> str:
    """Return the sentence of a fact."""
    return worded(fact, NAMES).text


def test_a_number_of_indications_is_told_only_where_the_others_were_evaluated() -> None:
    told = text(steps(("a", 2), ("b", 1), ("c", 3), evaluated=(("b", 1, 8), ("c", 4, 8))))
    assert "Alpha includes step therapy for 2 indications" in told
    assert "Beta includes it for at least 1 of 8 indications (7 not evaluated)" in told
    assert "Gamma includes it for at least 3 of 8 indications (4 not evaluated)" in told
    assert "for 1 indication;" not in told and "for 3 indications" not in told


def test_payers_none_of_whose_steps_were_evaluated_are_told_as_such() -> None:
    told = text(steps(("a", 2), evaluated=(("b", 0, 4), ("c", 0, 4))))
    assert told == "Step therapy: Alpha includes step therapy for 2 indications; Beta and Gamma were not evaluated."


def test_a_quantity_headline_is_short_and_quotes_no_footnote() -> None:
    many = tuple(facts.Asked(f"{n} syringes per 28 days of the {n}00 mg pre-filled syringe", None) for n in range(1, 9))
    noted = facts.Asked("1 pen per 28 days of Dupixent * Initiation of therapy: two more in the first month", None)
    told = text(facts.OnlyOne(("a",), ("r1",), facts.LIMIT, (noted, *many)))
    assert len(told) <= CUT + 60 and "see limits" in told
    assert "*" not in told and "Initiation" not in told
    assert "1 syringes per 28 days" in told


def test_a_short_quantity_is_told_in_full() -> None:
    told = text(facts.OnlyOne(("a",), ("r1",), facts.LIMIT, (facts.Asked("2 pens per 28 days", None),)))
    assert told == "Only Alpha states a quantity limit: 2 pens per 28 days."


def test_a_list_that_mixes_and_and_or_is_not_said_to_contradict_itself() -> None:
    one = text(facts.Contradictions(("a",), ("findings-a",), 1, mixed=True))
    assert one == "One list in Alpha's criteria mixes AND and OR; which items belong together is not written. The comparison uses the nearest reading."  # fmt: skip
    several = text(facts.Contradictions(("a",), ("findings-a",), 2, mixed=True))
    assert several.startswith("Two lists in Alpha's criteria mix AND and OR") and "contradict" not in several
    assert "contradict themselves" in text(facts.Contradictions(("a",), ("findings-a",), 2))


def test_what_is_sure_comes_before_what_was_evaluated_in_part() -> None:
    part = steps(("a", 2), ("b", 1), evaluated=(("b", 1, 8),))
    sure = facts.OnlyOne(("a",), ("r2",), facts.LIMIT, (facts.Asked("2 pens per 28 days", None),))
    assert ordered([part, sure]) == [sure, part]
    worded_only = facts.Ages(("a",), ("r3",), (), (("a", facts.AgeLimits((), ("see policy text",), False)),), ())
    assert ordered([worded_only, sure]) == [sure, worded_only]


@pytest.mark.parametrize("capped", ["quantity", "max_dose", "billable_units"])
def test_a_cap_of_any_kind_counts_where_only_one_payer_is_said_to_have_a_limit(
    capped: Literal["quantity", "max_dose", "billable_units"],
) -> None:
    pens = Limit(kind="quantity", value=2, unit="pen", per_value=28, per_unit="day", text="2 pens per 28 days", span=NOWHERE)  # fmt: skip
    other = Limit(kind=capped, value=300, unit="mg/day", text="300 mg a day", span=NOWHERE)
    alone = compared([[pens], []])
    assert [h.text for h in alone if "limit" in h.text] == ["Only Alpha states a quantity limit: 2 pens per 28 days."]
    assert not [h.text for h in compared([[pens], [other]]) if "quantity limit" in h.text]


def compared(limits: Sequence[Sequence[Limit]]) -> list[Headline]:
    """Return the headlines on policies with these limits and nothing else."""
    own = []
    for name, held in zip(("Alpha", "Beta"), limits, strict=True):
        bare = bare_policy()
        payer = bare.payer.model_copy(update={"id": name.lower(), "name": name, "short_name": name})
        source = bare.source.model_copy(update={"template": "alpha"})
        own.append(bare.model_copy(update={"payer": payer, "limits": list(held), "source": source}))
    return compare(own, "Inventa").headlines


def test_who_alone_is_said_to_state_no_age_is_not_alone_where_none_was_read_for_another() -> None:
    told = text(facts.AgesUnstated(("a",), ("r1", "r2", "r3"), ("asthma", "COPD", "gout"), ("b",), True, ("c",)))
    assert told.startswith("Beta states no age limit for 3 indications where Alpha sets one")
    assert told.endswith("; none was found for some or all of these for Gamma.")
    limits = facts.AgeLimits((), ("18 years or older",), True)
    one = text(facts.Ages(("a",), ("r1",), (), (("a", limits),), (), ("c",)))
    assert one == "Alpha covers patients 18 years or older; none was found for Gamma."


def test_a_longest_length_keeps_its_words_alone_and_not_in_a_range() -> None:
    cap = facts.Length(30, "week", at_most=True)
    alone, several = facts.ApprovalLengths(cap, cap), facts.ApprovalLengths(facts.Length(28, "day"), cap)
    told = text(facts.Approvals(("a", "b"), ("r1",), "initial", (("a", alone), ("b", several)), ()))
    assert told == "Initial approval lasts up to 30 weeks (Alpha) or 28 days to 30 weeks by indication (Beta)."


def test_lengths_are_told_as_far_as_the_grid_has_them() -> None:
    month, half = facts.Length(1, "month"), facts.Length(6, "month")
    mixed = facts.ApprovalLengths(month, half, "“three doses”", others=True, open=("gout",))
    words = facts.ApprovalLengths(None, None, "“one dose”")
    told = text(facts.Approvals(("a", "b", "c"), ("r1",), "initial", (("a", mixed), ("b", words)), (), see=("c",)))
    assert told == (
        "Initial approval lasts 1 month to 6 months and other terms by indication (Alpha) or “one dose” (Beta); "
        "for gout of Alpha, see policy text; for Gamma, see policy text."
    )


def test_a_single_payer_is_told_by_name_and_not_as_the_rest() -> None:
    said = [*(("A", f"asks for {n}") for n in range(WAYS)), ("Last", "asks for more")]
    assert told_together(said, "ask for something else")[-1] == "Last asks for more"
    assert told_together([*said, ("Z", "asks for less")], "ask for something else")[-1] == "2 other payers ask for something else"  # fmt: skip


def test_of_which_indications_steps_are_counted_is_said_where_it_is_not_all() -> None:
    some = replace(steps(("a", 2), evaluated=(("b", 1, 5),)), named=(5, 9))
    assert text(some).startswith("Step therapy, of the 5 of 9 indications for which a policy names earlier therapy: ")
    assert text(replace(some, named=(9, 9))).startswith("Step therapy: ")


def test_no_policy_is_left_out_of_a_headline_on_lengths() -> None:
    """A document of which nothing was read is neither silent nor among those that state one."""
    year = facts.ApprovalLengths(facts.Length(12, "month"), facts.Length(12, "month"))
    half = facts.ApprovalLengths(facts.Length(6, "month"), facts.Length(6, "month"))
    told = text(facts.Approvals(("a", "b", "c"), ("r1",), "initial", (("a", year), ("b", half)), (), ("b", "c")))
    assert told.endswith("; none was found for Gamma.")


def test_steps_that_only_requests_for_some_products_must_pass_are_not_called_avoidable() -> None:
    """A demand on one product is no way beside others: whoever asks for that product has no other."""

    def policy(number: str, *roots: Criterion) -> Policy:
        sets = [
            CriteriaSet(
                id=f"initial-{at}", phase="initial", indication=title, diseases=[title], root=root, span=NOWHERE
            )
            for at, (title, root) in enumerate(zip(("asthma", "gout"), roots, strict=True), 1)
        ]
        return bare_policy().model_copy(update={"criteria": sets, "number": number})

    named = Mention(concept="only_if_requested", subject="inventa", text="If", start=0, end=2)
    request = Criterion(op="leaf", text="If the request is for Inventa", mentions=[named], span=NOWHERE)
    asked = [group("all", tried(name), leaf("Notes")) for name in ("montelukast", "allopurinol")]
    found = compare([policy("A", *asked), policy("B", *(group("if", request, root) for root in asked))], "Inventa")
    by_key = dict(zip(found.keys, found.policies, strict=True))
    (fact,) = [f for f in facts_of(by_key, found.matrix, [], found.easiest) if isinstance(f, facts.StepTherapy)]
    assert (fact.by_product, fact.spared, fact.silent) == ((found.keys[1],), (), ())
    told = worded(fact, dict(zip(found.keys, "AB", strict=True))).text
    assert told.endswith("whether B requires it depends on the product requested (see policy text).")
