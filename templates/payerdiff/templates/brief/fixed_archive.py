"""Office files with the same bytes for the same content: the dates within the archive are fixed, the files in one order."""

from __future__ import annotations

import io
import zipfile

BEGINNING = (1980, 1, 1, 0, 0, 0)
FIRST = "[Content_Types].xml"
"""The file that readers of the format expect first."""


def fixed(content: bytes) -> bytes:
    """Return an archive packed again without a clock.

    >>> held = io.BytesIO()
    >>> with zipfile.ZipFile(held, "w") as archive:
    ...     archive.writestr("b.xml", "<b/>")
    ...     archive.writestr("[Content_Types].xml", "<a/>")
    >>> [x.filename for x in zipfile.ZipFile(io.BytesIO(fixed(held.getvalue()))).infolist()]
    ['[Content_Types].xml', 'b.xml']
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != FIRST, name)):
            new.writestr(zipfile.ZipInfo(name, BEGINNING), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
