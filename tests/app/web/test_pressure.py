"""The local page answers, within bounds, while others press: dripping addresses, uploads at once, a client that says nothing."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import pytest
from pressure import Page, measured
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient
from starlette.types import Message

from payerdiff import api
from payerdiff.app.web import pages
from payerdiff.app.web.guard import Guard, bounded
from payerdiff.app.web.pages import application
from payerdiff.app.web.shelf import Shelf
from payerdiff.corpus.library import samples
from payerdiff.model.errors import PayerdiffError

MEMORY = 3000
"""Megabytes that the page and its processes may have together."""


def test_more_addresses_than_are_fetched_at_once_are_told_so_and_reports_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, begun = threading.Event(), threading.Semaphore(0)

    def endless(address: str, _: object) -> api.Fetched:
        begun.release()
        held.wait(60)
        raise PayerdiffError("not-fetched", address, "it took too long", "Save the document and upload the file.")

    monkeypatch.setattr(api, "fetched", endless)
    guard, shelf = Guard(hosts=("testserver",)), Shelf(tmp_path, [samples() / "bcbsnc" / "blinatumomab.html"])
    with TestClient(application(shelf, guard)) as page, ThreadPoolExecutor(pages.FETCHES) as threads:
        page.get("/", params={"token": guard.token})
        waiting = [threads.submit(page.post, "/address", data={"address": f"https://a.example/{at}"}) for at in range(pages.FETCHES)]  # fmt: skip
        for _ in waiting:
            assert begun.acquire(timeout=60)
        while shelf.busy:
            time.sleep(0.05)
        assert "busy" in page.post("/address", data={"address": "https://a.example/more"}).text
        assert "blinatumomab" in page.post("/compare", data={"drug": "blinatumomab", "as": "json"}).text
        held.set()
        assert all("not-fetched" in one.result().text for one in waiting)
        assert "not-fetched" in page.post("/address", data={"address": "https://a.example/again"}).text
    shelf.close()


def test_a_comparison_of_more_policies_than_can_be_held_against_each_other_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "COMPARED", 1)
    library = api.read_library([samples() / "bcbsnc"])
    assert pages.compared(library, [], pages.Order("blinatumomab", "json")).content
    with pytest.raises(PayerdiffError) as told:
        pages.compared(api.library_of([*library.policies, *library.policies]), [], pages.Order("blinatumomab", "json"))
    assert told.value.code == "too-many" and "Choose some of their payers" in str(told.value)


@pytest.mark.parametrize("pause", [0.05, 60.0])
def test_a_client_that_says_nothing_is_given_up(pause: float) -> None:
    async def receive() -> Message:
        await asyncio.sleep(0.2)
        return {"type": "http.disconnect"}

    request = bounded(Request({"type": "http", "method": "POST", "headers": []}, receive), 100, pause)
    with pytest.raises(PayerdiffError if pause < 0.2 else ClientDisconnect) as told, ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, request.body()).result()
    assert getattr(told.value, "code", "") == ("took-too-long" if pause < 0.2 else "")


STUCK = """
import sys, threading
from payerdiff import api
from payerdiff.app import main
api.portfolio = lambda *_, **__: threading.Event().wait(600)
sys.argv[1:] = ["serve", "--port", sys.argv[1]]
main.run()
"""


def stopped_at_work(folder: Path) -> float:
    """Stop a page that makes a report without end; return the seconds until it is gone."""
    folder.mkdir()
    page = Page(None, folder, [sys.executable, "-c", STUCK])
    ended: list[str] = []

    def ask() -> None:
        try:
            ended.append(page.posted("/portfolio"))
        except (OSError, HTTPException) as cause:
            ended.append(type(cause).__name__)

    thread = threading.Thread(target=ask)
    with page.process:
        thread.start()
        time.sleep(1)
        begun = time.monotonic()
        page.process.send_signal(signal.SIGTERM)
        assert page.process.wait(60) == 128 + signal.SIGTERM
        took = time.monotonic() - begun
    thread.join()
    assert ended and not ended[0].startswith("303")
    assert not any(folder.iterdir())
    return took


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_report_in_the_making_does_not_hold_the_page_when_it_is_stopped_and_is_no_fault(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stopped_at_work(tmp_path / "page")
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.laws
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_page_at_work_is_gone_within_a_second(tmp_path: Path) -> None:
    assert (
        min(stopped_at_work(tmp_path / str(at)) for at in range(5)) < 1
    )  # the best of a few, as the machine has other work


@pytest.mark.laws
@pytest.mark.skipif(not Path("/proc/self/statm").is_file(), reason="memory is read from /proc")
def test_forty_dripping_addresses_and_twenty_uploads_keep_nobody_waiting(tmp_path: Path) -> None:
    found = dict(measured(tmp_path, 100, 40, 20))
    assert [name for name, one in found.items() if sorted(one.waits)[len(one.waits) // 2] > 2] == []
    assert max(one.megabytes for one in found.values()) < MEMORY
    ends = [end for one in found.values() for end in one.ends]
    assert not [end for end in ends if end.startswith(("left", "500", "report 4", "report 5"))], ends
    assert {end for end in ends if end.startswith("report 303")}
    (seconds,) = (float(end.partition("(")[2].removesuffix(" s)")) for end in ends if end.startswith("report"))
    assert seconds < 40, "the report waited for the addresses"
    assert found["it ends"].seconds < 10
