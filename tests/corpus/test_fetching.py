"""An address gives a whole document or a clear error, within its time and size, and leads nowhere but to the public web."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from payerdiff.corpus.fetch_worker import is_public
from payerdiff.corpus.fetching import fetched
from payerdiff.model.errors import PayerdiffError

Talk = Callable[[socket.socket], None]
OWN = ["127.0.0.1"]


@contextmanager
def speaking(talk: Talk) -> Iterator[str]:
    """Give the address of a server that answers each connection as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:  # closed: the test is over
                    return
                with connection:
                    try:
                        connection.recv(65536)
                        talk(connection)
                    except OSError:
                        continue  # who asked went away

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/policy.html"
        server.shutdown(socket.SHUT_RDWR)


def refusal(talk: Talk, **bounds: float) -> PayerdiffError:
    """Return why an address gives nothing."""
    with speaking(talk) as address, pytest.raises(PayerdiffError) as told:
        fetched(address, OWN, **bounds)  # type: ignore[arg-type]
    return told.value


def test_a_document_is_given_with_a_name() -> None:
    with speaking(lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 4\r\n\r\n%PDF")) as address:  # fmt: skip
        found = fetched(address.replace("policy.html", "show?id=4"), OWN)
    assert (found.name, found.content) == ("show.pdf", b"%PDF")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<html>", "cut short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<html", "cut short|no usable answer"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<html", "cut short|no usable answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\n<html>", "unpacked"),
        (b"no http at all\r\n\r\n", "no usable answer"),
        (b"HTTP/1.1 abc\r\n\r\n", "no usable answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", "no usable answer"),
        (b"", "no usable answer"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "status 404"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "status 204"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", "no usable answer"),
        (b"HTTP/1.1 302 Found\r\nLocation: ftp://x/y\r\nContent-Length: 0\r\n\r\n", "redirects to something"),
    ],
)
def test_an_answer_that_is_none_is_one_clear_line(answer: bytes, words: str) -> None:
    told = refusal(lambda c: c.sendall(answer))
    assert told.code in ("not-fetched", "no-address") and "\n" not in str(told)
    assert any(word in str(told) for word in words.split("|"))


def test_a_dripping_server_is_given_up_in_time() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            connection.sendall(b"a")
            time.sleep(0.05)

    before = time.monotonic()
    assert "took longer than 2 seconds" in str(refusal(drip, seconds=2))
    assert time.monotonic() - before < 20


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_too_large_is_not_read_to_its_end(packed: bool) -> None:
    body = gzip.compress(b"x" * 50_000_000) if packed else b"x" * 3_000_000
    kind = b"Content-Encoding: gzip\r\n" if packed else b""
    told = refusal(lambda c: c.sendall(b"HTTP/1.1 200 OK\r\n" + kind + b"\r\n" + body), largest=2 << 20)
    assert told.code == "too-large" and "larger than 2 MB" in str(told)


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::",
     "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1"],
)  # fmt: skip
def test_what_is_not_of_the_public_web_is_told(number: str) -> None:
    assert not is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize("number", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_what_is_of_the_public_web_is_told(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_computer_is_not_asked_however_it_is_spelled(host: str) -> None:
    asked: list[bytes] = []
    with speaking(lambda c: asked.append(b"")) as address, pytest.raises(PayerdiffError) as told:
        fetched(address.replace("127.0.0.1", host))
    assert not asked and told.value.code in ("not-fetched", "no-address")


def test_a_redirect_leads_no_further_than_an_address() -> None:
    asked: list[bytes] = []
    with speaking(lambda c: asked.append(b"")) as inner:
        away = f"HTTP/1.1 302 Found\r\nLocation: {inner.replace('127.0.0.1', 'localhost')}\r\nContent-Length: 0\r\n\r\n"
        assert "not on the public web" in str(refusal(lambda c: c.sendall(away.encode())))
    assert not asked
