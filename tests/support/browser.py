"""A real browser for the pages: Debian's Chromium, driven by Playwright (its driver lies in the wheel; no browser is downloaded)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip


@cache
def browser() -> Browser:
    """Return the browser, started once; it ends with the process."""
    assert CHROMIUM is not None
    return sync_playwright().start().chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@contextmanager
def opened(address: str, width: int, height: int = 900, script: bool = True) -> Iterator[tuple[Page, list[str]]]:
    """Open an address, and collect what a reader must never meet: errors, messages of the console, requests that leave for elsewhere."""
    context = browser().new_context(
        viewport={"width": width, "height": height}, accept_downloads=True, java_script_enabled=script
    )
    page, told = context.new_page(), list[str]()
    own = address if address.startswith("file:") else "/".join(address.split("/")[:3])
    page.on("console", lambda message: told.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: told.append(f"error: {error}"))
    page.on(
        "request", lambda r: None if r.url.startswith((own, "data:", "blob:")) else told.append(f"request: {r.url}")
    )
    page.goto(address)
    try:
        yield page, told
    finally:
        context.close()


def saved(html: str, folder: Path) -> str:
    """Return the address of a page written to a folder."""
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


def violations(page: Page) -> list[str]:
    """Return what axe-core holds against a page, a line a rule with the first place."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [f"{v['id']} ({len(v['nodes'])}): {v['nodes'][0]['html'][:160]}" for v in found]


SPILLS = """() => [...document.querySelectorAll('td, th')].filter(c => c.scrollWidth > c.clientWidth + 1 && c.clientWidth > 1)
    .map(c => c.innerText.slice(0, 80))"""


def spills(page: Page) -> list[str]:
    """Return the words of the shown table cells whose text runs out of the cell, over what stands beside it."""
    found = page.evaluate(SPILLS)
    assert isinstance(found, list)
    return found


def measured(html: str, width: int, folder: Path, **asked: str) -> dict[str, int]:
    """Return `wide`, the page's width in pixels, and what the given expressions over the document `d` come to."""
    with opened(saved(html, folder), width) as (page, _):
        sums = {"wide": "d.documentElement.scrollWidth", **asked}
        return {name: int(page.evaluate(f"() => {{ const d = document; return {x} }}")) for name, x in sums.items()}


def run_script(script: str, result: str, folder: Path, page: str | None = None, width: int = 1440) -> Any:
    """Return the value of an expression after a script has run in a page, as JSON."""
    html = (page or "<!doctype html><body></body>").replace("</body>", f"<script>{script}</script></body>")
    with opened(saved(html, folder), width) as (tab, _):
        return tab.evaluate(f"() => JSON.parse(JSON.stringify({result}))")
