"""An address that the user gave → the document that lies there, fetched by a process of its own, which is ended when it takes too long."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from payerdiff.model.errors import PayerdiffError

SECONDS = 60
"""How long an address may take in all."""
LARGEST = 40 * 1024 * 1024
"""Bytes of a document."""
SUFFIX = {"text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt", "text/markdown": ".md",
          "application/xml": ".xml", "text/xml": ".xml",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx"}  # fmt: skip
"""The ending of a file by its media type."""
KNOWN = frozenset({*SUFFIX.values(), ".htm"})


class Fetched(NamedTuple):
    """A document from the web: a name for its file, its bytes, and where it was found in the end."""

    name: str
    content: bytes
    address: str


def fetched(address: str, allowed: Sequence[str] = (), *, seconds: float = SECONDS, largest: int = LARGEST) -> Fetched:
    """Return the document at an address; hosts that are not on the public web only where they are allowed by name.

    Raises PayerdiffError: `no-address`, `not-fetched`, `too-large`.
    """
    head, content = answered(address, allowed, {}, seconds=seconds, largest=largest)
    if "code" in head:
        raise refused(address, head["code"], head["reason"])
    return Fetched(file_name(head["name"], head["type"]), content, head["address"])


def answered(
    address: str,
    allowed: Sequence[str],
    headers: Mapping[str, str],
    *,
    seconds: float = SECONDS,
    largest: int = LARGEST,
) -> tuple[dict[str, str], bytes]:
    """Return what the process that fetches says of an address, and the document: a `code` and a `reason` where there is none.

    Raises PayerdiffError `not-fetched` where the process itself fails or takes too long.
    """
    asked = json.dumps({"address": address, "allowed": list(allowed), "largest": largest, "headers": dict(headers)})
    words = [sys.executable, "-m", "payerdiff.corpus.fetch_worker"]
    try:
        done = subprocess.run(words, input=asked.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, check=False)  # fmt: skip
    except subprocess.TimeoutExpired as cause:
        raise refused(address, "not-fetched", f"it took longer than {seconds:g} seconds") from cause
    told, _, content = done.stdout.partition(b"\n")
    if done.returncode != 0 or not told:
        raise refused(address, "not-fetched", f"the process that fetches it ended with status {done.returncode}")
    head: dict[str, str] = json.loads(told)
    return head, content


def refused(address: str, code: str, reason: str) -> PayerdiffError:
    """Return the error of an address that gives no document."""
    name = " ".join(address.split())[:120] or "nothing"
    if code == "no-address":
        return PayerdiffError("no-address", name, reason, "Enter a web address that begins with https://.")
    if code == "too-large":
        return PayerdiffError("too-large", name, reason, "Save the policy without its appendices and upload the file.")
    return PayerdiffError("not-fetched", name, reason, "Save the document and upload the file.")


def file_name(name: str, kind: str) -> str:
    """Return a name for a file: the one of the address, with the ending of its media type where it has none that is known.

    >>> file_name("policy.pdf", "application/octet-stream"), file_name("show", "application/pdf"), file_name("v1.2", "")
    ('policy.pdf', 'show.pdf', 'v1.2.html')
    """
    return name if PurePosixPath(name.lower()).suffix in KNOWN else f"{name}{SUFFIX.get(kind, '.html')}"
