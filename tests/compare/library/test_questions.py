"""Questions in many phrasings are understood as they are meant, or refused; none is answered as another one."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from payerdiff import api
from payerdiff.api.library.questions import ask
from payerdiff.compare.library.answers import coverage
from payerdiff.compare.library.question_forms import EXAMPLES, Question, parsed
from payerdiff.corpus.files import read_all
from payerdiff.corpus.library import Library, library_of, samples
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

DAY = date(2026, 1, 15)
NC, MS, ASPIRUS = (
    "Blue Cross and Blue Shield of North Carolina",
    "Blue Cross & Blue Shield of Mississippi",
    "Aspirus Health Plan, Inc.",
)
B, L = "blinatumomab", "sargramostim"


@cache
def library() -> Library:
    """Return three payers' policies, and a page about a code."""
    files = (
        "bcbsnc/blinatumomab.html",
        "bcbsms/leukine-L.5.01.453.html",
        "magellan/aspirus-blincyto.pdf",
        "rvu_edge/J2820.html",
    )
    return library_of(found for name in files for found in read_all(samples() / name, None))


def meant(question: str) -> tuple[str, str | None, tuple[str | None, ...], str | None, date | None]:
    """Return what a question is understood as."""
    found: Question = parsed(question, library(), DAY)
    payers = tuple(policies[0].payer.name for policies in found.payers)
    return found.kind, found.drug.generic if found.drug else None, payers, found.indication, found.since


UNDERSTOOD = [
    ("Which plans cover Blincyto?", ("coverage", B, (), None, None)),
    ("which payers cover blinatumomab for B-ALL", ("coverage", B, (), "B-ALL", None)),
    ("What policies cover J9039?", ("coverage", B, (), None, None)),
    ("who covers  blincyto ?", ("coverage", B, (), None, None)),
    ("Who covers Blincyto in acute lymphoblastic leukemia?", ("coverage", B, (), "ALL", None)),
    ("Is Blincyto covered for ALL?", ("coverage", B, (), "ALL", None)),
    ("is leukine covered", ("coverage", L, (), None, None)),
    ("Which health plans cover J2820?", ("coverage", L, (), None, None)),
    ("What does BCBS North Carolina require for Blincyto?", ("requirements", B, (NC,), None, None)),
    ("What does BCBSNC require for Blincyto?", ("requirements", B, (NC,), None, None)),
    ("what does aspirus ask for blinatumomab for B-ALL?", ("requirements", B, (ASPIRUS,), "B-ALL", None)),
    ("What do North Carolina require before Blincyto", ("requirements", B, (NC,), None, None)),
    ("What are Aspirus's criteria for Blincyto?", ("requirements", B, (ASPIRUS,), None, None)),
    ("what are the Mississippi requirements for Leukine", ("requirements", L, (MS,), None, None)),
    ("Criteria of Aspirus for Blincyto", ("requirements", B, (ASPIRUS,), None, None)),
    ("How do Aspirus and North Carolina differ on Blincyto?", ("differences", B, (ASPIRUS, NC), None, None)),
    ("how does Aspirus compare with North Carolina on J9039", ("differences", B, (ASPIRUS, NC), None, None)),
    ("Compare Aspirus and BCBS North Carolina on Blincyto", ("differences", B, (ASPIRUS, NC), None, None)),
    ("What are the differences between Aspirus and North Carolina for Blincyto?", ("differences", B, (ASPIRUS, NC), None, None)),
    ("What changed since 2025-01-01?", ("changes", None, (), None, date(2025, 1, 1))),
    ("What has changed for Leukine since March 2025?", ("changes", L, (), None, date(2025, 3, 1))),
    ("what changed at Aspirus since March 15, 2025", ("changes", None, (ASPIRUS,), None, date(2025, 3, 15))),
    ("Changes to Blincyto since 01/31/2025", ("changes", B, (), None, date(2025, 1, 31))),
    ("Which plans require step therapy for Leukine?", ("steps", L, (), None, None)),
    ("Who requires step therapy for Blincyto for B-ALL?", ("steps", B, (), "B-ALL", None)),
    ("Is step therapy required for Blincyto?", ("steps", B, (), None, None)),
    ("Does Aspirus cover Blincyto?", ("coverage", B, (ASPIRUS,), None, None)),
    ("does Mississippi cover leukine for AML", ("coverage", L, (MS,), "AML", None)),
    ("Is Blincyto covered by Aspirus?", ("coverage", B, (ASPIRUS,), None, None)),
    ("Is Blincyto covered for B-ALL at Aspirus?", ("coverage", B, (ASPIRUS,), "B-ALL", None)),
    ("Does Aspirus require step therapy for Blincyto?", ("steps", B, (ASPIRUS,), None, None)),
    ("What changed at Aspirus for Blincyto since 2025-01-01?", ("changes", B, (ASPIRUS,), None, date(2025, 1, 1))),
    ("What changed for Leukine this quarter?", ("changes", L, (), None, date(2026, 1, 1))),
    ("What changed last quarter?", ("changes", None, (), None, date(2025, 10, 1))),
    ("what has changed at Aspirus in the last 90 days", ("changes", None, (ASPIRUS,), None, date(2025, 10, 17))),
    ("What's new for Blincyto at Aspirus this year?", ("changes", B, (ASPIRUS,), None, date(2026, 1, 1))),
    ("Changes to Blincyto in Q3 2025", ("changes", B, (), None, date(2025, 7, 1))),
    ("What changed at Aspirus for Blincyto in March 2025?", ("changes", B, (ASPIRUS,), None, date(2025, 3, 1))),
    ("What changed for Leukine between January 2025 and 2025-06-30?", ("changes", L, (), None, date(2025, 1, 1))),
    ("What changed since the start of this year?", ("changes", None, (), None, date(2026, 1, 1))),
    ("Do any plans cover Leukine for AML?", ("coverage", L, (), "AML", None)),
    ("What's Aspirus's policy on Blincyto?", ("requirements", B, (ASPIRUS,), None, None)),
    ("What is the Mississippi policy for Leukine?", ("requirements", L, (MS,), None, None)),
    ("List the criteria for Blincyto at Aspirus", ("requirements", B, (ASPIRUS,), None, None)),
    ("requirements for leukine under BCBS Mississippi", ("requirements", L, (MS,), None, None)),
    ("Changes to Leukine in the first half of 2025", ("changes", L, (), None, date(2025, 1, 1))),
    ("What changed at Aspirus in H2 2025?", ("changes", None, (ASPIRUS,), None, date(2025, 7, 1))),
    ("How do Blue Cross and Blue Shield of North Carolina and Aspirus differ on Blincyto?", ("differences", B, (NC, ASPIRUS), None, None)),
    ("Compare Aspirus with Blue Cross and Blue Shield of North Carolina on Blincyto", ("differences", B, (ASPIRUS, NC), None, None)),
    ("Compare Aspirus vs. North Carolina for Blincyto", ("differences", B, (ASPIRUS, NC), None, None)),
    ("Who pays for Leukine?", ("coverage", L, (), None, None)),
    ("Does anyone cover Leukine for neutropenia?", ("coverage", L, (), "neutropenia", None)),
    ("Will Aspirus cover Blincyto?", ("coverage", B, (ASPIRUS,), None, None)),
    ("Show me the criteria for Leukine at Mississippi", ("requirements", L, (MS,), None, None)),
    ("What is required for Blincyto by Aspirus?", ("requirements", B, (ASPIRUS,), None, None)),
    ("What changed in 2025 at Aspirus?", ("changes", None, (ASPIRUS,), None, date(2025, 1, 1))),
    ("What changed this year for Leukine at Mississippi?", ("changes", L, (MS,), None, date(2026, 1, 1))),
    ("What changed in the past six months?", ("changes", None, (), None, date(2025, 7, 15))),
    ("What changed over the past month?", ("changes", None, (), None, date(2025, 12, 15))),
    ("Show me changes to Leukine in the past year", ("changes", L, (), None, date(2025, 1, 15))),
    ("What changed for Leukine since 2025?", ("changes", L, (), None, date(2025, 1, 1))),
]  # fmt: skip
REFUSED = [
    ("Which plans cover aspirinn?", "aspirinn"),
    ("Which plans cover Blincito?", "the nearest is “Blincyto”"),
    ("Which plans cover Blincyto for moon sickness?", "moon sickness"),
    ("Which plans cover Blincyto for adults?", "adults"),
    ("What does Acme require for Blincyto?", "Acme"),
    ("What does Blue Cross require for Blincyto?", "may be"),
    ("How do Aspirus and Acme differ on Blincyto?", "Acme"),
    ("What changed since yesterday?", "yesterday"),
    ("What changed since 2025-13-01?", "2025-13-01"),
    ("What changed for Blincito since 2025-01-01?", "Blincito"),
    ("Which plans do not cover Blincyto?", "none of the questions"),
    ("Which plans no longer cover Blincyto?", "none of the questions"),
    ("Does the sun rise?", "none of the questions"),
    ("How much does Blincyto cost?", "none of the questions"),
    ("", "none of the questions"),
    ("Which plans cover Blincyto without step therapy?", "Blincyto without step therapy"),
    ("Is Blincyto not covered?", "Blincyto not"),
    ("Does Aspirus not cover Blincyto?", "Aspirus not"),
    ("Does Aspirus cover Blincyto or Leukine?", "Blincyto or Leukine"),
    ("What did Aspirus require for Blincyto?", "none of the questions"),
    ("What did Aspirus require for Blincyto in 2020?", "none of the questions"),
    ("What does Aspirus not require for Blincyto?", "Aspirus not"),
    ("What does BCBS require for Blincyto?", "may be"),
    ("Compare Aspirus and Aspirus on Blincyto", "the same payer"),
    ("Compare Aspirus, North Carolina and Mississippi on Blincyto", "Aspirus, North Carolina"),
    ("Which plans cover Blincyto for B-ALL without MRD?", "B-ALL without MRD"),
    ("Which plans cover Blincyto for B-ALL or AML?", "B-ALL or AML"),
    ("Which plans require step therapy for Blincyto before 2024?", "Blincyto before 2024"),
    ("What changed since last quarter?", "last quarter"),
    ("Is Blincyto no longer covered?", "Blincyto no longer"),
    ("What changed in Q3 2027?", "Q3 2027"),
    ("What changed last Tuesday?", "last Tuesday"),
    ("What changed between 2026-02-01 and 2025-02-01?", "is no period"),
    ("What changed in the second half of 2026?", "is no period"),
    ("Do any plans not cover Leukine?", "none of the questions"),
    ("What's the policy on Blincyto?", "no payer is named"),
    ("List the criteria for Blincyto at Aspirus for children", "Aspirus for children"),
    ("List the criteria for Blincyto at Aspirus or Mississippi", "Aspirus or Mississippi"),
    ("What was Aspirus's policy on Blincyto?", "none of the questions"),
    ("What changed over the last quarter?", "the last quarter"),
    ("What changed in the last year?", "the last year"),
    ("What changed in the past few months?", "the past few months"),
    ("What changed since 2027?", "lies after 2026-01-15"),
    ("What changed in 2025 at Aspirus or Mississippi?", "Aspirus or Mississippi"),
    ("Who covers Leukine for AML at Mississippi?", "AML at Mississippi"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected"), UNDERSTOOD)
def test_a_question_is_understood_as_it_is_meant(question: str, expected: object) -> None:
    assert meant(question) == expected


@pytest.mark.parametrize(("question", "why"), REFUSED)
def test_what_cannot_be_answered_is_refused_with_the_reason_and_the_nearest_question(question: str, why: str) -> None:
    with pytest.raises(PayerdiffError) as error:
        parsed(question, library(), DAY)
    assert error.value.code == "no-such-question" and why in error.value.found
    assert any(f"The nearest: {example}" in error.value.way_out for example in EXAMPLES.values())


def test_who_covers_a_drug_is_told_with_the_payers_words() -> None:
    answer = ask("Which plans cover Blincyto for B-ALL?", library(), today=DAY)
    assert {s.payer for s in answer.statements} == {"Aspirus", "BCBS North Carolina"}
    assert all(s.says.startswith("has criteria for B-ALL") and s.passages for s in answer.statements)
    other = ask("Which plans cover Blincyto for asthma?", library(), today=DAY)
    assert not any(s.says.startswith("has criteria for asthma") for s in other.statements)


@pytest.mark.parametrize(
    ("phase", "indication", "diseases", "says"),
    [
        ("initial", "Asthma", ["asthma"], "has criteria for Asthma"),
        ("initial", None, ["asthma", "COPD"], "has criteria for asthma and COPD"),
        ("initial", None, [], "has criteria that name no disease"),
        ("universal", None, [], "has criteria that name no disease"),
        ("renewal", "Asthma", ["asthma"], "has criteria for reauthorization alone"),
    ],
)
def test_criteria_that_name_no_disease_are_not_told_to_be_for_all(
    phase: str, indication: str | None, diseases: list[str], says: str
) -> None:
    held = next(p for p in library().policies if p.payer.name == ASPIRUS)
    one = held.criteria[0].model_copy(update={"phase": phase, "indication": indication, "diseases": diseases})
    assert coverage(held.model_copy(update={"criteria": [one]}), None).says == says


def test_a_question_about_one_payer_is_answered_of_that_one_alone() -> None:
    (one,) = ask("Does Aspirus cover Blincyto for B-ALL?", library(), today=DAY).statements
    assert (one.payer, one.says) == ("Aspirus", "has criteria for B-ALL")
    (none,) = ask("Is Leukine covered by Aspirus?", library(), today=DAY).statements
    assert (none.payer, none.says) == (ASPIRUS, "has no policy on it in the library")
    told = ask("Does Aspirus require step therapy for Blincyto?", library(), today=DAY).statements
    assert told and {s.document for s in told} == {"aspirus-blincyto.pdf"}


def test_what_a_payer_requires_is_its_criteria_word_for_word() -> None:
    answer = ask("What does Aspirus require for Blincyto?", library(), today=DAY)
    words = [w.words for s in answer.statements for w in s.passages]
    assert "Patient is at least 15 years of age" in words and any(
        w.startswith("[all of:]") or w.endswith("[all of:]") for w in words
    )


def test_how_two_payers_differ_names_both_for_each_question() -> None:
    answer = ask("How do Aspirus and North Carolina differ on Blincyto?", library(), today=DAY)
    heads = [s.says.partition(":")[0] for s in answer.statements]
    assert "Age" in heads and heads[::2] == heads[1::2]
    (missing,) = ask("How do Aspirus and Mississippi differ on Blincyto?", library(), today=DAY).statements
    assert missing.says == "has no policy on it in the library"


def test_what_changed_since_a_day_is_what_the_digest_has() -> None:
    answer = ask("What changed for Leukine since March 2025?", library(), today=DAY)
    assert [s.document for s in answer.statements] == ["leukine-L.5.01.453.html"]
    assert ask("What changed for Leukine since January 2026?", library(), today=DAY).statements == []


def test_a_period_ends_where_it_is_said_to() -> None:
    told = ask("What changed for Leukine in the last 3 months?", library(), today=DAY)
    assert told.understood.endswith("from 2025-10-15 to 2026-01-15")
    assert parsed("What changed between March 2025 and today?", library(), DAY).until == DAY
    whole = ask("What changed for Leukine since 2025-03-01?", library(), today=DAY).statements
    before = ask("What changed for Leukine between 2025-03-01 and 2025-03-02?", library(), today=DAY).statements
    assert whole and not before


def test_a_month_that_ends_a_period_is_in_it_as_a_whole() -> None:
    asked = parsed("What changed for Leukine between January 2025 and September 2025?", library(), DAY)
    assert (asked.since, asked.until) == (date(2025, 1, 1), date(2025, 9, 30))
    told = ask("What changed for Leukine between January 2025 and September 2025?", library(), today=DAY).statements
    assert [s.document for s in told] == ["leukine-L.5.01.453.html"]
    with pytest.raises(PayerdiffError):
        parsed("What changed between January 2025 and March 2025 and May 2025?", library(), DAY)


def test_whoever_is_asked_about_bears_one_name_in_all_answers() -> None:
    steps = ask("Which plans require step therapy for Blincyto?", library(), today=DAY).statements
    assert {s.payer for s in steps} == {s.payer for s in ask("Who covers Blincyto?", library(), today=DAY).statements}


STEP = "Trial and failure of methotrexate"
UNTITLED = """# Larkmoor Health Plan

## Medical Policy: Leukine (sargramostim)

Leukine is covered when all of the following are met:

- {}
- {}
"""


@pytest.mark.parametrize(
    ("criteria", "says", "sure"),
    [
        (("Diagnosis of acute myeloid leukemia", STEP), "AML: requires steps: 1 conventional", True),
        (("Age is at least 18 years", STEP), ": requires steps: 1 conventional", True),
        ((), "not determined: it has no criteria that were read", False),
    ],
)
def test_who_names_the_disease_in_criteria_alone_is_not_left_out_of_an_answer_on_steps(
    criteria: tuple[str, ...], says: str, sure: bool
) -> None:
    policy = normalize(read_bytes(UNTITLED.format(*(criteria or (STEP, STEP))).encode(), "untitled.md"))
    assert isinstance(policy, Policy)
    policy = policy if criteria else policy.model_copy(update={"criteria": []})
    (one,) = ask("Who requires step therapy for Leukine?", library_of([policy]), today=DAY).statements
    assert one.payer == "Larkmoor" and one.says.endswith(says) and one.sure is sure, one


def test_step_therapy_that_is_not_decided_is_not_told_as_none() -> None:
    for one in ask("Which plans require step therapy for Blincyto?", library(), today=DAY).statements:
        assert ("not determined" in one.says) == (not one.sure)


def test_silence_is_no_answer_where_documents_could_not_be_read(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf", "d.pdf"):
        (tmp_path / name).write_bytes(b"%PDF damaged")
        told = ask("Who covers Humira?", api.read_library([tmp_path]), today=DAY).statements
        assert [s.says.partition(" ")[2] for s in told] == [f"{'it says' if name == 'a.pdf' else 'they say'} on this is not known"]  # fmt: skip
    assert told[0].document == "a.pdf, b.pdf, c.pdf and 1 more"


def test_what_is_no_longer_published_may_be_asked_about_where_that_is_what_changed(tmp_path: Path) -> None:
    shutil.copy(samples() / "bcbsms" / "leukine-L.5.01.453.html", tmp_path / "leukine.html")
    shutil.copy(samples() / "bcbsnc" / "blinatumomab.html", tmp_path)
    api.read_library([tmp_path], store=True)
    (tmp_path / "leukine.html").unlink()
    held = api.read_library([tmp_path], store=True)
    (one,) = ask("What changed at Mississippi this year?", held, [tmp_path], today=date.today()).statements
    assert (one.document, "withdrawn" in one.says) == ("leukine.html", True)
    with pytest.raises(PayerdiffError, match="no payer is named"):
        ask("Does Mississippi cover Leukine?", held, [tmp_path], today=date.today())
