"""Who may ask the local page for what: this computer's names, whoever has the token, and orders from its own pages alone."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import urllib.parse
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Message

from payerdiff.model.errors import PayerdiffError

LOCAL = ("127.0.0.1", "localhost", "[::1]")
OWN = frozenset({"same-origin", "none"})
"""What a browser says of a request that comes from the page itself or from its address bar."""
PAUSE = 60.0
"""Seconds that a client may say nothing while it uploads."""
LOCKED = "Open the address that payerdiff printed when it started: it carries the token that opens this page."


class Guard:
    """Lets in whoever has a token; the browser keeps it as a cookie for this page alone.

    `person` tells whose token one is, by name. Without it, one token opens the page, for `name`.
    """

    def __init__(
        self,
        token: str = "",
        hosts: Sequence[str] = LOCAL,
        name: str = "this computer",
        person: Callable[[str], str | None] | None = None,
    ) -> None:
        self.token = token or secrets.token_urlsafe(24)
        self.hosts = tuple(hosts)
        self.person = person or (lambda given: name if hmac.compare_digest(given.encode(), self.token.encode()) else None)  # fmt: skip
        self.cookie = f"payerdiff-{hashlib.sha256(self.token.encode()).hexdigest()[:8]}" if person is None else "payerdiff-workspace"  # fmt: skip

    def refusal(self, request: Request) -> Response | None:
        """Return why a request is not answered; None where it is. With the token in its address, the answer leads to the page without it."""
        host = request.headers.get("host", "")
        if host.rsplit(":", 1)[0] not in self.hosts:
            return PlainTextResponse("This page is available on this computer only.", 421)
        if request.method not in ("GET", "HEAD") and not from_here(request, host):
            return PlainTextResponse("Requests are accepted from this page only.", 403)
        if self.opens(request.cookies.get(self.cookie, "")):
            return None
        if request.method == "GET" and self.opens(request.query_params.get("token", "")):
            answer = RedirectResponse("/", 303)
            secure = request.headers.get("x-forwarded-proto") == "https"
            token = request.query_params["token"]
            answer.set_cookie(self.cookie, token, httponly=True, samesite="strict", path="/", secure=secure)
            return answer
        return PlainTextResponse(LOCKED, 403)

    def opens(self, token: str) -> bool:
        """Return True if it is somebody's token."""
        return self.person(token) is not None

    def who(self, request: Request) -> str:
        """Return who asks; the request was let in."""
        return self.person(request.cookies.get(self.cookie, "")) or "nobody"


def from_here(request: Request, host: str) -> bool:
    """Return True unless the browser says that an order comes from another page."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "none")
    return site in OWN and (origin is None or urllib.parse.urlsplit(origin).netloc == host)


def bounded(request: Request, most: int, pause: float = PAUSE) -> Request:
    """Return the request with a body of at most so many bytes: reading more of it raises PayerdiffError `too-large`, before it is kept anywhere.

    A client that says nothing for so many seconds is given up: `took-too-long`.
    """
    taken = 0
    wrong = PayerdiffError(
        "too-large", "the upload", f"it is larger than {most // 1024 // 1024} MB", "Upload fewer files at once."
    )
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said[:20]) > most:
        raise wrong

    async def receive() -> Message:
        nonlocal taken
        try:
            message = await asyncio.wait_for(request.receive(), pause)
        except TimeoutError:
            raise PayerdiffError("took-too-long", "the upload", f"nothing of it came for {pause:g} seconds", "Upload it again.") from None  # fmt: skip
        taken += len(message.get("body", b""))
        if taken > most:
            raise wrong
        return message

    return Request(request.scope, receive)
