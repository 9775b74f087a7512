"""Comparison → the carriers that other programs take: CSV tables, JSON, HL7 FHIR R4."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Literal

from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import to_json
from payerdiff.templates.carriers.comparison_workbook import sheets
from payerdiff.templates.carriers.csv_tables import csv_files
from payerdiff.templates.carriers.fhir import bundle

Carrier = Literal["csv", "json", "fhir"]
BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The date of files in an archive: a clock would change the bytes."""


def exported(comparison: Comparison, carrier: Carrier) -> dict[str, bytes]:
    """Return the files of a carrier by name: one for each table, or one."""
    if carrier == "csv":
        return csv_files(sheets(comparison))
    if carrier == "json":
        return {"comparison.json": to_json(comparison).encode()}
    held = json.dumps(bundle(comparison.policies), indent=2, ensure_ascii=False)
    return {"policies.fhir.json": held.encode()}


def archive(files: dict[str, bytes]) -> bytes:
    """Return files in one ZIP, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in files.items():
            held.writestr(zipfile.ZipInfo(name, BEGINNING), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
