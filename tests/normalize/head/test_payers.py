"""Who pays: told by where a name stands and what is said of it, never by the name of the file."""

from __future__ import annotations

import pytest
from pages import draft_of, page

from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.policy import Payer
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.head.head import read_head
from payerdiff.normalize.head.payer_names import known_payers, names_in

BODY = """
Inventa (madeupmab)
Criteria
Coverage is provided where the patient has plaque psoriasis.
"""


def payer_of(text: str) -> Payer:
    """Return the payer of a text."""
    return read_head(draft_of(text)).payer


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Moda Health", "Moda Health"),
        ("© 2025 Moda Health Plan. All rights reserved.", "Moda Health"),
        ("It is the policy of Moda Health to cover Inventa as follows.", "Moda Health"),
        ("Moda Health has determined that Inventa is covered.", "Moda Health"),
        ("Premera Blue Cross is an independent licensee of the Blue Cross Blue Shield Association.", "Premera Blue Cross"),
        ("Read more at www.premera.com/drugs.", "Premera Blue Cross"),
        ("STATE OF WEST VIRGINIA\nDEPARTMENT OF HEALTH AND HUMAN RESOURCES", "West Virginia Medicaid"),
        ("ALASKA MEDICAID", "Alaska Medicaid"),
        ("Prairie Meadow Health Plan", "Prairie Meadow Health Plan"),
        ("Blue Cross and Blue Shield of Kansas customer service answers questions.", "Blue Cross and Blue Shield of Kansas"),
    ],
)  # fmt: skip
def test_a_payer_is_found_wherever_pages_name_one(line: str, name: str) -> None:
    assert payer_of(f"{line}\n{BODY}").name == name


def test_a_page_that_names_nobody_has_no_payer() -> None:
    assert payer_of(BODY).id == "unknown"


@pytest.mark.parametrize("name", ["moda_health_inventa.txt", "Premera.pdf", "wellmark-2025.html"])
def test_the_name_of_the_file_is_no_evidence(name: str) -> None:
    document = page(BODY, name)
    assert read_head(Draft(Reading(document, "published"))).payer.id == "unknown"


def test_the_association_that_licenses_a_plan_does_not_pay() -> None:
    text = f"{BODY}\nWellmark Blue Cross and Blue Shield is an independent licensee of the Blue Cross and Blue Shield Association."
    assert payer_of(text).name == "Wellmark Blue Cross and Blue Shield"


def test_cited_papers_do_not_name_a_payer() -> None:
    text = f"{BODY}\nReferences\n1. Doe J, et al. Aetna members on Inventa. J Med. 2020;12:1-9."
    assert payer_of(text).id == "unknown"


def test_every_policy_speaks_of_medicare_and_is_not_paid_by_it() -> None:
    text = f"MVP Health Care\n{BODY}\nMembers of the Centers for Medicare & Medicaid Services programs are exempt."
    assert payer_of(text).name == "MVP Health Care"


def test_who_wrote_the_criteria_stands_beside_who_pays() -> None:
    text = f"Blue Cross and Blue Shield of Alabama\n{BODY}\n© Copyright Prime Therapeutics LLC. All Rights Reserved"
    found = payer_of(text)
    assert (found.name, found.author) == ("Blue Cross and Blue Shield of Alabama", "Prime Therapeutics")


def test_a_vendor_of_one_states_program_is_not_the_payer() -> None:
    found = payer_of(
        f"{BODY}\nThe Gainwell policy and the Ohio Medicaid preferred drug list were reviewed.\n© Gainwell Technologies"
    )
    assert (found.name, found.author) == ("Ohio Department of Medicaid", "Gainwell Technologies")


def test_an_author_alone_is_taken_for_the_payer() -> None:
    found = payer_of(f"{BODY}\n© 2025 RxAdvance Corporation. All rights reserved.")
    assert (found.name, found.author) == ("RxAdvance", None)


@pytest.mark.parametrize("known", known_payers(), ids=lambda known: known.id)
def test_each_name_of_the_list_is_found_as_itself(known: object) -> None:
    payer = next(one for one in known_payers() if one is known)
    assert [found.id for found, _, _ in names_in(f"{payer.name} covers it.")] == [payer.id]


def test_no_id_stands_twice() -> None:
    ids = [known.id for known in known_payers()]
    assert len(ids) == len(set(ids))


def test_medical_is_no_name_of_a_program() -> None:
    assert not list(names_in("MEDICAL POLICY"))
    assert [known.name for known, _, _ in names_in("Medi-Cal")] == ["California Medicaid"]


def test_the_only_state_program_that_a_document_speaks_of_pays_where_nobody_else_is_named() -> None:
    told = "This criteria was recommended for review by the Texas Medicaid Vendor Drug Program to ensure safe use."
    assert payer_of(f"Clinical criteria\n{told}\n{BODY}").name == "Texas Medicaid"
    assert payer_of(f"Moda Health\n{told}\n{BODY}").name == "Moda Health"
