"""A report → PDF, as a browser on this machine prints it: heads and page numbers, no cut rows.

The browser is Chromium or one of its kin, as the page's own print style is written for it; nothing is fetched, as a report asks for nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from payerdiff.corpus.writing.fleeting import fleeting_folder
from payerdiff.model.errors import PayerdiffError

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "brave-browser",
)
FLAGS = ("--headless", "--disable-gpu", "--disable-extensions", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer")  # fmt: skip
SECONDS = 300
CHOICE = 'type="checkbox" id="whole"'
"""The box of a report that puts everything on paper."""


def find_browser() -> str | None:
    """Return the path of a browser that can print, None where there is none.

    >>> from pathlib import Path
    >>> found = find_browser()
    >>> found is None or Path(found).is_file()
    True
    """
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def print_pdf(page: str, *, everything: bool = False) -> bytes:
    """Return a page as PDF, printed by a browser of this machine: of a report its answers, unless `everything` is asked for. Raises PayerdiffError: `no-browser`, `not-printed`.

    >>> from payerdiff import api
    >>> pdf = api.print_pdf("<p>Covered.</p>") if api.find_browser() else b"%PDF-"
    >>> pdf[:5]
    b'%PDF-'
    """
    program = find_browser()
    if program is None:
        raise PayerdiffError("no-browser", "the PDF", f"no browser was found to print it ({', '.join(BROWSERS[:3])})", "Install Chromium, or open the HTML report and print it.")  # fmt: skip
    with fleeting_folder() as folder:
        source, target = folder / "report.html", folder / "report.pdf"
        source.write_text(page.replace(CHOICE, f"{CHOICE} checked") if everything else page, encoding="utf-8")
        caged = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []  # Chromium's sandbox refuses root
        words = [
            program,
            *FLAGS,
            *caged,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        try:
            subprocess.run(words, capture_output=True, timeout=SECONDS, check=True)
            content = target.read_bytes()
        except (subprocess.SubprocessError, OSError) as cause:
            raise PayerdiffError("not-printed", "the PDF", f"{Path(program).name} did not print it", "Open the HTML report and print it.") from cause  # fmt: skip
    return content
