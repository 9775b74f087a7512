"""Who may use the local page of a library: a token for each person, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from payerdiff.corpus.writing.turns import turn
from payerdiff.corpus.writing.whole_files import write_set
from payerdiff.model.errors import PayerdiffError

FILE = "people.json"
PEOPLE = TypeAdapter(dict[str, str])
LONGEST = 200


def people_of(path: Path) -> dict[str, str]:
    """Return the names of people by the hash of their token. Raises PayerdiffError `not-people`."""
    try:
        return PEOPLE.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as cause:
        raise PayerdiffError("not-people", str(path), "the list of people cannot be read", "Remove the file and name the people again.") from cause  # fmt: skip


def add_person(path: Path, name: str) -> str:
    """Give a person a new token, in place of an older one, and return it: it is kept nowhere. Raises PayerdiffError: `not-people`, `cannot-write`."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST:
        raise PayerdiffError("not-people", name[:40], "this is no name", f"Give a name of at most {LONGEST} letters.")
    token = secrets.token_urlsafe(24)
    try:
        with turn(path.parent):
            held = {mark: other for mark, other in people_of(path).items() if other != plain}
            write_people(path, held | {hashed(token): plain})
    except OSError as cause:
        raise PayerdiffError("cannot-write", str(path), f"the list of people cannot be written ({cause.strerror})", "Check the folder and the disk.") from cause  # fmt: skip
    return token


def write_people(path: Path, people: Mapping[str, str]) -> None:
    """Write the list, readable by its owner alone, whole or not at all."""
    write_set({path: json.dumps(people, ensure_ascii=False, indent=1, sort_keys=True)}, mode=0o600)


def hashed(token: str) -> str:
    """Return the hash under which a token is known."""
    return hashlib.sha256(token.encode()).hexdigest()
