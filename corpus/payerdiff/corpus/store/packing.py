"""What was read ↔ rows: a policy as compressed JSON, with its head beside it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from typing import Any

from payerdiff.corpus.policy_lines import dated
from payerdiff.corpus.store.version_hashes import version_hashes
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.policy import Policy

LEVEL = 6
FORMS: dict[str, type[Policy] | type[CodeReference]] = {"policy": Policy, "code": CodeReference}


def packed(text: bytes) -> tuple[bytes, str]:
    """Return bytes compressed, and the hash of what they were."""
    return zlib.compress(text, LEVEL), hashlib.sha256(text).hexdigest()


def unpacked(body: bytes, content: str) -> bytes | None:
    """Return what was compressed, None where the body is not what it was."""
    try:
        text = zlib.decompress(body)
    except zlib.error:
        return None
    return text if hashlib.sha256(text).hexdigest() == content else None


def json_of(found: Policy | CodeReference) -> bytes:
    """Return what was read as JSON in one line."""
    return found.model_dump_json(by_alias=True).encode()


def content_of(found: Policy | CodeReference) -> str:
    """Return the hash of what was read."""
    return hashlib.sha256(json_of(found)).hexdigest()


def row_of(reading: str, ordinal: int, found: Policy | CodeReference) -> dict[str, Any]:
    """Return the row of one policy of a reading."""
    body, content = packed(json_of(found))
    row = {
        "reading": reading,
        "ordinal": ordinal,
        "kind": "policy" if isinstance(found, Policy) else "code",
        "content": content,
        "body": body,
    }
    return row | (head_of(found) if isinstance(found, Policy) else dict.fromkeys(HEAD))  # fmt: skip


HEAD = ("payer", "payer_name", "number", "title", "lines", "effective", "reviewed", "dated", "criteria_hash", "terms_hash", "dates_hash", "rest_hash")  # fmt: skip
"""The columns of a policy's head."""


def head_of(policy: Policy) -> dict[str, Any]:
    """Return the head of a policy: what it is found by, and told apart from its other versions."""
    hashes = version_hashes(policy)
    values = (
        policy.payer.id, policy.payer.name, policy.number, policy.title, "; ".join(sorted(policy.payer.lines_of_business)), policy.dates.effective,
        policy.dates.last_review, dated(policy), *hashes,
    )  # fmt: skip
    return dict(zip(HEAD, values, strict=True))


def drugs_of(found: Policy | CodeReference) -> list[str]:
    """Return the drugs that a policy is about, each once."""
    return list(dict.fromkeys(d.generic for d in found.drugs)) if isinstance(found, Policy) else []


def opened(kind: str, body: bytes, content: str) -> Policy | CodeReference | None:
    """Return what was read from its row, None where the row is not what was written."""
    text = unpacked(body, content)
    return None if text is None else FORMS[kind].model_validate_json(text)


def all_opened(rows: Sequence[tuple[str, bytes, str]]) -> list[Policy | CodeReference] | None:
    """Return what was read from its rows, None where one of them is not what was written."""
    found = [opened(kind, body, content) for kind, body, content in rows]
    whole = [one for one in found if one is not None]
    return whole if len(whole) == len(found) else None
