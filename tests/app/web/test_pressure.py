"""The local page answers, within bounds, while others press: dripping addresses, uploads at once, a client that says nothing."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pressure import measured
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
    assert pages.compared(library, [], "blinatumomab", "json").content
    with pytest.raises(PayerdiffError) as told:
        pages.compared(api.library_of([*library.policies, *library.policies]), [], "blinatumomab", "json")
    assert told.value.code == "too-many" and "--payer" in str(told.value)


@pytest.mark.parametrize("pause", [0.05, 60.0])
def test_a_client_that_says_nothing_is_given_up(pause: float) -> None:
    async def receive() -> Message:
        await asyncio.sleep(0.2)
        return {"type": "http.disconnect"}

    request = bounded(Request({"type": "http", "method": "POST", "headers": []}, receive), 100, pause)
    with pytest.raises(PayerdiffError if pause < 0.2 else ClientDisconnect) as told, ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, request.body()).result()
    assert getattr(told.value, "code", "") == ("took-too-long" if pause < 0.2 else "")


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
