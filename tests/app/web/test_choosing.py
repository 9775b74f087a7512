"""On the local page payers, an indication and a phase are chosen before a report is made, and a portfolio leads to a page for each drug."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from payerdiff.app.web.guard import LOCAL, Guard
from payerdiff.app.web.pages import application
from payerdiff.app.web.shelf import Shelf
from payerdiff.corpus.library import samples

DOCUMENTS = (samples() / "bcbsnc" / "blinatumomab.html", next((samples() / "centene").glob("*.pdf")))
CENTENE, NC = "Louisiana Healthcare Connections", "Blue Cross and Blue Shield of North Carolina"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a browser of a page on which two policies have been read."""
    shelf, guard = Shelf(tmp_path_factory.mktemp("kept")), Guard(hosts=(*LOCAL, "testserver"))
    browser = TestClient(application(shelf, guard), follow_redirects=False)
    browser.get("/", params={"token": guard.token})
    for path in DOCUMENTS:
        shelf.keep(path.name, path.read_bytes())
    for _ in range(360):
        if not shelf.busy:
            break
        time.sleep(0.25)
    yield browser
    shelf.close()


def made(page: TestClient, **asked: Any) -> Any:
    """Order a comparison as JSON, and return the answer."""
    answer = page.post("/compare", data={"drug": "blinatumomab", "as": "json", **asked})
    return page.get(answer.headers["location"]) if answer.status_code == 303 else answer


def test_the_page_offers_the_payers_and_indications_of_each_drug(page: TestClient) -> None:
    form = BeautifulSoup(page.get("/").text, "lxml").select("details.act form")[0]
    assert [one.get("value") for one in form.select("input[name=payer]")] == [NC, CENTENE]
    assert len(form.select("select[name=indication] option")) > 2
    assert [one.get("value") for one in form.select("select[name=phase] option")] == ["", "initial", "renewal"]


def test_a_report_is_limited_to_what_was_chosen(page: TestClient) -> None:
    assert [policy["payer"]["name"] for policy in made(page, payer=[CENTENE]).json()["policies"]] == [CENTENE]
    both = made(page, payer=[CENTENE, NC], phase="renewal").json()
    assert both["chosen"]["phases"] == ["renewal"] and len(both["policies"]) == 2
    use = both["alignment"][0]["indication"]
    assert made(page, indication=use).json()["chosen"]["indications"] == [use]
    assert "chosen" not in made(page).json()


def test_what_nobody_can_choose_is_refused(page: TestClient) -> None:
    for asked, code in (({"indication": "gout"}, "no-such-indication"), ({"payer": ["Nobody"]}, "no-such-payer"), ({"phase": "never"}, "nothing-to-compare")):  # fmt: skip
        answer = made(page, **asked)
        assert answer.status_code == 400 and code in answer.text


def test_the_portfolio_leads_to_the_pages_of_drugs_and_they_lead_back(page: TestClient) -> None:
    portfolio = page.get(page.post("/portfolio").headers["location"])
    (place,) = {a["href"] for a in BeautifulSoup(portfolio.text, "lxml").select("#by-drug th a")}
    drug = page.get(str(portfolio.url.join(str(place))))
    assert "Blinatumomab: who covers what" in drug.text and "default-src 'none'" in drug.headers["content-security-policy"]  # fmt: skip
    assert page.get(str(drug.url.join("../portfolio.html"))).text == portfolio.text
    assert page.get(str(portfolio.url.join("portfolio-drugs/other.html"))).status_code == 404
