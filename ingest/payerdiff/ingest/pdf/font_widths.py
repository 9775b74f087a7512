"""Guards against a fault of the fast engine: it keeps the widths of fonts that a PDF does not embed from one document to the next.

Word writes the width 0 for characters that a document does not use. pdf_oxide (0.3.20 to 0.3.78 when tried) takes such a table for
every later document whose font has the same name: letters then lie on one another, blanks come and go, and what a document says would
depend on what was read before it. So the widths that fonts had are remembered; where a later document's do not agree, it is
read anew in an interpreter of its own, which gives the same as reading it alone.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Mapping

from payerdiff.ingest.document import Document
from payerdiff.ingest.page import Glyph

ALIKE = 0.02
"""Share of the type size by which a character's width may differ between two documents."""
ANEW = "import sys; from payerdiff.ingest.pdf.file import answer; answer(sys.argv[1])"

Widths = dict[tuple[str, str], float]
seen: Widths = {}
"""Widths of characters, as shares of the type size, of fonts that were read in this process and not embedded."""


def widths_of(glyphs: Iterable[Glyph]) -> Widths:
    """Return the widths of the characters of fonts that are not embedded (an embedded subset has a `+` in its name)."""
    last = {(g.font, g.char): g for g in glyphs}
    return {
        (font, char): round((g.x1 - g.x0) / g.size, 3)
        for (font, char), g in last.items()
        if g.size > 0 and "+" not in font and not unicodedata.combining(char[:1] or " ")
    }


def is_muddled(widths: Mapping[tuple[str, str], float], known: Mapping[tuple[str, str], float]) -> bool:
    """Return True if a document's widths look like those of another one: a letter without width, or another than before."""
    fonts = {font for font, _ in known}
    return any(
        font in fonts and (width <= 0 or abs(known.get((font, char), width) - width) > ALIKE)
        for (font, char), width in widths.items()
    )


def read_anew(data: bytes, name: str) -> Document | None:
    """Return the document as a fresh interpreter reads it, None where none can be started."""
    command = [sys.executable, "-c", ANEW, name]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = pickle.loads(done.stdout)  # our own process wrote it
    return found if isinstance(found, Document) else None
