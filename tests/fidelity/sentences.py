"""How single criteria are read: each sentence of `sentences/` and `sentences_kept/` held against what its author meant by it.

    python tests/fidelity/sentences.py            # the seen half, with its misses
    python tests/fidelity/sentences.py --kept     # the kept half: figures alone, never its misses

A sentence is *right* where all that was meant is found, joined as meant, and nothing else; *wrong* where something is found that was not meant, or something
was left out without a flag; *partial* where all that is found is right and the rest is flagged; *untyped* where nothing is found of what was meant.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring import Count, plain

from payerdiff.model import concepts
from payerdiff.normalize import disease_names, lexicon
from payerdiff.normalize.lexicon import Hit
from payerdiff.normalize.typing.conditions import meaning_under
from payerdiff.normalize.typing.expression import Condition, Expression, Unknown, conditions_of
from payerdiff.normalize.typing.tagging.glossary import NOTHING
from payerdiff.normalize.typing.tagging.limits import plain_unit
from payerdiff.normalize.typing.written import written_names

HERE = Path(__file__).parent
NAMES: dict[str, Callable[[str], list[Hit]]] = {
    "diagnosis": disease_names.diseases,
    "prior_therapy": lexicon.treatments,
    "regimen": lexicon.treatments,
    "prescriber": lexicon.specialists,
    "site_of_care": lambda words: lexicon.hits("sites", words),
    "disease_setting": lambda words: lexicon.hits("settings", words) + lexicon.hits("courses", words),
}
SUBJECTS = ("labs", "biomarkers", "tests")
OPEN = "?"

Key = tuple[object, ...]
Row = dict[str, Any]


def named(value: object, find: Callable[[str], list[Hit]] | None) -> object:
    """Return a value by the vocabulary's name where it is one as a whole, so that neither side's choice of a synonym counts."""
    if isinstance(value, str) and find is not None:
        whole = [hit for hit in find(value) if hit.end - hit.start == len(value)]
        value = whole[0].canonical if whole else value
    return plain(value)


SAMPLE = re.compile(r"^(?:serum|plasma|blood) ")
"""In what a thing is measured that is measured in nothing else: `serum calcium` is calcium."""
TITER = re.compile(r"1:(\d+)")


def subject_of(subject: str | None) -> object:
    """Return the subject of a condition by the vocabulary's name."""
    subject = SAMPLE.sub("", subject) if subject else subject
    for table in SUBJECTS:
        for hit in lexicon.hits(table, subject or ""):
            if hit.end - hit.start == len(subject or ""):
                return plain(SAMPLE.sub("", hit.canonical))
    return plain(subject)


def key_of(atom: Row) -> Key:
    """Return what must agree of a condition: concept, subject, operator, values, unit, denial."""
    value = atom.get("value")
    values = frozenset(named(v, NAMES.get(atom["concept"])) for v in (value if isinstance(value, list) else [value]))
    op = {"in": "=", "not_in": "!="}.get(atom["op"], atom["op"])
    negated = bool(atom.get("negated")) != (op == "!=")  # what a place is not, is said either way
    op = "=" if op == "!=" else op
    unit = plain(plain_unit(atom["unit"]) if atom.get("unit") else None)
    if atom["concept"] == "dose" and isinstance(unit, str):
        unit = unit.removesuffix("/dose")  # every dose is one
    if isinstance(value, str) and (titer := TITER.fullmatch(value)):  # `1:50` is a titer of 50
        values, unit = frozenset((float(titer[1]),)), "titer"
    return (atom["concept"], subject_of(atom.get("subject")), op, values, unit, negated)  # fmt: skip


def manner_of(atom: Row) -> Key:
    """Return what more is said of a therapy: how it ended, how long it lasted, how many."""
    outcome = (
        frozenset((atom.get("outcome") or "").split(" or ")) if atom["concept"] == "prior_therapy" else frozenset()
    )
    return outcome, plain(atom.get("duration")), atom.get("count")


def is_weaker(found: Key, meant: Key) -> bool:
    """Return True if what was found of a therapy leaves out at most its length and number."""
    return found[0] == meant[0] and all(own in (None, other) for own, other in zip(found[1:], meant[1:], strict=True))


def row_of(condition: Condition, text: str) -> list[Row]:
    """Return a found condition as labels write one: by the vocabulary's names, and by the document's."""
    row = {
        name: getattr(condition, name)
        for name in ("concept", "subject", "op", "unit", "negated", "outcome", "duration", "count")
    }
    row["value"] = list(condition.value) if isinstance(condition.value, tuple) else condition.value
    written = written_names(condition, text, NOTHING)
    return [row] if written is None else [row, {**row, "value": written}]


def is_qualifier(condition: Condition) -> bool:
    """Return True if a condition only says how severe or active a disease is, which labels may leave out."""
    concept = concepts.at(condition.concept)
    return (
        concept is not None
        and bool(condition.values)
        and all(value in concept.qualifying for value in condition.values)
    )


@dataclass(slots=True)
class Read:
    """How one sentence was read."""

    text: str
    kind: str
    count: Count
    notes: list[str] = field(default_factory=list)
    plainly_typable: bool = False


def read(row: Row) -> Read:
    """Return how a sentence is read."""
    text, asked = row["text"], row["atoms"]
    expression = meaning_under(text, ())
    found = list(dict.fromkeys(conditions_of(expression))) if expression else []
    place: dict[Condition, int] = {}
    extra = []
    for condition in found:
        keys = [key_of(one) for one in row_of(condition, text)]
        at = next((i for i, one in enumerate(asked) if i not in place.values() and key_of(one) in keys), None)
        if at is not None:
            place[condition] = at
        elif not is_qualifier(condition):
            extra.append(condition)
    missed = [one for i, one in enumerate(asked) if i not in place.values()]
    count = Count(len(place), len(extra), len(missed))
    notes = [f"missed {told(one)}" for one in missed] + [f"invented {told(row_of(one, text)[0])}" for one in extra]
    for condition, i in place.items():
        if manner_of(row_of(condition, text)[0]) != manner_of(asked[i]):
            notes.append(f"manner {manner_of(row_of(condition, text)[0])} for {manner_of(asked[i])}")
    meant = row.get("meaning") or {"op": "all", "of": [0]}
    want, got = shape_of_label(meant), shape_of(expression, place) if expression else ()
    is_open, is_flagged = OPEN in ends_of(want), OPEN in ends_of(got)
    contradicts = any(not is_weaker(manner_of(row_of(c, text)[0]), manner_of(asked[i])) for c, i in place.items())
    clean = not extra and not contradicts and (is_flagged or not any(note.startswith("manner") for note in notes))
    same = without_open(want, set(place.values())) == without_open(got, set(place.values()))
    if not same:
        notes.append(f"joined {got} for {want}")
    if not found:
        kind = "untyped" if asked else "right"
    elif not clean or not same or ((missed or is_open) and not is_flagged):
        kind = "wrong"
        notes += ["unflagged"] if (missed or is_open) and not is_flagged else []
    else:
        whole = not missed and is_open == is_flagged and not any(note.startswith("manner") for note in notes)
        kind = "right" if whole else "partial"
    return Read(text, kind, count, notes, bool(asked) and not is_open)


def told(atom: Row) -> str:
    """Return a condition as one line."""
    return " ".join(f"{name}={value}" for name, value in atom.items() if value not in (None, False))


def shape_of_label(part: Any) -> Any:
    """Return how labeled conditions join: places, open parts, and groups of them."""
    if isinstance(part, int):
        return part
    return OPEN if "unknown" in part else group(part["op"], part.get("k"), [shape_of_label(p) for p in part["of"]])


def shape_of(part: Expression, place: dict[Condition, int]) -> Any:
    """Return how found conditions join, by the places of the labels that they meet."""
    if isinstance(part, Unknown):
        return OPEN
    if isinstance(part, Condition):
        return place.get(part, "qualifier" if is_qualifier(part) else "invented")
    return group(part.op, part.k, [shape_of(p, place) for p in part.parts])


def group(op: str, k: int | None, parts: Sequence[Any]) -> Any:
    """Return a group; one of a single part that adds nothing is that part."""
    return parts[0] if len(parts) == 1 and op != "none" else (op, k, *parts)


def ends_of(shape: Any) -> set[Any]:
    """Return the ends of a shape."""
    return {end for part in shape[2:] for end in ends_of(part)} if isinstance(shape, tuple) and shape else {shape}


def without_open(shape: Any, known: set[int]) -> Any:
    """Return how the conditions that both sides have join, whatever stands open, in one order; an open alternative stays."""
    if not isinstance(shape, tuple) or not shape:
        return shape if shape in known else None
    op, k, *parts = shape
    kept = [without_open(part, known) for part in parts]
    left = [part for part in kept if part is not None]
    if not left:
        return None
    if op == "any" and len(left) < len(parts):
        left.append(OPEN)
    flat = [
        p
        for part in left
        for p in (part[2:] if isinstance(part, tuple) and part[0] == op and op in ("all", "any") else [part])
    ]
    return flat[0] if len(flat) == 1 and op != "none" else (op, k, *sorted(dict.fromkeys(flat), key=repr))


def of_folder(folder: str) -> list[Read]:
    """Return how the sentences of a folder are read."""
    files = sorted((HERE / folder).glob("*.json"))
    return [read(row) for path in files for row in json.loads(path.read_text(encoding="utf-8"))]


def figures(reads: Sequence[Read]) -> dict[str, float]:
    """Return the figures: F1 of conditions, how sentences were read, how many typed ones say nothing wrong, how many plainly typable ones are right."""
    total = Count()
    for one in reads:
        total.add(one.count)
    kinds = Counter(one.kind for one in reads)
    typed = [one for one in reads if one.count.right or one.count.invented]
    plainly = [one for one in reads if one.plainly_typable]
    return {
        "atoms": round(total.f1 or 0, 3),
        **{kind: kinds[kind] for kind in ("right", "partial", "untyped", "wrong")},
        "precision": round(sum(one.kind != "wrong" for one in typed) / max(len(typed), 1), 3),
        "typable": round(sum(one.kind == "right" for one in plainly) / max(len(plainly), 1), 3),
    }


def main(arguments: Sequence[str]) -> None:
    """Print the figures, and of the seen half what was misread."""
    kept = "--kept" in arguments
    reads = of_folder("sentences_kept" if kept else "sentences")
    for one in [] if kept else reads:
        if one.kind != "right":
            print(f"{one.kind:8} {one.text}", *one.notes, sep="\n           ")
    print(figures(reads))


if __name__ == "__main__":
    main(sys.argv[1:])
