"""A library as a workspace: what is uploaded stays, what is corrected changes every report, and what people did can be read afterwards."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from starlette.testclient import TestClient

from payerdiff import api
from payerdiff.app.web.guard import LOCAL, Guard
from payerdiff.app.web.pages import application
from payerdiff.app.web.shelf import Shelf
from payerdiff.corpus.library import samples
from payerdiff.ingest.reader import read_file

NC = samples() / "bcbsnc" / "blinatumomab.html"
REDLINE = next((samples() / "centene").glob("*.pdf"))


class Desk:
    """A workspace with a browser for each of its people."""

    def __init__(self, folder: Path, *people: str) -> None:
        self.space = api.Workspace(folder)
        tokens = [self.space.invite(name) for name in people]
        self.guard = Guard(hosts=(*LOCAL, "testserver"), name="me", person=self.space.person if tokens else None)
        self.shelf = Shelf(self.space.uploads, api.find_documents([folder]), memory=self.space.remembering)
        site = application(self.shelf, self.guard, self.space)
        self.browsers = [TestClient(site, follow_redirects=False) for _ in tokens or [""]]
        for browser, token in zip(self.browsers, tokens or [self.guard.token], strict=True):
            assert browser.get("/", params={"token": token}).headers["location"] == "/"
        self.page = self.browsers[0]

    def wait(self) -> None:
        """Wait until everything is read."""
        for _ in range(900):
            if not self.shelf.busy:
                return
            time.sleep(0.1)
        raise AssertionError("reading did not end")

    def give(self, *paths: Path) -> None:
        """Upload files and wait until they are read."""
        files = [("files", (path.name, path.read_bytes())) for path in paths]
        assert self.page.post("/documents", files=files).status_code == 303
        self.wait()

    def mark(self, name: str) -> str:
        """Return a document's mark."""
        return next(e.id for e in self.shelf.held() if e.path.name == name)

    def document(self, name: str = NC.name) -> str:
        """Return a document's page."""
        answer = self.page.get(f"/document/{self.mark(name)}")
        assert answer.status_code == 200
        return str(answer.text)

    def close(self) -> None:
        """Stop the page."""
        self.shelf.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    made = Desk(folder, "J. Ortiz", "A. Berg")
    yield made
    made.close()


def leaf(page: str) -> str:
    """Return the place of the first criterion that is no list."""
    root = lxml.html.document_fromstring(page)
    places: Any = root.xpath("//form[@action='/correct'][.//option[@value='condition']]/input[@name='place']/@value")
    return str(places[0])


def test_a_workspace_is_as_it_was_when_it_is_opened_again(desk: Desk, folder: Path) -> None:
    desk.give(NC, REDLINE)
    place = leaf(desk.document())
    asked = {"mark": desk.mark(NC.name), "place": place}
    before = desk.page.post("/compare", data={"drug": "blinatumomab", "as": "json"}).headers["location"]
    assert "corrected by hand" not in desk.page.get(before).text
    assert desk.page.post("/note", data={**asked, "text": "Ask the <b>committee</b>"}).headers["location"].endswith(f"#p{place.replace('/', '-').replace('.', '-')}")  # fmt: skip
    assert desk.page.post("/confirm", data=asked).status_code == 303
    right = {"right": "condition", "concept": "age", "op": ">=", "value": "21", "unit": "year", "reason": "It says 21"}
    assert desk.page.post("/correct", data={**asked, **right}).status_code == 303
    desk.wait()
    desk.close()

    known = Desk(folder, "J. Ortiz")
    assert known.space.people == ["A. Berg", "J. Ortiz"]
    known.wait()
    page = known.document()
    assert "Ask the &lt;b&gt;committee&lt;/b&gt;" in page and "21 years" in page
    assert "It says 21 (J. Ortiz" in page and "read correctly: J. Ortiz" not in page  # the correction ended it
    report = known.page.post("/compare", data={"drug": "blinatumomab", "as": "json"}).headers["location"]
    assert "It says 21" in known.page.get(report).text
    told = known.page.get("/log").text
    assert all(
        word in told for word in ("uploaded", "noted", "confirmed", "corrected", "It says 21", "age 21 years or older")
    )
    cold = json.loads(api.to_json(api.compare_subject("blinatumomab", [folder])))
    assert known.page.get(report).json() == cold  # what the command line gives
    known.close()


def test_a_note_is_withdrawn_by_anybody_and_stays_in_the_record(desk: Desk) -> None:
    desk.give(NC)
    asked = {"mark": desk.mark(NC.name)}
    desk.page.post("/note", data={**asked, "text": "A first thought"})
    assert "A first thought" in desk.document() and "J. Ortiz" in desk.document()
    line = desk.space.record().actions[-1].line
    assert desk.browsers[1].post("/withdraw", data={**asked, "line": str(line)}).status_code == 303
    assert "A first thought" not in desk.document()
    told = desk.page.get("/log").text
    assert "A first thought" in told and "withdrew a note" in told and "A. Berg" in told


def test_a_review_is_assigned_and_decided(desk: Desk) -> None:
    desk.give(REDLINE)
    mark = desk.mark(REDLINE.name)
    sides = {"old": f"{mark}.baseline", "new": f"{mark}.proposed"}
    assert desk.page.post("/assign", data={**sides, "value": "A. Berg"}).status_code == 303
    assert desk.browsers[1].post("/decide", data={**sides, "value": "follow up", "text": "Ask about MRD"}).status_code == 303  # fmt: skip
    page = desk.page.get("/").text
    assert "assigned to A. Berg" in page and "follow up (A. Berg" in page and "Ask about MRD" in page
    assert desk.page.post("/decide", data={**sides, "value": "celebrate"}).status_code == 400
    assert desk.page.post("/assign", data={**sides, "new": "nothing.published", "value": "A"}).status_code == 400


def test_an_upload_is_set_aside_and_what_lies_in_the_folder_is_not(folder: Path) -> None:
    folder.mkdir()
    (folder / "own.html").write_bytes(NC.read_bytes())
    desk = Desk(folder)
    desk.give(REDLINE)
    refused = desk.page.post("/remove", data={"id": desk.mark("own.html")})
    assert refused.status_code == 400 and "was not uploaded" in refused.text
    assert desk.page.post("/remove", data={"id": desk.mark(REDLINE.name)}).status_code == 303
    kept = [p for p in folder.rglob("*") if p.is_file() and p.read_bytes() == REDLINE.read_bytes()]
    assert len(kept) == 1 and kept[0].name.startswith(".")
    desk.close()
    again = Desk(folder)
    again.wait()
    assert [e.path.name for e in again.shelf.held()] == ["own.html"]
    again.close()


def test_words_are_found_and_questions_answered_or_refused(desk: Desk) -> None:
    desk.give(NC)
    found = desk.page.get("/find", params={"q": "relapsed refractory"}).text
    assert "<mark>" in found and "Blue Cross and Blue Shield of North Carolina" in found
    answered = desk.page.get("/find", params={"q": "Who covers Blincyto?"}).text
    assert "Which payers cover Blincyto" in answered and "BCBS North Carolina" in answered
    page: Any = lxml.html.document_fromstring(answered)
    table = page.xpath("//table[caption='The answer']")[0]
    assert [h.text for h in table.xpath("./thead//th")] == ["Payer", "Answer", "Payer’s words"]
    assert not table.xpath(".//td[@data-l='Answer']//*[@class='w']")  # what we say is not set as the payer's words
    (words,) = table.xpath(".//td[@data-l='Payer’s words']/span/text()")
    assert " ".join(words.split()[:2]) in " ".join(read_file(NC).text.split())
    refused = desk.page.get("/find", params={"q": "Who covers the moon for lunacy?"}).text
    assert 'role="alert"' in refused
    assert "<script>" not in desk.page.get("/find", params={"q": "<script>alert(1)</script>"}).text


def test_a_digest_is_made_since_a_day(desk: Desk) -> None:
    desk.give(NC)
    answer = desk.page.post("/digest", data={"since": "2000-01-01"})
    files = zipfile.ZipFile(io.BytesIO(desk.page.get(answer.headers["location"]).content)).namelist()
    assert {"digest.html", "digest.csv", "digest.eml", "digest.atom"} <= set(files)
    assert desk.page.post("/digest", data={"since": "yesterday"}).status_code == 400


@pytest.mark.parametrize(
    ("right", "said"),
    [
        ({"right": "condition", "concept": "moon", "reason": "why"}, "write one of"),
        ({"right": "condition", "concept": "age", "op": ">=", "value": "old", "reason": "why"}, "an age has a number"),
        ({"right": "nothing", "reason": ""}, "no reason"),
        ({"right": "at_least", "k": "", "reason": "why"}, "number of items"),
        ({"right": "", "reason": "why"}, "nothing was chosen"),
    ],
)
def test_what_corrects_nothing_is_told_and_changes_nothing(desk: Desk, folder: Path, right: dict[str, str], said: str) -> None:  # fmt: skip
    desk.give(NC)
    answer = desk.page.post("/correct", data={"mark": desk.mark(NC.name), "place": leaf(desk.document()), **right})
    assert answer.status_code == 400 and said in answer.text
    assert not list(folder.rglob("*.toml"))
    far = desk.page.post(
        "/correct", data={"mark": desk.mark(NC.name), "place": "9/9", "right": "nothing", "reason": "w"}
    )
    assert far.status_code == 400 and "no criterion" in far.text


def test_each_person_has_a_token_and_nobody_else_gets_in(desk: Desk) -> None:
    stranger = TestClient(application(desk.shelf, desk.guard, desk.space), follow_redirects=False)
    for path in ("/", "/log", "/find?q=age", f"/document/{'0' * 12}"):
        assert stranger.get(path).status_code == 403
    stranger.cookies.set(desk.guard.cookie, "guess")
    assert stranger.post("/note", data={"mark": "x", "text": "y"}).status_code == 403
    old = desk.page.cookies[desk.guard.cookie]
    fresh = desk.space.invite("J. Ortiz")
    assert desk.space.person(fresh) == "J. Ortiz" and desk.space.person(old) is None
    assert desk.page.get("/").status_code == 403 and desk.browsers[1].get("/").status_code == 200
    elsewhere = api.Workspace(desk.space.folder).invite("J. Ortiz")  # another process does so
    assert desk.space.person(fresh) is None and desk.space.person(elsewhere) == "J. Ortiz"


def test_a_page_without_a_workspace_has_none_of_its_addresses(tmp_path: Path) -> None:
    guard = Guard(hosts=(*LOCAL, "testserver"))
    shelf = Shelf(tmp_path)
    page = TestClient(application(shelf, guard), follow_redirects=False)
    page.get("/", params={"token": guard.token})
    assert page.get("/log").status_code == 404 and page.post("/note", data={"mark": "x"}).status_code == 404
    assert "/find" not in page.get("/").text
    shelf.close()
