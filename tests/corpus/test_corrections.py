"""Corrections: applied and shown as such, dropped with a warning where the document is another, refused where they have no known form."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import lxml.html
import pytest
from ground import ROOT

from payerdiff import api
from payerdiff.compare.changes.review import review
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.corrections import Correction, GivenAtom, corrected
from payerdiff.corpus.library import library_of, read_library
from payerdiff.ingest.reader import read_file
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Criterion, Meaning, Policy
from payerdiff.normalize.normalizer import normalize
from payerdiff.templates.rendering import render_comparison

ASPIRUS = ROOT / "corpus/samples/magellan/aspirus-blincyto.pdf"
CAROLINA = ROOT / "corpus/samples/bcbsnc/blinatumomab.html"
SIGNED = {"reason": "The page says so", "who": "J. Ortiz", "when": date(2026, 11, 20)}


def policy_in(path: Path) -> Policy:
    """Return the policy of a sample."""
    found = normalize(read_file(path))
    assert isinstance(found, Policy)
    return found


@pytest.fixture(scope="module")
def aspirus() -> Policy:
    """Return a policy to correct."""
    return policy_in(ASPIRUS)


def correction(policy: Policy, criterion: str, **given: object) -> Correction:
    """Return a correction of a policy."""
    return Correction.model_validate({"document": policy.source.name, "sha256": policy.source.sha256[:12], "criterion": criterion, **SIGNED, **given})  # fmt: skip


def nodes(policy: Policy) -> Iterator[Criterion]:
    """Yield all criteria of a policy."""

    def visit(node: Criterion) -> Iterator[Criterion]:
        yield node
        for child in node.children:
            yield from visit(child)

    for criteria in (*policy.criteria, *policy.exclusions):
        yield from visit(criteria.root)


def test_a_corrected_condition_decides_what_a_patient_is_told(aspirus: Policy) -> None:
    age = GivenAtom(concept="age", op=">=", value=18, unit="year")
    right = corrected(aspirus, [correction(aspirus, "Patient is at least 15", atoms=[age])])
    (leaf,) = [n for n in nodes(right) if n.text.startswith("Patient is at least 15")]
    assert [(a.op, a.value, a.unit) for a in leaf.atoms] == [(">=", 18, "year")]
    assert leaf.text == next(n.text for n in nodes(aspirus) if n.text.startswith("Patient is at least 15"))
    patient = Patient.model_validate({"age": "16 years", "diagnosis": ["B-ALL"]})
    before, after = (next(r for r in judge(p, patient).sets if "Adult" in (r.indication or "")) for p in (aspirus, right))  # fmt: skip
    assert before.ruling == "depends" and after.ruling == "refuse"


def test_a_corrected_condition_carries_what_the_words_only_named(aspirus: Policy) -> None:
    words = "Used following complete response to induction with inotuzumab ozogamicin"
    given = GivenAtom(concept="prior_therapy", value="inotuzumab ozogamicin")
    read, right = aspirus, corrected(aspirus, [correction(aspirus, words, atoms=[given])])
    named = [{m.subject for n in nodes(p) if n.text.startswith(words) for m in n.mentions} for p in (read, right)]
    assert named[0] - named[1] == {"inotuzumab ozogamicin"} and "induction" in named[1]


def test_a_corrected_list_joins_as_the_analyst_says_and_takes_no_other_reading(aspirus: Policy) -> None:
    group = next(n for n in nodes(aspirus) if n.read_as)
    item = group.children[0]
    right = corrected(aspirus, [correction(aspirus, item.text, op="at_least", k=2)])
    (new,) = [n for n in nodes(right) if n.children and n.children[0] == item]
    assert group.op == "all"
    assert (new.op, new.k, new.read_as, new.children) == ("at_least", 2, None, group.children)
    (said,) = [f for f in right.findings if f.code == "corrected"]
    settled = [f.code for f in aspirus.findings if f.code == "cannot-be-met" and f.span == group.span]
    assert settled == ["cannot-be-met"] and "It settles: cannot-be-met" in said.message
    assert not [f for f in right.findings if f.code == "cannot-be-met" and f.span == group.span]
    assert [f for f in right.findings if f.code == "mixed-connectors"] == [
        f for f in aspirus.findings if f.code == "mixed-connectors"
    ]


def test_conditions_given_to_the_words_above_a_list_are_those_of_the_words(aspirus: Policy) -> None:
    words = "Used as maintenance therapy"
    right = corrected(aspirus, [correction(aspirus, words, atoms=[])])
    (leaf,) = [n for n in nodes(right) if n.text.startswith(words) and not n.children]
    (was,) = [n for n in nodes(aspirus) if n.text.startswith(words) and not n.children]
    assert was.atoms and not leaf.atoms
    assert any(n.text.startswith(words) and n.children for n in nodes(right))


def test_conditions_given_to_a_list_without_words_are_dropped() -> None:
    policy = policy_in(ROOT / "corpus/samples/uhc/dupixent-2116-18.pdf")
    group = next(n for n in nodes(policy) if n.children and n.label and all(c.label != n.label for c in n.children))
    assert group.label
    left = corrected(policy, [correction(policy, group.label, atoms=[], set=next(s.id for s in policy.criteria if group in nodes(policy.model_copy(update={"criteria": [s]}))))])  # fmt: skip
    assert left.findings[-1].code == "correction-dropped"


def test_no_correction_changes_nothing(aspirus: Policy) -> None:
    assert corrected(aspirus, []) is aspirus


def test_a_correction_of_another_version_is_dropped_with_a_warning(aspirus: Policy) -> None:
    other = correction(aspirus, "Patient is at least 15", atoms=[]).model_copy(update={"sha256": "0" * 12})
    left = corrected(aspirus, [other])
    assert left.criteria == aspirus.criteria
    assert (left.findings[-1].severity, left.findings[-1].code) == ("warning", "correction-dropped")
    assert "another version" in left.findings[-1].message and "J. Ortiz" in left.findings[-1].message


@pytest.mark.parametrize(
    ("words", "given", "why"),
    [
        ("Patient is from the moon", {"op": "any"}, "meets no criteria"),
        ("Used as a single agent for Ph- disease", {"atoms": []}, "its sets are"),
    ],
)
def test_a_correction_that_fits_no_single_place_is_dropped(aspirus: Policy, words: str, given: dict[str, object], why: str) -> None:  # fmt: skip
    left = corrected(aspirus, [correction(aspirus, words, **given)])
    assert left.criteria == aspirus.criteria and left.exclusions == aspirus.exclusions
    assert left.findings[-1].code == "correction-dropped" and why in left.findings[-1].message


def test_reports_say_where_a_criterion_was_corrected(aspirus: Policy) -> None:
    right = corrected(aspirus, [correction(aspirus, "Patient is at least 15", partial=True)])
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(
        render_comparison(compare([right, policy_in(CAROLINA)], "blinatumomab"))
    )
    said = "corrected by hand: The page says so (J. Ortiz, 2026-11-20)"
    beside = [n.text_content() for n in page.xpath("//span[@class='x']") if said in n.text_content()]
    assert len(beside) == 1, "the tree marks the criterion"
    assert page.text_content().count(said) == 2, "and the findings list it"
    assert [f.code for f in review(right, aspirus).findings if "In the old version" in f.message] == ["corrected"]
    assert "corrected" in [f.code for f in review(aspirus, right).findings]


TOML = """
[[correction]]
document = "blinatumomab.html"
sha256 = "{hash}"
criterion = "indications not listed above"
reason = "Not a use of its own"
who = "J. Ortiz"
when = 2026-11-20
atoms = []
"""


def test_every_export_says_what_was_corrected_by_whom_and_when(aspirus: Policy) -> None:
    age = GivenAtom(concept="age", op=">=", value=18, unit="year")
    made = corrected(aspirus, [correction(aspirus, "Patient is at least 15 years of age", atoms=[age])])
    assert aspirus.corrections == [] and len(made.corrections) == 1
    both = [made, policy_in(CAROLINA)]
    result = api.compare(both, drug=library_of(both).subject("Blincyto"))
    files = {**api.export(result, "csv"), **api.export(result, "fhir")}
    for name in ("criteria.csv", "sources.csv", "policies.fhir.json"):
        assert "J. Ortiz, 2026-11-20" in files[name].decode(), name
    assert f"Corrected by hand: {ASPIRUS.name} (1)." in api.brief(result, "html").decode()
    stand = api.portfolio(library_of(both), date(2026, 1, 15))
    assert [one.corrected for one in stand.policies if one.corrected] == [made.corrections]
    for page in api.portfolio_pages(stand).values():
        assert "J. Ortiz, 2026-11-20" in page
    facts = api.access([made], drug="blinatumomab", indication="B-ALL")
    assert facts and all(made.corrections[0] in one.notes for one in facts) and "J. Ortiz" in api.access_csv(facts)
    told = api.digest(library_of(both), date(2000, 1, 1), date(2030, 1, 1))
    assert told.scope.corrected == [ASPIRUS.name]
    assert f"Corrected by hand: {ASPIRUS.name}." in api.digest_files(told, library_of(both))["digest.html"].decode()


def library(folder: Path, text: str, where: str = "overrides") -> Path:
    """Lay a library of one document with a file of corrections; return the document."""
    path = folder / "bcbsnc" / CAROLINA.name
    path.parent.mkdir()
    shutil.copy(CAROLINA, path)
    (folder / where).mkdir(parents=True)
    (folder / where / "ours.toml").write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("where", ["overrides", "bcbsnc/overrides"])
def test_a_library_is_read_with_the_corrections_beside_it(tmp_path: Path, where: str) -> None:
    path = library(tmp_path, TOML.format(hash=policy_in(CAROLINA).source.sha256[:16]), where)
    read = read_library([path])
    (policy,) = read.policies
    assert "corrected" in [f.code for f in policy.findings]
    assert all(not n.atoms for n in nodes(policy) if n.text.startswith("indications not listed above"))


def test_commands_take_corrections_into_account(tmp_path: Path) -> None:
    path = library(tmp_path, TOML.format(hash="0" * 16))
    done = subprocess.run([sys.executable, "-m", "payerdiff.app.main", "normalize", str(path)], capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "correction-dropped" in [f["code"] for f in json.loads(done.stdout)["findings"]]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("correction = 1", "`correction`"),
        ("[[correction]", "not valid TOML"),
        (TOML.format(hash="abc"), "sha256"),
        (TOML.format(hash="0" * 12).replace("atoms = []", ""), "op, atoms or partial"),
        (TOML.format(hash="0" * 12).replace("atoms = []", 'op = "at_least"'), "at_least"),
        (TOML.format(hash="0" * 12).replace("atoms = []", 'atoms = [{ concept = "agee" }]'), "concept"),
        (TOML.format(hash="0" * 12).replace("atoms = []", 'atoms = [{ concept = "age", value = 15 }]'), "unit"),
        (TOML.format(hash="0" * 12).replace("reason", "reasons"), "reason"),
    ],
)
def test_a_file_of_no_known_form_is_an_error_that_names_the_field(tmp_path: Path, text: str, named: str) -> None:
    path = library(tmp_path, text)
    read = read_library([path])
    assert not read.policies
    (problem,) = read.failures
    assert problem.code == "not-corrections" and named in str(problem)


JOINED = {"op": "any", "of": [0, {"unknown": "large for age"}]}
YEARS = GivenAtom(concept="age", op=">=", value=15, unit="year")


def test_conditions_given_by_hand_join_as_the_correction_says(aspirus: Policy) -> None:
    given = correction(aspirus, "Patient is at least 15", atoms=[YEARS], meaning=JOINED)
    leaf = next(n for n in nodes(corrected(aspirus, [given])) if n.text.startswith("Patient is at least 15"))
    assert leaf.meaning == Meaning.model_validate(JOINED) and leaf.partial
    plain = correction(aspirus, "Patient is at least 15", atoms=[YEARS])
    again = next(n for n in nodes(corrected(corrected(aspirus, [given]), [plain])) if n.text == leaf.text)
    assert again.meaning is None and not again.partial


def test_conditions_said_to_carry_all_lose_the_parts_that_are_not_typed(aspirus: Policy) -> None:
    once = corrected(aspirus, [correction(aspirus, "Patient is at least 15", atoms=[YEARS], meaning=JOINED)])
    twice = corrected(once, [correction(aspirus, "Patient is at least 15", partial=False)])
    leaf = next(n for n in nodes(twice) if n.text.startswith("Patient is at least 15"))
    assert leaf.meaning == Meaning(op="any", of=[0]) and not leaf.partial


@pytest.mark.parametrize(("atoms", "of"), [([YEARS], [1]), ([YEARS], [{"op": "all", "of": [0, 2]}]), (None, [0])])
def test_a_meaning_that_joins_what_is_not_given_is_refused(aspirus: Policy, atoms: object, of: object) -> None:
    with pytest.raises(ValueError, match="meaning joins atoms that are given with it"):
        correction(aspirus, "Patient is at least 15", atoms=atoms, partial=False, meaning={"op": "any", "of": of})
