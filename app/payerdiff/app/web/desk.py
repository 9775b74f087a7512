"""The addresses of a library's workspace: a document with its notes and corrections, the status of reviews, search, digest, and the log of all that."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from payerdiff import api
from payerdiff.app.web.document_page import document_view, hit_view, log_view, policies_of, statement_views
from payerdiff.app.web.forms import fields
from payerdiff.app.web.results import Made
from payerdiff.app.web.shelf import Entry, Shelf
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.templates.rendering import render_desk
from payerdiff.templates.shelf.document_views import FoundView, anchor

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Make = Callable[[list[str], Callable[[], Made]], Awaitable[Response]]
"""Has a result made, by all that it rests on beside the documents, and leads to it."""
MOST = 40
"""Passages that a search shows."""


class Desk:
    """What people do with the documents of a workspace."""

    def __init__(
        self,
        shelf: Shelf,
        workspace: api.Workspace,
        who: Callable[[Request], str],
        make: Make,
        version: Callable[[str], Policy | None],
        library: Callable[[], api.Library],
    ) -> None:
        self.shelf, self.workspace, self.who, self.make = shelf, workspace, who, make
        self.version, self.library = version, library

    def entry(self, mark: str) -> Entry:
        """Return a document. Raises PayerdiffError `no-file`."""
        entry = self.shelf.entries.get(mark)
        if entry is None:
            raise PayerdiffError("no-file", "this document", "it is not on this page", "Choose one from the list.")
        return entry

    async def document(self, request: Request) -> Response:
        """Show a document."""
        entry = self.entry(request.path_params["mark"])
        return HTMLResponse(render_desk("document", document_view(entry, self.workspace.record())))

    async def note(self, request: Request) -> Response:
        """Write a note, on a place of a document or on all of it."""
        asked = await fields(request)
        entry = self.entry(asked.get("mark", ""))
        text, place = asked.get("text", "").strip(), asked.get("place", "")
        if not text:
            raise PayerdiffError("no-note", entry.path.name, "the note is empty", "Write it again.")
        self.act(request, "note", entry, place, text=text)
        return back(entry, place)

    async def withdraw(self, request: Request) -> Response:
        """Take a note back; it stays in the log."""
        asked = await fields(request)
        entry = self.entry(asked.get("mark", ""))
        self.act(request, "withdraw", entry, asked.get("place", ""), value=asked.get("line", ""))
        return back(entry, asked.get("place", ""))

    async def confirm(self, request: Request) -> Response:
        """Confirm that a criterion was read correctly."""
        asked = await fields(request)
        entry = self.entry(asked.get("mark", ""))
        self.act(request, "confirm", entry, asked.get("place", ""))
        return back(entry, asked.get("place", ""))

    async def correct(self, request: Request) -> Response:
        """Correct a criterion, and read its document again."""
        asked = await fields(request)
        entry, place = self.entry(asked.get("mark", "")), asked.get("place", "")
        policy, _ = self.placed(entry, place)
        who, reason = self.who(request), asked.get("reason", "")
        right = right_of(asked)
        await run_in_threadpool(self.workspace.correct, entry.path, policy, place, right, who, reason, date.today())
        await run_in_threadpool(self.shelf.read_again, entry)
        return back(entry, place)

    async def assign(self, request: Request) -> Response:
        """Give a review to somebody."""
        asked = await fields(request)
        to = " ".join(asked.get("value", "").split())
        if not to:
            raise PayerdiffError("no-note", "the review", "it is assigned to nobody", "Write a name.")
        self.act_on_review(request, "assign", asked, to)
        return RedirectResponse("/#review", 303)

    async def decide(self, request: Request) -> Response:
        """Write down what was decided on a review, and why."""
        asked = await fields(request)
        if asked.get("value") not in get_args(api.Decision):
            raise PayerdiffError("no-note", "the review", "no decision was chosen", "Choose one from the list.")
        self.act_on_review(request, "decide", asked, asked["value"])
        return RedirectResponse("/#review", 303)

    async def log(self, _: Request) -> Response:
        """Show the log."""
        return HTMLResponse(render_desk("log", log_view(self.workspace.record())))

    async def find(self, request: Request) -> Response:
        """Answer a question, or find words in criteria and terms."""
        words = " ".join(request.query_params.get("q", "").split())[:500]
        found = await run_in_threadpool(self.found, words) if words else FoundView("", "")
        return HTMLResponse(render_desk("found", found))

    def found(self, words: str) -> FoundView:
        """Return what was found: the answer where the words are a question that can be answered, else the passages that have them."""
        held, places = self.library(), [self.workspace.folder]
        problems: list[str] = []
        if len(words.split()) > 2:
            try:
                answer = api.ask(words, held, places, today=date.today())
                return FoundView(words, answer.understood, statements=statement_views(answer))
            except PayerdiffError as failure:
                problems += [str(failure)] if words.endswith("?") else []
        hits = api.find(words, held, places, most=MOST)
        head = f"{'The first ' if len(hits) == MOST else ''}{len(hits)} {'passage' if len(hits) == 1 else 'passages'} with all of these words"
        return FoundView(words, head, tuple(map(hit_view, hits)), problems=tuple(problems))

    async def digest(self, request: Request) -> Response:
        """Make the digest since a day."""
        asked = await fields(request)
        try:
            since = date.fromisoformat(asked.get("since", ""))
        except ValueError as cause:
            raise PayerdiffError("no-period", "the digest", "it needs the day since which", "Choose a day.") from cause
        today = date.today()
        return await self.make(["digest", str(since), str(today)], lambda: self.digest_of(since, today))

    def digest_of(self, since: date, today: date) -> Made:
        """Return the files of the digest as one archive: its pages link to one another."""
        held, places = self.library(), [self.workspace.folder]
        files = api.digest_files(api.digest(held, since, today, places), held, places)
        return Made(api.archive(files), f"digest-{today}", "zip")

    def placed(self, entry: Entry, place: str) -> tuple[Policy, str]:
        """Return the policy that a place lies in, and its number there. Raises PayerdiffError `no-such-criterion`."""
        at, _, number = place.partition("/")
        found = policies_of(entry)
        if not at.isdecimal() or int(at[:6]) >= len(found):
            raise PayerdiffError("no-such-criterion", entry.path.name, f"it has no criterion {place[:40]}", "Open the document again.")  # fmt: skip
        return found[int(at)], number

    def act(self, request: Request, what: Any, entry: Entry, place: str, **told: str) -> None:
        """Write down what a person did to a place of a document."""
        found = policies_of(entry)
        words = None
        if place:
            policy, number = self.placed(entry, place)
            node = self.workspace.criterion(policy, number)
            words = " ".join(node.text.split())[:300] or None if node else None
        self.workspace.act(
            self.who(request), what, document=found[0].source.sha256 if found else None, name=entry.path.name, place=place or None, words=words, **told,
        )  # fmt: skip

    def act_on_review(self, request: Request, what: Any, asked: Mapping[str, str], value: str) -> None:
        """Write down what a person did to a review. Raises PayerdiffError `nothing-to-compare`."""
        old, new = asked.get("old", ""), asked.get("new", "")
        sides = [self.version(mark) for mark in (old, new)]
        if None in sides:
            raise PayerdiffError("nothing-to-compare", "the review", "its versions are not on this page", "Choose one from the list.")  # fmt: skip
        before, after = (side for side in sides if side is not None)
        self.workspace.act(
            self.who(request), what, document=version_key(after), against=version_key(before), name=after.source.name, value=value, text=asked.get("text", "").strip() or None,
        )  # fmt: skip


def version_key(policy: Policy) -> str:
    """Return by what the log knows a version: the document's hash and which side of its tracked changes."""
    return f"{policy.source.sha256} {policy.source.reading}"


def right_of(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form says is right. Raises PayerdiffError `not-a-correction`."""
    what = asked.get("right", "")
    if what in ("all", "any", "none"):
        return {"op": what}
    if what == "at_least":
        count = asked.get("k", "")
        if not count.isdecimal():
            raise PayerdiffError("not-a-correction", "this list", "the number of items is missing", "Write how many must be met.")  # fmt: skip
        return {"op": "at_least", "k": int(count[:6])}
    if what in ("whole", "part"):
        return {"partial": what == "part"}
    if what == "nothing":
        return {"atoms": []}
    if what == "condition":
        atom: dict[str, Any] = {"concept": asked.get("concept", ""), "op": asked.get("op", "=")}
        value = asked.get("value", "").strip()
        atom |= {"value": float(value) if NUMBER.fullmatch(value) else value} if value else {}
        atom |= {name: given for name in ("unit", "subject") if (given := asked.get(name, "").strip())}
        return {"atoms": [atom]}
    raise PayerdiffError("not-a-correction", "this criterion", "nothing was chosen", "Choose what is right.")


def back(entry: Entry, place: str) -> Response:
    """Lead back to where somebody was."""
    return RedirectResponse(f"/document/{entry.id}{f'#{anchor(place)}' if place else ''}", 303)
