"""Headlines and the grid of access facts draw on one fact: what one says of a payer the other says too, or leaves to the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

import pytest
from ground import real_files
from readings import said, sample_library
from trees import NOWHERE, asking, bare_policy, facts_of_tree, leaf

from payerdiff import api
from payerdiff.compare.access.terms import length_of
from payerdiff.compare.logic.one_drug import drug_of
from payerdiff.compare.side_by_side.comparison import access_facts, compare
from payerdiff.compare.side_by_side.headlines import facts
from payerdiff.compare.side_by_side.headlines.compared import IN_GRID
from payerdiff.compare.side_by_side.headlines.rules import facts_of
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.access.wording import QUESTIONS, SILENCE, Answer, answer
from payerdiff.model.comparison import Comparison
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Drug, Limit, Policy, Span

REAL = real_files(".pdf", ".html")
FEWEST = 2
"""Policies that make a comparison."""
CLASSES = ("296961-4569911.pdf", "313179-3560271.pdf", "333345-4841422.pdf", "337814-4985370.pdf")
"""Policies for all immunomodulators, each of which is told for the drug that is compared."""
DRUGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("adalimumab", "apremilast", "etanercept", "infliximab", "secukinumab", "tofacitinib", "upadacitinib"), CLASSES),
    "dupilumab": ("uhc_rx_dupixent_pa_2025.pdf", "cigna_cnf_dupixent_pa_2025-11.pdf", "anthem_CC-0029_dupixent_2025-09.pdf"),
    "guselkumab": ("176207-4867884.pdf", "258503-4913513.pdf", "270849-4873664.pdf", "282478-5009832.pdf", "297411-4840622.pdf", "372229-5027532.pdf"),
    "rituximab": ("cigna_rituximab_2026.pdf", "aetna-cpb-0314-rituximab.html"),
}  # fmt: skip
"""Ten drugs, each with real policies that are about it."""


class Grid:
    """The answers of a comparison's grid, by policy."""

    def __init__(self, told: Sequence[AccessFacts]) -> None:
        self.told = told

    def of(self, key: str, title: str, indications: Sequence[str | None] = ()) -> list[Answer]:
        """Return a policy's cells in the rows that hold a fact; of some indications, or of all."""
        asked = next(q for q in QUESTIONS if title in q.keys)
        return [answer(asked, one) for one in self.told if one.policy == key and (not indications or one.indication in indications)]  # fmt: skip

    def months(self, key: str, phase: str) -> list[float]:
        """Return the lengths of authorization that are decided for a policy."""
        every = (
            one.initial_months if phase == "initial" else one.renewal_months for one in self.told if one.policy == key
        )
        return [months for months in every if months is not None]


def is_silent(cell: Answer) -> bool:
    """Return True if a cell says that a policy does not speak of a fact, or asks for nothing."""
    return cell.decided and cell.text in (*SILENCE, "0")


def faults(found: Comparison) -> Iterator[str]:
    """Yield each statement of a headline that the grid does not bear out."""
    by_key = dict(zip(found.keys, found.policies, strict=True))
    told = found.access or access_facts(by_key, found.alignment, drug_of(found.policies) or None)
    grid, uses = Grid(told), {row.id: row.indication for row in found.matrix}
    for fact in facts_of(by_key, found.matrix, told, found.easiest):
        own = [uses.get(ref) for ref in fact.refs]
        match fact:
            case facts.Ages():
                yield from of_ages(fact, own, grid)
            case facts.AgesUnstated():
                yield from (f"age: {k} is silent" for k in fact.silent if not all(map(is_silent, grid.of(k, "age_min_years", own))))  # fmt: skip
            case facts.OnlyOne(question=question) if question in IN_GRID:
                others = (key for key in by_key if key not in fact.policies)
                yield from (f"{question}: not only, {k}" for k in others if not all(map(is_silent, grid.of(k, IN_GRID[question]))))  # fmt: skip
            case facts.Approvals():
                yield from of_lengths(fact, grid)
            case facts.StepTherapy():
                yield from (f"steps: {k}" for k, n in fact.counts if sum(bool(one.steps) for one in told if one.policy == k) > n)  # fmt: skip


def of_ages(fact: facts.Ages, own: Sequence[str | None], grid: Grid) -> Iterator[str]:
    """Yield the ages that the grid does not have as the headline tells them."""
    for key, limits in fact.said:
        for cell in grid.of(key, "age_min_years", own):
            same = (
                (cell.text,) == limits.limits
                if cell.decided and not is_silent(cell)
                else limits.alternative or not limits.is_evaluated
            )
            if not same:
                yield f"age: {key} {limits.limits}, grid {cell.text}"
    none = (*fact.silent, *fact.unread)
    yield from (f"age: {k} is silent" for k in none if not all(map(is_silent, grid.of(k, "age_min_years", own))))


def of_lengths(fact: facts.Approvals, grid: Grid) -> Iterator[str]:
    """Yield the lengths that lie outside those of the headline, and those of payers who are said to state none."""
    for key, lengths in fact.said:
        ends = [length_of(end.value, end.unit) for end in (lengths.shortest, lengths.longest) if end]
        yield from (f"{fact.phase}: {key} {ends}, grid {n}" for n in grid.months(key, fact.phase) if not ends or not (ends[0] or 0) <= n <= (ends[-1] or 0))  # fmt: skip
        yield from (f"{fact.phase}: {key} {n}, in no cell" for n in ends if grid.months(key, fact.phase) and n not in grid.months(key, fact.phase))  # fmt: skip
    title = f"{fact.phase}_months"
    unread = [key for key in fact.unread if key not in (*dict(fact.said), *fact.silent, *fact.see)]
    yield from (f"{title}: {key} is silent" for key in (*fact.silent, *unread) if not all(map(is_silent, grid.of(key, title))))  # fmt: skip
    yield from (f"{title}: {key} is told" for key in fact.see if any(cell.decided and not is_silent(cell) for cell in grid.of(key, title)))  # fmt: skip
    for key, lengths in fact.said:
        yield from (f"{title}: {key} has none for {use}" for use in lengths.without if not all(map(is_silent, grid.of(key, title, [use]))))  # fmt: skip


@cache
def sample_drugs() -> list[Comparison]:
    """Return the comparison of each drug that two sample policies or more are about."""
    library = sample_library()
    subjects = [
        library.subject(drug.generic) for drug in {d.generic: d for p in library.policies for d in p.drugs}.values()
    ]
    held = [(library.about(one), one) for one in subjects if one is not None]
    return [compare(own, one.title, one.generic) for own, one in held if len(own) >= FEWEST]


def test_every_headline_of_the_samples_says_what_the_grid_says() -> None:
    assert sample_drugs()
    for found in sample_drugs():
        assert list(faults(found)) == [], found.subject


@pytest.mark.laws
@pytest.mark.skipif(not REAL, reason="the real documents do not lie beside this checkout")
@pytest.mark.parametrize("drug", DRUGS)
def test_every_headline_of_real_policies_says_what_the_grid_says(drug: str) -> None:
    own = [said(path) for path in REAL if path.name in DRUGS[drug]]
    policies = [policy for policy in own if isinstance(policy, Policy)]
    assert len(policies) >= FEWEST
    assert list(faults(api.compare(policies, drug=drug))) == []


def on_age(text: str, op: Literal[">=", "<="] = ">=", years: float = 18.0) -> Criterion:
    """Return a limit of age, with its place."""
    place = Span(page=1, start=0, end=len(text), quote=text)
    limit = Atom(concept="age", op=op, value=years, unit="year", text=text, span=place)
    return leaf(text, limit).model_copy(update={"span": place})


def test_open_words_on_an_age_leave_the_age_of_an_alternative_without_them() -> None:
    vague = leaf("Adults alone: given between courses of another therapy")
    plain = leaf("Widespread plaques")
    either = Criterion(op="any", children=[plain, vague])
    told = facts_of_tree(Criterion(op="all", children=[on_age("At least 6 years old", years=6.0), either]))
    assert told.age_min_years == 6 and told.age_max_years is None
    assert not {"age_min_years", "age_max_years"} & set(told.undecided)
    closed_is_older = Criterion(op="any", children=[on_age("At least 12 years old", years=12.0), vague])
    assert "age_min_years" in facts_of_tree(Criterion(op="all", children=[closed_is_older])).undecided


def test_an_age_that_some_patients_alone_must_have_is_no_silence() -> None:
    either = Criterion(op="any", children=[leaf("Widespread plaques"), on_age("At least 12 years old", years=12.0)])
    told = facts_of_tree(Criterion(op="all", children=[either]))
    assert told.age_min_years is None and "age_min_years" not in told.undecided
    asked = next(q for q in QUESTIONS if "age_min_years" in q.keys)
    assert answer(asked, told).text == SEE_TEXT


def named(name: str, *sets: CriteriaSet, limits: Sequence[Limit] = ()) -> Policy:
    """Return the policy of a payer for one drug, read by its own template."""
    bare = bare_policy()
    payer = bare.payer.model_copy(update={"id": name.lower(), "name": name, "short_name": name})
    source = bare.source.model_copy(update={"template": name.lower(), "name": f"{name}.pdf"})
    drugs = [Drug(generic="guselkumab", brands=["Tremfya"])]
    return bare.model_copy(update={"payer": payer, "source": source, "drugs": drugs, "criteria": list(sets), "limits": list(limits)})  # fmt: skip


def asks(title: str, *criteria: Criterion, population: Literal["adult", "pediatric"] | None = None) -> CriteriaSet:
    """Return initial criteria for plaque psoriasis."""
    root = Criterion(op="all", children=list(criteria))
    return CriteriaSet(id=title, phase="initial", indication=title, diseases=["plaque psoriasis"], population=population, root=root)  # fmt: skip


def test_a_dose_and_a_quantity_are_one_fact_of_which_neither_payer_has_the_only_limit() -> None:
    dose = leaf("No more than 100 mg a day", Atom(concept="dose", op="<=", value=100.0, unit="mg/day", text="", span=NOWHERE))  # fmt: skip
    pens = Limit(kind="quantity", value=2, unit="pen", per_value=28, per_unit="day", text="2 pens per 28 days", span=NOWHERE)  # fmt: skip
    one, other = (
        named("Alpha", asks("Plaque psoriasis", dose)),
        named("Beta", asks("Plaque psoriasis", leaf("Plaques"))),
    )
    both = named("Beta", asks("Plaque psoriasis", leaf("Plaques")), limits=[pens])
    assert [h.text for h in compare([one, other], "Tremfya").headlines if "dose" in h.text] == ["Only Alpha limits the dose: at most 100 mg/day."]  # fmt: skip
    assert not [h.text for h in compare([one, both], "Tremfya").headlines if "Only" in h.text]


def test_the_ages_of_criteria_for_adults_and_for_children_stand_behind_the_age_of_all() -> None:
    adults = asks("Plaque psoriasis, adult", on_age("At least 15 years old", years=15.0), population="adult")
    children = asks("Plaque psoriasis, pediatric", on_age("At least 6 years old", years=6.0), population="pediatric")
    other = named("Beta", asks("Plaque psoriasis", on_age("At least 18 years old")))
    told = [h.text for h in compare([named("Alpha", adults, children), other], "Tremfya").headlines if h.kind == "age"]
    assert told == [
        "Alpha covers patients 6 years or older (15 years or older by its criteria for adults and 6 years or older by its criteria for children); "
        "Beta covers patients 18 years or older."
    ]


def test_whom_a_criterion_is_asked_of_answers_no_question_of_its_own() -> None:
    """A test for persons who are new to biologics says nothing of the therapies that came before."""
    words = "Patient has had a negative tuberculosis test within 6 months of starting treatment, for persons who are naïve to biologic drugs"
    found = compare([asking(words), asking("Failure of methotrexate", number=3)], "Tremfya", "guselkumab")
    cells = {row.question: row.cells[0] for row in found.matrix if row.phase == "initial"}
    assert cells["test"].passages and not cells["prior_therapy"].passages
