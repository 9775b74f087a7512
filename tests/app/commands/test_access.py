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
OPEN = ("access", str(samples() / "magellan" / "aspirus-blincyto.pdf"), *ASKED[2:])


def test_json_has_an_object_for_the_policy_with_words_and_pages(tmp_path: Path) -> None:
    (told,) = json.loads(run(*ASKED, "--json", folder=tmp_path).stdout)
    assert (told["document"], told["drug"], told["indication"]) == (Path(FILE).name, "Blincyto", "B-ALL")
    assert told["specialists"] == ["hematologist", "oncologist"] and told["specialist_required"] is True
    assert told["evidence"]["specialists"]["page"] == 1


def test_csv_says_the_same(tmp_path: Path) -> None:
    (told,) = json.loads(run(*ASKED, "--json", folder=tmp_path).stdout)
    (row,) = csv.DictReader(io.StringIO(run(*ASKED, "--csv", folder=tmp_path).stdout))
    assert row["initial_months"] == f"{told['initial_months']}" and row["specialist_required"] == "yes"
    assert row["specialists words"] == told["evidence"]["specialists"]["words"]


def test_what_is_undecided_is_said_in_the_csv_too(tmp_path: Path) -> None:
    (told,) = json.loads(run(*OPEN, "--json", folder=tmp_path).stdout)
    (row,) = csv.DictReader(io.StringIO(run(*OPEN, "--csv", folder=tmp_path).stdout))
    assert told["undecided"] and all(row[key] == "undecided" for key in told["undecided"])


def test_the_table_names_each_answer_with_its_page(tmp_path: Path) -> None:
    told = run(*ASKED, folder=tmp_path).stdout
    assert "Blincyto: B-ALL" in told and "6 months (p. 2)" in told
    assert "see policy text" in run(*OPEN, folder=tmp_path).stdout


@pytest.mark.parametrize("flag", ["--json", "--csv", None])
def test_a_subject_finds_its_policies_in_the_library(flag: str | None, tmp_path: Path) -> None:
    told = run("access", "J9039", *([flag] if flag else []), folder=tmp_path)
    assert told.returncode == 0 and "B-ALL" in told.stdout and "gout.md" not in told.stdout


def test_a_drug_that_nobody_knows_is_one_clear_line(tmp_path: Path) -> None:
    ended = run("access", FILE, "--drug", "Moonshine", folder=tmp_path)
    assert ended.returncode == 2 and "Moonshine" in ended.stderr and not ended.stdout


PLANS = "payer,line of business,state,lives\nBCBSNC,commercial,NC,31\nAspirus Health Plan,,WI,9\nAspirus Health Plan,,MI,\nElsewhere,,WI,5\n"


def test_plans_weigh_the_answers_in_every_form(tmp_path: Path) -> None:
    (tmp_path / "plans.csv").write_text(PLANS, encoding="utf-8")
    asked = ("access", "J9039", "--plans", "plans.csv", "--plans-by", "state")
    table = json.loads(run(*asked, "--json", folder=tmp_path).stdout)
    assert (table["lives"], table["unknown"], table["without"]) == (45, 1, ["Elsewhere"])
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--csv", folder=tmp_path).stdout)))
    whole = [row for row in rows if row["Question"] == "Age" and row["Group"] == "all plans"]
    assert whole and sum(int(row["Lives"]) for row in whole if row["Indication"] == whole[0]["Indication"]) == 45
    told = " ".join(run(*asked, folder=tmp_path).stdout.split())
    assert "4 plans: 45 lives and 1 plan with unknown lives" in told and "Elsewhere" in told


def test_a_comparison_is_limited_to_the_policies_of_some_plans_and_verified(tmp_path: Path) -> None:
    (tmp_path / "plans.csv").write_text(PLANS, encoding="utf-8")
    asked = ("compare", "J9039", "--plans", "plans.csv", "--plans-where")
    made = run(*asked, "state=nc", "--out", "r.html", folder=tmp_path)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert made.returncode == 0 and "By plans: 1 plan: 31 lives" in page and "Aspirus" not in page
    assert run("verify", "r.html", folder=tmp_path).returncode == 0
    (tmp_path / "r.html").write_text(page.replace("31 of 31 lives", "30 of 31 lives"), encoding="utf-8")
    assert run("verify", "r.html", folder=tmp_path).returncode == 1
    refused = run(*asked, "state=TX", folder=tmp_path)
    assert refused.returncode == 2 and "MI, NC, WI" in refused.stderr and not refused.stdout
    assert "FIELD=VALUE" in run(*asked, "texas", folder=tmp_path).stderr


def test_a_portfolio_names_the_lives_of_each_policy_and_is_verified(tmp_path: Path) -> None:
    (tmp_path / "plans.csv").write_text(PLANS, encoding="utf-8")
    run("portfolio", "--plans", "plans.csv", "--as-of", "2026-01-15", "--out", "p.html", folder=tmp_path)
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "1 plan: 31 of 45 lives" in page and "2 plans: 9 of 45 lives and 1 plan with unknown lives" in page
    assert run("verify", "p.html", folder=tmp_path).returncode == 0
    asked = ("portfolio", "--plans", "plans.csv", "--plans-by", "state", "--as-of", "2026-01-15")
    run(*asked, "--out", "s.html", folder=tmp_path)
    grouped = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert "1 plan: 31 of 45 lives (NC 31 lives)" in grouped
    assert "1 plan with unknown lives (MI 1 plan with unknown lives; WI 9 lives)" in grouped
    assert run("verify", "s.html", folder=tmp_path).returncode == 0
    (held,) = (p for p in json.loads(run(*asked, "--json", folder=tmp_path).stdout)["policies"] if p.get("plans") == 2)
    assert [(one["group"], one["lives"], one["unknown"]) for one in held["plans_by"]] == [("MI", 0, 1), ("WI", 9, 0)]
