"""Two versions of real policies: every change to criteria found, none invented. Read by hand from the page images."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from ground import SHARED
from readings import policy

from payerdiff.compare.changes.review import review
from payerdiff.model.review import ChangeReview

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents do not lie beside this checkout")


@cache
def pair(old: str, new: str) -> ChangeReview:
    """Return the review of two real documents."""
    before, after = (policy(SHARED / "documents" / name) for name in (old, new))
    return review(before, after)


def clinical(result: ChangeReview) -> Counter[tuple[str, str, str]]:
    """Return the clinical changes as operation, direction and first words."""
    return Counter((c.op, c.direction, " ".join((c.after or c.before).split()[:4])) for c in result.changes if c.kind == "clinical")  # fmt: skip


def statuses(result: ChangeReview) -> Counter[str]:
    """Return how many statements are borne out and how many are not."""
    return Counter(d.status for d in result.disclosure if d.statement is not None)


def test_dupixent_2024_to_2025() -> None:
    result = pair("UHC/uhc_rx_dupixent_pa_2024-06.pdf", "UHC/uhc_rx_dupixent_pa_2025.pdf")
    assert clinical(result) == Counter(
        {
            (
                "replace",
                "loosened",
                "Patient is not receiving",
            ): 10,  # "for treatment of the same indication": the ban forbids less
            ("replace", "equivalent", "Biologic immunomodulator [e.g., Adbry"): 2,  # one more example of the class
            ("insert", "loosened", "Chronic Obstructive Pulmonary Disorder"): 2,
            ("insert", "loosened", "Chronic Spontaneous Urticaria Dupixent"): 2,
            ("insert", "loosened", "Bullous Pemphigoid Dupixent will"): 2,
            ("replace", "loosened", "12 months"): 3,
        }
    )
    assert statuses(result) == {"disclosed": 10}
    assert not [d for d in result.disclosure if d.status == "undisclosed"]


def test_ibrance_2024_to_2025() -> None:
    result = pair("FEPBlue/fep_5.21.054_ibrance_2024-07.pdf", "FEPBlue/fep_5.21.054_ibrance_2025-07.pdf")
    assert clinical(result) == Counter(
        {
            ("insert", "loosened", "Patients has a PIK3CA-mutation"): 1,
            ("insert", "loosened", "Patient has a PIK3CA-mutation"): 1,
            ("insert", "tightened", "Patient is NOT PIK3CA-mutated"): 2,
        }
    )
    assert statuses(result) == {"disclosed": 5}
    ways = {(v.phase, v.indication): v.direction for v in result.verdicts if v.direction != "equivalent"}
    # Inavolisib with fulvestrant was "in combination with fulvestrant" before too: nobody gains.
    assert set(ways.values()) == {"tightened"}
    joined = [c for c in result.changes if "Metastatic breast cancer" in c.before]
    assert {(c.kind, c.after) for c in joined} == {("editorial", "Advanced or metastatic breast cancer")}


def test_breyanzi_2024_to_2025() -> None:
    result = pair("FEPBlue/fep_5.21.169_breyanzi_2024-04.pdf", "FEPBlue/fep_5.21.169_breyanzi_2025-04.pdf")
    assert clinical(result) == Counter(
        {
            ("insert", "loosened", "Relapsed or refractory chronic"): 1,
            ("insert", "loosened", "Relapsed or refractory follicular"): 1,
            ("insert", "loosened", "Relapsed or refractory mantle"): 1,
            (
                "insert",
                "loosened",
                "for large B-cell lymphoma",
            ): 1,  # what was asked for of all is asked for of this disease only
            ("replace", "unknown", "AND ALL of the"): 1,  # now for all diagnoses
        }
    )
    assert statuses(result) == {"disclosed": 6}
