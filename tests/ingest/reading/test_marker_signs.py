"""Signs that open an item, as fonts of signs carry them."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reading.marker import marker_of


@pytest.mark.parametrize("sign", ["\uf0b7", "\uf09f", "\uf06c", "\uf06e"])
def test_a_bullet_of_a_font_of_signs_is_one(sign: str) -> None:
    marker, width = marker_of(f"{sign} Panel test")
    assert marker is not None
    assert (marker.kind, width) == ("bullet", 2)
