"""What templates that nobody had seen wrote in ways of their own, each in several wordings: lists, labels, tables, forms, numbers."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

HEAD = "# Inventa (inventumab)\n\nMedical drug policy. Effective date: 05/01/2025\n\n## Coverage Criteria\n\n"


def policy_of(text: str, name: str = "page.md") -> Policy:
    """Return the policy that a text makes."""
    found = normalize(read_bytes(text.encode(), name))
    assert isinstance(found, Policy)
    return found


def told(node: Criterion) -> str:
    """Return a tree as one line."""
    if not node.children:
        return " ".join(node.text.split()).rstrip(" .")
    return f"{node.op}[{'; '.join(map(told, node.children))}]"


def sets_of(text: str, name: str = "page.md") -> list[tuple[str, str | None, str]]:
    """Return the sets of a text: for which request, for which use, and what they ask."""
    policy = policy_of(text, name)
    return [(one.phase, one.indication, told(one.root)) for one in (*policy.criteria, *policy.exclusions)]


@pytest.mark.parametrize(
    "how", ["as shown by either:", "confirmed by one of the following:", "and one of the following:"]
)
def test_a_disease_that_a_list_asks_for_is_an_item_and_no_heading(how: str) -> None:
    listed = f"a. Ulcerative colitis, {how}\n        i. Mayo score of 6 or higher\n        ii. Bloody stools\n    b. Crohn's disease"
    text = f"{HEAD}Inventa is covered when all are met:\n\n1. Prescribed by a gastroenterologist\n2. Has one of the following diagnoses:\n    {listed}\n3. Age 18 years or older\n"
    (only,) = sets_of(text)
    assert only[2].startswith("all[Prescribed by a gastroenterologist; any[all[Ulcerative colitis")
    assert only[2].endswith("any[Mayo score of 6 or higher; Bloody stools]]; Crohn's disease]; Age 18 years or older]")


@pytest.mark.parametrize("marks", [("1.", "2.", "3."), ("-", "-", "-")])
def test_a_list_whose_items_say_for_which_use_they_are_is_a_set_for_each(marks: tuple[str, str, str]) -> None:
    one, two, three = marks
    text = (
        f"{HEAD}Inventa is covered as follows:\n\n"
        f"{one} For plaque psoriasis, ONE of the following:\n    - Body surface area of at least 10%\n    - Failure of phototherapy\n"
        f"{two} For hidradenitis suppurativa: failure of doxycycline\n"
        f"{three} For uveitis, both of the following:\n    - Prescribed by an ophthalmologist\n    - Failure of a corticosteroid\n"
    )
    assert sets_of(text) == [
        ("initial", "plaque psoriasis", "any[Body surface area of at least 10%; Failure of phototherapy]"),
        ("initial", "hidradenitis suppurativa", "all[failure of doxycycline]"),
        ("initial", "uveitis", "all[Prescribed by an ophthalmologist; Failure of a corticosteroid]"),
    ]


def test_a_request_before_a_list_is_no_use_of_its_own() -> None:
    text = f"{HEAD}### Asthma\n\n- For initial therapy, all of the following:\n    - Age 6 years or older\n    - Eosinophils of at least 150\n- For continuation of therapy, all of the following:\n    - Fewer exacerbations\n    - Age 6 years or older\n"  # fmt: skip
    assert [(phase, use) for phase, use, _ in sets_of(text)] == [("initial", "Asthma"), ("renewal", "Asthma")]


ROWS = (
    ("Covered Uses", "All uses that the label names"),
    ("Exclusion Criteria", "<ul><li>Use together with another biologic</li><li>Severe hepatic impairment</li></ul>"),
    ("Age Restrictions", "18 years of age or older"),
    ("Prescriber Restrictions", "Prescribed by a neurologist"),
    ("Coverage Duration", "Initial: 6 months; continuation: 12 months"),
)


@pytest.mark.parametrize("label", [str.title, str.upper, lambda words: f"{words}:"])
def test_the_label_of_a_row_ends_what_the_label_above_it_opened(label) -> None:  # type: ignore[no-untyped-def]
    rows = "".join(f"<tr><td>{label(name)}</td><td>{words}</td></tr>" for name, words in ROWS)
    page = f"<html><body><h1>Inventa (inventumab)</h1><p>Drug policy. Effective: 06/01/2025</p><table>{rows}</table></body></html>"
    policy = policy_of(page, "page.html")
    (refused,) = policy.exclusions
    assert told(refused.root) == "any[Use together with another biologic; Severe hepatic impairment]"
    asked = {
        words for one in policy.criteria for words in told(one.root).removeprefix("all[").removesuffix("]").split("; ")
    }
    assert {"All uses that the label names", "18 years of age or older", "Prescribed by a neurologist"} <= asked
    assert {(one.phase, one.value) for one in policy.approvals} == {("initial", 6.0), ("renewal", 12.0)}


def test_lines_without_signs_that_and_joins_are_criteria_of_the_use_above_them() -> None:
    page = "<html><body><h1>Immune Serum</h1><p>Prior authorization guideline. Effective 07/01/2025</p><h2>I. Covered indications</h2>"
    uses = {
        "Kawasaki Disease": ("Fever for five days or more", "Given within 10 days of onset"),
        "Guillain-Barre Syndrome": ("Unable to walk without aid", "Symptoms began within the last 4 weeks"),
    }
    page += "".join(f"<p><b>{use}</b></p><p>{one}</p><p>AND</p><p>{two}</p>" for use, (one, two) in uses.items())
    page += "<h2>II. Coverage is Not Authorized For:</h2><ul><li>Epilepsy</li><li>Gout</li></ul></body></html>"
    assert sets_of(page, "page.html") == [
        *(("initial", use, f"all[{one}; {two}]") for use, (one, two) in uses.items()),
        ("exclusion", None, "any[Epilepsy; Gout]"),
    ]


FORM = "PRIOR AUTHORIZATION REQUEST FORM\n\nFax 555-201-3344. Phone 555-201-3345\n\nPATIENT NAME: ________   DOB: ________\nPRESCRIBER: ________   NPI: ________\nSIGNATURE: ________\n\nInventa (inventumab)\n\nCRITERIA FOR COVERAGE\n\n"  # fmt: skip
CRITERIA = "The drug is covered when the member meets each of the following:\n\n1. Diagnosis of idiopathic pulmonary fibrosis\n2. Prescribed by a pulmonologist\n3. Age 40 years or older\n\n"  # fmt: skip
QUESTIONS = "QUESTIONS\n\nA. Has the patient smoked?\n   ☐ Yes  ☐ No\nB. Which drugs were tried?\n   ☐ Nintedanib\n   ☐ Pirfenidone\n"


def test_a_form_with_its_criteria_in_print_is_read_without_its_questions() -> None:
    (only,) = sets_of(FORM + CRITERIA + QUESTIONS, "form.txt")
    assert (
        only[2]
        == "all[Diagnosis of idiopathic pulmonary fibrosis; Prescribed by a pulmonologist; Age 40 years or older]"
    )


def test_a_form_without_criteria_in_print_is_refused() -> None:
    with pytest.raises(PayerdiffError) as refused:
        policy_of(FORM + QUESTIONS, "form.txt")
    assert refused.value.code == "not-a-policy"


def test_numbers_of_chapters_part_a_list_of_rules() -> None:
    text = "# Genetic Testing of the Kidney\n\nInventa medical policy. Effective: 08/01/2025\n\n## Policy\n\n1.0 Genetic testing is considered medically necessary when ALL of the following are met:\n\n1.1 A nephrologist orders the test; and\n\n1.2 The result will change treatment.\n\n2.0 Alport syndrome: Testing of COL4A3 is considered medically necessary when EITHER is met:\n\n2.1 Hematuria with hearing loss; or\n\n2.2 A relative with a known variant.\n\n3.0 The following are considered not medically necessary:\n\n3.1 Testing of healthy children\n\n3.2 Polygenic risk scores\n"  # fmt: skip
    found = sets_of(text)
    assert [words for _, _, words in found] == [
        "all[A nephrologist orders the test; The result will change treatment]",
        "any[Hematuria with hearing loss; A relative with a known variant]",
        "any[Testing of healthy children; Polygenic risk scores]",
    ]
    assert [(phase, use) for phase, use, _ in found][1] == ("initial", "Alport syndrome")


def test_a_note_that_refuses_is_an_exclusion_and_a_length_with_a_condition_a_renewal() -> None:
    text = f"{HEAD}Inventa is covered when all are met:\n\n1. Diagnosis of asthma\n2. Age 6 years or older\n\nNote: Inventa is not covered for members with an active infection.\n\n## Length of approval\n\nInitial 6 months; renewal 1 year with documentation of fewer exacerbations.\n"  # fmt: skip
    found = sets_of(text)
    assert ("exclusion", "not covered", "any[Inventa is not covered for members with an active infection]") in found
    assert ("renewal", None, "all[with documentation of fewer exacerbations]") in found


def test_a_list_of_what_a_document_holds_asks_for_nothing() -> None:
    uses = ("Plaque psoriasis", "Psoriatic arthritis", "Crohn's disease")
    listed = "\n".join(f"- {use}" for use in uses)
    parts = "\n\n".join(f"### {use}\n\n- Age 18 years or older\n- Failure of methotrexate" for use in uses)
    text = f"# Inventa (inventumab)\n\nDrug policy. Effective: 06/01/2025\n\n## Conditions in this policy\n\n{listed}\n\n## Coverage criteria\n\n{parts}\n"
    assert [use for _, use, _ in sets_of(text)] == list(uses)
