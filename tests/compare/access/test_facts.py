"""Access facts of policies worded by us, and the laws that hold for those of every sample."""

from __future__ import annotations

from functools import cache
from itertools import permutations

import pytest
from readings import sample_library
from trees import NOWHERE, asking, facts, facts_of_tree, leaf

from payerdiff import api
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.access.wording import QUESTIONS, Question, answer
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, LedgerBlock, Policy, Span
from payerdiff.normalize.typing.mentions import cautions_in, mentions_of

STRICT = (
    "Prescribed by or in consultation with a dermatologist", "Age ≥ 18 years", "Patient has a negative tuberculosis test",
    "Failure of methotrexate for at least 3 months", "Failure of adalimumab",
)  # fmt: skip
APART = {"document", "policy", "drug", "indication", "notes", "evidence", "quantity_limit", "path", "steps_at_least"}


def test_all_facts_of_a_policy_that_says_all() -> None:
    found = facts(asking(*STRICT, renewal="Documentation of positive response to therapy"))
    assert found.model_dump(exclude=APART) == {
        "age_min_years": 18.0, "age_max_years": None, "specialists": ["dermatologist"], "specialist_required": True,
        "tb_test_required": True, "generic_steps": 1, "brand_steps": 1, "brand_steps_by_product": None,
        "phototherapy_required": False, "trial_weeks": 12.0, "initial_months": 6.0, "renewal_months": 12.0,
        "renewal_response_documented": True, "preferred_products": ["adalimumab"], "undecided": [],
        "specialist_prescribes": False, "generic_steps_without_phototherapy": None, "at_most": [],
    }  # fmt: skip


def test_a_policy_that_asks_for_nothing_says_so() -> None:
    found = facts(asking())
    assert (found.generic_steps, found.brand_steps, found.trial_weeks, found.age_min_years) == (0, 0, None, None)
    assert (found.specialist_required, found.tb_test_required, found.renewal_response_documented) == (
        False,
        False,
        False,
    )
    assert not found.undecided


def test_a_response_that_is_only_a_criterion_is_not_documented() -> None:
    assert facts(asking(renewal="Positive response to therapy")).renewal_response_documented is False


def test_four_weeks_are_a_month() -> None:
    assert facts(asking(initial="4 weeks")).initial_months == 1


def test_the_ages_of_either_way_are_those_of_both() -> None:
    found = facts(asking("Member meets one of the following (a or b)", "a. Age ≥ 18 years", "b. Age ≥ 6 years"))
    assert found.age_min_years == 6


def test_a_policy_without_criteria_for_the_disease_decides_nothing() -> None:
    (found,) = api.access([asking(*STRICT)], drug="Tremfya", indication="ulcerative colitis")
    assert not found.is_addressed and found.brand_steps is None and found.notes


def test_steps_by_product_are_told_where_they_differ() -> None:
    two = asking(*STRICT)
    with_steps, without = two.criteria[0], asking(number=3).criteria[0]
    ours = with_steps.model_copy(update={"drugs": ["guselkumab"]})
    other = without.model_copy(update={"id": "initial-9", "drugs": ["adalimumab"]})
    drugs = [*two.drugs, two.drugs[0].model_copy(update={"generic": "adalimumab", "brands": ["Humira"]})]
    both = two.model_copy(update={"drugs": drugs, "criteria": [ours, other, *two.criteria[1:]]})
    assert facts(both).brand_steps_by_product == {"Tremfya": 1, "Humira": 0}
    assert facts(both, "Humira").brand_steps == 0


def test_steps_of_a_set_that_names_the_drug_and_no_disease_leave_the_steps_undecided() -> None:
    one, beside = asking(), asking(STRICT[4], number=3).criteria[0]
    titled = beside.model_copy(update={"id": "initial-9", "indication": "Tremfya", "diseases": []})
    found = facts(one.model_copy(update={"criteria": [*one.criteria, titled]}))
    assert "brand_steps" in found.undecided and found.brand_steps is None


def test_label_wording_lays_down_nothing() -> None:
    one = asking(STRICT[3])
    words = "Indicated for the treatment of adults with plaque psoriasis"
    label = one.criteria[0].model_copy(update={"id": "initial-9", "root": leaf(words)})
    both = one.model_copy(update={"criteria": [label, *one.criteria]})
    assert (facts(both).generic_steps, facts(both).undecided) == (1, [])
    alone = one.model_copy(update={"criteria": [label]})
    assert not facts(alone).is_addressed


def test_unread_words_overturn_a_no_on_what_they_name() -> None:
    one = asking()
    start = one.criteria[0].span
    assert start is not None
    words = "A test for tuberculosis"
    block = one.ledger.blocks[0].model_copy(
        update={"cls": "unread", "text": words, "start": start.start + 1, "mentions": mention(words)}
    )
    torn = one.model_copy(update={"ledger": one.ledger.model_copy(update={"blocks": [*one.ledger.blocks, block]})})
    assert facts(one).tb_test_required is False
    assert "tb_test_required" in facts(torn).undecided and facts(torn).tb_test_required is None


def mention(words: str) -> list[object]:
    """Return what words name."""
    from payerdiff.normalize.typing.mentions import mentions_of

    return list(mentions_of(words, []))


@cache
def of_samples() -> list[AccessFacts]:
    """Return the access facts of all samples, for every drug and indication."""
    return api.access(api.Library(policies=sample_library().policies))


@cache
def texts() -> dict[str, dict[int, str]]:
    """Return the words of each page of each sample in its reading, blanks alike."""
    found: dict[str, dict[int, str]] = {}
    for one in sample_library().policies:
        pages: dict[int, list[str]] = {}
        for block in one.ledger.blocks:
            pages.setdefault(block.page, []).append(block.text or "")
        found[one.source.name] = {page: " ".join(" ".join(parts).split()) for page, parts in pages.items()}
    return found


def test_there_are_facts_to_hold_to_the_laws() -> None:
    assert len(of_samples()) > 10 and sum(len(f.evidence) for f in of_samples()) > 25


def test_every_quote_is_found_on_its_page() -> None:
    for one in of_samples():
        for key, proof in one.evidence.items():
            assert proof.words in texts()[one.document][proof.page], (one.document, key, proof)
            assert 0 < len(proof.words.split()) <= 12


def test_what_is_undecided_has_no_value() -> None:
    for one in of_samples():
        values = one.model_dump()
        assert [key for key in one.undecided if values[key] not in (None, [])] == []


def test_a_fact_that_is_more_than_none_has_words() -> None:
    for one in of_samples():
        values = one.model_dump()
        wanted = [k for k in ("age_min_years", "specialist_required", "tb_test_required", "generic_steps", "brand_steps", "trial_weeks", "initial_months", "renewal_months") if values[k]]  # fmt: skip
        assert [key for key in wanted if key not in one.evidence] == []


def test_the_order_of_policies_changes_nothing() -> None:
    some = [asking(*STRICT), asking(number=3), asking(STRICT[3], number=4)]
    told = [{f.document: f.model_dump(exclude={"policy"}) for f in api.access(order, drug="Tremfya")} for order in permutations(some)]  # fmt: skip
    assert len(told[0]) == 3 and all(one == told[0] for one in told)


def test_what_is_made_of_reloaded_policies_is_the_same() -> None:
    again = [Policy.model_validate_json(api.to_json(p)) for p in sample_library().policies]
    assert api.access(again) == of_samples()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.title)
def test_an_undecided_cell_says_so_and_leads_to_words_where_they_are_known(question: Question) -> None:
    one = facts(asking(*STRICT))
    key = question.keys[0]
    proof = next(iter(one.evidence.values()))
    bare = one.model_copy(update={"undecided": [key], "evidence": {}})
    told = one.model_copy(update={"undecided": [key], "evidence": {key: proof}})
    for said, passage in ((answer(question, bare), None), (answer(question, told), proof)):
        assert (said.whole, said.decided, said.evidence) == (question.open(one), False, passage)
    assert isinstance(proof.span, Span)


def test_alternatives_that_each_say_for_whom_they_are_ask_each_of_those() -> None:
    found = asking(
        "Prescribed by a specialist for the use",
        "a. Plaque psoriasis: prescribed by a dermatologist; or",
        "b. Ulcerative colitis: prescribed by a gastroenterologist",
    )
    group = found.criteria[0].root.children[1]
    assert (group.op, group.taken_op) == ("any", "all")
    assert (facts(found).specialist_required, facts(found).specialists) == (True, ["dermatologist"])


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("Failure of methotrexate and one other therapy to include a topical corticosteroid", (2, 0)),
        ("Failure of a TNF inhibitor and at least one other drug, which must include methotrexate", (1, 1)),
        ("Failure of one topical corticosteroid plus phototherapy", (1, 0)),
        ("Failure of two DMARDs or one TNF inhibitor", (2, 0)),
    ],
)
def test_therapies_that_are_counted_one_by_one_are_steps_of_their_own(words: str, counts: tuple[int, int]) -> None:
    found = facts(asking(words))
    assert ((found.generic_steps, found.brand_steps), found.undecided) == (counts, [])


def test_phototherapy_beside_a_drug_is_no_step_of_its_own_among_alternatives() -> None:
    found = facts(
        asking(
            "Failure of one of the following (a or b)",
            "a. one topical corticosteroid plus one phototherapy",
            "b. two DMARDs",
        )
    )
    assert (found.generic_steps, found.phototherapy_required) == (1, False)


def test_how_many_all_preferred_products_are_is_not_guessed() -> None:
    found = facts(asking("Failure of all preferred products"))
    assert "brand_steps" in found.undecided and "generic_steps" not in found.undecided


def test_a_specialist_told_by_examples_is_one() -> None:
    found = facts(asking("In consultation with an appropriate specialist (such as a dermatologist or rheumatologist)"))
    assert (found.specialist_required, found.specialists) == (True, ["dermatologist", "rheumatologist"])
    denied = facts(asking("A case without consultation with a specialist (such as a dermatologist) is reviewed"))
    assert denied.specialist_required is not True


def test_a_length_for_one_request_alone_leaves_the_other_undecided() -> None:
    one = asking()
    found = facts(one.model_copy(update={"approvals": [a for a in one.approvals if a.phase == "initial"]}))
    assert found.initial_months == 6 and "renewal_months" in found.undecided
    none = facts(one.model_copy(update={"approvals": []}))
    assert (none.initial_months, none.renewal_months) == (None, None) and not none.undecided


FREED = "Note: For those with more than 10% of body surface involved, a trial of topical therapy is not required."
STEPPED = "Note: Examples are on file. A patient who has already tried a biologic is not required to step back and try a conventional agent."


@pytest.mark.parametrize(
    ("criteria", "note", "undecided"),
    [
        (["Failure of a topical corticosteroid"], FREED, {"generic_steps"}),
        (["Failure of a topical corticosteroid for at least 4 weeks"], FREED, {"generic_steps", "trial_weeks"}),
        (["Failure of a topical corticosteroid"], STEPPED, set()),
        (["Failure of a topical corticosteroid", "Failure of adalimumab"], STEPPED, set()),
        (["Failure of a topical corticosteroid", "Failure of apremilast"], STEPPED, {"generic_steps"}),
    ],
)
def test_a_note_that_waives_a_step_leaves_open_what_it_could_lower(
    criteria: list[str], note: str, undecided: set[str]
) -> None:
    one = asking(*criteria)
    behind = one.criteria[0].span
    assert behind is not None
    unread = LedgerBlock(cls="unread", start=behind.end, end=behind.end + len(note), characters=len(note), page=1, text=note, mentions=mentions_of(note, []))  # fmt: skip
    ledger = one.ledger.model_copy(update={"blocks": [*one.ledger.blocks, unread]})
    found = facts(one.model_copy(update={"ledger": ledger}))
    assert set(found.undecided) == undecided
    if not undecided:  # whom a biologic of the path spares the conventional step takes none
        assert (found.generic_steps, found.brand_steps) == ((0, 1) if len(criteria) > 1 else (1, 0))


def test_a_note_that_waives_a_step_is_not_taken_for_one_that_says_nothing() -> None:
    one = asking(f"Failure of a topical corticosteroid.\n¥ {FREED}")
    assert [block.text for block in one.ledger.blocks if block.cls == "unread"] == [f"¥ {FREED}."]
    assert facts(one).undecided == ["generic_steps"]


def test_a_way_that_only_patients_on_the_drug_can_take_is_closed() -> None:
    found = facts(
        asking(
            "One of the following (a or b)",
            "a. Patient is established on the requested drug for severe plaque psoriasis",
            "b. Failure of methotrexate",
        )
    )
    assert (found.generic_steps, found.undecided) == (1, [])


def test_criteria_for_all_indications_hold_for_each_whatever_section_they_stand_in() -> None:
    renewal = (
        "Positive response to therapy\n\nB. All Indications (must meet all):\n1. Documentation of positive response"
    )
    found = facts(asking(renewal=renewal))
    assert found.renewal_response_documented is True


def test_a_therapy_that_must_not_have_been_taken_is_no_step() -> None:
    found = facts(asking("Patient has not previously received cellular treatment such as tisagenlecleucel for this"))
    assert (found.generic_steps, found.brand_steps, found.undecided) == (0, 0, [])


def test_a_potency_told_as_a_list_leaves_the_drug_what_it_is() -> None:
    found = facts(asking("Has tried a medium-, high-, and/or super-high-potency topical corticosteroid"))
    assert (found.generic_steps, found.undecided) == (1, [])


AGED = Question("Age", ("age_min_years", "age_max_years"), lambda told: str(told.age_min_years or "not stated"))


def placed(one: Criterion) -> Criterion:
    """Return a leaf that stands somewhere."""
    return one.model_copy(update={"span": Span(page=1, start=0, end=len(one.text), quote=one.text)})


def test_an_age_that_the_label_gives_is_no_number_and_no_silence() -> None:
    by_label = Atom(concept="support", op="=", value="fda_label", role="allows", text="FDA labeled age", span=NOWHERE)
    told = facts_of_tree(placed(leaf("Patient meets FDA labeled age", by_label)))
    assert told.age_min_years is None and "age_min_years" not in told.undecided
    said = answer(AGED, told)
    assert (said.text, said.decided) == (SEE_TEXT, False) and said.evidence is not None


def test_an_age_that_an_exclusion_names_leads_to_its_words() -> None:
    bans = CriteriaSet(id="exclusion-1", phase="exclusion", root=placed(leaf("Dosing or age beyond the labeling")))
    uses = CriteriaSet(id="initial-1", phase="initial", indication="Plaque psoriasis", diseases=["plaque psoriasis"], root=Criterion(op="all", children=[leaf("Prescribed with care")]))  # fmt: skip
    told = facts(asking().model_copy(update={"exclusions": [bans], "criteria": [uses]}))
    assert told.age_min_years is None and answer(AGED, told).text == SEE_TEXT


@pytest.mark.parametrize(
    "paper",
    [
        "Chart notes or medical record documentation of the affected areas and of the extent of disease",
        "Chart notes or claims history supporting previous medications tried, including response to them",
        "Documentation of the diagnosis",
    ],
)
def test_a_set_of_what_to_send_in_is_no_way_around_the_criteria(paper: str) -> None:
    policy = asking("Age ≥ 18 years")
    own = next(s for s in policy.criteria if s.phase == "initial")
    papers = next(s for s in asking(paper).criteria if s.phase == "initial")
    alone = papers.root.model_copy(update={"children": papers.root.children[1:]})  # without the diagnosis
    set_of_papers = papers.model_copy(update={"id": "papers", "root": alone})
    both = policy.model_copy(update={"criteria": [set_of_papers, *policy.criteria]})
    assert own.diseases == papers.diseases
    assert (facts(both).age_min_years, facts(both).generic_steps) == (18, 0)


@pytest.mark.parametrize(
    ("first", "documented"),
    [("Positive response to therapy", False), ("Documentation of positive response to therapy", True)],
)
def test_papers_that_a_response_makes_unnecessary_are_not_required(first: str, documented: bool) -> None:
    renewal = f"One of the following:\na. {first}; or\nb. Documentation of a justification to continue with the requested drug"
    assert facts(asking(renewal=renewal)).renewal_response_documented is documented


def test_phototherapy_beside_a_drug_is_told_with_the_count_of_the_path_without_it() -> None:
    ways = ("Member meets one of the following (a, b or c)", "a. Failure of adalimumab", "b. Failure of a topical corticosteroid and phototherapy", "c. Failure of methotrexate and acitretin")  # fmt: skip
    found = facts(asking(*ways))
    assert (found.generic_steps, found.generic_steps_without_phototherapy, found.brand_steps) == (1, 2, 0)
    (question,) = [q for q in QUESTIONS if q.keys == ("generic_steps",)]
    assert answer(question, found).text == "1 and phototherapy, or 2 without"
    assert answer(question, facts(asking("Failure of methotrexate"))).text == "1"


@pytest.mark.parametrize(("words", "must"), [("Prescribed by a dermatologist", True), ("Prescribed by or in consultation with a dermatologist", False)])  # fmt: skip
def test_whether_a_specialist_must_prescribe_is_told(words: str, must: bool) -> None:
    found = facts(asking(words))
    assert found.specialist_required and found.specialist_prescribes is must
    (question,) = [q for q in QUESTIONS if "specialists" in q.keys]
    assert ("must prescribe" in answer(question, found).text) is must


def test_what_stands_beside_the_criteria_is_no_silence() -> None:
    policy = asking("Age ≥ 18 years")
    (tested, limited) = [q for q in QUESTIONS if q.keys in (("tb_test_required",), ("quantity_limit",))]
    for question, words in (
        (tested, "Patients should be evaluated for tuberculosis (TB)"),
        (limited, "Supply limits may be in place"),
    ):
        block = LedgerBlock(cls="boilerplate", start=9000, end=9000 + len(words), characters=len(words), text=words, mentions=cautions_in(words))  # fmt: skip
        ledger = policy.ledger.model_copy(update={"blocks": [*policy.ledger.blocks, block]})
        told = answer(question, facts(policy.model_copy(update={"ledger": ledger})))
        assert (told.text, told.decided) == (SEE_TEXT, False)
        assert told.evidence is not None and told.evidence.span.quote == words
    assert facts(policy).tb_test_required is False


def test_a_dose_that_is_held_to_the_label_is_a_limit() -> None:
    words = "Documentation that the requested dose will not exceed FDA-approved dosing"
    assert facts(asking(words)).quantity_limit == words


@pytest.mark.parametrize(("words", "capped"), [("6 months", False), ("up to 6 months", True), ("a maximum of six months", True)])  # fmt: skip
def test_a_longest_length_is_told_as_one(words: str, capped: bool) -> None:
    found = facts(asking(initial=words))
    assert (found.initial_months, "initial_months" in found.at_most) == (6.0, capped)
    (question,) = [q for q in QUESTIONS if q.keys == ("initial_months",)]
    assert answer(question, found).text == ("up to 6 months" if capped else "6 months")


def test_a_set_for_who_had_the_drug_before_is_no_way_for_a_new_patient() -> None:
    policy = asking("Failure of methotrexate")
    (first,) = [s for s in policy.criteria if s.phase == "initial"]
    again = leaf("Positive response to the drug", Atom(concept="response", op="=", value="positive", text="positive response", span=NOWHERE))  # fmt: skip
    later = CriteriaSet(id="initial-2", phase="initial", indication=first.indication, diseases=first.diseases, root=again)  # fmt: skip
    found = facts(policy.model_copy(update={"criteria": [*policy.criteria, later]}))
    assert (found.generic_steps, found.undecided) == (1, [])
