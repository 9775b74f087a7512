"""`payerdiff serve`: a local page for people who do not use a terminal.

It listens on this computer alone and answers whoever has its token (guard.py). Reports are made by POST, a few at a time, and then looked at under an
address of their own (results.py). What is uploaded is read by processes of their own (shelf.py) and shown as text.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO, NamedTuple, get_args

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from payerdiff import api
from payerdiff.app.cli import Request as Kind
from payerdiff.app.output import slug
from payerdiff.app.web.desk import Desk
from payerdiff.app.web.forms import field_lists, fields
from payerdiff.app.web.guard import Guard, bounded
from payerdiff.app.web.results import Made, Results
from payerdiff.app.web.shelf import LARGEST, Shelf
from payerdiff.app.web.shelf_page import view_of
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.templates.rendering import load, render_shelf

Handler = Callable[[Request], Awaitable[Response]]
MOST_FILES = 60
"""Files of one upload."""
MOST = 400 * 1024 * 1024
"""Bytes of one upload."""
MOST_CHOSEN = 500
"""Fields of the form that chooses what a report is on: one for each payer."""
REQUESTS: tuple[Kind, ...] = get_args(Kind)
TAKEN = 4
"""Uploaded files held in memory at once; the others wait on the disk."""
COMPARED = 200
"""Policies of one comparison: each is held against each, in about two milliseconds."""
FETCHES = 8
"""Addresses fetched at once: each may take a minute, and reports must not wait for that."""
PAGE = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
REPORT = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""A report carries its own style and script and asks for nothing else."""
EVERYTHING = "everything.pdf"
"""A report on paper with all that it has, which may be many pages; `pdf` has its answers."""
KINDS = {"html": "text/html; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json",
         "pdf": "application/pdf", EVERYTHING: "application/pdf", "csv.zip": "application/zip", "zip": "application/zip", "fhir.json": "application/fhir+json",
         "page.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "page.pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation"}  # fmt: skip
"""What a report may be kept as, by the ending of the file."""
SHEETS: dict[str, api.BriefCarrier] = {"page.docx": "docx", "page.pptx": "pptx"}
"""The executive page, by the ending of the file."""


class Site:
    """The page's addresses over a shelf of documents, and of its workspace where it has one."""

    def __init__(self, shelf: Shelf, guard: Guard, workspace: api.Workspace | None = None) -> None:
        self.shelf, self.guard, self.workspace = shelf, guard, workspace
        self.results = Results()
        self.taking, self.fetching = threading.Semaphore(TAKEN), threading.Semaphore(FETCHES)

    def guarded(self, handler: Handler) -> Handler:
        """Answer whom the guard lets in, and say errors as text."""

        async def answer(request: Request) -> Response:
            response = self.guard.refusal(request)
            if response is None:
                try:
                    response = await handler(request)
                except PayerdiffError as failure:
                    status = {"busy": 503, "too-large": 413, "took-too-long": 408, "no-such-report": 404}.get(
                        failure.code, 400
                    )
                    response = HTMLResponse(self.page([str(failure)]), status)
                except asyncio.CancelledError:  # the page is being stopped, which is no fault
                    response = PlainTextResponse("The page was stopped before this was made.", 503)
            response.headers.setdefault("Content-Security-Policy", PAGE)
            response.headers["X-Content-Type-Options"] = "nosniff"
            response.headers["Referrer-Policy"] = (
                "same-origin"  # with none at all, browsers keep the origin of a form to themselves
            )
            response.headers["Cache-Control"] = "no-store"
            return response

        return answer

    async def home(self, _: Request) -> Response:
        """Show the page."""
        return HTMLResponse(self.page())

    async def part(self, _: Request) -> Response:
        """Show what changes while documents are read."""
        return HTMLResponse(self.page(part=True))

    async def documents(self, request: Request) -> Response:
        """Take files."""
        problems = []
        async with bounded(request, MOST).form(max_files=MOST_FILES, max_fields=5) as form:
            for file in form.getlist("files"):
                if isinstance(file, UploadFile) and file.filename:
                    try:
                        await run_in_threadpool(self.take_file, request, file.filename, file.file)
                    except PayerdiffError as failure:
                        problems.append(str(failure))
        return self.changed(request, problems)

    async def address(self, request: Request) -> Response:
        """Fetch an address that was pasted."""
        problems = []
        asked = (await fields(request)).get("address", "")
        try:
            await run_in_threadpool(self.take_address, request, asked)
        except PayerdiffError as failure:
            problems.append(str(failure))
        return self.changed(request, problems)

    async def remove(self, request: Request) -> Response:
        """Take a document off the shelf."""
        mark = (await fields(request)).get("id", "")
        problems = []
        entry = self.shelf.entries.get(mark)
        try:
            if entry is not None and self.workspace is not None:
                self.workspace.remove(
                    entry.path, entry.taken.source.sha256 if entry.taken else None, self.guard.who(request)
                )
            self.shelf.remove(mark)
        except PayerdiffError as failure:
            problems.append(str(failure))
        return self.changed(request, problems)

    def take_file(self, request: Request, name: str, file: BinaryIO) -> None:
        """Keep a file that was uploaded, when it is its turn. Raises what `Shelf.keep` raises."""
        with self.taking:
            self.take(request, name, file.read(LARGEST + 1))

    def take_address(self, request: Request, address: str) -> None:
        """Fetch an address and keep what lies there. Raises PayerdiffError: `busy`, and what `fetched` and `Shelf.keep` raise."""
        if not self.fetching.acquire(blocking=False):
            raise PayerdiffError("busy", "this page", f"{FETCHES} addresses are being fetched", "Try again when one of them is done.")  # fmt: skip
        try:
            found = api.fetched(address, self.shelf.allowed)
        finally:
            self.fetching.release()
        self.take(request, found.name, found.content)

    def take(self, request: Request, name: str, content: bytes) -> None:
        """Keep what was uploaded or fetched. Raises what `Shelf.keep` raises."""
        entry = self.shelf.keep(name, content)
        if self.workspace is not None:
            sha256 = hashlib.sha256(content).hexdigest()
            self.workspace.act(self.guard.who(request), "upload", document=sha256, name=entry.path.name)

    async def compare(self, request: Request) -> Response:
        """Make the report on a drug: of all that was read on it, or of the payers, the indication and the phase that were chosen."""
        asked = await field_lists(request, MOST_CHOSEN)
        drug, kind, indication, phase = (asked.get(name, [""])[-1] for name in ("drug", "as", "indication", "phase"))
        order = Order(drug, kind, indication, phase, tuple(asked.get("payer", ())))
        return await self.make(["compare", *map(str, order)], lambda: compared(self.library(), self.paths(), order))

    async def review(self, request: Request) -> Response:
        """Make the review of a version."""
        asked = await fields(request)
        old, new, kind = asked.get("old", ""), asked.get("new", ""), asked.get("as", "")
        return await self.make(
            ["review", old, new, kind], lambda: review_of((self.version(old), self.version(new)), self.paths(), kind)
        )

    async def portfolio(self, _: Request) -> Response:
        """Make the portfolio."""
        today = date.today()
        return await self.make(["portfolio", str(today)], lambda: portfolio_of(self.library(), today))

    async def make(self, order: list[str], make: Callable[[], Made]) -> Response:
        """Have a result made of what has been read so far, and lead to it."""
        mark = await self.results.made([order, [[e.id, e.state, e.turns] for e in self.shelf.held()]], make)
        one = self.results.found(mark)
        place = f"/{one.name}.html" if one is not None and one.pages else ""
        return RedirectResponse(f"/made/{mark}{place}", 303)

    async def made(self, request: Request) -> Response:
        """Give what was made. Raises PayerdiffError `no-such-report`."""
        one = self.results.found(request.path_params["mark"])
        if one is None:
            raise PayerdiffError("no-such-report", "this report", "it is not kept any longer", "Make it again from the list of drugs or versions.")  # fmt: skip
        place = request.path_params.get("page", "")
        headers = {"Content-Security-Policy": REPORT}
        if place:
            beside = {f"{one.name}.html": one.content, **one.pages}
            if place not in beside:
                raise PayerdiffError("no-such-report", "this report", "it has no such page", "Make it again from the list of drugs or versions.")  # fmt: skip
            return Response(beside[place], media_type=KINDS["html"], headers=headers)
        if one.kind:
            headers["Content-Disposition"] = f'attachment; filename="{one.name}.{one.kind}"'
        return Response(one.content, media_type=KINDS[one.kind or "html"], headers=headers)

    def library(self) -> api.Library:
        """Return what reports are made of."""
        return self.shelf.library() if self.workspace is None or self.shelf.busy else self.workspace.library()

    def paths(self) -> list[Path]:
        """Return where the documents lie that were read."""
        return [e.path for e in self.shelf.held() if e.taken is not None]

    def version(self, mark: str) -> Policy | None:
        """Return the policy of a mark: document and reading."""
        key, _, reading = mark.partition(".")
        entry = self.shelf.entries.get(key)
        found = entry.readings.get(reading) if entry else None  # type: ignore[call-overload]  # a reading that is none is not held
        return found if isinstance(found, Policy) else None

    def page(self, problems: Sequence[str] = (), *, part: bool = False) -> str:
        """Return the whole page, or what changes of it while documents are read."""
        return render_shelf(view_of(self.shelf, self.workspace, list(problems)), part=part)

    def changed(self, request: Request, problems: list[str]) -> Response:
        """Answer an order: the part of the page that has changed, or, without script, the page anew."""
        if request.headers.get("hx-request"):
            return HTMLResponse(self.page(problems, part=True))
        return HTMLResponse(self.page(problems), 400) if problems else RedirectResponse("/", 303)

    async def asset(self, request: Request) -> Response:
        """Give the page's style or script."""
        name = request.url.path.removeprefix("/")
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return Response(load(ASSETS[name]), media_type=f"{kind}; charset=utf-8")


DESK = ("note", "withdraw", "confirm", "correct", "assign", "decide", "digest")
"""The orders of a workspace."""
ASSETS = {"report.css": "report.css", "htmx.js": "htmx.min.js", "shelf.js": "shelf.js"}


def application(shelf: Shelf, guard: Guard, workspace: api.Workspace | None = None) -> Starlette:
    """Return the application over a shelf of documents, and a workspace if they are one, for whom the guard lets in."""
    site = Site(shelf, guard, workspace)
    get = {
        "/": site.home,
        "/part": site.part,
        "/made/{mark}": site.made,
        "/made/{mark}/{page:path}": site.made,
        **{f"/{name}": site.asset for name in ASSETS},
    }
    post = {
        "/documents": site.documents,
        "/address": site.address,
        "/remove": site.remove,
        "/compare": site.compare,
        "/review": site.review,
        "/portfolio": site.portfolio,
    }
    if workspace is not None:
        desk = Desk(shelf, workspace, guard.who, site.make, site.version, site.library)
        get |= {"/document/{mark}": desk.document, "/log": desk.log, "/find": desk.find}
        post |= {f"/{name}": getattr(desk, name) for name in DESK}
    routes = [Route(path, site.guarded(handler), methods=["GET"]) for path, handler in get.items()]
    return Starlette(
        routes=[*routes, *(Route(path, site.guarded(handler), methods=["POST"]) for path, handler in post.items())]
    )


class Order(NamedTuple):
    """What report somebody wants: a drug, a kind of file (none for a page to look at), and what it is limited to (nothing where empty)."""

    drug: str
    kind: str
    indication: str = ""
    phase: str = ""
    payers: tuple[str, ...] = ()


def compared(library: api.Library, paths: list[Path], order: Order) -> Made:
    """Compare the policies on a drug. Raises PayerdiffError: `nothing-to-compare`, `no-such-payer`, `no-such-indication`, `too-many`."""
    drug, kind = order.drug, order.kind
    if not drug or kind not in ("", *KINDS) or order.phase not in ("", *REQUESTS):
        raise PayerdiffError("nothing-to-compare", drug or "no drug", "there is no such report", "Choose a drug from the list.")  # fmt: skip
    library = api.only_payers(library, order.payers)
    held = sum(any(one.generic == drug for one in policy.drugs) for policy in library.policies)
    if held > COMPARED:
        raise PayerdiffError("too-many", drug, f"there are {held} policies on it, and {COMPARED} can be compared here", "Choose some of their payers.")  # fmt: skip
    found = api.compare_subject(drug, library)
    phases = [one for one in REQUESTS if one == order.phase]
    result = api.choose(found, indications=[order.indication] if order.indication else [], phases=phases)
    result = api.with_history(result, library)
    name = slug(result.subject)
    if kind == "xlsx":
        return Made(api.workbook(result), name, kind)
    if kind in ("json", "fhir.json"):
        (content,) = api.export(result, "json" if kind == "json" else "fhir").values()
        return Made(content, name, kind)
    if kind == "csv.zip":
        return Made(api.archive(api.export(result, "csv")), name, kind)
    if kind in SHEETS:
        return Made(api.brief(result, SHEETS[kind]), name, kind)
    return report(api.render(result, paths, memory=library.memory), name, kind)


def review_of(sides: tuple[Policy | None, Policy | None], paths: list[Path], kind: str) -> Made:
    """Review one version against another. Raises PayerdiffError `nothing-to-compare`."""
    before, after = sides
    if (
        before is None
        or after is None
        or before is after
        or kind not in ("", "html", "pdf", EVERYTHING, "xlsx", "json", *SHEETS)
    ):
        raise PayerdiffError("nothing-to-compare", "the review", "two different versions are needed", "Choose an old and a new version.")  # fmt: skip
    result = api.review(before, after)
    name = f"{slug(after.source.name.rsplit('.', 1)[0])}-changes"
    if kind in ("xlsx", "json"):
        return Made(api.workbook(result) if kind == "xlsx" else api.to_json(result).encode(), name, kind)
    if kind in SHEETS:
        return Made(api.brief(result, SHEETS[kind]), name, kind)
    return report(api.render(result, paths), name, kind)


def report(page: str, name: str, kind: str) -> Made:
    """Return a report as it was asked for: the page, or on paper. Raises what `print_pdf` raises."""
    if kind in ("pdf", EVERYTHING):
        return Made(api.print_pdf(page, everything=kind == EVERYTHING), name, kind)
    return Made(page.encode(), name, kind)


def portfolio_of(library: api.Library, today: date) -> Made:
    """Return the portfolio of what has been read, as of today, with a page for each drug."""
    drawn = api.portfolio_pages(api.portfolio(library, today), memory=library.memory)
    pages = {name: text.encode() for name, text in drawn.items()}
    return Made(pages.pop("portfolio.html"), "portfolio", "", pages)
