"""A small web server on this computer, for the tests of what is watched: pages that change, rules, and failures."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """What the server has, by path; a number in place of a content is an error's status."""

    pages: dict[str, bytes | int] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    """The paths that were asked for, with the status of each answer."""
    address: str = ""


KINDS = {"pdf": "application/pdf", "html": "text/html", "txt": "text/plain"}


@contextmanager
def serving() -> Iterator[Site]:
    """Run a server and give what it has."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = site.pages.get(self.path, 404)
            mark = None if isinstance(page, int) else f'"{hashlib.sha256(page).hexdigest()[:12]}"'
            status = page if isinstance(page, int) else 304 if self.headers["If-None-Match"] == mark else 200
            site.asked.append((self.path, status))
            self.send_response(status)
            if mark:
                self.send_header("ETag", mark)
            self.send_header("Content-Type", KINDS.get(self.path.rpartition(".")[2], "text/html"))
            self.end_headers()
            if status == 200 and not isinstance(page, int):
                self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
