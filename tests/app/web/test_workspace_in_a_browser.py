"""A workspace as two people use it: upload, leave, come back, correct, see the report change, search, digest, and look at what was done."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import CHROMIUM, opened, violations
from ground import ROOT

from payerdiff.corpus.library import samples

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
NC = samples() / "bcbsnc" / "blinatumomab.html"
REDLINE = next((samples() / "centene").glob("*.pdf"))
PATIENCE = 90_000
PORT = 8700 + os.getpid() % 800


@contextmanager
def serving(folder: Path, *more: str) -> Iterator[str]:
    """Run the command; give the first address that it prints."""
    words = [sys.executable, "-m", "payerdiff.app.main", "serve", "--workspace", str(folder), "--port", str(PORT), *more]  # fmt: skip
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            found = re.search(r"http://\S+", told)
            assert found, told
            listening()
            yield found.group(0)
        finally:
            process.send_signal(signal.SIGTERM)


def listening() -> None:
    """Wait until the page answers: the address is printed before."""
    for _ in range(200):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", PORT)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nobody listens")


@pytest.mark.parametrize("width", [pytest.param(1440, marks=pytest.mark.laws), 390])
def test_two_people_work_in_one_library(tmp_path: Path, width: int) -> None:
    folder = tmp_path / "library"
    with serving(folder, "--person", "J. Ortiz") as address, opened(address, width) as (page, told):
        page.set_input_files("#files", [NC, REDLINE])
        page.get_by_role("button", name="Upload").click()
        page.get_by_role("status").get_by_text("2 of 2 documents read.").wait_for(timeout=PATIENCE)
        assert violations(page) == [] and told == []
    with serving(folder, "--person", "A. Berg") as address, opened(address, width) as (page, told):
        page.get_by_role("status").get_by_text("2 of 2 documents read.").wait_for(timeout=PATIENCE)
        page.get_by_role("link", name=NC.name).click()
        page.locator("details.act > summary").first.wait_for()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        item = page.locator("li", has=page.locator("form[action='/correct'] option[value=condition]")).last
        item.locator("details.act > summary").click()
        assert violations(page) == []
        item.locator("select[name=concept]").select_option("age")
        item.locator("select[name=op]").select_option(">=")
        item.locator("input[name=value]").fill("21")
        item.locator("input[name=unit]").fill("year")
        item.locator("input[name=reason]").fill("The page says 21")
        item.get_by_role("button", name="Correct", exact=True).click()
        page.get_by_text("The page says 21 (A. Berg").first.wait_for(timeout=PATIENCE)
        page.get_by_role("link", name="Workspace").click()
        page.locator("#compare tbody tr", has_text="linatumomab").get_by_role("button", name="View", exact=True).click()
        assert "The page says 21" in page.content()
        page.go_back()
        page.get_by_role("searchbox").fill("relapsed refractory")
        page.get_by_role("button", name="Search").click()
        assert page.locator("mark").count() > 0 and violations(page) == []
        page.go_back()
        page.get_by_label("Changes since").fill("2000-01-01")
        with page.expect_download() as kept:
            page.get_by_role("button", name="Digest").click()
        assert Path(kept.value.path()).read_bytes()[:2] == b"PK"
        page.get_by_role("link", name="What was done").click()
        assert page.locator("tbody tr").count() == 3 and violations(page) == [] and told == []
