"""The order of the payers changes no alignment, relation, order, scenario, path, access fact or headline."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orders import differences, said
from reviews import policies
from trees import NOWHERE, bare_policy, leaf
from trees import drawn as drawn_tree

from payerdiff.compare.logic.formulas import Book
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.compare.side_by_side.indications import align
from payerdiff.model.policy import Approval, Atom, CriteriaSet, Criterion, Payer, Policy
from payerdiff.normalize.publication import published

TITLES = (
    "ALL",
    "B-ALL",
    "Infant ALL",
    "AML",
    "LBCL",
    "DLBCL or SLL",
    "Other diagnoses",
    "Use in a hospice",
    "Use in hospices",
)
UNITS = ("mg/day", "mcg/day", "IU/day", "g/day")


@pytest.mark.parametrize("drug", ["blinatumomab", "sargramostim"])
def test_the_sample_payers_say_the_same_in_every_order(drug: str) -> None:
    own = [p for p in policies() if any(d.generic == drug for d in p.drugs)]
    first = said(compare(own, drug, drug))
    for other in list(permutations(own))[1:7]:
        assert differences(first, said(compare(other, drug, drug))) == []


def dose(value: float, unit: str) -> Criterion:
    """Return a limit of a dose."""
    return leaf(f"{value} {unit}", Atom(concept="dose", op="<=", value=value, unit=unit, text="", span=NOWHERE))


def trees() -> st.SearchStrategy[Criterion]:
    """Draw a tree, beside a limit of a dose in one of units of which not all can be turned into one another."""
    doses = st.builds(dose, st.sampled_from([1.0, 2.0, 1000.0]), st.sampled_from(UNITS))
    beside = st.builds(
        lambda op, tree, limit: Criterion(op=op, children=[tree, limit], span=NOWHERE),
        st.sampled_from(["all", "any", "if"]), drawn_tree(), doses,
    )  # fmt: skip
    return st.one_of(drawn_tree(), beside)


def payers() -> st.SearchStrategy[list[Policy]]:
    """Draw two to four payers of one to three sets each, with lengths of approval."""
    sets = st.lists(st.tuples(st.sampled_from(TITLES), st.sampled_from(["initial", "renewal"]), trees()), min_size=1, max_size=3)  # fmt: skip
    months = st.one_of(st.none(), st.sampled_from([6.0, 12.0]))
    return st.lists(st.tuples(sets, months), min_size=2, max_size=4).map(
        lambda drawn: [payer(at, sets, months) for at, (sets, months) in enumerate(drawn)]
    )


def payer(at: int, sets: list[tuple[str, str, Criterion]], months: float | None) -> Policy:
    """Return one payer."""
    criteria = [CriteriaSet.model_validate({"id": f"set-{n}", "phase": phase, "indication": title, "root": root, "span": NOWHERE}) for n, (title, phase, root) in enumerate(sets, 1)]  # fmt: skip
    approvals = [Approval(phase="initial", value=months, unit="month", text=f"{months:g} months", span=NOWHERE)] if months else []  # fmt: skip
    held = {"payer": Payer(id=f"p{at}", name=f"Payer {'ABCD'[at]}"), "criteria": criteria, "approvals": approvals}
    return published(bare_policy().model_copy(update=held))


@settings(max_examples=120)
@given(st.data())
def test_drawn_payers_say_the_same_in_every_order(data: st.DataObject) -> None:
    own = data.draw(payers())
    other = data.draw(st.permutations(own))
    assert differences(said(compare(own, "x", "x")), said(compare(other, "x", "x"))) == []


@settings(max_examples=100)
@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=6), st.randoms())
def test_the_unit_that_limits_are_compared_in_is_one_that_most_can_be_turned_into(units: list[str], random: object) -> None:  # fmt: skip
    atoms = [dose(1.0, unit).atoms[0] for unit in units]
    chosen = []
    for given_atoms in (atoms, list(reversed(atoms))):
        book = Book()
        book.weigh(given_atoms)
        chosen.append(book.units["dose", ""])
    metric = sum(unit != "IU/day" for unit in units)
    assert chosen[0] == chosen[1]
    assert metric * 2 == len(units) or (chosen[0] == "IU/day") is (metric * 2 < len(units))


def test_the_same_disease_is_found_before_a_wider_one() -> None:
    wide, narrow, other = (payer(at, [(title, "initial", leaf("x"))], None) for at, title in enumerate(("ALL", "B-ALL", "ALL")))  # fmt: skip
    for own in permutations((wide, narrow, other)):
        (group,) = align(own, [p.payer.id for p in own])
        assert (group.indication, group.by, group.confidence) == ("B-ALL", "wider diagnosis", 0.9)
    apart = payer(3, [("Infant ALL", "initial", leaf("x")), ("B-ALL", "initial", leaf("x"))], None)
    found = align([wide, apart, narrow], ["p0", "p3", "p1"])
    assert sorted((g.indication, sorted(m.policy for m in g.members)) for g in found) == [("B-ALL", ["p0", "p1", "p3"]), ("infant ALL", ["p3"])]  # fmt: skip


def test_a_set_for_several_diseases_swallows_none_that_others_name_alone() -> None:
    """Each disease with criteria of its own is an indication, and the set for several is one more for each of its own."""

    def titled(name: str, *diseases: str) -> CriteriaSet:
        return CriteriaSet(id=name, phase="initial", indication=name, diseases=list(diseases), root=leaf("Ordered"))

    sets = [titled("both", "gout", "asthma"), titled("first", "gout"), titled("second", "asthma"), titled("third", "plaque psoriasis")]  # fmt: skip
    for own in permutations(sets):
        found = {a.indication: set(a.members[0].sets) for a in align([bare_policy().model_copy(update={"criteria": list(own)})], ["a"])}  # fmt: skip
        assert found == {"gout": {"both", "first"}, "asthma": {"both", "second"}, "plaque psoriasis": {"third"}}
