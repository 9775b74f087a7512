"""Relations between payers: held against brute force, confirmed by the plain evaluator, mirrored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviews import blincyto, policies
from trees import NOWHERE, PEOPLE, age, approved, bare_policy, drawn, group, leaf, side

import payerdiff.compare.proofs.relations as relations_module
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.logic.sides import Side
from payerdiff.compare.proofs.coverage_map import covering, scenarios_of
from payerdiff.compare.proofs.order import order_of
from payerdiff.compare.proofs.relations import KINDS, PROVED, relate, side_of, vocabulary
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.comparison import Relation
from payerdiff.model.patient import Patient
from payerdiff.model.polarity import leaf_places
from payerdiff.model.policy import Atom, CriteriaSet, Criterion


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


def without_answers() -> list[Patient]:
    """Return everybody, each once, with facts alone: no answer to criteria in words is known."""
    bare = {
        json.dumps(told, sort_keys=True): told
        for told in (p.model_dump(by_alias=True, exclude={"criteria"}) for p in PEOPLE)
    }
    return [Patient.model_validate(told) for told in bare.values()]


FACTS = without_answers()


def facts_of(at: int) -> str:
    """Return a patient's facts as a key."""
    return json.dumps(PEOPLE[at].model_dump(by_alias=True, exclude={"criteria"}), sort_keys=True)


@settings(max_examples=80)
@given(drawn(), drawn())
def test_what_is_proved_holds_whatever_the_words_say_and_nobody_is_left_out_of_a_proof(
    left: Criterion, right: Criterion
) -> None:
    """By brute force: for some facts all answers to criteria in words give approval and refusal; or for none at all."""
    found = related(left, right)
    for key, yes, no in (("a", left, right), ("b", right, left)):
        parted = approved(yes) - approved(no)
        by_facts = Counter(map(facts_of, range(len(PEOPLE))))
        surely = [facts for facts, count in Counter(map(facts_of, parted)).items() if count == by_facts[facts]]
        assert (found.beyond[key] == "none") == (not parted)
        assert found.beyond[key] != "proved" or surely
        if found.beyond[key] == "if" and found.relation != "unknown":
            seen = [p for p in FACTS if judge(side(yes).alone(), p).ruling == "approve" and judge(side(no).alone(), p).ruling == "refuse"]  # fmt: skip
            assert not seen or is_mixed(left, right), "what the plain evaluator sees without answers is proved"


def is_mixed(*roots: Criterion) -> bool:
    """Return True if the same words stand in a tree both for and against approval."""
    ways = [
        {(place.node.text, place.polarity) for place in leaf_places(root) if not place.node.atoms} for root in roots
    ]
    return any(len({text for text, _ in own}) < len(own) for own in ways)


@settings(max_examples=150)
@given(drawn(), drawn())
def test_every_witness_is_approved_by_one_and_refused_by_the_other(left: Criterion, right: Criterion) -> None:
    found = related(left, right)
    assert found.relation != "unknown" or is_mixed(left, right)
    for witness, yes, no in ((found.only_a, left, right), (found.only_b, right, left)):
        if witness is not None:
            assert judge(side(yes).alone(), witness.patient).ruling == "approve"
            assert judge(side(no).alone(), witness.patient).ruling == "refuse"
            assert not witness.patient.criteria, "no answer to words was taken for granted"
    assert found.relation == PROVED.get((found.beyond["a"], found.beyond["b"]), "depends")
    assert (found.only_a is not None, found.only_b is not None) == tuple(found.beyond[key] == "proved" for key in "ab")


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
    assert (
        len(decided) >= 8
        and sum(bool(r.reasons) for r in decided) >= 8
        and not [r for r in held.values() if r.relation == "unknown"]
    )
    policies = dict(zip(blincyto().keys, blincyto().policies, strict=True))
    members = {a.indication: {m.policy: set(m.sets) for m in a.members} for a in blincyto().alignment}
    for r in decided:
        twin = held[r.b, r.a, r.phase, r.indication]
        assert (twin.only_a, twin.only_b) == (r.only_b, r.only_a)
        for reason in r.reasons:
            approving = r.b if reason.policy == r.a else r.a
            for key, ruling in ((approving, "approve"), (reason.policy, "refuse")) if reason.witness else ():
                alone = side_of(policies[key], members[r.indication or ""][key], r.phase).alone()
                assert reason.witness is not None and judge(alone, reason.witness.patient).ruling == ruling
                assert {text.removeprefix("not: ") for text in reason.open} <= set(reason.witness.patient.criteria)


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        ("Age ≥ 1 month", "newborn"),
        ("Prescribed by or in consultation", "B-ALL"),
        ("Dose does not exceed 28", "29 mcg/day"),
    ],
)
def test_a_reason_comes_with_the_patient_whom_it_alone_refuses(asks: str, words: str) -> None:
    reasons = [x for r in blincyto().relations for x in r.reasons if x.criteria[0].startswith(asks) and x.witness]
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
        {(a, b) for a in sides for b in sides if r.verdicts[a] != "refuse" and r.verdicts[b] == "refuse"} for r in rows
    ]
    parted = set().union(*shown)
    assert parted <= can and (parted == can or is_mixed(Criterion(op="all", children=roots)))
    for at, own in enumerate(shown):
        assert own - set().union(*(other for n, other in enumerate(shown) if n != at))
    for row in rows:
        assert {key for key, verdict in row.verdicts.items() if verdict == "not_evaluated"} == set(row.open)
        assert "depends" not in row.verdicts.values(), "all facts of an example patient are known"


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
            assert any(s.verdicts[r.a] != "refuse" and s.verdicts[r.b] == "refuse" for s in rows)


@settings(max_examples=120)
@given(st.lists(drawn(), min_size=2, max_size=5))
def test_the_order_says_who_covers_all_whom_others_cover(roots: list[Criterion]) -> None:
    sides = {f"p{at}": side(root) for at, root in enumerate(roots)}
    with Matter(sides, "initial") as matter:
        pairs = [relate(matter, a, b, "x") for a, b in combinations(sides, 2)]
        (order,) = order_of(pairs, list(sides))
    people = {key: approved(root) for key, root in zip(sides, roots, strict=True)}
    covers = {(a, b) for a in sides for b in sides if people[b] <= people[a]}
    beyond = {(x, y): r.beyond[x] for r in pairs for x, y in ((r.a, r.b), (r.b, r.a))}
    place = {key: at for at, keys in enumerate(order.places) for key in keys}
    assert place.keys() == sides.keys()
    below = {(at, at) for at in range(len(order.places))}
    while True:
        more = {(x, e.narrower) for x, y in below for e in order.edges if e.wider == y} - below
        if not more:
            break
        below |= more
    said = {(a, b) for a in sides for b in sides if (place[a], place[b]) in below}
    assert said <= covers, "nobody is said to cover whom they do not"
    assert {(a, b) for a, b in covers if a == b or beyond[a, b] == "proved" or (b, a) in covers} <= said
    unordered = {tuple(sorted(p)) for p in order.unordered}
    assert unordered == {tuple(sorted((place[r.a], place[r.b]))) for r in pairs if r.relation == "incomparable"}
    assert {tuple(sorted(p)) for p in order.undetermined} == {
        (x, y) for x, _ in below for y, _ in below if x < y and not {(x, y), (y, x)} & below
    } - unordered
    for e in order.edges:  # no edge repeats what two steps say
        assert not any(
            (e.wider, z) in below and (z, e.narrower) in below
            for z in range(len(order.places))
            if z not in (e.wider, e.narrower)
        )


def test_payers_who_differ_in_age_alone_stand_in_one_line() -> None:
    sides = {"adults": side(age(">=", 18)), "from2": side(age(">=", 2)), "same": side(age(">=", 2)), "under": side(age("<", 2))}  # fmt: skip
    with Matter(sides, "initial") as matter:
        (order,) = order_of([relate(matter, a, b, "x") for a, b in combinations(sides, 2)], list(sides))
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
    assert found.relation == "depends" and found.beyond == {"a": "if", "b": "if"}
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


def test_what_a_payer_speaks_of_is_told_by_its_titles_and_not_by_what_it_refuses_to_others() -> None:
    """An exclusion for one disease addresses nothing for another, and a diagnosis in a title is one."""
    asthma = Atom(concept="diagnosis", op="=", value="asthma", text="", span=NOWHERE)
    count = Atom(concept="lab_value", op=">", value=1500, subject="eosinophils", text="", span=NOWHERE)
    company = Atom(concept="regimen", op="with", value="biologic", text="", span=NOWHERE)
    titled = CriteriaSet.model_validate({"id": "initial-1", "phase": "initial", "indication": "Gout", "diseases": ["gout"], "root": age(">=", 18)})  # fmt: skip
    refused = group("any", group("all", leaf("For asthma", asthma), leaf("Over 1500", count)), leaf("With a biologic", company))  # fmt: skip
    against = CriteriaSet.model_validate({"id": "exclusion-1", "phase": "exclusion", "root": refused})
    policy = bare_policy().model_copy(update={"criteria": [titled], "exclusions": [against]})
    told = {of: vocabulary(side_of(policy, {"initial-1"}, "initial", of), of) for of in ("gout", "asthma")}
    assert told["gout"] == ["diagnosis", "age", "regimen"]
    assert "laboratory value (eosinophils)" in told["asthma"]
