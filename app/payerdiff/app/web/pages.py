"""`payerdiff serve`: a local page for people who do not use a terminal.

It listens on this computer alone, answers only under the names of this computer, and takes orders only from its own pages. What is
uploaded is read by processes of their own (shelf.py) and shown as text.
"""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from payerdiff import api
from payerdiff.app.output import slug
from payerdiff.app.web.shelf import LARGEST, Shelf
from payerdiff.app.web.shelf_page import view_of
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.templates.rendering import load, render_shelf

Handler = Callable[[Request], Awaitable[Response]]
MOST_FILES = 60
"""Files of one upload."""
SECONDS = 30
"""How long an address may take to answer."""
PAGE = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
REPORT = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""A report carries its own style and script and asks for nothing else."""
KINDS = {"html": "text/html; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json",
         "pdf": "application/pdf", "csv.zip": "application/zip", "fhir.json": "application/fhir+json"}  # fmt: skip
"""What a report may be kept as, by the ending of the file."""
SUFFIX = {"text/html": ".html", "application/pdf": ".pdf", "text/plain": ".txt", "text/markdown": ".md", "application/xml": ".xml", "text/xml": ".xml",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx"}  # fmt: skip
LOCAL = ("127.0.0.1", "localhost", "[::1]")


class Site:
    """The page's addresses over a shelf of documents."""

    def __init__(self, shelf: Shelf, hosts: tuple[str, ...]) -> None:
        self.shelf, self.hosts = shelf, hosts

    def guarded(self, handler: Handler) -> Handler:
        """Answer only under this computer's names, take orders only from its own pages, and say errors as text."""

        async def answer(request: Request) -> Response:
            host = request.headers.get("host", "")
            origin = request.headers.get("origin")
            if host.rsplit(":", 1)[0] not in self.hosts:
                return PlainTextResponse("This page is available on this computer only.", 421)
            if request.method == "POST" and origin is not None and urllib.parse.urlsplit(origin).netloc != host:
                return PlainTextResponse("Requests are accepted from this page only.", 403)
            try:
                response = await handler(request)
            except PayerdiffError as failure:
                response = HTMLResponse(page(self.shelf, [str(failure)]), 400)
            response.headers.setdefault("Content-Security-Policy", PAGE)
            response.headers["X-Content-Type-Options"] = "nosniff"
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Cache-Control"] = "no-store"
            return response

        return answer

    async def home(self, _: Request) -> Response:
        """Show the page."""
        return HTMLResponse(page(self.shelf))

    async def part(self, _: Request) -> Response:
        """Show what changes while documents are read."""
        return HTMLResponse(render_shelf(view_of(self.shelf), part=True))

    async def documents(self, request: Request) -> Response:
        """Take files."""
        problems = []
        async with request.form(max_files=MOST_FILES, max_fields=5) as form:
            for file in form.getlist("files"):
                if isinstance(file, UploadFile) and file.filename:
                    content = await file.read(LARGEST + 1)
                    try:
                        self.shelf.keep(file.filename, content)
                    except PayerdiffError as failure:
                        problems.append(str(failure))
        return changed(self.shelf, request, problems)

    async def address(self, request: Request) -> Response:
        """Fetch an address that was pasted."""
        problems = []
        async with request.form(max_files=0, max_fields=5) as form:
            asked = str(form.get("address", ""))
        try:
            name, content = await run_in_threadpool(fetched, asked)
            self.shelf.keep(name, content)
        except PayerdiffError as failure:
            problems.append(str(failure))
        return changed(self.shelf, request, problems)

    async def remove(self, request: Request) -> Response:
        """Take a document off the shelf."""
        async with request.form(max_files=0, max_fields=5) as form:
            self.shelf.remove(str(form.get("id", "")))
        return changed(self.shelf, request, [])

    async def compare(self, request: Request) -> Response:
        """Give the report on a drug."""
        asked = request.query_params
        return await run_in_threadpool(compared, self.shelf, asked.get("drug", ""), asked.get("as", ""))

    async def review(self, request: Request) -> Response:
        """Give the review of a version."""
        asked = request.query_params
        return await run_in_threadpool(
            review_of, self.shelf, asked.get("old", ""), asked.get("new", ""), asked.get("as", "")
        )

    async def portfolio(self, _: Request) -> Response:
        """Give the portfolio."""
        return await run_in_threadpool(portfolio_of, self.shelf)

    async def asset(self, request: Request) -> Response:
        """Give the page's style or script."""
        name = request.url.path.removeprefix("/")
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return Response(load(ASSETS[name]), media_type=f"{kind}; charset=utf-8")


ASSETS = {"report.css": "report.css", "htmx.js": "htmx.min.js", "shelf.js": "shelf.js"}


def application(shelf: Shelf, hosts: tuple[str, ...] = LOCAL) -> Starlette:
    """Return the application over a shelf of documents; `hosts` are the names under which it answers."""
    site = Site(shelf, hosts)
    get = {
        "/": site.home,
        "/part": site.part,
        "/compare": site.compare,
        "/review": site.review,
        "/portfolio": site.portfolio,
        **{f"/{name}": site.asset for name in ASSETS},
    }
    post = {"/documents": site.documents, "/address": site.address, "/remove": site.remove}
    routes = [Route(path, site.guarded(handler), methods=["GET"]) for path, handler in get.items()]
    return Starlette(
        routes=[*routes, *(Route(path, site.guarded(handler), methods=["POST"]) for path, handler in post.items())]
    )


def page(shelf: Shelf, problems: list[str] | None = None) -> str:
    """Return the whole page."""
    return render_shelf(view_of(shelf, problems or []))


def changed(shelf: Shelf, request: Request, problems: list[str]) -> Response:
    """Answer an order: the part of the page that has changed, or, without script, the page anew."""
    if request.headers.get("hx-request"):
        return HTMLResponse(render_shelf(view_of(shelf, problems), part=True))
    return HTMLResponse(page(shelf, problems), 400) if problems else RedirectResponse("/", 303)


def report(content: str | bytes, name: str, kind: str) -> Response:
    """Return a report as a page, or as a file to keep."""
    headers = {"Content-Security-Policy": REPORT}
    if kind:
        headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return Response(content, media_type=KINDS[kind or "html"], headers=headers)


def compared(shelf: Shelf, drug: str, kind: str) -> Response:
    """Compare the policies on a drug. Raises PayerdiffError `nothing-to-compare`."""
    if not drug or kind not in ("", *KINDS):
        raise PayerdiffError("nothing-to-compare", drug or "no drug", "there is no such report", "Choose a drug from the list.")  # fmt: skip
    result = api.compare_subject(drug, shelf.library())
    name = slug(result.subject)
    if kind == "xlsx":
        return report(api.workbook(result), name, kind)
    if kind in ("json", "fhir.json"):
        (content,) = api.export(result, "json" if kind == "json" else "fhir").values()
        return report(content, name, kind)
    if kind == "csv.zip":
        return report(api.archive(api.export(result, "csv")), name, kind)
    page = api.render(result, paths_of(shelf))
    return report(api.print_pdf(page) if kind == "pdf" else page, name, kind)


def review_of(shelf: Shelf, old: str, new: str, kind: str) -> Response:
    """Review one version against another. Raises PayerdiffError `nothing-to-compare`."""
    sides = [version(shelf, mark) for mark in (old, new)]
    if None in sides or old == new or kind not in ("", "html", "pdf", "xlsx", "json"):
        raise PayerdiffError("nothing-to-compare", "the review", "two different versions are needed", "Choose an old and a new version.")  # fmt: skip
    before, after = (side for side in sides if side is not None)
    result = api.review(before, after)
    name = f"{slug(after.source.name.rsplit('.', 1)[0])}-changes"
    if kind in ("xlsx", "json"):
        return report(api.workbook(result) if kind == "xlsx" else api.to_json(result), name, kind)
    page = api.render(result, paths_of(shelf))
    return report(api.print_pdf(page) if kind == "pdf" else page, name, kind)


def paths_of(shelf: Shelf) -> list[Path]:
    """Return where the documents lie that were read."""
    return [e.path for e in shelf.held() if e.taken is not None]


def version(shelf: Shelf, mark: str) -> Policy | None:
    """Return the policy of a mark: document and reading."""
    key, _, reading = mark.partition(".")
    entry = shelf.entries.get(key)
    found = entry.readings.get(reading) if entry else None  # type: ignore[call-overload]  # a reading that is none is not held
    return found if isinstance(found, Policy) else None


def portfolio_of(shelf: Shelf) -> Response:
    """Return the portfolio of what has been read, as of today."""
    return report(api.render(api.portfolio(shelf.library(), date.today())), "portfolio", "")


class NoSurprise(urllib.request.HTTPRedirectHandler):
    """Follows an address only to another one of the web."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # urllib's own signature
        """Refuse to leave the web."""
        if urllib.parse.urlsplit(newurl).scheme not in ("http", "https"):
            raise urllib.error.URLError("it redirects to something other than a public web page")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetched(address: str) -> tuple[str, bytes]:
    """Return the name and content of a document at an address that the user gave. Raises PayerdiffError: `no-address`, `not-fetched`."""
    parts = urllib.parse.urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PayerdiffError("no-address", address[:80] or "nothing", "it is not a web address", "Enter a web address that begins with https://.")  # fmt: skip
    request = urllib.request.Request(address.strip(), headers={"User-Agent": "payerdiff"})
    try:
        with urllib.request.build_opener(NoSurprise).open(request, timeout=SECONDS) as answer:
            content = answer.read(LARGEST + 1)
            kind = answer.headers.get_content_type()
    except (OSError, ValueError) as cause:
        if isinstance(cause, urllib.error.HTTPError):
            cause.close()
        raise PayerdiffError("not-fetched", address[:120], f"the address did not respond ({cause})", "Save the document and upload the file.") from cause  # fmt: skip
    name = urllib.parse.unquote(parts.path.rsplit("/", 1)[-1]) or parts.hostname
    suffix = SUFFIX.get(kind, "")
    return (name if name.lower().endswith((suffix, ".htm", ".pdf", ".docx", ".md", ".txt", ".xml", ".html")) and "." in name else f"{name}{suffix or '.html'}"), content  # fmt: skip
