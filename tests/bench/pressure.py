"""The local page under pressure: a library of many files, addresses that drip, uploads at once, a client that sends slowly.

    python tests/bench/pressure.py [FILES [ADDRESSES [UPLOADS]]]

Prints, for each kind, how long the page took to answer somebody else meanwhile, how the orders ended, and the most memory of the page with all its
processes. Linux only: memory is read from /proc.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

POLICY = "# {drug} Policy {at}\n\n{drug} is medically necessary when all of the following are met:\n\n- Age {age} years or older\n- Diagnosis of acute lymphoblastic leukemia\n\n## Revision History\n\n01/02/2024 New policy\n"
PATIENCE = 1800.0
PAUSE = 0.25
"""Seconds between two looks at the page by somebody else."""
UPLOADED = 4 << 20
"""Bytes of an upload."""


@dataclass
class Figures:
    """What was seen while something pressed."""

    waits: list[float] = field(default_factory=list)
    """Seconds of each answer to somebody else."""
    ends: Counter[str] = field(default_factory=Counter)
    """How the orders ended, by status and code."""
    seconds: float = 0.0
    megabytes: int = 0


class Page:
    """The local page in a process of its own, and a browser that has its token."""

    def __init__(self, library: Path | None, temporary: Path, program: Sequence[str] = ()) -> None:
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            self.port = int(asked.getsockname()[1])
        words = [*program, str(self.port)] if program else [sys.executable, "-m", "payerdiff.app.main", "serve", "--port", str(self.port), "--allow-host", "127.0.0.1", "--library", str(library)]  # fmt: skip
        environment = {**os.environ, "TMPDIR": str(temporary)}
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout is not None
        query = self.process.stdout.readline().strip().partition("?")[2]
        self.cookie = ""
        while not self.cookie:
            with suppress(ConnectionRefusedError):
                self.cookie = self.told("GET", f"/?{query}")[2].partition(";")[0]
            time.sleep(0.05)

    def told(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        """Return the status of an answer, its text, and the cookie that it sets."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as there:
            there.request(method, path, body, {"Cookie": self.cookie, **({"Content-Type": kind} if kind else {})})
            answer = there.getresponse()
            text = answer.read().decode("utf-8", "replace")
        return answer.status, text, answer.headers.get("set-cookie", "")

    def posted(self, path: str, **fields: str) -> str:
        """Send a form; return its status and the code of the error, if there is one."""
        return end_of(*self.told("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")[:2])

    def uploaded(self, number: int) -> str:
        """Upload a large file that is refused once it is looked at; return how that ended."""
        content = b"%%PDF-1.4 nothing %3d " % number * (UPLOADED // 22)
        body = b'--parts\r\nContent-Disposition: form-data; name="files"; filename="large%d.pdf"\r\n\r\n%b\r\n--parts--\r\n'
        return end_of(*self.told("POST", "/documents", body % (number, content), "multipart/form-data; boundary=parts")[:2])  # fmt: skip

    def processes(self) -> list[int]:
        """Return the page's process and all below it."""
        found = [self.process.pid]
        for number in found:
            with suppress(OSError):
                for children in Path(f"/proc/{number}/task").glob("*/children"):
                    found += map(int, children.read_text().split())
        return found

    def megabytes(self) -> int:
        """Return the memory that the page and its processes have now; what they share counts once for each."""
        total = 0
        for number in self.processes():
            with suppress(OSError, IndexError):
                total += int(Path(f"/proc/{number}/statm").read_text().split()[1])
        return total * os.sysconf("SC_PAGE_SIZE") >> 20


def end_of(status: int, text: str) -> str:
    """Return how an order ended."""
    code = re.search(r"\[([a-z-]+)\]", text) if status >= 400 else None
    return f"{status} {code[1]}" if code else str(status)


def pressed(page: Page, orders: Sequence[Callable[[], str]]) -> Figures:
    """Give orders all at once; look at the page meanwhile, as somebody else does."""
    found, begun = Figures(), time.monotonic()
    with ThreadPoolExecutor(max(1, len(orders))) as threads:
        waiting = [threads.submit(order) for order in orders]
        while not all(one.done() for one in waiting):
            look(page, found)
            time.sleep(PAUSE)
    found.ends.update(one.result() for one in waiting)
    found.seconds = time.monotonic() - begun
    return found


def reported(page: Page) -> str:
    """Have a report made while others press; return how that ended, and whether it took long."""
    time.sleep(1)  # the others come first
    before = time.monotonic()
    end = page.posted("/compare", drug="blinatumomab", **{"as": "json"})
    return f"report {end} ({time.monotonic() - before:.1f} s)"


def look(page: Page, found: Figures) -> None:
    """Ask for the page once, and note how long the answer took."""
    before = time.monotonic()
    status, _, _ = page.told("GET", "/")
    assert status == 200, status
    found.waits.append(time.monotonic() - before)
    found.megabytes = max(found.megabytes, page.megabytes())


def reading(page: Page, files: int) -> Figures:
    """Look at the page until all files of its library are read."""
    found, begun = Figures(), time.monotonic()
    while f"{files} of {files} documents read" not in page.told("GET", "/part")[1]:
        look(page, found)
        time.sleep(PAUSE)
    found.seconds = time.monotonic() - begun
    return found


@contextmanager
def dripping() -> Iterator[str]:
    """Give the address of a server that sends a letter of its answer now and then, and never ends."""

    def drip(connection: socket.socket) -> None:
        with connection, suppress(OSError):  # who asked gave up
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
            while True:
                connection.sendall(b"a")
                time.sleep(0.5)

    def serve(server: socket.socket) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                threading.Thread(target=drip, args=(server.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.shutdown(socket.SHUT_RDWR)


@contextmanager
def slow_client(page: Page) -> Iterator[None]:
    """Send an upload a byte at a time, as long as this lasts."""
    ended = threading.Event()

    def send() -> None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", page.port)) as there:  # the page gave up first
            head = f"POST /documents HTTP/1.1\r\nHost: 127.0.0.1:{page.port}\r\nCookie: {page.cookie}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n"
            there.sendall(head.encode())
            while not ended.wait(0.05):
                there.sendall(b"-")

    thread = threading.Thread(target=send)
    thread.start()
    yield
    ended.set()
    thread.join()


def line_of(name: str, found: Figures) -> str:
    """Return the line that tells of a pressure."""
    waits = sorted(found.waits)
    ends = ", ".join(f"{count} x {end}" for end, count in sorted(found.ends.items())) or "-"
    return f"{name:34}{found.seconds:7.1f} s  answers: median {waits[len(waits) // 2]:6.3f} s, longest {waits[-1]:6.3f} s of {len(waits):>4}  {found.megabytes:>5} MB  {ends}"


def measured(folder: Path, files: int, addresses: int, uploads: int) -> Iterator[tuple[str, Figures]]:
    """Yield the figures of each pressure, then of the end: how long it took, and what was left behind."""
    library, temporary = folder / "library", folder / "tmp"
    library.mkdir()
    temporary.mkdir()
    for at in range(files):
        (library / f"{at:04}.md").write_text(
            POLICY.format(drug="Alphamab" if at % 500 else "Blincyto (blinatumomab)", at=at, age=at % 90),
            encoding="utf-8",
        )
    page = Page(library, temporary)
    try:
        yield f"{files} files are read", reading(page, files)
        with slow_client(page):
            yield "a client that sends slowly", pressed(page, [partial(page.posted, "/portfolio")])
            yield f"{uploads} uploads of {UPLOADED >> 20} MB", pressed(page, [partial(page.uploaded, at) for at in range(uploads)])  # fmt: skip
        with dripping() as address:
            fetch = [partial(page.posted, "/address", address=f"{address}{at}") for at in range(addresses)]
            yield f"{addresses} dripping addresses, a report", pressed(page, [*fetch, partial(reported, page)])
    finally:
        begun = time.monotonic()
        with page.process:  # its pipe is closed with it
            page.process.send_signal(signal.SIGTERM)
            page.process.wait(PATIENCE)
        left = Counter({f"left {path.name}": 1 for path in temporary.iterdir()})
    yield "it ends", Figures([0.0], left, time.monotonic() - begun)


def main(files: int = 2000, addresses: int = 40, uploads: int = 20) -> None:
    """Print the figures of each pressure."""
    with tempfile.TemporaryDirectory() as folder:
        for name, found in measured(Path(folder), files, addresses, uploads):
            print(line_of(name, found), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
