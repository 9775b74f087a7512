"""`payerdiff access`: a table, JSON and CSV of the same facts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from command import run

from payerdiff.corpus.library import samples

FILE = str(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
ASKED = ("access", FILE, "--drug", "Blincyto", "--indication", "B-ALL")


def test_json_has_an_object_for_the_policy_with_words_and_pages(tmp_path: Path) -> None:
    (told,) = json.loads(run(*ASKED, "--json", folder=tmp_path).stdout)
    assert (told["document"], told["drug"], told["indication"]) == (Path(FILE).name, "Blincyto", "B-ALL")
    assert told["specialists"] == ["hematologist", "oncologist"] and told["specialist_required"] is True
    assert told["evidence"]["specialists"]["page"] == 1


def test_csv_says_the_same_and_what_is_undecided(tmp_path: Path) -> None:
    (told,) = json.loads(run(*ASKED, "--json", folder=tmp_path).stdout)
    (row,) = csv.DictReader(io.StringIO(run(*ASKED, "--csv", folder=tmp_path).stdout))
    assert row["initial_months"] == f"{told['initial_months']}" and row["specialist_required"] == "yes"
    assert told["undecided"] and all(row[key] == "undecided" for key in told["undecided"])
    assert row["specialists words"] == told["evidence"]["specialists"]["words"]


def test_the_table_names_each_answer_with_its_page(tmp_path: Path) -> None:
    told = run(*ASKED, folder=tmp_path).stdout
    assert "Blincyto: B-ALL" in told and "6 months (p. 2)" in told and "see policy text" in told


@pytest.mark.parametrize("flag", ["--json", "--csv", None])
def test_a_subject_finds_its_policies_in_the_library(flag: str | None, tmp_path: Path) -> None:
    told = run("access", "J9039", *([flag] if flag else []), folder=tmp_path)
    assert told.returncode == 0 and "B-ALL" in told.stdout and "gout.md" not in told.stdout


def test_a_drug_that_nobody_knows_is_one_clear_line(tmp_path: Path) -> None:
    ended = run("access", FILE, "--drug", "Moonshine", folder=tmp_path)
    assert ended.returncode == 2 and "Moonshine" in ended.stderr and not ended.stdout
