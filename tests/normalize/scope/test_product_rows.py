"""Rows of a table, or sections, that begin with the name of a product: criteria and lengths in them are for that product alone."""

from __future__ import annotations

import pytest

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

HEAD = """Madeup Health Plan
Biologic agents
Policy Number: XX.01
Effective Date: 01/01/2025

Exception criteria

"""
SECTION = """
1. Plaque Psoriasis – Initial Therapy.
A) Approve for {months} months if the patient meets BOTH of the following:
i. Prescribed by a dermatologist
ii. Patient has tried {count} of Otezla, Sotyktu, or Taltz

2. Plaque Psoriasis – Patient is Currently Receiving {name}.
A) Approve for 1 year if the patient meets BOTH of the following:
i. Patient has responded to therapy
ii. Prescribed by a dermatologist

"""


def rows(names: tuple[str, str]) -> tuple[tuple[str, int, str], ...]:
    """Return each product with the months and the trials that it asks for."""
    return (names[0], 3, "ONE"), (names[1], 6, "TWO")


def lines_of(text: str) -> str:
    """Return the paragraphs of a text, tagged."""
    return "".join(f"<p>{line}</p>" for line in text.splitlines() if line)


def document(form: str, names: tuple[str, str]) -> Document:
    """Return the document with a row for each product, or a heading."""
    parts = [(n, lines_of(SECTION.format(name=n, months=m, count=c))) for n, m, c in rows(names)]
    made = "".join(form.format(name=name, body=body) for name, body in parts)
    inner = f"<table>{made}</table>" if "<tr>" in form else made
    return read_bytes(f"<html><body>{lines_of(HEAD)}{inner}</body></html>".encode(), "a.html")


NAMES = [
    ("Simponi Subcutane ous", "Cosentyx SC"),
    ("Bimzelx", "Cosentyx"),
    ("Xeljanz oral solution", "Siliq injection"),
    ("Velsipity", "Rinvoq oral solution"),
]


@pytest.mark.parametrize("names", NAMES, ids=" and ".join)
@pytest.mark.parametrize("form", ["<tr><td>{name}</td><td>{body}</td></tr>", "<h3>{name}</h3>{body}"])
def test_what_stands_below_the_name_of_a_product_is_for_that_alone(form: str, names: tuple[str, str]) -> None:
    policy = normalize(document(form, names))
    assert isinstance(policy, Policy)
    asked = [(one.drugs, one.phase) for one in policy.criteria if one.diseases]
    assert [phase for _, phase in asked] == ["initial", "renewal"] * 2
    first, other = asked[0][0], asked[2][0]
    assert first == asked[1][0] and other == asked[3][0] and len(first) == len(other) == 1 and first != other
    told = {(*one.drugs, one.phase, *one.diseases, one.value, one.unit) for one in policy.approvals}
    assert told == {
        (*first, "initial", "plaque psoriasis", 3.0, "month"),
        (*first, "renewal", "plaque psoriasis", 1.0, "year"),
        (*other, "initial", "plaque psoriasis", 6.0, "month"),
        (*other, "renewal", "plaque psoriasis", 1.0, "year"),
    }
