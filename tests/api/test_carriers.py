"""What the command line writes for other programs and for paper."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from command import run

from payerdiff.api import archive, find_browser, print_pdf, printing
from payerdiff.corpus.library import samples
from payerdiff.model.errors import PayerdiffError

FILES = [str(samples() / "bcbsnc" / "blinatumomab.html"), str(samples() / "magellan" / "aspirus-blincyto.pdf")]


def test_a_comparison_is_written_as_tables_data_and_fhir(tmp_path: Path) -> None:
    for carrier in ("csv", "json", "fhir"):
        done = run("export", *FILES, "--as", carrier, "--out", carrier, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert sorted(done.stdout.split()) == sorted(str(p.relative_to(tmp_path)) for p in (tmp_path / carrier).iterdir())  # fmt: skip
    assert {p.stem for p in (tmp_path / "csv").iterdir()} >= {"matrix", "criteria", "approvals", "codes", "evidence"}
    told = json.loads((tmp_path / "json" / "comparison.json").read_text(encoding="utf-8"))
    assert told["schema"] == "payerdiff.comparison/1" and len(told["policies"]) == 2
    kinds = [e["resource"]["resourceType"] for e in json.loads((tmp_path / "fhir" / "policies.fhir.json").read_text(encoding="utf-8"))["entry"]]  # fmt: skip
    assert kinds == ["PlanDefinition", "Questionnaire"] * 2


def test_an_archive_of_the_same_files_has_the_same_bytes() -> None:
    made = archive({"a.csv": b"x", "b.csv": b"y"})
    assert made == archive({"a.csv": b"x", "b.csv": b"y"})
    assert zipfile.ZipFile(BytesIO(made)).read("b.csv") == b"y"


@pytest.mark.skipif(find_browser() is None, reason="no browser is installed")
def test_reports_are_printed_beside_the_page(tmp_path: Path) -> None:
    done = run("compare", *FILES, "--out", "r.html", "--pdf", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    document = pypdfium2.PdfDocument((tmp_path / "r.pdf").read_bytes())
    words = "".join(document[0].get_textpage().get_text_range().split())
    assert "payerdiff·" in words and "2payerscompared" in words and len(document) > 4
    document.close()


def test_without_a_browser_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "find_browser", lambda: None)
    with pytest.raises(PayerdiffError, match="no browser was found"):
        print_pdf("<p>x</p>")


def test_a_browser_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "find_browser", lambda: "/bin/false")
    with pytest.raises(PayerdiffError, match="did not print it"):
        print_pdf("<p>x</p>")
