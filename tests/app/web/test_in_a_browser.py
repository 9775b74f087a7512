"""The local page as a person uses it: files given, watched while they are read, compared, reviewed, kept."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import uvicorn
from browser import CHROMIUM, opened, violations

from payerdiff.app.web.guard import Guard
from payerdiff.app.web.pages import application
from payerdiff.app.web.shelf import Shelf
from payerdiff.corpus.library import samples

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
NC = samples() / "bcbsnc" / "blinatumomab.html"
REDLINE = next((samples() / "centene").glob("*.pdf"))
TORN = Path(__file__).parents[2] / "bad" / "cut-short.pdf"
PATIENCE = 90_000
"""Milliseconds for three documents, each read by a process of its own."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Return the address of a running page."""
    held = Shelf(tmp_path / "kept")
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    guard = Guard()
    server = uvicorn.Server(uvicorn.Config(application(held, guard), port=port, log_level="warning", ws="none"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/?token={guard.token}"
    server.should_exit = True
    running.join()
    held.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_person_gives_files_compares_them_and_reviews_a_version(address: str, width: int) -> None:
    with opened(address, width) as (page, told):
        assert violations(page) == []
        page.set_input_files("#files", [NC, REDLINE, TORN])
        page.get_by_role("button", name="Upload").click()
        status = page.get_by_role("status")
        status.get_by_text("of 3 documents read; still reading").wait_for(timeout=PATIENCE)
        status.get_by_text("3 of 3 documents read.").wait_for(timeout=PATIENCE)
        assert page.url == address.partition("?")[0]  # nothing but a part of the page was loaded anew
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#documents tbody tr", has_text="cut-short.pdf").get_by_text("not read").is_visible()
        row = page.locator("#compare tbody tr", has_text="linatumomab")
        with page.expect_download() as kept:
            row.get_by_role("button", name="Excel").click()
        assert openpyxl.load_workbook(BytesIO(Path(kept.value.path()).read_bytes())).sheetnames[0] == "Matrix"
        row.get_by_role("button", name="View", exact=True).click()
        assert "2 payers compared" in page.locator("h1").inner_text()
        page.locator("#matrix > summary").click()
        page.locator("#why a.c", has_text="p. 1").first.click()
        assert page.locator("#drawer img").evaluate("(x) => x.complete && x.naturalWidth > 100")
        page.keyboard.press("Escape")
        page.locator("#try > summary").click()
        page.select_option("#px select[name=open]", "free")
        assert page.locator("#out tr").count() == 2
        page.go_back()
        page.locator("#review tbody tr", has_text="its tracked changes").get_by_role("button", name="View").click()
        assert page.locator("#register tr[id]").count() > 10
        assert told == []
        page.go_back()
        page.get_by_role("button", name="Portfolio").click()
        assert page.locator("h1").is_visible() and told == []


TRAP = """<img src=x onerror="window.hit=1"><script>window.hit=1</script>{{7*7}}"""


def hostile(folder: Path, age: int) -> Path:
    """Return a policy whose every line holds markup, in a file whose name is markup."""
    path = folder / f"""{age} "><img src=x onerror=window.hit=1>.md"""
    lines = ["# Blincyto (blinatumomab) Policy", f"Payer: Acme {age} Health Plan", "Blinatumomab is medically necessary when all of the following are met:",
             f"- Age {age} years or older", "- Diagnosis of acute lymphoblastic leukemia", "## Revision History", "01/02/2024 New policy"]  # fmt: skip
    path.write_text("\n\n".join(f"{line} {TRAP}" for line in lines), encoding="utf-8")
    return path


def test_hostile_words_and_names_run_nothing_and_ask_for_nothing(address: str, tmp_path: Path) -> None:
    with opened(address, 1280) as (page, told):

        def harmless(words: str) -> None:
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            page.wait_for_timeout(200)
            assert words in page.locator("body").inner_text()
            assert page.evaluate("window.hit") is None and told == []

        page.set_input_files("#files", [hostile(tmp_path, 6), hostile(tmp_path, 9)])
        page.get_by_role("button", name="Upload").click()
        page.get_by_role("status").get_by_text("2 of 2 documents read.").wait_for(timeout=PATIENCE)
        harmless("img src")
        page.locator("#compare tbody tr").first.get_by_role("button", name="View", exact=True).click()
        harmless("window.hit=1")
        page.go_back()
        page.get_by_role("button", name="Portfolio").click()
        harmless("Policy portfolio")
