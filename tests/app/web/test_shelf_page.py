"""What the page says of documents is said of one moment: a document read while the page is drawn is still to come."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from payerdiff.app.web import shelf_page
from payerdiff.app.web.shelf import Entry, Shelf
from payerdiff.corpus.library import samples
from payerdiff.templates.shelf.shelf_views import DocumentRow

NC = samples() / "bcbsnc" / "blinatumomab.html"


def test_a_page_drawn_while_a_document_is_read_says_so_and_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path)
    plain = shelf_page.row_of

    def row_before_it_was_read(entry: Entry) -> DocumentRow:
        row = plain(entry)
        while shelf.busy:
            time.sleep(0.05)
        return row

    monkeypatch.setattr(shelf_page, "row_of", row_before_it_was_read)
    try:
        shelf.keep(NC.name, NC.read_bytes())
        early = shelf_page.view_of(shelf)
        assert (early.done, early.busy) == (0, True)
        late = shelf_page.view_of(shelf)
        assert (late.done, late.busy, len(late.subjects)) == (1, False, 1)
    finally:
        shelf.close()
