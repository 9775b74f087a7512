"""Make the sample PDFs and DOCX: DOCX by python-docx, PDF by LibreOffice. Run by `make samples`; users never need it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from centene_sample import centene_sample
from fep_sample import fep_sample
from magellan_sample import magellan_sample
from payment_samples import questions_sample, sentara_sample, wellcare_sample
from plan_samples import amerihealth_sample, anthem_sample, bcbsaz_sample, cigna_sample, hcsc_sample
from uhc_sample import uhc_sample

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def main() -> int:
    """Write the PDFs, or those whose names hold a word that was given."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice (soffice) is not installed; the committed PDFs stay as they are.", file=sys.stderr)
        return 1
    wanted = sys.argv[1:]
    for make, target in (
        (centene_sample, "centene/lhcc-LA.PHAR.312-redline"),
        (magellan_sample, "magellan/aspirus-blincyto"),
        (fep_sample, "fep/ibrance-5.21.054"),
        (uhc_sample, "uhc/dupixent-2116-18"),
        (bcbsaz_sample, "bcbsaz/vyjuvek-O1139"),
        (hcsc_sample, "hcsc/onpattro-RX501.102"),
        (anthem_sample, "anthem/elevidys-MED.00144"),
        (amerihealth_sample, "amerihealth/dmd-testing-CCP.1282"),
        (cigna_sample, "cigna/dupixent"),
        (sentara_sample, "sentara/rpe65-34E"),
        (wellcare_sample, "wellcare/dialysis-CPP-114"),
        (questions_sample, "ohio_questions/lipotropics.docx"),
    ):
        if wanted and not any(word in target for word in wanted):
            continue
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "sample.docx"
            make().save(source)
            (SAMPLES / target).parent.mkdir(parents=True, exist_ok=True)
            if target.endswith(".docx"):
                shutil.copy(source, SAMPLES / target)
                continue
            subprocess.run(
                [office, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)],
                check=True,
                capture_output=True,
            )
            shutil.copy(Path(folder) / "sample.pdf", SAMPLES / f"{target}.pdf")
    return 0


if __name__ == "__main__":
    sys.exit(main())
