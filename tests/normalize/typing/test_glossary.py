"""An abbreviation means what its document spells out; one that custom knows means it only where a disease must stand."""

from __future__ import annotations

import json

import pytest
from notation import told

from payerdiff.model.policy import Atom, Span
from payerdiff.normalize.typing.conditions import typed
from payerdiff.normalize.typing.tagging.glossary import NOTHING, glossary_of
from payerdiff.normalize.typing.written import written_names

SPELLED = "Crohn's disease (CD) and hidradenitis suppurativa (HS).\nMTX: methotrexate\nPG = pyoderma gangrenosum\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Diagnosis of CD", "Crohn's disease"),
        ("Member has moderate to severe HS", "hidradenitis suppurativa"),
        ("Failure of MTX", "methotrexate"),
        ("Diagnosis of PG", "pyoderma gangrenosum"),
    ],
)
def test_an_abbreviation_means_what_the_document_spells_out(text: str, value: str) -> None:
    assert value in [c.value for c in typed(text, (), glossary_of(SPELLED)).conditions]


def test_an_abbreviation_with_two_meanings_means_neither() -> None:
    assert (
        glossary_of("pyoderma gangrenosum (PG) and prostaglandin (PG), polycystic glands: PG").short_of("gout") is None
    )
    both = "celiac disease (CD) or Crohn's disease (CD)"
    assert [short for short, *_ in glossary_of(both).terms] == []


def test_a_bracket_that_shortens_nothing_is_no_abbreviation() -> None:
    assert glossary_of("asthma (FEV1), psoriasis (See Table 1), migraine (TWO of the following)").terms == ()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Diagnosis of UC", "diagnosis = ulcerative colitis"),
        ("RA", "diagnosis = rheumatoid arthritis"),
        ("Reviewed at UC San Diego", '?"Reviewed at UC San Diego"'),
        ("Order form RA is complete", '?"Order form RA is complete"'),
    ],
)
def test_what_nobody_spells_out_is_a_disease_only_where_one_must_stand(text: str, meaning: str) -> None:
    found = told(text)
    assert found == meaning or (meaning.startswith("?") and "diagnosis" not in found)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Diagnosis of Crohn's disease", "CD"),
        ("Failure of Cimzia", "cimzia"),
        ("Failure of a Janus kinase inhibitor", "janus kinase inhibitor"),
        ("Failure of a biologic agent", None),
        ("Failure of Xolair (omalizumab)", "xolair"),
        ("Diagnosis of hypertension", None),
    ],
)
def test_the_document_is_quoted_by_its_own_names(text: str, written: str | None) -> None:
    (condition,) = typed(text, (), glossary_of(SPELLED)).conditions
    assert written_names(condition, text, glossary_of(SPELLED)) == written


def test_the_json_has_both_names_and_comes_back_as_it_was() -> None:
    atom = Atom(
        concept="diagnosis", op="=", value="Crohn's disease", written="CD", text="CD", span=Span(page=1, start=0, end=2, quote="CD")
    )  # fmt: skip
    told_as = json.loads(atom.model_dump_json())
    assert (told_as["value"], told_as["canonical"]) == ("CD", "Crohn's disease")
    assert Atom.model_validate_json(atom.model_dump_json()) == atom
    plain = atom.model_copy(update={"written": None})
    assert json.loads(plain.model_dump_json())["value"] == "Crohn's disease"
    assert Atom.model_validate_json(plain.model_dump_json()) == plain


def test_no_glossary_is_the_same_as_an_empty_one() -> None:
    assert typed("Diagnosis of gout", (), NOTHING) == typed("Diagnosis of gout", (), glossary_of(""))
