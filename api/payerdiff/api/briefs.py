"""Results → executive pages: one sheet, as a page, a PDF, a document or a slide, with the user's title and logo."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PIL import Image

from payerdiff.api.printing import print_pdf
from payerdiff.model.comparison import Comparison
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.review import ChangeReview
from payerdiff.templates.brief.brief import Brief, Logo
from payerdiff.templates.brief.comparison_brief import comparison_brief
from payerdiff.templates.brief.review_brief import review_brief
from payerdiff.templates.brief.slide import slide
from payerdiff.templates.brief.word_document import word_document
from payerdiff.templates.rendering import render_brief

BriefCarrier = Literal["html", "pdf", "docx", "pptx"]
"""What an executive page is written as."""
MAKERS: dict[BriefCarrier, Callable[[Brief], bytes]] = {
    "html": lambda one: render_brief(one).encode(),
    "pdf": lambda one: print_pdf(render_brief(one)),
    "docx": word_document,
    "pptx": slide,
}
LOGOS = {"PNG": "image/png", "JPEG": "image/jpeg"}


def brief(
    result: Comparison | ChangeReview,
    carrier: BriefCarrier = "html",
    *,
    title: str | None = None,
    logo: str | os.PathLike[str] | None = None,
) -> bytes:
    """Return the executive page of a comparison or a review: one sheet, the same bytes for the same result (but for a PDF, which a browser prints).

    `title` takes the place of ours; `logo` is a PNG or JPEG file. Raises PayerdiffError: `not-a-logo`, and what `print_pdf` raises.

    >>> from payerdiff import api
    >>> found = api.compare_subject("J9039", [api.samples() / "bcbsnc", api.samples() / "magellan"])
    >>> brief(found).startswith(b"<!doctype html>"), brief(found, "docx")[:2], brief(found, "pptx") == brief(found, "pptx")
    (True, b'PK', True)
    """
    sheet = comparison_brief(result) if isinstance(result, Comparison) else review_brief(result)
    return MAKERS[carrier](sheet.titled(title, logo_of(logo) if logo is not None else None))


def brief_carrier(path: str | os.PathLike[str]) -> BriefCarrier:
    """Return what a file's ending asks for. Raises PayerdiffError `no-such-brief`.

    >>> brief_carrier("one-page.PPTX")
    'pptx'
    """
    ending = Path(path).suffix.lower().removeprefix(".")
    found = next((one for one in MAKERS if one == ending), None)
    if found is None:
        raise PayerdiffError("no-such-brief", str(path), f"an executive page cannot be written as “{ending}”", "End the file's name with .html, .pdf, .docx or .pptx.")  # fmt: skip
    return found


def logo_of(path: str | os.PathLike[str]) -> Logo:
    """Return a logo. Raises PayerdiffError `not-a-logo` where the file is no PNG or JPEG image."""
    try:
        content = Path(path).read_bytes()
        with Image.open(io.BytesIO(content), formats=list(LOGOS)) as image:
            image.verify()
            return Logo(content, LOGOS[image.format or "PNG"], *image.size)
    except (OSError, SyntaxError, Image.DecompressionBombError) as cause:
        raise PayerdiffError("not-a-logo", str(path), "it is not a PNG or JPEG image that can be read", "Give a PNG or JPEG file.") from cause  # fmt: skip
