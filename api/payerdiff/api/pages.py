"""Results → pages: one self-contained HTML file each, the same bytes for the same documents."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import closing

from payerdiff.api.documents import find_documents
from payerdiff.compare.library.portfolio import Portfolio
from payerdiff.ingest.pdf.page_images import PageImages, by_hash
from payerdiff.model.comparison import Comparison
from payerdiff.model.review import ChangeReview
from payerdiff.templates.rendering import render_comparison, render_portfolio, render_review


def render(
    result: Comparison | ChangeReview | Portfolio, documents: Iterable[str | os.PathLike[str]] | None = None
) -> str:
    """Return the page of a comparison, a review or a portfolio.

    `documents` are the files or folders that hold what the result was made from: passages of PDFs are then shown as their pages look, too.
    They are found by their hash, whatever they are called now; those that are not there are left out. A portfolio shows none.

    >>> from payerdiff import api
    >>> redline = api.samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"
    >>> page = render(api.review(redline), documents=[redline])
    >>> "data:image/png" in page
    True
    """
    if isinstance(result, Portfolio):
        return render_portfolio(result)
    if documents is None:
        return render_comparison(result) if isinstance(result, Comparison) else render_review(result)
    sources = result.policies if isinstance(result, Comparison) else (result.old, result.new)
    with closing(PageImages(by_hash([p.source.sha256 for p in sources], find_documents(documents)))) as images:
        if isinstance(result, Comparison):
            return render_comparison(result, images.crop)
        return render_review(result, images.crop)
