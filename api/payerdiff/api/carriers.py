"""Results → what other programs take: workbooks, CSV tables, JSON, HL7 FHIR R4."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Literal

from payerdiff.corpus.memory import Memory, contents
from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import to_json
from payerdiff.model.review import ChangeReview

Carrier = Literal["csv", "json", "fhir"]
BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The date of files in an archive: a clock would change the bytes."""


def workbook(result: Comparison | ChangeReview, *, memory: Memory | None = None) -> bytes:
    """Return a comparison or a review as an XLSX workbook, one that `memory` knows as it is there.

    >>> from payerdiff import api
    >>> workbook(api.compare([api.read_policy(api.samples() / "bcbsnc" / "blinatumomab.html")]))[:2]
    b'PK'
    """
    rests_on = contents([result]) if memory else []
    known = memory.recall("workbook", rests_on) if memory else None
    if known is not None:
        return known
    from payerdiff.templates.carriers.comparison_workbook import comparison_workbook
    from payerdiff.templates.carriers.review_workbook import review_workbook  # what draws is loaded to draw

    made = comparison_workbook(result) if isinstance(result, Comparison) else review_workbook(result)
    if memory:
        memory.remember("workbook", rests_on, made)
    return made


def export(comparison: Comparison, carrier: Carrier) -> dict[str, bytes]:
    """Return the files of a carrier by name: one for each table as CSV, all data as JSON, or the policies as a FHIR R4 bundle (docs/fhir.md).

    >>> from payerdiff import api
    >>> comparison = api.compare([api.read_policy(api.samples() / "bcbsnc" / "blinatumomab.html")])
    >>> list(export(comparison, "json")), list(export(comparison, "fhir"))
    (['comparison.json'], ['policies.fhir.json'])
    """
    if carrier == "csv":
        from payerdiff.templates.carriers.comparison_workbook import sheets
        from payerdiff.templates.carriers.csv_tables import csv_files

        return csv_files(sheets(comparison))
    if carrier == "json":
        return {"comparison.json": to_json(comparison).encode()}
    from payerdiff.templates.carriers.fhir import bundle

    held = json.dumps(bundle(comparison.policies), indent=2, ensure_ascii=False)
    return {"policies.fhir.json": held.encode()}


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return files in one ZIP, the same bytes for the same files.

    >>> archive({"matrix.csv": b"question"}) == archive({"matrix.csv": b"question"})
    True
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in files.items():
            held.writestr(zipfile.ZipInfo(name, BEGINNING), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
