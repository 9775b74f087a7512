"""Text of a policy that would be markup, script or a formula if it could: in no field, on no page does it become any."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import lxml.html
import openpyxl
import pytest
from browser import CHROMIUM, opened, saved

from payerdiff import api
from payerdiff.api.briefs import brief
from payerdiff.app.web.document_page import document_view, log_view
from payerdiff.app.web.shelf import Entry, Shelf
from payerdiff.app.web.shelf_page import view_of
from payerdiff.corpus.workspace.actions import Action, Logged
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.templates.rendering import render_desk, render_digest, render_shelf
from payerdiff.templates.shelf.document_views import FoundView, HitView, StatementView

TRAP = (
    """=1+1"'><img src=x onerror="window.hit=1"><script>window.hit=1</script></script></style></textarea>"""
    """<svg/onload=window.hit=1><a href="javascript:window.hit=1">x</a>{{7*7}}{% raw %}${window.hit=1}<!-- ]]> &lt;b&gt; \u202e"""
)
OWN = ("/report.css", "/htmx.js", "/shelf.js")
"""What the local page's own address gives it; a page that is saved to a file asks for them, too, and gets none."""
FREE = frozenset(
    ("text", "quote", "indication", "title", "name", "short_name", "author", "description", "scope", "label", "number", "lines_of_business", "brands", "generic",
     "message", "regimen", "max_dose", "before", "after", "where", "target", "unknown", "value", "canonical", "subject", "unit", "template")
)  # fmt: skip
"""Fields that hold a document's words, or names made of them."""


def trapped(value: Any, key: str = "") -> Any:
    """Return data with the trap behind every free text."""
    if isinstance(value, dict):
        return {name: trapped(held, name) for name, held in value.items()}
    if isinstance(value, list):
        return [trapped(held, key) for held in value]
    return f"{value}{TRAP}" if isinstance(value, str) and key in FREE else value


def hostile(side: api.ReadingName | None, payer: str) -> Policy:
    """Return a real policy with the trap in all its fields."""
    found = api.read_policy(next((api.samples() / "centene").glob("*.pdf")), reading=side)
    held = trapped(json.loads(found.model_dump_json(by_alias=True)))
    held["payer"]["id"] = payer
    return Policy.model_validate(held)


@pytest.fixture(scope="module")
def policies() -> tuple[Policy, Policy]:
    return hostile("baseline", "one"), hostile("proposed", "two")


def record(policy: Policy) -> api.Record:
    """Return a record of notes that are traps, too."""
    note = Action(at=datetime(2026, 1, 1, tzinfo=UTC), who=TRAP[:200], what="note", document=policy.source.sha256, text=TRAP)  # fmt: skip
    return api.Record([Logged(1, note), Logged(2, note.model_copy(update={"place": "0/0.0"}))])


def document_page(policy: Policy) -> str:
    """Return the page of a document in a workspace."""
    entry = Entry(f"id{TRAP}", Path("some.pdf"), "read", readings={"baseline": policy})
    return render_desk("document", document_view(entry, record(policy)))


def shelf_page(both: tuple[Policy, Policy], folder: str) -> str:
    """Return the local page over two documents whose names are traps: one is read, one failed."""
    shelf = Shelf(Path(folder))
    failure = PayerdiffError("damaged", TRAP, TRAP, TRAP)
    for mark, entry in (("a", Entry(f"a{TRAP}", Path(TRAP.replace("/", "⁄")), "read", readings={"baseline": both[0], "proposed": both[1]})),
                        ("b", Entry("b", Path("b.pdf"), "failed", failure=failure))):  # fmt: skip
        shelf.entries[mark] = entry
    page = render_shelf(view_of(shelf, problems=[str(failure)]))
    shelf.close()
    return page


def found_page() -> str:
    """Return the page of a search whose words, passages and documents are traps."""
    hit = HitView(TRAP, TRAP, TRAP, ((TRAP, False), (TRAP, True)))
    return render_desk("found", FoundView(TRAP, TRAP, (hit,), (StatementView(TRAP, TRAP, TRAP, TRAP, 1),), (TRAP,)))


def digest_page(policy: Policy) -> str:
    """Return the digest of a library that holds a policy of traps."""
    held = api.library_of([policy], [PayerdiffError("damaged", TRAP, TRAP, TRAP)])
    return render_digest(api.digest(held, date(2000, 1, 1), date(2030, 1, 1)))


PAGES: dict[str, Callable[[tuple[Policy, Policy]], str]] = {
    "comparison": lambda both: api.render(api.compare(both)),
    "plans": lambda both: api.render(api.with_plans(api.compare(both), [api.Plan(payer=f"one{TRAP}", state=TRAP, lives=3), api.Plan(payer="two")], "state")),
    "review": lambda both: api.render(api.review(*both)),
    "portfolio": lambda both: api.render(api.portfolio(api.library_of(list(both)), date(2026, 1, 15))),
    "brief": lambda both: brief(api.compare(both), "html", title=TRAP, logo=None).decode(),
    "document": lambda both: document_page(both[0]),
    "shelf": lambda both: shelf_page(both, "/nowhere"),
    "found": lambda both: found_page(),
    "digest": lambda both: digest_page(both[0]),
    "log": lambda both: render_desk("log", log_view(record(both[0]))),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_no_field_of_a_policy_becomes_markup(name: str, policies: tuple[Policy, Policy]) -> None:
    root: lxml.html.HtmlElement = lxml.html.document_fromstring(PAGES[name](policies))
    assert not root.xpath("//img[@src='x'] | //svg[@onload] | //a[starts-with(@href, 'javascript')] | //*[@onerror or @onload or @onclick]")  # fmt: skip
    assert not [s for s in root.iter("script") if (s.text or "").strip() == "window.hit=1"]
    words = str(root.text_content())
    assert "window.hit=1" in words and "{{7*7}}{% raw %}" in words and "\u202e" not in words


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("name", PAGES)
def test_no_field_of_a_policy_runs_or_asks_for_anything(name: str, policies: tuple[Policy, Policy], tmp_path: Path) -> None:  # fmt: skip
    with opened(saved(PAGES[name](policies), tmp_path), 1280) as (page, told):
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.wait_for_timeout(200)
        assert page.evaluate("window.hit") is None
        assert [line for line in told if not line.endswith(OWN) and "ERR_FILE_NOT_FOUND" not in line] == []


def test_no_cell_is_a_formula(policies: tuple[Policy, Policy]) -> None:
    comparison = api.with_plans(api.compare(policies), [api.Plan(payer=TRAP, state=TRAP)], "state")
    for book in (api.workbook(comparison), api.workbook(api.review(*policies))):
        cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(book)) for row in sheet for cell in row]
        assert cells and not [c for c in cells if c.data_type == "f" and TRAP[:4] in str(c.value)]
    for content in api.export(comparison, "csv").values():
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "-1"))]
