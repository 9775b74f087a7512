"""Reasons why payers part: they cover everybody who is refused, waiving them helps, and none is idle."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from trees import NOWHERE, PEOPLE, age, approved, drawn, leaf, side

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import holds, judge
from payerdiff.compare.proofs.reasons import MOST, Waived, causes, reasons_of
from payerdiff.compare.proofs.relations import relate
from payerdiff.model.patient import Patient
from payerdiff.model.polarity import Named, NodeKey
from payerdiff.model.policy import Atom, Criterion


def waiving(named: Named[Criterion], formulas: dict[NodeKey, int], waived: Waived, turned: bool = False) -> Criterion:
    """Return a tree with criteria waived, as a tree: what is waived holds, or never does where it is refused."""
    node, key = named.node, named.key
    if not node.children:
        if node.op == "leaf" and (formulas[key], turned) in waived:
            return Criterion(op="never" if turned else "all")
        return node
    kids = []
    for at, child in enumerate(node.children):
        turns = node.taken_op == "none" or (node.taken_op == "if" and at == 0)
        kids.append(waiving(Named(key.child(at), child), formulas, waived, turned != turns))
    return node.model_copy(update={"children": kids})


@settings(max_examples=150)
@given(drawn(), drawn())
def test_reasons_cover_everybody_who_is_refused_and_none_is_idle(left: Criterion, right: Criterion) -> None:
    approves = approved(left)
    with Matter({"a": side(left), "b": side(right)}, "initial") as matter:
        for part in matter.parts("b"):
            tree = part.trees[0].criteria.root
            named = Named(part.trees[0].root, tree)
            refused = {at for at in approves if not holds(tree, PEOPLE[at])}
            others = [other.formula for other in matter.parts("b") if other is not part]
            found = causes(matter, part, [matter.formulas["a"]], others) if refused else []
            if any(not cause.waived for cause in found):
                continue  # given as a whole
            assert len(found) <= MOST and bool(found) == bool(refused)
            helped = [{at for at in refused if holds(waiving(named, matter.book.leaves, c.waived), PEOPLE[at])} for c in found]  # fmt: skip
            assert set[int]().union(*helped) == refused
            for cause, own in zip(found, helped, strict=True):
                rest = [h for c, h in zip(found, helped, strict=True) if not c.waived >= cause.waived]
                assert own - set[int]().union(*rest)


@settings(max_examples=100)
@given(drawn(), drawn())
def test_every_reason_has_a_patient_whom_it_refuses(left: Criterion, right: Criterion) -> None:
    with Matter({"a": side(left), "b": side(right)}, "initial") as matter:
        for reason in reasons_of(matter, "a", "b"):
            if reason.witness is None:
                assert matter.book.opens, (
                    "only words that are asked for and excluded at once leave a reason without a patient"
                )
                continue
            assert reason.criteria
            assert judge(side(left).alone(), reason.witness.patient).ruling == "approve"
            assert judge(side(right).alone(), reason.witness.patient).ruling == "refuse"
            words = {text.removeprefix("not: ") for text in reason.open}
            assert words == set(reason.witness.patient.criteria), "no other criterion in words is answered"
            for text in words:
                known = {other: met for other, met in reason.witness.patient.criteria.items() if other != text}
                fewer = reason.witness.patient.model_copy(update={"criteria": known})
                assert (
                    judge(side(left).alone(), Patient.model_validate(fewer.model_dump(by_alias=True))).ruling
                    != "approve"
                )


GIVEN = Atom(concept="regimen", op="with", value="inhaled corticosteroid", text="", span=NOWHERE)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("The patient goes on with an inhaled corticosteroid", False),
        ("The patient goes on with fluticasone propionate by inhalation as the only corticosteroid", True),
        ("The patient goes on with breathing exercises", True),
    ],
)
def test_nobody_lacks_a_companion_for_one_payer_alone_whom_the_other_s_open_words_name(words: str, shown: bool) -> None:
    left = Criterion(op="all", children=[age(">=", 12), leaf(words)], span=NOWHERE)
    right = Criterion(op="all", children=[age(">=", 12), leaf("With an inhaled corticosteroid", GIVEN)], span=NOWHERE)
    with Matter({"a": side(left), "b": side(right)}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
    lacking = [r for r in found.reasons if r.policy == "b" and r.witness]
    assert bool(lacking) is shown and found.beyond["a"] == "if"
