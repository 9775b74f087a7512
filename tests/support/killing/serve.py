"""The local page, killed while it starts, or while somebody uploads; afterwards every upload is whole, and nothing temporary is left."""

from __future__ import annotations

import hashlib
import http.client
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from payerdiff import api
from payerdiff.corpus.store.checking import flaws

PATIENCE = 60.0
START = 2.5
"""Seconds in which the page starts, about: a kill while it starts is drawn from them."""
BETWEEN = b"--parts\r\n"
Started = Callable[[list[str], Path, int], int]


def uploads() -> Iterator[tuple[str, bytes]]:
    """Yield names and contents without end: small policies that are read, and large files that are refused."""
    for at in range(1_000_000):
        if at % 3 == 2:
            yield "large.pdf", b"%%PDF-1.4 no pages %d " % (at % 7) * 150_000
        else:
            yield "policy.md", b"# Alphamab Policy\n\nAlphamab is medically necessary when all of the following are met:\n\n- Age %d years or older\n- Diagnosis of psoriasis\n" % (at % 50)  # fmt: skip


def body_of(name: str, content: bytes) -> bytes:
    """Return an upload as a form sends it."""
    return BETWEEN + f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n--parts--\r\n"  # fmt: skip


def cookie_of(host: str, port: int, query: str) -> str:
    """Return the cookie that the page gives for the token in its address, as soon as it answers. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        there = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        with suppress(ConnectionRefusedError):  # it has printed its address and does not listen yet
            there.request("GET", f"/?{query}")
            return (there.getresponse().headers["set-cookie"] or "").partition(";")[0]
        time.sleep(0.01)
    raise TimeoutError("the page does not answer")


def give(address: str, seen: set[str], first: int, begun: threading.Semaphore) -> None:
    """Upload one file after the other until the page is gone. `seen` gets the hash of each before it is sent, and `begun` hears of it."""
    place = urlsplit(address)
    cookie = cookie_of(place.hostname or "", place.port or 0, place.query)
    with suppress(OSError, http.client.HTTPException):  # the page was killed
        for at, (name, content) in enumerate(uploads()):
            if at < first:
                continue
            seen.add(hashlib.sha256(content).hexdigest())
            begun.release()
            there = http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
            kind = {"Cookie": cookie, "Content-Type": "multipart/form-data; boundary=parts"}
            there.request("POST", "/documents", body_of(name, content), kind)
            there.getresponse().read()
            there.close()


def killed(words: list[str], temporary: Path, started: Started, draw: random.Random, seen: set[str]) -> bool:
    """Start the page, kill it at a drawn moment, and return whether somebody had begun to upload."""
    heard, told = os.pipe()
    child = started(words, temporary, told)
    os.close(told)
    with os.fdopen(heard, "rb") as said:
        if draw.random() < 0.4:
            time.sleep(draw.uniform(0, START))
            address, client = "", None
        else:
            address = said.readline().decode().strip()
            begun = threading.Semaphore(0)
            client = threading.Thread(target=give, args=(address, seen, draw.randrange(100), begun))
            client.start()
            if not all(begun.acquire(timeout=PATIENCE) for _ in range(draw.randrange(1, 5))):
                sys.exit("serve: the page does not answer")
            time.sleep(draw.uniform(0, 0.3))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if client is not None:
        client.join()
    return bool(address)


def odd(space: Path, seen: set[str]) -> list[str]:
    """Return what lies in a workspace and should not: an upload in part, a file that waits for its name, a list or store that is not whole."""
    found = [str(p) for p in space.rglob("*") if ".payerdiff-" in p.name or p.name.endswith((".new", ".part"))]
    found += [
        f"{p}: {p.stat().st_size} bytes"
        for p in (space / "uploads").rglob("*")
        if p.is_file() and hashlib.sha256(p.read_bytes()).hexdigest() not in seen
    ]
    if (space / ".payerdiff" / "library.sqlite").exists():
        found += map(str, flaws(space))
    return found


def kill_serve(folder: Path, kills: int, draw: random.Random, started: Started, free_port: Callable[[], int]) -> str:
    """Kill the page so often, and return the line that tells of it. Ends the program where something is left."""
    space, temporary, seen, uploading = folder / "space", folder / "tmp", set[str](), 0
    temporary.mkdir(parents=True)
    for at in range(kills):
        own = ["--workspace", str(space)] if at % 2 else []
        uploading += killed(["serve", "--port", str(free_port()), *own], temporary, started, draw, seen)
        end = time.monotonic() + PATIENCE
        while any(temporary.iterdir()) or odd(space, seen):
            if time.monotonic() > end:
                sys.exit(f"serve, kill {at + 1}: {odd(space, seen)}; temporary {sorted(temporary.rglob('*'))}")
            time.sleep(0.02)
    api.Workspace(space).record()
    whole = sum(p.is_file() for p in (space / "uploads").rglob("*"))
    return f"serve     {kills:>4} kills: {uploading} while somebody uploads; {whole} uploads, all whole, nothing temporary left"
