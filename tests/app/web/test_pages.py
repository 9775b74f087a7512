"""The local page: documents in, reports out, and nothing that is uploaded or asked from elsewhere gets its way."""

from __future__ import annotations

import asyncio
import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from starlette.testclient import TestClient

from payerdiff import api
from payerdiff.app.web import pages as web_pages
from payerdiff.app.web import shelf as shelves
from payerdiff.app.web.guard import LOCAL, Guard
from payerdiff.app.web.pages import application
from payerdiff.app.web.results import Made, Results
from payerdiff.app.web.shelf import Shelf
from payerdiff.corpus.library import samples
from payerdiff.model.errors import PayerdiffError

NC = samples() / "bcbsnc" / "blinatumomab.html"
REDLINE = next((samples() / "centene").glob("*.pdf"))
PATIENCE = 90


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Return an empty shelf."""
    held = Shelf(tmp_path / "kept", allowed=["127.0.0.1"])
    yield held
    held.close()


@pytest.fixture
def page(shelf: Shelf) -> TestClient:
    """Return a browser of the page."""
    guard = Guard(hosts=(*LOCAL, "testserver"))
    browser = TestClient(application(shelf, guard), follow_redirects=False)
    assert browser.get("/", params={"token": guard.token}).headers["location"] == "/"
    return browser


def made(page: TestClient, path: str, **asked: str) -> Any:
    """Have a report made, and look at it."""
    answer = page.post(path, data=asked)
    return page.get(answer.headers["location"]) if answer.status_code == 303 else answer


def give(page: TestClient, *paths: Path) -> None:
    """Upload files and wait until they are read."""
    files = [("files", (path.name, path.read_bytes())) for path in paths]
    assert page.post("/documents", files=files).status_code == 303
    wait(page)


def wait(page: TestClient) -> str:
    """Return the changing part of the page when nothing is left to be read."""
    for _ in range(PATIENCE * 4):
        text = str(page.get("/part").text)
        if "hx-get" not in text:
            return text
        time.sleep(0.25)
    raise AssertionError("reading did not end")


def test_files_are_read_and_compared_and_the_report_can_be_kept(page: TestClient) -> None:
    give(page, NC, REDLINE)
    text = page.get("/").text
    assert (
        "2 of 2 documents read" in text
        and "Blue Cross and Blue Shield of North Carolina" in text
        and "with tracked changes" in text
    )
    report = made(page, "/compare", drug="blinatumomab")
    assert report.status_code == 200 and "2 payers compared" in report.text
    assert "default-src 'none'" in report.headers["content-security-policy"]
    kept = made(page, "/compare", drug="blinatumomab", **{"as": "html"})
    assert kept.text == report.text and kept.headers["content-disposition"] == 'attachment; filename="blincyto.html"'
    assert made(page, "/compare", drug="blinatumomab", **{"as": "xlsx"}).content[:2] == b"PK"
    assert made(page, "/compare", drug="blinatumomab", **{"as": "json"}).json()["drug"] == "blinatumomab"
    assert made(page, "/compare", drug="blinatumomab", **{"as": "csv.zip"}).content[:2] == b"PK"
    assert made(page, "/compare", drug="blinatumomab", **{"as": "fhir.json"}).json()["resourceType"] == "Bundle"
    for ending, inside in (("page.docx", b"word/document.xml"), ("page.pptx", b"ppt/slides/slide1.xml")):
        assert inside in made(page, "/compare", drug="blinatumomab", **{"as": ending}).content
    assert made(page, "/compare", drug="blinatumomab", **{"as": "exe"}).status_code == 400
    if api.find_browser() is not None:
        assert made(page, "/compare", drug="blinatumomab", **{"as": "pdf"}).content[:5] == b"%PDF-"
        whole = made(page, "/compare", drug="blinatumomab", **{"as": "everything.pdf"})
        assert whole.content[:5] == b"%PDF-" and "blincyto.everything.pdf" in whole.headers["content-disposition"]
        assert "PDF with everything" in page.get("/").text
    assert "what is due" in made(page, "/portfolio").text


def test_a_redline_is_reviewed_against_itself(page: TestClient, shelf: Shelf) -> None:
    give(page, REDLINE)
    (entry,) = shelf.entries.values()
    asked = {"old": f"{entry.id}.baseline", "new": f"{entry.id}.proposed"}
    assert "Disclosure" in made(page, "/review", **asked).text or "log" in made(page, "/review", **asked).text
    assert made(page, "/review", **asked, **{"as": "xlsx"}).content[:2] == b"PK"
    same = made(page, "/review", old=asked["old"], new=asked["old"])
    assert same.status_code == 400 and "two different versions are needed" in same.text


def test_a_bad_file_is_told_and_the_others_are_read(page: TestClient, tmp_path: Path) -> None:
    bad, picture = tmp_path / "cut.pdf", tmp_path / "x.exe"
    bad.write_bytes(b"%PDF-1.4 cut")
    picture.write_bytes(b"MZ")
    answer = page.post(
        "/documents",
        files=[("files", (p.name, p.read_bytes())) for p in (bad, picture, NC)],
        headers={"hx-request": "true"},
    )
    assert "x.exe" in answer.text and "not-accepted" in answer.text and "<html" not in answer.text
    text = wait(page)
    assert "2 of 2 documents read" in text and "not read" in text and "cut.pdf" in text and "North Carolina" in text


def test_a_document_that_is_never_read_ends(page: TestClient, shelf: Shelf) -> None:
    for reader in shelf.readers.all:
        reader.seconds = 0.05
    give(page, NC)
    assert "took-too-long" in wait(page)


def test_a_reader_that_cannot_be_started_is_told(
    page: TestClient, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("no process can be started")

    monkeypatch.setattr(shelf.readers, "read", fails)
    give(page, NC)
    assert "no process can be started" in wait(page)


def test_what_is_too_large_is_not_kept(page: TestClient, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "LARGEST", 100)
    answer = page.post("/documents", files=[("files", ("big.html", b"x" * 101))])
    assert answer.status_code == 400 and "too-large" in answer.text and not shelf.entries


@pytest.mark.parametrize(
    "name", ["../../evil.html", "..\\..\\evil.html", "/etc/evil.html", "a\x00b.html", '"><script>x.html']
)
def test_a_name_leads_nowhere_and_runs_nowhere(name: str, page: TestClient, shelf: Shelf) -> None:
    entry = shelf.keep(name, b"<html></html>")
    assert shelf.folder in entry.path.parents and entry.path.parent.parent == shelf.folder
    assert "<script>x" not in page.get("/").text


def test_a_policy_that_holds_markup_is_shown_as_text(page: TestClient, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.html"
    hostile.write_text(NC.read_text(encoding="utf-8").replace("Blinatumomab (Blincyto)", "Blinatumomab (Blincyto) &lt;img src=x onerror=alert(1)&gt;"), encoding="utf-8")  # fmt: skip
    give(page, hostile)
    assert "<img" not in page.get("/").text and "<img" not in made(page, "/compare", drug="blinatumomab").text


def test_other_names_and_other_pages_are_refused(page: TestClient) -> None:
    assert page.get("/", headers={"host": "payerdiff.example"}).status_code == 421
    assert page.post("/remove", data={"id": "x"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert page.post("/remove", data={"id": "x"}, headers={"origin": "http://testserver"}).status_code == 303
    assert page.get("/documents").status_code == 405
    headers = page.get("/").headers
    assert headers["x-content-type-options"] == "nosniff" and "script-src 'self'" in headers["content-security-policy"]


def test_only_the_token_opens_the_page(shelf: Shelf) -> None:
    guard = Guard(hosts=("testserver",))
    stranger = TestClient(application(shelf, guard), follow_redirects=False)
    for path in ("/", "/part", "/report.css", "/?token=", "/?token=no"):
        assert stranger.get(path).status_code == 403
    assert stranger.post("/portfolio").status_code == 403
    assert (
        stranger.post("/portfolio", params={"token": guard.token}).status_code == 403
    )  # an address may be guessed at by a form elsewhere
    stranger.get("/", params={"token": guard.token})
    (cookie,) = stranger.cookies.jar
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "strict"
    assert stranger.get("/").status_code == 200 and guard.token not in stranger.get("/").text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_orders_of_other_pages_are_refused_whatever_they_carry(site: str, page: TestClient) -> None:
    for path in ("/documents", "/address", "/remove", "/compare", "/review", "/portfolio"):
        assert page.post(path, headers={"sec-fetch-site": site}).status_code == 403
        assert page.get(path).status_code == 405


def test_an_upload_is_bounded_before_it_is_kept(
    page: TestClient, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_pages, "MOST", 1000)
    assert page.post("/documents", files=[("files", ("big.html", b"x" * 1001))]).status_code == 413
    content = (b"x" * 100 for _ in range(100))  # sent in parts, without a length
    kind = {"content-type": "multipart/form-data; boundary=b"}
    assert page.post("/documents", content=content, headers=kind).status_code == 413
    assert not shelf.entries and not shelf.folder.exists()


def apart(told: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine gives, run in a thread: where a browser was driven before, this one has a loop of its own."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, told).result()


def test_what_was_made_is_made_once_and_the_oldest_goes() -> None:
    results, calls = Results(kept=10), []

    def make(content: bytes) -> Made:
        calls.append(content)
        return Made(content, "x", "")

    async def all_of_it() -> list[str]:
        return [
            await results.made(content.decode(), partial(make, content)) for content in (b"first", b"first", b"second")
        ]

    marks = apart(all_of_it())
    assert calls == [b"first", b"second"] and marks[0] == marks[1]
    assert results.found(marks[0]) is None and results.found(marks[2]) == Made(b"second", "x", "")


def test_more_than_can_wait_is_told_so() -> None:
    results, held = Results(at_once=1, waiting=0), threading.Event()

    def make() -> Made:
        held.wait(PATIENCE)
        return Made(b"", "x", "")

    async def two() -> object:
        first = asyncio.create_task(results.made("first", make))
        while results.places._value:
            await asyncio.sleep(0.01)
        try:
            return await results.made("second", make)
        except PayerdiffError as failure:
            return failure
        finally:
            held.set()
            await first

    told = apart(two())
    assert isinstance(told, PayerdiffError) and told.code == "busy"


def test_a_report_that_is_gone_is_told(page: TestClient) -> None:
    answer = page.get("/made/0")
    assert answer.status_code == 404 and "no-such-report" in answer.text


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_temporary_goes_with_the_page(number: signal.Signals, tmp_path: Path) -> None:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    words = [sys.executable, "-m", "payerdiff.app.main", "serve", "--port", str(port), "--library", str(NC.parent)]
    with subprocess.Popen(
        words, env={**os.environ, "TMPDIR": str(tmp_path)}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        wait_for(process.stdout.readline().strip())
        assert any(tmp_path.iterdir())
        process.send_signal(number)
        process.wait(PATIENCE)
    assert not any(tmp_path.iterdir())


def wait_for(address: str) -> None:
    """Return when the page answers, while it is still reading."""
    for _ in range(PATIENCE * 20):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as told:
            told.close()  # it answers, and urllib keeps no cookie
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the page did not start")


def test_a_removed_document_is_no_longer_compared(page: TestClient, shelf: Shelf) -> None:
    give(page, NC)
    page.post("/remove", data={"id": next(iter(shelf.entries))})
    assert made(page, "/compare", drug="blinatumomab").status_code == 400
    assert "No documents yet" in page.get("/").text


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Serve a sample, and an address that leads to a file, on this computer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            away = {"/away": "file:///etc/passwd", "/inside": "http://localhost/policy", "/round": "/round"}.get(
                self.path
            )
            if away is not None:
                self.send_response(302)
                self.send_header("Location", away)
                self.end_headers()
                return
            if self.path == "/cut":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b"<html>")
                return
            self.send_response(200 if self.path.startswith("/policy") else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(NC.read_bytes())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as held:
        threading.Thread(target=held.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{held.server_address[1]}"
        held.shutdown()


def test_an_address_is_fetched_and_read(page: TestClient, server: str) -> None:
    assert page.post("/address", data={"address": f"{server}/policy?id=1"}).status_code == 303
    assert "North Carolina" in wait(page)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("file:///etc/passwd", "no-address"),
        ("ftp://x/y.pdf", "no-address"),
        ("nothing", "no-address"),
        ("{}/away", "not-fetched"),
        ("{}/gone", "not-fetched"),
        ("{}/inside", "not-fetched"),
        ("{}/round", "not-fetched"),
        ("{}/cut", "not-fetched"),
        ("http://localhost:1/policy", "not-fetched"),
        ("http://2130706433/policy", "not-fetched"),
        ("http://[::ffff:7f00:1]/policy", "not-fetched"),
        ("http://169.254.169.254/latest/meta-data", "not-fetched"),
    ],
)
def test_an_address_that_gives_no_document_says_why(
    address: str, code: str, page: TestClient, shelf: Shelf, server: str
) -> None:
    answer = page.post("/address", data={"address": address.format(server)})
    assert answer.status_code == 400 and code in answer.text and not shelf.entries


def test_the_page_works_without_script(page: TestClient) -> None:
    text = page.get("/").text
    assert 'enctype="multipart/form-data"' in text and 'action="/documents"' in text and 'action="/address"' in text
    assert page.get("/htmx.js").text.startswith("var htmx") and page.get("/report.css").headers[
        "content-type"
    ].startswith("text/css")


def test_versions_of_one_policy_are_offered_for_review(page: TestClient, tmp_path: Path) -> None:
    form = (
        "Clinical Policy: Blinatumomab (Blincyto)\nReference Number: LA.PHAR.312\nEffective Date: 01.01.{year}\nLine of Business: Medicaid\n"
        "It is the policy of Louisiana Healthcare Connections that Blincyto is covered under these criteria:\nI. Initial Approval Criteria\n"
        "A. B-cell ALL (must meet all):\n1. Diagnosis of B-ALL;\n2. Age >= {age} years;\nApproval duration: 6 months\nReviews, Revisions, and Approvals\n"
    )
    for year, age in (("23", 2), ("24", 18)):
        (tmp_path / f"v{year}.txt").write_text(form.format(year=year, age=age), encoding="utf-8")
    give(page, tmp_path / "v24.txt", tmp_path / "v23.txt", REDLINE)
    shown: Any = lxml.html.document_fromstring(page.get("/").text)
    rows = shown.xpath("//table[caption='New versions']/tbody/tr")
    orders = [{str(f.get("name")): str(f.get("value")) for f in r.xpath(".//form/input")} for r in rows]
    told = [" ".join(r[1].text_content().split()) for r in rows]
    assert told == [
        f"{REDLINE.name}, its tracked changes",
        "v24.txt, compared with v23.txt",
        f"{REDLINE.name}, compared with v24.txt",
    ]
    for order, row in zip(orders, rows, strict=True):
        for kind in row.xpath(".//button[not(contains(@value, 'pdf'))]/@value"):
            assert made(page, "/review", **order, **{"as": str(kind)}).status_code == 200
    tightened = made(page, "/review", **orders[1]).text
    assert "more restrictive" in tightened and "at least 18" in tightened.replace("&gt;=", "at least").replace(
        "≥", "at least"
    )
