"""Single criteria in the words of many payers mean what their authors meant; the seen ones are held to their figures, the others to good form alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sentences import HERE, Read, figures, of_folder, read

from payerdiff.model import concepts

FILES = sorted(path for folder in ("sentences", "sentences_kept") for path in (HERE / folder).glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_label_speaks_of_known_concepts_and_joins_what_it_lists(path: Path) -> None:
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        assert all(concepts.at(atom["concept"]) is not None for atom in row["atoms"]), row["text"]
        assert ("meaning" in row) == (len(row["atoms"]) != 1 or "unknown" in json.dumps(row.get("meaning", ""))) or row["meaning"]["op"] == "none"  # fmt: skip


def test_what_was_learned_from_the_seen_sentences_stays() -> None:
    seen = figures(of_folder("sentences"))
    assert seen["atoms"] >= 0.89 and seen["precision"] >= 0.94 and seen["typable"] >= 0.77


@pytest.mark.parametrize(
    ("text", "atoms", "meaning", "kind"),
    [
        ("Diagnosis of asthma", [{"concept": "diagnosis", "op": "=", "value": "asthma"}], None, "right"),
        ("Diagnosis of gout", [{"concept": "diagnosis", "op": "=", "value": "asthma"}], None, "wrong"),
        ("Karvel findings in mumbles", [{"concept": "diagnosis", "op": "=", "value": "asthma"}], None, "untyped"),
        ("Diagnosis of asthma with karvel mumbles", [{"concept": "diagnosis", "op": "=", "value": "asthma"}], None, "partial"),
        ("Diagnosis of asthma", [{"concept": "diagnosis", "op": "=", "value": "asthma"}], {"op": "all", "of": [0, {"unknown": ""}]}, "wrong"),
    ],
)  # fmt: skip
def test_a_sentence_is_right_wrong_partial_or_untyped(
    text: str, atoms: list[dict[str, object]], meaning: object, kind: str
) -> None:
    found: Read = read({"text": text, "atoms": atoms, **({"meaning": meaning} if meaning else {})})
    assert found.kind == kind
