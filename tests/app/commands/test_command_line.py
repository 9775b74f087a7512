"""The command line: what it prints where, and with which status it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from command import run

from payerdiff import api
from payerdiff.corpus.library import samples
from payerdiff.model.program_version import VERSION

TORN = Path(__file__).parents[2] / "bad" / "cut-short.pdf"


def test_compare_writes_the_report_and_prints_its_path_and_one_line(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "payerdiff.app.main", "compare", "J9039"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path)  # once as a user does
    assert done.returncode == 0, done.stderr
    path, book, line = done.stdout.strip().split("\n")
    assert (tmp_path / path).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert line.startswith("3 payers")
    assert (
        sorted(p.name for p in (tmp_path / "reports").iterdir())
        == ["blincyto.html", "blincyto.xlsx"]
        == [Path(x).name for x in (path, book)]
    )


def test_compare_as_json_writes_no_file(tmp_path: Path) -> None:
    done = run("compare", "blincyto", "--json", folder=tmp_path)
    assert json.loads(done.stdout)["schema"] == "payerdiff.comparison/1"
    assert list(tmp_path.iterdir()) == []


def test_executive_pages_are_written_beside_the_report(tmp_path: Path) -> None:
    done = run("changes", str(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"), "--out", "r.html", "--brief", "one.docx", "--brief", "one.html", "--title", "For the committee", folder=tmp_path)  # fmt: skip
    assert done.returncode == 0 and done.stdout.split()[:4] == ["r.html", "r.xlsx", "one.docx", "one.html"]
    assert "<h1>For the committee</h1>" in (tmp_path / "one.html").read_text(encoding="utf-8")
    assert (tmp_path / "one.docx").read_bytes()[:2] == b"PK"
    wrong = run("changes", str(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"), "--brief", "one.odt", folder=tmp_path)  # fmt: skip
    assert wrong.returncode == 2 and "no-such-brief" in wrong.stderr and wrong.stderr.count("\n") == 1


def test_a_comparison_is_limited_before_it_is_built_and_verified_so(tmp_path: Path) -> None:
    places = [f"--library={samples() / name}" for name in ("bcbsnc", "magellan", "centene")]
    words = ["compare", "blincyto", *places, "--payer", "carolina", "--payer", "aspirus", "--indication", "lymphoblastic", "--phase", "initial"]  # fmt: skip
    done = run(*words, "--out", "r.html", folder=tmp_path)
    assert done.returncode == 0 and "2 payers" in done.stdout, done.stderr
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Limited to" in page and "Louisiana" not in page
    assert run("verify", "r.html", *places, folder=tmp_path).returncode == 0
    for flag, code in (("--payer", "no-such-payer"), ("--indication", "no-such-indication")):
        wrong = run("compare", "blincyto", *places, flag, "nothing of the kind", folder=tmp_path)
        assert wrong.returncode == 2 and code in wrong.stderr


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 cut")
    good = samples() / "bcbsnc" / "blinatumomab.html"
    done = run("compare", str(bad), str(good), "--out", "r.html", folder=tmp_path)
    assert done.returncode == 0
    assert "bad.pdf" in done.stderr
    assert (tmp_path / "r.html").is_file()


def test_normalize_gives_json_that_validates_against_the_printed_schema(tmp_path: Path) -> None:
    schema = json.loads(run("schema", "policy", folder=tmp_path).stdout)
    for path in samples().rglob("*.pdf"):
        done = run("normalize", str(path), folder=tmp_path)
        jsonschema.validate(json.loads(done.stdout), schema)


class PanicError(BaseException):
    """Stands for what a native library raises when it gives up: no Exception."""


@pytest.mark.parametrize(("fault", "code"), [(IndexError("no\nsuch row"), "unforeseen"), (PanicError("lost"), "unforeseen"), (MemoryError(), "too-large")])  # fmt: skip
def test_an_error_that_nobody_foresaw_is_one_line(
    fault: BaseException, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(api, "normalize_all", fails)
    ended = run("normalize", str(TORN), folder=tmp_path)
    assert ended.returncode == 2 and f"[{code}]" in ended.stderr and ended.stderr.count("\n") == 1
    monkeypatch.setenv("PAYERDIFF_TRACE", "1")
    if not isinstance(fault, MemoryError):
        with pytest.raises(type(fault)):
            run("normalize", str(TORN), folder=tmp_path)


def test_a_reading_that_a_document_does_not_have_is_refused(tmp_path: Path) -> None:
    done = run("normalize", str(samples() / "bcbsnc" / "blinatumomab.html"), "--reading", "baseline", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-such-reading" in done.stderr


def test_strict_turns_a_warning_into_a_failure(tmp_path: Path) -> None:
    done = run("normalize", str(samples() / "magellan" / "aspirus-blincyto.pdf"), "--strict", folder=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")


def test_an_unknown_subject_is_one_clear_line(tmp_path: Path) -> None:
    done = run("compare", "nosuchdrug", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    said = done.stderr.strip().splitlines()
    assert len(said) == 1 and said[0].startswith("payerdiff: nosuchdrug: ")


@pytest.mark.parametrize("words", [("policy.pdf",), ("folder/policy",), ("blincyto", "leukine")], ids=" ".join)
def test_what_names_no_file_where_files_are_meant_says_so(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run("compare", *words, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"payerdiff: {words[0]}: the file cannot be opened [no-file]")


@pytest.mark.parametrize(
    "words",
    [("list",), ("list", "--json"), ("show", "{sample}"), ("show", "{sample}", "--json"), ("schema", "comparison")],
)
def test_every_command_answers(words: tuple[str, ...], tmp_path: Path) -> None:
    sample = str(samples() / "rvu_edge" / "J2820.html")
    done = run(*(w.replace("{sample}", sample) for w in words), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    if "--json" in words:
        json.loads(done.stdout)


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    done = run("compare", "J9039", "--out", "taken/r.html", folder=tmp_path)
    assert done.returncode == 2
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_a_redline_is_reviewed_against_itself(tmp_path: Path) -> None:
    redline = str(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    done = run("changes", redline, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    path, book, line = done.stdout.strip().split("\n")
    assert (tmp_path / path).is_file() and (tmp_path / book).is_file()
    assert "clinical" in line
    data = json.loads(run("changes", redline, "--json", folder=tmp_path).stdout)
    jsonschema.validate(data, json.loads(run("schema", "change-review", folder=tmp_path).stdout))


def test_one_document_without_tracked_changes_cannot_be_reviewed(tmp_path: Path) -> None:
    done = run("changes", str(samples() / "bcbsnc" / "blinatumomab.html"), folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-changes-shown" in done.stderr


def test_a_patient_is_judged_by_several_policies(tmp_path: Path) -> None:
    (tmp_path / "patient.toml").write_text(
        'name = "child"\nage = "10 years"\ndiagnosis = ["breast cancer"]\n', encoding="utf-8"
    )
    files = [str(samples() / "fep" / "ibrance-5.21.054.pdf"), str(samples() / "bcbsnc" / "blinatumomab.html")]
    done = run("judge", *files, "--patient", "patient.toml", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    first, _ = json.loads(done.stdout)
    assert first["ruling"] == "refuse"
    shown = run("judge", *files, "--patient", "patient.toml", folder=tmp_path)
    assert "does not meet criteria (child)" in shown.stdout
    wrong = run("judge", *files, "--patient", "missing.toml", folder=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_the_portfolio_is_written_for_the_day_asked_for(tmp_path: Path) -> None:
    done = run("portfolio", "--as-of", "2026-01-15", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    path, line = done.stdout.strip().split("\n")
    assert (tmp_path / path).is_file() and "on 2026-01-15" in line
    data = json.loads(run("portfolio", "--as-of", "2026-01-15", "--json", folder=tmp_path).stdout)
    jsonschema.validate(data, json.loads(run("schema", "portfolio", folder=tmp_path).stdout))


def test_check_ends_with_one_where_coverage_is_lost_and_with_none_where_nothing_changed(tmp_path: Path) -> None:
    redline = str(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    lost = run("check", redline, "--no-new-restriction", folder=tmp_path)
    assert (lost.returncode, lost.stderr) == (1, "")
    assert "loses coverage (B-Cell Acute Lymphoblastic Leukemia, initial approval): 45 years old" in lost.stdout
    held = run("check", redline, redline, "--no-new-restriction", "--json", folder=tmp_path)
    assert held.returncode == 0 and json.loads(held.stdout)["gate"]["restrictions"] == []
    neither = run("check", redline, folder=tmp_path)
    assert (neither.returncode, neither.stdout) == (2, "") and "nothing-to-check" in neither.stderr


def test_check_holds_a_policy_to_assertions(tmp_path: Path) -> None:
    stated = tmp_path / "a.toml"
    stated.write_text('[[assertion]]\nname = "six months"\napproval_months = 6\n', encoding="utf-8")
    policy = str(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    done = run("check", policy, "--assert", "a.toml", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "holds: six months (lhcc-LA.PHAR.312-redline.pdf)\n")
    stated.write_text('[[assertion]]\nname = "two years"\napproval_months = 24\n', encoding="utf-8")
    done = run("check", policy, "--assert", "a.toml", folder=tmp_path)
    assert done.returncode == 1 and done.stdout.startswith("FAILS: two years")


def test_a_report_is_verified_to_the_byte_and_a_changed_one_is_not(tmp_path: Path) -> None:
    run("compare", "blincyto", "--out", "r.html", folder=tmp_path)
    same = run("verify", "r.html", folder=tmp_path)
    assert same.returncode == 0 and same.stdout.count("\n") == 5 and "identical, byte for byte" in same.stdout
    report = tmp_path / "r.html"
    report.write_text(
        report.read_text(encoding="utf-8").replace("meets criteria", "does not meet criteria", 1), encoding="utf-8"
    )
    changed = run("verify", "r.html", folder=tmp_path)
    assert changed.returncode == 1 and "differs" in changed.stdout


def test_a_report_of_another_version_is_not_called_changed(tmp_path: Path) -> None:
    run("compare", "blincyto", "--out", "r.html", folder=tmp_path)
    report = tmp_path / "r.html"
    stamped = f'"version": "{VERSION}"'
    text = report.read_text(encoding="utf-8")
    assert text.count(stamped) == 1
    report.write_text(text.replace(stamped, '"version": "0.0.1", "form": "of its own"'), encoding="utf-8")
    done = run("verify", "r.html", folder=tmp_path)
    assert (done.returncode, done.stderr) == (4, "")
    assert f"created by another version (0.0.1; this is {VERSION})" in done.stdout and "differs" not in done.stdout


def test_a_review_is_verified_too(tmp_path: Path) -> None:
    redline = next((samples() / "centene").glob("*.pdf"))
    run("changes", str(redline), "--out", "c.html", folder=tmp_path)
    assert "identical, byte for byte" in run("verify", "c.html", folder=tmp_path).stdout


def test_a_portfolio_is_verified_from_documents_in_any_order(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    for path in (samples() / "bcbsnc" / "blinatumomab.html", samples() / "magellan" / "aspirus-blincyto.pdf", TORN):
        (folder / path.parent.name).mkdir(parents=True)
        (folder / path.parent.name / path.name).write_bytes(path.read_bytes())
    run("portfolio", "--library", "mine", "--as-of", "2026-01-15", "--out", "p.html", "--drugs", folder=tmp_path)
    assert "cut-short.pdf" in (tmp_path / "p.html").read_text(encoding="utf-8")
    (folder / "magellan").rename(folder / "aaa")
    done = run("verify", "p.html", "--library", "mine", folder=tmp_path)
    assert "identical, byte for byte" in done.stdout and done.stdout.count("aspirus-blincyto.pdf") == 1
    drug = run("verify", "p-drugs/blinatumomab.html", "--library", "mine", folder=tmp_path)
    assert "identical, byte for byte" in drug.stdout and drug.stdout.count("aspirus-blincyto.pdf") == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<html>nothing</html>", "not-a-report"),
        ('<script type="application/json" id="made-from">{"kind": 3}</script>', "not-a-report"),
        (
            '<script type="application/json" id="made-from">{"version": "VERSION", "kind": "comparison", "subject": "x", "drug": null, "pictures": false, "documents": [{"name": "a.pdf", "sha256": "0", "reading": "published"}]}</script>',
            "sources-missing",
        ),
        (
            '<script type="application/json" id="made-from">{"version": "VERSION", "kind": "review", "subject": "", "drug": null, "pictures": false, "documents": [{"name": "a.pdf", "sha256": "0", "reading": "published"}]}</script>',
            "not-a-report",
        ),
        (
            '<script type="application/json" id="made-from">{"version": "VERSION", "kind": "portfolio", "subject": "today", "drug": null, "pictures": false, "documents": []}</script>',
            "not-a-report",
        ),
    ],
)
def test_what_cannot_be_verified_says_why(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "r.html").write_text(text.replace("VERSION", VERSION), encoding="utf-8")
    done = run("verify", "r.html", folder=tmp_path)
    assert done.returncode == 2 and code in done.stderr and done.stdout == ""


def test_a_drug_of_one_payer_is_told_as_such(tmp_path: Path) -> None:
    told = run("compare", "leukine", "--out", "r.html", folder=tmp_path).stdout
    assert "1 payer, so there is no comparison" in told and "differ" not in told
