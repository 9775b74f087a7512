"""General criteria and exclusions as they stand for one indication, and for the sets that they hold for."""

from __future__ import annotations

import pytest
from trees import NOWHERE, bare_policy, group, leaf, meant

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.logic.scope import counting, general
from payerdiff.compare.proofs.relations import side_of
from payerdiff.model.mention import Mention
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Meaning, OpenPart, Policy, leaves
from payerdiff.model.policy.scopes import placed
from payerdiff.normalize.typing.around_conditions import with_surroundings


def atom(concept: str, value: str, role: str | None = None) -> Atom:
    """Return a condition."""
    return Atom(concept=concept, op="=", value=value, role=role, text="", span=NOWHERE)


def disease(name: str, *more: Atom) -> Criterion:
    """Return a leaf that names a disease."""
    return leaf(name, atom("diagnosis", name), *more)


def a_set(name: str, phase: str, root: Criterion, *holds_for: str, indication: str | None = None) -> CriteriaSet:
    """Return a set."""
    return CriteriaSet.model_validate({"id": name, "phase": phase, "indication": indication, "root": root, "holds_for": list(holds_for)})  # fmt: skip


def policy_of(*sets: CriteriaSet) -> Policy:
    """Return a policy with some sets."""
    criteria, exclusions = ([s for s in sets if (s.phase == "exclusion") is out] for out in (False, True))
    return bare_policy().model_copy(update={"criteria": criteria, "exclusions": exclusions})


def test_uses_that_are_not_covered_are_no_exclusion_of_who_has_them_beside_the_indication() -> None:
    course = atom("disease_setting", "refractory")
    uses = group("any", disease("gout"), disease("asthma", course), disease("rheumatoid arthritis"), leaf("madeup disorder"))  # fmt: skip
    listed = policy_of(a_set("exclusion-1", "exclusion", uses))
    assert counting(listed, "plaque psoriasis") == ()
    assert [x.text for s in counting(listed, "rheumatoid arthritis") for x in leaves(s.root)] == ["rheumatoid arthritis"]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [("Odd deficiency after transplantation", ("transplant", "recipient")), ("Refractory odd disorder", ("disease_setting", "refractory"))],
)  # fmt: skip
def test_a_use_that_no_table_knows_is_a_use_among_uses(words: str, told: tuple[str, str]) -> None:
    """What its words say beside its name refuses nobody who asks for another use; a ban beside it does."""
    unknown = leaf(words, atom(*told)).model_copy(update={"partial": True})
    ban = leaf("Use with another biologic", atom("regimen", "biologic"))
    uses = group("any", disease("gout"), disease("asthma"), disease("rheumatoid arthritis"), unknown, ban)
    listed = policy_of(a_set("exclusion-1", "exclusion", uses))
    assert [x.text for s in counting(listed, "plaque psoriasis") for x in leaves(s.root)] == [ban.text]


ARTHRITIS = meant(Meaning(op="if", of=[OpenPart(unknown="Rheumatoid arthritis, madeup disorder"), 0]), atom("prescriber", "rheumatologist", "consults"), text="Rheumatoid arthritis, madeup disorder: rheumatologist")  # fmt: skip
ASTHMA = meant(Meaning(op="if", of=[0, 1]), atom("diagnosis", "asthma"), atom("prescriber", "pulmonologist", "consults"), text="Asthma: pulmonologist")  # fmt: skip
UNKNOWN = meant(Meaning(op="if", of=[OpenPart(unknown="Odd disorder"), 0]), atom("prescriber", "neurologist", "consults"), text="Odd disorder: neurologist")  # fmt: skip


@pytest.mark.parametrize(
    ("indication", "named"),
    [("rheumatoid arthritis", ["rheumatologist"]), ("asthma", ["pulmonologist"]), ("plaque psoriasis", ["neurologist"])],
)  # fmt: skip
def test_of_a_list_by_indication_each_has_its_own_items(indication: str, named: list[str]) -> None:
    root = group("any", ARTHRITIS, ASTHMA, UNKNOWN)
    (found,) = general(policy_of(a_set("universal-1", "universal", root)), indication)
    assert found.root.op == "all"
    assert [a.value for x in leaves(found.root) for a in x.atoms] == named
    assert [x.partial for x in leaves(found.root)] == [named == ["neurologist"]]


def test_a_list_of_other_diseases_asks_nothing_of_an_indication() -> None:
    assert general(policy_of(a_set("universal-1", "universal", group("any", ARTHRITIS, ASTHMA))), "gout") == ()


SEEN = a_set("universal-1", "universal", group("all", leaf("seen by a specialist", atom("prescriber", "rheumatologist", "consults"))), "initial-2")  # fmt: skip
BARRED = a_set("exclusion-1", "exclusion", group("any", disease("asthma"), leaf("odd")), "initial-1")
USES = (
    a_set("initial-1", "initial", group("all", disease("gout")), indication="Gout"),
    a_set("initial-2", "initial", group("all", disease("rheumatoid arthritis")), indication="Rheumatoid arthritis"),
)


@pytest.mark.parametrize(
    ("names", "seen", "ruling"),
    [
        (["gout"], [], "approve"),
        (["rheumatoid arthritis"], [], "refuse"),
        (["rheumatoid arthritis"], ["rheumatologist"], "approve"),
        (["rheumatoid arthritis", "asthma"], ["rheumatologist"], "approve"),
        (["gout", "asthma"], [], "refuse"),
    ],
)
def test_what_holds_for_some_sets_decides_on_those_alone(names: list[str], seen: list[str], ruling: str) -> None:
    patient = Patient(
        name="p", phase="initial", diagnosis=names, prescribed_by=[], consulted=seen, criteria={"odd": False}
    )
    assert judge(policy_of(SEEN, BARRED, *USES), patient).ruling == ruling


def test_a_side_states_in_its_sets_what_holds_for_some_of_them() -> None:
    policy = policy_of(SEEN, BARRED, *USES)
    one, both = (side_of(policy, names, "initial") for names in ({"initial-2"}, {"initial-1", "initial-2"}))
    assert [s.id for s in one.universal] == ["universal-1"] and one.against == ()
    assert both.universal == () and both.against == ()
    assert [len(list(s.leaf_places())) for s in both.uses] == [3, 2]
    assert placed([], USES, []) == ((), USES, ())


BESIDE = with_surroundings(leaf("Will not take it with other biologics for the treatment of RA", Atom(concept="regimen", op="without", value="biologic", text="", span=NOWHERE)))  # fmt: skip
AGENTS = with_surroundings(leaf("Must not receive it along with other MS agents"))


@pytest.mark.parametrize(
    ("indication", "left"), [("rheumatoid arthritis", [BESIDE]), ("multiple sclerosis", [AGENTS]), ("gout", [])]
)
def test_drugs_beside_it_for_one_disease_are_no_matter_of_another(indication: str, left: list[Criterion]) -> None:
    asked = policy_of(a_set("universal-1", "universal", group("all", BESIDE, AGENTS)))
    assert [x.text for s in general(asked, indication) for x in leaves(s.root)] == [x.text for x in left]
    barred = with_surroundings(leaf("In combination with a biologic for RA", Atom(concept="regimen", op="with", value="biologic", text="", span=NOWHERE)))  # fmt: skip
    found = counting(policy_of(a_set("exclusion-1", "exclusion", group("any", barred))), indication)
    assert bool(found) == (indication == "rheumatoid arthritis")


@pytest.mark.parametrize(
    ("grades", "known", "ruling"),
    [(["moderate", "severe"], ["severe"], "approve"), (["moderate", "severe"], [], "depends"), ([], [], "approve")],
)
def test_the_severity_of_a_title_is_a_criterion(grades: list[str], known: list[str], ruling: str) -> None:
    titled = a_set("initial-1", "initial", group("all", disease("gout")), indication="Gout").model_copy(update={"span": NOWHERE, "grades": grades})  # fmt: skip
    own = side_of(policy_of(titled), {"initial-1"}, "initial", "gout")
    assert judge(own.alone(), Patient(diagnosis=["gout"], disease_setting=known)).ruling == ruling
    milder = Patient(diagnosis=["gout"], disease_setting=[], ruled_out=["moderate", "severe"])
    assert judge(own.alone(), milder).ruling == ("refuse" if grades else "approve")


@pytest.mark.parametrize(
    ("words", "atoms", "ruling"),
    [
        ("No severe infection", [atom("infection", "active").model_copy(update={"negated": True})], "refuse"),
        ("Mild, moderate or severe disease", [atom("disease_setting", "mild")], "approve"),
    ],
)
def test_a_severity_of_something_else_does_not_stand_for_that_of_the_title(
    words: str, atoms: list[Atom], ruling: str
) -> None:
    root = group("all", disease("gout"), with_surroundings(leaf(words, *atoms)))
    titled = a_set("initial-1", "initial", root, indication="Severe gout").model_copy(update={"span": NOWHERE, "grades": ["severe"]})  # fmt: skip
    own = side_of(policy_of(titled), {"initial-1"}, "initial", "gout")
    mild = Patient.model_validate({"diagnosis": ["gout"], "disease_setting": ["mild"], "facts": {"infection": []}})
    assert judge(own.alone(), mild).ruling == ruling


@pytest.mark.parametrize(
    ("diseases", "ruling"),
    [(["rheumatoid arthritis"], "refuse"), (["gout"], "approve"), (["madeup disorder"], "approve")],
)
def test_what_is_said_of_the_patients_of_one_disease_refuses_no_others(diseases: list[str], ruling: str) -> None:
    """Neither in a policy as a whole, nor where the request is for something that no table knows."""
    biologic = Atom(concept="regimen", op="with", value="biologic", text="", span=NOWHERE)
    spinal = with_surroundings(leaf("Injection into the spine for the treatment of RA is unproven", biologic))
    use = a_set("initial-1", "initial", leaf("Ordered on paper"), indication="Madeup disorder")
    policy = policy_of(
        use,
        a_set("universal-1", "universal", group("all", BESIDE)),
        a_set("exclusion-1", "exclusion", group("any", spinal)),
    )
    patient = Patient(diagnosis=diseases, regimen=["biologic"], criteria={"Ordered on paper": True})
    assert judge(policy, patient).ruling == ruling
    own = side_of(policy, {"initial-1"}, "initial", "madeup disorder")
    assert judge(own.alone(), patient).ruling == ruling
    with Matter({"a": own}, "initial", "madeup disorder") as matter:
        (given,) = (variable for fact, variable in matter.book.facts.items() if "biologic" in fact)
        (ill,) = (variable for fact, variable in matter.book.facts.items() if "rheumatoid arthritis" in fact)
        assert matter.can(matter.formulas["a"], given, -ill) and not matter.can(matter.formulas["a"], given, ill)


def test_a_refusal_of_a_test_refuses_no_drug() -> None:
    """The drug that the test is for may be given; a refusal of the drug that speaks of a test behind it stands."""

    def refusal(text: str) -> Criterion:
        at = text.index("blinatumomab")
        named = Mention(concept="drug", subject="blinatumomab", text="blinatumomab", start=at, end=at + len("blinatumomab"))  # fmt: skip
        return with_surroundings(leaf(text).model_copy(update={"mentions": [named]}))

    of_test, of_drug = refusal("Antibody testing for blinatumomab is unproven"), refusal("Giving blinatumomab by a gene test is unproven")  # fmt: skip
    untested = refusal("Without testing for antibodies blinatumomab is unproven")
    policy = policy_of(a_set("exclusion-1", "exclusion", group("any", of_test, of_drug, untested)), a_set("exclusion-2", "exclusion", group("any", of_test)))  # fmt: skip
    for indication in ("", "gout"):
        assert [x.text for s in counting(policy, indication) for x in leaves(s.root)] == [of_drug.text, untested.text]


def test_an_item_of_a_list_by_indication_is_of_whom_the_policy_calls_so() -> None:
    """An indication that a title names in the item's own words has that item, whether any table knows it or not."""
    other = meant(Meaning(op="if", of=[OpenPart(unknown="Rare disorder"), 0]), atom("prescriber", "dermatologist", "consults"), text="Rare disorder: dermatologist")  # fmt: skip
    listed = a_set("universal-1", "universal", group("any", ASTHMA, UNKNOWN, other))
    titled = a_set("initial-1", "initial", leaf("Ordered on paper"), indication="Odd disorder of the skin (e.g., pemphigus vulgaris)")  # fmt: skip
    policy = policy_of(listed, titled.model_copy(update={"diseases": ["pemphigus vulgaris"]}))
    for indication in ("pemphigus vulgaris", titled.indication or ""):
        (found,) = general(policy, indication)
        assert [a.value for x in leaves(found.root) for a in x.atoms] == ["neurologist"]
    (kept,) = general(policy_of(listed), "Some other disorder")
    assert len(leaves(kept.root)) == len(listed.root.children)


def seen_for(specialty: str, *diseases: str) -> Criterion:
    """Return that a specialist is asked for some diseases."""
    return group("all", leaf(specialty, atom("prescriber", specialty, "consults")), group("any", *map(disease, diseases)))  # fmt: skip


def test_another_disease_of_a_patient_does_not_open_its_specialist() -> None:
    seen = group("any", seen_for("dermatologist", "plaque psoriasis", "gout"), seen_for("gastroenterologist", "ulcerative colitis"))  # fmt: skip
    use = a_set("initial-1", "initial", group("all", disease("plaque psoriasis")), indication="Plaque psoriasis")
    policy = policy_of(use, a_set("universal-1", "universal", group("all", seen)))
    own = side_of(policy, {"initial-1"}, "initial", "plaque psoriasis")
    both = ["plaque psoriasis", "ulcerative colitis"]
    for specialty, ruling in (("gastroenterologist", "refuse"), ("dermatologist", "approve")):
        patient = Patient(diagnosis=both, prescribed_by=[specialty], consulted=[specialty])
        assert judge(own.alone(), patient).ruling == ruling


@pytest.mark.parametrize("examples", [["apremilast"], []])
def test_what_a_page_names_of_a_class_is_of_that_class_for_a_step_and_for_a_ban(examples: list[str]) -> None:
    named = Atom(concept="prior_therapy", op="=", value="non-biologic agent", outcome="failed", examples=examples, text="", span=NOWHERE)  # fmt: skip
    step = leaf("Failure of a non-biologic agent (e.g., apremilast)", named)
    ban = leaf("No other non-biologic agent (e.g., apremilast)", named.model_copy(update={"concept": "regimen", "op": "without", "outcome": None}))  # fmt: skip
    tried = Patient.model_validate({"prior_therapy": [{"drug": "apremilast", "outcome": "failed"}]})
    given = Patient.model_validate({"regimen": ["apremilast"]})
    for asked, patient, ruling in ((step, tried, "approve"), (ban, given, "refuse")):
        own = side_of(policy_of(a_set("initial-1", "initial", group("all", asked))), {"initial-1"}, "initial", "gout")
        assert (judge(own.alone(), patient).ruling == ruling) == bool(examples)


def test_a_named_example_of_a_disease_is_of_it() -> None:
    wide = Atom(concept="diagnosis", op="=", value="madeup skin disease", examples=["pemphigus vulgaris"], text="", span=NOWHERE)  # fmt: skip
    root = group("all", leaf("Treatment of madeup skin diseases (e.g., pemphigus vulgaris and odd pemphigus)", wide))
    own = side_of(policy_of(a_set("initial-1", "initial", root)), {"initial-1"}, "initial", "pemphigus vulgaris")
    for name, ruling in (("pemphigus vulgaris", "approve"), ("gout", "refuse")):
        assert judge(own.alone(), Patient(diagnosis=[name])).ruling == ruling
    with Matter({"a": own}, "initial", "pemphigus vulgaris") as matter:
        assert not matter.can(matter.disease, -matter.formulas["a"])


def test_what_is_to_be_sent_in_approves_nobody_and_is_asked_beside_each_way() -> None:
    sent = leaf("Chart notes are to be sent in", atom("documentation", "required"))
    papers = a_set("initial-1", "initial", group("all", sent), indication="Gout")
    use = a_set("initial-2", "initial", group("all", disease("gout"), leaf("seen", atom("prescriber", "rheumatologist", "consults"))), indication="Gout")  # fmt: skip
    own = side_of(policy_of(papers, use), {"initial-1", "initial-2"}, "initial", "gout")
    assert [s.id for s in own.uses] == ["initial-2"] and [s.id for s in own.universal] == ["initial-1"]
    seen = {"diagnosis": ["gout"], "consulted": ["rheumatologist"], "prescribed_by": []}
    for known, ruling in (({**seen, "consulted": []}, "refuse"), (seen, "approve")):
        patient = Patient.model_validate({**known, "facts": {"documentation": ["required"]}})
        assert judge(own.alone(), patient).ruling == ruling
    assert [s.id for s in side_of(policy_of(papers), {"initial-1"}, "initial", "gout").uses] == ["initial-1"]


def test_a_section_on_documents_is_no_way_to_approval_whatever_the_documents_show() -> None:
    sent = Atom(concept="documentation", op="=", value="chart notes", text="Chart notes that show", span=NOWHERE)
    shown = leaf("Chart notes that show a response", sent, atom("response", "positive"))
    papers = a_set("renewal-1", "renewal", group("all", shown), indication="Gout")
    use = a_set("renewal-2", "renewal", group("all", disease("gout"), leaf("seen", atom("prescriber", "rheumatologist", "consults"))), indication="Gout")  # fmt: skip
    policy = policy_of(papers, use)
    own = side_of(policy, {"renewal-1", "renewal-2"}, "renewal", "gout")
    assert [s.id for s in own.uses] == ["renewal-2"] and [s.id for s in own.universal] == ["renewal-1"]
    for specialists, ruling in (([], "refuse"), (["rheumatologist"], "approve")):
        told = {"phase": "renewal", "diagnosis": ["gout"], "consulted": specialists, "prescribed_by": [], "facts": {"documentation": ["chart notes"], "response": ["positive"]}}  # fmt: skip
        assert judge(own.alone(), Patient.model_validate(told)).ruling == ruling
        assert judge(policy, Patient.model_validate(told)).ruling == ruling
    behind = shown.model_copy(update={"atoms": [sent.model_copy(update={"span": NOWHERE.model_copy(update={"start": 16, "end": 27})}), *shown.atoms[1:]]})  # fmt: skip
    kept = side_of(policy_of(a_set("renewal-1", "renewal", group("all", behind), indication="Gout"), use), {"renewal-1", "renewal-2"}, "renewal", "gout")  # fmt: skip
    assert [s.id for s in kept.uses] == ["renewal-1", "renewal-2"]


@pytest.mark.parametrize(("phase", "ruling"), [("renewal", "not_evaluated"), ("initial", "refuse")])
def test_how_bad_a_disease_was_when_treatment_began_refuses_nobody_who_responds(phase: str, ruling: str) -> None:
    severe = Atom(concept="disease_setting", op="in", value=["moderate", "severe"], text="severe", span=NOWHERE)
    root = group("all", leaf("uses it for severe gout and responds", atom("diagnosis", "gout"), severe))
    policy = policy_of(a_set("only-1", phase, root, indication="Gout"))
    told = {"phase": phase, "diagnosis": ["gout"], "disease_setting": [], "ruled_out": ["moderate", "severe"]}
    own = side_of(policy, {"only-1"}, "renewal" if phase == "renewal" else "initial", "gout")
    for held in (own.alone(), policy):
        assert judge(held, Patient.model_validate(told)).ruling == ruling


def test_what_holds_for_some_sets_holds_for_what_renews_those_alone() -> None:
    seen = leaf("seen", atom("prescriber", "rheumatologist", "consults"))
    general = a_set("universal-1", "universal", group("all", seen), "initial-1", "initial-2")
    within = a_set("renewal-1", "renewal", group("all", leaf("benefit")), "initial-2")
    beyond = a_set("renewal-2", "renewal", group("all", leaf("benefit")), "initial-2", "initial-3")
    for renewal, asked in ((within, True), (beyond, False)):
        found = placed([general], [renewal], [])
        assert ([s.id for s in found.general] == ["universal-1"]) is asked


def test_the_member_of_a_list_by_indication_is_who_it_names_in_words() -> None:
    def line(names: str, *specialists: str) -> Criterion:
        asked = Atom(concept="prescriber", op="in", value=list(specialists), role="consults", text="", span=NOWHERE)
        return meant(Meaning(op="if", of=[OpenPart(unknown=names), 0]), asked, text=f"{names}: {', '.join(specialists)}")  # fmt: skip

    root = group("any", line("Odd ataxia, madeup syndrome", "neurologist"), line("Blistering disease", "dermatologist"))
    (found,) = general(policy_of(a_set("universal-1", "universal", root)), "madeup syndrome")
    assert [a.value for x in leaves(found.root) for a in x.atoms] == [["neurologist"]]


def test_a_use_that_is_refused_alone_is_none_of_who_has_it_beside_the_indication() -> None:
    use = disease("gout").model_copy(update={"text": "Gout. Not for the management of gout.", "refused_for": ["gout"]})
    refused = policy_of(a_set("exclusion-1", "exclusion", group("any", use)))
    assert counting(refused, "asthma") == () and len(counting(refused, "gout")) == 1
    lasting = policy_of(a_set("exclusion-1", "exclusion", group("any", disease("gout"))))
    assert len(counting(lasting, "asthma")) == 1
