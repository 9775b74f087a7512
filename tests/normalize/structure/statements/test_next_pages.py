"""More pages as payers set them: boxes of brackets, uses listed once, requests below numbered uses, steps with answers, refusals among limits."""

from __future__ import annotations

import pytest
from texts.policy_pages import Tree, sets

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

ITEMS = "<ul><li>Patient is 18 years of age or older</li><li>Patient has asthma</li></ul>"
CRITERIA = (
    f"<h2>Coverage criteria</h2><p>Sampletinib is medically necessary when all of the following are met:</p>{ITEMS}"
)
BOTH: Tree = ("all", ["Patient is 18 years of age or older", "Patient has asthma"])


def read(body: str, name: str = "page.html") -> Policy:
    """Return the policy of a page, or of a text."""
    data = f"<html><body>{body}</body></html>" if name.endswith("html") else body
    found = normalize(read_bytes(data.encode(), name), None)
    assert isinstance(found, Policy)
    return found


@pytest.mark.parametrize("box", ["[ ]", "[]", "[x]", "☐", "□"])
def test_a_box_before_a_line_of_text_opens_an_item(box: str) -> None:
    against = "\n".join(f"{box} {words}" for words in ("Severe hepatic impairment (Child-Pugh C)", "Pregnancy", "Known hypersensitivity to sampletinib"))  # fmt: skip
    asked = "\n".join(f"{box} {words}" for words in ("Patient has asthma", "FEV1 is below 80%"))
    text = f"Sampletinib (SAMPLA)\nCriteria for Use\n\nExclusion Criteria\nIf ANY item below is met, then the patient should NOT receive sampletinib:\n{against}\n\nInclusion Criteria\nALL of the following must be met:\n{asked}\n"
    found = read(text, "page.txt")
    assert [one.text for use in found.exclusions for one in use.root.children] == ["Severe hepatic impairment (Child-Pugh C)", "Pregnancy", "Known hypersensitivity to sampletinib"]  # fmt: skip
    asked_for = str([tree for phase, _, tree in sets(found) if phase != "exclusion"])
    assert "Pregnancy" not in asked_for and "FEV1 is below 80%" in asked_for


@pytest.mark.parametrize("heading", ["Diagnoses considered for coverage:", "Covered uses", "FDA-approved and covered indications:"])  # fmt: skip
@pytest.mark.parametrize("uses", [("Plaque psoriasis", "Psoriatic arthritis"), ("Asthma", "Atopic dermatitis", "Nasal polyps")])  # fmt: skip
def test_nobody_has_to_have_all_uses_that_a_heading_lists(heading: str, uses: tuple[str, ...]) -> None:
    listed = "".join(f"<li>{use}</li>" for use in uses)
    found = read(f"<h1>Sampletinib</h1><p><b>{heading}</b></p><ul>{listed}</ul><p><b>Coverage criteria:</b></p>{ITEMS}")
    for _, _, tree in sets(found):
        assert tree[0] == "any" or not all(use in tree[1] for use in uses)


def test_drugs_named_behind_a_colon_are_the_list_and_the_next_item_is_none_of_it() -> None:
    items = ("Prescribed by a dermatologist, and", "Inadequate response to one of the following: methotrexate, cyclosporine, acitretin, or", "Contraindication to all of methotrexate, cyclosporine and acitretin, and", "Not used with another biologic")  # fmt: skip
    listed = "".join(f"<li>{words}</li>" for words in items)
    ((_, _, tree),) = sets(read(f"<h1>Sampletinib</h1><h2>Initial criteria</h2><ul>{listed}</ul>"))
    assert (
        tree[0] == "all"
        and len(tree[1]) == 3
        and tree[1][1][0] == "any"
        and tree[1][2] == "Not used with another biologic"
    )


@pytest.mark.parametrize("request_head", ["Reauthorization:", "Continuation of therapy:"])
@pytest.mark.parametrize("last", [True, False])
def test_a_request_below_a_numbered_use_is_that_uses_and_ends_at_the_next_number(request_head: str, last: bool) -> None:
    again = f"<p><b>{request_head}</b></p><ul><li>Patient has had a response to therapy</li></ul>"
    uses = [f"<p><b>{at}. For diagnosis of {use}:</b></p><ul><li>Prescribed by a {who}, and</li><li>Patient is an adult</li></ul>" for at, use, who in ((1, "plaque psoriasis", "dermatologist"), (2, "psoriatic arthritis", "rheumatologist"))]  # fmt: skip
    found = sets(read(f"<h1>Sampletinib</h1><p><b>Coverage criteria:</b></p>{uses[0]}{again}{uses[1]}{again if last else ''}"))  # fmt: skip
    told = [(phase, name) for phase, name, _ in found]
    assert told == [("initial", "plaque psoriasis"), ("renewal", "plaque psoriasis"), ("initial", "psoriatic arthritis"), *([("renewal", "psoriatic arthritis")] if last else [])]  # fmt: skip


def test_a_request_behind_the_last_number_that_none_had_before_is_for_all() -> None:
    uses = "".join(f"<p><b>{at}. For diagnosis of {use}:</b></p><ul><li>Patient is an adult</li><li>Patient does not smoke</li></ul>" for at, use in ((1, "asthma"), (2, "gout")))  # fmt: skip
    again = "<p><b>Reauthorization:</b></p><ul><li>Patient has had a response to therapy</li></ul>"
    found = sets(read(f"<h1>Sampletinib</h1><p><b>Coverage criteria:</b></p>{uses}{again}"))
    assert {name for phase, name, _ in found if phase == "renewal"} in ({None}, {"asthma", "gout"})


@pytest.mark.parametrize("no", ["clinical review required", "deny", "refer to a pharmacist", "pharmacist review"])
def test_answers_below_a_step_say_where_it_leads_and_ask_for_nothing(no: str) -> None:
    steps = f"<ol><li>Claim for ONE Step 1 drug within the past 180 days<ol type='a'><li>If yes, approve for 12 months</li><li>If no, continue to #2</li></ol></li><li>Documented intolerance to ONE Step 1 drug<ol type='a'><li>If yes, approve for 12 months</li><li>If no, {no}</li></ol></li></ol>"
    drugs = "<h2>Step Therapy Requirements</h2><p>Step 1 Drug(s):</p><ul><li>Imiquimod 5% cream</li><li>Fluorouracil 5% cream</li></ul>"
    found = read(f"<h1>Sampletinib Step Therapy Guidelines</h1>{drugs}<h2>Step Therapy Criteria</h2>{steps}")
    assert sets(found) == [("initial", None, ("any", ["Claim for ONE Step 1 drug within the past 180 days", "Documented intolerance to ONE Step 1 drug"]))]  # fmt: skip
    assert [(a.value, a.unit) for a in found.approvals] == [(12, "month")]


@pytest.mark.parametrize("aside", ["A sampling device is generally covered subject to the indications listed below and per your plan documents.", "Sampletinib is eligible for coverage, subject to the criteria below."])  # fmt: skip
def test_coverage_subject_to_what_stands_below_is_no_coverage_by_itself(aside: str) -> None:
    assert sets(read(f"<h1>Sampletinib</h1><h2>Coverage</h2><p>{aside}</p>{CRITERIA}")) == [("initial", None, BOTH)]


def test_what_ends_a_therapy_is_no_criterion_for_it() -> None:
    ends = "<h2>Discontinuation Criteria</h2><ul><li>Disease progression</li><li>Unacceptable toxicity</li></ul>"
    assert sets(read(f"<h1>Sampletinib</h1>{CRITERIA}{ends}")) == [("initial", None, BOTH)]


@pytest.mark.parametrize("words", ["Experimental procedures are not covered.", "Sampling at home is not covered"])
def test_a_service_that_is_not_covered_is_an_exclusion_also_in_a_list_of_limitations(words: str) -> None:
    limits = f"<h2>Limitations</h2><p>The following limitations apply:</p><ol><li>{words}</li><li>Services outside of the state are covered only when none is available within it.</li></ol>"
    found = read(f"<h1>Sampling</h1>{CRITERIA}{limits}")
    assert [one.root.children[0].text for one in found.exclusions] == [words.rstrip(".")]


def test_covered_doses_are_a_limit_and_no_criterion() -> None:
    found = read(f"<h1>Sampletinib</h1>{CRITERIA}<p><b>Covered Doses:</b> Up to 60 mg per day</p>")
    assert sets(found) == [("initial", None, BOTH)]
    assert [(one.value, one.unit, one.per_unit) for one in found.limits] == [(60, "mg/day", None)]


def test_a_supply_in_the_row_behind_lengths_is_no_length() -> None:
    rows = (("Required Medical Information", "Patient has asthma"), ("Age Restriction", "Patient is 18 years of age or older"), ("Coverage Duration", "Initial: 6 months; Renewal: 1 year"), ("Quantity Limit", "2 syringes per 28 days"))  # fmt: skip
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    found = read(f"<h1>Prior Authorization Criteria: Sampletinib</h1><table>{table}</table>")
    assert {(a.phase, a.value, a.unit) for a in found.approvals} == {("initial", 6, "month"), ("renewal", 1, "year")}


def uses_of(found: Policy, phase: str) -> list[str | None]:
    """Return the uses that sets of a phase are for."""
    return [name for one, name, _ in sets(found) if one == phase]


@pytest.mark.parametrize("says", ["meets the definition of medical necessity", "is medically necessary"])
def test_what_is_asked_for_again_behind_a_list_of_uses_is_for_all_of_them(says: str) -> None:
    uses = "<ol><li>Severe asthma<ol type='a'><li>Patient is 12 years of age or older</li><li>Patient does not smoke</li></ol></li><li>Eosinophilic granulomatosis<ol type='a'><li>Failure of corticosteroids for 4 weeks</li><li>Prescribed by a rheumatologist</li></ol></li></ol>"
    first = f"<p>Initiation of sampletinib {says} when used to treat <b>ANY</b> of the following indications and <b>ALL</b> associated criteria are met:</p>{uses}<p>Approval duration: 6 months for initial requests</p>"
    again = f"<p>Continuation of sampletinib {says} when <b>ALL</b> of the following criteria are met:</p><ol><li>Patient was approved before</li><li>Patient has had a response to therapy</li></ol><p>Approval duration: 1 year</p><p>Sample Plan has delegated to Sample Rx authority to make these determinations.</p>"
    found = read(f"<h1>Sampletinib Injection</h1><h2>POSITION STATEMENT:</h2>{first}{again}")
    assert uses_of(found, "initial") == ["Severe asthma", "Eosinophilic granulomatosis"]
    assert uses_of(found, "renewal") == [None] and "delegated" not in str(sets(found))
    assert {(a.phase, a.value, a.unit) for a in found.approvals} == {("initial", 6, "month"), ("renewal", 1, "year")}


@pytest.mark.parametrize("outcome", ["If all the above requirements are met, the medication will be approved for 6 months.", "If the criteria are met, sampletinib may be authorized for 6 months."])  # fmt: skip
def test_what_follows_from_criteria_is_none(outcome: str) -> None:
    found = read(f"<h1>Sampletinib</h1>{CRITERIA}<p><i>{outcome}</i></p>")
    assert sets(found) == [("initial", None, BOTH)]
    assert [(a.value, a.unit) for a in found.approvals] == [(6, "month")]


def test_a_limit_with_two_labels_in_a_list_is_no_criterion() -> None:
    items = "<li>Patient is 18 years of age or older</li><li>Patient has asthma</li><li><b>Dosage allowed/Quantity limit:</b> 2 vials per 28 days</li>"
    found = read(f"<h1>Sampletinib</h1><h2>Initial criteria</h2><ol>{items}</ol>")
    assert sets(found) == [("initial", None, BOTH)]
    assert [(one.value, one.per_value, one.per_unit) for one in found.limits] == [(2, 28, "day")]


@pytest.mark.parametrize("name", ["Sample Health Plan", "State of Sample Medicaid"])
def test_whose_document_it_is_is_no_criterion(name: str) -> None:
    found = read(f"<h1>Pharmacy Prior Authorization: Sampletinib</h1><p>{name}</p>{CRITERIA}")
    assert sets(found) == [("initial", None, BOTH)]


def test_what_is_considered_in_therapy_is_no_way_to_approval() -> None:
    aside = "<p><b>Therapeutic considerations:</b></p><p>A. FDA approved indication/Diagnosis</p><p>*Please refer to most recent prescribing information.</p>"
    assert sets(read(f"<h1>Sampletinib</h1>{CRITERIA}{aside}")) == [("initial", None, BOTH)]


@pytest.mark.parametrize("kept", ["p", "b"])
def test_a_reauthorization_below_each_use_is_that_uses_whatever_is_bold_in_it(kept: str) -> None:
    again = {"p": "<p>For <b>reauthorization</b>:</p>", "b": "<p><b>Reauthorization:</b></p>"}[kept]
    begins = {"p": "<p>For <b>initial</b> authorization:</p>", "b": "<p><b>Initial authorization:</b></p>"}[kept]
    uses = "".join(f"<p><b>{use}</b></p>{begins}<ol><li>Patient is an adult; AND</li><li>Prescribed by a {who}</li></ol>{again}<ol><li>{shows}</li></ol>" for use, who, shows in (("Gout", "rheumatologist", "Uric acid is below 6 mg/dL"), ("Lupus nephritis", "nephrologist", "Proteinuria has fallen")))  # fmt: skip
    found = sets(read(f"<h1>POLICY STATEMENT</h1><p>Sampletinib will be considered for coverage when the following criteria are met:</p>{uses}"))  # fmt: skip
    assert [(phase, name) for phase, name, _ in found] == [("initial", "Gout"), ("renewal", "Gout"), ("initial", "Lupus nephritis"), ("renewal", "Lupus nephritis")]  # fmt: skip


def test_requests_above_uses_stay_above_them() -> None:
    uses = "".join(f"<p><b>{use}</b></p><ul><li>Patient is an adult</li><li>Patient does not smoke</li></ul>" for use in ("Gout", "Lupus nephritis"))  # fmt: skip
    found = sets(read(f"<h1>Sampletinib</h1><p><b>Initial criteria</b></p>{uses}<p><b>Renewal criteria</b></p>{uses}"))
    assert [(phase, name) for phase, name, _ in found] == [("initial", "Gout"), ("initial", "Lupus nephritis"), ("renewal", "Gout"), ("renewal", "Lupus nephritis")]  # fmt: skip


@pytest.mark.parametrize("sign", ["•", "-", "1."])
def test_lines_with_signs_in_a_cell_are_its_items(sign: str) -> None:
    one, two = (sign, sign) if sign != "1." else ("1.", "2.")
    preferred = f"<b>Preferred Criteria</b><br>{one} Diagnosis of migraine AND<br>{two} Trial of 2 triptans"
    others = f"<b>Non-Preferred Criteria</b><br>{one} Diagnosis of migraine AND<br>{two} Trial of 2 preferred agents"
    table = f"<table><tr><th>Drug class</th><th>Preferred agents</th><th>PA criteria</th></tr><tr><td>Migraine agents</td><td>sampletinib</td><td>{preferred}<br>{others}</td></tr></table>"
    trees = [tree for _, _, tree in sets(read(f"<h1>Sample Medicaid Preferred Drug List</h1>{table}"))]
    assert trees == [("all", ["Diagnosis of migraine", "Trial of 2 triptans"]), ("all", ["Diagnosis of migraine", "Trial of 2 preferred agents"])]  # fmt: skip


@pytest.mark.parametrize("label", ["Re-Authorization:", "Renewal:", "Continuation of therapy:"])
def test_a_request_labeled_within_a_field_parts_the_field(label: str) -> None:
    asked = f"<b>Initial Authorization:</b><br>• Diagnosis of migraine<br>• Not used with another biologic<br><br><b>{label}</b><br>• Documented reduction in migraine days"
    fields = (("Prior Authorization Group Description", "Sampletinib"), ("Drugs", "Sampla"), ("Covered Uses", "Migraine"), ("Exclusion Criteria", "N/A"), ("Required Medical Information", "See “Other Criteria”"), ("Age Restrictions", "18 years of age or older"), ("Prescriber Restrictions", "Neurologist"), ("Coverage Duration", "Initial: 3 months. Renewal: 12 months"), ("Other Criteria", asked), ("Quantity Limit", "2 syringes per 28 days"), ("Revision/Review Date", "4/2025"))  # fmt: skip
    table = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in fields)
    found = read(f"<h1>Prior Authorization Criteria</h1><table>{table}</table>")
    told = {phase: str(tree) for phase, _, tree in sets(found)}
    first = told.get("initial", told.get("universal", ""))
    assert "reduction" in told["renewal"] and "Diagnosis of migraine" in first and "reduction" not in first
    assert not any(words in str(told) for words in ("See", "Revision", "Authorization", "syringes", "N/A"))
    assert {(a.phase, a.value) for a in found.approvals} == {("initial", 3), ("renewal", 12)}
    assert [(one.value, one.per_value) for one in found.limits] == [(2, 28)]
