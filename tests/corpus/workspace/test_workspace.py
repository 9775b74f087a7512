"""What people do is written down and never lost; what they correct is what is read next."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores.kept import POLICY

from payerdiff import api
from payerdiff.corpus.corrections import Correction, read_corrections
from payerdiff.corpus.workspace.actions import Action, ActionLog, Record, What
from payerdiff.corpus.workspace.correcting import correction_of, nodes_of, toml_of, value_of, write_correction
from payerdiff.corpus.workspace.people import add_person, hashed, people_of
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Criterion, Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
DAY = date(2026, 1, 15)


def act(what: What, **told: str) -> Action:
    return Action(at=NOW, who="J. Ortiz", what=what, **told)


def test_the_log_gives_back_what_was_written_and_stands_a_torn_line(tmp_path: Path) -> None:
    log = ActionLog(tmp_path / "deep" / "actions.jsonl")
    assert log.read() == Record()
    log.add(act("note", document="a", text="first\nsecond “line”"))
    with log.path.open("ab") as file:
        file.write(b'{"at": "2026-01-1')  # a crash
    log.add(act("note", document="a", text="third"))
    held = log.read()
    assert [(one.line, one.action.text) for one in held.actions] == [(1, "first\nsecond “line”"), (3, "third")]
    assert held.odd == [2]


def test_notes_stay_until_they_are_withdrawn(tmp_path: Path) -> None:
    log = ActionLog(tmp_path / "actions.jsonl")
    for action in (act("note", document="a", text="1"), act("note", document="b", text="2"), act("note", document="a", text="3"), act("withdraw", document="a", value="1")):  # fmt: skip
        log.add(action)
    assert [one.action.text for one in log.read().notes("a")] == ["3"]


def test_a_correction_ends_a_confirmation_and_the_newest_decision_counts(tmp_path: Path) -> None:
    log = ActionLog(tmp_path / "actions.jsonl")
    for action in (
        act("confirm", document="a", place="0.1"),
        act("confirm", document="a", place="0.2"),
        act("correct", document="a", place="0.1"),
        act("assign", document="new", against="old", value="A. Berg"),
        act("decide", document="new", against="old", value="follow up"),
        act("decide", document="new", against="old", value="accept"),
        act("decide", document="new", against="other", value="escalate"),
    ):
        log.add(action)
    assert list(log.read().confirmations("a")) == ["0.2"]
    held = log.read().standing("old", "new")
    assert held.assigned and held.decided
    assert (held.assigned.action.value, held.decided.action.value) == ("A. Berg", "accept")


def test_only_hashes_of_tokens_are_kept_and_a_new_token_ends_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    first, other, second = add_person(path, "J.  Ortiz"), add_person(path, "A. Berg"), add_person(path, "J. Ortiz")
    assert people_of(path) == {hashed(other): "A. Berg", hashed(second): "J. Ortiz"}
    assert first not in path.read_text() and second not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("[]")
    with pytest.raises(PayerdiffError, match="list of people"):
        people_of(path)


@given(st.recursive(st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), inner)))  # fmt: skip
def test_values_are_read_back_from_toml_as_they_were(value: object) -> None:
    assert tomllib.loads(f"x = {value_of(value)}") == {"x": value}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return Path(shutil.copy(POLICY, tmp_path))


def one_of(policy: Policy, joins: bool) -> tuple[str, Criterion]:
    return next((number, node) for number, _, node in nodes_of(policy) if bool(node.children) == joins)


def test_every_criterion_of_a_policy_can_be_corrected_or_is_refused_with_a_reason(document: Path) -> None:
    policy = api.read_policy(document)
    for number, _, node in nodes_of(policy):
        given: dict[str, object] = {"op": "any"} if node.children else {"atoms": []}
        try:
            made = correction_of(policy, number, given, "J. Ortiz", "It reads otherwise", DAY)
        except PayerdiffError as failure:
            assert failure.code == "not-a-correction" and "shares its label" in str(failure)
            continue
        assert Correction.model_validate(tomllib.loads(toml_of(made))["correction"][0]).criterion == made.criterion


@pytest.mark.parametrize("joins", [True, False])
def test_a_correction_is_written_applied_and_shown(document: Path, joins: bool) -> None:
    policy = api.read_policy(document)
    number, node = one_of(policy, joins)
    right: dict[str, object] = {"op": "any" if node.op == "all" else "all"} if joins else {"atoms": [{"concept": "age", "op": ">=", "value": 21.0, "unit": "year"}]}  # fmt: skip
    for reason in ('It says "one of"', "Read again"):  # a second one is added to the first
        path = write_correction(document, document.parent, correction_of(policy, number, right, "J. Ortiz", reason, DAY))  # fmt: skip
    assert [c.reason for c in read_corrections(path)] == ['It says "one of"', "Read again"]
    again = api.read_policy(document)
    new = next(n for at, _, n in nodes_of(again) if at == number)
    assert new.op == right["op"] if joins else [a.value for a in new.atoms] == [21.0]
    assert [f.code for f in again.findings if f.code == "corrected"] == ["corrected"] * 2


WRITER = """
import sys
from datetime import date
from pathlib import Path
from payerdiff.corpus.corrections import Correction
from payerdiff.corpus.workspace.correcting import write_correction
from payerdiff.corpus.workspace.people import add_person

document, who = Path(sys.argv[1]), sys.argv[2]
for at in range(6):
    told = {"document": document.name, "sha256": "0" * 64, "criterion": "Age is at least 18 years", "partial": False}
    write_correction(document, document.parent, Correction(**told, reason=f"{who} {at}", who=who, when=date(2026, 1, 15)))
    add_person(document.parent / ".payerdiff" / "people.json", f"{who} {at}")
"""


def test_of_two_pages_on_one_library_neither_undoes_what_the_other_writes(document: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", WRITER, str(document), who]) for who in ("A", "B")]
    assert [process.wait() for process in both] == [0, 0]
    (path,) = (document.parent / "overrides").glob("*.toml")
    wanted = sorted(f"{who} {at}" for who in ("A", "B") for at in range(6))
    assert sorted(c.reason for c in read_corrections(path)) == wanted
    assert sorted(people_of(document.parent / ".payerdiff" / "people.json").values()) == wanted


def test_what_corrects_nothing_is_refused(document: Path) -> None:
    policy = api.read_policy(document)
    number, _ = one_of(policy, False)
    for right, reason, said in (({}, "why", "give op, atoms or partial"), ({"partial": False}, " ", "no reason"), ({"atoms": [{"concept": "moon"}]}, "why", "write one of")):  # fmt: skip
        with pytest.raises(PayerdiffError, match=said):
            correction_of(policy, number, right, "J. Ortiz", reason, DAY)
    with pytest.raises(PayerdiffError, match="no criterion 99"):
        correction_of(policy, "99", {"partial": False}, "J. Ortiz", "why", DAY)


def test_a_document_deep_in_a_library_has_its_corrections_beside_it(document: Path) -> None:
    deep = document.parent / "a" / "b" / "c" / "d" / document.name
    deep.parent.mkdir(parents=True)
    shutil.copy(document, deep)
    policy = api.read_policy(deep)
    number, _ = one_of(policy, False)
    path = write_correction(deep, document.parent, correction_of(policy, number, {"atoms": []}, "A", "why", DAY))
    assert path.parent.parent == deep.parent
    assert any(f.code == "corrected" for f in api.read_policy(deep).findings)
