"""A real browser for the pages: a frame of a given width holds the page, a script measures it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--allow-file-access-from-files", "--window-size=1600,900", "--virtual-time-budget=3000")  # fmt: skip


def measured(page: str, width: int, folder: Path, **asked: str) -> dict[str, int]:
    """Return `wide`, the page's width in pixels, and what the given expressions over the document `d` come to."""
    assert CHROMIUM is not None
    (folder / "page.html").write_text(page, encoding="utf-8")
    sums = "".join(f"document.body.dataset.{name}={expression};" for name, expression in asked.items())
    probe = f"""<!doctype html><body><iframe id=f src=page.html style="width:{width}px;height:800px;border:0"></iframe><script>
    onload=()=>{{const d=document.getElementById('f').contentDocument;document.body.dataset.wide=d.documentElement.scrollWidth;{sums}}}</script>"""
    (folder / "probe.html").write_text(probe, encoding="utf-8")
    run = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", f"file://{folder / 'probe.html'}"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    return {name: int(value) for name, value in re.findall(r'data-(\w+)="(\d+)"', run.stdout)}


def run_script(script: str, result: str, folder: Path, page: str | None = None) -> Any:
    """Return the value of an expression after a script has run in a page, as JSON."""
    assert CHROMIUM is not None
    tail = f"<pre id=told></pre><script>{script}\nonload=()=>{{document.getElementById('told').textContent=JSON.stringify({result})}}</script>"
    html = (page or "<!doctype html><body></body>").replace("</body>", f"{tail}</body>")
    (folder / "script.html").write_text(html, encoding="utf-8")
    run = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", f"file://{folder / 'script.html'}"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    told = re.findall(r'<pre id="told">(.*?)</pre>', run.stdout, re.DOTALL)
    return json.loads(unescape(told[-1]))
