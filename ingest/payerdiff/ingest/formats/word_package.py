"""The package of a Word file: its parts, unpacked and parsed, and what it says of itself."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ENCRYPTED = 0x1
"""The flag of an encrypted part."""


def unpacked(package: zipfile.ZipFile, part: str) -> bytes:
    """Return the bytes of a part. Raises BadZipFile whatever is wrong with it: that it is not there, its packing, its length, its place in the file."""
    try:
        return package.read(part)
    except (zlib.error, EOFError, ValueError, KeyError) as cause:
        raise zipfile.BadZipFile(str(cause)) from cause


PROPERTIES = ("docProps/core.xml", "docProps/app.xml")
NAMED = frozenset({"creator", "title", "subject", "Company"})


def properties_of(parts: Sequence[bytes]) -> Iterator[tuple[str, str]]:
    """Yield what the package says of its author, company and title."""
    for part in parts:
        for element in parse(part):
            name = etree.QName(element).localname
            if name in NAMED and (element.text or "").strip():
                yield name, " ".join((element.text or "").split())


def parse(data: bytes) -> etree._Element:
    """Parse a part; entities and networks stay closed."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def value(element: etree._Element, tag: str) -> str | None:
    """Return the value of a property."""
    child = element.find(f"{W}{tag}")
    return child.get(f"{W}val") if child is not None else None
