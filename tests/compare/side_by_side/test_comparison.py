"""Comparisons: laws, and the headlines that the Blincyto samples must give."""

from __future__ import annotations

import json
from functools import cache

import jsonschema
import pytest
from readings import sample_library
from reviews import blincyto
from trees import NOWHERE, asking, leaf, side

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.compare.side_by_side.headlines.facts import StepTherapy
from payerdiff.compare.side_by_side.headlines.rules import facts_of
from payerdiff.corpus.library import Library
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.comparison import Cell, Comparison
from payerdiff.model.phrasing import say, say_approval
from payerdiff.model.policy import Approval, Atom, CriteriaSet, Criterion, Policy, to_json
from payerdiff.normalize.normalizer import normalize


@cache
def library() -> Library:
    """Return the sample library."""
    return sample_library()


def headlines() -> str:
    """Return all headlines in one text."""
    return "\n".join(h.text for h in blincyto().headlines)


@pytest.mark.parametrize(
    "words",
    [
        "Only Louisiana names a prescriber specialty: hematologist or oncologist",
        "Louisiana covers patients 1 month or older",
        "Aspirus covers patients 1 month or older (15 years or older by its criteria for adults",
        "BCBS North Carolina names only relapsed or refractory disease (broader where the FDA label or compendia support the use)",
        "6 months (Louisiana)",
        "for Aspirus, see policy text",
        "BCBS North Carolina states no authorization period",
        "Aspirus does not reauthorize consolidation or maintenance therapy",
    ],
)
def test_the_blincyto_headlines_say_where_the_payers_part(words: str) -> None:
    assert words in headlines()


def test_code_brand_and_generic_find_the_same_policies() -> None:
    for names in (("J9039", "blincyto", "Blinatumomab"), ("J2820", "leukine", "sargramostim")):
        found = [library().subject(name) for name in names]
        assert len(set(found)) == 1
        assert found[0] is not None
        assert library().about(found[0])


def test_a_code_page_teaches_a_code_that_no_table_knows() -> None:
    held = Library(
        policies=library().policies,
        references=tuple(r.model_copy(update={"code": "J9999"}) for r in library().references),
    )
    subject = held.subject("J9999")
    assert subject is not None and subject.generic == "sargramostim" and "J9999" in subject.codes


def test_every_headline_leads_to_a_row_that_is_there() -> None:
    known = {row.id for row in blincyto().matrix} | {"sources"} | {f"findings-{key}" for key in blincyto().keys}
    for headline in blincyto().headlines:
        assert headline.refs
        assert set(headline.refs) <= known
        assert set(headline.policies) <= set(blincyto().keys)


def test_a_policy_differs_from_itself_in_nothing() -> None:
    for policy in library().policies:
        twice = compare([policy, policy], "twice")
        assert not [row.question for row in twice.matrix if row.divergent]
        assert len(set(twice.keys)) == 2


def test_the_order_of_payers_changes_no_row() -> None:
    policies = blincyto().policies
    turned = compare(list(reversed(policies)), blincyto().subject)

    def answers(result: Comparison) -> dict[tuple[str, str, str | None], dict[str, str | None]]:
        return {(r.question, r.phase, r.indication): {c.policy: c.summary for c in r.cells} for r in result.matrix}

    assert answers(turned) == answers(blincyto())


def test_every_quote_of_a_cell_is_its_policys_own_words() -> None:
    by_key = dict(zip(blincyto().keys, blincyto().policies, strict=True))
    words = {key: " ".join(to_json(p).split()) for key, p in by_key.items()}
    for row in blincyto().matrix:
        for cell in row.cells:
            assert (cell.summary is None) == (not cell.passages)
            for passage in cell.passages:
                assert (
                    json.dumps(passage.span.quote, ensure_ascii=False)[1:-1] in words[cell.policy]
                    or passage.span.quote in words[cell.policy]
                )


def test_a_leaf_that_names_a_marker_beside_other_words_is_no_silence() -> None:
    row = next(r for r in blincyto().matrix if r.question == "biomarker:Ph" and r.phase == "initial")
    louisiana = next(c for c in row.cells if "louisiana" in c.policy)
    assert louisiana.summary is not None
    assert [p.summary.partition(",")[0] for p in louisiana.passages] == ["among alternatives: Ph-positive", "among alternatives: Ph-negative"]  # fmt: skip


def test_the_comparison_validates_against_its_schema_and_is_the_same_each_time() -> None:
    text = to_json(blincyto())
    jsonschema.validate(json.loads(text), Comparison.model_json_schema(by_alias=True, mode="serialization"))
    subject = library().subject("J9039")
    assert subject is not None
    assert to_json(compare(library().about(subject), subject.title)) == text


def test_nothing_is_said_about_the_silence_of_a_document_that_was_read_in_part() -> None:
    half = [
        p.model_copy(update={"source": p.source.model_copy(update={"template": "generic"})})
        for p in blincyto().policies
    ]
    result = compare(half, blincyto().subject)
    assert result.headlines[0].kind == "unread"
    rest = [h for h in result.headlines if h.kind != "unread"]
    assert not [h.text for h in rest if h.kind == "only" or "not state" in h.text or "states no" in h.text]


def test_no_verdict_is_given_without_a_proof() -> None:
    assert blincyto().scenarios and all(s.verdicts for s in blincyto().scenarios)
    assert "verdicts-assume" in {f.code for f in blincyto().findings}


def test_no_two_rows_of_a_group_have_one_question_and_titles_are_the_readers_alone() -> None:
    keys = [(r.question, r.phase, r.indication) for r in blincyto().matrix]
    assert len(set(keys)) == len(keys)
    assert all(r.question == r.question.replace(" ", "") and r.dimension != r.question for r in blincyto().matrix)
    renamed = [row.model_copy(update={"dimension": f"title {at}"}) for at, row in enumerate(blincyto().matrix)]
    policies = dict(zip(blincyto().keys, blincyto().policies, strict=True))
    assert facts_of(policies, renamed) == facts_of(policies, blincyto().matrix)


def test_what_a_payer_excludes_is_shown_as_excluded_and_is_no_requirement() -> None:
    tried = leaf("Prior gene therapy", Atom(concept="prior_therapy", op="=", value="gene therapy", outcome="tried", text="Prior gene therapy", span=NOWHERE))  # fmt: skip
    age = leaf(
        "Age 18 years or older", Atom(concept="age", op=">=", value=18, unit="year", text="18 years", span=NOWHERE)
    )
    against = side(Criterion(op="all", children=[age, Criterion(op="none", children=[tried])])).alone()
    asking = side(Criterion(op="all", children=[age, tried])).alone()
    silent = side(Criterion(op="all", children=[age])).alone()
    for policy, summary, said in (
        (against, "excluded: trial of gene therapy", False),
        (asking, "trial of gene therapy", True),
    ):
        found = compare([policy, silent.model_copy(update={"number": "2"})], "x")
        row = next(row for row in found.matrix if row.question == "prior_therapy")
        assert row.cells[0].summary == summary and row.silence and not row.divergent
        assert any("includes step therapy" in headline.text for headline in found.headlines) == said


INCREASE = leaf("If request is for a dose increase, then", Atom(concept="dose", op="<=", value=28, unit="mcg/day", text="x", span=NOWHERE))  # fmt: skip
HEMATOLOGIST = leaf("Prescribed by a hematologist", Atom(concept="prescriber", op="=", value="hematologist", role="prescribes", text="x", span=NOWHERE))  # fmt: skip
ADULT = leaf("Age 18 years or older", Atom(concept="age", op=">=", value=18, unit="year", text="18 years", span=NOWHERE))  # fmt: skip


def of_trees(*roots: Criterion) -> Comparison:
    """Return the comparison of payers whose only criteria are trees."""
    return compare([side(root).alone().model_copy(update={"number": str(at)}) for at, root in enumerate(roots)], "x")


def cell_of(found: Comparison, question: str) -> Cell:
    """Return the first payer's cell of a row."""
    return next(row for row in found.matrix if row.question == question).cells[0]


def test_what_is_asked_under_a_condition_alone_is_said_with_the_condition() -> None:
    asked = Criterion(op="all", children=[ADULT, Criterion(op="if", children=[INCREASE, HEMATOLOGIST])])
    found = of_trees(asked, ADULT)
    cell = cell_of(found, "prescriber")
    assert cell.summary == "only if “request is for a dose increase”: prescribed by hematologist"
    assert [(p.only_if, p.condition, p.refused) for p in cell.passages] == [
        ("request is for a dose increase", False, False)
    ]
    told = [h.text for h in found.headlines]
    assert any(
        "names a prescriber specialty: hematologist (only if “request is for a dose increase”)." in t for t in told
    )
    plain = of_trees(Criterion(op="all", children=[ADULT, HEMATOLOGIST]), asked)
    assert next(r for r in plain.matrix if r.question == "prescriber").divergent


def test_the_condition_of_another_criterion_is_no_requirement() -> None:
    found = of_trees(
        Criterion(op="all", children=[ADULT, Criterion(op="if", children=[INCREASE, HEMATOLOGIST])]), ADULT
    )
    cell = cell_of(found, "dose")
    assert cell.summary == "condition of another criterion: at most 28 mcg/day" and cell.passages[0].condition
    assert not any("dose:" in h.text for h in found.headlines)


def test_an_age_that_is_asked_under_a_condition_alone_is_not_told_of_all_patients() -> None:
    unsaid = of_trees(Criterion(op="if", children=[leaf("If request is for a dose increase"), ADULT]), leaf("x"))
    assert not any("covers from" in h.text for h in unsaid.headlines)
    young = leaf("If under 2", Atom(concept="age", op="<", value=2, unit="year", text="x", span=NOWHERE))
    named = of_trees(Criterion(op="if", children=[young, HEMATOLOGIST]), ADULT)
    ages = [h.text for h in named.headlines if h.kind == "age"]
    assert ages and not any("states no age" in text or "under 2" in text for text in ages)


def test_open_criteria_are_counted_apart_by_what_they_are() -> None:
    found = of_trees(Criterion(op="all", children=[leaf("alpha"), Criterion(op="if", children=[leaf("If beta"), leaf("gamma"), leaf("delta")])]), ADULT)  # fmt: skip
    assert cell_of(found, "open").summary == "1 criterion not evaluated automatically; condition of another criterion: 1 criterion not evaluated automatically; only if “beta”: 2 criteria not evaluated automatically"  # fmt: skip


def test_what_is_counted_is_counted_once_however_it_stands() -> None:
    words = Criterion(op="any", children=[leaf("alpha"), leaf("beta")])
    found = of_trees(Criterion(op="all", children=[leaf("gamma"), words]), ADULT)
    assert cell_of(found, "open").summary == "1 criterion not evaluated automatically; among alternatives: 2 criteria not evaluated automatically"  # fmt: skip
    bans = CriteriaSet(id="exclusion-1", phase="exclusion", root=Criterion(op="any", children=[ADULT, leaf("beta")]))
    policy = found.policies[0].model_copy(update={"exclusions": [bans]})
    assert cell_of(compare([policy, found.policies[1]], "x"), "exclusions").summary == "2 exclusions"


def test_a_limit_is_said_with_its_name_and_an_approval_without_what_follows_it() -> None:
    limit = Atom(concept="lab_value", subject="ALT", op=">", value=3, unit="ULN", text="ALT", span=NOWHERE)
    line = Atom(concept="line_of_therapy", op=">=", value=3, text="x", span=NOWHERE)
    assert (say(limit), say(line)) == ("ALT > 3 ULN", "line 3 of therapy or later")
    once = Approval(
        phase="initial", text="One-time treatment per lifetime The safety of another was not shown.", span=NOWHERE
    )
    assert say_approval(once) == "One-time treatment per lifetime"


USES = """Clinical Policy: Dupilumab (Dupixent)
Reference Number: {plan}.1
Effective Date: 01.01.24
Line of Business: Medicaid
It is the policy of {plan} that Dupixent is covered under these criteria:
I. Initial Approval Criteria
{sets}
Reviews, Revisions, and Approvals
"""


def of_uses(plan: str, asks: str, lasts: str) -> Policy:
    """Return a policy that asks the same for three uses."""
    uses = ("Asthma", "Atopic Dermatitis", "Prurigo Nodularis")
    sets = [f"{letter}. {use} (must meet all):\n1. Diagnosis of {use.lower()};\n2. {asks};\nApproval duration: {lasts}" for letter, use in zip("ABC", uses, strict=True)]  # fmt: skip
    found = normalize(read_bytes(USES.format(plan=plan, sets="\n".join(sets)).encode(), f"{plan}.txt"), template="centene")  # fmt: skip
    assert isinstance(found, Policy)
    return found


def test_many_uses_are_told_in_one_headline() -> None:
    found = compare([of_uses("Alpha Health", "Age at least 12 years", "1 year"), of_uses("Beta Health", "Failure of a topical corticosteroid", "12 months")], "x")  # fmt: skip
    told = [h.text for h in found.headlines]
    (ages,) = [h for h in found.headlines if h.kind == "age"]
    assert (
        ages.text
        == "Beta states no age limit for 3 indications where Alpha sets one (asthma, atopic dermatitis and prurigo nodularis; searched: the titles and all criteria of the indication and those for all indications)."
    )
    assert len(ages.refs) == 3
    assert any(words.startswith("Beta includes step therapy for 3 indications; Alpha states no step therapy (searched:") for words in told)  # fmt: skip
    assert not any("Initial approval" in words for words in told)  # a year and twelve months are one length
    assert not next(r for r in found.matrix if r.question == "approval:initial").divergent


def test_steps_are_counted_on_the_least_demanding_path_where_that_is_known() -> None:
    asking, silent = of_uses("Alpha Health", "Failure of a topical corticosteroid", "1 year"), of_uses("Beta Health", "Age at least 12 years", "1 year")  # fmt: skip
    matrix = compare([asking, silent], "x").matrix
    uses = [row.indication or "" for row in matrix if row.question == "prior_therapy"]

    def counts(conventional: int | None, least: int = 0) -> dict[str, int]:
        known = [
            AccessFacts(document="a", policy="alpha_health", drug="x", indication=use, generic_steps=conventional, brand_steps=0, steps_at_least=least)
            for use in uses[:1]
        ]  # fmt: skip
        both = {"alpha_health": asking, "beta_health": silent}
        (fact,) = [f for f in facts_of(both, matrix, known) if isinstance(f, StepTherapy)]
        return dict(fact.counts)

    assert counts(1) == {"alpha_health": 3}
    assert counts(0) == {"alpha_health": 2}  # another path goes without
    assert counts(None) == {"alpha_health": 2}  # undecided, as in the grid
    assert counts(None, least=1) == {"alpha_health": 3}  # every way takes one


@pytest.mark.parametrize(
    ("asks", "named"),
    [
        ("Patient has received at least 3 consecutive months of combination therapy", True),
        ("Patient has tried whatever the prescriber saw fit", True),
        ("Documentation of a trial of another agent", True),
        ("Patient has not previously received gene therapy", False),
        ("The patient does NOT have any labeled contraindications to the requested agent", False),
        ("Disease is inadequately controlled", False),
    ],
)
def test_earlier_therapy_in_words_of_its_own_is_not_called_silence(asks: str, named: bool) -> None:
    found = compare([of_uses("Alpha Health", asks, "1 year"), of_uses("Beta Health", "Failure of a topical corticosteroid", "1 year")], "x")  # fmt: skip
    cells = [r.cells[0] for r in found.matrix if r.question == "prior_therapy"]
    assert len(cells) == 3
    for cell in cells:
        asked = [p for p in cell.passages if p.joined != "none"]
        assert bool(asked) == named
        assert not any(p.typed for p in asked)
        assert all(p.summary.startswith("not ") for p in cell.passages if p not in asked)
    assert any("Only Beta includes step therapy" in h.text for h in found.headlines) != named


def test_silence_against_one_answer_is_told_apart_from_answers_that_differ() -> None:
    found = compare([of_uses("Alpha Health", "Age at least 12 years", "1 year"), of_uses("Beta Health", "Age at least 18 years", "1 year"), of_uses("Gamma Health", "Failure of a topical corticosteroid", "1 year")], "x")  # fmt: skip
    ages = [row for row in found.matrix if row.question == "age"]
    steps = [row for row in found.matrix if row.question == "prior_therapy"]
    assert ages and steps
    assert all(row.divergent and not row.silence for row in ages)  # 12 and 18, though Gamma says nothing
    assert all(row.silence and not row.divergent for row in steps), "silence against a value is no difference"
    assert not any(row.silence and row.divergent for row in found.matrix)


def test_silence_is_said_only_where_no_words_and_no_title_speak_of_the_question() -> None:
    wordy = of_uses("Alpha Health", "Patient is old enough, as a pediatric specialist confirms", "1 year")
    asking = of_uses("Beta Health", "Age at least 18 years", "1 year")
    ages = [row for row in compare([wordy, asking], "x").matrix if row.question == "age"]
    assert [row.cells[0].summary for row in ages] == ["see policy text"] * 3
    plain = of_uses("Alpha Health", "Patient has tried warm compresses", "1 year")
    titled = plain.model_copy(
        update={"criteria": [s.model_copy(update={"population": "adult"}) for s in plain.criteria]}
    )
    for policy, said in ((plain, None), (titled, "adult patients, by the title")):
        rows = [row for row in compare([policy, asking], "x").matrix if row.question == "age"]
        assert [row.cells[0].summary for row in rows] == [said] * 3


def test_criteria_for_all_requests_speak_at_reauthorization_too() -> None:
    policy = of_uses("Alpha Health", "Age at least 12 years", "1 year")
    first = policy.criteria[0]
    renewal, always = first.model_copy(update={"id": "renewal-1", "phase": "renewal"}), first.model_copy(update={"id": "all-1", "phase": "universal", "indication": None, "root": HEMATOLOGIST})  # fmt: skip
    both = policy.model_copy(update={"criteria": [first, renewal, always]})
    rows = [row for row in compare([both, policy], "x").matrix if row.question == "prescriber"]
    assert {row.phase for row in rows} == {"initial", "renewal"}
    assert all(row.cells[0].summary for row in rows)
    assert [row.cells[1].addressed for row in rows if row.phase == "renewal"] == [False]


def test_reauthorization_without_a_name_belongs_to_every_indication_of_its_policy() -> None:
    policy = of_uses("Alpha Health", "Age at least 12 years", "1 year")
    renewal = policy.criteria[0].model_copy(update={"id": "renewal-1", "phase": "renewal", "indication": None, "diseases": [], "root": HEMATOLOGIST})  # fmt: skip
    whole = policy.model_copy(update={"criteria": [*policy.criteria, renewal]})
    groups = compare([whole, of_uses("Beta Health", "Age at least 12 years", "1 year")], "x").alignment
    held = [member.sets for group in groups for member in group.members if member.policy.startswith("alpha")]
    assert len(held) == 3 and all("renewal-1" in names for names in held)
    own = renewal.model_copy(update={"id": "renewal-2", "indication": "Asthma", "diseases": ["asthma"]})
    both = policy.model_copy(update={"criteria": [*policy.criteria, own, renewal]})
    groups = compare([both, policy], "x").alignment
    held = [member.sets for group in groups for member in group.members if member.policy == groups[0].members[0].policy]
    assert sum("renewal-1" in names for names in held) == 2, "an indication with its own goes by that"


def test_a_length_that_is_stated_for_some_indications_is_not_said_of_all() -> None:
    policy = of_uses("Alpha Health", "Age at least 12 years", "1 year")
    some = policy.model_copy(update={"approvals": policy.approvals[:1]})
    (said,) = [h.text for h in compare([some, of_uses("Beta Health", "Age at least 12 years", "6 months")], "x").headlines if h.kind == "approval"]  # fmt: skip
    assert (
        "12 months (Alpha)" in said and "for atopic dermatitis and prurigo nodularis of Alpha, see policy text" in said
    )
    assert "12 months or" not in said


def test_reauthorization_for_all_indications_is_that_of_each_and_no_indication_of_its_own() -> None:
    one, other = asking(), asking(number=3)
    (renewal,) = [s for s in one.criteria if s.phase == "renewal"]
    general = renewal.model_copy(update={"indication": "All indications in section I", "diseases": []})
    own = [general if s is renewal else s for s in one.criteria]
    named = compare([one, other], "Tremfya", "guselkumab")
    found = compare([one.model_copy(update={"criteria": own}), other], "Tremfya", "guselkumab")
    assert [a.indication for a in found.alignment] == [a.indication for a in named.alignment]
    assert [{m.policy: m.sets for m in a.members} for a in found.alignment] == [
        {m.policy: m.sets for m in a.members} for a in named.alignment
    ]
    renewals = [r.relation for r in found.relations if r.phase == "renewal"]
    assert renewals and "not_addressed" not in renewals


def test_the_easiest_path_counts_as_the_grid_does_and_says_what_is_undecided() -> None:
    found = compare([asking(), asking(number=3)], "Tremfya", "guselkumab")
    facts = {(one.policy, one.indication): one for one in found.access}
    initial = [path for path in found.easiest if path.phase == "initial"]
    assert initial
    for path in initial:
        told = facts[path.policy, path.indication or ""]
        assert path.undecided is (told.generic_steps is None or told.brand_steps is None)
        assert path.undecided or path.steps == (told.generic_steps or 0) + (told.brand_steps or 0)
        assert (path.trial_weeks, path.specialist_required) == (told.trial_weeks, told.specialist_required)
