"""One document from a web address, politely: only what robots.txt allows, only if it changed, one request at a time, with a pause."""

from __future__ import annotations

import time
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.robotparser import RobotFileParser

from payerdiff.corpus.fetch_worker import AGENT
from payerdiff.corpus.fetching import answered
from payerdiff.model.errors import PayerdiffError

PAUSE = 3.0
"""Seconds between two requests to one host; robots.txt may ask for more."""
NO_RULES = frozenset({"404", "410"})
"""Statuses by which a host says that it has no robots.txt."""
Ask = Callable[[str, Sequence[str], Mapping[str, str]], tuple[dict[str, str], bytes]]


class NotFetchedError(Exception):
    """Why an address gave no document, in words."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an address gave; `content` is None where it has not changed."""

    content: bytes | None
    kind: str
    etag: str | None
    modified: str | None


@dataclass(slots=True)
class Fetcher:
    """Fetches documents, and knows what each host allows and when it was last asked."""

    pause: float = PAUSE
    allowed: Sequence[str] = ()
    """Hosts that may be asked though they are not on the public web."""
    ask: Ask = answered
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    rules: dict[str, RobotFileParser] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)

    def fetch(self, address: str, etag: str | None = None, modified: str | None = None) -> Given:
        """Return the document at an address, or that it has not changed since. Raises NotFetchedError."""
        if not self.rules_of(address).can_fetch(AGENT, address):
            raise NotFetchedError("robots.txt does not allow it")
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        head, content = self.get(address, {name: value for name, value in headers.items() if value})
        if "code" in head:
            raise NotFetchedError(head["reason"])
        if head["status"] == "304":
            return Given(None, "", etag, modified)
        return Given(content, head["type"], head["etag"] or None, head["modified"] or None)

    def get(self, address: str, headers: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
        """Return what an address answers, when it is its host's turn. Raises NotFetchedError where it takes too long."""
        self.take_turn(address)
        try:
            return self.ask(address, self.allowed, headers)
        except PayerdiffError as cause:
            raise NotFetchedError(cause.found) from cause

    def take_turn(self, address: str) -> None:
        """Wait until the host may be asked again."""
        host = urllib.parse.urlsplit(address).netloc
        delay = self.rules[host].crawl_delay(AGENT) if host in self.rules else None
        since = self.asked.get(host)
        if since is not None:
            left = since + max(self.pause, float(delay or 0)) - self.clock()
            if left > 0:
                self.wait(left)
        self.asked[host] = self.clock()

    def rules_of(self, address: str) -> RobotFileParser:
        """Return what a host allows. One without robots.txt allows everything; one whose rules cannot be read, nothing. Raises NotFetchedError."""
        parts = urllib.parse.urlsplit(address)
        if parts.netloc not in self.rules:
            head, content = self.get(f"{parts.scheme}://{parts.netloc}/robots.txt", {})
            if "code" in head and head.get("status", "0") == "0":
                raise NotFetchedError(head["reason"])
            lines = content.decode("utf-8", "replace").splitlines()
            if "code" in head:
                lines = ["User-agent: *", "Allow: /" if head["status"] in NO_RULES else "Disallow: /"]
            self.rules[parts.netloc] = RobotFileParser()
            self.rules[parts.netloc].parse(lines)
        return self.rules[parts.netloc]
