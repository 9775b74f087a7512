"""Results → pages: one self-contained HTML file each, the same bytes for the same documents."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

from payerdiff.api.documents import find_documents
from payerdiff.compare.library.portfolio import Portfolio
from payerdiff.corpus.library import by_hash
from payerdiff.corpus.memory import Memory, contents
from payerdiff.model.comparison import Comparison
from payerdiff.model.review import ChangeReview
from payerdiff.templates.pictures import Pictures


def render(
    result: Comparison | ChangeReview | Portfolio,
    documents: Iterable[str | os.PathLike[str]] | None = None,
    *,
    memory: Memory | None = None,
) -> str:
    """Return the page of a comparison, a review or a portfolio.

    `documents` are the files or folders that hold what the result was made from: passages of PDFs are then shown as their pages look, too.
    They are found by their hash, whatever they are called now; those that are not there are left out. A portfolio shows none. `memory` is that of a
    library read with its store: a page that it knows is not drawn again.

    >>> from payerdiff import api
    >>> redline = api.samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"
    >>> page = render(api.review(redline), documents=[redline])
    >>> "data:image/png" in page
    True
    """
    if isinstance(result, Portfolio):
        return remembered(memory, lambda: contents([result]), lambda: drawn_portfolio(result))
    sources = result.policies if isinstance(result, Comparison) else (result.old, result.new)
    found = by_hash([p.source.sha256 for p in sources], find_documents(documents)) if documents is not None else None

    def rests_on() -> list[str]:
        held = sorted(f"{sha256} {path.suffix.lower()}" for sha256, path in (found or {}).items())
        return [*contents([result]), "no pictures" if found is None else "pictures", *held]

    def draw() -> str:
        if found is None:
            return drawn(result, None)
        from payerdiff.ingest.pdf.page_images import PageImages

        with closing(PageImages(found)) as images:
            return drawn(result, images.crop)

    return remembered(memory, rests_on, draw)


def remembered(memory: Memory | None, rests_on: Callable[[], Sequence[str]], draw: Callable[[], str]) -> str:
    """Return a page from memory where it is known by all that it rests on, else drawn and kept."""
    if memory is None:
        return draw()
    parts = rests_on()
    known = memory.recall("page", parts)
    if known is not None:
        return known.decode()
    page = draw()
    memory.remember("page", parts, page.encode())
    return page


def drawn_portfolio(portfolio: Portfolio, beside: str = "") -> str:
    """Return the page of a portfolio; `beside` is the folder of the drugs' pages, where there are any."""
    from payerdiff.templates.rendering import render_portfolio  # what draws is loaded where something is drawn

    return render_portfolio(portfolio, beside)


def drawn_drug(portfolio: Portfolio, drug: str, back: str) -> str:
    """Return the page of one drug of a portfolio; `back` is the file of the portfolio."""
    from payerdiff.templates.rendering import render_drug

    return render_drug(portfolio, drug, back)


def drawn(result: Comparison | ChangeReview, pictures: Pictures | None) -> str:
    """Return the page of a comparison or a review, its passages as pictures where they can be had."""
    from payerdiff.templates.rendering import render_comparison, render_review

    return render_comparison(result, pictures) if isinstance(result, Comparison) else render_review(result, pictures)
