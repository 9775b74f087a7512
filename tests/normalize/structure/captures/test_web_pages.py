"""Pages as agencies and plans set them on the web: what stands among the criteria and is none, lists in cells, signs within signs."""

from __future__ import annotations

import pytest
from texts.policy_pages import Tree, sets

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize, normalize_all


def read(body: str) -> Policy:
    """Return the policy of a page."""
    found = normalize(read_bytes(f"<html><body>{body}</body></html>".encode(), "page.html"), None)
    assert isinstance(found, Policy)
    return found


CRITERIA = "<h2>Coverage criteria</h2><p>Sampletinib is medically necessary when all of the following are met:</p><ul><li>Patient is 18 years of age or older</li><li>Patient has asthma</li></ul>"
BOTH: Tree = ("all", ["Patient is 18 years of age or older", "Patient has asthma"])


@pytest.mark.parametrize(
    "aside",
    [
        "<p>Prior authorization is required for sampletinib.</p>",
        "<p>Clinical PA is required for all agents of this class.</p>",
        "<p>PA requests for sampletinib must be completed, signed, and dated by the prescriber.</p>",
        "<p>The prescriber is required to send the completed form to the pharmacy.</p>",
        "<p>This policy will apply to all services performed after the date above.</p>",
        "<p>An exception to some or all of the criteria below may be granted for select members.</p>",
        "<p>Prescriptions that meet any of the following conditions must be prior authorized:</p><ol><li>A prescription for sampletinib.</li><li>More than 30 tablets a month.</li></ol>",
        "<p>Topic #21</p>",
    ],
)
def test_what_says_how_requests_are_made_is_no_criterion(aside: str) -> None:
    plain = read(f"<h1>Sampletinib</h1>{CRITERIA}")
    found = read(f"<h1>Sampletinib</h1><h2>Authorization</h2>{aside}{CRITERIA}")
    assert sets(found) == sets(plain) == [("initial", None, BOTH)]
    assert found.ledger.unread == 0


@pytest.mark.parametrize("words", ["Sampletinib is not covered for gout.", "The plan does not cover sampletinib for gout.", "Sampletinib for gout should be denied for want of evidence."])  # fmt: skip
def test_a_refusal_below_a_heading_on_limits_is_an_exclusion(words: str) -> None:
    found = read(f"<h1>Sampletinib</h1>{CRITERIA}<h2>Limits</h2><p>{words}</p>")
    assert len(found.exclusions) == 1 and "gout" in str(found.exclusions[0].root.children[0].text)


def test_two_lists_of_one_sentence_are_asked_for_together() -> None:
    uses = "".join(f"<li>{name}</li>" for name in ("Asthma", "Psoriasis", "Chronic pain:<ul><li>Phantom limb pain</li><li>Postherpetic neuralgia</li><li>Complex regional pain syndrome</li></ul>"))  # fmt: skip
    found = read(
        f"<h1>Sampling</h1><p><b>POLICY:</b></p><p>Sampling is considered medically necessary for the following indications:</p><ul>{uses}</ul>"
        "<p>AND when all of the following criteria are documented:</p><ul><li>Other treatments have failed; and</li><li>A trial gave relief</li></ul>"
    )
    ((_, _, root),) = sets(found)
    assert root[0] == "all" and [part[0] for part in root[1]] == ["any", "all"]
    chronic = root[1][0][1][2]
    assert chronic == ("all", ["Chronic pain", ("any", ["Phantom limb pain", "Postherpetic neuralgia", "Complex regional pain syndrome"])])  # fmt: skip


def test_a_cell_holds_one_set_for_each_request_that_it_names() -> None:
    cell = (
        "<b>Initial Evaluation</b><br>Agents will be approved when ALL of the following are met:<ol><li>Patient has asthma AND</li><li>Patient is 6 years of age or older</li></ol>"
        "Length of Approval: 6 months<br><br><b>Renewal Evaluation</b><br>Agents will be approved when ALL of the following are met:<ol><li>Patient was approved before AND</li><li>Patient has improved</li></ol>Length of Approval: 12 months"
    )
    found = read(
        f"<h1>Sampletinib Prior Authorization</h1><h2>Criteria for approval</h2><table><tr><th>Module</th><th>Clinical Criteria for Approval</th></tr><tr><td>Acute agents</td><td>{cell}</td></tr></table>"
    )
    assert [(phase, name) for phase, name, _ in sets(found)] == [("initial", "Acute agents"), ("renewal", "Acute agents")]  # fmt: skip
    assert {(a.phase, a.value) for a in found.approvals} == {("initial", 6), ("renewal", 12)}


@pytest.mark.parametrize("sign", ["–", "-", "o", "▪"])
def test_a_sign_within_an_item_of_a_web_page_is_a_list_within_the_list(sign: str) -> None:
    items = "".join(f"<li>{words}</li>" for words in ("Patient has asthma", "If the patient is 18 years of age or older, then ONE of the following:", f"{sign} FEV1 is below 80%; OR", f"{sign} Patient uses two inhalers", "Patient does not smoke"))  # fmt: skip
    ((_, _, root),) = sets(read(f"<h1>Sampletinib</h1><h2>Initial criteria</h2><ul>{items}</ul>"))
    assert root[0] == "all" and len(root[1]) == 3
    assert root[1][1][0] == "if" and root[1][1][1][1] == ("any", ["FEV1 is below 80%", "Patient uses two inhalers"])


def test_an_or_between_some_items_lets_nobody_off_the_others() -> None:
    items = "<li>Patient has asthma</li><li>FEV1 is below 80%; OR</li><li>Patient uses two inhalers</li><li>Patient does not smoke</li>"
    ((_, _, root),) = sets(read(f"<h1>Sampletinib</h1><h2>Initial criteria</h2><ul>{items}</ul>"))
    assert root == ("all", ["Patient has asthma", ("any", ["FEV1 is below 80%", "Patient uses two inhalers"]), "Patient does not smoke"])  # fmt: skip


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("when either I or II is met, and III–IV are met:", ("all", [("any", ["A", "B"]), "C", "D"])),
        ("when criteria I through IV are met:", ("all", ["A", "B", "C", "D"])),
        ("when I, II and either III or IV are met:", ("all", ["A", "B", ("any", ["C", "D"])])),
    ],
)
def test_labels_in_a_sentence_say_how_its_items_join(lead: str, expected: tuple[str, list[object]]) -> None:
    words = {"A": "Patient has asthma", "B": "Patient has gout", "C": "Patient had training", "D": "A visit took place"}
    items = "".join(f"<li>{one}</li>" for one in words.values())
    ((_, _, root),) = sets(read(f'<h1>Sampling</h1><h2>Guideline</h2><p>Members are eligible for coverage of sampling {lead}</p><ol type="I">{items}</ol>'))  # fmt: skip

    def spelled(one: object) -> object:
        return words[one] if isinstance(one, str) else (one[0], [spelled(part) for part in one[1]])  # type: ignore[index]

    flat = [part for kid in root[1] for part in (kid[1] if isinstance(kid, tuple) and kid[0] == "all" else [kid])]
    assert (root[0], flat) == spelled(expected)


def test_what_a_thing_consists_of_is_no_criterion() -> None:
    parts = "<h2>Description</h2><p>Sampling uses a device. It consists of:</p><ul><li>The lead; AND</li><li>A wire; AND</li><li>A power source.</li></ul>"
    assert sets(read(f"<h1>Sampling</h1>{parts}{CRITERIA}")) == [("initial", None, BOTH)]


def test_one_criterion_below_its_heading_makes_a_policy() -> None:
    found = read("<h1>Migraine treatments</h1><p>Sampletinib (Sampla)</p><p><b>CRITERIA FOR COVERAGE:</b></p><ul><li>Trial of at least 3 of the following: sumatriptan, naratriptan, rizatriptan</li></ul>")  # fmt: skip
    assert len(sets(found)) == 1


def test_a_heading_on_limits_ends_what_a_label_of_lengths_began() -> None:
    found = read(f"<h1>Sampletinib</h1>{CRITERIA}<h2>Authorization Duration</h2><p>If approved, up to a 12 month authorization may be granted.</p><h2>Quantity Level Limit</h2><p>Sampletinib: 2 vials per 28 days</p>")  # fmt: skip
    assert [(a.value, a.unit) for a in found.approvals] == [(12, "month")]
    assert len(found.limits) == 1


def test_a_log_names_who_met_before_the_date() -> None:
    log = "<h2>Policy history</h2><p>Medical Policy Group, June 2012 (2): Description updated.</p><p>Medical Policy Group, May 2023: Annual review.</p>"
    assert [str(r.dates.entry) for r in read(f"<h1>Sampletinib</h1>{CRITERIA}{log}").revisions] == ["2012-06-01", "2023-05-01"]  # fmt: skip


def test_what_each_heading_says_of_all_uses_is_asked_of_all() -> None:
    facets = "<h3>Age Restriction</h3><ul><li>Patient is 18 years of age or older</li></ul><h3>Prescribing Restriction</h3><ul><li>Prescribed by a rheumatologist</li></ul>"
    alone = read(f"<h1>Sampletinib</h1><h2>Prior Authorization Criteria</h2>{facets}")
    assert sets(alone) == [("initial", None, ("all", ["Patient is 18 years of age or older", "Prescribed by a rheumatologist"]))]  # fmt: skip
    uses = "<h3>Gout</h3><ul><li>Patient has tried allopurinol</li></ul><h3>Asthma</h3><ul><li>Patient has tried montelukast</li></ul>"
    both = sets(read(f"<h1>Sampletinib</h1><h2>Prior Authorization Criteria</h2>{facets}{uses}"))
    assert [(phase, name) for phase, name, _ in both] == [("universal", None), ("initial", "Gout"), ("initial", "Asthma")]  # fmt: skip


def test_plans_with_boxes_and_lists_of_limits_are_no_criteria() -> None:
    plans = "<p><b>Commercial Products</b></p><ul><li>☒ Sample Health Plan Commercial products – large group plans</li><li>☐ Sample Health Public Plans products</li></ul>"
    limits = "<h2>Limitations</h2><ul><li>Initial coverage is authorized for 6 months. Continuation is authorized in 12-month intervals.</li><li>The following quantity limits apply:<table><tr><th>Drug</th><th>Limit</th></tr><tr><td>Sampletinib 70 mg</td><td>1 pen per 30 days</td></tr></table></li><li>Samples or free goods do not qualify for an established response but will be considered on an individual basis.</li></ul>"
    found = read(f"<h1>Sampletinib</h1>{plans}{CRITERIA}{limits}")
    assert sets(found) == [("initial", None, BOTH)] and found.ledger.unread == 0
    assert [(a.phase, a.value) for a in found.approvals] == [("initial", 6), ("renewal", 12)]
    assert len(found.limits) == 1


@pytest.mark.parametrize(("words", "refused"), [("A fear of needles does not qualify as a contraindication to the comparator.", 0), ("Use beside another biologic does not qualify for coverage.", 1)])  # fmt: skip
def test_what_is_no_instance_of_what_criteria_ask_for_refuses_nothing(words: str, refused: int) -> None:
    found = read(f"<h1>Sampletinib</h1>{CRITERIA}<h2>Limitations</h2><ul><li>{words}</li></ul>")
    assert len(found.exclusions) == refused and found.ledger.unread == 0


def test_what_is_to_be_sent_in_is_asked_with_every_request() -> None:
    papers = "<h3>If requesting this service, please send the following documentation:</h3><ul><li>Weight and height</li><li>Notes of a specialist</li></ul>"
    found = sets(read(f"<h1>Sampling</h1>{CRITERIA}{papers}"))
    assert sorted(phase for phase, _, _ in found) == ["initial", "universal"]


def test_one_record_with_every_label_of_part_d_is_a_policy() -> None:
    fields = (("Exclusion Criteria", "Cosmetic use"), ("Required Medical Information", "Diagnosis of migraine"), ("Age Restrictions", "18 years of age or older"), ("Prescriber Restrictions", "N/A"), ("Coverage Duration", "Plan year"), ("Other Criteria", "N/A"))  # fmt: skip
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in fields)
    page = f"<html><body><h1>Prior Authorization Criteria</h1><h2>Sampletinib</h2><p>Products Affected</p><ul><li>SAMPLA</li></ul><table><tr><th>PA Criteria</th><th>Criteria Details</th></tr>{rows}</table></body></html>"
    (found,) = normalize_all(read_bytes(page.encode(), "page.html"), None)
    assert isinstance(found, Policy)
    assert "18 years of age or older" in str(sets(found)) and len(found.exclusions) == 1
