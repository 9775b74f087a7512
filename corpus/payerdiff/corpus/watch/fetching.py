"""One document from a web address, politely: only what robots.txt allows, only if it changed, one request at a time, with limits of size and time."""

from __future__ import annotations

import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.robotparser import RobotFileParser

AGENT = "payerdiff"
LARGEST = 60_000_000
"""Bytes that a document may have."""
SECONDS = 60
"""Time that a whole answer may take."""
PAUSE = 3.0
"""Seconds between two requests to one host; robots.txt may ask for more."""
PART = 1 << 16
UNCHANGED, GONE = 304, (404, 410)


class NotFetchedError(Exception):
    """Why an address gave no document, in words."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave; `content` is None where it has not changed."""

    content: bytes | None
    kind: str
    etag: str | None
    modified: str | None


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to web pages alone."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # urllib's own signature
        """Return the next request. Raises URLError where it is none to a web page."""
        if urllib.parse.urlsplit(newurl).scheme not in ("http", "https"):
            raise urllib.error.URLError("it redirects to something other than a web page")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass(slots=True)
class Fetcher:
    """Fetches documents, and knows what each host allows and when it was last asked."""

    pause: float = PAUSE
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    largest: int = LARGEST
    rules: dict[str, RobotFileParser] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)

    def fetch(self, address: str, etag: str | None = None, modified: str | None = None) -> Fetched:
        """Return the document at an address, or that it has not changed since. Raises NotFetchedError."""
        if not self.rules_of(address).can_fetch(AGENT, address):
            raise NotFetchedError("robots.txt does not allow it")
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        try:
            return self.get(address, {name: value for name, value in headers.items() if value})
        except urllib.error.HTTPError as cause:
            cause.close()
            if cause.code == UNCHANGED:
                return Fetched(None, "", etag, modified)
            raise NotFetchedError(f"the server answered {cause.code}") from cause

    def get(self, address: str, headers: dict[str, str]) -> Fetched:
        """Return what an address answers. Raises HTTPError, and NotFetchedError where there is no answer or too long a one."""
        self.take_turn(address)
        request = urllib.request.Request(address, headers={"User-Agent": AGENT} | headers)
        until = self.clock() + SECONDS
        try:
            with urllib.request.build_opener(Redirects).open(request, timeout=SECONDS) as answer:
                content = bytearray()
                while part := answer.read(PART):
                    content += part
                    if len(content) > self.largest:
                        raise NotFetchedError(f"it has more than {self.largest // 1_000_000} MB")
                    if self.clock() > until:
                        raise NotFetchedError(f"it took longer than {SECONDS} seconds")
                return Fetched(bytes(content), answer.headers.get_content_type(), answer.headers["ETag"], answer.headers["Last-Modified"])  # fmt: skip
        except urllib.error.HTTPError:
            raise
        except (OSError, HTTPException, ValueError) as cause:
            raise NotFetchedError(f"the address did not respond ({cause})") from cause

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
        """Return what a host allows. One without robots.txt allows everything; one that does not let it be read, nothing. Raises NotFetchedError."""
        parts = urllib.parse.urlsplit(address)
        if parts.netloc not in self.rules:
            rules = RobotFileParser()
            try:
                found = self.get(f"{parts.scheme}://{parts.netloc}/robots.txt", {})
                rules.parse((found.content or b"").decode("utf-8", "replace").splitlines())
            except urllib.error.HTTPError as cause:
                cause.close()
                rules.parse(["User-agent: *", "Allow: /" if cause.code in GONE else "Disallow: /"])
            self.rules[parts.netloc] = rules
        return self.rules[parts.netloc]
