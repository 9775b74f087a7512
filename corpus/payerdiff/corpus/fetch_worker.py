"""The process that fetches one address for `fetching`: what is asked comes as JSON on standard input, the answer goes to standard output.

Only public addresses are asked, however they are spelled, whatever names and redirects lead to; the connection goes to the address that was checked.
"""

from __future__ import annotations

import ipaddress
import json
import re
import socket
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import unquote, urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError

Code: TypeAlias = Literal["no-address", "not-fetched", "too-large"]
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
REDIRECTS = 5
PAUSE = 15
"""Seconds that a server may say nothing."""
CHUNK = 1 << 16
AGENT = "payerdiff"
SCHEME = re.compile(r"https?", re.ASCII)
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for IPv4 ones behind a translator (RFC 6052)."""
MOVED = frozenset({301, 302, 303, 307, 308})


class Asked(NamedTuple):
    """What is asked: an address, hosts that may be private, how many bytes it may have, and what it must differ from (ETag, date) to be sent at all."""

    address: str
    allowed: Sequence[str]
    largest: int
    headers: Mapping[str, str] = {}


class RefusedError(Exception):
    """An address that gives no document: the code of the error, why, and the status of the server's answer, 0 where there is none."""

    def __init__(self, code: Code, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.code = code
        self.status = status


class Place(NamedTuple):
    """Where an address leads: its parts, the network address that was checked, and the proxy that the user's system names."""

    scheme: str
    host: str
    port: int
    request: str
    number: str
    proxy: str


def place_of(address: str, allowed: Sequence[str]) -> Place:
    """Return where an address leads. Raises RefusedError: `no-address`, and `not-fetched` where it is not a public one."""
    try:
        parts = urllib3.util.parse_url(address)
        split = urlsplit(address)
        scheme, host, port = parts.scheme or "", split.hostname or "", split.port
    except (LocationParseError, ValueError) as cause:
        raise RefusedError("no-address", "it is not a web address") from cause
    if (
        not SCHEME.fullmatch(scheme) or not host or host != (parts.host or "").strip("[]").lower()
    ):  # readers that disagree on the host can be led astray
        raise RefusedError("no-address", "it is not a web address")
    port = port or (443 if scheme == "https" else 80)
    proxy = "" if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get(scheme, "")
    free = host.lower() in {one.lower() for one in allowed}
    number = ""
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as cause:
        if not proxy:
            raise RefusedError("not-fetched", "there is no such host") from cause
    else:
        if not free and not all(is_public(ipaddress.ip_address(one.partition("%")[0])) for one in found):
            raise RefusedError("not-fetched", f"{host} is not on the public web; allow it by name with --allow-host")
        number = found[0]
    return Place(scheme, host, port, parts.request_uri, number, proxy)


def is_public(address: Address) -> bool:
    """Return True if an address is one of the public internet, also if it is an IPv4 address in the guise of an IPv6 one.

    >>> [is_public(ipaddress.ip_address(a)) for a in ("93.184.216.34", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2606:2800::1")]
    [True, False, False, False, True]
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def opened(place: Place, more: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
    """Ask for what lies at a place: the network address that was checked, under the host's own name. Raises HTTPError."""
    name = f"[{place.host}]" if ":" in place.host else place.host
    usual = 443 if place.scheme == "https" else 80
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Host": name if place.port == usual else f"{name}:{place.port}", **more}  # fmt: skip
    timeout = urllib3.Timeout(connect=PAUSE, read=PAUSE)
    if place.proxy:
        proxy = urllib3.ProxyManager(place.proxy, timeout=timeout, retries=False)
        return proxy.request("GET", f"{place.scheme}://{headers['Host']}{place.request}", headers=headers, redirect=False, preload_content=False)  # fmt: skip
    pool = (
        urllib3.HTTPSConnectionPool(place.number, place.port, server_hostname=place.host, assert_hostname=place.host, timeout=timeout, retries=False)
        if place.scheme == "https" else urllib3.HTTPConnectionPool(place.number, place.port, timeout=timeout, retries=False)
    )  # fmt: skip
    return pool.urlopen("GET", place.request, headers=headers, redirect=False, preload_content=False)


def fetch(asked: Asked) -> tuple[dict[str, str], bytes]:
    """Return what lies at an address, redirects followed, and where: `name`, `type`, `address`. Raises RefusedError."""
    address = asked.address.strip()
    for _ in range(REDIRECTS + 1):
        try:
            answer = opened(place_of(address, asked.allowed), asked.headers)
            onward = answer.headers.get("location", "") if answer.status in MOVED else ""
            if not onward:
                if answer.status == 304 and asked.headers:
                    return found_at(address, answer), b""
                if answer.status != 200:
                    raise RefusedError("not-fetched", f"the server answered with status {answer.status}", answer.status)
                return found_at(address, answer), whole(answer, asked.largest)
            moved = urljoin(address, onward)
            scheme = urlsplit(moved).scheme
        except (HTTPError, OSError, ValueError) as cause:
            raise RefusedError("not-fetched", reason_of(cause)) from cause
        if scheme not in ("http", "https"):
            raise RefusedError("not-fetched", "it redirects to something other than a public web page")
        address = moved
    raise RefusedError("not-fetched", f"it redirects more than {REDIRECTS} times")


def whole(answer: urllib3.BaseHTTPResponse, largest: int) -> bytes:
    """Return the content of an answer. Raises RefusedError `too-large`, and HTTPError where the download is cut."""
    content = bytearray()
    for part in answer.stream(CHUNK, decode_content=True):
        content += part
        if len(content) > largest:
            raise RefusedError("too-large", f"it is larger than {largest // 1024 // 1024} MB")
    return bytes(content)


def found_at(address: str, answer: urllib3.BaseHTTPResponse) -> dict[str, str]:
    """Return what an answer says of itself: the name in its address, its media type, where it was found, its status and by what it is told from a later one."""
    parts = urlsplit(address)
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return {"name": unquote(parts.path.rsplit("/", 1)[-1]) or parts.hostname or "page", "type": kind, "address": address, "status": str(answer.status), "etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", "")}  # fmt: skip


def reason_of(cause: Exception) -> str:
    """Return in a few words why a connection failed."""
    named: tuple[tuple[type[Exception], str], ...] = (
        (urllib3.exceptions.IncompleteRead, "the download was cut short"),
        (urllib3.exceptions.SSLError, "its certificate cannot be verified"),
        (urllib3.exceptions.TimeoutError, "it took too long to answer"),
        (urllib3.exceptions.NewConnectionError, "the connection was refused"),
        (urllib3.exceptions.DecodeError, "its content cannot be unpacked"),
    )
    seen: BaseException | None = cause
    while seen is not None:
        for kind, words in named:
            if isinstance(seen, kind):
                return words
        seen = next((one for one in seen.args if isinstance(one, BaseException)), None)
    return f"the server gave no usable answer ({type(cause).__name__})"


def main() -> None:
    """Answer one request: a line of JSON, then the content."""
    try:
        head, content = fetch(Asked(**json.load(sys.stdin)))
    except RefusedError as told:
        head, content = {"code": told.code, "reason": str(told), "status": str(told.status)}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
