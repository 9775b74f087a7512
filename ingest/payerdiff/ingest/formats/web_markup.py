"""HTML → elements: lxml parses, BeautifulSoup where lxml finds no body; a page that the parser gives up on is refused, as its rest would be lost."""

from __future__ import annotations

import re
import warnings
from contextlib import suppress

import lxml.html
from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from lxml.etree import ParserError

from payerdiff.ingest.formats.web_styles import with_strikes
from payerdiff.model.errors import PayerdiffError

LIMITED = "XML_PARSE_HUGE"
"""How libxml2 says that it stops reading: elements lie more than 256 deep, or one text is longer than 10 MB."""

ENDS = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
"""The end of a page's body: the parser drops what stands behind it, where a browser shows it. Nothing asks for it to be written."""


def parse(data: bytes, name: str) -> lxml.html.HtmlElement:
    """Return the root of a page. Raises PayerdiffError: `empty` where there is no element, `damaged` where the parser reads no further."""
    root = None
    encoding = "utf-8" if is_utf8(data) else None
    styled = with_strikes(data, encoding)
    if styled is not data:
        data, encoding = styled, "utf-8"
    with suppress(ParserError, ValueError):  # lxml refuses odd pages that BeautifulSoup still reads
        root = whole(data, name, encoding)
    if root is not None and root.find("body") is not None:
        return root
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # a page that only begins like XML is a page
        soup = str(BeautifulSoup(data, "lxml"))
    with suppress(ParserError):  # no element at all: a document type, a comment
        if soup.strip():
            return whole(soup.encode(), name, "utf-8")
    raise PayerdiffError(
        "empty", name, "the page is empty", "Save the page from a browser after it has loaded, and use that file."
    )


def whole(data: bytes, name: str, encoding: str | None) -> lxml.html.HtmlElement:
    """Return the root of a page that was read to its end."""
    parser = lxml.html.HTMLParser(encoding=encoding)
    root = lxml.html.document_fromstring(ENDS.sub(b"", data), parser=parser)
    if any(LIMITED in entry.message for entry in parser.error_log):
        raise PayerdiffError(
            "damaged", name, "its elements lie too deep within each other to be read to the end", "Print the page to PDF and use that file."
        )  # fmt: skip
    return root


def is_utf8(data: bytes) -> bool:
    """Return True if the bytes decode as UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
