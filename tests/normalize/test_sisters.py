"""A template that another plan uses too is not taken for that of the plan that an adapter knows: what a document's head names counts, and not its signs alone."""

from itertools import product

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading
from payerdiff.normalize.families import adapter_for

OTHERS = ["Lakeside Mutual Health Plan", "Molina Healthcare"]
PAGES = {
    "cigna": "{head}\nPOLICY: Inventa Prior Authorization Policy\nINSTRUCTIONS FOR USE\nThe following applies to plans of {name}, formerly Cigna.\nFDA-Approved Indication\n1. Asthma. Approve for 1 year if the patient is an adult.\n{foot}\n",
    "sentara": "{head}\nInventa\nTable of Content\nCoverage Policy Medical 12\nCriteria\nInventa is covered for adults.\nDocument History\nSpecial Notes:\n{foot}\n",
    "bcbsaz": "{head}\nEVIDENCE-BASED CRITERIA\nCriteria for initial therapy: Inventa is covered for adults.\nBCBSAZ is named as the source of this template.\n{foot}\n",
}
OWN = {"cigna": "Cigna", "sentara": "Sentara Health Plans", "bcbsaz": "Blue Cross Blue Shield of Arizona"}


def claimed(slug: str, name: str) -> str | None:
    """Return which adapter claims a page of a template that bears a plan's name at its head and its foot."""
    body = "\n".join(f"A sentence on drugs, number {at}." for at in range(14))
    head, foot = f"{name}\n{name} Pharmacy Policy\n{body}", f"{body}\n© 2026 {name}. All rights reserved."
    text = PAGES[slug].format(head=head, foot=foot, name=name)
    found = adapter_for(Reading(read_bytes(text.encode(), "page.txt"), "published"))
    return found.slug if found else None


@pytest.mark.parametrize(("slug", "name"), list(product(PAGES, OTHERS)))
def test_a_sister_s_document_is_read_without_an_adapter(slug: str, name: str) -> None:
    assert claimed(slug, name) is None


@pytest.mark.parametrize("slug", PAGES)
def test_a_plan_s_own_document_is_claimed_by_its_adapter(slug: str) -> None:
    assert claimed(slug, OWN[slug]) == slug
