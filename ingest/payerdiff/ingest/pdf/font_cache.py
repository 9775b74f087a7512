"""Empties the fast engine's memory of fonts before each document.

pdf_oxide (0.3.20 to 0.3.78 when tried) keeps parsed fonts for the whole process. It knows a font that is not embedded by its name and by the
*number* of the object that holds its widths, never by the widths: two documents of one Word template share both, and the later one is set
with the widths of the earlier. Blanks come and go, and what a document says would depend on what was read before it.

No call of the Python package empties this memory. It holds a fixed number of fonts, though, and lets the oldest go first. So a blank page
that loads as many fonts, each of a name of its own, leaves nothing of any document in it (some six milliseconds).
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pdf_oxide

CAPACITY = 1024
"""Fonts that the engine keeps; a test that reads one document behind another fails where it keeps more."""
DIGITS = 8
"""Digits of the number of a round in a font's name: all rounds have one length, so that the places of objects stay."""

HELD = threading.Lock()
ROUNDS = itertools.count()


@contextmanager
def emptied() -> Iterator[None]:
    """Hold the engine for one document, which finds no font of another; documents of other threads wait."""
    with HELD:
        number = next(ROUNDS)
        if number:  # before the first document it knows none
            pdf_oxide.PdfDocument.from_bytes(blank_page(CAPACITY, number)).extract_chars(0)
        yield


def blank_page(fonts: int, number: int) -> bytes:
    """Return a PDF of one empty page that names so many fonts; their names hold `number`, as a known font is not kept anew."""
    return template(fonts).replace(b"-" * DIGITS, str(number).zfill(DIGITS).encode())


@cache
def template(fonts: int) -> bytes:
    """Return such a page with a mark where the number stands in each font's name."""
    names = " ".join(f"/F{at} {at + 5} 0 R" for at in range(fonts))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<<{names}>>>>>>",
        "<</Length 5>>stream\nBT ET\nendstream",
        *(f"<</BaseFont/filler{'-' * DIGITS}{at}>>" for at in range(fonts)),
    ]
    written, places = bytearray(b"%PDF-1.5\n"), []
    for at, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{at} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF\n"
    return bytes(written) + end.encode()
