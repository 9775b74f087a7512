"""What stands behind the end of a page's body is part of it: browsers show it."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes


@pytest.mark.parametrize("end", ["", "</body>", "</html>", "</body></html>", "</BODY >\n</HTML>", "</body></html><html><body>"])  # fmt: skip
def test_what_stands_behind_the_end_of_a_page_is_read(end: str) -> None:
    page = f"<html><body><h1>Sampletinib</h1><p>Patient has asthma.</p>{end}<p>Patient is an adult.</p>"
    assert read_bytes(page.encode(), "page.html").text.split("\n")[1:3] == ["Patient has asthma.", "Patient is an adult."]  # fmt: skip
