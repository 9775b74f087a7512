"""A correction that somebody makes while looking at a policy → the corrections file of its document, if it means just that criterion."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from payerdiff.corpus.corrections import FOLDER, HASH, WORDS, Correction, correction_folders, meant
from payerdiff.corpus.store.opening import FOLDER as PLACE
from payerdiff.corpus.writing.turns import turn
from payerdiff.corpus.writing.whole_files import write_set
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import CriteriaSet, Criterion, Policy

FILE = "from-the-page.toml"
NAMED = 300
"""First characters of a criterion that are taken to name it."""


def nodes_of(policy: Policy) -> Iterator[tuple[str, CriteriaSet, Criterion]]:
    """Yield all criteria of a policy with their set and their number in the document: the set's, then the item's at each depth (`2.0.1`)."""

    def below(node: Criterion, number: str) -> Iterator[tuple[str, Criterion]]:
        yield number, node
        for at, child in enumerate(node.children):
            yield from below(child, f"{number}.{at}")

    for at, held in enumerate((*policy.criteria, *policy.exclusions)):
        for number, node in below(held.root, str(at)):
            yield number, held, node


def correction_of(policy: Policy, number: str, given: Mapping[str, Any], who: str, reason: str, when: date) -> Correction:  # fmt: skip
    """Return the correction of one criterion: `given` are the fields `op`, `k`, `atoms`, `partial` that are right.

    Raises PayerdiffError: `no-such-criterion`, `not-a-correction`.
    """
    held, node = next(((s, n) for at, s, n in nodes_of(policy) if at == number), (None, None))
    if held is None or node is None:
        raise PayerdiffError("no-such-criterion", policy.source.name, f"it has no criterion {number[:40]}", "Open the document again.")  # fmt: skip
    if not reason.strip():
        raise not_one(policy, "it gives no reason", "Say why the reading is wrong: others will rely on it.")
    common = {"document": policy.source.name, "sha256": policy.source.sha256, "set": held.id, "reason": " ".join(reason.split()), "who": who, "when": when, **given}  # fmt: skip
    for name in names_for(node, "op" in given):
        try:
            correction = Correction.model_validate({**common, "criterion": name})
        except ValidationError as cause:
            raise not_one(policy, cause.errors()[0]["msg"].removeprefix("Value error, "), "Change what is given.") from cause  # fmt: skip
        found = [one for one in meant(held.root, correction) if one is not node]
        if len(list(meant(held.root, correction))) == 1 and not found:
            return correction
    raise not_one(policy, "the criterion shares its label and its words with another one", "Write it by hand (docs/corrections.md).")  # fmt: skip


def names_for(node: Criterion, joins: bool) -> Iterator[str]:
    """Yield what may name a criterion: its label, its words; a list by its first item too, as its operator is meant by it."""
    if node.label:
        yield node.label
    if len(" ".join(node.text.split())) > WORDS:
        yield " ".join(node.text.split())[:NAMED]
    if joins:
        for child in node.children:
            if not child.children:
                yield from names_for(child, False)


def not_one(policy: Policy, what: str, advice: str) -> PayerdiffError:
    """Return the error of a correction that cannot be written."""
    return PayerdiffError("not-a-correction", policy.source.name, what, advice)


def write_correction(document: Path, library: Path, correction: Correction) -> Path:
    """Add a correction to the file of a library, or beside a document that lies too deep in it. Return the file. Raises PayerdiffError `cannot-write`."""
    own = library / FOLDER
    own.mkdir(parents=True, exist_ok=True)
    if own.resolve() not in [folder.resolve() for folder in correction_folders(document)]:
        own = document.parent / FOLDER
    path = own / FILE
    try:
        with turn(library / PLACE):  # two people, or two pages, may correct at a time
            own.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") if path.is_file() else ""
            write_set({path: f"{before}{toml_of(correction)}\n"})
    except OSError as cause:
        raise PayerdiffError("cannot-write", str(path), f"the correction cannot be written ({cause.strerror})", "Check the folder and the disk.") from cause  # fmt: skip
    return path


def toml_of(correction: Correction) -> str:
    """Return a correction in the form of the file."""
    told = correction.model_dump(exclude_none=True, exclude_unset=True)
    told["sha256"] = correction.sha256[:HASH]
    return "[[correction]]\n" + "".join(f"{name} = {value_of(value)}\n" for name, value in told.items())


def value_of(value: object) -> str:
    """Return a value as TOML writes it. Strings have JSON's escapes, all of which are TOML's.

    >>> value_of({"concept": "age", "value": 18.0, "of": [True, 'a "b"']})
    '{ concept = "age", value = 18.0, of = [true, "a \\\\"b\\\\""] }'
    """
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {value_of(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(value_of, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
