"""Views → one self-contained HTML file: no network, readable without script and on paper."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from payerdiff.compare.library.digest_items import Digest
from payerdiff.compare.library.portfolio import Portfolio
from payerdiff.model.comparison import Choice, Comparison, PolicyHistory
from payerdiff.model.plans import PlanTable
from payerdiff.model.policy import Policy
from payerdiff.model.program_version import VERSION
from payerdiff.model.review import ChangeReview
from payerdiff.templates.brief.brief import Brief
from payerdiff.templates.comparison.explorer_views import within_page
from payerdiff.templates.comparison.page_views import Builder
from payerdiff.templates.digest.digest_views import digest_view
from payerdiff.templates.pictures import Pictures
from payerdiff.templates.portfolio.drug_views import drug_view, page_names
from payerdiff.templates.portfolio.portfolio_views import portfolio_view
from payerdiff.templates.review.review_views import ReviewBuilder
from payerdiff.templates.shelf.document_views import DocumentView, FoundView, LogView, anchor
from payerdiff.templates.shelf.shelf_views import ShelfView
from payerdiff.templates.words import visible

SCRIPTS = ("folds.js", "explorer.js", "panel.js", "filters.js", "payers.js", "choose.js", "drawer.js")
REVIEW_SCRIPTS = ("folds.js", "steps.js", "search.js", "drawer.js")
HEAD = 110
"""Letters of a running head."""
PAGES = files("payerdiff.templates") / "pages"


def load(name: str) -> str:
    """Return a template's text."""
    return (PAGES / name).read_text(encoding="utf-8")


def shown(value: object) -> object:
    """Return a value as the page shows it: text of a document cannot turn the direction of what stands around it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def environment() -> Environment:
    """Return the environment: everything from a document is escaped, a missing value is an error."""
    return Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )


def page_script() -> str:
    """Return the script of the divergence report."""
    return "\n".join(load(name) for name in SCRIPTS)


def page_head(words: str) -> Markup:
    r"""Return the style of the running head on paper; a text of a document is escaped letter by letter, so that it stays text.

    >>> page_head('A "b"')
    Markup('@media print{@page{@top-left{content:"payerdiff · \\41 \\20 \\22 \\62 \\22 ";font:8pt sans-serif;color:#444}}}')
    """
    shown = " ".join(words.split())
    escaped = "".join(f"\\{ord(letter):x} " for letter in (shown if len(shown) <= HEAD else f"{shown[:HEAD]}…"))
    return Markup(
        f'@media print{{@page{{@top-left{{content:"payerdiff · {escaped}";font:8pt sans-serif;color:#444}}}}}}'
    )


def made_from(
    kind: str,
    policies: Sequence[Policy],
    subject: str = "",
    drug: str | None = None,
    pictures: bool = False,
    chosen: Choice | None = None,
    plans: PlanTable | None = None,
    history: Sequence[PolicyHistory] = (),
) -> Markup:
    """Return what a report was made from, as JSON that is safe within a page: `payerdiff verify` builds it anew."""
    documents = [{"name": p.source.name, "sha256": p.source.sha256, "reading": p.source.reading} for p in policies]
    told: dict[str, object] = {"version": VERSION, "kind": kind, "subject": subject, "drug": drug, "pictures": pictures, "documents": documents, "unreadable": []}  # fmt: skip
    if chosen:
        told |= {"indications": chosen.indications, "phases": chosen.phases}
    given = {policy.source.sha256 for policy in policies}
    earlier = {one.sha256: one.model_dump() for own in history for one in own.earlier if one.sha256 not in given}
    if earlier:
        told["earlier"] = list(earlier.values())
    if plans:
        told |= {"plans": [plan.model_dump(mode="json") for plan in plans.plans], "plans_by": plans.by}
    return within_page(json.dumps(told, ensure_ascii=False))


def library_made_from(
    portfolio: Portfolio, kind: str = "portfolio", drug: str | None = None, beside: str = ""
) -> Markup:
    """Return what a portfolio, or the page of a drug of it, was made from; what could not be read is told as it was told then.

    `beside` is the folder of the drugs' pages, or the file of the portfolio that they lead back to.
    """
    documents = [{"name": p.document, "sha256": p.sha256, "reading": p.reading} for p in portfolio.policies]
    unreadable = [u.model_dump(mode="json") for u in portfolio.unreadable]
    told = {"version": VERSION, "kind": kind, "subject": portfolio.as_of.isoformat(), "drug": drug, "pictures": False, "documents": documents, "unreadable": unreadable}  # fmt: skip
    if beside:
        told["beside"] = beside
    if portfolio.plans is not None:
        told["plans"] = [plan.model_dump(mode="json") for plan in portfolio.plans]
    if portfolio.plans_by is not None:
        told["plans_by"] = portfolio.plans_by
    return within_page(json.dumps(told, ensure_ascii=False))


def render_comparison(comparison: Comparison, pictures: Pictures | None = None) -> str:
    """Return the divergence report; `pictures` gives passages as their pages show them."""
    template = environment().get_template("comparison.html.jinja")
    style = Markup(load("report.css")) + page_head(f"{comparison.subject}: payers compared")  # the style sheet is ours
    script = Markup(page_script())  # so is the script
    made = made_from(
        "comparison",
        [*comparison.policies, *comparison.labels],
        comparison.subject,
        comparison.drug,
        pictures is not None,
        comparison.chosen,
        comparison.plans,
        comparison.history,
    )
    return template.render(view=Builder(comparison, pictures).report(), style=style, script=script, made=made).lstrip()


def render_review(review: ChangeReview, pictures: Pictures | None = None) -> str:
    """Return the annual review's page; `pictures` gives passages as their pages show them."""
    template = environment().get_template("review.html.jinja")
    view = ReviewBuilder(review, pictures).page()
    script = Markup("\n".join(load(name) for name in REVIEW_SCRIPTS))  # so is the script
    style = Markup(load("report.css")) + page_head(view.title)  # the style sheet is ours
    made = made_from("review", [review.old, review.new], pictures=pictures is not None)
    return template.render(view=view, style=style, script=script, made=made).lstrip()


def render_brief(brief: Brief) -> str:
    """Return the executive page of a comparison or a review: one sheet, on screen and on Letter paper across."""
    logo = brief.logo
    sign = Markup(f"data:{logo.media_type};base64,{b64encode(logo.content).decode()}") if logo else None
    style = Markup(load("report.css") + load("brief.css"))  # both style sheets are ours
    return environment().get_template("brief.html.jinja").render(view=brief, logo=sign, style=style).lstrip()


def render_desk(name: str, view: DocumentView | LogView | FoundView) -> str:
    """Return one of the workspace's pages: `document`, `log` or `found`."""
    return environment().get_template(f"{name}.html.jinja").render(view=view, anchor=anchor).lstrip()


def render_shelf(view: ShelfView, *, part: bool = False) -> str:
    """Return the local page, or the part of it that changes while documents are read."""
    name = "shelf_part.html.jinja" if part else "shelf.html.jinja"
    return environment().get_template(name).render(view=view).lstrip()


def render_digest(digest: Digest) -> str:
    """Return the page of what happened between two days. It has no script: the e-mail has the same page."""
    view = digest_view(digest)
    style = Markup(load("report.css")) + page_head(view.title)  # the style sheet is ours
    return environment().get_template("digest.html.jinja").render(view=view, style=style).lstrip()


def render_portfolio(portfolio: Portfolio, beside: str = "") -> str:
    """Return the page of all policies and their reviews; `beside` is the folder of the drugs' pages, where there are any."""
    view = portfolio_view(portfolio)
    pages = {drug: f"{quote(beside)}/{name}" for drug, name in page_names(portfolio).items()} if beside else {}
    made = library_made_from(portfolio, beside=beside)
    return library_page("portfolio.html.jinja", f"portfolio as of {view.as_of}", made, view=view, pages=pages)


def render_drug(portfolio: Portfolio, drug: str, back: str) -> str:
    """Return the page of one drug of a portfolio; `back` is the file of the portfolio."""
    view = drug_view(portfolio, drug, quote(back, safe="/."))
    made = library_made_from(portfolio, "drug", drug, back)
    return library_page("drug.html.jinja", f"{drug} as of {view.as_of}", made, view=view)


def library_page(name: str, head: str, made: Markup, **shown: object) -> str:
    """Return a page of a library: it can be searched, and has a running head on paper."""
    style = Markup(load("report.css")) + page_head(head)  # the style sheet is ours
    script = Markup("\n".join(load(name) for name in ("folds.js", "search.js")))  # so is the script
    return environment().get_template(name).render(style=style, script=script, made=made, **shown).lstrip()
