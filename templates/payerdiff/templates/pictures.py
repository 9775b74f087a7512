"""Passages as their pages show them: which of them a report carries, and as what."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping

from payerdiff.model.policy import Policy
from payerdiff.templates.evidence import Evidence

Pictures = Callable[[str, int, tuple[float, float, float, float]], bytes | None]
"""Gives the PNG of a passage: by the document's hash, page and box."""
PER_POLICY, IN_ALL = 330_000, 3_500_000
"""Bytes of pictures; in base64 a third more, so that five policies stay below 3 MB and sixty below 15."""


def pictures_of(evidence: Evidence, policies: Mapping[str, Policy], pictures: Pictures | None) -> dict[int, str]:
    """Return the pictures of passages in PDFs by exhibit, as far as the report may grow by them; what the matrix cites comes first. None is drawn after one for which there was no room."""
    room = min(PER_POLICY * len(policies), IN_ALL)
    found: dict[int, str] = {}
    for number, (key, span) in enumerate(evidence.places, 1):
        if pictures is None or span.bbox is None:
            continue
        png = pictures(policies[key].source.sha256, span.page, span.bbox)
        if png is not None and len(png) > room:
            break
        if png is not None:
            room -= len(png)
            found[number] = f"data:image/png;base64,{b64encode(png).decode()}"
    return found
