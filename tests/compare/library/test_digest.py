"""A digest tells every clinical change of a replayed library and no harmless one, with its scope; and its rules leave nothing out in silence."""

from __future__ import annotations

import csv
import email
import io
import random
from datetime import date, timedelta
from email import policy as mail_rules
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from ground import sample_files
from readings import document
from stores.lines import lying, version_of
from texts.edits import edits_of
from texts.variants import VARIANTS, joined, lines_of

from payerdiff.compare.changes.direction import OPPOSITE
from payerdiff.compare.library.digest import digest
from payerdiff.compare.library.digest_items import Digest, Item, Scope
from payerdiff.compare.library.digest_rules import Rule, is_asked_by, read_rules
from payerdiff.corpus.store.version_hashes import version_hashes
from payerdiff.corpus.versions.line import Held, lines_in
from payerdiff.corpus.versions.renames import renames
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize
from payerdiff.templates.carriers.digest_files import atom, csv_table, mail
from payerdiff.templates.rendering import render_digest

START = date(2026, 1, 1)
SCOPE = Scope(documents=1, policies=1)


def told(held: list[Held], since: date = START, until: date = date(2026, 12, 31), rules: tuple[Rule, ...] = ()) -> Digest:  # fmt: skip
    """Return the digest of documents."""
    lines = lines_in(held)
    return digest(lines, renames(lines), (since, until), SCOPE, rules)


def replayed(versions: list[Policy]) -> list[Held]:
    """Return versions as one file that was replaced month by month."""
    days = [START + timedelta(days=30 * at) for at in range(len(versions) + 1)]
    return [
        Held(
            policy, "plan.html", days[at], at + 1, *((days[at + 1], at + 2) if at + 1 < len(versions) else (None, None))
        )
        for at, policy in enumerate(versions)
    ]


def read(text: str) -> Policy:
    """Return the policy that a text is."""
    found = normalize(read_bytes(text.encode(), "plan.md"))
    assert isinstance(found, Policy)
    return found


@cache
def lines_of_sample() -> list[str]:
    """Return the lines of a sample as text."""
    return lines_of(document(next(p for p in sample_files() if p.name.startswith("gout"))))


def edited(direction: str) -> Policy:
    """Return the sample with the first edit of a direction."""
    text = joined(lines_of_sample())
    return next(read(edit.text) for edit in edits_of(text, read(text)) if edit.direction == direction)


def changed_to(policy: Policy, rules: tuple[Rule, ...] = ()) -> Digest:
    """Return the digest of the sample as it was replaced by another version."""
    return told(replayed([read(joined(lines_of_sample())), policy]), since=START + timedelta(days=20), rules=rules)


def test_every_edit_is_told_as_clinical_and_none_the_wrong_way() -> None:
    text = joined(lines_of_sample())
    edits = list(edits_of(text, read(text)))
    assert len(edits) > 3
    for edit in edits:
        (item,) = changed_to(read(edit.text)).items
        assert item.clinical and item.note is not None, edit.kind
        assert OPPOSITE[edit.direction] not in item.note.step.directions, edit.kind


def test_harmless_variants_are_told_as_editorial_alone() -> None:
    tried = 0
    for name, variant in VARIANTS.items():
        versions = variant(lines_of_sample())
        if versions is None:
            continue
        tried += 1
        found = told(replayed([read(text) for text in versions]), since=START + timedelta(days=20))
        assert [i for i in found.items if i.clinical] == [], name
    assert tried > 5


def year_of(path: Path) -> tuple[list[Policy], list[bool]]:
    """Return the versions of a year of a sample, and for each after the first whether it changed coverage: edits and harmless variants, each taken back."""
    lines = lines_of(document(path))
    text = joined(lines)
    base = read(text)
    edits = [edit.text for edit in edits_of(text, base)][:3]
    pairs = [pair for variant in VARIANTS.values() if (pair := variant(lines)) is not None]
    harmless = [new for old, new in pairs if old == text][:3]
    versions, clinical = [base], list[bool]()
    for other, changed in [*((t, True) for t in edits), *((t, False) for t in harmless)]:
        versions += [read(other), base]
        clinical += [changed, changed]
    return versions, clinical


@pytest.mark.laws
@pytest.mark.parametrize("path", [p for p in sample_files() if p.suffix in (".html", ".pdf", ".md") and p.parent.name != "rvu_edge"], ids=lambda p: p.stem)  # fmt: skip
def test_of_a_replayed_year_every_clinical_change_is_told_and_no_harmless_one(path: Path) -> None:
    versions, clinical = year_of(path)
    held = replayed(versions)
    found = told(held, since=START + timedelta(days=1), until=START + timedelta(days=999))
    told_on = {item.day: item.clinical for item in found.items}  # a version that says the very same is none
    assert [told_on.get(one.seen, False) for one in held[1:] if one.seen] == clinical
    (line,) = lines_in(held)
    draw = random.Random(path.name)
    for number in draw.sample(range(30 * len(versions)), min(20, 30 * len(versions))):
        day = START + timedelta(days=number)
        version = line.on(day)
        if number >= 30 or (held[0].own_date or START) <= day:
            assert version is not None and version.held.hashes == version_hashes(versions[number // 30])


def test_a_policy_is_new_on_the_day_it_was_first_seen_and_withdrawn_on_the_day_it_was_missed() -> None:
    old, new = version_of(date(2019, 1, 1), "a"), version_of(date(2020, 1, 1), "b", title="Another")
    held = [lying(old, date(2026, 2, 1), 1, date(2026, 5, 5), 3), lying(new, date(2026, 3, 3), 2)]
    events = [(i.event, i.day, i.document) for i in told(held).items]
    assert events == [("new", date(2026, 3, 3), "2020-01-01.html"), ("withdrawn", date(2026, 5, 5), "2019-01-01.html")]
    assert told(held, since=date(2026, 6, 1)).items == []


def test_what_was_there_from_the_start_counts_on_its_own_date() -> None:
    found = told([lying(version_of(date(2026, 4, 1), "a"), date(2026, 9, 9), 1)])
    assert [(i.event, i.day) for i in found.items] == [("new", date(2026, 4, 1))]
    assert told([lying(version_of(date(2019, 1, 1), "a"), date(2026, 9, 9), 1)]).items == []


def test_a_withdrawn_policy_names_the_one_that_may_continue_it() -> None:
    held = [
        lying(version_of(date(2025, 1, 1), "a", number="X.1"), START, 1, date(2026, 5, 5), 2),
        lying(version_of(date(2026, 5, 1), "b", number="X.1", title="Another"), date(2026, 5, 5), 2),
    ]
    (gone,) = (i for i in told(held).items if i.event == "withdrawn")
    assert gone.renamed == "2026-05-01.html (same number, other title)"


RULES = [
    (Rule(name="r", drug=["Blincyto"]), True),
    (Rule(name="r", drug=["blinatumomab"]), True),
    (Rule(name="r", drug=["Dupixent"]), False),
    (Rule(name="r", payer=["north carolina"]), True),
    (Rule(name="r", payer=["Aetna"]), False),
    (Rule(name="r", drug=["Blincyto"], payer=["Aetna"]), False),
    (Rule(name="r", only="clinical"), True),
    (Rule(name="r", only="more restrictive"), False),
]


@pytest.mark.parametrize(("rule", "asked"), RULES)
def test_a_rule_asks_for_what_it_says(rule: Rule, asked: bool) -> None:
    (item,) = changed_to(edited("loosened")).items
    head = {"drugs": ["blinatumomab"], "brands": ["Blincyto"], "payer": "Blue Cross and Blue Shield of North Carolina"}
    assert is_asked_by(item.model_copy(update=head), rule) == asked


def test_what_no_rule_asks_for_is_counted() -> None:
    found = changed_to(edited("loosened"), (Rule(name="r", payer=["Aetna"]),))
    assert (found.items, found.others) == ([], 1)
    assert [i.rules for i in changed_to(edited("loosened"), (Rule(name="r"),)).items] == [["r"]]


def test_a_direction_that_was_not_determined_may_be_more_restrictive() -> None:
    (item,) = changed_to(edited("tightened")).items
    assert item.note is not None
    unknown = item.note.step.model_copy(update={"directions": {"unknown": 1}})
    asked = Rule(name="r", only="more restrictive")
    assert is_asked_by(item.model_copy(update={"note": item.note.model_copy(update={"step": unknown})}), asked)


def test_rules_of_another_form_are_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text('[[rule]]\nname = "a"\nonly = "grave"\n', encoding="utf-8")
    with pytest.raises(PayerdiffError) as error:
        read_rules(tmp_path / "r.toml")
    assert error.value.code == "not-rules"


def hostile() -> Digest:
    """Return a digest whose policy has a title that no carrier may take for its own words."""
    (item,) = changed_to(edited("tightened")).items
    return told([]).model_copy(update={"items": [Item(**(item.model_dump() | {"title": '=1+1 <script>&"\r\nBcc: x@y\x01', "number": None}))]})  # fmt: skip


def test_the_feed_is_well_formed_and_has_an_entry_for_each_item() -> None:
    root = ElementTree.fromstring(atom(hostile()))
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert len(root.findall("a:entry", names)) == 1
    assert "<script>" in str(root.findtext("a:entry/a:title", namespaces=names))


def test_the_mail_has_both_forms_and_no_head_of_a_documents_making() -> None:
    found = hostile()
    message = email.message_from_bytes(mail(found, render_digest(found), "team@example.org"), policy=mail_rules.default)
    assert message["To"] == "team@example.org" and message["Bcc"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert mail(found, "x") == mail(found, "x")


def test_cells_that_a_spreadsheet_would_compute_are_guarded_and_the_page_escapes_them() -> None:
    head, row = list(csv.reader(io.StringIO(csv_table(hostile()).decode())))
    assert not row[head.index("title")].startswith("=")
    assert "<script>&" not in render_digest(hostile())
