"""Which diseases a text names where a diagnosis must stand: every spelling of one disease, and none for a narrower one that is not known."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path

import pytest

from payerdiff.normalize import disease_names, lexicon
from payerdiff.normalize.disease_names import diseases, key_of, parent_of

DATA = Path(__file__).parents[1] / "data" / "disease_names.tsv"
DRAWN = [line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def read(text: str) -> list[str]:
    """Return the diseases that a text names."""
    return [hit.canonical for hit in diseases(text)]


def whole(name: str) -> str:
    """Return the disease that a name as a whole means behind `diagnosis of`, or a dash."""
    text = f"diagnosis of {name}"
    bare = name.rpartition(" (")[0] or name
    found = [hit for hit in diseases(text) if hit.start == len("diagnosis of ") and hit.end >= hit.start + len(bare)]
    return found[0].canonical if found else "-"


@pytest.mark.parametrize(("half", "name", "canonical"), DRAWN, ids=[name for _, name, _ in DRAWN])
def test_a_drawn_name_means_what_it_meant_to_the_reader(half: str, name: str, canonical: str) -> None:
    assert whole(name) == canonical


def test_most_names_that_were_held_out_are_known() -> None:
    held = [canonical for half, _, canonical in DRAWN if half == "held out"]
    assert sum(canonical != "-" for canonical in held) >= 0.75 * len(held)


@pytest.mark.parametrize(
    ("spellings", "canonical"),
    [
        (("Wilson disease", "Wilson's disease", "Wilson’s Disease", "wilsons disease"), "Wilson disease"),
        (("type 2 diabetes", "Type II diabetes mellitus", "diabetes mellitus type 2", "diabetes, type 2", "T2DM"), "type 2 diabetes"),
        (("psoriatic arthritis", "arthritis, psoriatic", "PsA", "psoriatic arthropathy"), "psoriatic arthritis"),
        (("small cell lung cancer", "small-cell carcinoma of the lung", "small cell lung carcinoma"), "SCLC"),
        (("renal cell cancer", "renal cell carcinoma", "kidney cell carcinoma"), "renal cell carcinoma"),
        (("haemophilia B", "hemophilia B", "factor IX deficiency"), "hemophilia B"),
        (("chronic lymphocytic leukaemia", "chronic lymphatic leukemia"), "CLL"),
        (("non-radiographic axial spondyloarthritis", "nonradiographic axial spondyloarthritis"), "non-radiographic axial spondyloarthritis"),
        (("beta thalassemia", "β-thalassaemia"), "beta thalassemia"),
    ],
)  # fmt: skip
def test_spellings_of_one_disease_are_one(spellings: tuple[str, ...], canonical: str) -> None:
    assert {tuple(read(f"treatment of {name}")) for name in spellings} == {(canonical,)}


def test_the_longest_name_is_taken_and_its_place_told() -> None:
    text = "diagnosis of central nervous system (CNS) tuberculosis or ulcerative colitis"
    assert [text[h.start : h.end] for h in diseases(text)] == ["central nervous system (CNS) tuberculosis", "ulcerative colitis"]  # fmt: skip


def test_an_abbreviation_keeps_its_case() -> None:
    assert read("diagnosis of TEN") == ["toxic epidermal necrolysis"]
    assert read("diagnosis of ten lesions") == []
    assert read("ALL of the following") == []


@pytest.mark.parametrize(
    "text",
    [
        "non-allergic rhinitis",
        "rotator cuff tendinopathy",
        "smoke-induced glaucoma",
        "diagnosis of hidden-form pericarditis",
        "Tay-Sachs disease type 7",
        "hepatitis B vaccine",
        "Eczema Area and Severity Index",
        "weakness, muscle wasting",
        "members with the arthritis-like pains",
    ],
)
def test_a_narrower_or_another_thing_is_left_unread(text: str) -> None:
    assert read(text) in ([], ["arthritis"] if "arthritis-like" in text else [])


@pytest.mark.parametrize(
    "before", ["severe", "active, recurrent", "adults with", "a confirmed diagnosis of", "treatment of chronic"]
)
def test_words_of_severity_course_and_age_do_not_hide_a_disease(before: str) -> None:
    assert read(f"{before} myocarditis") == ["myocarditis"]


def test_the_table_of_diagnoses_wins() -> None:
    table = lexicon.table("diagnoses")
    assert {parent_of(name) for name in table if table[name].get("is_a")} == {
        e["is_a"] for e in table.values() if e.get("is_a")
    }
    assert parent_of("B-ALL") == "ALL"
    for name, entry in table.items():
        for synonym in entry["synonyms"]:
            held = disease_names.names().exact if disease_names.is_exact(synonym) else disease_names.names().folded
            key = disease_names.exact_key(synonym) if disease_names.is_exact(synonym) else key_of(synonym)
            assert held[key] == name or name in lexicon.wider(held[key])


def test_a_disease_has_one_name_only() -> None:
    table = lexicon.table("diagnoses")
    owner: dict[str, str] = {}
    for name, others, _ in disease_names.rows():
        for other in others if name in table else (name, *others):
            key = disease_names.exact_key(other) if disease_names.is_exact(other) else key_of(other)
            assert owner.setdefault(key, name) == name


def test_what_is_wider_is_known_and_never_comes_round() -> None:
    known = {name for name, _, _ in disease_names.rows()} | set(lexicon.table("diagnoses"))
    for name in known:
        seen = [name]
        while parent_of(seen[-1]):
            seen.append(parent_of(seen[-1]))
            assert seen[-1] in known
            assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("name", "wider"),
    [
        ("Crohn's disease", "inflammatory bowel disease"),
        ("uveal melanoma", "melanoma"),
        ("hemiplegic migraine", "migraine"),
        ("psoriatic arthritis", "arthritis"),
    ],
)
def test_a_disease_belongs_to_a_wider_one(name: str, wider: str) -> None:
    assert parent_of(name) == wider


@pytest.mark.parametrize(
    ("name", "not_wider"),
    [
        ("Still's disease", "rheumatoid arthritis"),
        ("primary biliary cholangitis", "liver cirrhosis"),
        ("juvenile rheumatoid arthritis", "rheumatoid arthritis"),
        ("pseudo-von Willebrand disease", "von Willebrand disease"),
    ],
)
def test_a_shelf_that_does_not_hold_for_every_patient_is_no_wider_disease(name: str, not_wider: str) -> None:
    assert parent_of(name) != not_wider


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cushing's disease", "Cushing's syndrome"),
        ("clear cell renal cell carcinoma", "renal cell carcinoma"),
        ("Hashimoto disease", "autoimmune thyroiditis"),
        ("ischemic stroke", "stroke"),
        ("lymphoplasmacytic lymphoma", "Waldenstrom macroglobulinemia"),
        ("sickle cell anemia", "sickle cell disease"),
    ],
)
def test_what_lists_mix_is_kept_apart(one: str, other: str) -> None:
    assert read(one) and read(other)
    assert read(one) != read(other)


def entries(name: str) -> dict[str, dict[str, list[str]]]:
    """Return a data file of entries with synonyms."""
    found: dict[str, dict[str, list[str]]] = lexicon.table(name)
    return found


@pytest.mark.parametrize(("name", "beside"), [("courses", "settings"), ("subspecialties", "specialties")])
def test_a_word_is_in_one_entry_and_what_an_entry_names_is_there(name: str, beside: str) -> None:
    own, known = entries(name), {**lexicon.table(name), **lexicon.table(beside)}
    words = [word for entry in own.values() for word in entry["synonyms"]]
    assert len(words) == len(set(words))
    for entry in own.values():
        is_a = entry.get("is_a", [])
        assert {*([is_a] if isinstance(is_a, str) else is_a), *entry.get("excludes", [])} <= set(known)


def test_no_course_excludes_itself_or_what_it_is_a_kind_of() -> None:
    for name in ("courses",):
        for canonical, entry in entries(name).items():
            assert not {canonical, str(entry.get("is_a", ""))} & set(entry.get("excludes", []))


def test_a_stage_of_two_parts_belongs_to_its_stage() -> None:
    courses = entries("courses")
    for stage, part in product(("I", "II", "III", "IV"), "ABC"):
        assert str(courses[f"stage_{stage}{part}"]["is_a"]) == f"stage_{stage}"


def test_no_assistant_is_a_specialist() -> None:
    text = (lexicon.DATA / "specialties.toml").read_text(encoding="utf-8").lower()
    assert all(word not in text for word in ("assistant", "nurse", "pharmacist"))
    assert all(isinstance(words, list) for words in tomllib.loads(text).values())
