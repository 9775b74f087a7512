"""Bad input: one clear line, exit status 2, nothing written. Each case in tests/bad has its message beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import run
from drawing import Canvas, pdf

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.scan import ocr
from payerdiff.model.errors import PayerdiffError

BAD = Path(__file__).resolve().parent.parent / "bad"
CASES = sorted(p for p in BAD.iterdir() if p.suffix != ".message")


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.name)
def test_a_bad_file_gives_its_message_and_status_2_and_writes_nothing(path: Path, tmp_path: Path) -> None:
    done = run("compare", str(path), folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert path.with_suffix(path.suffix + ".message").read_text(encoding="utf-8").strip() in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_there_is_a_case_for_each_kind_of_bad_file() -> None:
    assert {p.name for p in CASES} >= {
        "empty.pdf",
        "cut-short.pdf",
        "scan.pdf",
        "locked.pdf",
        "picture.png",
        "portal.html",
        "no-text.html",
    }


@pytest.mark.parametrize("installed", [True, False])
def test_a_pdf_that_only_draws_is_called_a_scan_where_nothing_can_recognise_it(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if installed:
        pytest.importorskip("rapidocr", reason="the extra payerdiff[ocr] is not installed")
    else:
        monkeypatch.setattr(ocr, "is_installed", lambda: False)
    page = Canvas()
    page.box(100, 400, 100, 300)
    with pytest.raises(PayerdiffError) as caught:
        read_bytes(pdf(page), "scan.pdf")
    assert caught.value.code == ("nothing-written" if installed else "scanned")
