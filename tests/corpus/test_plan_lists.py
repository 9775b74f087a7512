"""A user's list of plans is read whole or refused with the line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from payerdiff.corpus.plan_lists import chosen_plans, read_plans
from payerdiff.model.errors import PayerdiffError


def listed(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "plans.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_heads_may_be_called_and_parted_in_several_ways(tmp_path: Path, mark: str) -> None:
    head = mark.join(["Health Plan", "LOB", "covered-lives", "Remark"])
    row = mark.join(["Blue Plan", "Commercial", '"1,200"', "kept apart"])
    (plan,) = read_plans(listed(tmp_path, f"{head}\n{row}\n\n", "utf-8-sig"))
    assert (plan.payer, plan.line_of_business, plan.lives, plan.state) == ("Blue Plan", "Commercial", 1200, None)


@pytest.mark.parametrize("lives", ["", "n/a", "unknown", "-"])
def test_unknown_lives_are_unknown_and_not_none(tmp_path: Path, lives: str) -> None:
    assert read_plans(listed(tmp_path, f"payer,lives\nBlue Plan,{lives}\n"))[0].lives is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plan,lives\nA,1\n", "no column “payer”"),
        ("payer,lives\nA,many\n", "line 2: “many”"),
        ("payer,lives\nA,1.5\n", "line 2: “1.5”"),
        ("payer,lives\nA,-1\n", "line 2"),
        ("payer,lives\nA,99999999999999\n", "line 2"),
        ("payer,lives\nA,1\n,2\n", "line 3 names no payer"),
        ("payer,lives\nA,1,000\n", "line 2 has more cells"),
        ("payer,lives,members\nA,1,1\n", "two columns mean lives"),
        ("payer,lives\n", "no line below its head"),
        ("", "no column “payer”"),
        ('payer\n"A\n', "no CSV file"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PayerdiffError) as told:
        read_plans(listed(tmp_path, text))
    assert told.value.code == "bad-plans" and said in str(told.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PayerdiffError, match="UTF-8"):
        read_plans(listed(tmp_path, "payer\nSanté\n", "latin-1"))


def test_values_of_one_field_are_alternatives_and_fields_add_up(tmp_path: Path) -> None:
    plans = read_plans(listed(tmp_path, "payer,state,lob\nA,NC,commercial\nB,MS,commercial\nC,NC,Medicaid\n"))
    assert [p.payer for p in chosen_plans(plans, [("state", "nc"), ("state", "ms")])] == ["A", "B", "C"]
    assert [p.payer for p in chosen_plans(plans, [("state", "nc"), ("line_of_business", "medicaid")])] == ["C"]
    with pytest.raises(PayerdiffError, match="MS, NC"):
        chosen_plans(plans, [("state", "TX")])
