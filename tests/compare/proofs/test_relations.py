"""Relations between payers: held against brute force, confirmed by the plain evaluator, mirrored."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviews import blincyto, policies
from trees import NOWHERE, age, approved, drawn, side

import payerdiff.compare.proofs.relations as relations_module
from payerdiff.compare.logic.indication_case import Matter, Side
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.proofs.coverage_map import covering, scenarios_of
from payerdiff.compare.proofs.order import order_of
from payerdiff.compare.proofs.relations import KINDS, relate, side_of
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.comparison import Relation
from payerdiff.model.policy import Criterion


def related(left: Criterion, right: Criterion) -> Relation:
    """Return the relation of two payers whose only criteria are trees."""
    with Matter({"a": side(left), "b": side(right)}, "initial") as matter:
        return relate(matter, "a", "b", "x")


@settings(max_examples=250)
@given(drawn(), drawn())
def test_relations_are_those_of_brute_force(left: Criterion, right: Criterion) -> None:
    a, b = approved(left), approved(right)
    found = related(left, right)
    assert found.ways["free"] == KINDS[bool(a - b), bool(b - a)]


@settings(max_examples=150)
@given(drawn(), drawn())
def test_every_witness_is_approved_by_one_and_refused_by_the_other(left: Criterion, right: Criterion) -> None:
    found = related(left, right)
    assert found.relation != "unknown"
    for witness, yes, no in ((found.only_a, left, right), (found.only_b, right, left)):
        if witness is not None:
            assert judge(side(yes).alone(), witness.patient).ruling == "approve"
            assert judge(side(no).alone(), witness.patient).ruling == "refuse"
    assert (found.only_a is not None, found.only_b is not None) == next(k for k, v in KINDS.items() if v == found.relation)  # fmt: skip


@settings(max_examples=60)
@given(drawn())
def test_a_policy_is_equivalent_to_itself_and_to_itself_doubled(root: Criterion) -> None:
    doubled = Criterion(
        op="all", children=[root, Criterion(op="any", children=[root, root], span=NOWHERE)], span=NOWHERE
    )
    for other in (root, doubled):
        found = related(root, other)
        assert (found.relation, found.only_a, found.only_b, found.reasons) == ("equivalent", None, None, [])


def test_every_witness_of_the_sample_report_is_confirmed_and_every_pair_mirrored() -> None:
    held = {(r.a, r.b, r.phase, r.indication): r for r in blincyto().relations}
    decided = [r for r in blincyto().relations if r.relation not in ("not_addressed", "unknown")]
    assert len(decided) >= 8 and not [r for r in held.values() if r.relation == "unknown"]
    policies = dict(zip(blincyto().keys, blincyto().policies, strict=True))
    members = {a.indication: {m.policy: set(m.sets) for m in a.members} for a in blincyto().alignment}
    for r in decided:
        twin = held[r.b, r.a, r.phase, r.indication]
        assert (twin.only_a, twin.only_b) == (r.only_b, r.only_a)
        for witness, yes, no in ((r.only_a, r.a, r.b), (r.only_b, r.b, r.a)):
            for key, ruling in ((yes, "approve"), (no, "refuse")) if witness else ():
                alone = side_of(policies[key], members[r.indication or ""][key], r.phase).alone()
                assert witness is not None and judge(alone, witness.patient).ruling == ruling


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        ("Age ≥ 1 month", "newborn"),
        ("Prescribed by or in consultation", "B-ALL"),
        ("Dose does not exceed 28", "29 mcg/day"),
    ],
)
def test_a_reason_comes_with_the_patient_whom_it_alone_refuses(asks: str, words: str) -> None:
    reasons = [x for r in blincyto().relations for x in r.reasons if x.text.startswith(asks) and x.witness]
    assert any(x.alone and words in ", ".join(x.witness.words) for x in reasons if x.witness)


@settings(max_examples=80)
@given(st.lists(drawn(), min_size=2, max_size=4))
def test_the_map_parts_every_pair_that_can_part_and_no_patient_is_idle(roots: list[Criterion]) -> None:
    sides = {f"p{at}": side(root) for at, root in enumerate(roots)}
    with Matter(sides, "initial") as matter:
        rows = scenarios_of(matter, "x")
        taken = matter.opens(list(sides), met=True)
        can = {
            (a, b)
            for a in sides
            for b in sides
            if a != b and matter.can(matter.formulas[a], -matter.formulas[b], *taken)
        }
    shown = [
        {(a, b) for a in sides for b in sides if r.verdicts[a] == "approve" and r.verdicts[b] == "refuse"} for r in rows
    ]
    assert set().union(*shown) == can
    for at, own in enumerate(shown):
        assert own - set().union(*(other for n, other in enumerate(shown) if n != at))
    assert all(set(r.verdicts.values()) <= {"approve", "refuse"} for r in rows)


@settings(max_examples=150)
@given(st.integers(2, 4).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.booleans()] * n), max_size=7, unique=True))))  # fmt: skip
def test_the_map_has_the_fewest_patients(drawn_patterns: tuple[int, list[tuple[bool, ...]]]) -> None:
    count, patterns = drawn_patterns

    def parted(chosen: Iterable[tuple[bool, ...]]) -> set[tuple[int, int]]:
        return {(a, b) for p in chosen for a, b in permutations(range(count), 2) if p[a] and not p[b]}

    fewest = next(k for k in range(len(patterns) + 1) if any(parted(c) == parted(patterns) for c in combinations(patterns, k)))  # fmt: skip
    found = covering(patterns, count)
    assert parted(found) == parted(patterns) and len(found) == fewest


def test_the_map_of_the_sample_report_has_a_patient_for_each_way_to_part() -> None:
    for r in blincyto().relations:
        if r.only_a is not None:
            rows = [s for s in blincyto().scenarios if (s.phase, s.indication) == (r.phase, r.indication)]
            assert any(s.verdicts[r.a] == "approve" and s.verdicts[r.b] == "refuse" for s in rows)


@settings(max_examples=120)
@given(st.lists(drawn(), min_size=2, max_size=5))
def test_the_order_says_who_covers_all_whom_others_cover(roots: list[Criterion]) -> None:
    sides = {f"p{at}": side(root) for at, root in enumerate(roots)}
    with Matter(sides, "initial") as matter:
        (order,) = order_of(matter, "x")
        taken = matter.opens(list(sides), met=True)
        covers = {
            (a, b) for a in sides for b in sides if not matter.can(matter.formulas[b], -matter.formulas[a], *taken)
        }
        rulings = [
            [matter.judged(order.places[at][0], e.witness.patient).ruling for at in (e.wider, e.narrower)]
            for e in order.edges
        ]
    assert rulings == [["approve", "refuse"]] * len(order.edges)
    place = {key: at for at, keys in enumerate(order.places) for key in keys}
    assert place.keys() == sides.keys()
    below = {(at, at) for at in range(len(order.places))}
    while True:
        more = {(x, e.narrower) for x, y in below for e in order.edges if e.wider == y} - below
        if not more:
            break
        below |= more
    assert {(a, b) for a in sides for b in sides if (place[a], place[b]) in below} == covers
    assert {tuple(sorted(p)) for p in order.unordered} == {
        (x, y) for x, _ in below for y, _ in below if x < y and not {(x, y), (y, x)} & below
    }
    for e in order.edges:  # no edge repeats what two steps say
        assert not any(
            (e.wider, z) in below and (z, e.narrower) in below
            for z in range(len(order.places))
            if z not in (e.wider, e.narrower)
        )


def test_payers_who_differ_in_age_alone_stand_in_one_line() -> None:
    sides = {"adults": side(age(">=", 18)), "from2": side(age(">=", 2)), "same": side(age(">=", 2)), "under": side(age("<", 2))}  # fmt: skip
    with Matter(sides, "initial") as matter:
        (order,) = order_of(matter, "x")
    assert order.places == [["adults"], ["from2", "same"], ["under"]]
    assert [(e.wider, e.narrower) for e in order.edges] == [(1, 0)]
    assert order.edges[0].witness.patient.age is not None and 24 <= order.edges[0].witness.patient.age < 216
    assert order.unordered == [(0, 2), (1, 2)]


def test_text_that_was_not_read_could_overturn_a_verdict() -> None:
    whole = side(age(">=", 18))
    ledger = whole.policy.ledger.model_copy(update={"unread": 40})
    torn = Side(whole.policy.model_copy(update={"ledger": ledger}), (), whole.uses)
    with Matter({"a": whole, "b": torn}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
    assert found.relation == "equivalent"
    assert found.unless == [f"40 characters of {whole.policy.source.name} that were not read"]


def test_among_many_payers_each_pair_stands_as_it_does_among_few(monkeypatch: pytest.MonkeyPatch) -> None:
    own = [p for p in policies() if any(d.generic == "blinatumomab" for d in p.drugs)]
    together = compare(own, "Blincyto").relations
    monkeypatch.setattr(relations_module, "MANY", 1)
    apart = compare(own, "Blincyto").relations
    assert [(r.a, r.b, r.phase, r.indication, r.relation, r.ways) for r in apart] == [
        (r.a, r.b, r.phase, r.indication, r.relation, r.ways) for r in together
    ]
    assert all(bool(x.only_a) == bool(y.only_a) for x, y in zip(apart, together, strict=True))
